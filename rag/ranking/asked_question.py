"""A question made ready for matching: its kind, its terms and how rare they are in the index.

It knows words, not passages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.folding import fold
from index.tokens import is_asking, question_terms, question_words, words
from rag.ranking.asked_wording import beside_asking, opening, pairs_of
from rag.ranking.evidence import asked_unit, question_kind
from rag.ranking.spoken_words import searched_for

Floats = NDArray[np.float64]
# Stands for the words of a question that has none; no text holds this code point.
_NO_WORD = ("\ufdd0",)
_WORD = re.compile(r"[\u3400-\u9fffa-z0-9%.]+")


@dataclass(frozen=True, slots=True)
class Statistics:
    """How rare terms are: `frequency(term)` of `size` passages hold it."""

    frequency: Callable[[str], int]
    size: int

    def rarity(self, term: str) -> float:
        count = min(self.frequency(term), self.size)
        return math.log(1.0 + (self.size - count + 0.5) / (count + 0.5))


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question made ready for matching. `core` is its characters without those that ask, a blank for each gap.

    `written` lists for each of `whole` the words that a text may have for it; `opening` and `beside` are the pairs of
    characters of the name that the question opens with, and beside the word that asks.
    """

    folded: str
    kind: str
    core: str
    opening: frozenset[str]
    beside: frozenset[str]
    whole: tuple[str, ...]
    pieces: tuple[str, ...]
    whole_rarity: Floats
    pieces_rarity: Floats
    unit: str | None
    written: tuple[tuple[str, ...], ...]


def read_question(question: str, statistics: Statistics) -> AskedQuestion:
    """The question's kind, terms and their rarity."""
    folded = fold(question)
    all_words = words(question)
    whole = tuple(question_words(question)) or _NO_WORD
    pieces = tuple(question_terms(question)) or _NO_WORD
    listed = searched_for(folded, whole)
    core, at = [], 0
    for word in all_words:
        place = folded.find(word, at)
        at = place + len(word)
        core.append(" " if is_asking(word) and len(word) > 1 else word)
        if at < len(folded) and not _WORD.match(folded, at):
            core.append(" ")
    return AskedQuestion(
        folded=folded,
        kind=question_kind(folded),
        core="".join(core),
        opening=frozenset(pairs_of(opening(folded))),
        beside=frozenset(pair for part in beside_asking(folded) for pair in pairs_of(part)),
        whole=whole,
        pieces=pieces,
        whole_rarity=np.array([statistics.rarity(w) for w in whole]),
        pieces_rarity=np.array([statistics.rarity(w) for w in pieces]),
        unit=asked_unit(folded),
        written=tuple(listed.get(word, ()) for word in whole),
    )
