"""Whether the best sentences of the likeliest candidates hold what a question asks for: a person, a number, a place.

Regular expressions are slow, so they are run over few sentences.
"""

from __future__ import annotations

import math
import re
from functools import cache

import numpy as np

from rag.ranking.asked_question import AskedQuestion, Floats
from rag.ranking.evidence import EVIDENCE, NUMERAL_ENDS, ends_number_with, evidence_pattern
from rag.ranking.passage_block import Bools, Ints, PassageBlock

_MOST_FIGURES, _MOST_FOUND, _MOST_UNITS = 8, 5, 4
# A number and its unit are no longer.
_NUMBER_CHARS = 16


def answer_columns(question: AskedQuestion, block: PassageBlock, best: Ints, promising: Ints) -> dict[str, Floats]:
    """Whether the best sentence, its neighbour and the passage hold what the question asks for.

    Looked at for the `promising` passages only; `asked_echo` grows with how often the candidates give the same answer.
    """
    pattern = evidence_pattern(question.kind)
    names = ("asked_best", "asked_near", "asked_new", "asked_echo", "unit_best", "figures_best")
    columns = {name: np.zeros(len(best)) for name in (*names, "asks_itself", "looked_at")}
    figures = EVIDENCE["number"]
    echoes: dict[str, float] = {}
    for n in promising.tolist():
        number = best.item(n)
        sentence = block.sentence_text(number)
        columns["looked_at"][n] = 1.0
        columns["asks_itself"][n] = float("?" in sentence)
        held = figures.findall(sentence)
        columns["figures_best"][n] = min(len(held), _MOST_FIGURES)
        if pattern:
            held = held if pattern is figures else pattern.findall(sentence)
            new = [answer for answer in held if answer not in question.folded]
            columns["asked_new"][n] = min(len(new), _MOST_FOUND)
            columns["asked_best"][n] = float(bool(held))
            columns["asked_near"][n] = float(_next_holds(pattern, block, number, n))
            for answer in new[:2]:
                if answer not in echoes:
                    echoes[answer] = math.log(max(block.text.count(answer), 1))
                columns["asked_echo"][n] = max(columns["asked_echo"][n], echoes[answer])
    units = block.sentence_at[unit_places(question.unit, block)]
    held_by = np.bincount(units, minlength=len(block.sentences))[best[promising]]
    columns["unit_best"][promising] = np.minimum(held_by, _MOST_UNITS)
    return columns | {"unit_passage": np.bincount(block.passage_of[units], minlength=len(best)).astype(np.float64)}


def _next_holds(pattern: re.Pattern[str], block: PassageBlock, sentence: int, passage: int) -> bool:
    following = sentence + 1
    if following >= len(block.sentences) or block.passage_of.item(following) != passage:
        return False
    return pattern.search(block.text, block.sentences.item(following), block.sentence_ends.item(following)) is not None


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
