"""Regression trees read from LightGBM's text format and evaluated with numpy; no training library at hand.

It knows numeral splits without missing values, which is what the reranker is trained with. All splits are decided at
once and the leaf is found by a bit mask, as in QuickScorer (Lucchese et al., SIGIR 2015): 600 trees of 8 leaves over
48 rows take a quarter of a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

_LEAVES = 16
# The features and thresholds of a tree's splits, the bits of the leaves that each loses when it fails, the leaves from
# left to right.
OrderedTree = tuple[Sequence[int], Sequence[float], Sequence[int], Sequence[float]]


@dataclass(frozen=True, slots=True)
class RankingTrees:
    """`split_feature`, `threshold` (splits * trees): the first split of every tree, then the second; `lost` (splits *
    trees, 1) uint8 or uint16: the leaves lost when a split fails; `leaf_value` (trees * width): the leaves of every
    tree. `feature_names` are the columns in the order of the model."""

    feature_names: tuple[str, ...]
    split_feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    lost: NDArray[np.uint16] | NDArray[np.uint8]
    leaf_value: NDArray[np.float64]
    width: int

    @classmethod
    def of_trees(cls, names: tuple[str, ...], trees: Sequence[OrderedTree]) -> RankingTrees:
        """The arrays of some trees of at most 16 leaves."""
        width = max(2, max(len(leaves) for *_, leaves in trees))
        features = np.zeros((len(trees), width - 1), dtype=np.int64)
        thresholds = np.full((len(trees), width - 1), np.inf)
        lost = np.zeros((len(trees), width - 1), dtype=np.uint8 if width <= _LEAVES // 2 else np.uint16)
        values = np.zeros((len(trees), width))
        for number, (tree_features, tree_thresholds, tree_lost, leaves) in enumerate(trees):
            count = len(tree_lost)
            features[number, :count], thresholds[number, :count] = tree_features, tree_thresholds
            lost[number, :count], values[number, : len(leaves)] = tree_lost, leaves
        flat = (features.T.ravel(), thresholds.T.reshape(-1, 1), lost.T.reshape(-1, 1), values.ravel())
        return cls(names, *flat, width)

    def values(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """float64 (rows,): the sum of the leaves that float64 (rows, features) fall into."""
        return self.values_of_columns(columns.T)

    def values_of_columns(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same for float64 (features, rows): a split is decided for all rows in one stretch of memory."""
        fails = columns.take(self.split_feature, axis=0) > self.threshold
        trees, rows = len(self.leaf_value) // self.width, columns.shape[1]
        lost = np.bitwise_or.reduce((fails * self.lost).reshape(-1, trees * rows), axis=0).reshape(trees, rows)
        first = (np.arange(trees) * self.width)[:, None]
        return np.asarray(self.leaf_value.take(_LOWEST_LEFT.take(lost) + first).sum(axis=0))


def _lowest_left() -> NDArray[np.int64]:
    """int64 (0x10000,): the first leaf that is not among those lost, by the bits of these."""
    left = ~np.arange(0x10000) & 0x1FFFF
    return np.asarray(np.log2(left & -left), dtype=np.int64)


_LOWEST_LEFT = _lowest_left()


def read_trees(model: str) -> RankingTrees:
    """The trees of a LightGBM model text; ModelError where it is none or has trees of more than 16 leaves."""
    head, *blocks = model.split("\nTree=")
    fields = _fields(head)
    if "feature_names" not in fields or not blocks:
        raise ModelError("重排模型不是 LightGBM 文本格式，请重新训练：python -m rag.training.reranker --help")
    names = tuple(fields["feature_names"].split())
    trees = []
    for number, tree in enumerate(_fields(block) for block in blocks):
        values = [float(v) for v in tree["leaf_value"].split()]
        if len(values) > _LEAVES:
            raise ModelError(
                f"重排模型第 {number} 棵树有 {len(values)} 片叶，上限 {_LEAVES}；请用 num_leaves={_LEAVES} 重新训练"
            )
        order, lost = _leaf_order(tree, len(values))
        features = [int(v) for v in tree.get("split_feature", "").split()][: len(lost)]
        thresholds = [float(v) for v in tree.get("threshold", "").split()][: len(lost)]
        trees.append((features, thresholds, lost, [values[leaf] for leaf in order]))
    return RankingTrees.of_trees(names, trees)


def _fields(block: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def _leaf_order(tree: dict[str, str], leaf_count: int) -> tuple[list[int], list[int]]:
    """Leaves from left to right, and for each split the bits of those that are lost when a value goes right."""
    if leaf_count == 1:
        return [0], []
    left = [int(v) for v in tree["left_child"].split()]
    right = [int(v) for v in tree["right_child"].split()]
    order: list[int] = []
    lost = [0] * len(left)

    def visit(node: int) -> None:
        if node < 0:
            order.append(~node)
            return
        begin = len(order)
        visit(left[node])
        lost[node] = sum(1 << place for place in range(begin, len(order)))
        visit(right[node])

    visit(0)
    return order, lost
