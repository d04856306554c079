"""Whether a sentence is borne out by what it cites: quotations, figures, names, negation, direction, coverage.

It reads text alone: no index, model or clock. It errs on the side of doubt; a doubt is one Chinese phrase for a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.folding import fold
from index.records import Passage
from rag.answer import Answer, Citation, Sentence, Table
from rag.verifying.alignment import Alignment, coverage, unsupported_word, worded_coverage
from rag.verifying.continuity import continuity_doubts
from rag.verifying.discrepancies import find_discrepancies
from rag.verifying.names import attributed_person, without_attribution
from rag.verifying.roles import role_doubts
from rag.verifying.statements import Mark, Statement, read_statement

_MARKER = re.compile(r"\s*[\[［【](\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)[\]］】]")
_QUOTED = re.compile(r"“([^“”]{2,})”")
_BLANK = re.compile(r"[\s，。；：、！？,.;:!?]+")
# Fitted on one half of the verification benchmark's articles (tests/benchmarks/verification.py), reported on the other.
CLAUSE_COVERAGE = 0.5
SENTENCE_COVERAGE = 0.6
# What words of the same meaning cover counts for so much less.
WORDED_LESS = 0.25
_LIGHT_CLAUSE = 4.0
_SHORT = 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """`doubts` are short Chinese reasons, most telling first; empty when `supported`."""

    supported: bool
    doubts: tuple[str, ...] = ()


def split_markers(text: str) -> tuple[str, tuple[int, ...]]:
    """`text` without its `[n]` marks, and their numbers in order of appearance, each once."""
    numbers = [int(n) for match in _MARKER.finditer(text) for n in re.findall(r"\d+", match[1])]
    return _MARKER.sub("", text), tuple(dict.fromkeys(numbers))


def verify_sentence(
    sentence: str,
    quotes: Sequence[str],
    *,
    authors: Sequence[str] = (),
    background: Sequence[str] = (),
    imprints: Sequence[str] = (),
) -> Verdict:
    """Compare a sentence with the quotations it cites.

    `authors` wrote the cited passages: 「张三认为……」 must be about one of them or about somebody in the quotations.
    `imprints` say who wrote the passages, where and under which title, and bear that out too.
    `background` (titles, the passage around a quotation) may vouch for names and dates, for nothing else.
    """
    text = split_markers(sentence)[0]
    claim = read_statement(without_attribution(text, authors))
    sources = [read_statement(quote) for quote in quotes if quote.strip()]
    if not any(mark.kind != "function" for mark in claim.marks):
        return Verdict(True)
    if not sources:
        return Verdict(False, ("没有引用原文",))
    doubts = [*_attribution_doubts(text, sources, authors), *_quotation_doubts(claim, sources, background)]
    doubts += role_doubts(claim, sources)
    sources += [read_statement(line) for line in imprints if line]
    vouching = "\n".join([*(s.folded for s in sources), *(fold(b) for b in background), *(fold(a) for a in authors)])
    verbatim = {_symbols(s, span) for s in sources for span in s.clauses}
    held = total = 0.0
    for span in claim.clauses:
        clause = claim.marks[span[0] : span[1]]
        share, weight = coverage(clause, sources)
        if weight >= _LIGHT_CLAUSE and share < CLAUSE_COVERAGE:
            share = max(share, worded_coverage(clause, claim, sources) - WORDED_LESS)
        held, total = held + share * weight, total + weight
        if _symbols(claim, span) in verbatim:
            continue
        if weight >= _LIGHT_CLAUSE and share < CLAUSE_COVERAGE:
            doubts.append(f"所引原文没有说到“{_excerpt(claim, span)}”")
        if _is_short(clause) and (word := unsupported_word(clause, claim, sources)):
            doubts.append(f"所引原文没有说到“{word}”")
        doubts += find_discrepancies(claim, Alignment(clause, sources), sources, vouching)
    doubts += continuity_doubts(claim, sources)
    if not doubts and total >= _LIGHT_CLAUSE and held < SENTENCE_COVERAGE * total:
        doubts.append("与所引原文重合太少")
    unique = tuple(dict.fromkeys(doubts))
    return Verdict(not unique, unique)


def _is_short(clause: Sequence[Mark]) -> bool:
    """Whether a clause says so little that one word of its own is half of it: 渡轮免费."""
    return sum(m.end - m.start for m in clause if m.kind != "function") <= _SHORT


def _symbols(statement: Statement, span: tuple[int, int]) -> tuple[str, ...]:
    return tuple(m.symbol for m in statement.marks[span[0] : span[1]] if m.kind != "function")


def _excerpt(statement: Statement, span: tuple[int, int]) -> str:
    text = statement.text[statement.marks[span[0]].start : statement.marks[span[1] - 1].end]
    return text if len(text) <= 16 else text[:15] + "…"


def _attribution_doubts(text: str, sources: Sequence[Statement], authors: Sequence[str]) -> Iterable[str]:
    """The sentence speaks for X while the passage is Y's, or quotes Y."""
    person = attributed_person(text)
    if person is None or not authors:
        return
    folded = [fold(author) for author in authors]
    if not any(person in name or name in person for name in folded):
        if not any(person in s.folded for s in sources):
            yield f"所引段落的作者是{'、'.join(dict.fromkeys(authors))}，不是{person}"
    elif len(sources) == 1:
        speaker = attributed_person(sources[0].text)
        if speaker and speaker not in fold(text):
            yield f"原文是{speaker}说的，不是{person}"


