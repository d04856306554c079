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

    def odds(self, features: Floats) -> Floats:
        """float64 (m,): the sum of the trees' leaves for each row of `features` (m, features)."""
        rows = len(features)
        total = np.zeros(rows)
        trees, width = self.feature.shape
        offset = (np.arange(trees) * width)[None, :]
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        left, right, value = self.left.ravel(), self.right.ravel(), self.value.ravel()
        for low in range(0, rows, 512):
            part = features[low : low + 512]
            row = np.arange(len(part))[:, None]
            node = np.zeros((len(part), trees), dtype=np.int64) + offset
            for _ in range(self.depth):
                goes_left = part[row, feature[node]] <= threshold[node]
                node = np.where(goes_left, left[node], right[node]) + offset
            total[low : low + 512] = value[node].sum(axis=1)
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
