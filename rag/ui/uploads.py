"""Keeps Gradio from reading files that nobody uploaded.

A visitor's event may name any path or address where it names an upload, and Gradio, mounted on another application
rather than launched, copies (or downloads) what is named before a handler sees it. It does so in one method.
"""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import Any

from index.loaders import check_allowed


def accept_uploads_only(gradio: Any) -> None:
    """From now on components take files out of Gradio's upload folder alone; `LoadError` for any other path or URL."""
    component = gradio.blocks.Block
    if hasattr(component.async_move_resource_to_block_cache, "__wrapped__"):
        return
    take, take_later = component.move_resource_to_block_cache, component.async_move_resource_to_block_cache

    @wraps(take)
    def checked(self: Any, path: str | Path | None) -> str | None:
        found: str | None = take(self, _checked(self, path))
        return found

    @wraps(take_later)
    async def checked_later(self: Any, path: str | Path | None) -> str | None:
        found: str | None = await take_later(self, _checked(self, path))
        return found

    component.move_resource_to_block_cache = checked
    component.async_move_resource_to_block_cache = checked_later


def _checked(component: Any, path: str | Path | None) -> str | None:
    return None if path is None else str(check_allowed(Path(path), [Path(component.GRADIO_CACHE)]))
