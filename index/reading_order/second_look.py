"""A second look at a page: the evidence again, now that a first reading says which fragments are of one article.

Fragments are short; the text before one in its first reading, with its title, and the text after it tell much better
what both are about. It measures only; the weights are learned (`index.training.seams`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.reading_order.likeness import Likeness, margins, measure_likeness
from index.reading_order.topics import Terms

Floats = npt.NDArray[np.float64]
Reading = Sequence[tuple[int, Sequence[int]]]


def _contexts(reading: Reading, groups: Floats, fragments: int) -> Floats:
    """Groups of lines: for each fragment all up to it with its title, then for each all from it on, then the titles."""
    before, after = np.zeros((fragments, groups.shape[1])), np.zeros((fragments, groups.shape[1]))
    for heading, members in reading:
        running = np.zeros(groups.shape[1]) if heading < 0 else groups[fragments + heading].copy()
        for member in members:
            running = running + groups[member]
            before[member] = running
        running = np.zeros(groups.shape[1])
        for member in reversed(members):
            running = running + groups[member]
            after[member] = running
    return np.concatenate([before, after, groups[fragments:]])


def _with_margins(values: Floats) -> list[Floats]:
    return [values, *margins(values)]


def second_evidence(
    reading: Reading,
    terms: Terms,
    groups: Floats,
    first: tuple[Floats, Floats, Floats],
    odds: tuple[Floats, Floats, Floats],
) -> tuple[Floats, Floats, Floats]:
    """Evidence for pairs, headings and ends: that of the first look, its odds, and the likeness of whole contexts.

    `groups` (fragments + titles, lines + titles) tells which lines make a fragment; `first` and `odds` are the first
    look's evidence and log odds for pairs, headings and ends.
    """
    n = len(odds[2])
    likeness: Likeness = measure_likeness(terms, _contexts(reading, groups, n))
    pairs, heads, ends = (np.clip(o, -12.0, 12.0) for o in odds)
    follows = np.full(n, -1)
    for _, members in reading:
        for a, b in pairwise(members):
            follows[a] = b
    chosen = np.zeros((n, n))
    chosen[np.flatnonzero(follows >= 0), follows[follows >= 0]] = 1.0
    begins = np.zeros(heads.shape)
    for heading, members in reading:
        if heading >= 0 and members:
            begins[heading, members[0]] = 1.0
    crossed = [m[:n, n : 2 * n] for m in (likeness.topic, likeness.rare, likeness.latent)]
    titled = [m[2 * n :, n : 2 * n] for m in (likeness.topic, likeness.rare, likeness.latent)]
    of_pairs = [*_with_margins(pairs), chosen, np.repeat(ends[:, None], n, axis=1)]
    of_pairs += [np.repeat(heads.max(axis=0, initial=-12.0)[None, :], n, axis=0)]
    of_heads = [*_with_margins(heads), begins, np.repeat(pairs.max(axis=0, initial=-12.0)[None, :], len(heads), axis=0)]
    for values in crossed:
        of_pairs += _with_margins(values)
    for values in titled:
        of_heads += _with_margins(values)
    best = np.sort(pairs, axis=1)[:, ::-1]
    second = best[:, 1] if n > 1 else best[:, 0]
    of_ends = [ends, best[:, 0], second, (follows < 0).astype(float), crossed[1].max(axis=1), crossed[2].max(axis=1)]
    return (
        np.concatenate([first[0], np.stack(of_pairs, axis=2)], axis=2),
        np.concatenate([first[1], np.stack(of_heads, axis=2)], axis=2),
        np.concatenate([first[2], np.stack(of_ends, axis=1)], axis=1),
    )
