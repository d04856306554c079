"""One page measured: its lines, where it may be broken, its fragments and all evidence about them.

It calls the measures in order and holds their results; it decides nothing but where a fragment may begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from index.reading_order.breaks import break_evidence
from index.reading_order.evidence import PAIR_NAMES, end_evidence, heading_evidence, pair_evidence
from index.reading_order.language import CharacterModel
from index.reading_order.likeness import measure_likeness
from index.reading_order.line_ends import Ends, measure_ends
from index.reading_order.page_lines import PageLines
from index.reading_order.topics import Terms, count_terms

Floats = npt.NDArray[np.float64]
# A direct neighbourhood is doubted from this probability of a break on; the pairs' evidence then decides.
BREAK_DOUBT = 0.08
# So much likelier (in log odds) do first words become after an open end elsewhere, that the neighbourhood is doubted.
PULL = 3.0


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
    return Measured(measure_ends(page.lines, model), count_terms([*page.lines, *page.titles], model))


def measure_breaks(page: PageLines, measured: Measured, model: CharacterModel) -> Floats:
    """float64 (lines - 1, features)."""
    terms = measured.terms
    of_lines = Terms(terms.counts[: len(page.lines)], terms.rarity, terms.latent)
    between = [float(p.between) for p in page.places[1:]]
    return break_evidence(page.lines, measured.ends, page.runs(), between, of_lines, model)


def cut_fragments(
    page: PageLines, break_odds: Floats, open_ends: Sequence[bool], pulled: Sequence[bool] = ()
) -> tuple[tuple[int, int], ...]:
    """Lines that are read together: cut where something stands between, or where the text seems broken."""
    limit = float(np.log(BREAK_DOUBT / (1 - BREAK_DOUBT)))
    first = 0
    found = []
    for k in range(1, len(page.lines)):
        if page.places[k].between or break_odds[k - 1] > limit or open_ends[k - 1] or (pulled and pulled[k]):
            found.append((first, k - 1))
            first = k
    found.append((first, len(page.lines) - 1))
    return tuple(found)


def stops_amid(ends: Ends) -> list[bool]:
    """Whether each line stops in the middle of a sentence, by its last mark."""
    return [bool(kind in (0.0, 1.0)) for kind in ends.end_class]


def pulled_starts(ends: Ends, model: CharacterModel) -> list[bool]:
    """Whether some line that stops in mid-sentence, not the one above, goes on well with each line's first words."""
    lines = len(ends.heads)
    stopped = np.flatnonzero(stops_amid(ends))
    if not len(stopped):
        return [False] * lines
    heads = [h[:8] for h in ends.heads]
    gain = model.following([ends.tails[i][-8:] for i in stopped], heads) - model.following([""], heads)
    gain[np.arange(len(stopped))[:, None], np.minimum(stopped + 1, lines - 1)[:, None]] = 0.0
    strong = (gain > PULL) & (gain - ends.start_odds[None, :] > PULL)
    pulled: list[bool] = np.any(strong, axis=0).tolist()
    return pulled


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
    likeness = measure_likeness(measured.terms, line_groups(fragments, len(page.lines), len(page.titles)))
    pairs = pair_evidence(starts, ends, lengths, places, likeness, model)
    best_before = pairs[:, :, PAIR_NAMES.index("gain")].max(axis=0)
    positions = [sum(f < line for f in first) - 0.5 for line in page.heading_before]
    heads = heading_evidence(starts, lengths, places, likeness, positions, page.split_bylines, best_before)
    return Evidence(
        fragments,
        pairs,
        heads,
        end_evidence(starts, ends, places, pairs, len(page.titles)),
    )


def line_groups(fragments: Sequence[tuple[int, int]], lines: int, titles: int) -> Floats:
    groups = np.zeros((len(fragments) + titles, lines + titles))
    for row, (first, last) in enumerate(fragments):
        groups[row, first : last + 1] = 1.0
    for k in range(titles):
        groups[len(fragments) + k, lines + k] = 1.0
    return groups
