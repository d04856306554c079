"""A word typed with another character of the same sound (黄光玉 for 黄光裕) read as the articles write it.

Three or four characters that stand nowhere, and stand there with one of them exchanged for one that sounds alike.
Pinyin comes from pypinyin (MIT), loaded only where such a stretch is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rag.answering.questions import Question
from rag.answering.terms import cover, is_common_word

_LENGTHS = (4, 3)
_CHINESE = re.compile(r"[一-鿿]{3,}")
# Characters that are exchanged for one another without a change of meaning, or that only ask.
_LOOSE = frozenset(
    "的地得在再做作他她它那哪吗嘛呢吧了是事有又和与及或之一十什么谁几个不对为以从被把将就都也要会能可上下中前后来去到过这"
)
_UNKNOWN = 0.5


def as_written(question: Question, whole: str) -> tuple[str, str] | None:
    """(typed, written): the stretch of the folded question and what the folded text `whole` has for it; None where all
    words stand there or nothing sounds alike."""
    lost = [t.text for t in question.terms if not is_common_word(t.text) and cover(t.text, whole) < _UNKNOWN]
    for typed in _stretches(question.chinese, lost):
        if typed in whole or _LOOSE.intersection(typed):
            continue
        for place, character in enumerate(typed):
            pattern = re.escape(typed[:place]) + "([一-鿿])" + re.escape(typed[place + 1 :])
            for found in re.finditer(pattern, whole):
                if found[1] not in _LOOSE and _sound(character) == _sound(found[1]):
                    return typed, found[0]
    return None


def _stretches(chinese: str, lost: list[str]) -> Iterator[str]:
    """Words that stand nowhere, then runs of four and of three characters that share some with such a word."""
    yield from (word for word in lost if len(word) in _LENGTHS and _CHINESE.fullmatch(word))
    unknown = {n for word in lost for m in re.finditer(re.escape(word), chinese) for n in range(*m.span())}
    for length in _LENGTHS:
        for run in _CHINESE.finditer(chinese):
            for start in range(run.start(), run.end() - length + 1):
                if unknown.intersection(range(start, start + length)):
                    yield chinese[start : start + length]


@lru_cache(maxsize=1024)
def _sound(character: str) -> str:
    """The usual reading of a character without its tone."""
    from pypinyin import Style, pinyin

    return str(pinyin(character, style=Style.NORMAL)[0][0])
