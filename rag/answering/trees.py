"""Boosted trees read from plain JSON; no training library is needed to answer, `rag.ranking.ranking_trees` evaluates.

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

from rag.ranking.ranking_trees import RankingTrees

_Tree = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Trees:
    """An ensemble; `names` are the features in column order."""

    names: tuple[str, ...]
    ranking: RankingTrees

    def chances(self, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        """float64 (rows,): the logistic of the sum of the leaves for float64 (rows, features)."""
        total = self.ranking.values(matrix)
        return np.asarray(1.0 / (1.0 + np.exp(-total)), dtype=np.float64)


def trees_from(raw: dict[str, list[object]]) -> Trees:
    """An ensemble from its JSON form."""
    trees: list[_Tree] = raw["trees"]  # type: ignore[assignment]
    names = tuple(str(n) for n in raw["names"])
    return Trees(names, RankingTrees.of_trees(names, [_in_order(tree) for tree in trees]))


def _in_order(tree: _Tree) -> tuple[list[int], list[float], list[int], list[float]]:
    """Features and thresholds of the splits, the bits of the leaves lost when each fails, and the leaves from left to
    right."""
    features: list[int] = []
    thresholds: list[float] = []
    lost: list[int] = []
    leaves: list[float] = []

    def visit(node: int) -> None:
        if tree["feature"][node] < 0:
            leaves.append(tree["value"][node])
            return
        split, begin = len(features), len(leaves)
        features.append(int(tree["feature"][node]))
        thresholds.append(tree["threshold"][node])
        lost.append(0)
        visit(int(tree["left"][node]))
        lost[split] = sum(1 << place for place in range(begin, len(leaves)))
        visit(int(tree["right"][node]))

    visit(0)
    return features, thresholds, lost, leaves


@cache
def load_trees(name: str) -> Trees:
    """The shipped ensemble `name` of rag/data/answering-model.json."""
    raw = json.loads(files("rag").joinpath("data/answering-model.json").read_text("utf-8"))
    return trees_from(raw[name])
