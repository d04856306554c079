"""Lines with coordinates into paragraphs in reading order: columns, headlines, page furniture. Pure geometry and text.

It knows no file format: PDF, ALTO and hOCR all come here as Lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


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


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text in reading order. `furniture` marks running heads, feet and page numbers."""

    text: str
    page: int
    heading_level: int
    box: tuple[float, float, float, float]
    furniture: bool = False


def lines_of_glyphs(glyphs: list[Glyph]) -> list[Line]:
    lines: list[list[Glyph]] = []
    for glyph in glyphs:
        if lines:
            last = lines[-1][-1]
            if abs(glyph.y1 - last.y1) < 0.3 * glyph.size and -0.5 * glyph.size < glyph.x0 - last.x1 < glyph.size:
                lines[-1].append(glyph)
                continue
        lines.append([glyph])
    return [
        Line(
            "".join(g.text for g in line),
            min(g.x0 for g in line),
            min(g.y0 for g in line),
            max(g.x1 for g in line),
            max(g.y1 for g in line),
            max(g.size for g in line),
        )
        for line in lines
        if any(not g.text.isspace() for g in line)
    ]


def paragraphs_of_pages(pages: list[list[Line]]) -> list[Paragraph]:
    """First version: one line a paragraph, in the order drawn."""
    return [
        Paragraph(line.text.strip(), number, 0, (line.x0, line.y0, line.x1, line.y1))
        for number, lines in enumerate(pages, 1)
        for line in lines
    ]
