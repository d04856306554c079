"""The running text of a page with what stands around each line: the view that joining works on.

It looks at kinds and order of units only.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from index.reading_order.anchors import TRANSPARENT, Anchors
from index.reading_order.evidence import Placement
from index.reading_order.fields import Unit


@dataclass(frozen=True, slots=True)
class PageLines:
    """The running text of a page: one placement a line; headings with the line that they stand before."""

    lines: tuple[str, ...]
    places: tuple[Placement, ...]
    titles: tuple[str, ...]
    heading_before: tuple[int, ...]
    split_bylines: tuple[bool, ...]
    bylines: tuple[bool, ...] = ()

    def runs(self) -> list[int]:
        """The number of each line's stretch: lines with no heading, by-line or note between them share one."""
        number = 0
        found = []
        for k, place in enumerate(self.places):
            number += k > 0 and place.between > 1
            found.append(number)
        return found


def view_lines(
    units: Sequence[Unit], anchors: Anchors, window: Sequence[int] | None = None
) -> tuple[PageLines, list[int], list[int]]:
    """The page's lines (of the units numbered `window`; None: all), then the unit number of each line and heading."""
    chosen = range(len(units)) if window is None else window
    low, high = (chosen[0], chosen[-1]) if len(chosen) else (0, -1)
    heads = [h for h in anchors.headings if h not in anchors.page_headings and low <= h <= high]
    number = {unit: k for k, unit in enumerate(heads)}
    body = [i for i in chosen if units[i].kind == "body"]
    places = []
    previous = low - 1
    for index in body:
        between = {units[m].kind for m in range(previous + 1, index)}
        heading, byline = _owner_above(units, anchors, number, index)
        places.append(
            Placement(
                heading,
                byline,
                _heading_below(units, number, index),
                _kind_below(units, index) == "affiliation",
                6 if previous < low else _between_code(between),
            )
        )
        previous = index
    before = tuple(sum(i < h for i in body) for h in heads)
    split = tuple(any(b < h for b in anchors.byline_of.get(h, [])) for h in heads)
    lines = tuple(units[i].value for i in body)
    titles = tuple(units[h].value for h in heads)
    bylines = tuple(h in anchors.byline_of for h in heads)
    return PageLines(lines, tuple(places), titles, before, split, bylines), body, heads


def _between_code(kinds: AbstractSet[str]) -> int:
    if "affiliation" in kinds:
        return 5
    if "heading" in kinds:
        return 4 if "byline" in kinds else 2
    if "byline" in kinds:
        return 3
    return 1 if kinds else 0


def _skip(units: Sequence[Unit], index: int, step: int) -> int:
    index += step
    while 0 <= index < len(units) and units[index].kind in TRANSPARENT:
        index += step
    return index if 0 <= index < len(units) else -1


def _kind_below(units: Sequence[Unit], index: int) -> str:
    below = _skip(units, index, 1)
    return units[below].kind if below >= 0 else ""


def _heading_below(units: Sequence[Unit], number: dict[int, int], index: int) -> int:
    below = _skip(units, index, 1)
    return number.get(below, -1) if below >= 0 else -1


def _owner_above(units: Sequence[Unit], anchors: Anchors, number: dict[int, int], index: int) -> tuple[int, int]:
    """The heading directly above (through its by-line), and the heading of the by-line directly above."""
    above = _skip(units, index, -1)
    byline = -1
    while above >= 0 and units[above].kind == "byline":
        byline = number.get(anchors.heading_of_byline.get(above, -1), -1)
        above = _skip(units, above, -1)
    heading = number.get(above, -1) if above >= 0 else -1
    return heading, byline
