"""Whether one Chinese word may stand for another in a report: 现阶段 for 目前, 丰厚 for 丰硕.

It knows a list of words (`rag/data/synonyms.txt`), no statement; opposites are in polarity.py.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files


@cache
def _groups() -> dict[str, frozenset[int]]:
    """Word -> the numbers of the lines that it stands in."""
    lines: dict[str, set[int]] = defaultdict(set)
    text = files("rag").joinpath("data/synonyms.txt").read_text("utf-8")
    for number, line in enumerate(text.splitlines()):
        if not line.startswith("#"):
            for word in line.split():
                lines[word].add(number)
    return {word: frozenset(numbers) for word, numbers in lines.items()}


def are_alike(a: str, b: str) -> bool:
    """Whether the two stand in one line of the list."""
    return a == b or not _groups().get(a, frozenset()).isdisjoint(_groups().get(b, frozenset()))


def lines_of(word: str) -> frozenset[int]:
    """The numbers of the lines that hold `word`; empty for a word that the list does not know."""
    return _groups().get(word, frozenset())
