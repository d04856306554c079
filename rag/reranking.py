"""The second stage of retrieval: candidates into their final order.

It knows hits and a question, not where they came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from index.errors import ModelError
from index.records import Hit


class Reranker(Protocol):
    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same hits, best first, each with its value in `signals["reranker"]`."""
        ...


class KeepOrder:
    """No second stage."""

    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:  # noqa: ARG002
        return list(hits)


class CrossEncoderReranker:
    """Any sentence-transformers CrossEncoder over the first `depth` hits; the rest follow in their old order."""

    def __init__(self, name_or_path: str, depth: int = 30) -> None:
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(name_or_path)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"重排模型打不开：{name_or_path}（{error}）。请检查 RONGHE_RERANKER 的名称或路径"
            ) from error
        self._depth = depth

    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        head, tail = list(hits[: self._depth]), list(hits[self._depth :])
        if not head:
            return []
        values = self._model.predict([(query, hit.passage.text) for hit in head], show_progress_bar=False)
        scored = [
            replace(hit, similarity=float(value), signals={**hit.signals, "reranker": float(value)})
            for hit, value in zip(head, values, strict=True)
        ]
        scored.sort(key=lambda hit: -hit.similarity)
        floor = scored[-1].similarity
        return scored + [replace(hit, similarity=floor - 1.0 - n) for n, hit in enumerate(tail)]


def load_reranker(name: str | None = None) -> Reranker:
    """The shipped reranker, or the sentence-transformers CrossEncoder of that name or path; ModelError."""
    if name is None:
        return KeepOrder()
    return CrossEncoderReranker(name)
