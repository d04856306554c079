"""Several rankings of rows into one. It knows ranks and values, not what was searched."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Values = NDArray[np.float64]


def fuse_reciprocal_ranks(
    rankings: Sequence[Sequence[int]], weights: Sequence[float] | None = None, *, smoothing: float = 60.0
) -> list[tuple[int, float]]:
    """Reciprocal rank fusion (Cormack et al., SIGIR 2009, smoothing 60): (row, sum of weight / (smoothing + rank)).

    Best first; ties in row order. A ranking that holds a row twice counts its better place only.
    """
    totals: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, row in enumerate(dict.fromkeys(ranking), 1):
            totals[row] = totals.get(row, 0.0) + weight / (smoothing + rank)
    return sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))


def fuse_convex(
    rankings: Sequence[tuple[Rows, Values]], weights: Sequence[float]
) -> tuple[Rows, Values, NDArray[np.float64]]:
    """Weighted sum of values, each ranking scaled to 0..1 by its own least and greatest; a missing row counts 0.

    A ranking is (rows, values), each row once. Rows and sums (N,), best first; ties in row order (Bruch et al., 2023,
    arXiv 2210.11934). Then the values as they were given, (rankings, N), NaN where a ranking has no such row.
    """
    rows, places = np.unique(np.concatenate([ranked for ranked, _ in rankings]), return_inverse=True)
    totals, given, first = np.zeros(len(rows)), np.full((len(rankings), len(rows)), np.nan), 0
    for number, ((_, values), weight) in enumerate(zip(rankings, weights, strict=True)):
        at = places[first : first + len(values)]
        first += len(values)
        totals[at] += weight * _scaled(values)
        given[number, at] = values
    order = (-totals).argsort(kind="stable")
    return rows[order], totals[order], given[:, order]


def _scaled(values: Values) -> Values:
    span = float(np.ptp(values)) if len(values) else 0.0
    return np.asarray((values - values.min()) / span) if span else np.ones(len(values))
