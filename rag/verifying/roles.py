"""Who does and who is done to, and who says it: agents of passives and speakers, compared between claim and source.

It knows the wording of passives and of reported speech; what stands in another's place is in exchanges.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.verifying.names import ROLE, SPEECH, find_names, tag_words
from rag.verifying.statements import Statement

_PASSIVE = re.compile(r"(?<![一-鿿]被)被(?=[一-鿿])")
_SPEAKS = re.compile(rf"^(?:{ROLE})?(?:\d{{1,2}}日)?(?:还|也|则|同时)?(?:在[^，。]{{1,12}})?(?:{SPEECH})[，,：:]?")
_SHORTEST, _LONGEST = 2, 10
# How many neighbouring marks make a clause one, and what share of them is most or little of it.
_FEWEST = 3
_MOST, _LITTLE = 0.6, 0.3


def role_doubts(claim: Statement, sources: Sequence[Statement]) -> Iterator[str]:
    """An agent made a patient, or words put into another mouth; only where claim and source speak of the same."""
    yield from _passive_doubts(claim, sources)
    yield from _speaker_doubts(claim, sources)
    yield from _place_doubts(claim, sources)


def _passive_doubts(claim: Statement, sources: Sequence[Statement]) -> Iterator[str]:
    for agent, verbs in _agents(claim.folded, sources):
        for source in sources:
            if "被" not in source.folded and _stands_after(agent, verbs, source.folded):
                yield f"“{agent}”在原文中不是施动的一方"
    for source in sources:
        for agent, verbs in _agents(source.folded, [claim]):
            if "被" not in claim.folded and _stands_after(agent, verbs, claim.folded):
                yield f"“{agent}”在原文中是施动的一方"


def _agents(text: str, others: Sequence[Statement]) -> Iterator[tuple[str, list[str]]]:
    """(agent, verbs that may be its) of each 被 in `text`: the longest run after it that one of `others` has."""
    for match in _PASSIVE.finditer(text):
        clause = re.split(r"[，。；！？]", text[match.end() :])[0]
        agent = next(
            (clause[:n] for n in range(_LONGEST, _SHORTEST - 1, -1) if any(clause[:n] in o.folded for o in others)), ""
        )
        verbs = [w.text for w in tag_words(clause) if w.tag[0] == "v" and len(w.text) > 1 and w.start >= len(agent) > 0]
        if verbs:
            yield agent, verbs


def _stands_after(agent: str, verbs: Sequence[str], text: str) -> bool:
    """Whether every such verb that the clause of `text` holding both has stands before the agent."""
    for clause in re.split(r"[，。；！？]", text):
        held = [v for v in verbs if clause.count(v) == 1]
        if held and clause.count(agent) == 1:
            return all(clause.find(v) < clause.find(agent) for v in held)
    return False


def _speaker_doubts(claim: Statement, sources: Sequence[Statement]) -> Iterator[str]:
    mine, theirs = _speakers(claim), [name for s in sources for name in _speakers(s)]
    if len(set(theirs)) != 1 or len(set(mine)) != 1:
        return
    for name in dict.fromkeys(mine):
        told = name in "".join(s.folded for s in sources) and not any(theirs[0] in m for m in mine)
        if told and not any(name in t or t in name for t in theirs):
            yield f"原文是{theirs[0]}说的，不是{name}"


def _speakers(statement: Statement) -> list[str]:
    """Names with a verb of speech straight behind them (and an office between, perhaps)."""
    return [
        n.text for n in find_names(statement.text) if n.kind != "title" and _SPEAKS.match(statement.folded[n.end :])
    ]


def _place_doubts(claim: Statement, sources: Sequence[Statement]) -> Iterator[str]:
    """A name in a clause whose other words stand in a source's clause with another name of the claim."""
    names = [n for n in find_names(claim.text) if n.kind != "title"]
    clauses = [(s.folded[s.marks[b].start : s.marks[e - 1].end], s, b, e) for s in sources for b, e in s.clauses]
    for begin, end in claim.clauses:
        marks = claim.marks[begin:end]
        inside = [n for n in names if marks[0].start <= n.start < marks[-1].end]
        for name in inside:
            others = [m.symbol for m in marks if m.kind != "function" and not name.start <= m.start < name.end]
            rest = set(pairwise(others))
            if len(rest) < _FEWEST or not any(name.text in text for text, *_ in clauses):
                continue
            shared = [
                (len(rest & set(pairwise(m.symbol for m in s.marks[b:e] if m.kind != "function"))) / len(rest), text)
                for text, s, b, e in clauses
            ]
            likeness, text = max(shared, key=lambda row: row[0])
            if likeness < _MOST or any(part >= _LITTLE for part, other in shared if name.text in other):
                continue
            rivals = [n for n in names if n.text in text and n.kind == name.kind and n not in inside]
            if rivals and name.text not in text:
                yield f"“{name.text}”在原文此处是“{rivals[0].text}”"
