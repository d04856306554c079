"""Two questions about an author in one (张三是谁？他提了什么建议？): taken apart, asked singly, put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer import Answer, Sentence
from rag.answering.drafting import Draft, refusal
from rag.answering.paragraphs import Span
from rag.answering.questions import Question
from rag.answering.requests import OPINION, names_in

_BREAK = re.compile(
    r"[?？;；。]+|[，,](?=(?:他|她|其|还|又|以及|并且|同时|另外|那|有|提|都|主张)|.{0,6}(?:什么|谁|哪|多少|几|怎|如何))"
)
_ASKS = re.compile(r"什么|谁|哪|多少|几|怎|如何|吗|为何|是否")
_PRONOUN = re.compile(r"^(?:(?:还有|以及|并且|同时|另外|又|那么|那)[，, ]?)?(?P<he>他|她|其(?!他|中|实|次))")
_GOES_ON = re.compile(
    r"^(?:还有|以及|并且|同时|另外|又)?(?:都|又)?(?:有|提|说|讲|写|主张|认为|建议).{0,8}(?:什么|哪些|哪几|几条)"
)
_ALSO = re.compile(r"^(?:还有|以及|并且|同时|另外|又|那么|那)[，, ]?")


def split_requests(asked: Question, authors: Sequence[str]) -> tuple[str, ...]:
    """The questions that a question puts one after the other, names in place of pronouns; empty for a single one."""
    pieces = [p.strip(" ，,") for p in _BREAK.split(asked.chinese) if p.strip(" ，,")]
    if len(pieces) != 2:
        return ()
    first = [author for _, _, author in names_in(pieces[0], authors)]
    second = [author for _, _, author in names_in(pieces[1], authors)]
    if len(first) != 1 or not all(_ASKS.search(p) or OPINION.search(p) for p in pieces):
        return ()
    if second:
        return pieces[0], _ALSO.sub("", pieces[1])
    pronoun = _PRONOUN.match(pieces[1])
    if pronoun is None:
        return (pieces[0], first[0] + _ALSO.sub("", pieces[1])) if _GOES_ON.match(pieces[1]) else ()
    return pieces[0], first[0] + pieces[1][pronoun.end() :]


def join_answers(question: str, answers: Sequence[Answer]) -> Answer:
    """The answers as one, markers numbered on; what is refused is said in its place. All refused is a refusal."""
    if all(a.refused for a in answers):
        return refusal(question, "".join(a.text for a in answers), answers[0].nearest)
    draft = Draft(question)
    # One sentence among refusals is no list.
    listed = sum(not sentence.heading for answer in answers for sentence in answer.sentences) > 1
    for answer in answers:
        renumbered = {c.marker: draft.mark([Span(c.passage, c.start, c.end)])[0] for c in answer.citations}
        for sentence in answer.sentences:
            if any(sentence.text == said.text for said in draft.sentences):
                continue
            markers = tuple(renumbered[m] for m in sentence.markers)
            draft.sentences.append(
                Sentence(sentence.text, markers, heading=sentence.heading, item=listed and not sentence.heading)
            )
    return draft.answer(notice=next((a.notice for a in answers if a.notice), ""))
