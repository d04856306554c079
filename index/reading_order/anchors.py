"""Which by-line, column mark and editor's note belongs to which heading, from their order on the page alone.

It knows nothing of the running text's content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from index.reading_order.fields import Unit
from index.reading_order.pairing import assignment_solver

TRANSPARENT = ("caption", "column", "editor", "signature", "post")


@dataclass(slots=True)
class Anchors:
    """Numbers of units (indexes into the page's units), keyed by the heading they belong to (its unit number)."""

    headings: list[int] = field(default_factory=list)
    byline_of: dict[int, list[int]] = field(default_factory=dict)
    heading_of_byline: dict[int, int] = field(default_factory=dict)
    columns_of: dict[int, int] = field(default_factory=dict)
    own_column: set[int] = field(default_factory=set)
    note_of: dict[int, list[int]] = field(default_factory=dict)
    page_headings: set[int] = field(default_factory=set)
    free_notes: list[list[int]] = field(default_factory=list)


def _neighbour(units: Sequence[Unit], index: int, step: int) -> int:
    """The next unit that is not a caption, column mark or editor's note; -1 at the edge of the page."""
    index += step
    while 0 <= index < len(units):
        if units[index].kind not in TRANSPARENT:
            return index
        index += step
    return -1


def find_anchors(units: Sequence[Unit]) -> Anchors:
    """By-lines go to the heading they touch, else to the next heading below that has none, else to the one above."""
    anchors = Anchors(headings=[i for i, u in enumerate(units) if u.kind == "heading"])
    _assign_bylines(units, anchors)
    _assign_notes(units, anchors)
    _assign_columns(units, anchors)
    return anchors


def _assign_bylines(units: Sequence[Unit], anchors: Anchors) -> None:
    """The cheapest pairing of by-lines (those that touch count as one) with headings."""
    groups: list[list[int]] = []
    for index in (i for i, u in enumerate(units) if u.kind == "byline"):
        if groups and _neighbour(units, index, -1) == groups[-1][-1]:
            groups[-1].append(index)
        else:
            groups.append([index])
    if not groups or not anchors.headings:
        return
    kinds = ["" if u.kind in TRANSPARENT else u.kind for u in units]
    cost = [[_distance(kinds, group, heading) for heading in anchors.headings] for group in groups]
    for row, column in zip(*assignment_solver()(np.array(cost)), strict=True):
        heading = anchors.headings[column]
        anchors.byline_of[heading] = groups[row]
        for index in groups[row]:
            anchors.heading_of_byline[index] = heading


def _distance(kinds: Sequence[str], group: Sequence[int], heading: int) -> float:
    """0 where the by-line touches the heading from below, 1 with only text between and the heading below it."""
    above = heading < group[0]
    low, high = (heading, group[0]) if above else (group[-1], heading)
    inside = [kind for kind in kinds[low + 1 : high] if kind]
    if not inside:
        return 0.0 if above else 1.2
    if not above and all(kind == "body" for kind in inside):
        return 1.0
    headings = sum(kind in ("heading", "byline") for kind in inside)
    return 10.0 + 3.0 * headings + 0.01 * len(inside)


def _assign_notes(units: Sequence[Unit], anchors: Anchors) -> None:
    """An editor's note takes the page's headline: the heading above it, where that has no by-line but others have."""
    index = 0
    while index < len(units):
        if units[index].kind != "editor":
            index += 1
            continue
        note = [index]
        while index + 1 < len(units) and units[index + 1].kind in (
            "editor",
            "signature",
        ):
            index += 1
            note.append(index)
            if units[index].kind == "signature":
                break
        index += 1
        above = note[0] - 1
        while above >= 0 and units[above].kind in ("column", "caption"):
            above -= 1
        below = units[index].kind if index < len(units) else "heading"
        headline = above >= 0 and units[above].kind == "heading" and above not in anchors.byline_of
        if headline and (len(anchors.byline_of) >= 1 or below in ("heading", "column")):
            anchors.note_of[above] = note
            anchors.page_headings.add(above)
        else:
            anchors.free_notes.append(note)


def _assign_columns(units: Sequence[Unit], anchors: Anchors) -> None:
    """A column mark names the heading directly above it, else the one below; what follows it inherits it."""
    for index, unit in enumerate(units):
        if unit.kind != "column":
            continue
        above = index - 1
        if above >= 0 and units[above].kind == "heading":
            owner = above
        else:
            below = _neighbour(units, index, +1)
            if below >= 0 and units[below].kind == "byline" and below in anchors.heading_of_byline:
                owner = anchors.heading_of_byline[below]
            else:
                later = [h for h in anchors.headings if h > index]
                owner = later[0] if later else (anchors.headings[-1] if anchors.headings else -1)
        if owner >= 0 and owner not in anchors.columns_of:
            anchors.columns_of[owner] = index
            anchors.own_column.add(owner)
    for page_heading in anchors.page_headings:
        column = anchors.columns_of.get(page_heading)
        if column is None:
            continue
        others = sorted(c for h, c in anchors.columns_of.items() if c > column)
        limit = others[0] if others else len(units)
        for heading in anchors.headings:
            first = min([heading, *anchors.byline_of.get(heading, [])])
            if column < first < limit and heading not in anchors.columns_of:
                anchors.columns_of[heading] = column
