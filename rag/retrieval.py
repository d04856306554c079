"""A question into the passages that may answer it: BM25 and dense candidates, fused, then reranked.

It asks a snapshot and knows no store; what makes one passage better than another is the reranker's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.folding import fold
from index.lexical import LexicalIndex
from index.records import Hit, Passage
from index.tokens import question_terms
from rag.ranking.features import Statistics
from rag.ranking.fusion import fuse_convex
from rag.ranking.query_expansion import AuthorNames, other_names
from rag.ranking.repeats import repeats_last
from rag.ranking.spoken_words import searched_for
from rag.reranking import LearnedReranker, Reranker

# How many of BM25's best a passage is compared with, to see whether it speaks of the same thing.
_CLOSE_TO = 5
# How many passages of a named author are looked at besides.
_FROM_AUTHORS = 20
_READ_FOR_ALIASES = 10
# How many passages found by other names of what the question names are looked at besides.
_BY_OTHER_NAMES = 16
# An answer is made from so many characters a passage that it may be made from, and from 60% of the passages at least.
_CHARS_A_PASSAGE, _LEAST_SHARE = 420, 0.6
# And from so many times that count at most.
MOST_TIMES = 3
# In how many passages at most a token stands for all of them to be read.
_RARE = 5
# Among how many of the best hits repeats are looked for.
_REPEATS_AMONG = 24


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrict a search; an empty field does not. Values within a field are alternatives, fields hold together."""

    authors: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.authors or self.documents or self.article_ids)


class Searchable(Protocol):
    """What is asked of a snapshot."""

    @property
    def lexical(self) -> LexicalIndex: ...
    @property
    def dense(self) -> Any: ...
    def authors(self) -> list[str]: ...
    def passages(self, rows: Sequence[int] | NDArray[np.int64]) -> list[Passage]: ...
    def rows_where(
        self,
        *,
        authors: Iterable[str] | None = None,
        documents: Iterable[str] | None = None,
        article_ids: Iterable[str] | None = None,
    ) -> NDArray[np.int64]: ...


class QueryEncoder(Protocol):
    def encode_queries(self, texts: Sequence[str], /) -> NDArray[np.float32]: ...


def _joined(hits: list[Hit], further: list[Hit], count: int) -> list[Hit]:
    """`hits` and the first `count` of `further` that are not among them."""
    known = {hit.passage.passage_id for hit in hits}
    return hits + [hit for hit in further if hit.passage.passage_id not in known][:count]


def _authors_first(hits: list[Hit], authors: set[str]) -> list[Hit]:
    """Hits by `authors` first, each part in its order; values made to fall with the new order."""
    theirs = [hit for hit in hits if hit.passage.author in authors]
    others = [hit for hit in hits if hit.passage.author not in authors]
    values = sorted((hit.similarity for hit in hits), reverse=True)
    return [replace(hit, similarity=value) for hit, value in zip(theirs + others, values, strict=True)]


def _likeliest(
    bm25: NDArray[np.float64], cosine: NDArray[np.float64], closeness: NDArray[np.float64], count: int
) -> NDArray[np.int64]:
    """The numbers of the `count` candidates whose texts are worth reading, rising.

    By BM25 relative to its best, the cosine and the closeness: the 48 likeliest of 120 + 60 hold nearly as many right
    passages as all 75 of 60 + 30, and the reranker does as well on them (tests/benchmarks/log/retrieval.md).
    """
    if len(bm25) <= count:
        return np.arange(len(bm25))
    known = bm25[~np.isnan(bm25)]
    least, greatest = (0.8 * known.min(), max(known.max(), 1e-6)) if len(known) else (0.0, 1.0)
    hope = np.where(np.isnan(bm25), least, bm25) / greatest + 0.6 * cosine + 0.3 * closeness
    return np.sort((-hope).argsort(kind="stable")[:count])


def worth_reading(hits: Sequence[Hit], count: int) -> list[Hit]:
    """As many of `hits` as `count` passages of usual length hold text: fewer where they are long, more where short.

    Reading takes time in proportion to length; a statute's articles are a line each, and the one asked for may be the
    twentieth that names the thing.
    """
    read: list[Hit] = []
    left = count * _CHARS_A_PASSAGE
    for hit in hits[: MOST_TIMES * count]:
        left -= len(hit.passage.text)
        if left < 0 and len(read) >= _LEAST_SHARE * count:
            break
        read.append(hit)
    return read


