"""What differs between a clause and its source, told by kind: figures, negation, opposites, hedges.

It knows marks and their alignment. Names and nouns are compared in exchanges.py; thresholds of coverage are in
citations.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.verifying.alignment import Alignment
from rag.verifying.exchanges import exchange_doubts, name_doubts, order_doubts, swap_doubts
from rag.verifying.negation import negation_doubts
from rag.verifying.statements import Mark, Statement

_HEDGE_SCOPE = 6
_SUPERLATIVE = re.compile(
    r"最(?:多|大|高|低|小|少|好|差|快|慢|强|弱|早|晚|长|短|新|佳|优)|首次|首个|唯一|首位|第一(?=[，。大的位])"
)
_DATE_UNITS = frozenset("年月日")


def find_discrepancies(
    claim: Statement, alignment: Alignment, sources: Sequence[Statement], vouching: str
) -> list[str]:
    """Chinese phrases, one a discrepancy. `vouching` is the folded text in which names and dates may stand."""
    return [
        *_figure_doubts(claim, alignment, sources, vouching),
        *_latin_doubts(claim, alignment, vouching),
        *name_doubts(claim, alignment, vouching),
        *negation_doubts(claim, alignment, sources),
        *_direction_doubts(claim, alignment, sources),
        *_superlative_doubts(claim, alignment, sources),
        *_hedge_doubts(claim, alignment, sources),
        *exchange_doubts(claim, alignment, sources),
        *swap_doubts(claim, alignment),
        *order_doubts(claim, alignment, sources),
    ]


def _shown(statement: Statement, mark: Mark) -> str:
    return statement.text[mark.start : mark.end]


def _source_mark(alignment: Alignment, sources: Sequence[Statement], j: int) -> str:
    return _shown(sources[alignment.origin[j][0]], alignment.source[j])


def _same_figure(mine: str, theirs: str, *, beside: bool = False) -> bool:
    """Equal value and unit; 23年 is 2023年. The source may lack the unit only where the two stand in one place."""
    (value, unit), (other, other_unit) = mine.split("|"), theirs.split("|")
    if unit == other_unit == "年" and len(value) + len(other) == 6:
        return value.endswith(other) or other.endswith(value)
    return value == other and (unit == other_unit or not unit or (beside and not other_unit))


def _rounds(claim: Statement, mark: Mark, theirs: str) -> bool:
    """超5万亿元 for 5.31万亿元, 近3万 for 2.96万: a round figure that says it is one, within a tenth."""
    before, after = claim.folded[max(0, mark.start - 2) : mark.start], claim.folded[mark.end - 3 : mark.end + 1]
    above = before.endswith(("超", "逾", "超过", "突破")) or "多" in after or "余" in after
    around = before.endswith(("约", "近", "接近", "大约", "将近")) or "左右" in claim.folded[mark.end : mark.end + 2]
    (value, unit), (other, other_unit) = mark.symbol.split("|"), theirs.split("|")
    if unit != other_unit or not (above or around) or unit in _DATE_UNITS or _digits(value) >= _digits(other):
        return False
    ratio = float(other) / float(value) if float(value) else 0.0
    return 1.0 <= ratio < 1.1 if above else 0.95 < ratio < 1.05


def _is_told_whole(mark: Mark, clause: Sequence[Mark], sources: Sequence[Statement]) -> bool:
    """Whether a whole clause of a source, this figure in it, is contained in the claim's clause."""
    symbols = {m.symbol for m in clause}
    for source in sources:
        for begin, end in source.clauses:
            theirs = {m.symbol for m in source.marks[begin:end] if m.kind != "function"}
            if mark.symbol in theirs and len(theirs) > 1 and theirs <= symbols:
                return True
    return False


def _count(mark: Mark, statements: Sequence[Statement]) -> int:
    return sum(m.symbol == mark.symbol for s in statements for m in s.marks)


def _digits(value: str) -> int:
    return len(value.replace(".", "").strip("0"))


