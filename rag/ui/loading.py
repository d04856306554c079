"""Imports Gradio quickly and quietly.

While it is imported Gradio rewrites a .pyi stub for each of its components, which parses its whole source and takes
longer than the import itself; nobody here reads those stubs. Its own way out is a component whose file cannot be
found, so that is what it is told, and only it.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def without_stubs() -> Iterator[None]:
    """Inside, `inspect.getfile` fails for gradio.component_meta and works as ever for everybody else."""
    original = inspect.getfile

    def getfile(subject: Any) -> str:
        if sys._getframe(1).f_globals.get("__name__") == "gradio.component_meta":
            raise OSError("no stub is wanted")
        return original(subject)

    inspect.getfile = getfile  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = original


def load_gradio() -> Any:
    """The gradio module, with its telemetry off before it can send anything."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # Gradio's own default lets one visitor at a time use a listener; asking `Blocks.queue` for more makes it build
    # its whole web application once more.
    os.environ.setdefault("GRADIO_DEFAULT_CONCURRENCY_LIMIT", "8")
    with without_stubs():
        import gradio
    return gradio
