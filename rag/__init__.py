"""The online half: a question in, a cited answer out. It reads snapshots and never writes them."""

from rag.answer import Answer, Citation, Sentence

__all__ = ["Answer", "Citation", "Sentence"]