def _figure_doubts(
    claim: Statement, alignment: Alignment, sources: Sequence[Statement], vouching: str
) -> Iterator[str]:
    known = [m.symbol for s in sources for m in s.marks if m.kind == "figure"]
    for i, mark in enumerate(alignment.claim):
        if mark.kind != "figure" or alignment.partner[i] >= 0:
            continue
        shown = _shown(claim, mark)
        gap = alignment.gap_of_claim(i)
        rivals = [j for j in range(*gap) if alignment.source[j].kind == "figure"] if gap else []
        if any(_same_figure(mark.symbol, alignment.source[j].symbol, beside=True) for j in rivals):
            continue
        unit = mark.symbol.split("|")[1]
        if not any(_same_figure(mark.symbol, symbol) for symbol in known):
            if (unit in _DATE_UNITS and shown in vouching) or any(_rounds(claim, mark, symbol) for symbol in known):
                continue
            yield f"原文没有“{shown}”" + (f"，而是“{_source_mark(alignment, sources, rivals[0])}”" if rivals else "")
        elif unit not in _DATE_UNITS and _count(mark, [claim]) > _count(mark, sources):
            yield f"“{shown}”在原文中没有这么多次"
        elif _is_told_whole(mark, alignment.claim, sources):
            continue
        elif rival := next((j for j in rivals if alignment.source[j].symbol.split("|")[1] == unit), None):
            yield f"“{shown}”在原文此处是“{_source_mark(alignment, sources, rival)}”"


def _latin_doubts(claim: Statement, alignment: Alignment, vouching: str) -> Iterator[str]:
    for i, mark in enumerate(alignment.claim):
        if mark.kind == "latin" and alignment.partner[i] < 0 and mark.symbol not in vouching:
            yield f"原文没有“{_shown(claim, mark)}”"


def _direction_doubts(claim: Statement, alignment: Alignment, sources: Sequence[Statement]) -> Iterator[str]:
    for i, mark in enumerate(alignment.claim):
        if mark.kind != "direction" or alignment.partner[i] >= 0:
            continue
        opposite = mark.symbol[:-1] + ("-" if mark.symbol[-1] == "+" else "+")
        gap = alignment.gap_of_claim(i)
        beside = [j for j in range(*gap) if alignment.source[j].symbol == opposite] if gap else []
        if not beside and mark.symbol not in alignment.source_symbols:
            beside = [j for j, m in enumerate(alignment.source) if m.symbol == opposite and alignment.reverse[j] < 0]
        if beside:
            yield f"“{_shown(claim, mark)}”与原文的“{_source_mark(alignment, sources, beside[0])}”相反"
        elif i + 1 < len(alignment.claim) and (figure := alignment.claim[i + 1]).kind == "figure":
            before = [
                (s, a)
                for s in sources
                for a, b in pairwise(s.marks)
                if b.symbol == figure.symbol and a.kind == "direction"
            ]
            if before and all(a.symbol == opposite for _, a in before):
                yield f"“{_shown(claim, mark)}”与原文的“{_shown(*before[0])}”相反"


def _superlative_doubts(claim: Statement, alignment: Alignment, sources: Sequence[Statement]) -> Iterator[str]:
    """最多, 首次, 唯一: a rank that the source does not give."""
    if not alignment.claim:
        return
    for match in _SUPERLATIVE.finditer(claim.folded, alignment.claim[0].start, alignment.claim[-1].end):
        if not any(match[0] in s.folded for s in sources):
            yield f"原文没有“{match[0]}”"


def _hedge_doubts(claim: Statement, alignment: Alignment, sources: Sequence[Statement]) -> Iterator[str]:
    mine, theirs = alignment.claim, alignment.source
    for mark in mine:
        if mark.kind == "certainty" and mark.symbol not in alignment.source_symbols:
            yield f"原文没有“{_shown(claim, mark)}”这样肯定"
    if any(m.kind == "hedge" for m in mine):
        return
    for j, mark in enumerate(theirs):
        if mark.kind != "hedge":
            continue
        follow = [k for k in range(j + 1, min(j + 1 + _HEDGE_SCOPE, len(theirs))) if alignment.same_clause(j, k)]
        if sum(alignment.reverse[k] >= 0 for k in follow) >= min(3, len(follow)) > 0:
            yield f"原文说的是“{_source_mark(alignment, sources, j)}”，句中没有"
