"""A place that stands in titles alone: 上海市养犬管理条例 speaks of 本市 throughout, and 上海 is asked for.

What is asked of such a place is looked for in the articles so titled, and its name is no word to find there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.folding import fold
from index.records import Hit
from rag.answering.candidates import find_candidates
from rag.answering.library import Library
from rag.answering.questions import Question, analyse_question

_MOST_ARTICLES = 60
_LEVEL = re.compile(r"(?<=..)[市省县区州]$")


def by_titled_place(asked: Question, hits: list[Hit], library: Library) -> tuple[Question, list[Hit]]:
    """The question without the place, and the passages of the articles whose titles name it; as they are otherwise."""
    places = {_LEVEL.sub("", c.value) for c in find_candidates(asked.chinese, ("place",))}
    cards = library.cards(_MOST_ARTICLES + 1)
    if not places or len(cards) > _MOST_ARTICLES:
        return asked, hits
    for place in sorted(places, key=lambda name: (-len(name), name)):
        titled = {c.article_id for c in cards if place in fold(c.title or "")}
        if not titled or len(titled) == len(cards) or _told_of(place, titled, library):
            continue
        rest = re.sub(
            rf"(?:在|到|去)?{re.escape(place)}[市省县区州]?(?:市?区)?(?:里|的|人|那边|规定)?", "", asked.chinese
        ).strip("，, ")
        if len(re.findall(r"[一-鿿]", rest)) < 3:
            continue
        narrowed = replace(analyse_question(rest), text=asked.text)
        own = [hit for hit in library.anywhere(narrowed, k=_MOST_HITS) if hit.passage.article_id in titled]
        found = {hit.passage.passage_id for hit in own}
        own += [h for h in hits if h.passage.article_id in titled and h.passage.passage_id not in found]
        return (narrowed, own) if own else (asked, hits)
    return asked, hits


_MOST_HITS = 60


def _told_of(place: str, articles: Sequence[str] | set[str], library: Library) -> bool:
    """Whether the text of one of the articles names the place itself."""
    return any(place in fold(p.text) for article in articles for p in library.passages(article))