class Retriever:
    """Searches one snapshot. `embedder` None leaves the vectors out, `reranker` None the second stage."""

    def __init__(
        self,
        snapshot: Searchable,
        embedder: QueryEncoder | None,
        reranker: Reranker | None = None,
        *,
        lexical_candidates: int = 120,
        dense_candidates: int = 60,
        read_candidates: int = 48,
        dense_weight: float = 0.3,
    ) -> None:
        if isinstance(reranker, LearnedReranker):
            lexical = snapshot.lexical
            reranker = reranker.with_statistics(Statistics(lexical.document_frequency, max(len(lexical), 1)))
        self._authors = AuthorNames(snapshot.authors())
        self.snapshot = snapshot
        self.embedder = embedder
        self.reranker = reranker
        self._lexical_candidates = lexical_candidates
        self._dense_candidates = dense_candidates
        self._read_candidates = read_candidates
        self._dense_weight = dense_weight

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """The `k` best passages for `query`, best first. Signals: bm25, cosine, fused, reranker where known.

        Passages by an author whom the question names, rightly or with one character mistyped, come first; those that
        repeat a better one come last of the best 24.
        """
        if not query.strip() or k <= 0:
            return []
        rows = self._allowed(filters)
        if rows is not None and not len(rows):
            return []
        named = self._authors.named(query)
        mistyped = [] if named else self._authors.mistyped(query)
        asked = " ".join([query, *mistyped])
        hits = self.candidates(asked, k, rows)
        more = other_names(asked, (hit.passage.text for hit in hits[:_READ_FOR_ALIASES]))
        if more:
            # Added, and the question ranks all: 《意见》 may be short for another name than the one that was found.
            hits = _joined(hits, self.candidates(" ".join([asked, *more]), k, rows), _BY_OTHER_NAMES)
        if named or mistyped:
            hits = self._with_authors(asked, hits, [*named, *mistyped], rows)
        if self.reranker is not None:
            hits = self.reranker.rerank(asked, hits)
        if named or mistyped:
            hits = _authors_first(hits, {*named, *mistyped})
        return repeats_last(hits, _REPEATS_AMONG)[:k]

    def _with_authors(
        self, query: str, hits: list[Hit], authors: list[str], rows: NDArray[np.int64] | None
    ) -> list[Hit]:
        """`hits` and the best of the named authors that are not among them."""
        theirs = self.snapshot.rows_where(authors=authors)
        if rows is not None:
            theirs = np.intersect1d(theirs, rows)
        if not len(theirs):
            return hits
        return _joined(hits, self.candidates(query, _FROM_AUTHORS, theirs)[:_FROM_AUTHORS], _FROM_AUTHORS)

    def candidates(self, query: str, k: int, rows: NDArray[np.int64] | None = None) -> list[Hit]:
        """What is reranked: the likeliest of BM25's best and of the vectors' with their values, fused order.

        With an embedder every candidate has its cosine, and in `closeness` its mean cosine to the best five of BM25;
        these and BM25 choose whose texts are read.
        """
        terms, count = question_terms(query), max(k, self._lexical_candidates)
        written = searched_for(fold(query), terms)
        by_words = self._by_words(terms, {}, count, rows)
        by_written = self._by_words(terms, written, count, rows) if written else by_words
        query_vector = None if self.embedder is None else self.embedder.encode_queries([query])
        near = (np.zeros(0, dtype=np.int64), np.zeros(0))
        if query_vector is not None:
            near = self._nearest(query_vector, max(k, self._dense_candidates), rows)
        rare = self._holding_rarest(terms, rows)
        found, fused, (bm25, likely, _, _) = fuse_convex(
            [by_words, by_written, near, rare], [0.0, 1.0, self._dense_weight, 0.0]
        )
        count = min(len(found), max(k, self._read_candidates))
        kept, known = np.arange(count), {"fused": fused, "bm25": bm25, "written": likely}
        if query_vector is not None and count:
            vectors = self.snapshot.dense.vectors(found)
            first = by_written[0][:_CLOSE_TO]
            best = (found[:, None] == first).any(axis=1) if len(first) else slice(None)
            cosine, closeness = vectors @ query_vector[0], vectors @ vectors[best].mean(axis=0)
            known |= {"cosine": cosine, "closeness": closeness}
            kept = _likeliest(likely, cosine.astype(np.float64), closeness.astype(np.float64), count)
        if len(rare[0]):
            kept = np.union1d(kept, np.flatnonzero(np.isin(found, rare[0])))
        passages = self.snapshot.passages(found[kept])
        signals = [
            {name: value for name, value in zip(known, values, strict=True) if value == value}
            for values in zip(*(values[kept].tolist() for values in known.values()), strict=True)
        ]
        return [Hit(passage, some["fused"], some) for passage, some in zip(passages, signals, strict=True)]

    def _by_words(
        self, terms: Sequence[str], instead: Mapping[str, Sequence[str]], k: int, rows: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """BM25's best rows, best first, and their values."""
        ranking = self.snapshot.lexical.search_terms(dict.fromkeys(terms, 1.0), k, rows, instead)
        return (
            np.array([row for row, _ in ranking], dtype=np.int64),
            np.array([bm25 for _, bm25 in ranking], dtype=np.float64),
        )

    def _holding_rarest(
        self, terms: Sequence[str], rows: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The rows that hold the question's rarest token, none where these are many, and their values by it alone.

        A name that stands once in the archive is worth reading about, and BM25 may put a hundred passages before it
        that repeat the question's usual words.
        """
        held = {term: self.snapshot.lexical.document_frequency(term) for term in terms}
        rare = [term for term in terms if 0 < held[term] <= _RARE]
        if not rare:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        return self._by_words([min(rare, key=held.__getitem__)], {}, _RARE, rows)

    def _allowed(self, filters: Filters | None) -> NDArray[np.int64] | None:
        if not filters:
            return None
        return self.snapshot.rows_where(
            authors=filters.authors or None,
            documents=filters.documents or None,
            article_ids=filters.article_ids or None,
        )

    def _nearest(
        self, vector: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The nearest rows, best first, and their cosines."""
        cosines, found = self.snapshot.dense.search(vector, k, rows)
        known = found[0] >= 0
        return found[0][known], cosines[0][known].astype(np.float64)
