"""Which line follows which: fragments, the log odds of each join, and the best assignment of them to chains.

It sees the running text of a page line by line, what stands between the lines, and the headings; it gives back chains
of line numbers. It knows nothing of source offsets, records or files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    measure_likeness,
    pair_evidence,
)
from index.fields import is_closed
from index.forest import load_forest
from index.language import CharacterModel, load_character_model
from index.topics import Terms, count_terms

Floats = npt.NDArray[np.float64]
IMPOSSIBLE = -1e6
# A direct neighbourhood is doubted from this probability of a break on; the pairs' evidence then decides.
BREAK_DOUBT = 0.08
# Log odds that a line which may be a caption, and that any other fragment, follows nothing on its page.
CAPTION_ALONE = -3.0
TEXT_ALONE = -9.0
# From the log odds of a chosen pair to the confidence shown: fitted on made pages (`index.training.seams`).
CALIBRATION = (1.0, 0.0)
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class PageLines:
    """The running text of a page: one placement a line; headings with the line that they stand before."""

    lines: tuple[str, ...]
    places: tuple[Placement, ...]
    titles: tuple[str, ...]
    heading_before: tuple[int, ...]
    split_bylines: tuple[bool, ...]
    bylines: tuple[bool, ...] = ()

    def runs(self) -> list[int]:
        """The number of each line's stretch: lines with no heading, by-line or note between them share one."""
        number = 0
        found = []
        for k, place in enumerate(self.places):
            number += k > 0 and place.between > 1
            found.append(number)
        return found


@dataclass(frozen=True, slots=True)
class PageJoin:
    """A join of two lines: how sure, why (Chinese), and whether the sentence goes on across it."""

    confidence: float
    reasons: tuple[str, ...]
    glue: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """Lines in reading order under one heading (-1: none).

    `joins` tells, for a place in `lines`, of the join made there; other lines stood together on the page.
    """

    heading: int
    lines: tuple[int, ...]
    joins: dict[int, PageJoin]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is measured of one page, fragments given as (first line, last line)."""

    fragments: tuple[tuple[int, int], ...]
    pairs: Floats
    heads: Floats
    ends: Floats


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured of each line once: its ends, and its terms (the titles' after the lines')."""

    ends: Ends
    terms: Terms


def measure_lines(page: PageLines, model: CharacterModel) -> Measured:
    """The ends and terms of the page's lines."""
    return Measured(
        measure_ends(page.lines, model), count_terms([*page.lines, *page.titles], model)
    )


def measure_breaks(
    page: PageLines, measured: Measured, model: CharacterModel
) -> Floats:
    """float64 (lines - 1, features)."""
    terms = measured.terms
    of_lines = Terms(terms.counts[: len(page.lines)], terms.rarity, terms.latent)
    between = [float(p.between) for p in page.places[1:]]
    return break_evidence(
        page.lines, measured.ends, page.runs(), between, of_lines, model
    )


def cut_fragments(
    page: PageLines, break_odds: Floats, open_ends: Sequence[bool]
) -> tuple[tuple[int, int], ...]:
    """Lines that are read together: cut where something stands between, or where the text seems broken."""
    limit = float(np.log(BREAK_DOUBT / (1 - BREAK_DOUBT)))
    first = 0
    found = []
    for k in range(1, len(page.lines)):
        if page.places[k].between or break_odds[k - 1] > limit or open_ends[k - 1]:
            found.append((first, k - 1))
            first = k
    found.append((first, len(page.lines) - 1))
    return tuple(found)


def stops_amid(ends: Ends) -> list[bool]:
    """Whether each line stops in the middle of a sentence, by its last mark."""
    return [bool(kind in (0.0, 1.0)) for kind in ends.end_class]


def measure(
    page: PageLines,
    measured: Measured,
    fragments: tuple[tuple[int, int], ...],
    model: CharacterModel,
) -> Evidence:
    """The evidence for every pair of fragments, heading and fragment, and end."""
    first, last = [f for f, _ in fragments], [t for _, t in fragments]
    lengths = [sum(len(line) for line in page.lines[f : t + 1]) for f, t in fragments]
    places = [
        replace(
            page.places[f],
            above_heading=page.places[t].above_heading,
            noted=page.places[t].noted,
        )
        for f, t in fragments
    ]
    starts, ends = measured.ends.take(first), measured.ends.take(last)
    likeness = measure_likeness(
        measured.terms, _groups(fragments, len(page.lines), len(page.titles))
    )
    pairs = pair_evidence(starts, ends, lengths, places, likeness, model)
    best_before = pairs[:, :, PAIR_NAMES.index("gain")].max(axis=0)
    positions = [sum(f < line for f in first) - 0.5 for line in page.heading_before]
    heads = heading_evidence(
        starts, lengths, places, likeness, positions, page.split_bylines, best_before
    )
    return Evidence(
        fragments,
        pairs,
        heads,
        end_evidence(starts, ends, places, pairs, len(page.titles)),
    )


