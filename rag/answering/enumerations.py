"""Enumerations in an article: 一是…二是…, 首先…其次…, （一）（二）, 一方面…另一方面…, 第一…第二….

It finds where each item begins, how far it goes and the sentence that leads in; it knows nothing of questions.
Offsets are into the text of a `Paragraph` (which may be a whole article put together).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.answering.paragraphs import Paragraph, split_clauses, trim_blanks

_NUMERALS = "一二三四五六七八九十"
_BEFORE = r"(?:(?<=^)|(?<=[。！？；，：、\n”’）)!?;,:　\s]))"
_NUMBERED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("是", re.compile(_BEFORE + r"([一二三四五六七八九十])是(?!个|种|项|名|位|张|一)")),
    ("要", re.compile(_BEFORE + r"([一二三四五六七八九十])要")),
    ("第", re.compile(_BEFORE + r"第([一二三四五六七八九十])(?=[，,、：:])")),
    ("第是", re.compile(_BEFORE + r"第([一二三四五六七八九十])(?:是|点|条|项|步)[，,、：:是]?")),
    ("其", re.compile(_BEFORE + r"其([一二三四五六七八九十])(?=[，,、：:是])")),
    ("（）", re.compile(r"[（(]([一二三四五六七八九十])[）)]")),
    ("、", re.compile(r"(?:(?<=^)|(?<=[\n。；]))\s*([一二三四五六七八九十])、")),
    ("1.", re.compile(r"(?:(?<=^)|(?<=[\n。；：\s]))(\d)(?:[.．、](?!\d)|[)）])")),
    ("(1)", re.compile(r"[（(](\d)[）)]")),
    ("①", re.compile(r"([①②③④⑤⑥⑦⑧⑨])")),
)
_WORDED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("首先", ("首先", "其次|再者", "再次|再其次|第三|然后", "最后")),
    ("一方面", ("一方面", "另一方面|另外一方面|再一方面", "再一方面")),
    (
        "层面",
        (
            "微观层面|宏观层面|国家层面|短期看|对内",
            "中观层面|宏观层面|微观层面|地方层面|长期看|对外",
            "宏观层面|企业层面",
        ),
    ),
)
_FAR = 1500


@dataclass(frozen=True, slots=True)
class Item:
    """`text[start:end]` with its marker; `head_end` ends the part that names it (its first sentence or clauses)."""

    start: int
    head_end: int
    end: int


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Two items or more; `lead` is the sentence that they hang on, equal ends when there is none."""

    family: str
    lead: tuple[int, int]
    items: tuple[Item, ...]

    @property
    def start(self) -> int:
        return self.items[0].start

    @property
    def end(self) -> int:
        return self.items[-1].end


def _number(mark: str) -> int:
    if mark.isdigit() and mark.isascii():
        return int(mark)
    if "①" <= mark <= "⑨":
        return ord(mark) - ord("①") + 1
    return _NUMERALS.index(mark) + 1


def _numbered_runs(text: str) -> list[tuple[str, list[int]]]:
    runs: list[tuple[str, list[int]]] = []
    for family, pattern in _NUMBERED:
        open_run: list[int] = []
        for match in pattern.finditer(text):
            number = _number(match[1])
            if number == 1:
                runs.append((family, open_run))
                open_run = [match.start(1) if family in ("、", "1.") else match.start()]
            elif open_run and number == len(open_run) + 1 and match.start() - open_run[-1] < _FAR:
                open_run.append(match.start(1) if family in ("、", "1.") else match.start())
        runs.append((family, open_run))
    return [run for run in runs if len(run[1]) > 1]


def _worded_runs(text: str) -> list[tuple[str, list[int]]]:
    runs: list[tuple[str, list[int]]] = []
    for family, steps in _WORDED:
        for first in re.finditer(_BEFORE + f"(?:{steps[0]})", text):
            run = [first.start()]
            for step in steps[1:]:
                reach = text.find("\n", run[-1])
                found = re.compile(_BEFORE + f"(?:{step})").search(text, run[-1] + 2, len(text) if reach < 0 else reach)
                if not found:
                    continue
                run.append(found.start())
            if len(run) > 1 and not any(run[0] in other for name, other in runs if name == family):
                runs.append((family, run))
    return runs


def _paragraph_end(text: str, position: int) -> int:
    found = text.find("\n", position)
    return len(text) if found < 0 else found


def _sentence_at(paragraph: Paragraph, position: int) -> tuple[int, int]:
    return next((s for s in paragraph.sentences if s[0] <= position < s[1]), (position, len(paragraph.text)))


def _head_end(text: str, start: int, end: int) -> int:
    """The first sentence of an item, or its first clauses when that sentence is long."""
    stop = re.compile(r"[。！？!?；;]").search(text, start, end)
    first = stop.end() if stop else end
    if first - start <= 60:
        return first
    for _, clause_end in split_clauses(text[start:first]):
        if clause_end >= 12:
            return start + clause_end
    return first


def _items(paragraph: Paragraph, starts: list[int]) -> tuple[Item, ...]:
    text = paragraph.text
    ends = [min(b, _paragraph_end(text, a)) for a, b in pairwise(starts)]
    widest = max(b - a for a, b in zip(starts, ends, strict=False))
    one_sentence = _sentence_at(paragraph, starts[0]) == _sentence_at(paragraph, starts[-1])
    last = _sentence_at(paragraph, starts[-1])[1]
    if not one_sentence:
        limit, reach = _paragraph_end(text, starts[-1]), starts[-1] + int(1.6 * widest) + 40
        last = min(last, limit)
        following = [end for _, end in paragraph.sentences if last < end <= limit]
        # At least one sentence of detail belongs to the last item; more while it stays about as long as the others.
        last = max([last, *following[:1], *(end for end in following if end <= reach)])
    spans = [trim_blanks(text, a, b) for a, b in zip(starts, [*ends, last], strict=True)]
    return tuple(Item(a, _head_end(text, a, b), b) for a, b in spans)


def _lead(paragraph: Paragraph, start: int) -> tuple[int, int]:
    """What stands before the first item in its sentence, else the sentence before it in the same paragraph."""
    text = paragraph.text
    begin = _sentence_at(paragraph, start)[0]
    if text[begin:start].strip(" \n　"):
        return trim_blanks(text, begin, start)
    opening = text.rfind("\n", 0, max(0, start - 1)) + 1
    before = [s for s in paragraph.sentences if opening <= s[0] and s[1] <= start]
    return trim_blanks(text, *before[-1]) if before else (start, start)


def find_enumerations(paragraph: Paragraph) -> list[Enumeration]:
    """Every enumeration in order of its beginning; one inside another is listed too."""
    runs = _numbered_runs(paragraph.text) + _worded_runs(paragraph.text)
    found = [
        Enumeration(family, _lead(paragraph, starts[0]), _items(paragraph, starts))
        for family, starts in runs
        if len(set(starts)) > 1
    ]
    return [_within(e, found) for e in sorted(found, key=lambda e: (e.start, -e.end))]


def _within(inner: Enumeration, others: list[Enumeration]) -> Enumeration:
    """An enumeration inside an item of another ends where that one's next item begins."""
    last = inner.items[-1]
    marks = [i.start for o in others if o.start < inner.start for i in o.items if last.start < i.start < last.end]
    if not marks:
        return inner
    end = min(marks)
    return replace(inner, items=(*inner.items[:-1], Item(last.start, min(last.head_end, end), end)))
