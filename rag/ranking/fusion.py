"""Several rankings of rows into one. It knows ranks and values, not what was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


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


def fuse_convex(rankings: Sequence[Mapping[int, float]], weights: Sequence[float]) -> list[tuple[int, float]]:
    """Weighted sum of values, each ranking scaled to 0..1 by its own least and greatest; a missing row counts 0.

    Best first; ties in row order (Bruch et al., 2023, arXiv 2210.11934).
    """
    totals: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        if not ranking:
            continue
        least, greatest = min(ranking.values()), max(ranking.values())
        span = greatest - least
        for row, value in ranking.items():
            scaled = (value - least) / span if span else 1.0
            totals[row] = totals.get(row, 0.0) + weight * scaled
    return sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
