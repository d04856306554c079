"""What the answering modules ask of the stored articles; a Snapshot meets it, and so does a small fake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from index.records import Article, Passage


class ArticleCard(Protocol):
    """What a catalogue tells of an article without its text."""

    @property
    def article_id(self) -> str: ...
    @property
    def document(self) -> str: ...
    @property
    def kind(self) -> Any: ...
    @property
    def title(self) -> str | None: ...
    @property
    def author(self) -> str | None: ...
    @property
    def affiliation(self) -> str | None: ...
    @property
    def column(self) -> str | None: ...


class Catalogue(Protocol):
    """The articles behind the hits."""

    def articles(
        self,
        *,
        kind: Any = None,
        author: str | None = None,
        document: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Sequence[ArticleCard]: ...
    def article(self, article_id: str) -> Article: ...
    def article_passages(self, article_id: str) -> list[Passage]: ...
    def authors(self) -> list[str]: ...
