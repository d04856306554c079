"""How alike groups of lines are, three ways, and how far each likeness stands out.

It compares term counts only; it knows nothing of order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.reading_order.topics import Terms, cosines

Floats = npt.NDArray[np.float64]


def margins(values: Floats) -> tuple[Floats, Floats]:
    """How far each entry is above the best other one of its row, and of its column."""
    if values.shape[0] < 2 or values.shape[1] < 2:
        return np.zeros_like(values), np.zeros_like(values)
    out = []
    for matrix in (values, values.T):
        ordered = np.sort(matrix, axis=1)
        best, second = ordered[:, -1:], ordered[:, -2:-1]
        out.append(np.where(matrix == best, matrix - second, matrix - best))
    return out[0], out[1].T


@dataclass(frozen=True, slots=True)
class Likeness:
    """Three likenesses of all fragments and, after them, all titles: float64 (n + titles, n + titles) each."""

    topic: Floats
    rare: Floats
    latent: Floats

    def title_shares(self, fragments: int) -> Floats:
        """float64 (fragments, titles): how a fragment's likeness is shared among the titles; rows sum to 1."""
        values = 12.0 * (self.rare + 0.5 * self.latent)[:fragments, fragments:]
        if not values.shape[1]:
            return np.zeros((fragments, 0))
        powers = np.exp(values - values.max(axis=1, keepdims=True))
        result: Floats = powers / powers.sum(axis=1, keepdims=True)
        return result


def measure_likeness(terms: Terms, groups: Floats) -> Likeness:
    """The likeness of groups of lines, `groups` (groups, lines) of 0 and 1."""
    weights = terms.weights(groups)
    rows = terms.latent_rows(weights)
    return Likeness(cosines(weights, False), cosines(weights, True), rows @ rows.T)
