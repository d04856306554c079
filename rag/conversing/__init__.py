"""What `rag.conversation` needs to make a follow-up stand alone."""
