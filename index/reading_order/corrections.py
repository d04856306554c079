"""A reader's corrections of a restored page, applied to drafts after the model's decisions.

A fragment here is a run of units that follow one another both on the page and in a draft, up to the next join.
Corrections that no longer fit the text (nothing stands at their offset) change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.reading_order.drafts import Draft, Link
from index.reading_order.fields import Unit, is_closed

BY_HAND = "人工更正"


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision of a reader; offsets are in `source.text`, so it survives a rebuild of the same document.

    `split`: what begins at `source_start` no longer belongs to the text before it: it becomes an article of its own
    until another correction puts it elsewhere. `join`: the fragment at `source_start` is taken out of its place and put
    right after the line that holds `target_start`, into its paragraph where that line ends inside a sentence.
    `move`: the fragment at `source_start` goes to the end of the article whose title or text holds `target_start`.
    """

    action: Literal["split", "join", "move"]
    source_start: int
    target_start: int | None = None


def split_units(units: Sequence[Unit], corrections: Sequence[Correction]) -> list[Unit]:
    """Units with running text cut in two where a correction begins or aims inside of it."""
    offsets = sorted({c.source_start for c in corrections})
    result: list[Unit] = []
    for unit in units:
        rest = unit
        for offset in offsets:
            if rest.kind == "body" and rest.start < offset < rest.end:
                at = offset - rest.start
                if rest.value[:at].strip() and rest.value[at:].strip():
                    result.append(_part(rest, 0, at))
                    rest = _part(rest, at, len(rest.value))
        result.append(rest)
    return result


def _part(unit: Unit, low: int, high: int) -> Unit:
    start, end = unit.start + low, unit.start + high
    return replace(
        unit,
        start=start,
        end=end,
        value_start=start,
        value_end=end,
        value=unit.value[low:high],
    )


def apply_corrections(drafts: list[Draft], units: Sequence[Unit], corrections: Sequence[Correction]) -> list[Draft]:
    """The drafts with all corrections applied, in the order in which they were made."""
    splits: set[int] = {c.source_start for c in corrections if c.action == "split"}
    for correction in corrections:
        place = _find(drafts, units, correction.source_start)
        if place is None:
            continue
        if correction.action == "split":
            _split(drafts, *place)
        elif correction.target_start is not None:
            _take(drafts, units, place, correction, splits)
    return [d for d in drafts if d.units or d.heading is not None]


def _find(drafts: Sequence[Draft], units: Sequence[Unit], offset: int) -> tuple[Draft, int] | None:
    for draft in drafts:
        for place, index in enumerate(draft.units):
            if units[index].start <= offset < units[index].end:
                return draft, place
    return None


def _split(drafts: list[Draft], draft: Draft, place: int) -> None:
    if place == 0:
        return
    apart = Draft(None, draft.units[place:], [None, *draft.links[place + 1 :]])
    del draft.units[place:], draft.links[place:]
    drafts.append(apart)


def _take(
    drafts: list[Draft],
    units: Sequence[Unit],
    place: tuple[Draft, int],
    correction: Correction,
    splits: set[int],
) -> None:
    draft, first = place
    last = first + 1
    while (
        last < len(draft.units)
        and draft.links[last] is None
        and units[draft.units[last]].start not in splits
        and draft.units[last] == draft.units[last - 1] + 1
    ):
        last += 1
    target = correction.target_start or 0
    found = _find(drafts, units, target)
    owner = found[0] if found else next((d for d in drafts if _heading_holds(d, units, target)), None)
    if owner is None or (found and owner is draft and first <= found[1] < last):
        return
    taken = draft.units[first:last]
    anchor = owner.units[found[1]] if found and correction.action == "join" else None
    del draft.units[first:last], draft.links[first:last]
    _meet(draft, units, first, joined=False)
    at = owner.units.index(anchor) + 1 if anchor is not None else len(owner.units)
    owner.units[at:at] = taken
    owner.links[at:at] = [None] * len(taken)
    _meet(owner, units, at, joined=correction.action == "join")
    following = owner.links[at + len(taken)] if at + len(taken) < len(owner.units) else None
    if following is not None:
        _meet(owner, units, at + len(taken), joined=False)


def _meet(draft: Draft, units: Sequence[Unit], place: int, *, joined: bool) -> None:
    """The unit at `place` has a new neighbour above: it goes on with its sentence where that one is left open.

    `joined` says that a reader wants it so; else a sentence goes on only where the model had joined it to another.
    """
    if place >= len(draft.units):
        return
    link = draft.links[place]
    wanted = joined or (link is not None and link.glue)
    open_above = place > 0 and not is_closed(units[draft.units[place - 1]].value)
    draft.links[place] = Link(1.0, (BY_HAND,), wanted and open_above) if place else None


def _heading_holds(draft: Draft, units: Sequence[Unit], offset: int) -> bool:
    return draft.heading is not None and units[draft.heading].start <= offset < units[draft.heading].end
