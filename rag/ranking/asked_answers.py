"""Whether the best sentences of the likeliest candidates hold what a question asks for, a person, a number, a place.

And how much of the question stands around it. Regular expressions are slow, so they are run over few sentences.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import cache

import numpy as np

from rag.ranking.asked_question import AskedQuestion, Floats
from rag.ranking.coverage import relative
from rag.ranking.evidence import EVIDENCE, NUMERAL_ENDS, ends_number_with, evidence_pattern
from rag.ranking.passage_block import Bools, Ints, PassageBlock

_MOST_FIGURES, _MOST_FOUND, _MOST_UNITS = 8, 5, 4
_NAMES = ("asked_best", "asked_near", "asked_new", "asked_echo", "figures_best", "asks_itself", "looked_at")
# A number and its unit are no longer.
_NUMBER_CHARS = 16


def answer_columns(
    question: AskedQuestion, block: PassageBlock, best: Ints, promising: Ints, stretches: Floats
) -> dict[str, Floats]:
    """What of the kind asked for stands in the best sentence of each passage and in its next.

    Looked at for the `promising` passages only. `asked_echo` grows with how many of them give the same answer; the
    columns `covered` are the greatest share of the question around one, by `stretches`, as `around` takes them.
    """
    pattern, figures = evidence_pattern(question.kind), EVIDENCE["number"]
    table = np.zeros((len(_NAMES), len(best)))
    answers: dict[int, set[str]] = {}
    places: list[int] = []
    for n in promising.tolist():
        begin, middle, end = _best_and_next(block, best.item(n), n)
        held = near = new = 0
        if pattern is not None:
            answers[n] = set()
            for match in pattern.finditer(block.text, begin, end):
                here, answer = match.start() < middle, match.group()
                held, near = held + here, near + (not here)
                if answer not in question.folded:
                    new += here
                    answers[n].add(answer)
                    places.append(match.start())
        asks = "?" in block.text[begin:middle]
        numbers = len(figures.findall(block.text, begin, middle))
        table[:, n] = (held > 0, near > 0, min(new, _MOST_FOUND), 0.0, min(numbers, _MOST_FIGURES), asks, 1.0)
    columns = dict(zip(_NAMES, table, strict=True))
    echoes = Counter(answer for given in answers.values() for answer in given)
    for n, given in answers.items():
        columns["asked_echo"][n] = math.log(max((echoes[answer] for answer in given), default=1))
    return (
        columns
        | covered("asked", np.array(places, dtype=np.int64), block, stretches)
        | _unit_columns(question.unit, block, best, promising, stretches)
    )


def _best_and_next(block: PassageBlock, sentence: int, passage: int) -> tuple[int, int, int]:
    """Where a passage's best sentence begins, where it ends, and where the next of the same passage ends."""
    middle = block.sentence_ends.item(sentence)
    following = sentence + 1
    within = following < len(block.sentences) and block.passage_of.item(following) == passage
    return block.sentences.item(sentence), middle, block.sentence_ends.item(following) if within else middle


def covered(name: str, places: Ints, block: PassageBlock, stretches: Floats) -> dict[str, Floats]:
    """For each passage the greatest of `stretches` (C,), three cells each, with one of the `places` in their middle."""
    greatest = np.zeros(len(block.starts))
    cell = block.cell_at[places]
    before = np.maximum(cell - 1, 0)
    owner = block.passage_of_cell[cell]
    around = stretches[np.where(block.passage_of_cell[before] == owner, before, cell)]
    np.maximum.at(greatest, owner, around)
    return {f"{name}_covered": greatest, f"{name}_covered_relative": relative(greatest)}


def _unit_columns(
    unit: str | None, block: PassageBlock, best: Ints, promising: Ints, stretches: Floats
) -> dict[str, Floats]:
    """How many numbers with the unit asked for a passage and its best sentence hold, and what stands around them."""
    places = unit_places(unit, block)
    sentences = block.sentence_at[places]
    in_best = np.zeros(len(best))
    held = np.bincount(sentences, minlength=len(block.sentences))
    in_best[promising] = np.minimum(held[best[promising]], _MOST_UNITS)
    in_passage = np.bincount(block.passage_of[sentences], minlength=len(best)).astype(np.float64)
    return {"unit_best": in_best, "unit_passage": in_passage} | covered("unit", places, block, stretches)


@cache
def _numeral_ends() -> Bools:
    table = np.zeros(0x10000, dtype=np.bool_)
    table[[ord(c) for c in NUMERAL_ENDS]] = True
    return table


def unit_places(unit: str | None, block: PassageBlock) -> Ints:
    """Where the unit that a question asks for stands behind a number."""
    if unit is None:
        return np.zeros(0, dtype=np.int64)
    at = (block.codes == ord(unit[0])).nonzero()[0]
    at = at[_numeral_ends().take(block.codes[at - 1])]
    number, size = ends_number_with(unit), len(unit)
    return np.array(
        [n for n in at.tolist() if number.search(block.text, max(n - _NUMBER_CHARS, 0), n + size)], dtype=np.int64
    )
