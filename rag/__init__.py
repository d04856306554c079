"""The online half: a question in, a cited answer out. It reads snapshots and never writes them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rag.answer import Answer, Citation, Sentence

if TYPE_CHECKING:
    from rag.assembly import open_chat
    from rag.chat import Chat
    from rag.composing import answer_from

__all__ = ["Answer", "Chat", "Citation", "Sentence", "answer_from", "open_chat"]

# Where a public name lives that is imported only when it is first asked for, so that `ronghe --help` stays fast.
_LAZY = {"Chat": "rag.chat", "answer_from": "rag.composing", "open_chat": "rag.assembly"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
