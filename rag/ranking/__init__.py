"""What `rag.retrieval` and `rag.reranking` rank passages by."""
