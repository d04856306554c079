"""One clause of a claim laid beside the clause of its source that it resembles most, or beside all that it resembles.

It knows marks and their order; what a difference means is for citations.py to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from rag.verifying.likeness import are_alike, lines_of
from rag.verifying.names import tag_words
from rag.verifying.statements import Mark, Statement

MOST = 0.5
_WEIGHTS = {"char": 1.0, "word": 2.0, "figure": 1.0, "latin": 2.0, "direction": 1.0}


class Alignment:
    """`claim` are the content marks of one clause, `source` those of the chosen source clauses, in source order.

    `origin[j]` is (statement, clause number) of source mark j. `partner[i]` is the source mark that claim mark i was
    laid on, -1 for none; `reverse` is the inverse. `gaps` are the (claim span, source span) that differ.
    """

    def __init__(self, clause: Sequence[Mark], sources: Sequence[Statement]) -> None:
        self.claim = [m for m in clause if m.kind != "function"]
        self.source: list[Mark] = []
        self.origin: list[tuple[int, int]] = []
        symbols = [m.symbol for m in self.claim]
        for number, marks in _chosen(self.claim, sources):
            self.source += marks
            self.origin += [(number, m.clause) for m in marks]
        self.partner = [-1] * len(self.claim)
        self.reverse = [-1] * len(self.source)
        self.gaps: list[tuple[int, int, int, int]] = []
        matcher = SequenceMatcher(None, symbols, [m.symbol for m in self.source], autojunk=False)
        i = j = 0
        for a, b, size in matcher.get_matching_blocks():
            if size == 1 and self.claim[a].kind == "char" and not self._is_flush(i, a, j, b):
                continue
            if a > i or b > j:
                self.gaps.append((i, a, j, b))
            for k in range(size):
                self.partner[a + k], self.reverse[b + k] = b + k, a + k
            i, j = a + size, b + size

    def _is_flush(self, i: int, a: int, j: int, b: int) -> bool:
        """A lone character is a match only where no other lies between it and the last match: 长江 is not 江苏."""
        return not any(m.kind == "char" for m in (*self.claim[i:a], *self.source[j:b]))

    @cached_property
    def source_symbols(self) -> frozenset[str]:
        return frozenset(m.symbol for m in self.source)

    def gap_of_claim(self, position: int) -> tuple[int, int] | None:
        """The source span beside the gap that holds claim mark `position`."""
        return next(((j1, j2) for i1, i2, j1, j2 in self.gaps if i1 <= position < i2), None)

    def same_clause(self, j: int, k: int) -> bool:
        return self.origin[j] == self.origin[k]


def _chosen(claim: Sequence[Mark], sources: Sequence[Statement]) -> list[tuple[int, list[Mark]]]:
    """The source clause that shares most neighbouring marks and figures with the claim, where it shares most of them;
    else every one that shares some. (statement, content marks), in source order."""
    pairs, symbols = set(pairwise(m.symbol for m in claim)), {m.symbol for m in claim}
    found: list[tuple[int, list[Mark]]] = []
    best: tuple[float, int] = (0.0, -1)
    for number, statement in enumerate(sources):
        for begin, end in statement.clauses:
            marks = [m for m in statement.marks[begin:end] if m.kind != "function"]
            shared = len(pairs & set(pairwise(m.symbol for m in marks)))
            if shared or any(m.kind != "char" and m.symbol in symbols for m in marks):
                alike = sum(m.kind in ("figure", "latin") and m.symbol in symbols for m in marks)
                closeness = shared + 0.3 * alike - 0.01 * abs(len(marks) - len(claim))
                if shared >= MOST * len(pairs) and closeness > best[0]:
                    best = (closeness, len(found))
                found.append((number, marks))
    return [found[best[1]]] if best[1] >= 0 else found


def coverage(clause: Sequence[Mark], sources: Sequence[Statement]) -> tuple[float, float]:
    """(share of the clause's weight that the sources hold, that weight).

    A character counts as held when it stands beside the same neighbour in a source.
    """
    marks = [m for m in clause if m.kind != "function"]
    held = total = 0.0
    for k, mark in enumerate(marks):
        weight = _WEIGHTS.get(mark.kind, 0.0)
        total += weight
        if weight and _is_held(marks, k, sources):
            held += weight
    return (held / total if total else 1.0), total


def worded_coverage(clause: Sequence[Mark], claim: Statement, sources: Sequence[Statement]) -> float:
    """Share of the characters of the clause's words that a source has, or has in a word of the same meaning."""
    theirs = {w.text for s in sources for w in tag_words(s.folded)}
    lines = frozenset[int]().union(*(lines_of(w) for w in theirs))
    held = total = 0
    for word in tag_words(claim.folded[clause[0].start : clause[-1].end]):
        if len(word.text) > 1:
            total += len(word.text)
            if any(word.text in s.folded for s in sources) or not lines.isdisjoint(lines_of(word.text)):
                held += len(word.text)
    return held / total if total else 0.0


def unsupported_word(clause: Sequence[Mark], claim: Statement, sources: Sequence[Statement]) -> str:
    """A verb, adjective or noun of the clause that no source has, nor a word of its meaning or with a character of it.

    "" where there is none.
    """
    known = frozenset().union(*(s.symbols for s in sources))
    symbols = {m.start: m.symbol for m in clause}
    for word in tag_words(claim.folded[clause[0].start : clause[-1].end]):
        if len(word.text) < 2 or not word.tag.startswith(("v", "a", "n", "b", "z", "d")):
            continue
        if symbols.get(clause[0].start + word.start) in known or any(c in s.folded for s in sources for c in word.text):
            continue
        if not any(are_alike(word.text, w.text) for s in sources for w in tag_words(s.folded)):
            return word.text
    return ""


def _is_held(marks: Sequence[Mark], k: int, sources: Sequence[Statement]) -> bool:
    mark = marks[k]
    if mark.kind != "char":
        return any(mark.symbol in s.symbols for s in sources)
    before = (marks[k - 1].symbol, mark.symbol) if k else None
    after = (mark.symbol, marks[k + 1].symbol) if k + 1 < len(marks) else None
    return any(before in s.pairs or after in s.pairs for s in sources)
