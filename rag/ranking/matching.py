"""Where a question's terms, and the runs of characters that it shares, stand in a block of passages.

The block is looked at once: only pairs of neighbouring characters that the question has are followed further. What a
match is worth is for features.py to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rag.ranking.passage_block import Bools, Ints, fold_codes

_LONGEST_QUESTION = 200
# More than the characters of a question that are compared, so that a place fits below a distance in one number.
_PLACES = 256
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CommonRuns:
    """Runs of at least two characters that a block shares with a question.

    For every pair of neighbours (R,) that both have: `ends`, its second character in the block, `places`, the same in
    the question, and `lengths`, the longest run that ends there. In no useful order.
    """

    ends: Ints
    places: Ints
    lengths: Ints


@dataclass(frozen=True, slots=True)
class Matches:
    """`places`: where each term stands in the block, rising. `runs`: what the question's characters share with it."""

    places: Mapping[str, Ints]
    runs: CommonRuns


@cache
def _joining_table() -> Bools:
    table = np.zeros(0x10000, dtype=np.bool_)
    table[[ord(c) for c in "abcdefghijklmnopqrstuvwxyz0123456789"]] = True
    return table


def find_matches(core: str, terms: Sequence[str], codes: NDArray[np.uint16]) -> Matches:
    """Match folded `terms` and the folded question `core`, a blank of which breaks a run, with a block's codes.

    Terms in Latin letters or digits are found only as a whole. The block ends with a line break, and no term has one.
    """
    asked = [ord(c) if c != " " and ord(c) < 0x10000 else -1 for c in core[:_LONGEST_QUESTION]]
    beside = list(pairwise(asked))
    patterns = {term: fold_codes(term).tolist() for term in terms}
    firsts = [(pattern[0], pattern[1]) for pattern in patterns.values() if len(pattern) > 1]
    wanted = [pair for pair in beside if -1 not in pair]
    found = _find_pairs(list(dict.fromkeys(wanted + firsts)), codes)
    places = {term: _term_places(term, pattern, found, codes) for term, pattern in patterns.items()}
    return Matches(places, _common_runs([found.get(pair) for pair in beside]))


def _find_pairs(pairs: Sequence[Pair], codes: NDArray[np.uint16]) -> dict[Pair, Ints]:
    """Where the first character of each pair of code points stands before the second, rising."""
    if not pairs:
        return {}
    characters = list(dict.fromkeys(code for pair in pairs for code in pair))
    size = len(characters) + 1
    number_of = np.zeros(0x10000, dtype=np.int64)
    number_of[characters] = np.arange(1, size)
    at = (number_of > 0).take(codes[:-1]).nonzero()[0]
    pair_number = np.zeros(size * size, dtype=np.uint16)
    firsts, seconds = np.array(pairs).T
    pair_number[number_of[firsts] * size + number_of[seconds]] = np.arange(1, len(pairs) + 1)
    numbers = pair_number[number_of[codes[at]] * size + number_of[codes[at + 1]]]
    kept = numbers.nonzero()[0]
    order = kept[numbers[kept].argsort(kind="stable")]
    ends = np.bincount(numbers, minlength=len(pairs) + 1)[1:].cumsum().tolist()
    starts = at[order]
    return {pair: starts[first:last] for pair, first, last in zip(pairs, [0, *ends], ends, strict=False)}


def _term_places(term: str, pattern: Sequence[int], found: Mapping[Pair, Ints], codes: NDArray[np.uint16]) -> Ints:
    places = found[pattern[0], pattern[1]] if len(pattern) > 1 else (codes == pattern[0]).nonzero()[0]
    for step, code in enumerate(pattern[2:], 2):
        places = places[codes.take(places + step, mode="clip") == code]
    if term.isascii() and len(places):
        joined = _joining_table()
        # A block ends with a line break, so that the place before 0 is never a letter.
        places = places[~(joined[codes[places - 1]] | joined[codes[places + len(term)]])]
    return np.asarray(places)


def _common_runs(beside: Sequence[Ints | None]) -> CommonRuns:
    """Longer runs are pairs one after another at the same distance from the question; `beside`: where each pair of its
    neighbours begins in the block."""
    none = np.zeros(0, dtype=np.int64)
    starts = [none if some is None else some for some in beside]
    places = np.arange(1, len(starts) + 1).repeat([len(some) for some in starts])
    if not len(places):
        return CommonRuns(none, none, none)
    ends = np.concatenate(starts) + 1
    # By distance, then by place: pairs of one run become neighbours and their numbers consecutive.
    keys = np.sort((ends - places + _LONGEST_QUESTION) * _PLACES + places)
    places = keys % _PLACES
    numbers = np.arange(len(keys))
    begins = np.zeros(len(keys), dtype=np.int64)
    begins[1:] = np.where(np.diff(keys) != 1, numbers[1:], 0)
    lengths = numbers - np.maximum.accumulate(begins) + 2
    return CommonRuns(keys // _PLACES + places - _LONGEST_QUESTION, places, lengths)
