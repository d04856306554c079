"""What an article is about is named in its title or its beginning, and hardly again.

云平高速有几个互通, and the sentence that tells it says 沿线将设四个互通.

Where one article alone names what is asked about, and begins with it, the rest of the question is asked of that
article by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.folding import fold
from index.records import Hit
from rag.answering.library import Library
from rag.answering.questions import Question, analyse_question
from rag.answering.runs import BOUNDARY, run_end
from rag.answering.terms import words

_MOST_ARTICLES, _BEGINNING, _LEAST_NAME = 60, 2, 2


def by_subject(asked: Question, hits: Sequence[Hit], library: Library) -> tuple[Question, list[Hit]] | None:
    """The question without the name of what one article is about, and that article's passages; None where there is no
    such article, or nothing else is asked."""
    cards = library.cards(_MOST_ARTICLES + 1)
    if not cards or len(cards) > _MOST_ARTICLES:
        return None
    titles = {c.article_id: fold(c.title or "") for c in cards}
    texts = {i: "\n".join([title, *(fold(p.text) for p in library.passages(i))]) for i, title in titles.items()}
    subject, chinese = "", asked.chinese
    for name in _names(asked.chinese, list(texts.values())):
        holding = [article for article, text in texts.items() if name in text]
        if len(holding) != 1 or name not in titles[holding[0]] + _beginning(holding[0], library):
            continue
        if subject and holding[0] != subject:
            return None
        subject = holding[0]
        chinese = re.sub(re.escape(name) + "的?", "", chinese, count=1)
    rest = replace(analyse_question(chinese), text=asked.text) if subject else None
    if rest is None or not rest.terms:
        return None
    own = [h for h in hits if h.passage.article_id == subject]
    found = {h.passage.passage_id for h in own}
    own += [Hit(p, 0.0, {"bm25": 0.0}) for p in library.passages(subject) if p.passage_id not in found]
    return rest, own


def _beginning(article: str, library: Library) -> str:
    """The first passages of an article, folded."""
    return "\n".join(fold(p.text) for p in library.passages(article)[:_BEGINNING])


def _names(chinese: str, texts: Sequence[str]) -> Iterator[str]:
    """The longest runs of words that stand in a text as in the question, from left to right."""
    for part in BOUNDARY.split(chinese):
        cut = words(part)
        first = 0
        while first < len(cut):
            last = run_end(cut, first, texts)
            name = "".join(cut[first:last])
            if len(name) >= _LEAST_NAME:
                yield name
            first = max(last, first + 1)
