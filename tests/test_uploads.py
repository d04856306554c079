"""Gradio takes what was uploaded and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index.errors import LoadError
from rag.ui.uploads import accept_uploads_only


class Block:
    """As much of Gradio's as takes files."""

    def __init__(self, folder: Path) -> None:
        self.GRADIO_CACHE = str(folder)

    def move_resource_to_block_cache(self, path: str | Path | None) -> str | None:
        return None if path is None else str(path)

    async def async_move_resource_to_block_cache(self, path: str | Path | None) -> str | None:
        return self.move_resource_to_block_cache(path)


def finished(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine, run in a thread of its own: the browser tests leave a running loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@pytest.fixture
def component(tmp_path: Path) -> Any:
    class Component(Block):
        pass

    gradio = SimpleNamespace(blocks=SimpleNamespace(Block=Component))
    accept_uploads_only(gradio)
    accept_uploads_only(gradio)
    (tmp_path / "uploads").mkdir()
    return Component(tmp_path / "uploads")


def test_an_upload_is_taken(component: Any, tmp_path: Path) -> None:
    file = tmp_path / "uploads" / "a.txt"
    file.write_text("x", encoding="utf-8")
    assert component.move_resource_to_block_cache(str(file)) == str(file)
    assert finished(component.async_move_resource_to_block_cache(file)) == str(file)
    assert component.move_resource_to_block_cache(None) is None


def test_no_other_file_and_no_address_is_taken(component: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("x", encoding="utf-8")
    (tmp_path / "uploads" / "link.txt").symlink_to(secret)
    for named in (
        str(secret),
        str(tmp_path / "uploads" / "link.txt"),
        f"{tmp_path}/uploads/../secret.txt",
        "http://127.0.0.1:9/a.txt",
    ):
        with pytest.raises(LoadError):
            component.move_resource_to_block_cache(named)
        with pytest.raises(LoadError):
            finished(component.async_move_resource_to_block_cache(named))
