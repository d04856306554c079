"""What tells the asked thing from its like in a question's own wording: the name that it opens with, and what stands
beside the word that asks. It knows one question, no passages."""

from __future__ import annotations

import re

_OPENING_ENDS = re.compile(
    r"[的是在于有被将，,、?？]|分别|什么|多少|谁|哪|何|几|为|预计|计划|获得|成立|发布|举行|举办|开始|提出|要求|达到"
)
_ASKS = re.compile(
    r"什么时候|什么时间|什么|多少|哪些|哪个|哪里|哪一?[年天日]|哪|谁|何时|何地|几|如何|怎样|怎么|多[大长高久远]"
)
_EDGES = re.compile(r"[是为在了有的]+$|^[的]")
_MOST_OPENING, _MOST_BESIDE = 14, 6


def opening(question: str) -> str:
    """The name that opens a folded question, as far as its form tells; of a longer one at least two characters."""
    end = _OPENING_ENDS.search(question, 2 if len(question) > 2 else 0)
    return question[: min(end.start() if end else len(question), _MOST_OPENING)]


def beside_asking(question: str) -> tuple[str, str]:
    """What stands before and after the word that asks; two empty strings where none does."""
    asks = _ASKS.search(question)
    if asks is None:
        return "", ""
    before, after = question[max(0, asks.start() - _MOST_BESIDE) : asks.start()], question[asks.end() :][:_MOST_BESIDE]
    return _EDGES.sub("", before), _EDGES.sub("", after)


def pairs_of(text: str) -> list[str]:
    """The neighbouring characters of `text`, two by two, marks and blanks left out."""
    plain = re.sub(r"[^0-9a-z一-鿿]", "", text)
    return [plain[i : i + 2] for i in range(len(plain) - 1)]
