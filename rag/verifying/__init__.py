"""The checks of a sentence against what it cites that `rag.citations` directs."""
