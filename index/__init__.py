"""The offline half: files in, a published snapshot out. It knows nothing of questions or chat."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from index.records import Article, Block, Hit, Passage, Source

if TYPE_CHECKING:
    from index.layout import restore_articles

__all__ = ["Article", "Block", "Hit", "Passage", "Source", "restore_articles"]

# Where a public name lives that is imported only when it is first asked for, so that `ronghe --help` stays fast.
_LAZY = {"restore_articles": "index.layout"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
