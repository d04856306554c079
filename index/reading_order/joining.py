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

from index.reading_order.assignment import IMPOSSIBLE, assign
from index.reading_order.evidence import PAIR_NAMES
from index.reading_order.fields import is_closed
from index.reading_order.forest import load_forest
from index.reading_order.language import load_character_model
from index.reading_order.measuring import (
    Evidence,
    Measured,
    cut_fragments,
    line_groups,
    measure,
    measure_breaks,
    measure_lines,
    pulled_starts,
    stops_amid,
)
from index.reading_order.page_lines import PageLines
from index.reading_order.second_look import second_evidence

Floats = npt.NDArray[np.float64]
# Log odds that a line which may be a caption, and that any other fragment, follows nothing on its page.
CAPTION_ALONE = -3.0
TEXT_ALONE = -9.0
# From the log odds of a chosen pair to the confidence shown: fitted on made pages (`index.training.seams`).
CALIBRATION = (0.92, -0.06)
# In a window of very many fragments, a pair that a quarter of the trees give so little is not looked at further.
HOPELESS = -6.0
MANY_PAIRS = 3600
_DATA = Path(__file__).parent.parent / "data"


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


def _odds(name: str, features: Floats) -> Floats:
    flat = features.reshape(-1, features.shape[-1])
    hopeless = HOPELESS if len(flat) > MANY_PAIRS else None
    result: Floats = load_forest(_DATA / f"{name}.npz").odds(flat, hopeless).reshape(features.shape[:-1])
    return result


def first_odds(evidence: Evidence) -> tuple[Floats, Floats, Floats]:
    """The log odds of pairs, headings and ends at first sight."""
    pairs = _odds("pairs", evidence.pairs)
    np.fill_diagonal(pairs, IMPOSSIBLE)
    return pairs, _odds("heads", evidence.heads), _odds("ends", evidence.ends)


def look_again(
    page: PageLines,
    measured: Measured,
    evidence: Evidence,
    reading: list[tuple[int, list[int]]],
    odds: tuple[Floats, Floats, Floats],
) -> tuple[Floats, Floats, Floats]:
    """The evidence for pairs, headings and ends in the light of a first reading."""
    groups = line_groups(evidence.fragments, len(page.lines), len(page.titles))
    return second_evidence(reading, measured.terms, groups, (evidence.pairs, evidence.heads, evidence.ends), odds)


def chain_lines(page: PageLines) -> list[Chain]:
    """Chains over all lines: one for every heading that has text, then those without a heading."""
    if not page.lines:
        return []
    model = load_character_model()
    measured = measure_lines(page, model)
    break_odds = _odds("breaks", measure_breaks(page, measured, model))
    fragments = cut_fragments(page, break_odds, stops_amid(measured.ends), pulled_starts(measured.ends, model))
    evidence = measure(page, measured, fragments, model)
    alone = orphan_odds(page, fragments)
    pairs, heads, last = first_odds(evidence)
    reading = assign(pairs, heads, last, alone)
    if len(fragments) > 2:
        seen = look_again(page, measured, evidence, reading, (pairs, heads, last))
        pairs, heads, last = (
            _odds(name, values) for name, values in zip(("pairs2", "heads2", "ends2"), seen, strict=True)
        )
        np.fill_diagonal(pairs, IMPOSSIBLE)
        reading = assign(pairs, heads, last, alone)
    return [_expand(chain, evidence, pairs) for chain in reading]


def orphan_odds(page: PageLines, fragments: Sequence[tuple[int, int]]) -> Floats:
    """float64 (n,): log odds that a fragment follows nothing: a newspaper caption may, other text hardly."""
    newspaper = any(page.bylines)
    captions = [newspaper and first == last and may_be_caption(page.lines[first]) for first, last in fragments]
    return np.where(captions, CAPTION_ALONE, TEXT_ALONE)


def may_be_caption(line: str) -> bool:
    """Whether a line could stand alone under a photo: one short, whole sentence."""
    return len(line) <= 130 and is_closed(line) and not any(mark in line[:-2] for mark in "。！？")


def _expand(chain: tuple[int, list[int]], evidence: Evidence, pairs: Floats) -> Chain:
    heading, members = chain
    lines: list[int] = []
    joins: dict[int, PageJoin] = {}
    for before, number in zip([-1, *members], members, strict=False):
        first, last = evidence.fragments[number]
        if lines:
            joins[len(lines)] = _describe(evidence.pairs[before, number], float(pairs[before, number]))
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
