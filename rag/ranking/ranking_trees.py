"""Regression trees read from LightGBM's text format and evaluated with numpy; no training library at hand.

It knows numeral splits without missing values, which is what the reranker is trained with. All splits are decided at
once and the leaf is found by a bit mask, as in QuickScorer (Lucchese et al., SIGIR 2015): 200 trees of 15 leaves over
100 rows take about a millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

_LEAVES = 16


@dataclass(frozen=True, slots=True)
class RankingTrees:
    """`split_feature`, `threshold` (trees, splits); `mask` (trees, splits) uint16: the leaves left when a split fails;
    `leaf_value` (trees, 16). `feature_names` are the columns in the order of the model."""

    feature_names: tuple[str, ...]
    split_feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    mask: NDArray[np.uint16]
    leaf_value: NDArray[np.float64]

    def values(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """float64 (rows,): the sum of the leaves that float64 (rows, features) fall into."""
        # Rows last, so that a split is decided for all rows in one stretch of memory.
        fails = columns.T[self.split_feature.ravel()] > self.threshold.reshape(-1, 1)
        masks = np.where(fails, self.mask.reshape(-1, 1), np.uint16(0xFFFF))
        left = np.bitwise_and.reduce(masks.reshape(*self.mask.shape, len(columns)), axis=1)
        leaf = _LOWEST_BIT[left]
        return np.asarray(np.take_along_axis(self.leaf_value, leaf, axis=1).sum(axis=0))


def _lowest_bits() -> NDArray[np.int64]:
    numbers = np.arange(1, 0x10000)
    lowest = np.zeros(0x10000, dtype=np.int64)
    lowest[1:] = np.log2(numbers & -numbers)
    return lowest


_LOWEST_BIT = _lowest_bits()


def read_trees(model: str) -> RankingTrees:
    """The trees of a LightGBM model text; ModelError where it is none or has trees of more than 16 leaves."""
    head, *blocks = model.split("\nTree=")
    fields = _fields(head)
    if "feature_names" not in fields or not blocks:
        raise ModelError("重排模型不是 LightGBM 文本格式，请重新训练：python -m rag.training.reranker --help")
    names = tuple(fields["feature_names"].split())
    trees = [_fields(block) for block in blocks]
    width = max(1, min(_LEAVES, max(len(tree["leaf_value"].split()) for tree in trees)) - 1)
    features = np.zeros((len(trees), width), dtype=np.int64)
    thresholds = np.full((len(trees), width), np.inf)
    masks = np.full((len(trees), width), 0xFFFF, dtype=np.uint16)
    leaves = np.zeros((len(trees), _LEAVES))
    for number, tree in enumerate(trees):
        values = [float(v) for v in tree["leaf_value"].split()]
        if len(values) > _LEAVES:
            raise ModelError(
                f"重排模型第 {number} 棵树有 {len(values)} 片叶，上限 {_LEAVES}；请用 num_leaves={_LEAVES} 重新训练"
            )
        order, tree_masks = _leaf_order(tree, len(values))
        leaves[number, : len(values)] = [values[leaf] for leaf in order]
        count = len(tree_masks)
        features[number, :count] = [int(v) for v in tree.get("split_feature", "").split()]
        thresholds[number, :count] = [float(v) for v in tree.get("threshold", "").split()]
        masks[number, :count] = tree_masks
    return RankingTrees(names, features, thresholds, masks, leaves)


def _fields(block: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def _leaf_order(tree: dict[str, str], leaf_count: int) -> tuple[list[int], list[int]]:
    """Leaves from left to right, and for each split the mask of what remains when a value goes right."""
    if leaf_count == 1:
        return [0], []
    left = [int(v) for v in tree["left_child"].split()]
    right = [int(v) for v in tree["right_child"].split()]
    order: list[int] = []
    masks = [0xFFFF] * len(left)

    def visit(node: int) -> None:
        if node < 0:
            order.append(~node)
            return
        begin = len(order)
        visit(left[node])
        below = sum(1 << place for place in range(begin, len(order)))
        masks[node] = 0xFFFF & ~below
        visit(right[node])

    visit(0)
    return order, masks
