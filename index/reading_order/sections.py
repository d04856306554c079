"""Text in good order: headings open articles, sub-headings of a short document stay inside its one article.

It looks at headings' levels and lengths only and never changes an order.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.reading_order.anchors import Anchors
from index.reading_order.drafts import Draft
from index.reading_order.fields import Unit

# A document with one main heading and at most this many characters is one article, its sub-headings paragraphs.
ONE_ARTICLE_MAX_CHARS = 6000


def drafts_in_order(units: Sequence[Unit], anchors: Anchors, numbers: Sequence[int]) -> list[Draft]:
    """Drafts over the units numbered `numbers`, in page order."""
    headings = [i for i in numbers if units[i].kind == "heading" and i not in anchors.page_headings]
    inner = _inner_headings(units, anchors, headings, numbers)
    drafts = [Draft(None)]
    parents: list[int] = []
    unused: int | None = None
    for index in numbers:
        kind = units[index].kind
        if index in inner or kind == "body":
            drafts[-1].add(index)
        elif kind == "heading" and index not in anchors.page_headings:
            previous = drafts[-1]
            parents = [p for p in parents if units[p].level < units[index].level]
            if (
                previous.heading is not None
                and not previous.units
                and units[index].level > units[previous.heading].level
            ):
                parents.append(previous.heading)
                unused = previous.heading
                drafts.pop()
            drafts.append(Draft(index, column_from=parents[-1] if parents else None))
            if parents and parents[-1] == unused:
                drafts[-1].owns_column = True
                unused = None
    return [d for d in drafts if d.units or d.heading is not None]


def _inner_headings(
    units: Sequence[Unit],
    anchors: Anchors,
    headings: Sequence[int],
    numbers: Sequence[int],
) -> set[int]:
    """The sub-headings of a short document with one main heading that comes first and has the only by-line."""
    if len(headings) < 2:
        return set()
    top, rest = headings[0], set(headings[1:])
    if any(units[h].level <= units[top].level for h in rest) or any(h in anchors.byline_of for h in rest):
        return set()
    if any(units[i].kind in ("body", "affiliation") for i in numbers if i < top):
        return set()
    length = sum(len(units[i].value) for i in numbers if units[i].kind == "body")
    return rest if length <= ONE_ARTICLE_MAX_CHARS else set()
