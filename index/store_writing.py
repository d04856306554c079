"""Fills the SQLite file of a snapshot: documents, extracted sources, articles, passages.

An article's text is not kept twice: it is put together from its passages, since only line breaks lie between them.
It knows nothing of vectors or of words, and does not read a store but to copy from it.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

from index.records import Article, Passage, Remainder, Source
from index.store import immutable_uri, reassemble

SCHEMA = """
CREATE TABLE documents(number INTEGER PRIMARY KEY, document TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
  suffix TEXT NOT NULL, article_count INTEGER NOT NULL, passage_count INTEGER NOT NULL, char_count INTEGER NOT NULL,
  first_article INTEGER NOT NULL, first_row INTEGER NOT NULL);
CREATE TABLE sources(document_number INTEGER PRIMARY KEY, source_id TEXT NOT NULL, title TEXT,
  in_order INTEGER NOT NULL, text TEXT NOT NULL, blocks TEXT NOT NULL, remainder TEXT NOT NULL);
CREATE TABLE articles(number INTEGER PRIMARY KEY, article_id TEXT NOT NULL, document_number INTEGER NOT NULL,
  kind TEXT NOT NULL, title TEXT, author TEXT, affiliation TEXT, "column" TEXT, page INTEGER,
  paragraph_count INTEGER NOT NULL, char_count INTEGER NOT NULL, join_count INTEGER NOT NULL,
  first_row INTEGER NOT NULL, passage_count INTEGER NOT NULL, text TEXT, layout TEXT);
