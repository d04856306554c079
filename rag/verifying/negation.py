"""Negators that a claim adds to its source or leaves out: 未开通, 没有取消, 不得讲授.

It knows marks and their alignment; opposites and hedges are in discrepancies.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.verifying.alignment import Alignment
from rag.verifying.statements import Mark, Statement

_SCOPE = 5
# Share of a clause that stands in the source as it is, above which the places of negators can be compared.
_IN_PLACE = 0.7


def negation_doubts(claim: Statement, alignment: Alignment, sources: Sequence[Statement]) -> Iterator[str]:
    """A negator that the source has not, and one of the source's that the claim has dropped."""
    mine, theirs = alignment.claim, alignment.source
    if _negators(mine) == _negators(theirs) and (
        not _keeps_order(alignment) or _same_negators(claim, alignment, sources)
    ):
        return  # The same in other words or another order: 晚自习没有被取消 for 没有取消晚自习.
    yield from _added(claim, alignment)
    yield from _dropped(alignment, sources)


def _added(claim: Statement, alignment: Alignment) -> Iterator[str]:
    mine, theirs = alignment.claim, alignment.source
    for i, mark in enumerate(mine):
        if mark.kind == "negation" and alignment.partner[i] < 0:
            follower = alignment.partner[i + 1] if i + 1 < len(mine) else -1
            gap = alignment.gap_of_claim(i)
            window = range(max(0, follower - 3), follower) if follower >= 0 else range(*gap) if gap else range(0)
            if not any(theirs[j].kind == "negation" for j in window) and not _is_denied_there(mine, i, theirs):
                yield (
                    f"原文没有“{claim.text[mark.start : mark.end]}”"
                    if mark.symbol == "副"
                    else f"原文没有否定词“{claim.text[mark.start : mark.end]}”"
                )


def _dropped(alignment: Alignment, sources: Sequence[Statement]) -> Iterator[str]:
    mine, theirs = alignment.claim, alignment.source
    for j, mark in enumerate(theirs):
        if mark.kind != "negation" or alignment.reverse[j] >= 0:
            continue
        if mark.symbol != "副" and _negators(mine) >= _negators(theirs) and _is_denied_there(theirs, j, mine):
            continue
        surface = sources[alignment.origin[j][0]].text[mark.start : mark.end]
        for k in range(j + 1, min(j + 1 + (_SCOPE if len(surface) > 1 else 1), len(theirs))):
            if not alignment.same_clause(j, k):
                break
            i = alignment.reverse[k]
            if i >= 0:
                if not any(mine[p].kind == "negation" for p in range(max(0, i - 4), i)):
                    yield f"原文有{'' if mark.symbol == '副' else '否定词'}“{surface}”"
                break


def _is_denied_there(mine: Sequence[Mark], i: int, theirs: Sequence[Mark]) -> bool:
    """Whether the source denies the same elsewhere in the clause: 业务不受影响, 不会影响业务."""
    denied = _denied(mine, i)
    return any(
        denied & _denied(theirs, j)
        for j, mark in enumerate(theirs)
        if mark.kind == "negation" and mark.symbol == mine[i].symbol
    )


def _same_negators(claim: Statement, alignment: Alignment, sources: Sequence[Statement]) -> bool:
    """Whether both sides deny in the same words, 不得 here and there, wherever those stand."""
    mine = {claim.folded[m.start : m.end + 1] for m in alignment.claim if m.kind == "negation"}
    pairs = zip(alignment.source, alignment.origin, strict=True)
    return mine == {sources[n].folded[m.start : m.end + 1] for m, (n, _) in pairs if m.kind == "negation"}


def _keeps_order(alignment: Alignment) -> bool:
    """Whether nearly all of the clause stands in the source as it is, so that places can be compared."""
    return sum(p >= 0 for p in alignment.partner) >= _IN_PLACE * len(alignment.partner)


def _negators(marks: Sequence[Mark]) -> int:
    return sum(m.kind == "negation" for m in marks)


def _denied(marks: Sequence[Mark], i: int) -> set[str]:
    """What stands close behind a negator: neighbouring characters in pairs, and known words."""
    near = marks[i + 1 : i + 1 + _SCOPE]
    return {a.symbol + b.symbol for a, b in pairwise(near)} | {m.symbol for m in near if m.kind == "word"}
