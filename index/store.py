"""Reads the SQLite file of a snapshot: documents, extracted sources, articles, passages.

A snapshot never changes, so the file is opened immutable, without locks, and read from many threads at once.
It knows nothing of vectors or of words. SQL is put together from constants of this module only (S608).
"""
# ruff: noqa: S608

from __future__ import annotations

import contextlib
import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError, UsageError
from index.records import Article, ArticleKind, Block, FieldSpan, Join, Passage, Piece, Remainder, Source

_PASSAGE = (
    'SELECT p.row, p.paragraph, p."start", p."end", p.page, p.sentence_ends, p.text, a.article_id, d.document, a.kind,'
    ' a.title, a.author, a.affiliation, a."column", a.first_row FROM passages p'
    " JOIN articles a ON a.number = p.article_number JOIN documents d ON d.number = a.document_number"
)
_VARIABLES = 500
_MAPPED_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article as a list shows it, without its text. `page` is that of its beginning."""

    article_id: str
    document: str
    kind: ArticleKind
    title: str | None
    author: str | None
    affiliation: str | None
    column: str | None
    paragraph_count: int
    char_count: int
    join_count: int
    page: int | None


@dataclass(frozen=True, slots=True)
class DocumentCard:
    document: str
    sha256: str
    suffix: str
    article_count: int
    passage_count: int
    char_count: int


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document as it was extracted, and what of it belongs to no article."""

    source: Source
    remainder: tuple[Remainder, ...]


