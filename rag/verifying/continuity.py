"""Whether a clause that only gives a change (比上年增长5.9%) goes with what the claim says just before it.

It knows statements and their clauses; single clauses are compared in discrepancies.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.verifying.statements import Mark, Statement

_BARE = 6


def continuity_doubts(claim: Statement, sources: Sequence[Statement]) -> Iterator[str]:
    """A change that the source tells of something else, while it tells another of this: 甲增长6%，乙增长5%."""
    for (b1, e1), (b2, e2) in pairwise(claim.clauses):
        before, change = claim.marks[b1:e1], claim.marks[b2:e2]
        figures = [m for m in change if m.kind == "figure"]
        directions = {m.symbol for m in change if m.kind == "direction"}
        others = [m for m in change if m.kind in ("char", "word", "latin")]
        if len(figures) != 1 or not directions or len(others) > _BARE:
            continue
        follower = _follower(before, sources)
        if follower is None:
            continue
        told = [m for m in follower if m.kind == "figure"]
        if len(told) == 1 and directions & {m.symbol for m in follower} and _differs(figures[0], told[0]):
            shown = claim.text[figures[0].start : figures[0].end]
            yield f"“{shown}”在原文中说的是另一件事"


def _differs(mine: Mark, theirs: Mark) -> bool:
    return mine.symbol != theirs.symbol and mine.symbol.split("|")[1] == theirs.symbol.split("|")[1]


def _follower(clause: Sequence[Mark], sources: Sequence[Statement]) -> tuple[Mark, ...] | None:
    """The source clause after the one that holds all figures of `clause` and most of its other marks."""
    figures = {m.symbol for m in clause if m.kind == "figure"}
    content = {m.symbol for m in clause if m.kind != "function"}
    if not figures or len(content) < 4:
        return None
    for source in sources:
        for (begin, end), (next_begin, next_end) in pairwise(source.clauses):
            theirs = {m.symbol for m in source.marks[begin:end]}
            if figures <= theirs and 2 * len(content & theirs) >= len(content):
                return source.marks[next_begin:next_end]
    return None
