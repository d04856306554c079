"""Questions about an article or the collection as a whole, answered from outlines.

It chooses the articles and how much of each outline is told; the outlines themselves are `rag/answering/outlines.py`'s.
"""

from __future__ import annotations

import re

from index.folding import fold
from rag.answer import Answer
from rag.answering.bibliography import opening, persons_in
from rag.answering.catalogue import ArticleCard, Catalogue
from rag.answering.drafting import Draft
from rag.answering.library import Library
from rag.answering.outlines import outline, say_outline
from rag.answering.questions import Question
from rag.answering.terms import cover

_WHOLE = re.compile(
    r"(这组|这些|这几篇|本期|几篇|各篇|所有|全部|收录的)的?(文章|稿件|报道|内容)|这一?版|整版|文章(都|主要|分别)?(讲|说|谈|写)(了|的)?(些)?(什么|啥)"
)
_MOST_ARTICLES = 8


def _chosen(question: Question, catalogue: Catalogue) -> list[ArticleCard]:
    """The article or articles a question means: by author, by title, else all of a small collection."""
    if re.search(r"编者|编者按", question.chinese):
        return list(catalogue.articles(kind="editor_note", limit=3))
    names = persons_in(question, catalogue.authors())
    if names:
        return [c for n in names for c in catalogue.articles(kind="article", author=n, limit=3)]
    cards = list(catalogue.articles(kind="article", limit=200))
    by_title = [
        (sum(t.weight * cover(t.text, fold(c.title or "")) for t in question.terms) / question.weight, c) for c in cards
    ]
    by_title.sort(key=lambda entry: -entry[0])
    if by_title and by_title[0][0] >= 0.6:
        return [by_title[0][1]]
    if _WHOLE.search(question.chinese):
        return cards[:_MOST_ARTICLES]
    return []


def answer_summary(question: Question, catalogue: Catalogue, library: Library) -> Answer | None:
    """The outline of one article, or the heads of several; None when the question means a thing, not an article."""
    cards = _chosen(question, catalogue)
    if not cards:
        return None
    draft = Draft(question.text)
    if len(cards) == 1:
        card = cards[0]
        found = outline(card.title, card.author, card.article_id, library.passages(card.article_id))
        span = opening(library, card.article_id)
        if span and not found.points:
            return None
        say_outline(draft, found)
        return draft.answer()
    room = 580 // len(cards)
    for card in cards:
        found = outline(card.title, card.author, card.article_id, library.passages(card.article_id))
        say_outline(draft, found, measures=False, max_chars=max(60, room))
    return draft.answer()
