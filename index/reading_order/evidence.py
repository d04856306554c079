"""What speaks for and against a join: numbers about pairs of fragments, headings with fragments, and ends.

Everything here is measured from the text and the order of the page; what the numbers weigh is learned elsewhere
(`index.training.seams`) and applied in `index.reading_order.joining`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.reading_order.language import CharacterModel
from index.reading_order.likeness import Likeness, margins
from index.reading_order.line_ends import Ends

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a fragment stands: numbers of headings (-1: none) and what comes between it and the one before.

    `between`: 0 nothing, 1 a caption, column mark or editor's note, 2 a heading, 3 a by-line, 4 a heading with a
    by-line, 5 an affiliation, 6 the top of the page.
    """

    under_heading: int = -1
    under_byline: int = -1
    above_heading: int = -1
    noted: bool = False
    between: int = 0


PAIR_NAMES = (
    "end_class start_class end_odds start_odds gain gain_row gain_column gain_less_start unclosed "
    "unmatched quotes ordinal topic topic_row topic_column rare rare_row rare_column order between lede "
    "closing latent latent_row latent_column title_match title_i title_j i_under_byline i_under_heading "
    "i_above_heading i_noted j_under_byline j_under_heading j_above_heading j_noted length_i length_j "
    "fragments headings start_gap end_gap"
).split()


def pair_evidence(
    starts: Ends,
    ends: Ends,
    lengths: Sequence[int],
    places: Sequence[Placement],
    likeness: Likeness,
    model: CharacterModel,
) -> Floats:
    """float64 (n, n, features): evidence that fragment j follows fragment i.

    `starts` is measured on each fragment's first line, `ends` on its last.
    """
    n = len(lengths)
    spanned = model.following([t[-8:] for t in ends.tails], [h[:8] for h in starts.heads])
    free = model.following([""], [h[:8] for h in starts.heads])
    gain = spanned - free
    np.fill_diagonal(gain, gain.min(initial=0.0))
    topic, rare, latent = (matrix[:n, :n].copy() for matrix in (likeness.topic, likeness.rare, likeness.latent))
    for matrix in (topic, rare, latent):
        np.fill_diagonal(matrix, 0.0)
    shares = likeness.title_shares(n)
    open_quotes = ends.unclosed[:, None] - starts.unmatched[None, :]
    ordinal = np.where(
        (starts.first_ordinal[None, :] > 1) & (ends.last_ordinal[:, None] > 0),
        np.where(starts.first_ordinal[None, :] == ends.last_ordinal[:, None] + 1, 1.0, -1.0),
        np.where(
            (starts.first_ordinal[None, :] > 1) | (ends.last_ordinal[:, None] == 1),
            -0.5,
            0.0,
        ),
    )
    index = np.arange(n)
    order = np.clip(index[None, :] - index[:, None], -12, 12).astype(np.float64)
    between = np.array([p.between for p in places], dtype=np.float64)

    def rows(values: Sequence[float] | Floats) -> Floats:
        return np.repeat(np.asarray(values, dtype=np.float64)[:, None], n, axis=1)

    def columns(values: Sequence[float] | Floats) -> Floats:
        return np.repeat(np.asarray(values, dtype=np.float64)[None, :], n, axis=0)

    length = np.log(np.asarray(lengths) + 1.0)
    gain_row, gain_column = margins(gain)
    topic_row, topic_column = margins(topic)
    rare_row, rare_column = margins(rare)
    latent_row, latent_column = margins(latent)
    headings = shares.shape[1]
    strongest = shares.max(axis=1) if headings else np.zeros(n)
    flags = [
        [float(p.under_byline >= 0) for p in places],
        [float(p.under_heading >= 0) for p in places],
        [float(p.above_heading >= 0) for p in places],
        [float(p.noted) for p in places],
    ]
    features = [
        rows(ends.end_class), columns(starts.start_class), rows(ends.end_odds), columns(starts.start_odds),
        gain, gain_row, gain_column, gain - starts.start_odds[None, :],
        rows(ends.unclosed), columns(starts.unmatched), open_quotes, ordinal,
        topic, topic_row, topic_column, rare, rare_row, rare_column,
        order, np.where(order == 1, columns(between), 9.0), columns(starts.lede_odds), rows(ends.closing_odds),
        latent, latent_row, latent_column, shares @ shares.T, rows(strongest), columns(strongest),
        *(rows(f) for f in flags), *(columns(f) for f in flags),
        rows(length), columns(length), np.full((n, n), float(n)), np.full((n, n), float(headings)),
        columns(starts.start_odds - np.sort(starts.start_odds)[:1]), rows(ends.end_odds - np.sort(ends.end_odds)[-1:]),
    ]  # fmt: skip
    return np.stack(features, axis=2)