def _quotation_doubts(claim: Statement, sources: Sequence[Statement], background: Sequence[str]) -> Iterable[str]:
    """What stands in quotation marks must be verbatim (punctuation apart)."""
    for match in _QUOTED.finditer(claim.folded):
        words = _BLANK.sub("", match[1])
        texts = [s.folded for s in sources] + [fold(b) for b in background]
        if words and not any(words in _BLANK.sub("", t) for t in texts):
            yield f"引号里的“{claim.text[match.start(1) : match.end(1)]}”与原文不一字不差"


def verify_answer(answer: Answer) -> Answer:
    """The same answer with `verified` and `doubts` of every sentence and table cell set.

    Headings state nothing and pass. A refusal is left as it is.
    """
    if answer.refused:
        return answer
    cited: dict[int, list[Citation]] = {}
    for citation in answer.citations:
        cited.setdefault(citation.marker, []).append(citation)
    table = answer.table
    if table is not None:
        cells = tuple(tuple(tuple(_verify(s, cited) for s in cell) for cell in row) for row in table.cells)
        table = Table(table.columns, table.rows, cells)
    return replace(answer, sentences=tuple(_verify(s, cited) for s in answer.sentences), table=table)


def _verify(sentence: Sentence, cited: dict[int, list[Citation]]) -> Sentence:
    if sentence.heading:
        return replace(sentence, verified=True, doubts=())
    citations = [c for marker in sentence.markers for c in cited.get(marker, ())]
    if not citations:
        return replace(sentence, verified=False, doubts=("没有引用原文",))
    verdict = verify_sentence(
        sentence.text,
        [c.quote for c in citations],
        authors=tuple(dict.fromkeys(c.passage.author for c in citations if c.passage.author)),
        background=tuple(dict.fromkeys(t for c in citations for t in background_of(c.passage))),
        imprints=tuple(dict.fromkeys(imprint(c.passage) for c in citations)),
    )
    return replace(sentence, verified=verdict.supported, doubts=verdict.doubts)


def imprint(p: Passage) -> str:
    """What is known of an article beside its text: to cite it bears out who wrote it, where, under which title."""
    parts = [f"作者{p.author}" if p.author else "", f"{p.author}的单位是{p.affiliation}" if p.affiliation else ""]
    parts += [f"{p.author or '作者'}的文章《{p.title}》" if p.title else "", f"栏目{p.column}" if p.column else ""]
    return "，".join(part for part in parts if part)


def background_of(p: Passage) -> tuple[str, ...]:
    """The texts around a quotation that may vouch for names and dates."""
    return tuple(t for t in (p.text, p.title, p.author, p.affiliation, p.column) if t)
