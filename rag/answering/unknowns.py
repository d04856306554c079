"""What a question names that no article does: a person whose views are asked for, a thing that views are asked on.

Of a small collection every article is read, of a large one the passages that were found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from index.records import Hit
from rag.answer import Answer
from rag.answering.catalogue import ArticleCard
from rag.answering.drafting import refusal
from rag.answering.library import Library
from rag.answering.refusing import phrase
from rag.answering.requests import Request
from rag.answering.terms import Term, content_terms, cover
from rag.verifying.names import looks_like_person

_VIEW_ON = re.compile(
    r"(?:怎么|如何)(?:看待?|评价|理解)(?P<a>[^，,。]{2,12})$|对(?:于)?(?P<b>[^，,。]{2,12}?)(?:有什么|有哪些|是什么|持什么|怎么|如何|的)(?:看法|观点|态度|意见|建议|主张|看|评价|想|说)"
)
_UNKNOWN = re.compile(
    r"^(?P<who>[一-鿿]{2,3}?)(?:的)?(?:(?:主要|核心)?(?:观点|看法|意见|主张|见解|建议|对策|文章|态度|立场|单位)|怎么看|有(?:什么|哪些)(?:观点|看法|建议|主张|意见)|(?:都)?(?:说|讲|提出|谈)了?(?:什么|哪些|些什么))"
)
_PIECES = re.compile(r"文章|作者|观点|报道|新闻|问题")
# 财政的作用: what is viewed is 财政, in whatever words.
_IN_GENERAL = re.compile(r"(?<=[一-鿿]{2})的(?:作用|地位|意义|重要性|角色|前景|现状|影响|问题|发展)$")
HELD = 0.5
_MOST_READ = 60


def _texts(cards: Sequence[ArticleCard], hits: Sequence[Hit], library: Library) -> list[str]:
    """What is read to see whether something is named at all: the hits, of a small collection everything."""
    texts = [fold(h.passage.text) for h in hits]
    if len(cards) <= _MOST_READ:
        texts += [fold(p.text) for c in cards for p in library.passages(c.article_id)]
    return texts


def absent_thing(request: Request, cards: Sequence[ArticleCard], hits: Sequence[Hit], library: Library) -> str:
    """What an opinion is asked on (怎么看转基因), where no word of it stands anywhere; else empty."""
    what, words = _viewed(request)
    if not words:
        return ""
    texts = _texts(cards, hits, library)
    return "" if any(cover(t.text, text) >= HELD for t in words for text in texts) else what


def _viewed(request: Request) -> tuple[str, list[Term]]:
    """What a view is asked on, and its words; empty for other questions."""
    found = _VIEW_ON.search(request.text)
    what = next((g for g in found.groups() if g), "").strip(" 的“”") if found else ""
    thing = _IN_GENERAL.sub("", what)
    words = [t for t in content_terms(thing) if len(t.text) > 1] if what and not _PIECES.search(what) else []
    return what, words


def unsaid_thing(request: Request, own: Sequence[ArticleCard], library: Library) -> str:
    """What a named author's view is asked on, where one word of it or more stands nowhere in what he wrote."""
    what, words = _viewed(request)
    texts = [fold(p.text) for c in own for p in library.passages(c.article_id)]
    if not request.names or not texts or all(any(cover(t.text, text) >= HELD for text in texts) for t in words):
        return ""
    return what


def refuse_unknown_person(
    request: Request, cards: Sequence[ArticleCard], hits: Sequence[Hit], library: Library
) -> Answer | None:
    """The views of somebody whom no article names: refused by that name."""
    found = _UNKNOWN.search(request.text)
    if request.names or not found or not looks_like_person(found["who"]):
        return None
    who = found["who"]
    if any(who in t for t in _texts(cards, hits, library)):
        return None
    return refusal(request.asked.text, phrase("unanswered", asked=who), list(hits)[:3])
