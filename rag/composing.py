"""From a question and its hits to a cited answer in the articles' own words, or a refusal.

This module only directs: what is asked (`questions`), which sentences answer (`scoring_sentences`), whether to refuse
(`refusing`), and which form the answer takes (facts here; lists, authors, tables and outlines in their own modules).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from index.records import Article, Hit, Passage
from index.splitting import split_sentences
from rag.answer import Answer
from rag.drafting import Draft
from rag.facts import compose_facts
from rag.questions import analyse_question
from rag.refusing import out_of_scope, should_refuse, unanswered
from rag.scoring_sentences import score_sentences


class ArticleCard(Protocol):
    """What a catalogue tells of an article without its text."""

    @property
    def article_id(self) -> str: ...
    @property
    def document(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def author(self) -> str | None: ...
    @property
    def affiliation(self) -> str | None: ...
    @property
    def column(self) -> str | None: ...


class Catalogue(Protocol):
    """The articles behind the hits; a Snapshot is one."""

    def articles(
        self,
        *,
        kind: str | None = None,
        author: str | None = None,
        document: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Sequence[ArticleCard]: ...
    def article(self, article_id: str) -> Article: ...
    def article_passages(self, article_id: str) -> list[Passage]: ...
    def authors(self) -> list[str]: ...


class Composer(Protocol):
    """Anything that makes an answer from hits."""

    def compose(self, question: str, hits: Sequence[Hit]) -> Answer: ...


class ExtractiveComposer:
    """Answers in the articles' own words. Without a catalogue it knows no more than the hits."""

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self.catalogue = catalogue

    def compose(self, question: str, hits: Sequence[Hit]) -> Answer:
        """A cited answer, or a refusal; an empty question or no hits at all are refused too."""
        started = time.perf_counter()
        answer = self._compose(question, list(hits))
        return replace(answer, timings_ms={"compose": (time.perf_counter() - started) * 1000})

    def _compose(self, question: str, hits: list[Hit]) -> Answer:
        asked = analyse_question(question)
        if asked.kind == "out_of_scope":
            return out_of_scope(asked)
        scored = score_sentences(asked, hits)
        if should_refuse(asked, scored):
            return unanswered(asked, hits, scored)
        draft = Draft(question)
        compose_facts(draft, asked, scored)
        return draft.answer()


def answer_from(question: str, passages: Sequence[str]) -> Answer:
    """An answer from bare texts, no index: passage `n` gets the id `n#1`, counting from 1."""
    hits = []
    for number, text in enumerate(passages, 1):
        passage = Passage(
            f"{number}#1", str(number), "", "article", None, None, None, None, None, 1, 0, len(text), text,
            split_sentences(text),
        )  # fmt: skip
        hits.append(Hit(passage, 0.0))
    return ExtractiveComposer().compose(question, hits)
