"""The second stage of retrieval: candidates into their final order.

It knows hits and a question, not where they came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.records import Hit
from rag.ranking.features import Statistics, features, read_question
from rag.ranking.ranking_trees import RankingTrees, read_trees

MODEL_NAME = "reranker.txt"


class Reranker(Protocol):
    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same hits, best first, each with its value in `signals["reranker"]`."""
        ...


class LearnedReranker:
    """LambdaMART (Burges, MSR-TR-2010-82) over the columns of rag.ranking.features.

    The trees see the `depth` likeliest hits by `hope`, a plain sum of three columns; the rest follow by it.
    How rare a term is comes from `statistics`; the retriever sets those of its snapshot by `with_statistics`.
    """

    def __init__(self, trees: RankingTrees, statistics: Statistics | None = None, depth: int = 64) -> None:
        self._trees = trees
        self._depth = depth
        self._statistics = statistics or Statistics(lambda _: 0, 1)

    def with_statistics(self, statistics: Statistics) -> LearnedReranker:
        return LearnedReranker(self._trees, statistics, self._depth)

    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        if not hits:
            return []
        columns = features(read_question(query, self._statistics), hits)
        likely = np.argsort(-columns["hope"], kind="stable")
        head, tail = likely[: self._depth], likely[self._depth :]
        try:
            wanted = np.array([columns[name] for name in self._trees.feature_names])
        except KeyError as error:
            raise ModelError(f"重排模型要的特征 {error} 没有，模型与程序版本不合；请重新安装") from error
        values = np.empty(len(hits))
        values[head] = self._trees.values_of_columns(wanted.take(head, axis=1))
        values[tail] = values[head].min() - 1.0 - np.arange(len(tail))
        return _in_order(hits, values, columns["words_passage"])


def _in_order(hits: Sequence[Hit], values: NDArray[np.float64], coverage: NDArray[np.float64]) -> list[Hit]:
    """Best first, ties in the given order."""
    order = np.argsort(-values, kind="stable").tolist()
    ranked = []
    for n, value, share in zip(order, values[order].tolist(), coverage[order].tolist(), strict=True):
        hit = hits[n]
        ranked.append(Hit(hit.passage, value, hit.signals | {"reranker": value, "coverage": share}))
    return ranked


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


def learned_reranker(path: Path) -> LearnedReranker:
    """The trees that `python -m rag.training.reranker --out PATH` wrote; ModelError."""
    try:
        return LearnedReranker(read_trees(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"重排模型打不开：{path}（{error}）。请检查 RONGHE_RERANKER 的名称或路径") from error


@cache
def _shipped() -> LearnedReranker:
    try:
        text = files("rag").joinpath("data", MODEL_NAME).read_text("utf-8")
    except FileNotFoundError as error:
        raise ModelError(f"安装不完整：缺少 rag/data/{MODEL_NAME}，请重新安装") from error
    return LearnedReranker(read_trees(text))


def load_reranker(name: str | None = None) -> Reranker:
    """The shipped reranker, trees from a file ending in .txt, or the sentence-transformers CrossEncoder of that name or
    path; ModelError."""
    if name is None:
        return _shipped()
    return learned_reranker(Path(name)) if name.endswith(".txt") else CrossEncoderReranker(name)
