"""What speaks for and against a join: numbers about the ends of lines, pairs of fragments, headings and breaks.

Everything here is measured from the text and the order of the page; what the numbers weigh is learned elsewhere
(`index.training.seams`) and applied in `index.joining`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.fields import CLOSERS, TERMINAL
from index.language import BREAK, CharacterModel
from index.topics import Terms, cosines

Floats = npt.NDArray[np.float64]

_DATA = Path(__file__).parent / "data"
EDGE_HASH = 1 << 15
START_DEPTH = 8
_MID_MARKS = "，。、；：！？”’）》」』】〉,.;:!?)%％"
_ORDINAL = re.compile(
    r"(?:^|[。；，：\s])(?:第|其)?([一二三四五六七八九十])(?=是|要|、|，|方面|来|则)"
)
_NUMERALS = "一二三四五六七八九十"
_PAIRS = (("“", "”"), ("（", "）"), ("《", "》"), ("‘", "’"))


@dataclass(frozen=True, slots=True)
class Ends:
    """About the first and last characters of each line, one row a line."""

    heads: tuple[str, ...]
    tails: tuple[str, ...]
    end_class: Floats
    start_class: Floats
    end_odds: Floats
    start_odds: Floats
    lede_odds: Floats
    closing_odds: Floats
    unclosed: Floats
    unmatched: Floats
    first_ordinal: Floats
    last_ordinal: Floats

    def take(self, rows: Sequence[int]) -> Ends:
        """The same of some of the lines."""
        picked = np.asarray(rows, dtype=np.int64)
        texts = (tuple(self.heads[r] for r in rows), tuple(self.tails[r] for r in rows))
        numbers = (getattr(self, name) for name in list(self.__dataclass_fields__)[2:])
        return Ends(*texts, *(values[picked] for values in numbers))


@cache
def _edge_weights() -> dict[str, Floats]:
    with np.load(_DATA / "edges.npz") as stored:
        return {name: stored[name].astype(np.float64) for name in stored.files}


def edge_features(text: str) -> list[int]:
    """Hashed character n-grams (1 to 3) of a paragraph's first or last 18 characters, with a coarse place each."""
    found = []
    for place in range(len(text)):
        near = min(place // 3, 3)
        for length in (1, 2, 3):
            gram = text[place : place + length]
            if len(gram) == length:
                value = near if length < 3 else 7
                for ch in gram:
                    value = (value * 1000003 + ord(ch)) & 0xFFFFFFFF
                found.append((value ^ (value >> 15)) % EDGE_HASH)
    return found


def edge_odds(text: str, name: str) -> float:
    """Log odds that a paragraph that begins (ends) so is the first (last) of its article."""
    weights = _edge_weights()
    part = text[:18] if name == "lede" else text[-18:][::-1]
    return float(weights[name][edge_features(part)].sum() + weights[name + "_bias"])


def _end_class(text: str) -> int:
    bare = text.rstrip(CLOSERS)
    last = bare[-1] if bare else text[-1]
    if last in TERMINAL:
        return 3
    if last in "；：;:":
        return 2
    if last in "，、,":
        return 1
    return 0 if bare == text else -1


def _start_class(text: str) -> int:
    first = text[0]
    if first in _MID_MARKS:
        return 1
    if first in "“《（「『":
        return 2
    return 3 if first.isascii() else 0


def _balance(text: str) -> tuple[float, float]:
    """How many marks stay open at the end, and how many close that were never opened."""
    unclosed = unmatched = 0
    for opening, closing in _PAIRS:
        depth = 0
        for ch in text:
            if ch == opening:
                depth += 1
            elif ch == closing:
                if depth:
                    depth -= 1
                else:
                    unmatched += 1
        unclosed += depth
    return float(unclosed), float(unmatched)


def _ordinals(text: str) -> tuple[float, float]:
    found = [_NUMERALS.index(m.group(1)) + 1 for m in _ORDINAL.finditer(text)]
    return (float(found[0]), float(found[-1])) if found else (0.0, 0.0)


def measure_ends(lines: Sequence[str], model: CharacterModel) -> Ends:
    """The ends of each line, measured."""
    heads = tuple(line[:16] for line in lines)
    tails = tuple(line[-16:] for line in lines)
    starts = (
        model.following(["\n", ""], heads, START_DEPTH) if lines else np.zeros((2, 0))
    )
    windows = np.zeros((len(lines), 5), dtype=np.int64)
    for row, tail in enumerate(tails):
        encoded = model.encode(tail)[-4:]
        windows[row, 4 - len(encoded) : 4] = encoded
        windows[row, 4] = BREAK
    ends = model.log_probabilities(windows) if lines else np.zeros(0)
    balances = [_balance(line) for line in lines]
    ordinals = [_ordinals(line) for line in lines]

    def column(values: Sequence[float]) -> Floats:
        return np.array(values, dtype=np.float64)

    return Ends(
        heads,
        tails,
        column([_end_class(line) for line in lines]),
        column([_start_class(line) for line in lines]),
        ends,
        starts[0] - starts[1],
        column([edge_odds(line, "lede") for line in lines]),
        column([edge_odds(line, "closing") for line in lines]),
        column([b[0] for b in balances]),
        column([b[1] for b in balances]),
        column([o[0] for o in ordinals]),
        column([o[1] for o in ordinals]),
    )


def _margins(values: Floats) -> tuple[Floats, Floats]:
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


PAIR_NAMES = (
    "end_class start_class end_odds start_odds gain gain_row gain_column gain_less_start unclosed unmatched quotes "
    "ordinal topic topic_row topic_column rare rare_row rare_column order between lede closing "
    "latent latent_row latent_column title_match title_i title_j i_under_byline i_under_heading i_above_heading i_noted j_under_byline j_under_heading j_above_heading j_noted "
    "length_i length_j fragments headings start_gap end_gap"
).split()


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
    spanned = model.following(
        [t[-8:] for t in ends.tails], [h[:8] for h in starts.heads]
    )
    free = model.following([""], [h[:8] for h in starts.heads])
    gain = spanned - free
    np.fill_diagonal(gain, gain.min(initial=0.0))
    topic, rare, latent = (
        matrix[:n, :n].copy()
        for matrix in (likeness.topic, likeness.rare, likeness.latent)
    )
    for matrix in (topic, rare, latent):
        np.fill_diagonal(matrix, 0.0)
    shares = likeness.title_shares(n)
    open_quotes = ends.unclosed[:, None] - starts.unmatched[None, :]
    ordinal = np.where(
        (starts.first_ordinal[None, :] > 1) & (ends.last_ordinal[:, None] > 0),
        np.where(
            starts.first_ordinal[None, :] == ends.last_ordinal[:, None] + 1, 1.0, -1.0
        ),
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
    gain_row, gain_column = _margins(gain)
    topic_row, topic_column = _margins(topic)
    rare_row, rare_column = _margins(rare)
    latent_row, latent_column = _margins(latent)
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
    "topic rare topic_row topic_column rare_row rare_column start_odds start_class lede under_heading under_byline "
    "above_heading other_heading other_byline order best_before fragments headings byline_above length noted latent latent_row latent_column"
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
    topic, rare, latent = (
        matrix[n:, :n] for matrix in (likeness.topic, likeness.rare, likeness.latent)
    )
    margins = [*_margins(topic), *_margins(rare)]
    features = np.zeros((heads, n, len(HEAD_NAMES)))
    features[:, :, 0], features[:, :, 1] = topic, rare
    for column, margin in enumerate(margins):
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
    features[:, :, 22], features[:, :, 23] = _margins(latent)
    return features


END_NAMES = "end_class end_odds closing noted next_between best_gain best_topic next_lede next_start fragments headings unclosed ordinal next_gain".split()


def end_evidence(
    starts: Ends, ends: Ends, places: Sequence[Placement], pairs: Floats, headings: int
) -> Floats:
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
    gain = np.zeros(n - 1)
    for low in range(0, n - 1, 64):
        high = min(n - 1, low + 64)
        block = model.following(
            [t[-8:] for t in ends.tails[low:high]],
            [h[:8] for h in ends.heads[low + 1 : high + 1]],
        )
        free = model.following([""], [h[:8] for h in ends.heads[low + 1 : high + 1]])
        gain[low:high] = np.diagonal(block) - free[0]
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


def _window_likeness(
    features: Floats, terms: Terms, runs: npt.NDArray[np.int64], window: int = 4
) -> None:
    """Columns 9, 10 and 16: likeness of the few lines before each break and the few after, within their stretches."""
    n = len(runs)
    offset = np.arange(n)[None, :] - np.arange(n - 1)[:, None]
    before = (
        (offset <= 0) & (offset > -window) & (runs[None, :] == runs[:-1, None])
    ).astype(np.float64)
    after = (
        (offset > 0) & (offset <= window) & (runs[None, :] == runs[1:, None])
    ).astype(np.float64)
    left, right = terms.weights(before), terms.weights(after)
    frequency = (left > 0).sum(axis=0) + (right > 0).sum(axis=0)
    discount = np.log((2.0 * n + 1) / np.maximum(frequency, 1))
    for column, scale in ((9, 1.0), (10, discount)):
        a, b = left * scale, right * scale
        norms = np.sqrt((a**2).sum(axis=1)) * np.sqrt((b**2).sum(axis=1)) + 1e-6
        features[:, column] = (a * b).sum(axis=1) / norms
    features[:, 16] = (terms.latent_rows(left) * terms.latent_rows(right)).sum(axis=1)
