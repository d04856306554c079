"""How something is done, where a paragraph opens with just that and goes on with how: 推动数字技术赋能。建设……平台."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from rag.answering.library import Library
from rag.answering.outlines import is_topic, topic_sentence
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.answering.terms import cover

_ASKS_HOW = frozenset({"manner", "list"})
_MEASURES = re.compile(r"措施|举措|建议|办法|做法|对策")
# What a word counts that only the paragraph behind the opening holds, and how much of the question must be held.
_BEHIND, _ALL = 0.8, 0.85
_CHANCE = 0.6


def prefer_heads(question: Question, scored: Sequence[ScoredSentence], library: Library) -> None:
    """Let the opening of such a paragraph answer, in place: with its article's title it holds what is asked."""
    if question.kind not in _ASKS_HOW or not question.terms:
        return
    if question.kind == "list" and not _MEASURES.search(question.chinese):
        return
    for sentence in scored:
        if sentence.index == 0 and sentence.chance < _CHANCE and _holds(question, sentence, library):
            sentence.chance = _CHANCE


def _holds(question: Question, sentence: ScoredSentence, library: Library) -> bool:
    paragraph = library.paragraph(sentence.passage)
    head = fold(paragraph.text[slice(*topic_sentence(paragraph))])
    if sentence.folded.strip() != head.strip() or not is_topic(paragraph):
        return False
    title, behind = fold(sentence.passage.title or ""), fold(paragraph.text)
    own, held, weight = 0.0, 0.0, 0.0
    for term in question.terms:
        if _MEASURES.search(term.text):
            continue
        weight += term.weight
        in_head, in_title = cover(term.text, head), cover(term.text, title)
        held += term.weight * max(in_head, in_title, _BEHIND * cover(term.text, behind))
        # What every paragraph of the article is about chooses none of them.
        own = max(own, term.weight * in_head * (in_title < 1.0))
    return own > 0 and held >= _ALL * weight
