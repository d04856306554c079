"""Questions about an article or the collection as a whole, answered from outlines.

It chooses the articles and how much of each outline is told; the outlines themselves are `rag/answering/outlines.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from rag.answer import Answer
from rag.answering.bibliography import opening, persons_in
from rag.answering.catalogue import ArticleCard, Catalogue
from rag.answering.drafting import Draft
from rag.answering.library import Library
from rag.answering.outlines import Outline, main_points, outline, say_outline
from rag.answering.paragraphs import Paragraph, Span
from rag.answering.questions import Question
from rag.answering.refusing import phrase
from rag.answering.terms import cover

_WHOLE = re.compile(
    r"(这组|这些|这几篇|本期|几篇|各篇|所有|全部|收录的)的?(文章|稿件|报道|内容)|这一?版|整版|文章(都|主要|分别)?(讲|说|谈|写)(了|的)?(些)?(什么|啥)"
)
_MOST_ARTICLES = 8
_NUMERALS = "零一二三四五六七八九十"


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


def outline_of(card: ArticleCard, library: Library) -> Outline:
    """The outline of the article of a card."""
    return outline(card.title, card.author, card.article_id, library.passages(card.article_id))


def answer_summary(question: Question, catalogue: Catalogue, library: Library) -> Answer | None:
    """The outline of one article, or the heads of several; None when the question means a thing, not an article."""
    return answer_outlines(question, _chosen(question, catalogue), library)


def answer_outlines(
    question: Question, cards: Sequence[ArticleCard], library: Library, *, counted: bool = False, lead: str = ""
) -> Answer | None:
    """One article's outline in full, or the heads of several; `counted` tells first how many points each has."""
    found = [outline_of(c, library) for c in cards[:_MOST_ARTICLES]]
    found = [o for o in found if o.points and opening(library, o.article_id)]
    if not found:
        return None
    draft = Draft(question.text)
    if lead:
        draft.lead(lead)
    room = 580 // len(found)
    for one in found:
        if counted:
            say_count(draft, one)
        say_outline(draft, one, measures=len(found) == 1, max_chars=560 if len(found) == 1 else max(60, room))
    if not draft.citations:
        return None
    notice = ""
    if len(cards) > len(found) and len(cards) > _MOST_ARTICLES:
        notice = phrase("more", shown=len(found), total=len(cards))
    return draft.answer(notice=notice)


def chinese_number(count: int) -> str:
    """2 -> 两, 12 -> 12; for a count of things."""
    return "两" if count == 2 else _NUMERALS[count] if count <= 10 else str(count)


def say_count(draft: Draft, found: Outline) -> None:
    """How many points an article sets out, or that it does not number them."""
    points = [p for p in main_points(found) if p.is_point]
    points = points if len(points) == len(main_points(found)) else []
    named = found.author or f"《{found.title}》"
    draft.lead(
        phrase("points", named=named, count=chinese_number(len(points))) if points else phrase("no_points", named=named)
    )


# How many sentences behind a topic sentence are told where it is asked how.
_MOST_BEHIND = 4


def answer_nth_points(
    question: Question, card: ArticleCard, library: Library, ordinals: Sequence[int]
) -> Answer | None:
    """The n-th points with their measures (-1: the last); where there are fewer, how many there are, and which."""
    found = outline_of(card, library)
    points = main_points(found)
    if not points:
        return None
    draft = Draft(question.text)
    numbers = [len(points) if ordinal < 0 else ordinal for ordinal in ordinals]
    if max(numbers) > len(points):
        say_count(draft, found)
        for point in points:
            draft.say(point.text, point.topic, item=True)
        return draft.answer()
    for number in numbers:
        point = points[number - 1]
        draft.say(point.text, point.topic)
        for spans in point.measures:
            draft.say("".join(s.text for s in spans), spans, item=True)
        if not point.measures and "manner" in question.forms:
            _say_rest(draft, library.paragraph(point.topic[0].passage), point.topic[-1])
    return draft.answer()


def _say_rest(draft: Draft, paragraph: Paragraph, topic: Span) -> None:
    """What a paragraph says behind its topic sentence: how the point is to be carried out."""
    end = (paragraph.offset_of(topic.passage) or 0) + topic.end
    for start, stop in [(a, b) for a, b in paragraph.sentences if a >= end][:_MOST_BEHIND]:
        text = paragraph.text[start:stop].strip()
        if text:
            draft.say(text, paragraph.spans(start, stop), item=True)
