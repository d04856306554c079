"""The best assignment of fragments to chains, given the log odds of every join, beginning and end.

It knows numbers only. Complexity is that of the assignment problem, cubic in the fragments of one window of a page.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.reading_order.pairing import assignment_solver

Floats = npt.NDArray[np.float64]
IMPOSSIBLE = -1e6


def assign(
    pairs: Floats, heads: Floats, ends: Floats, alone: Floats, empty: float = -12.0
) -> list[tuple[int, list[int]]]:
    """The chains (heading, fragments) of greatest total log odds; cycles are cut where it costs least."""
    n, k = pairs.shape[0], heads.shape[0]
    size = 2 * n + k
    weights = np.full((size, size), IMPOSSIBLE)
    weights[:n, :n] = pairs
    weights[n : n + k, :n] = heads
    diagonal = np.arange(n)
    weights[n + k + diagonal, diagonal] = alone
    weights[diagonal, n + diagonal] = ends
    weights[n : n + k, 2 * n :] = empty
    weights[n + k :, n:] = 0.0
    successor, _ = _solve(weights, n, k)
    while cycle := _cycle(successor, n):
        # Which edge to give up is settled by the best total without it, not by the edge's own weight.
        trials = []
        for edge in cycle:
            kept = weights[edge]
            weights[edge] = IMPOSSIBLE
            trials.append((*_solve(weights, n, k), edge))
            weights[edge] = kept
        successor, _, given_up = max(trials, key=lambda trial: trial[1])
        weights[given_up] = IMPOSSIBLE
    return _chains(successor, n, k)


def _solve(weights: Floats, n: int, k: int) -> tuple[dict[int, int], float]:
    """The successors in the best assignment, cycles or not, and its total."""
    rows, columns = assignment_solver()(weights, maximize=True)
    successor = {int(r): int(c) for r, c in zip(rows, columns, strict=True) if r < n + k and c < n}
    return successor, float(weights[rows, columns].sum())


def _cycle(successor: dict[int, int], n: int) -> list[tuple[int, int]]:
    seen: set[int] = set()
    for first in range(n):
        path: list[tuple[int, int]] = []
        node = first
        while node in successor and node not in seen:
            seen.add(node)
            path.append((node, successor[node]))
            node = successor[node]
            if node == first:
                return path
    return []


def _chains(successor: dict[int, int], n: int, k: int) -> list[tuple[int, list[int]]]:
    followed = set(successor.values())
    chains = []
    for first in [*range(n, n + k), *(i for i in range(n) if i not in followed)]:
        members = [first] if first < n else []
        node = first
        while node in successor:
            node = successor[node]
            members.append(node)
        if members:
            chains.append((first - n if first >= n else -1, members))
    return chains
