"""The online half: a question in, a cited answer out. It reads snapshots and never writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.answer import Answer, Citation, Sentence

if TYPE_CHECKING:
    from rag.composing import answer_from

__all__ = ["Answer", "Citation", "Sentence", "answer_from"]


def __getattr__(name: str) -> Any:
    """Load what is costly to import when it is first asked for."""
    if name == "answer_from":
        from rag.composing import answer_from

        return answer_from
    raise AttributeError(name)
