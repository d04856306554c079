"""A document's file into articles and passages: load, repair the reading order, split.

It writes nothing and knows no store; the build and the preview before it see the same articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.layout import restore
from index.loaders import MAX_DOCUMENT_BYTES, SUPPORTED_SUFFIXES, load, suffix_of
from index.reading_order.corrections import Correction
from index.records import Article, Passage, Remainder, Source
from index.splitting import split_article


@dataclass(frozen=True, slots=True)
class Parsed:
    """One source with its articles, each with its passages. `is_row`: a row of a corpus, which has no page to show."""

    source: Source
    articles: tuple[tuple[Article, list[Passage]], ...]
    remainder: tuple[Remainder, ...]
    is_row: bool


def parse_document(
    path: Path,
    document: str,
    *,
    max_chars: int,
    corrections: Sequence[Correction] = (),
    unused_id: Callable[[str], str] = str,
) -> Iterator[Parsed]:
    """The sources of one file, one after the other; `LoadError` when it cannot be read.

    Articles are named `{document}/{n}`; an article of a corpus row bears the row's own id. `unused_id` gives the id to
    use where the wanted one is taken.
    """
    number = 0
    for source in load(path, document=document):
        if source.in_order and source.source_id != document:
            article = _row_article(source, unused_id(source.source_id))
            yield Parsed(source, ((article, split_article(article, max_chars, pack=True)),), (), is_row=True)
            continue
        restoration = restore(source, corrections)
        articles = []
        for restored in restoration.articles:
            number += 1
            article = replace(restored, article_id=unused_id(f"{document}/{number}"), document=document)
            articles.append((article, split_article(article, max_chars)))
        yield Parsed(source, tuple(articles), restoration.remainder, is_row=False)


def check_file(path: Path) -> None:
    """`LoadError` for what the loader refuses unread: no file, an unknown format, empty, too large."""
    if (
        suffix_of(path) not in SUPPORTED_SUFFIXES
        or not path.is_file()
        or not 0 < path.stat().st_size <= MAX_DOCUMENT_BYTES
    ):
        next(load(path), None)


def _row_article(source: Source, article_id: str) -> Article:
    """A corpus row needs no repair: its lines are its paragraphs."""
    return Article(
        kind="article",
        title=source.title,
        author=source.author,
        affiliation=source.affiliation,
        column=source.column,
        paragraphs=tuple(block.text for block in source.blocks),
        article_id=article_id,
        document=source.document,
    )
