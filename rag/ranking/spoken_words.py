"""What is said beside what is written: a word or phrase of a question, and the words that a text may have for it
(狗 犬只, 掏钱 缴纳 支付, 发改委 国家发展和改革委员会).

`rag/data/spoken-words.json` was written for general Chinese, without a look at any question or corpus, but for some
dozens of pairs that questions read while building showed to be wanting (tests/benchmarks/log/). `words` are cut as one
word by the segmenter, `phrases` (交社保, 涨了) as several.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import rjieba

_LONGEST_PHRASE = 4
# So many of the words for one are searched for; the first are the commonest.
_MOST_SEARCHED = 8


@cache
def _lists() -> dict[str, dict[str, tuple[str, ...]]]:
    raw = json.loads(files("rag").joinpath("data/spoken-words.json").read_text("utf-8"))
    return {part: {word: tuple(others) for word, others in listed.items()} for part, listed in raw.items()}


def written_for(word: str) -> tuple[str, ...]:
    """What a text may have for a folded word or phrase, commonest first; empty where nothing is listed."""
    lists = _lists()
    return lists["words"].get(word) or lists["phrases"].get(word, ())


def is_phrase(text: str) -> bool:
    """Whether the folded text is listed as a phrase of several words."""
    return text in _lists()["phrases"]


def phrases_in(words: Sequence[str]) -> list[tuple[int, int]]:
    """The listed phrases that consecutive `words` make, (first, last), the last one not in it; the longest first from
    left to right, none across another."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        longest = min(_LONGEST_PHRASE, len(words) - at)
        size = next((n for n in range(longest, 1, -1) if is_phrase("".join(words[at : at + n]))), 1)
        if size > 1:
            found.append((at, at + size))
        at += size
    return found


def searched_for(folded: str, tokens: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For the `tokens` of a folded question the written words to look for in their place; those without any left out.

    What is listed for a phrase goes to its longest token.
    """
    listed = {token: written_for(token) for token in tokens}
    words = rjieba.cut(folded)
    for first, last in phrases_in(words):
        phrase = "".join(words[first:last])
        inside = [token for token in tokens if token in phrase]
        if inside:
            longest = max(inside, key=len)
            listed[longest] = tuple(dict.fromkeys(listed[longest] + written_for(phrase)))
    return {token: others[:_MOST_SEARCHED] for token, others in listed.items() if others}
