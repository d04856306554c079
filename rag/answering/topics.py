"""What articles say on a topic that no sentence answers: an author's advice or sentences on it, an article's points."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from rag.answer import Answer
from rag.answering.catalogue import ArticleCard
from rag.answering.comparing import label_of, point_cell, tabulate
from rag.answering.drafting import Draft
from rag.answering.goals import goal_of
from rag.answering.library import Library
from rag.answering.outlines import main_points
from rag.answering.outlining import answer_outlines, outline_of
from rag.answering.points import say_points_of
from rag.answering.questions import Question
from rag.answering.refusing import phrase
from rag.answering.requests import Request
from rag.answering.terms import content_terms, held_share

_MOST_COMPARED = 8
_ON_TOPIC = 0.9
# So much of a question's words, by weight, stands in the title of an article that is about it.
_TITLED, _LEAST_POINTS = 0.65, 2
# 法院怎么判的: what came about, no measures.
_CAME_ABOUT = re.compile(r"[的了][?？]?$")
# 怎么看财政的作用: what is viewed is 财政.
_IN_GENERAL = frozenset("作用 地位 意义 重要性 角色 前景 现状 影响 问题 看".split())
_ADVICE = re.compile(r"建议|措施|举措|对策|做法|主张|办法|怎么|如何|怎样")


def of_titled(asked: Question, cards: Sequence[ArticleCard], library: Library) -> Answer | None:
    """How something is done, asked of what one title names: that article's points, called no answer."""
    if asked.kind != "manner" or _CAME_ABOUT.search(asked.chinese):
        return None
    goal = goal_of(asked)
    # 怎么缓解停车难 is on 停车难, whatever verb the title has for it.
    terms = goal.terms if goal is not None and len(goal.text) > 2 else asked.terms if len(asked.terms) > 1 else ()
    if not terms:
        return None
    held = [(held_share(terms, fold(c.title or "")), c) for c in cards]
    best = max(held, key=lambda entry: entry[0])
    if best[0] < _TITLED or sum(share >= _TITLED for share, _ in held) > 1:
        return None
    points = main_points(outline_of(best[1], library))
    if sum(p.is_point for p in points) < _LEAST_POINTS:
        return None
    return answer_outlines(asked, [best[1]], library, lead=phrase("on_topic", title=best[1].title))


def on_topic(request: Request, own: Sequence[ArticleCard], library: Library) -> Answer | None:
    """Sentences of some authors on the topic of a request in a table; the advice of one, where advice is asked for."""
    asked = request.asked
    point = "".join([word for word in request.topic if word not in _IN_GENERAL] or request.topic)
    draft = Draft(asked.text)
    if len(own) == 1 and _ADVICE.search(asked.chinese):
        on_it = Question(asked.text, point, asked.kind, content_terms(point))
        if say_points_of(draft, on_it, library.paragraphs(own[0].article_id)):
            return draft.answer()
    found = [
        (c, cell)
        for c in own[:_MOST_COMPARED]
        if (cell := point_cell(draft, library.paragraphs(c.article_id), point, 2, 90, least=_ON_TOPIC))
    ]
    if not found:
        return None
    return tabulate(draft, [label_of(c) for c, _ in found], [point], [[cell] for _, cell in found])
