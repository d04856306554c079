"""A follow-up that goes on about the article just cited: when it does, and which of two answers is the reader's.

定的什么罪 names nothing of its own: the article that the last answer cited is asked first. A question with names or
things of its own is a new one, and is asked of all articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.folding import fold
from index.records import Hit
from rag.answer import Answer
from rag.answering.refusing import phrase
from rag.conversing import followups
from rag.conversing.referents import Turn, noun_phrases, stem_of
from rag.verifying.names import find_names

# 定的什么罪: an answer says 罪.
_WHAT_KIND = re.compile(r"什么([^事样用人意话时东么呢吗的了，,])$")
# An answer from more articles than these goes on about none of them.
_MOST_ARTICLES = 2
_OVER_ALL = re.compile(r"哪[几一]?篇|几篇|哪些文章|哪[几一]?条新闻|文章|报道|作者|谁写|《")
_EMPTY = frozenset(
    "现在 目前 如今 以前 之前 后来 当时 当年 以后 总共 一共 自己 最后 已经 具体 这次 上次 这回 那次 那回".split()
)


def articles_spoken_of(history: Sequence[Turn]) -> tuple[str, ...]:
    """The articles that the newest answer cites, of the last two turns; none where it cites many."""
    for turn in reversed(history[-2:]):
        if turn.articles and not turn.refused:
            return turn.articles if len(turn.articles) <= _MOST_ARTICLES else ()
    return ()


def names_new(question: str, history: Sequence[Turn]) -> bool:
    """Whether the question names what no earlier turn speaks of, or asks for articles: it is asked of all of them."""
    said = _said(history)
    return bool(_OVER_ALL.search(question)) or any(name.text not in said for name in find_names(question))


def leans(question: str, history: Sequence[Turn]) -> bool:
    """Whether the question has no thing of its own to ask about: none but what the last turn spoke of."""
    said = _said(history[-1:])
    stem = followups.PERSON_PRONOUN.sub("，", followups.IT.sub("，", stem_of(question)))
    own = [p for p in noun_phrases(stem) if p not in _EMPTY and p not in said]
    return not own and not names_new(question, history)


def is_lost(question: str, answer: Answer, history: Sequence[Turn]) -> bool:
    """Whether 第二条是啥 found no list to count in, where the last answer did: that answer holds it."""
    counted = history and not history[-1].refused and followups.ORDINAL.match(followups.LEAD.sub("", stem_of(question)))
    return bool(counted) and (answer.refused or phrase("unanswered", asked="").rstrip("。")[:6] in answer.text)


def first_of_these(hits: Sequence[Hit], articles: Sequence[str]) -> list[Hit]:
    """The hits of `articles` first, each part in its order; similarities made to fall with the new order."""
    ordered = sorted(hits, key=lambda hit: hit.passage.article_id not in articles)
    values = sorted((hit.similarity for hit in hits), reverse=True)
    return [replace(hit, similarity=value) for hit, value in zip(ordered, values, strict=True)]


def better_of(question: str, going_on: Answer, anywhere: Answer, *, leaning: bool) -> Answer:
    """The answer of the article just cited, or the one out of all: the former where the question leans on it.

    A question with a thing of its own takes the former only in place of a doubtful answer, never of a refusal: what
    all the articles do not tell, one of them does not either.
    """
    kind = _WHAT_KIND.search(stem_of(question))
    if going_on.refused or (kind and kind[1] not in going_on.text):
        return anywhere
    if leaning:
        return anywhere if _is_doubtful(going_on) and not _is_doubtful(anywhere) else going_on
    return going_on if not anywhere.refused and _is_doubtful(anywhere) else anywhere


def _is_doubtful(answer: Answer) -> bool:
    return answer.refused or phrase("nearest") in answer.text


def _said(history: Sequence[Turn]) -> str:
    return fold("\n".join("，".join((turn.question, turn.answer, *turn.titles, *turn.authors)) for turn in history))