HEAD_NAMES = (
    "topic rare topic_row topic_column rare_row rare_column start_odds start_class lede under_heading "
    "under_byline above_heading other_heading other_byline order best_before fragments headings "
    "byline_above length noted latent latent_row latent_column"
).split()


def heading_evidence(
    starts: Ends,
    lengths: Sequence[int],
    places: Sequence[Placement],
    likeness: Likeness,
    positions: Sequence[float],
    split_bylines: Sequence[bool],
    best_before: Floats,
) -> Floats:
    """float64 (headings, n, features): evidence that fragment j is the first one under heading k.

    `positions` is where each heading stands among the fragments; `split_bylines` whether its by-line stands apart,
    above; `best_before` (n,) the best gain of any fragment before j.
    """
    n, heads = len(lengths), len(positions)
    topic, rare, latent = (matrix[n:, :n] for matrix in (likeness.topic, likeness.rare, likeness.latent))
    both = [*margins(topic), *margins(rare)]
    features = np.zeros((heads, n, len(HEAD_NAMES)))
    features[:, :, 0], features[:, :, 1] = topic, rare
    for column, margin in enumerate(both):
        features[:, :, 2 + column] = margin
    features[:, :, 6], features[:, :, 7], features[:, :, 8] = (
        starts.start_odds,
        starts.start_class,
        starts.lede_odds,
    )
    for k in range(heads):
        for j, place in enumerate(places):
            features[k, j, 9:14] = (
                place.under_heading == k,
                place.under_byline == k,
                place.above_heading == k,
                place.under_heading >= 0 and place.under_heading != k,
                place.under_byline >= 0 and place.under_byline != k,
            )
            features[k, j, 14] = np.clip(j - positions[k], -12, 12)
            features[k, j, 18] = split_bylines[k]
    features[:, :, 15] = best_before
    features[:, :, 16], features[:, :, 17] = n, heads
    features[:, :, 19] = np.log(np.asarray(lengths) + 1.0)
    features[:, :, 20] = [float(p.noted) for p in places]
    features[:, :, 21] = latent
    features[:, :, 22], features[:, :, 23] = margins(latent)
    return features


END_NAMES = (
    "end_class end_odds closing noted next_between best_gain best_topic next_lede next_start fragments "
    "headings unclosed ordinal next_gain"
).split()


def end_evidence(starts: Ends, ends: Ends, places: Sequence[Placement], pairs: Floats, headings: int) -> Floats:
    """float64 (n, features): evidence that fragment i is the last of its article; `pairs` as of `pair_evidence`."""
    n = len(places)
    gain, topic = (
        pairs[:, :, PAIR_NAMES.index("gain")],
        pairs[:, :, PAIR_NAMES.index("rare")],
    )
    following = np.arange(1, n + 1)
    last = following >= n
    following = np.minimum(following, n - 1)
    between = np.array([p.between for p in places], dtype=np.float64)
    features = [
        ends.end_class, ends.end_odds, ends.closing_odds, np.array([float(p.noted) for p in places]),
        np.where(last, 7.0, between[following]), gain.max(axis=1), topic.max(axis=1),
        np.where(last, 0.0, starts.lede_odds[following]), np.where(last, 0.0, starts.start_odds[following]),
        np.full(n, float(n)), np.full(n, float(headings)), ends.unclosed, ends.last_ordinal,
        np.where(last, 0.0, gain[np.arange(n), following]),
    ]  # fmt: skip
    return np.stack(features, axis=1)
