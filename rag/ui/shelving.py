"""文档, drawn: what is indexed, what an upload was understood as, how far the work is. Records in, HTML out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.records import Article
from rag.ui.escaping import text
from rag.ui.icons import icon
from rag.ui.reading import title_of
from rag.ui.wording import say

_SHOWN_ARTICLES = 12
_OPENING_CHARS = 90


class Indexed(Protocol):
    """What the list needs of a document: the snapshot's DocumentCard has it."""

    @property
    def document(self) -> str: ...
    @property
    def article_count(self) -> int: ...
    @property
    def passage_count(self) -> int: ...
    @property
    def char_count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Parsed:
    """One uploaded file: what it was understood as, or why it could not be read."""

    name: str
    articles: tuple[Article, ...] = ()
    error: str = ""


def documents_html(cards: Sequence[Indexed]) -> str:
    """The documents that are indexed, each with its button to remove it."""
    rows = "".join(_document_row(card) for card in cards)
    return f'<h3 class="section">{text(say("documents.current"))}</h3><ul class="documents">{rows}</ul>'


def version_html(version: str) -> str:
    """Which version of the index the list shows."""
    return f'<p class="quiet small">{text(say("documents.version", version=version))}</p>'


def _document_row(card: Indexed) -> str:
    sure, words = text(say("documents.remove.confirm")), text(say("documents.remove"))
    facts = say(
        "documents.row", articles=card.article_count, passages=card.passage_count, characters=f"{card.char_count:,}"
    )
    return (
        f"<li><span><b>{text(card.document)}</b><i>{text(facts)}</i></span>"
        f'<button type="button" data-remove="{text(card.document)}" data-words="{words}" data-confirm="{sure}">'
        f"{words}</button></li>"
    )


def preview_html(files: Sequence[Parsed]) -> str:
    """Every uploaded file with its articles, before anything goes live."""
    if not files:
        return ""
    return f'<h3 class="section">{text(say("documents.preview"))}</h3>' + "".join(_preview_file(file) for file in files)


def _preview_file(file: Parsed) -> str:
    if file.error:
        head = f"<h4>{icon('warning')}{text(file.name)}</h4>"
        return f'<section class="parsed bad">{head}<p>{text(file.error)}</p></section>'
    characters = sum(len(article.text) for article in file.articles)
    head = say("documents.preview.file", name=file.name, articles=len(file.articles), characters=f"{characters:,}")
    rows = "".join(_preview_article(article) for article in file.articles[:_SHOWN_ARTICLES])
    left = len(file.articles) - _SHOWN_ARTICLES
    more = f'<li class="quiet">{text(say("articles.more", count=left))}</li>' if left > 0 else ""
    return f'<section class="parsed"><h4>{text(head)}</h4><ol>{rows}{more}</ol></section>'


def _preview_article(article: Article) -> str:
    facts = [
        article.author or "",
        article.column or "",
        say("articles.paragraphs", count=len(article.paragraphs)),
        say("articles.joins", count=len(article.joins)) if article.joins else "",
    ]
    opening = article.text[:_OPENING_CHARS].replace("\n", " ")
    tail = "……" if len(article.text) > len(opening) else ""
    return (
        f"<li><b>{text(title_of(article))}</b> <i>{text(' · '.join(f for f in facts if f))}</i>"
        f"<p>{text(opening)}{tail}</p></li>"
    )


def progress_html(stage: str, done: int, total: int) -> str:
    """The bar of a step; without a known total it only says what is being done."""
    if total <= 0:
        words = text(say("documents.working", stage=stage))
        return f'<div class="progress"><p>{words}……</p><div class="track"><i class="endless"></i></div></div>'
    percent = min(100, round(100 * done / total))
    words = say("documents.progress", stage=stage, done=f"{done:,}", total=f"{total:,}")
    return (
        f'<div class="progress" role="progressbar" aria-valuenow="{percent}" aria-valuemin="0" aria-valuemax="100">'
        f'<p>{text(words)}</p><div class="track"><i style="width:{percent}%"></i></div></div>'
    )


def done_html(words: str) -> str:
    """Work that ended well."""
    return f'<p class="outcome good" role="status">{icon("check")}{text(words)}</p>'


def failed_html(reason: str) -> str:
    """Work that ended badly, in one line that says what next."""
    return f'<p class="outcome bad" role="alert">{icon("warning")}{text(say("documents.failed", reason=reason))}</p>'
