"""BM25 over the passages, on disk: tantivy, with tokens made beforehand by index.tokens.

It knows rows (0..n-1, the same as in the vector and text stores), not passages. Where rows went or moved since an index
was built, tantivy's documents keep their numbers, and a file beside them says which number a row has. tantivy fixes
k1 = 1.2 and b = 0.75 (https://docs.rs/tantivy, query::Bm25Weight); what can be chosen is the tokens and the weight of
each field.
"""

from __future__ import annotations

import errno
import itertools
import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError
from index.tokens import question_terms, tokenize

__all__ = ["LexicalIndex", "LexicalRow", "tokenize"]

# What a term counts in each field; titles and authors are short, so that their own BM25 is high already.
_FIELD_WEIGHTS = {"text": 1.0, "title": 0.25, "author": 0.7}
# What stands in an empty field, as often as a usual one has tokens. BM25 holds a field's length against the mean: in an
# archive of mostly untitled texts the mean would be near 0, and the few titles would count for nothing.
_EMPTY = "\ue000"
_USUAL_TOKENS = {"title": 10, "author": 5}
_TOKENIZER = "blanks"
_WRITER_BYTES = 128_000_000
# A filter of more runs of rows than this is cheaper applied to the ranking than to the search.
_MAX_RUNS = 64
# What a word counts that stands for a token of the question, and what all but the best of them count besides.
_INSTEAD, _LESSER = 0.5, 0.1
_NUMBERS_NAME = "numbers.npy"


@dataclass(frozen=True, slots=True)
class LexicalRow:
    """What is searched of one passage."""

    text: str
    title: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class LexicalBase:
    """An earlier index to begin from: `origin[row]` is the row there with the same words, -1 where there is none."""

    folder: Path
    origin: NDArray[np.int64]


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    # add_unsigned_field panics in tantivy-py 0.27 on Python's int, which it passes on as signed.
    builder.add_integer_field("row", indexed=True, fast=True)
    for name in _FIELD_WEIGHTS:
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="freq")
    return builder.build()


def _with_tokenizer(index: Any) -> Any:
    import tantivy

    blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TOKENIZER, blanks)
    return index


def runs_of(rows: NDArray[np.int64]) -> list[tuple[int, int]]:
    """The runs of consecutive numbers in sorted `rows`, first and last of each."""
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) != 1)
    firsts, lasts = rows[np.r_[0, breaks + 1]], rows[np.r_[breaks, len(rows) - 1]]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def _document(number: int, row: LexicalRow) -> Any:
    import tantivy

    tokens = {"text": tokenize(row.text), "title": tokenize(row.title), "author": tokenize(row.author)}
    for name, usual in _USUAL_TOKENS.items():
        tokens[name] = tokens[name] or [_EMPTY] * usual
    return tantivy.Document(row=number, **{name: " ".join(some) for name, some in tokens.items()})


@contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    """tantivy raises ValueError where it cannot write: that is an OSError."""
    try:
        yield
    except ValueError as error:
        full = "No space left" in str(error)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error), str(folder)) from error


def _write(index: Any, folder: Path, rows: Iterable[LexicalRow], base: LexicalBase | None) -> NDArray[np.int64] | None:
    """Commit `rows` to an open index; the number of every row where it is not the row itself, kept in `folder`."""
    writer = index.writer(_WRITER_BYTES, 1)
    free: Iterator[int] = itertools.count()
    numbers = None
    if base is not None:
        numbers = _take_over(writer, _numbers_in(folder, int(index.searcher().num_docs)), base.origin)
        free = iter(numbers[base.origin < 0].tolist())
    for row, number in zip(rows, free, strict=False):
        document = _document(number, row)
        with _disk_errors(folder):
            writer.add_document(document)
    with _disk_errors(folder):
        writer.commit()
        writer.wait_merging_threads()
    if numbers is not None:
        np.save(folder / _NUMBERS_NAME, numbers)
    return numbers


