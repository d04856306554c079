"""Simple English questions carried into Chinese word by word; a small general glossary, no translation.

It knows common question words, nouns and verbs of news and policy, and Chinese place names in pinyin; other words
stay as they are (an acronym such as GDP matches itself).
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files


@cache
def _glossary() -> dict[str, str]:
    entries: dict[str, str] = json.loads(files("rag").joinpath("data/answering-glossary.json").read_text("utf-8"))
    return entries


@cache
def _longest() -> int:
    return max(len(key.split()) for key in _glossary())


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("es") and word[:-2] in _glossary():
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def to_chinese(text: str) -> str:
    """The Chinese words for a lower-case English question, blanks between; the question word goes last."""
    words = re.findall(r"[a-z0-9%.+-]+|[^\sa-z0-9]", text.replace("'s", ""))
    out: list[str] = []
    asked: list[str] = []
    position = 0
    while position < len(words):
        for length in range(min(_longest(), len(words) - position), 0, -1):
            run = words[position : position + length]
            found = _glossary().get(" ".join(run), _glossary().get(" ".join([*run[:-1], _singular(run[-1])])))
            if found is not None:
                (asked if found.startswith("?") else out).append(found.removeprefix("?"))
                break
        else:
            length = 1
            out.append(words[position])
        position += length
    return " ".join(w for w in [*out, *asked] if w and w not in "?？.").strip()
