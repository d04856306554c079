"""The records that travel through the offline half; it knows no file format, store or model.

All offsets count Unicode code points, `start` inclusive and `end` exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

ArticleKind = Literal["article", "editor_note", "caption"]
FieldName = Literal["title", "author", "affiliation", "column"]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text as a loader found it: a line, a paragraph or a heading.

    `source.text[start:end] == text`. `page` counts from 1. `box` is (x0, y0, x1, y1) in points with
    y growing downwards, where the format has coordinates. `heading_level` is 0 for running text.
    """

    text: str
    start: int
    end: int
    page: int | None = None
    heading_level: int = 0
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One document as extracted, before any repair.

    A file gives one source; a JSONL corpus gives one a row, whose `source_id` is the row's `passage_id`.
    `in_order` says that the reading order is known, so that no repair is tried. Author, affiliation and column are
    those that a row states; those of other files stand in their text, for the repair to find.
    """

    source_id: str
    document: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    in_order: bool = False
    author: str | None = None
    affiliation: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """`article.text[start:end] == source.text[source_start:source_end]`, always of equal length."""

    start: int
    end: int
    source_start: int
    source_end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class FieldSpan:
    """Where a title, by-line, affiliation or column mark stands in the source, markup included."""

    name: FieldName
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Join:
    """Two fragments put together: the second begins at `position` in `article.text`.

    `confidence` is in 0..1; `reasons` are short Chinese phrases for a reader.
    """

    position: int
    confidence: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One restored article. `text` is its paragraphs joined by one newline."""

    kind: ArticleKind
    title: str | None
    author: str | None
    affiliation: str | None
    column: str | None
    paragraphs: tuple[str, ...]
    pieces: tuple[Piece, ...] = ()
    fields: tuple[FieldSpan, ...] = ()
    joins: tuple[Join, ...] = ()
    article_id: str = ""
    document: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)

    def to_dict(self) -> dict[str, Any]:
        """The article JSON of `ronghe articles --json`."""
        return {
            "kind": self.kind,
            "title": self.title,
            "author": self.author,
            "affiliation": self.affiliation,
            "column": self.column,
            "paragraphs": list(self.paragraphs),
            "joins": [
                {"position": j.position, "confidence": round(j.confidence, 3), "reasons": list(j.reasons)}
                for j in self.joins
            ],
        }


@dataclass(frozen=True, slots=True)
class Remainder:
    """Source text that belongs to no article (`reason` says why, in Chinese); blank space is not listed."""

    source_start: int
    source_end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Restoration:
    """What became of a source: every character that is not blank is in one piece, one field or one remainder."""

    articles: tuple[Article, ...]
    remainder: tuple[Remainder, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or a part of a long one: `article.text[start:end] == text`.

    `paragraph` counts from 1 within its article. `sentences` are offsets into `text`; together they cover it.
    """

    passage_id: str
    article_id: str
    document: str
    kind: ArticleKind
    title: str | None
    author: str | None
    affiliation: str | None
    column: str | None
    page: int | None
    paragraph: int
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, best first in a ranking.

    `similarity` is the final ranking value, higher is better, comparable within one ranking only.
    `signals` holds the values it was made from (cosine, bm25, reranker, ...), for display and for refusal.
    """

    passage: Passage
    similarity: float
    signals: dict[str, float] = field(default_factory=dict)
