"""A question into the passages that may answer it: BM25 and dense candidates, fused, then reranked.

It asks a snapshot and knows no store; what makes one passage better than another is the reranker's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.lexical import LexicalIndex
from index.records import Hit, Passage
from rag.features import Statistics
from rag.fusion import fuse_convex
from rag.reranking import LearnedReranker, Reranker

# How many of BM25's best a passage is compared with, to see whether it speaks of the same thing.
_CLOSE_TO = 5


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
    def passages(self, rows: Sequence[int] | NDArray[np.int64]) -> list[Passage]: ...
    def rows_where(self, **fields: Any) -> NDArray[np.int64]: ...


class QueryEncoder(Protocol):
    def encode_queries(self, queries: list[str]) -> NDArray[np.float32]: ...


class Retriever:
    """Searches one snapshot. `embedder` None leaves the vectors out, `reranker` None the second stage."""

    def __init__(
        self,
        snapshot: Searchable,
        embedder: QueryEncoder | None,
        reranker: Reranker | None = None,
        *,
        lexical_candidates: int = 80,
        dense_candidates: int = 40,
        dense_weight: float = 0.3,
    ) -> None:
        if isinstance(reranker, LearnedReranker):
            lexical = snapshot.lexical
            reranker = reranker.with_statistics(Statistics(lexical.document_frequency, max(len(lexical), 1)))
        self.snapshot = snapshot
        self.embedder = embedder
        self.reranker = reranker
        self._lexical_candidates = lexical_candidates
        self._dense_candidates = dense_candidates
        self._dense_weight = dense_weight

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """The `k` best passages for `query`, best first. Signals: bm25, cosine, fused, reranker where known."""
        if not query.strip() or k <= 0:
            return []
        rows = self._allowed(filters)
        if rows is not None and not len(rows):
            return []
        hits = self.candidates(query, k, rows)
        if self.reranker is not None:
            hits = self.reranker.rerank(query, hits)
        return hits[:k]

    def candidates(self, query: str, k: int, rows: NDArray[np.int64] | None = None) -> list[Hit]:
        """What is reranked: the best of BM25 and of the vectors with their values, fused order.

        With an embedder every candidate has its cosine, and in `closeness` its mean cosine to the best five of BM25.
        """
        bm25 = dict(self.snapshot.lexical.search(query, max(k, self._lexical_candidates), rows))
        query_vector = None if self.embedder is None else self.embedder.encode_queries([query])
        cosine = {} if query_vector is None else self._nearest(query_vector, max(k, self._dense_candidates), rows)
        fused = fuse_convex([bm25, cosine], [1.0, self._dense_weight])
        found = np.array([row for row, _ in fused], dtype=np.int64)
        if not len(found):
            return []
        signals: list[dict[str, float]] = [{"fused": value} for _, value in fused]
        for row, signal in zip(found.tolist(), signals, strict=True):
            if row in bm25:
                signal["bm25"] = bm25[row]
        if query_vector is not None:
            vectors = self.snapshot.dense.vectors(found)
            best = vectors[np.isin(found, list(bm25)[:_CLOSE_TO])].mean(axis=0) if bm25 else vectors.mean(axis=0)
            values = zip(signals, (vectors @ query_vector[0]).tolist(), (vectors @ best).tolist(), strict=True)
            for signal, similarity, closeness in values:
                signal["cosine"], signal["closeness"] = similarity, closeness
        passages = self.snapshot.passages(found)
        return [
            Hit(passage, value, signal) for passage, (_, value), signal in zip(passages, fused, signals, strict=True)
        ]

    def _allowed(self, filters: Filters | None) -> NDArray[np.int64] | None:
        if not filters:
            return None
        return self.snapshot.rows_where(
            authors=filters.authors or None,
            documents=filters.documents or None,
            article_ids=filters.article_ids or None,
        )

    def _nearest(self, vector: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None) -> dict[int, float]:
        similarities, found = self.snapshot.dense.search(vector, k, rows)
        pairs = zip(found[0].tolist(), similarities[0].tolist(), strict=True)
        return {row: value for row, value in pairs if row >= 0}
