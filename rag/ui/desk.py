"""What every part of the page is given: the chat, the settings and the feedback store. Nothing of any visitor."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from index.errors import RongheError, UsageError
from index.records import Article
from rag.answer import Answer
from rag.feedback import FeedbackStore
from rag.opening import OpeningChat
from rag.settings import Settings
from rag.suggestions import shared_terms, suggest_questions
from rag.ui.sources import Context, contexts_of
from rag.ui.wording import say

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.snapshot import Snapshot
    from rag.chat import Chat

# Suggestions and compare lists look at no more articles than this; an index may hold ten thousand.
_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Preferences:
    """One visitor's settings; lives in that visitor's gr.State. None and empty mean the program's own choice."""

    mode: str | None = None
    passage_count: int | None = None
    authors: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """The services behind the page."""

    opening: OpeningChat
    settings: Settings
    feedback: FeedbackStore
    _encoders: list[Embedder] = field(default_factory=list)
    _counted: dict[str, tuple[int, int]] = field(default_factory=dict)
    _encoder_lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def chat(self) -> Chat:
        return self.opening.chat()

    @property
    def snapshot(self) -> Snapshot:
        return self.chat.snapshot

    def contexts(self, answer: Answer) -> Mapping[int, Context]:
        """The paragraphs that an answer cites, by marker."""
        snapshot = self.snapshot

        @lru_cache(maxsize=64)
        def article_of(article_id: str) -> Article | None:
            try:
                return snapshot.article(article_id)
            except UsageError:
                return None

        return contexts_of(answer.citations, article_of)

    def first_articles(self, limit: int = _LOOKED_AT) -> list[Article]:
        snapshot = self.snapshot
        return [snapshot.article(card.article_id) for card in snapshot.articles(limit=limit)]

    def suggestions(self, limit: int = 6) -> list[str]:
        return suggest_questions(self.first_articles(), limit)

    def points(self, limit: int = 10) -> list[str]:
        """Points worth comparing: quoted terms and topics that several articles share."""
        return shared_terms(self.first_articles(), limit)

    def encoder(self) -> Embedder:
        """The encoder to index with, loaded once; works also where the index itself cannot be opened."""
        with self._encoder_lock:
            if not self._encoders:
                from rag.assembly import open_encoder

                self._encoders.append(open_encoder(self.settings))
            return self._encoders[0]

    def _count(self, snapshot: Snapshot) -> tuple[int, int]:
        """(articles, paragraphs) of a snapshot, counted once a version."""
        if snapshot.version not in self._counted:
            cards = snapshot.articles()
            self._counted.clear()
            self._counted[snapshot.version] = (
                sum(card.kind == "article" for card in cards),
                sum(card.paragraph_count for card in cards),
            )
        return self._counted[snapshot.version]

    def status(self, preferences: Preferences) -> tuple[str, str, str]:
        """(state, words, version) for the head of the page; does not wait."""
        if self.opening.state == "opening":
            return "opening", say("status.opening"), ""
        try:
            snapshot, chat = self.snapshot, self.chat
        except RongheError:
            return "failed", say("status.failed"), ""
        articles, paragraphs = self._count(snapshot)
        llm = chat.has_llm and preferences.mode != "extractive"
        mode = say("mode.llm" if llm else "mode.extractive")
        return "ready", say("status.ready", articles=articles, paragraphs=paragraphs, mode=mode), snapshot.version
