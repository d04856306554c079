"""Whole articles and whole paragraphs behind some hits, put together once per question.

With a catalogue the full article is at hand; without one, only what the hits themselves show of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.records import Hit, Passage
from rag.catalogue import Catalogue
from rag.paragraphs import Paragraph, join_article, paragraphs_of


class Library:
    """Articles of the hits and of the catalogue, remembered for as long as one answer is made."""

    def __init__(self, catalogue: Catalogue | None, hits: Sequence[Hit]) -> None:
        self.catalogue = catalogue
        self._shown: dict[str, list[Passage]] = {}
        for hit in hits:
            self._shown.setdefault(hit.passage.article_id, []).append(hit.passage)
        self._passages: dict[str, list[Passage]] = {}

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of an article in reading order."""
        if article_id not in self._passages:
            found = self.catalogue.article_passages(article_id) if self.catalogue else []
            self._passages[article_id] = sorted(
                found or self._shown.get(article_id, []), key=lambda p: (p.paragraph, p.start)
            )
        return self._passages[article_id]

    def whole(self, article_id: str) -> Paragraph:
        """The article as one text."""
        return join_article(self.passages(article_id))

    def paragraphs(self, article_id: str) -> list[Paragraph]:
        """The article's paragraphs."""
        return paragraphs_of(self.passages(article_id))

    def paragraph(self, passage: Passage) -> Paragraph:
        """The paragraph that a passage is part of."""
        same = [p for p in self.passages(passage.article_id) if p.paragraph == passage.paragraph]
        return paragraphs_of(same or [passage])[0]
