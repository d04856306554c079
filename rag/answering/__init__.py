"""The parts of the extractive composer that `rag.composing` directs."""
