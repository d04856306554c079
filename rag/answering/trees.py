"""Boosted trees read from plain JSON and evaluated with numpy; no training library is needed to answer.

A model file holds, per tree, parallel lists: `feature` (-1 in a leaf), `threshold`, `left`, `right`, `value`.
A value goes left when it is at most the threshold (LightGBM's rule for numerical splits).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """An ensemble; `names` are the features in column order."""

    names: tuple[str, ...]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]
    depth: int

    def chances(self, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        """float64 (rows,): the logistic of the sum of the leaves for float64 (rows, features)."""
        count, width = self.feature.shape
        roots = np.tile(np.arange(count) * width, len(matrix))
        rows = np.repeat(np.arange(len(matrix)) * matrix.shape[1], count)
        values = np.ascontiguousarray(matrix).ravel()
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        left, right = self.left.ravel(), self.right.ravel()
        node = roots.copy()
        alive = np.arange(len(node))
        # Only the walks that have not reached a leaf go on; most trees are shallower than the deepest.
        for _ in range(self.depth):
            here = node[alive]
            wanted = feature[here]
            alive, here, wanted = alive[wanted >= 0], here[wanted >= 0], wanted[wanted >= 0]
            goes_left = values[rows[alive] + wanted] <= threshold[here]
            node[alive] = roots[alive] + np.where(goes_left, left[here], right[here])
        total = self.value.ravel()[node].reshape(len(matrix), count).sum(axis=1)
        return np.asarray(1.0 / (1.0 + np.exp(-total)), dtype=np.float64)


def trees_from(raw: dict[str, list[object]]) -> Trees:
    """An ensemble from its JSON form."""
    trees: list[dict[str, list[float]]] = raw["trees"]  # type: ignore[assignment]
    widest = max(len(t["feature"]) for t in trees)

    def table(name: str, empty: float) -> NDArray[np.float64]:
        return np.array([t[name] + [empty] * (widest - len(t[name])) for t in trees], dtype=np.float64)

    return Trees(
        names=tuple(str(n) for n in raw["names"]),
        feature=table("feature", -1).astype(np.int64),
        threshold=table("threshold", 0.0),
        left=table("left", 0).astype(np.int64),
        right=table("right", 0).astype(np.int64),
        value=table("value", 0.0),
        depth=max(_depth(t) for t in trees),
    )


def _depth(tree: dict[str, list[float]]) -> int:
    def below(node: int) -> int:
        if tree["feature"][node] < 0:
            return 0
        return 1 + max(below(int(tree["left"][node])), below(int(tree["right"][node])))

    return below(0)


@cache
def load_trees(name: str) -> Trees:
    """The shipped ensemble `name` of rag/data/answering-model.json."""
    raw = json.loads(files("rag").joinpath("data/answering-model.json").read_text("utf-8"))
    return trees_from(raw[name])
