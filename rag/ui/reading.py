"""文章: the shelf, an article to read, and the page as extracted beside it. Records in, escaped HTML out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from index.records import Article, Join
from rag.ui.escaping import address, text
from rag.ui.icons import icon
from rag.ui.sources import seam_class
from rag.ui.wording import say


class Shelved(Protocol):
    """What the shelf needs of an article: the snapshot's ArticleCard has it."""

    @property
    def article_id(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def author(self) -> str | None: ...
    @property
    def column(self) -> str | None: ...
    @property
    def document(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def paragraph_count(self) -> int: ...
    @property
    def join_count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Highlight:
    """Code points start..end of an article's text, shown with the marker."""

    start: int
    end: int


def shelf(cards: Sequence[Shelved], *, total: int, offset: int, query: str) -> str:
    """One page of the list of articles, with a button for the next."""
    if not cards and not offset:
        return f'<p class="quiet">{text(say("articles.none"))}</p>'
    rows = "".join(_shelf_row(card) for card in cards)
    left = total - offset - len(cards)
    if left > 0:
        more = address("page", "articles", q=query or None, offset=offset + len(cards))
        rows += (
            f'<button type="button" class="more" data-append="{more}">{text(say("articles.more", count=left))}</button>'
        )
    head = "" if offset else f'<p class="quiet count">{text(say("articles.count", count=total))}</p>'
    return head + rows


def title_of(article: Article | Shelved) -> str:
    if article.title:
        return article.title
    return say("source.untitled") if article.kind == "article" else say(f"kind.{article.kind}")


def _shelf_row(card: Shelved) -> str:
    facts = [
        card.author or "",
        card.column or "",
        say("articles.paragraphs", count=card.paragraph_count),
        say("articles.joins", count=card.join_count) if card.join_count else "",
    ]
    if card.kind == "article" and not card.title:
        facts.append(card.document)
    if card.kind != "article" and card.title:
        facts.insert(0, say(f"kind.{card.kind}"))
    return (
        f'<button type="button" class="shelf-row" data-open="{address("page", "article", card.article_id)}">'
        f"<b>{text(title_of(card))}</b><span>{text(' · '.join(f for f in facts if f))}</span></button>"
    )


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A topic sentence with the measures below it; `paragraph` counts from 1."""

    paragraph: int
    words: str
    measures: tuple[str, ...] = ()


def article_html(article: Article, outline: Sequence[OutlineEntry], highlight: Highlight | None = None) -> str:
    """An article to read: headline, by-line, outline, text with its joins marked."""
    contents = ""
    if len(outline) > 1:
        contents = (
            f'<details class="outline"{"" if highlight else " open"}><summary>{text(say("articles.outline"))}</summary>'
            f"<ol>{''.join(_outline_entry(entry) for entry in outline)}</ol></details>"
        )
    return f'<article class="sheet">{_head(article)}{contents}{restored_text(article, highlight)}</article>'


def _outline_entry(entry: OutlineEntry) -> str:
    measures = "".join(f"<li>{text(words)}</li>" for words in entry.measures)
    return (
        f'<li><div><button type="button" data-jump="{entry.paragraph}">{text(entry.words)}</button>'
        f"{f'<ul>{measures}</ul>' if measures else ''}</div></li>"
    )


def _head(article: Article) -> str:
    column = f'<p class="column">{text(article.column)}</p>' if article.column else ""
    byline = " · ".join(part for part in (article.author, article.affiliation) if part)
    return (
        f"<header>{column}<h2>{text(title_of(article))}</h2>"
        f'{f"""<p class="byline">{text(byline)}</p>""" if byline else ""}</header>'
    )


def restored_text(article: Article, highlight: Highlight | None = None) -> str:
    """The paragraphs, each join marked where it is, the highlighted stretch inside <mark>."""
    parts: list[str] = []
    start = 0
    for number, paragraph in enumerate(article.paragraphs, start=1):
        end = start + len(paragraph)
        joins = [j for j in article.joins if start <= j.position < end]
        inner = _paragraph(paragraph, start, joins, highlight)
        parts.append(f'<p id="paragraph-{number}" data-paragraph="{number}">{inner}</p>')
        start = end + 1
    return f'<div class="full-text">{"".join(parts)}</div>'


def _paragraph(paragraph: str, start: int, joins: Sequence[Join], highlight: Highlight | None) -> str:
    seams = {j.position - start: j for j in joins}
    first = max(0, highlight.start - start) if highlight else 0
    last = min(len(paragraph), highlight.end - start) if highlight else 0
    cuts = sorted({0, len(paragraph), *seams, *((first, last) if first < last else ())})
    parts: list[str] = []
    for left, right in pairwise(cuts):
        if left in seams:
            parts.append(seam_html(seams[left]))
        words = text(paragraph[left:right])
        parts.append(f"<mark>{words}</mark>" if first <= left and right <= last else words)
    return "".join(parts)


def seam_html(join: Join, words: str = "articles.join") -> str:
    """The little badge where two fragments were put together."""
    confidence = f"{join.confidence:.2f}"
    reason = (
        say("articles.join.reasons", confidence=confidence, reasons="；".join(join.reasons))
        if join.reasons
        else say("articles.join.bare", confidence=confidence)
    )
    return (
        f'<span class="seam {seam_class(join)}" title="{text(reason)}" tabindex="0">'
        f"{text(say(words, confidence=confidence))}</span>"
    )


def compared_html(article: Article, extracted: str) -> str:
    """The two panes: as extracted, and restored."""
    return (
        f'<div class="panes"><section class="pane"><h3>{text(say("articles.extracted"))}</h3>{extracted}</section>'
        f'<section class="pane"><h3>{text(say("articles.restored"))}</h3>'
        f'<article class="sheet">{_head(article)}{restored_text(article)}</article></section></div>'
    )


def drawer_bar(article: Article) -> str:
    """The line that stays above an article in the drawer."""
    author = f"<span>{text(article.author)}</span>" if article.author else ""
    target = address("page", "article", article.article_id)
    return (
        f'<div class="drawer-bar"><b>{text(title_of(article))}</b>{author}'
        f'<button type="button" data-goto="{target}">{text(say("reader.open"))} ›</button></div>'
    )


def reader_bar(article: Article, *, comparing: bool, has_source: bool, corrections: int = 0) -> str:
    """The line above an article: back (phone), taking back corrections, the switch to the extracted page."""
    target = address("page", "article", article.article_id, source=None if comparing else 1)
    switch = (
        f'<button type="button" class="switch" role="switch" aria-checked="{str(comparing).lower()}" '
        f'data-open="{target}"><i></i>{text(say("articles.source"))}</button>'
        if has_source
        else ""
    )
    undo = ""
    if comparing and corrections:
        words = text(say("mend.undo", count=corrections))
        start = min((piece.source_start for piece in article.pieces), default=0)
        undo = (
            f'<button type="button" data-mend="undo" data-start="{start}" data-document="{text(article.document)}">'
            f"{words}</button>"
        )
    return (
        f'<div class="reader-bar"><button type="button" class="back" data-back>{icon("back")}'
        f"{text(say('articles.back'))}</button>{undo}{switch}</div>"
    )
