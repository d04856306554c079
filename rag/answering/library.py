"""Whole articles and whole paragraphs behind some hits, put together once per question.

With a catalogue the full article is at hand; without one, only what the hits themselves show of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.folding import fold
from index.records import Hit, Passage
from rag.answering.catalogue import ArticleCard, Catalogue
from rag.answering.paragraphs import Paragraph, join_article, paragraphs_of
from rag.answering.questions import Question
from rag.answering.terms import cover


class Library:
    """Articles of the hits and of the catalogue, remembered for as long as one answer is made."""

    def __init__(self, catalogue: Catalogue | None, hits: Sequence[Hit]) -> None:
        self.catalogue = catalogue
        self._shown: dict[str, list[Passage]] = {}
        for hit in hits:
            self._shown.setdefault(hit.passage.article_id, []).append(hit.passage)
        self._passages: dict[str, list[Passage]] = {}
        self._cards: list[ArticleCard] | None = None

    def cards(self, most: int) -> list[ArticleCard]:
        """Up to `most` articles proper of the catalogue, in order; none without a catalogue. Asked for once."""
        if self._cards is None or len(self._cards) < most:
            self._cards = list(self.catalogue.articles(kind="article", limit=most)) if self.catalogue else []
        return self._cards[:most]

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of an article in reading order."""
        if article_id not in self._passages:
            found = self.catalogue.article_passages(article_id) if self.catalogue else []
            self._passages[article_id] = sorted(
                found or self._shown.get(article_id, []), key=lambda p: (p.paragraph, p.start)
            )
        return self._passages[article_id]

    def with_rest_of_paragraphs(self, hits: Sequence[Hit], most: int = 6) -> list[Hit]:
        """The hits, and behind them the other parts of the paragraphs that the first `most` of them belong to."""
        shown = {h.passage.passage_id for h in hits}
        found = list(hits)
        for hit in hits[:most]:
            for passage in self.passages(hit.passage.article_id):
                if passage.paragraph == hit.passage.paragraph and passage.passage_id not in shown:
                    shown.add(passage.passage_id)
                    found.append(Hit(passage, hit.similarity, dict(hit.signals)))
        return found

    def everything(self, hits: Sequence[Hit], most_articles: int = 60) -> str:
        """The folded text of the hits, and of every article where the collection is small."""
        cards = self.cards(most_articles + 1)
        passages = [hit.passage for hit in hits]
        if len(cards) <= most_articles:
            passages += [p for card in cards for p in self.passages(card.article_id)]
        return "\n".join(fold(f"{p.title or ''}\n{p.author or ''}\n{p.text}") for p in passages)

    def anywhere(self, question: Question, most_articles: int = 60, k: int = 8) -> list[Hit]:
        """The passages of a small collection that hold most of the question's words; none of a large one."""
        cards = list(self.catalogue.articles(limit=most_articles + 1)) if self.catalogue else []
        if len(cards) > most_articles:
            return []
        found = []
        for passage in (p for card in cards for p in self.passages(card.article_id)):
            folded = fold(passage.text)
            held = sum(t.weight * cover(t.text, folded) for t in question.terms) / question.weight
            if held > 0.2:
                found.append(Hit(passage, held, {"bm25": held}))
        return sorted(found, key=lambda h: -h.similarity)[:k]

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
