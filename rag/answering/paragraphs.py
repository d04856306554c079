"""Paragraphs put together again from the passages that a long one was cut into, with offsets kept both ways.

It knows where sentences and clauses stand; nothing of questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Hit, Passage
from index.splitting import split_sentences

# A clause ends at a comma, semicolon, colon or dash; a run of blanks parts captions and headings on web pages.
_CLAUSE_END = re.compile(
    r"[，；：;,]+[”’」』）)]*|(?<!\d):(?!\d)|——|[\s　]{2,}|(?<=[一-鿿，。；：）】])[ \t　]+(?=[一-鿿（【“《\d])"
)


_TITLE = re.compile(r"《[^《》\n]{1,60}》")


@dataclass(frozen=True, slots=True)
class Span:
    """`passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`text` is its passages joined; `pieces` tell at which offset each begins."""

    text: str
    pieces: tuple[tuple[int, Passage], ...]
    sentences: tuple[tuple[int, int], ...]

    @property
    def first(self) -> Passage:
        return self.pieces[0][1]

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where `text[start:end]` stands in the passages, blanks at its ends left out."""
        found = []
        for offset, passage in self.pieces:
            a, b = max(start, offset) - offset, min(end, offset + len(passage.text)) - offset
            if a < b:
                a, b = trim_blanks(passage.text, a, b)
                if a < b:
                    found.append(Span(passage, a, b))
        return tuple(found)

    def offset_of(self, passage: Passage) -> int | None:
        """Where `passage` begins in `text`; None when it is no part of it."""
        return next((offset for offset, piece in self.pieces if piece.passage_id == passage.passage_id), None)


def trim_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks at its ends."""
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    return start, max(start, end - (len(inside) - len(inside.rstrip())))


def split_clauses(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the clauses of one sentence; together they cover it. A title in 《》 stays whole."""
    spans: list[tuple[int, int]] = []
    start = 0
    titles = [m.span() for m in _TITLE.finditer(text)]
    for match in _CLAUSE_END.finditer(text):
        if any(first < match.start() < last for first, last in titles):
            continue
        if match.end() > start and text[start : match.end()].strip():
            spans.append((start, match.end()))
            start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return tuple(spans)


def join_paragraph(passages: Sequence[Passage]) -> Paragraph:
    """One paragraph from its passages, in any order."""
    ordered = sorted({p.passage_id: p for p in passages}.values(), key=lambda p: p.start)
    pieces: list[tuple[int, Passage]] = []
    length = 0
    for passage in ordered:
        pieces.append((length, passage))
        length += len(passage.text)
    text = "".join(p.text for p in ordered)
    return Paragraph(text, tuple(pieces), split_sentences(text))


def join_article(passages: Sequence[Passage]) -> Paragraph:
    """A whole article as one text, its paragraphs parted by a line break."""
    pieces: list[tuple[int, Passage]] = []
    text = ""
    for passage in sorted({p.passage_id: p for p in passages}.values(), key=lambda p: (p.paragraph, p.start)):
        if pieces and pieces[-1][1].paragraph != passage.paragraph:
            text += "\n"
        pieces.append((len(text), passage))
        text += passage.text
    return Paragraph(text, tuple(pieces), split_sentences(text))


def paragraphs_of(passages: Sequence[Passage]) -> list[Paragraph]:
    """The paragraphs that the passages of one article belong to, in reading order."""
    by_number: dict[tuple[str, int], list[Passage]] = {}
    for passage in sorted(passages, key=lambda p: (p.paragraph, p.start)):
        by_number.setdefault((passage.article_id, passage.paragraph), []).append(passage)
    return [join_paragraph(group) for group in by_number.values()]


def paragraph_of(passage: Passage, others: Sequence[Passage]) -> Paragraph:
    """The paragraph that `passage` is part of, as far as `others` hold it."""
    same = [p for p in others if p.article_id == passage.article_id and p.paragraph == passage.paragraph]
    return join_paragraph([passage, *same])


def passages_in(hits: Sequence[Hit]) -> list[Passage]:
    """The passages of hits."""
    return [hit.passage for hit in hits]
