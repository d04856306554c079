"""Who says it, where an article is a conversation: 程某：…… in front of what he says in an interview."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.folding import fold
from index.records import Hit
from rag.answer import Sentence
from rag.answering.drafting import Draft
from rag.answering.library import Library
from rag.answering.questions import Question, analyse_question

_LABEL = re.compile(r"^\s*(?P<who>[\u4e00-\u9fff·]{1,6})[：:]")
_ASKERS = frozenset("记者 问 主持人 编者 本报 本报记者 提问 主持".split())
_VIEWS = frozenset({"opinion", "manner", "reason", "list", "entity", "summary"})
_NAMELESS = _ASKERS | {"答"}


def speakers_of(article_id: str, library: Library) -> dict[int, str]:
    """The speaker of each paragraph that opens with one, by paragraph number; empty unless somebody is asked there."""
    labels = {p.first.paragraph: m["who"] for p in library.paragraphs(article_id) if (m := _LABEL.match(p.text))}
    asked = [who for who in labels.values() if who in _ASKERS]
    return {number: who for number, who in labels.items() if who not in _NAMELESS} if asked else {}


def by_speaker(question: Question, hits: Sequence[Hit], library: Library) -> tuple[Question, list[Hit]]:
    """What is asked of somebody who is interviewed is looked for in no other's words, and his name is no word there."""
    if question.kind not in _VIEWS:
        return question, list(hits)
    for article in dict.fromkeys(h.passage.article_id for h in hits):
        speakers = speakers_of(article, library)
        for who in dict.fromkeys(speakers.values()):
            # The reporter's question stays: it says what the answer behind it is on.
            of_article = [h for h in hits if h.passage.article_id == article]
            own = [h for h in of_article if speakers.get(h.passage.paragraph, who) == who]
            rest = question.chinese.replace(fold(who), " ").strip()
            if rest != question.chinese and own and question.chinese.startswith(fold(who)):
                return replace(analyse_question(rest), text=question.text), own
    return question, list(hits)


def name_speakers(draft: Draft, library: Library) -> None:
    """Put the speaker above what is cited from the middle of his words, in place."""
    by_marker = {c.marker: c for c in draft.citations}
    told: list[Sentence] = []
    last = ""
    for sentence in draft.sentences:
        cited = by_marker.get(sentence.markers[0]) if sentence.markers else None
        who = speakers_of(cited.passage.article_id, library).get(cited.passage.paragraph, "") if cited else ""
        if who and who != last and not sentence.text.startswith(who):
            told.append(Sentence(f"{who}：", heading=True))
        last = who
        told.append(sentence)
    draft.sentences = told
