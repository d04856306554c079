"""What tells that two neighbouring lines of a page were not neighbours in their article.

It measures only; the weights are learned (`index.training.seams`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.reading_order.language import CharacterModel
from index.reading_order.line_ends import Ends
from index.reading_order.topics import Terms

Floats = npt.NDArray[np.float64]

BREAK_NAMES = (
    "end_class start_class end_odds start_odds gain gain_less_start unclosed unmatched ordinal topic rare lede closing "
    "length_i length_j run_lines latent between"
).split()


def break_evidence(
    lines: Sequence[str],
    ends: Ends,
    run_of: Sequence[int],
    between: Sequence[float],
    terms: Terms,
    model: CharacterModel,
) -> Floats:
    """float64 (n - 1, features): evidence that lines k and k+1 of the page were not neighbours in their article.

    `run_of` numbers the stretches of the page without a heading, by-line or note inside.
    """
    n = len(lines)
    if n < 2:
        return np.zeros((0, len(BREAK_NAMES)))
    features = np.zeros((n - 1, len(BREAK_NAMES)))
    runs = np.array(run_of)
    _window_likeness(features, terms, runs)
    lefts, rights = [t[-8:] for t in ends.tails[:-1]], [h[:8] for h in ends.heads[1:]]
    gain = model.following_each(lefts, rights) - model.following([""], rights)[0]
    i, j = slice(0, n - 1), slice(1, n)
    features[:, 0], features[:, 1] = ends.end_class[i], ends.start_class[j]
    features[:, 2], features[:, 3] = ends.end_odds[i], ends.start_odds[j]
    features[:, 4], features[:, 5] = gain, gain - ends.start_odds[j]
    features[:, 6], features[:, 7] = ends.unclosed[i], ends.unmatched[j]
    first, last = ends.first_ordinal[j], ends.last_ordinal[i]
    features[:, 8] = np.where(
        (first > 1) & (last > 0),
        np.where(first == last + 1, 1.0, -1.0),
        np.where(first > 1, -0.5, 0.0),
    )
    features[:, 11], features[:, 12] = ends.lede_odds[j], ends.closing_odds[i]
    features[:, 13] = np.log([len(t) for t in lines[:-1]])
    features[:, 14] = np.log([len(t) for t in lines[1:]])
    features[:, 15] = np.bincount(runs, minlength=runs.max() + 1)[runs[:-1]]
    features[:, 17] = between
    return features


def _window_likeness(features: Floats, terms: Terms, runs: npt.NDArray[np.int64], window: int = 4) -> None:
    """Columns 9, 10 and 16: likeness of the few lines before each break and the few after, within their stretches."""
    n = len(runs)
    offset = np.arange(n)[None, :] - np.arange(n - 1)[:, None]
    before = ((offset <= 0) & (offset > -window) & (runs[None, :] == runs[:-1, None])).astype(np.float64)
    after = ((offset > 0) & (offset <= window) & (runs[None, :] == runs[1:, None])).astype(np.float64)
    left, right = terms.weights(before), terms.weights(after)
    frequency = (left > 0).sum(axis=0) + (right > 0).sum(axis=0)
    discount = np.log((2.0 * n + 1) / np.maximum(frequency, 1))
    for column, scale in ((9, 1.0), (10, discount)):
        a, b = left * scale, right * scale
        norms = np.sqrt((a**2).sum(axis=1)) * np.sqrt((b**2).sum(axis=1)) + 1e-6
        features[:, column] = (a * b).sum(axis=1) / norms
    features[:, 16] = (terms.latent_rows(left) * terms.latent_rows(right)).sum(axis=1)