def _groups(fragments: Sequence[tuple[int, int]], lines: int, titles: int) -> Floats:
    groups = np.zeros((len(fragments) + titles, lines + titles))
    for row, (first, last) in enumerate(fragments):
        groups[row, first : last + 1] = 1.0
    for k in range(titles):
        groups[len(fragments) + k, lines + k] = 1.0
    return groups


def _odds(name: str, features: Floats) -> Floats:
    flat = features.reshape(-1, features.shape[-1])
    result: Floats = (
        load_forest(_DATA / f"{name}.npz").odds(flat).reshape(features.shape[:-1])
    )
    return result


def chain_lines(page: PageLines) -> list[Chain]:
    """Chains over all lines: one for every heading that has text, then those without a heading."""
    if not page.lines:
        return []
    model = load_character_model()
    measured = measure_lines(page, model)
    break_odds = _odds("breaks", measure_breaks(page, measured, model))
    fragments = cut_fragments(page, break_odds, stops_amid(measured.ends))
    evidence = measure(page, measured, fragments, model)
    pairs = _odds("pairs", evidence.pairs)
    np.fill_diagonal(pairs, IMPOSSIBLE)
    heads, last = _odds("heads", evidence.heads), _odds("ends", evidence.ends)
    chains = assign(pairs, heads, last, _orphan_odds(page, fragments))
    return [_expand(chain, evidence, pairs) for chain in chains]


def _orphan_odds(page: PageLines, fragments: Sequence[tuple[int, int]]) -> Floats:
    """float64 (n,): log odds that a fragment follows nothing: a caption may, other text hardly."""
    return np.array(
        [
            CAPTION_ALONE if f == t and may_be_caption(page.lines[f]) else TEXT_ALONE
            for f, t in fragments
        ]
    )


def may_be_caption(line: str) -> bool:
    """Whether a line could stand alone under a photo: one short, whole sentence."""
    return (
        len(line) <= 130
        and is_closed(line)
        and not any(mark in line[:-2] for mark in "。！？")
    )


def _expand(chain: tuple[int, list[int]], evidence: Evidence, pairs: Floats) -> Chain:
    heading, members = chain
    lines: list[int] = []
    joins: dict[int, PageJoin] = {}
    for before, number in zip([-1, *members], members, strict=False):
        first, last = evidence.fragments[number]
        if lines:
            joins[len(lines)] = _describe(
                evidence.pairs[before, number], float(pairs[before, number])
            )
        lines.extend(range(first, last + 1))
    return Chain(heading, tuple(lines), joins)


def _describe(row: Floats, odds: float) -> PageJoin:
    """The join that a pair's evidence and odds make."""
    value = dict(zip(PAIR_NAMES, (float(v) for v in row), strict=True))
    amid = value["end_class"] in (0.0, 1.0) or value["start_class"] == 1.0
    # After a closed sentence, or a colon or semicolon, a paragraph is the rule and going on the exception.
    glue = value["gain_less_start"] > (-2.5 if amid else 2.5)
    reasons = []
    if amid:
        reasons.append("句子在此断开")
    if value["gain"] > 2.0:
        reasons.append("字词相接")
    if value["unclosed"] and value["unmatched"]:
        reasons.append("引号括号相配")
    if value["ordinal"] > 0:
        reasons.append("序数相承")
    if value["rare"] > 0.12 or value["rare_row"] > 0 or value["latent"] > 0.6:
        reasons.append("话题相同")
    if value["between"] in (0.0, 1.0):
        reasons.append("版面相邻")
    elif value["between"] in (2.0, 3.0, 4.0):
        reasons.append("隔标题相续")
    slope, offset = CALIBRATION
    confidence = 1.0 / (1.0 + float(np.exp(-np.clip(slope * odds + offset, -30, 30))))
    return PageJoin(confidence, tuple(reasons) or ("别处都不相接",), glue)


def assign(
    pairs: Floats, heads: Floats, ends: Floats, alone: Floats, empty: float = -4.0
) -> list[tuple[int, list[int]]]:
    """The chains (heading, fragments) of greatest total log odds; cycles are cut where it costs least."""
    from scipy.optimize import linear_sum_assignment

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
    while True:
        rows, columns = linear_sum_assignment(weights, maximize=True)
        successor = {
            int(r): int(c)
            for r, c in zip(rows, columns, strict=True)
            if r < n + k and c < n
        }
        cycle = _cycle(successor, n)
        if not cycle:
            break
        weights[min(cycle, key=lambda edge: weights[edge])] = IMPOSSIBLE
    return _chains(successor, n, k)


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