CREATE TABLE passages(row INTEGER PRIMARY KEY, article_number INTEGER NOT NULL, paragraph INTEGER NOT NULL,
  "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER, sentence_ends BLOB NOT NULL, text TEXT NOT NULL);
"""
INDEXES = """
CREATE UNIQUE INDEX articles_by_id ON articles(article_id);
CREATE INDEX articles_by_author ON articles(author) WHERE author IS NOT NULL;
CREATE INDEX articles_by_document ON articles(document_number);
"""
_BATCH_ROWS = 5000


class StoreWriter:
    """Fills a new store. Sources and articles belong to the document that the next `finish_document` closes.

    Documents named in `copied` can be taken over from the store `previous` unparsed. Use as a context manager;
    what is left by an exception is unusable and to be deleted.
    """

    def __init__(self, path: Path, previous: Path | None = None, copied: Iterable[str] = ()) -> None:
        self._connection = sqlite3.connect(path.absolute().as_uri(), uri=True, isolation_level=None)
        self._run = self._connection.execute
        self._connection.executescript(
            "PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA
        )
        self._articles: list[tuple[object, ...]] = []
        self._passages: list[tuple[object, ...]] = []
        self._article_ids: set[str] = set()
        if previous is not None:
            self._run("ATTACH ? AS old", (immutable_uri(previous),))
            for document in copied:
                ids = self._run(
                    "SELECT article_id FROM old.articles WHERE document_number="
                    "(SELECT number FROM old.documents WHERE document=?)",
                    (document,),
                )
                self._article_ids.update(article_id for (article_id,) in ids)
        self._run("BEGIN")
        self.document_count = self.article_count = self.passage_count = self.char_count = 0
        self._document_began = (0, 0, 0)

    def __enter__(self) -> StoreWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._flush()
                self._run("COMMIT")
                self._connection.executescript(INDEXES)
        finally:
            self._connection.close()

    def unused_article_id(self, wanted: str) -> str:
        """`wanted`, or where another article has it already, `wanted~2` and so on."""
        article_id, n = wanted, 1
        while article_id in self._article_ids:
            n += 1
            article_id = f"{wanted}~{n}"
        return article_id

    def add_source(self, source: Source, remainder: Sequence[Remainder]) -> None:
        """Keep the extracted text of the document being filled, to show beside the restored order."""
        self._run(
            "INSERT INTO sources VALUES (?,?,?,?,?,?,?)",
            (
                self.document_count,
                source.source_id,
                source.title,
                source.in_order,
                source.text,
                _to_json([astuple(block)[1:] for block in source.blocks]),
                _to_json([astuple(r) for r in remainder]),
            ),
        )

    def add_article(self, article: Article, passages: Sequence[Passage]) -> None:
        """`passages` are those of `split_article(article)`; they get the next rows."""
        self._article_ids.add(article.article_id)
        text = article.text
        first_row, number = self.passage_count, self.article_count
        layout = None
        if article.pieces or article.fields or article.joins or text.count("\n") != len(article.paragraphs) - 1:
            layout = _to_json(
                {
                    "pieces": [astuple(p) for p in article.pieces],
                    "fields": [astuple(f) for f in article.fields],
                    "joins": [astuple(j) for j in article.joins],
                    "paragraph_chars": [len(p) for p in article.paragraphs],
                }
            )
        spans = [(p.start, p.text) for p in passages]
        self._articles.append(
            (number, article.article_id, self.document_count, article.kind, article.title, article.author,
             article.affiliation, article.column, article.pieces[0].page if article.pieces else None,
             len(article.paragraphs), len(text), len(article.joins), first_row, len(passages),
             None if reassemble(spans, len(text)) == text else text, layout)
        )  # fmt: skip
        self._passages.extend(
            (
                row,
                number,
                p.paragraph,
                p.start,
                p.end,
                p.page,
                array("I", [e for _, e in p.sentences]).tobytes(),
                p.text,
            )
            for row, p in enumerate(passages, first_row)
        )
        self.article_count += 1
        self.passage_count += len(passages)
        self.char_count += len(text)
        if len(self._passages) >= _BATCH_ROWS:
            self._flush()

    def finish_document(self, document: str, sha256: str, suffix: str) -> None:
        """Close the document to which all sources and articles since the last one belong."""
        self._flush()
        articles, passages, chars = self._document_began
        self._run(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?)",
            (self.document_count, document, sha256, suffix, self.article_count - articles,
             self.passage_count - passages, self.char_count - chars, articles, passages),
        )  # fmt: skip
        self._begin_document()

    def discard_document(self) -> None:
        """Forget what was added since the last `finish_document`: its file turned out to be unreadable."""
        self._articles.clear()
        self._passages.clear()
        self.article_count, self.passage_count, self.char_count = self._document_began
        self._run("DELETE FROM sources WHERE document_number=?", (self.document_count,))
        self._run("DELETE FROM articles WHERE number>=?", (self.article_count,))
        self._run("DELETE FROM passages WHERE row>=?", (self.passage_count,))

    def copy_document(self, document: str) -> None:
        """Take over a document from the previous store as it is, without parsing it again."""
        self._flush()
        run = self._run
        old, articles, rows, chars, first_article, first_row = run(
            "SELECT number, article_count, passage_count, char_count, first_article, first_row FROM old.documents"
            " WHERE document=?",
            (document,),
        ).fetchone()
        number_shift, row_shift = self.article_count - first_article, self.passage_count - first_row
        new = self.document_count
        run("INSERT INTO sources SELECT ?, source_id, title, in_order, text, blocks, remainder FROM old.sources"
            " WHERE document_number=?", (new, old))  # fmt: skip
        run('INSERT INTO articles SELECT number+?, article_id, ?, kind, title, author, affiliation, "column", page,'
            " paragraph_count, char_count, join_count, first_row+?, passage_count, text, layout FROM old.articles"
            " WHERE number>=? AND number<? ORDER BY number",
            (number_shift, new, row_shift, first_article, first_article + articles))  # fmt: skip
        run('INSERT INTO passages SELECT row+?, article_number+?, paragraph, "start", "end", page, sentence_ends, text'
            " FROM old.passages WHERE row>=? AND row<? ORDER BY row",
            (row_shift, number_shift, first_row, first_row + rows))  # fmt: skip
        run("INSERT INTO documents SELECT ?, document, sha256, suffix, article_count, passage_count, char_count,"
            " ?, ? FROM old.documents WHERE number=?", (new, self.article_count, self.passage_count, old))  # fmt: skip
        self.article_count += articles
        self.passage_count += rows
        self.char_count += chars
        self._begin_document()

    def _begin_document(self) -> None:
        self.document_count += 1
        self._document_began = (self.article_count, self.passage_count, self.char_count)

    def _flush(self) -> None:
        self._connection.executemany("INSERT INTO articles VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", self._articles)
        self._connection.executemany("INSERT INTO passages VALUES (?,?,?,?,?,?,?,?)", self._passages)
        self._articles.clear()
        self._passages.clear()


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
