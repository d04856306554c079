"""Which line follows which: fragments, the log odds of each join, and the best assignment of them to chains.

It sees the running text of a page line by line, what stands between the lines, and the headings; it gives back chains
of line numbers. It knows nothing of source offsets, records or files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.evidence import (
    PAIR_NAMES,
    Ends,
    Placement,
    break_evidence,
    end_evidence,
    heading_evidence,
    measure_ends,
    pair_evidence,
)
from index.forest import load_forest
from index.language import CharacterModel, load_character_model

Floats = npt.NDArray[np.float64]
IMPOSSIBLE = -1e6
# A direct neighbourhood is doubted from this probability of a break on; the pairs' evidence then decides.
BREAK_DOUBT = 0.08
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class PageLines:
    """The running text of a page: one placement a line; headings with the line that they stand before."""

    lines: tuple[str, ...]
    places: tuple[Placement, ...]
    titles: tuple[str, ...]
    heading_before: tuple[int, ...]
    split_bylines: tuple[bool, ...]

    def runs(self) -> list[int]:
        """The number of each line's stretch: lines with no heading, by-line or note between them share one."""
        number = 0
        found = []
        for k, place in enumerate(self.places):
            number += k > 0 and place.between > 1
            found.append(number)
        return found


@dataclass(frozen=True, slots=True)
class Chain:
    """Lines in reading order under one heading (-1: none).

    `joins` gives, for a place in `lines`, the log odds of the join made there; other lines stood together on the page.
    """

    heading: int
    lines: tuple[int, ...]
    joins: dict[int, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is measured of one page, fragments given as (first line, last line)."""

    fragments: tuple[tuple[int, int], ...]
    pairs: Floats
    heads: Floats
    ends: Floats


def measure_breaks(page: PageLines, ends: Ends, model: CharacterModel) -> Floats:
    """float64 (lines - 1, features)."""
    return break_evidence(page.lines, ends, page.runs(), [float(p.between) for p in page.places[1:]], model)


def cut_fragments(page: PageLines, break_odds: Floats) -> tuple[tuple[int, int], ...]:
    """Lines that are read together: cut where something stands between, or where the text seems broken."""
    limit = float(np.log(BREAK_DOUBT / (1 - BREAK_DOUBT)))
    first = 0
    found = []
    for k in range(1, len(page.lines)):
        if page.places[k].between or break_odds[k - 1] > limit:
            found.append((first, k - 1))
            first = k
    found.append((first, len(page.lines) - 1))
    return tuple(found)


def measure(page: PageLines, ends: Ends, fragments: tuple[tuple[int, int], ...], model: CharacterModel) -> Evidence:
    """The evidence for every pair of fragments, heading and fragment, and end."""
    first, last = [f for f, _ in fragments], [t for _, t in fragments]
    texts = ["\n".join(page.lines[f : t + 1]) for f, t in fragments]
    places = [
        Placement(
            page.places[f].under_heading,
            page.places[f].under_byline,
            page.places[t].above_heading,
            page.places[t].noted,
            page.places[f].between,
        )
        for f, t in fragments
    ]
    starts_of, ends_of = ends.take(first), ends.take(last)
    pairs = pair_evidence(starts_of, ends_of, texts, places, len(page.titles), model)
    best_before = pairs[:, :, PAIR_NAMES.index("gain")].max(axis=0)
    positions = [sum(f < line for f in first) - 0.5 for line in page.heading_before]
    heads = heading_evidence(starts_of, texts, places, page.titles, positions, page.split_bylines, best_before, model)
    return Evidence(fragments, pairs, heads, end_evidence(starts_of, ends_of, places, pairs, len(page.titles)))


def _odds(name: str, features: Floats) -> Floats:
    flat = features.reshape(-1, features.shape[-1])
    result: Floats = load_forest(_DATA / f"{name}.npz").odds(flat).reshape(features.shape[:-1])
    return result


def chain_lines(page: PageLines) -> list[Chain]:
    """Chains over all lines: one for every heading that has text, then those without a heading."""
    if not page.lines:
        return []
    model = load_character_model()
    ends = measure_ends(page.lines, model)
    break_odds = _odds("breaks", measure_breaks(page, ends, model))
    evidence = measure(page, ends, cut_fragments(page, break_odds), model)
    pairs = _odds("pairs", evidence.pairs)
    np.fill_diagonal(pairs, IMPOSSIBLE)
    heads, last = _odds("heads", evidence.heads), _odds("ends", evidence.ends)
    return [_expand(chain, evidence.fragments) for chain in assign(pairs, heads, last)]


def _expand(chain: tuple[int, list[int], list[float]], fragments: Sequence[tuple[int, int]]) -> Chain:
    heading, members, odds = chain
    lines: list[int] = []
    joins: dict[int, float] = {}
    previous = -2
    for number, value in zip(members, odds, strict=True):
        first, last = fragments[number]
        if lines and first != previous + 1:
            joins[len(lines)] = value
        elif lines:
            joins[len(lines)] = value
        lines.extend(range(first, last + 1))
        previous = last
    return Chain(heading, tuple(lines), joins)


def assign(
    pairs: Floats, heads: Floats, ends: Floats, orphan: float = -4.0, empty: float = -4.0
) -> list[tuple[int, list[int], list[float]]]:
    """The chains (heading, fragments, log odds of each join) of greatest total; cycles are cut where it costs least."""
    from scipy.optimize import linear_sum_assignment

    n, k = pairs.shape[0], heads.shape[0]
    size = 2 * n + k
    weights = np.full((size, size), IMPOSSIBLE)
    weights[:n, :n] = pairs
    weights[n : n + k, :n] = heads
    diagonal = np.arange(n)
    weights[n + k + diagonal, diagonal] = orphan
    weights[diagonal, n + diagonal] = ends
    weights[n : n + k, 2 * n :] = empty
    weights[n + k :, n:] = 0.0
    while True:
        rows, columns = linear_sum_assignment(weights, maximize=True)
        successor = {int(r): int(c) for r, c in zip(rows, columns, strict=True) if r < n + k and c < n}
        cycle = _cycle(successor, n)
        if not cycle:
            break
        weights[min(cycle, key=lambda edge: weights[edge])] = IMPOSSIBLE
    return _chains(successor, pairs, heads, n, k)


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


def _chains(
    successor: dict[int, int], pairs: Floats, heads: Floats, n: int, k: int
) -> list[tuple[int, list[int], list[float]]]:
    followed = set(successor.values())
    chains = []
    for first in [*range(n, n + k), *(i for i in range(n) if i not in followed)]:
        members, odds = ([first], [0.0]) if first < n else ([], [])
        node = first
        while node in successor:
            after = successor[node]
            odds.append(float(heads[node - n, after] if node >= n else pairs[node, after]))
            members.append(after)
            node = after
        if members:
            chains.append((first - n if first >= n else -1, members, odds))
    return chains
