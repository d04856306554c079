"""The offline half: files in, a published snapshot out. It knows nothing of questions or chat."""

from index.records import Article, Block, Hit, Passage, Source

__all__ = ["Article", "Block", "Hit", "Passage", "Source"]
