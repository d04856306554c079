"""Glyphs with coordinates into Lines and Stacks of lines; pure geometry.

A Stack is a run of lines of one size standing under one another: a column's part, a headline, a caption. An upright
line reads downwards (a headline set beside its columns). It knows nothing of reading order or paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

Box = tuple[float, float, float, float]


class Glyph(NamedTuple):
    """One character as drawn; y grows downwards, `size` is the font size in points."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text on one baseline within one column."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    upright: bool = False


@dataclass(slots=True, eq=False)
class Stack:
    """Lines from top to bottom; `right` leaves out what hangs over the column's edge (closing punctuation)."""

    lines: list[Line]
    heading: bool = False
    crosshead: bool = False

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def x0(self) -> float:
        return min(line.x0 for line in self.lines)

    @property
    def right(self) -> float:
        edges = sorted(line.x1 for line in self.lines)
        return edges[len(edges) * 3 // 4] if len(edges) >= 4 else edges[-1]

    @property
    def box(self) -> Box:
        return (self.x0, self.lines[0].y0, self.right, max(line.y1 for line in self.lines))

    @property
    def characters(self) -> int:
        return sum(len(line.text) for line in self.lines)


def is_wide(character: str) -> bool:
    """Whether a character belongs to running Chinese, so that no blank stands beside it at a line's end."""
    return ord(character) >= 0x2E80 or character in "“”‘’…—·"


def join_runs(first: str, second: str) -> str:
    """Two runs of one line or paragraph: a blank only between Latin words, whose hyphen is taken away."""
    if not first or not second or is_wide(first[-1]) or is_wide(second[0]):
        return first + second
    if first[-1].isspace() or second[0].isspace():
        return first + second
    if first[-1] == "-":
        hyphenated = (
            first[-3:-1].isascii() and first[-3:-1].islower() and first[-3:-1].isalpha() and second[0].islower()
        )
        return first[:-1] + second if hyphenated else first + second
    if first[-1].isdigit() and second[0].isdigit():
        return first + second
    return f"{first} {second}"


def lines_of_glyphs(glyphs: Sequence[Glyph]) -> list[Line]:
    """Glyphs in drawing order into lines: neighbours on a baseline, or one under another for an upright headline."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _follows(runs[-1][-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    lines = [_line(run) for run in runs if any(not g.text.isspace() for g in run)]
    return _without_shadows(_merge_neighbours(_merge_upright(lines)))


def _follows(last: Glyph, glyph: Glyph) -> bool:
    size = glyph.size if glyph.size > last.size else last.size
    gap = glyph.x0 - last.x1
    if not -0.6 * size < gap < 0.95 * size:
        return False
    if glyph.y0 == last.y0 and glyph.y1 == last.y1:
        return True
    overlap = min(last.y1, glyph.y1) - max(last.y0, glyph.y0)
    return overlap > 0.5 * min(last.y1 - last.y0, glyph.y1 - glyph.y0)


def _line(run: Sequence[Glyph]) -> Line:
    text = ""
    for previous, glyph in zip([None, *run], run, strict=False):
        if previous is not None and glyph.x0 - previous.x1 > 0.18 * glyph.size:
            text = join_runs(text, glyph.text)
        else:
            text += glyph.text
    seen = [g for g in run if not g.text.isspace()]
    sizes = sorted(g.size for g in seen)
    return Line(
        text.strip(),
        min(g.x0 for g in seen),
        min(g.y0 for g in seen),
        max(g.x1 for g in seen),
        max(g.y1 for g in seen),
        sizes[len(sizes) // 2],
    )


def _merge_upright(lines: list[Line]) -> list[Line]:
    """Single characters drawn one under another become one upright line, if there are three or more."""
    merged: list[Line] = []
    column: list[Line] = []
    for line in [*lines, None]:
        if line is not None and len(line.text) == 1 and (not column or _stands_under(column[-1], line)):
            column.append(line)
            continue
        merged += [join_lines(column, upright=True)] if len(column) >= 3 else column
        column = []
        if line is not None:
            if len(line.text) == 1:
                column = [line]
            else:
                merged.append(line)
    return merged


def _stands_under(above: Line, below: Line) -> bool:
    pitch = below.y0 - above.y0
    centred = abs((above.x0 + above.x1) - (below.x0 + below.x1)) < 0.5 * above.size
    return (
        (centred or abs(above.x0 - below.x0) < 0.25 * above.size)
        and abs(above.size - below.size) < 0.1 * above.size
        and 0.7 * above.size < pitch < 2.6 * above.size
    )


def join_lines(lines: Sequence[Line], *, upright: bool) -> Line:
    """`lines` as one: side by side, or one under another (`upright`), where a gap stands for a blank."""
    text, above = "", lines[0]
    for line in lines:
        blank = " " if upright and line.y0 - above.y1 > 0.8 * line.size else ""
        text = text + blank + line.text if upright else join_runs(text, line.text)
        above = line
    return Line(
        text,
        min(line.x0 for line in lines),
        min(line.y0 for line in lines),
        max(line.x1 for line in lines),
        max(line.y1 for line in lines),
        max(line.size for line in lines) if upright else max(lines, key=lambda line: len(line.text)).size,
        upright,
    )


def _merge_neighbours(lines: list[Line]) -> list[Line]:
    """Puts short runs that were drawn apart (figures in another font) back into the line they stand in."""
    merged: list[Line] = []
    for line in sorted(lines, key=lambda line: (round(line.y1 / 3), line.x0)):
        last = merged[-1] if merged else None
        if (
            last is not None
            and not last.upright
            and not line.upright
            and min(len(last.text), len(line.text)) <= 6
            and not (is_wide(last.text[-1]) and is_wide(line.text[0]))
            and min(last.y1, line.y1) - max(last.y0, line.y0) > 0.6 * min(last.y1 - last.y0, line.y1 - line.y0)
            and -0.3 * line.size < line.x0 - last.x1 < 0.3 * line.size
            and 0.75 < line.size / last.size < 1.33
        ):
            merged[-1] = join_lines((last, line), upright=False)
        else:
            merged.append(line)
    return merged


def _without_shadows(lines: list[Line]) -> list[Line]:
    """A line drawn twice almost at one spot (bold by overprinting, a shadow) counts once."""
    kept: list[Line] = []
    places: dict[str, list[Line]] = {}
    for line in lines:
        twins = places.setdefault(line.text, [])
        if any(abs(t.x0 - line.x0) < 0.2 * t.size and abs(t.y0 - line.y0) < 0.2 * t.size for t in twins):
            continue
        twins.append(line)
        kept.append(line)
    return kept


def stacks_of_lines(lines: Sequence[Line]) -> list[Stack]:
    """Each line goes under the stack that it continues: same size, same column, no more than a line's space between."""
    stacks: list[Stack] = []
    growing: list[Stack] = []
    for line in sorted(lines, key=lambda line: (line.y0, line.x0)):
        growing = [s for s in growing if line.y0 - s.lines[-1].y1 < 1.2 * max(s.size, line.size)]
        fitting = [s for s in growing if _continues(s, line)]
        # A line under two columns belongs to neither.
        if len(fitting) == 1 and not _straddles(growing, fitting[0], line):
            fitting[0].lines.append(line)
        else:
            stack = Stack([line])
            stacks.append(stack)
            growing.append(stack)
    return stacks


def _continues(stack: Stack, line: Line) -> bool:
    last, size = stack.lines[-1], line.size
    if last.upright or line.upright or not 0.9 < size / stack.size < 1.11:
        return False
    if line.y0 < last.y0 + 0.5 * size or line.y0 - last.y1 > 0.95 * size:
        return False
    overlap = min(stack.right, line.x1) - max(stack.x0, line.x0)
    aligned = abs(stack.x0 - line.x0) < 2.6 * size and overlap > 0
    return aligned or overlap > 0.5 * min(stack.right - stack.x0, line.x1 - line.x0)


def _straddles(growing: Sequence[Stack], fitting: Stack, line: Line) -> bool:
    return any(
        other is not fitting
        and not other.lines[-1].upright
        and other.lines[-1].y1 <= line.y0 + 0.5 * line.size
        and min(other.right, line.x1) - max(other.x0, line.x0) > 2 * line.size
        for other in growing
    )
