"""Lines of a text with what tells whether they were broken at a fixed width: edge, indent, beginning and end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.loading.lines import is_wide

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CLOSED = re.compile(r"[。！？!?…：:；;][”’」』）)》\]】\"']*$")
_OPEN_END = re.compile(r"[0-9A-Za-z%％\u3400-\u9fff]$")
_WORD = re.compile(r"[“‘（《【〔「『(\[]*(?:[0-9A-Za-z.%+/_-]+|.?)")
NO_START = frozenset("。，、；：？！”’）》】〕」』…—%％,.;:!?)")


@dataclass(slots=True)
class TextLine:
    text: str
    start: int
    end: int
    indent: int
    breaks: int
    edge: int = 0
    limit: int = 0
    interrupted: bool = False
    first: bool = False

    @property
    def is_open(self) -> bool:
        return bool(_OPEN_END.search(self.text))

    @property
    def is_closed(self) -> bool:
        return bool(_CLOSED.search(self.text))


def text_lines(text: str) -> list[TextLine]:
    lines: list[TextLine] = []
    before = 0
    for match in _LINE.finditer(text):
        bare = match.group().strip()
        if not bare:
            continue
        indent = match.group()[: len(match.group()) - len(match.group().lstrip())]
        start = match.start() + len(indent)
        breaks = len(_BREAK.findall(text, before, match.start()))
        lines.append(TextLine(bare, start, start + len(bare), sum(2 if is_wide(c) else 1 for c in indent), breaks))
        before = start + len(bare)
    return lines


def measure_edges(lines: Sequence[TextLine]) -> int:
    """Sets the edge of each line by the measure that makes them most alike; gives the width of a Chinese character.

    Programs count columns or characters, and set first lines in within the width or beyond it.
    """
    found: list[tuple[int, int, list[int]]] = []
    wide = [sum(map(is_wide, line.text)) for line in lines]
    for unit, set_in in ((2, 1), (1, 1), (2, 0), (1, 0)):
        edges = [
            line.indent * set_in * unit // 2 + len(line.text) + (more if unit == 2 else 0)
            for line, more in zip(lines, wide, strict=True)
        ]
        counts = Counter(edge for edge, line in zip(edges, lines, strict=True) if line.is_open)
        alike = sum(count * (count + (counts[edge - 1] if unit == 2 else 0)) for edge, count in counts.items())
        found.append((alike, unit, edges))
    _, unit, edges = max(found, key=lambda entry: entry[0])
    for line, edge in zip(lines, edges, strict=True):
        line.edge = edge
    return unit


def first_width(text: str, unit: int) -> int:
    """The width of what cannot be parted from the start of a line: a word or a character, with the marks around it."""
    end = _WORD.match(text).end()  # type: ignore[union-attr]
    while end < len(text) and text[end] in NO_START:
        end += 1
    return sum(unit if is_wide(c) else 1 for c in text[:end])