class Store:
    """One SQLite file, open for reading. Connections are lent to one thread at a time and kept for the next."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._closed = False
        try:
            with self._connection() as connection:
                (self.passage_count,) = connection.execute("SELECT count(*) FROM passages").fetchone()
        except sqlite3.Error as error:
            raise SnapshotError(f"文本库 {path} 打不开（{error}）；请运行 ronghe index rollback 回到上一版") from error

    def close(self) -> None:
        self._closed = True
        with contextlib.suppress(Empty):
            while True:
                self._idle.get_nowait().close()

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of `rows`, in that order; `UsageError` for a row that does not exist."""
        wanted = [int(row) for row in rows]
        found: dict[int, Passage] = {}
        with self._connection() as connection:
            for at in range(0, len(wanted), _VARIABLES):
                some = wanted[at : at + _VARIABLES]
                marks = ",".join("?" * len(some))
                for values in connection.execute(f"{_PASSAGE} WHERE p.row IN ({marks})", some):
                    found[values[0]] = _passage(values)
        try:
            return [found[row] for row in wanted]
        except KeyError as error:
            raise UsageError(f"没有第 {error} 行段落；索引有 0 到 {self.passage_count - 1} 行") from error

    def row_of(self, passage_id: str) -> int:
        article_id, _, number = passage_id.rpartition("#")
        first, count = self._article_value(article_id or passage_id, "first_row, passage_count")
        if not number.isdecimal() or not 1 <= int(number) <= count:
            raise UsageError(f"文章 {article_id} 没有段落 {passage_id!r}；它有 {count} 段，从 #1 数起")
        return int(first + int(number) - 1)

    def article_passages(self, article_id: str) -> list[Passage]:
        """All passages of an article in reading order; `UsageError` when it does not exist."""
        first, count = self._article_value(article_id, "first_row, passage_count")
        return [_passage(v) for v in self._all(f"{_PASSAGE} WHERE p.row >= ? AND p.row < ?", (first, first + count))]

    def article(self, article_id: str) -> Article:
        """The whole article, character for character as it was restored; `UsageError` when it does not exist."""
        names = 'number, document_number, kind, title, author, affiliation, "column", char_count, first_row,'
        values = self._article_value(article_id, f"{names} passage_count, text, layout")
        _, document, kind, title, author, affiliation, column, length, first, count, text, layout = values
        if text is None:
            spans = self._all('SELECT "start", text FROM passages WHERE row >= ? AND row < ?', (first, first + count))
            text = reassemble(spans, length)
        kept: dict[str, Any] = json.loads(layout) if layout else {}
        return Article(
            kind=kind,
            title=title,
            author=author,
            affiliation=affiliation,
            column=column,
            paragraphs=_paragraphs(text, kept.get("paragraph_chars")),
            pieces=tuple(Piece(*p) for p in kept.get("pieces", ())),
            fields=tuple(FieldSpan(*f) for f in kept.get("fields", ())),
            joins=tuple(Join(position, sure, tuple(reasons)) for position, sure, reasons in kept.get("joins", ())),
            article_id=article_id,
            document=self._all("SELECT document FROM documents WHERE number = ?", (document,))[0][0],
        )

    def articles(
        self,
        *,
        kind: str | None = None,
        author: str | None = None,
        document: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[ArticleCard]:
        """Cards of the articles that match all given values, in the order of the index."""
        tests = {"a.kind": kind, "a.author": author, "d.document": document}
        given = {name: value for name, value in tests.items() if value is not None}
        where = " AND ".join(f"{name} = ?" for name in given) or "1"
        rows = self._all(
            'SELECT a.article_id, d.document, a.kind, a.title, a.author, a.affiliation, a."column", a.paragraph_count,'
            " a.char_count, a.join_count, a.page FROM articles a JOIN documents d ON d.number = a.document_number"
            f" WHERE {where} ORDER BY a.number LIMIT ? OFFSET ?",
            (*given.values(), -1 if limit is None else limit, offset),
        )
        return [ArticleCard(*row) for row in rows]

    def documents(self) -> list[DocumentCard]:
        names = "document, sha256, suffix, article_count, passage_count, char_count"
        return [DocumentCard(*row) for row in self._all(f"SELECT {names} FROM documents ORDER BY number")]

    def authors(self) -> list[str]:
        """Every author once, in the order of their first articles."""
        rows = self._all("SELECT author FROM articles WHERE author IS NOT NULL GROUP BY author ORDER BY min(number)")
        return [author for (author,) in rows]

    def extracted(self, document: str) -> Extracted:
        """The page as extracted; `UsageError` for an unknown document and for a corpus, whose rows have no page."""
        rows = self._all(
            "SELECT s.source_id, s.title, s.in_order, s.text, s.blocks, s.remainder FROM sources s"
            " JOIN documents d ON d.number = s.document_number WHERE d.document = ?",
            (document,),
        )
        if not rows:
            raise UsageError(f"文档 {document!r} 没有可显示的原始版面；ronghe index list 列出所有文档")
        source_id, title, in_order, text, blocks, remainder = rows[0]
        made = tuple(
            Block(text[start:end], start, end, page, level, tuple(box) if box else None)
            for start, end, page, level, box in json.loads(blocks)
        )
        source = Source(source_id, document, text, made, title, bool(in_order))
        return Extracted(source, tuple(Remainder(*r) for r in json.loads(remainder)))

    def rows_where(
        self,
        *,
        authors: Iterable[str] | None = None,
        documents: Iterable[str] | None = None,
        article_ids: Iterable[str] | None = None,
    ) -> NDArray[np.int64]:
        """Rows of the articles that match every given condition, rising; all rows when none is given."""
        conditions = {"a.author": authors, "d.document": documents, "a.article_id": article_ids}
        given = {name: list(values) for name, values in conditions.items() if values is not None}
        if not given:
            return np.arange(self.passage_count, dtype=np.int64)
        tests = " AND ".join(f"{name} IN (SELECT value FROM json_each(?))" for name in given)
        spans = self._all(
            "SELECT a.first_row, a.passage_count FROM articles a JOIN documents d ON d.number = a.document_number"
            f" WHERE {tests} ORDER BY a.number",
            tuple(json.dumps(values) for values in given.values()),
        )
        parts = [np.arange(first, first + count, dtype=np.int64) for first, count in spans]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def searchable(self, first_row: int = 0, end_row: int = -1) -> Iterator[tuple[str, str | None, str | None]]:
        """(text, title, author) of the passages from a row up to another, in row order; for words and vectors."""
        with self._connection() as connection:
            yield from connection.execute(
                "SELECT p.text, a.title, a.author FROM passages p CROSS JOIN articles a ON a.number = p.article_number"
                " WHERE p.row >= ? AND p.row < ? ORDER BY p.row",
                (first_row, end_row if end_row >= 0 else self.passage_count),
            )

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong with the file, one line each."""
        found = [str(line) for (line,) in self._all("PRAGMA quick_check(5)")]
        return [] if found == ["ok"] else [f"文本库：{line}" for line in found]

    def _article_value(self, article_id: str, names: str) -> tuple[Any, ...]:
        rows = self._all(f"SELECT {names} FROM articles WHERE article_id = ?", (article_id,))
        if not rows:
            raise UsageError(f"没有文章 {article_id!r}；ronghe index list 列出所有文档")
        return rows[0]

    def _all(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._connection() as connection:
            return connection.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        if self._closed:
            raise SnapshotError("这一版索引已关闭；请重新打开（open_index）")
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = sqlite3.connect(immutable_uri(self._path), uri=True, check_same_thread=False)
            # Pages are read where they are mapped, not copied: a fifth off the time of reading many passages.
            connection.execute(f"PRAGMA mmap_size={_MAPPED_BYTES}")
        try:
            yield connection
        finally:
            if self._closed:
                connection.close()
            else:
                self._idle.put(connection)


def reassemble(spans: Iterable[tuple[int, str]], length: int) -> str:
    """Text of `length` code points from its passages (start, text); what lies between them is line breaks."""
    parts: list[str] = []
    end = 0
    for start, text in spans:
        parts.append("\n" * (start - end))
        parts.append(text)
        end = start + len(text)
    return "".join(parts) + "\n" * (length - end)


def immutable_uri(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def _paragraphs(text: str, lengths: list[int] | None) -> tuple[str, ...]:
    if lengths is None:
        return tuple(text.split("\n"))
    starts = [0]
    for length in lengths:
        starts.append(starts[-1] + length + 1)
    return tuple(text[start : start + length] for start, length in zip(starts, lengths, strict=False))


def _passage(values: tuple[Any, ...]) -> Passage:
    row, paragraph, start, end, page, blob, text, article_id, document, kind, title, author, unit, column, first = (
        values
    )
    ends = array("I", blob)
    return Passage(
        passage_id=f"{article_id}#{row - first + 1}",
        article_id=article_id,
        document=document,
        kind=kind,
        title=title,
        author=author,
        affiliation=unit,
        column=column,
        page=page,
        paragraph=paragraph,
        start=start,
        end=end,
        text=text,
        sentences=tuple(zip((0, *ends), ends, strict=False)),
    )
