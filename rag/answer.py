"""The answer as every part of the program passes it on; it knows nothing of how one is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from index.records import Hit, Passage


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement rests: `passage.text[start:end] == quote`, offsets in code points.

    `marker` counts from 1 and is what `[n]` in the answer points to.
    """

    marker: int
    passage: Passage
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.passage.text[self.start : self.end]

    def to_dict(self) -> dict[str, Any]:
        p = self.passage
        return {
            "marker": self.marker,
            "passage_id": p.passage_id,
            "document": p.document,
            "article_id": p.article_id,
            "article": p.title,
            "author": p.author,
            "paragraph": p.paragraph,
            "page": p.page,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "text": p.text,
        }


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or list item of an answer, with the citations it shows.

    `heading` marks a lead-in such as 「沈兰亭提出三条：」, which states nothing of its own and is not verified.
    `doubts` are the verifier's reasons, in Chinese; empty when `verified`.
    """

    text: str
    markers: tuple[int, ...] = ()
    verified: bool = True
    doubts: tuple[str, ...] = ()
    heading: bool = False
    item: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "markers": list(self.markers),
            "verified": self.verified,
            "doubts": list(self.doubts),
            "heading": self.heading,
            "item": self.item,
        }


@dataclass(frozen=True, slots=True)
class Table:
    """A comparison: `cells[row][column]` are the sentences of one cell, empty for 文中未涉及."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[tuple[Sentence, ...], ...], ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "columns": list(self.columns),
            "rows": list(self.rows),
            "cells": [[[s.to_dict() for s in cell] for cell in row] for row in self.cells],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer. `text` is what a reader copies: the sentences with their `[n]`.

    `mode` is "extractive" or "llm". `notice` is one Chinese line about how it came about (a fallback, say).
    `nearest` are passages offered with a refusal; `suggestions` are questions that can be asked instead.
    """

    question: str
    text: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    refused: bool = False
    standalone_question: str = ""
    mode: str = "extractive"
    notice: str = ""
    table: Table | None = None
    nearest: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    usage: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The answer JSON of `ronghe ask --json`."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question or self.question,
            "answer": self.text,
            "refused": self.refused,
            "mode": self.mode,
            "notice": self.notice,
            "citations": [c.to_dict() for c in self.citations],
            "sentences": [s.to_dict() for s in self.sentences],
            "table": self.table.to_dict() if self.table else None,
            "nearest": [
                {"passage_id": h.passage.passage_id, "article": h.passage.title, "text": h.passage.text}
                for h in self.nearest
            ],
            "suggestions": list(self.suggestions),
            "timings_ms": {k: round(v, 2) for k, v in self.timings_ms.items()},
            "usage": dict(self.usage),
        }
