"""Boosted trees in the plain form that `rag/answering/trees.py` reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def export_trees(boosters: Sequence[Any], names: Iterable[str]) -> dict[str, Any]:
    """The plain form that `rag/answering/trees.py` reads; several models are averaged, their leaves made smaller."""
    trees = []
    for info in (info for booster in boosters for info in booster.dump_model()["tree_info"]):
        tree: dict[str, list[float]] = {"feature": [], "threshold": [], "left": [], "right": [], "value": []}

        def add(node: dict[str, Any], tree: dict[str, list[float]] = tree) -> int:
            place = len(tree["feature"])
            inner = "split_feature" in node
            tree["feature"].append(node["split_feature"] if inner else -1)
            tree["threshold"].append(float(f"{node['threshold']:.6g}") if inner else 0.0)
            tree["left"].append(0)
            tree["right"].append(0)
            tree["value"].append(0.0 if inner else float(f"{node['leaf_value'] / len(boosters):.5g}"))
            if inner:
                tree["left"][place] = add(node["left_child"])
                tree["right"][place] = add(node["right_child"])
            return place

        add(info["tree_structure"])
        trees.append(tree)
    return {"names": list(names), "trees": trees}
