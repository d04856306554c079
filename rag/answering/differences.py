"""How two things differ (重点检查事项和一般检查事项有什么区别): what an article says of the one and of the other.

The sentences stand side by side; whether they differ is left to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from index.records import Hit
from rag.answer import Answer
from rag.answering.drafting import Draft
from rag.answering.library import Library
from rag.answering.paragraphs import Paragraph
from rag.answering.questions import Question
from rag.answering.refusing import phrase

_DIFFER = re.compile(
    r"^(?:请问)?(?P<one>[^，,。和与跟同]{2,14})(?:和|与|跟|同)(?P<other>[^，,。和与跟同]{2,14}?)(?:之间|相比|比起来)?(?:到底|究竟)?"
    r"(?:有(?:什么|哪些|何|啥)|的)?(?:主要|本质|根本)?(?:不同|区别|差别|差异|不一样|异同)(?:之处|的地方|点)?"
    r"(?:是什么|有哪些|在?哪[里儿]?|何在)?$"
)
_MOST_EACH = 2
Told = tuple[Paragraph, int, int]


def answer_difference(asked: Question, hits: Sequence[Hit], library: Library) -> Answer | None:
    """The sentences of one article that begin with either thing; None where it has none of one of them."""
    found = _DIFFER.match(asked.chinese.strip().rstrip("?？。 "))
    if not found:
        return None
    one, other = found["one"], found["other"]
    for article in dict.fromkeys(h.passage.article_id for h in hits):
        told = {thing: _told_of(thing, article, hits, library) for thing in (one, other)}
        if all(told.values()):
            draft = Draft(asked.text)
            for thing in (one, other):
                for paragraph, start, end in told[thing][:_MOST_EACH]:
                    draft.say(paragraph.text[start:end].strip(), paragraph.spans(start, end), item=True)
            return draft.answer(notice=phrase("side_by_side"))
    return None


def _told_of(thing: str, article: str, hits: Sequence[Hit], library: Library) -> list[Told]:
    """Sentences of the hits of an article that begin with the thing, and say more than its name."""
    begins = re.compile(rf"^\s*[“‘]?{re.escape(thing)}[”’]?(?=[^。和与、”’]{{4,}})")
    passages = [h.passage for h in hits if h.passage.article_id == article]
    paragraphs = {(p.first.passage_id): p for p in map(library.paragraph, passages)}
    return [(p, a, b) for p in paragraphs.values() for a, b in p.sentences if begins.search(fold(p.text[a:b]))]