def _take_over(writer: Any, numbers: NDArray[np.int64], origin: NDArray[np.int64]) -> NDArray[np.int64]:
    """Delete the documents that are the origin of no row; the number of each row, new ones counting on."""
    kept = origin >= 0
    for number in np.setdiff1d(numbers, numbers[origin[kept]]).tolist():
        writer.delete_documents_by_term("row", number)
    first = int(numbers.max(initial=-1)) + 1
    now = np.empty(len(origin), dtype=np.int64)
    now[kept] = numbers[origin[kept]]
    now[~kept] = np.arange(first, first + int((~kept).sum()))
    return now


def _numbers_in(folder: Path, count: int) -> NDArray[np.int64]:
    path = folder / _NUMBERS_NAME
    return np.load(path, allow_pickle=False) if path.is_file() else np.arange(count, dtype=np.int64)


def _inverse(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    rows = np.full(int(numbers.max(initial=-1)) + 1, -1, dtype=np.int64)
    rows[numbers] = np.arange(len(numbers))
    return rows


def _linked_elsewhere(folder: Path) -> Path:
    """A folder of links to the files of `folder`: tantivy writes a lock file even where it only reads."""
    linked = Path(tempfile.mkdtemp(prefix="ronghe-"))
    for file in folder.resolve().iterdir():
        if file.suffix != ".lock":
            (linked / file.name).symlink_to(file)
    return linked


def deleted_texts(folder: Path) -> int:
    """How many deleted texts tantivy still counts in the index in `folder`."""
    segments = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"]
    return sum((segment["deletes"] or {}).get("num_deleted_docs", 0) for segment in segments)


class LexicalIndex:
    """A published BM25 index; safe to share between threads, it is never written to again."""

    def __init__(self, index: Any, numbers: NDArray[np.int64] | None = None) -> None:
        self._index = index
        self._searcher = index.searcher()
        self._schema = index.schema
        self._weights = _FIELD_WEIGHTS
        # Row to number in tantivy and back; None where they are the same.
        self._numbers, self._rows = numbers, None if numbers is None else _inverse(numbers)

    @staticmethod
    def build(folder: Path | str, rows: Iterable[LexicalRow], base: LexicalBase | None = None) -> LexicalIndex:
        """Index `rows` in order into `folder`, which is made; row numbers count from 0.

        With `base` its folder is copied, what no row comes from is deleted there, and `rows` are those of origin -1.
        tantivy counts deleted texts in a term's frequency until it merges them away: see `deleted_texts`.
        """
        import tantivy

        path = Path(folder)
        if base is None:
            path.mkdir(parents=True, exist_ok=True)
            index = _with_tokenizer(tantivy.Index(_schema(), str(path), reuse=False))
        else:
            shutil.copytree(base.folder, path, ignore=shutil.ignore_patterns("*.lock"))
            index = _with_tokenizer(tantivy.Index.open(str(path)))
        numbers = _write(index, path, rows, base)
        index.reload()
        return LexicalIndex(index, numbers)

    @staticmethod
    def open(folder: Path | str) -> LexicalIndex:
        """Open what `build` left in `folder`; SnapshotError where that is no such index."""
        import tantivy

        linked: Path | None = None
        try:
            if not os.access(folder, os.W_OK) and os.access(folder, os.R_OK):
                linked = _linked_elsewhere(Path(folder))
            index = _with_tokenizer(tantivy.Index.open(str(linked or folder)))
            path = Path(folder) / _NUMBERS_NAME
            numbers = np.load(path, allow_pickle=False) if path.is_file() else None
            if numbers is not None and numbers.shape != (index.searcher().num_docs,):
                raise ValueError(f"{_NUMBERS_NAME} {numbers.shape}")
            opened = LexicalIndex(index, numbers)
            if linked is not None:
                weakref.finalize(opened, shutil.rmtree, linked, ignore_errors=True)
            return opened
        except (ValueError, OSError) as error:
            if linked is not None:
                shutil.rmtree(linked, ignore_errors=True)
            raise SnapshotError(
                f"词语索引打不开：{folder}（{error}）。请运行 ronghe index verify，再 rollback 或重建"
            ) from error

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def document_frequency(self, term: str) -> int:
        """In how many texts the word occurs; of one that is no token, the fewest that any of its tokens is in."""
        count = int(self._searcher.doc_freq("text", term))
        return count or min((int(self._searcher.doc_freq("text", token)) for token in tokenize(term)), default=0)

    def search(self, query: str, k: int, rows: NDArray[np.int64] | None = None) -> list[tuple[int, float]]:
        """The `k` best (row, bm25) for a question, best first, among `rows` where given; ties in row order."""
        return self.search_terms(dict.fromkeys(question_terms(query), 1.0), k, rows)

    def search_terms(
        self,
        weights: Mapping[str, float],
        k: int,
        rows: NDArray[np.int64] | None = None,
        instead: Mapping[str, Sequence[str]] | None = None,
    ) -> list[tuple[int, float]]:
        """The same for tokens with weights of their own; `instead` lists words that may stand for a token in a text.

        Such a word counts half, and of a token and the words for it mostly the one that counts most.
        """
        if not weights or k <= 0 or (rows is not None and not len(rows)):
            return []
        query = self._query(weights, instead or {})
        if rows is None:
            return self._ranking(query, k)
        rows = np.unique(rows)
        runs = runs_of(rows if self._numbers is None else np.sort(self._numbers[rows]))
        if len(runs) <= _MAX_RUNS:
            return self._ranking(self._within(query, runs), k)
        wanted, limit = set(rows.tolist()), 8 * k
        while True:
            ranking = self._ranking(query, limit)
            kept = [(row, bm25) for row, bm25 in ranking if row in wanted]
            if len(kept) >= k or len(ranking) < limit:
                return kept[:k]
            limit *= 8

    def _query(self, weights: Mapping[str, float], instead: Mapping[str, Sequence[str]]) -> Any:
        import tantivy

        others = {term: [tokenize(word) for word in words] for term, words in instead.items()}
        clauses = []
        for field, field_weight in self._weights.items():
            for term, weight in weights.items():
                clause = self._clause(field, [term], field_weight * weight)
                if field == "text" and others.get(term):
                    written = [self._clause(field, tokens, _INSTEAD * weight) for tokens in others[term] if tokens]
                    clause = tantivy.Query.disjunction_max_query([clause, *written], _LESSER)
                clauses.append((tantivy.Occur.Should, clause))
        return tantivy.Query.boolean_query(clauses)

    def _clause(self, field: str, tokens: Sequence[str], weight: float) -> Any:
        """All of `tokens` in `field`; together they weigh as one does in the mean."""
        import tantivy

        terms = [tantivy.Query.term_query(self._schema, field, token, "freq") for token in tokens]
        clause = terms[0]
        if len(terms) > 1:
            clause = tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])
        weight /= len(terms)
        return clause if weight == 1.0 else tantivy.Query.boost_query(clause, weight)

    def _within(self, query: Any, runs: list[tuple[int, int]]) -> Any:
        import tantivy

        ranges = [
            tantivy.Query.range_query(self._schema, "row", tantivy.FieldType.Integer, first, last)
            for first, last in runs
        ]
        inside = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in ranges])
        unscored = tantivy.Query.const_score_query(inside, 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)])

    def _ranking(self, query: Any, k: int) -> list[tuple[int, float]]:
        found = self._searcher.search(query, min(k, max(len(self), 1)), count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in found])
        if self._rows is not None:
            rows = self._rows[rows]
        ranking = [(int(row), float(bm25)) for row, (bm25, _) in zip(rows, found, strict=True)]
        ranking.sort(key=lambda pair: (-pair[1], pair[0]))
        return ranking
