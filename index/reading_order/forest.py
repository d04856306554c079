"""Gradient-boosted trees as plain arrays: reads them and evaluates them with numpy, without the library that grew them.

It knows nothing of what the features mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees side by side, arrays (trees, nodes); a node whose `left` is itself is a leaf and holds `value`."""

    feature: npt.NDArray[np.int32]
    threshold: Floats
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    value: Floats
    depth: int

    def odds(self, features: Floats, hopeless: float | None = None) -> Floats:
        """float64 (m,): the sum of the trees' leaves for each row of `features` (m, features).

        Rows below `hopeless` after the first quarter of the trees keep the sum they have by then.
        """
        trees = len(self.feature)
        if hopeless is None or trees < 80:
            return self._sum(features, 0, trees)
        total = self._sum(features, 0, trees // 4)
        rows = np.flatnonzero(total > hopeless)
        total[rows] += self._sum(features[rows], trees // 4, trees)
        return total

    def _sum(self, features: Floats, low: int, high: int) -> Floats:
        width = self.feature.shape[1]
        offset = (np.arange(high - low, dtype=np.int32) * width)[None, :]
        feature, threshold = self.feature[low:high].ravel(), self.threshold[low:high].ravel()
        left = (self.left[low:high] + offset.T).ravel()
        right = (self.right[low:high] + offset.T).ravel()
        value = self.value[low:high].ravel()
        total = np.zeros(len(features))
        for start in range(0, len(features), 256):
            part = features[start : start + 256]
            flat = part.ravel()
            base = (np.arange(len(part), dtype=np.int32) * part.shape[1])[:, None]
            node = np.repeat(offset, len(part), axis=0)
            for _ in range(self.depth):
                goes_left = flat.take(base + feature.take(node)) <= threshold.take(node)
                node = np.where(goes_left, left.take(node), right.take(node))
            total[start : start + 256] = value.take(node).sum(axis=1)
        return total


def forest_arrays(dump: Mapping[str, Any]) -> dict[str, npt.NDArray[Any]]:
    """The arrays of a LightGBM `dump_model()`, for `numpy.savez`."""
    trees = [_flatten(tree["tree_structure"]) for tree in dump["tree_info"]]
    width = max(len(nodes) for nodes in trees)
    shape = (len(trees), width)
    feature, left, right = (np.zeros(shape, dtype=np.int16) for _ in range(3))
    threshold, value = (
        np.zeros(shape, dtype=np.float32),
        np.zeros(shape, dtype=np.float32),
    )
    for t, nodes in enumerate(trees):
        for k, node in enumerate(nodes):
            feature[t, k], left[t, k], right[t, k] = node[0], node[2], node[3]
            threshold[t, k], value[t, k] = node[1], node[4]
    depth = max(
        int(tree["tree_structure"].get("depth", 0)) or _depth(tree["tree_structure"]) for tree in dump["tree_info"]
    )
    return {
        "feature": feature, "threshold": threshold, "left": left, "right": right, "value": value,
        "depth": np.array(depth, dtype=np.int16),
    }  # fmt: skip


def _depth(node: Mapping[str, Any]) -> int:
    if "leaf_value" in node and "left_child" not in node:
        return 0
    return 1 + max(_depth(node["left_child"]), _depth(node["right_child"]))


def _flatten(root: Mapping[str, Any]) -> list[tuple[int, float, int, int, float]]:
    nodes: list[tuple[int, float, int, int, float]] = []

    def visit(node: Mapping[str, Any]) -> int:
        number = len(nodes)
        nodes.append((0, 0.0, number, number, 0.0))
        if "left_child" not in node:
            nodes[number] = (0, 0.0, number, number, float(node["leaf_value"]))
        else:
            low, high = visit(node["left_child"]), visit(node["right_child"])
            nodes[number] = (
                int(node["split_feature"]),
                float(node["threshold"]),
                low,
                high,
                0.0,
            )
        return number

    visit(root)
    return nodes


@cache
def load_forest(path: Path) -> Forest:
    """A forest from an .npz file that holds `forest_arrays`."""
    with np.load(path) as stored:
        return Forest(
            stored["feature"].astype(np.int32),
            stored["threshold"].astype(np.float64),
            stored["left"].astype(np.int32),
            stored["right"].astype(np.int32),
            stored["value"].astype(np.float64),
            int(stored["depth"]),
        )
