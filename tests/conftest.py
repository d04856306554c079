"""What many test modules share: where the evaluation files are, and the bundled page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def bundled_page() -> Path:
    return ROOT / "index" / "corpus" / "page.md"


@pytest.fixture(scope="session")
def evaluation_dir() -> Path:
    """The folder with seed/, eval/, bench/ and corpus/; tests that need it skip where it is not given."""
    folder = os.environ.get("RONGHE_EVAL", "")
    if not folder or not (Path(folder) / "eval").is_dir():
        pytest.skip("RONGHE_EVAL names no folder with the evaluation files (eval/, seed/, ...)")
    return Path(folder)
