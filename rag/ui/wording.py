"""Every Chinese word of the page, read from prompts/page.json, so that it can be changed without touching code."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def wording() -> dict[str, str]:
    """The page's words by key."""
    words: dict[str, str] = json.loads((files("prompts") / "page.json").read_text(encoding="utf-8"))
    return words


def say(key: str, **values: object) -> str:
    """The words for `key` with `{name}` filled in; a missing key or value is a KeyError, so tests find it."""
    words = wording()[key]
    return words.format(**values) if values else words
