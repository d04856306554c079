"""The offline half: files in, a published snapshot out. It knows nothing of questions or chat."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from index.records import Article, Block, Hit, Passage, Source

if TYPE_CHECKING:
    from index.build import build_index
    from index.layout import restore_articles
    from index.snapshot import Snapshot, open_index

__all__ = [
    "Article",
    "Block",
    "Hit",
    "Passage",
    "Snapshot",
    "Source",
    "build_index",
    "open_index",
    "restore_articles",
]

# Where a public name lives that is imported only when it is first asked for, so that `ronghe --help` stays fast.
_LAZY = {
    "Snapshot": "index.snapshot",
    "build_index": "index.build",
    "open_index": "index.snapshot",
    "restore_articles": "index.layout",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
