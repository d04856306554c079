"""Candidate passages as one folded block of characters, so that a question is matched against all of them at once.

It knows characters, sentences and where a passage begins; what a match is worth is for features.py to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.folding import fold

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_REPLACEMENT = 0xFFFD
_CELL_CHARS = 25
_LONGEST_QUESTION = 200


@cache
def _folding_table() -> NDArray[np.uint16]:
    """uint16 (65536,): what each BMP code point folds to; surrogates become U+FFFD."""
    table = np.arange(0x10000, dtype=np.uint16)
    table[0xD800:0xE000] = _REPLACEMENT
    characters = table.tobytes().decode("utf-16-le")
    folded = np.frombuffer(fold(characters).encode("utf-32-le"), dtype=np.uint32)
    return np.where(folded > 0xFFFF, _REPLACEMENT, folded).astype(np.uint16)


@cache
def _sentence_end_table() -> Bools:
    table = np.zeros(0x10000, dtype=np.bool_)
    table[[ord(c) for c in "。!?;\n…"]] = True
    return table


@cache
def _joining_table() -> Bools:
    table = np.zeros(0x10000, dtype=np.bool_)
    table[[ord(c) for c in "abcdefghijklmnopqrstuvwxyz0123456789"]] = True
    return table


def fold_codes(text: str) -> NDArray[np.uint16]:
    """uint16 (len(text),): folded code points; those beyond the BMP become U+FFFD."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return _folding_table()[np.where(codes > 0xFFFF, _REPLACEMENT, codes)]


@dataclass(frozen=True, slots=True)
class PassageBlock:
    """`text` is the folded passages, a line break after each. All arrays count from 0.

    `starts` (P,): where each passage begins; `sentences` (S,): where each sentence begins; `first_sentence` (P,): the
    number of each passage's first; `passage_of` (S,): the passage of each sentence; `cells`, `first_cell` and
    `passage_of_cell` are the same for pieces of 25 characters.
    """

    text: str
    codes: NDArray[np.uint16]
    starts: Ints
    sentences: Ints
    first_sentence: Ints
    passage_of: Ints
    cells: Ints
    first_cell: Ints
    passage_of_cell: Ints

    @property
    def lengths(self) -> Ints:
        return np.diff(self.starts, append=len(self.codes)) - 1

    @property
    def sentence_ends(self) -> Ints:
        return np.append(self.sentences[1:], len(self.codes))

    def sentence_text(self, number: int, count: int = 1) -> str:
        """The text of `count` sentences from `number` on."""
        last = min(number + count, len(self.sentences))
        end = int(self.sentences[last]) if last < len(self.sentences) else len(self.text)
        return self.text[int(self.sentences[number]) : end]

    def positions(self, term: str) -> Ints:
        """Where a folded term stands; one in Latin letters or digits only as a whole."""
        pattern = fold_codes(term)
        found = np.flatnonzero(self.codes[: max(len(self.codes) - len(pattern) + 1, 0)] == pattern[0])
        for step, code in enumerate(pattern[1:], 1):
            found = found[self.codes[found + step] == code]
        if term.isascii() and len(found):
            joined = _joining_table()
            # A block ends with a line break, so that the place before 0 is never a letter.
            found = found[~(joined[self.codes[found - 1]] | joined[self.codes[found + len(term)]])]
        return found


def make_block(texts: Sequence[str]) -> PassageBlock:
    """The block of at least one text."""
    joined = "\n".join(texts) + "\n"
    codes = fold_codes(joined)
    lengths = np.fromiter((len(t) + 1 for t in texts), dtype=np.int64, count=len(texts))
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    is_end = _sentence_end_table()[codes]
    begins = np.zeros(len(codes), dtype=np.bool_)
    begins[1:] = is_end[:-1] & ~is_end[1:]
    begins[starts] = True
    sentences = np.flatnonzero(begins)
    begins[:] = False
    begins[::_CELL_CHARS] = True
    begins[starts] = True
    cells = np.flatnonzero(begins)
    first_sentence, first_cell = np.searchsorted(sentences, starts), np.searchsorted(cells, starts)
    numbers = np.arange(len(texts))
    return PassageBlock(
        text=codes.tobytes().decode("utf-16-le"),
        codes=codes,
        starts=starts,
        sentences=sentences,
        first_sentence=first_sentence,
        passage_of=np.repeat(numbers, np.diff(first_sentence, append=len(sentences))),
        cells=cells,
        first_cell=first_cell,
        passage_of_cell=np.repeat(numbers, np.diff(first_cell, append=len(cells))),
    )


def spread(hits: Bools, passage_of: Ints, width: int) -> Bools:
    """bool (T, n): `hits` or those of the next `width` - 1 columns, never across passages; `passage_of` (n,)."""
    spreaded = hits.copy()
    for step in range(1, min(width, hits.shape[1])):
        spreaded[:, :-step] |= hits[:, step:] & (passage_of[:-step] == passage_of[step:])
    return spreaded


def presence(positions: Sequence[Sequence[int] | Ints], boundaries: Ints) -> Bools:
    """bool (T, len(boundaries)): whether each term, given by its positions, stands in each piece."""
    found = np.zeros((len(positions), len(boundaries)), dtype=np.bool_)
    counts = [len(p) for p in positions]
    if sum(counts):
        flat = np.concatenate([np.asarray(p, dtype=np.int64) for p in positions if len(p)])
        terms = np.repeat(np.arange(len(positions)), counts)
        found[terms, np.searchsorted(boundaries, flat, side="right") - 1] = True
    return found


@dataclass(frozen=True, slots=True)
class CharacterRuns:
    """Runs of characters that a block shares with a question.

    `longest` (N,) uint8: the longest common run that ends at each character; `pairs` and `triples`: for each question
    character where the run that ends with it is at least 2, or 3.
    """

    longest: NDArray[np.uint8]
    pairs: list[Ints]
    triples: list[Ints]


def common_runs(question: str, codes: NDArray[np.uint16]) -> CharacterRuns:
    """Longest common suffixes of a folded question (a blank breaks a run) and a block, character by character.

    Pairs are looked up in the block; a longer run is pairs one after another at the same distance from the question.
    """
    asked = [ord(c) if c != " " and ord(c) < 0x10000 else -1 for c in question[:_LONGEST_QUESTION]]
    known = np.zeros(0x10000, dtype=np.uint8)
    known[[code for code in asked if code >= 0]] = 1
    longest = known[codes]
    neighbours = codes[:-1].astype(np.uint32) << 16 | codes[1:]
    none = np.zeros(0, dtype=np.int64)
    pairs = [none for _ in asked]
    for place in range(1, len(asked)):
        if asked[place - 1] >= 0 and asked[place] >= 0:
            pairs[place] = np.flatnonzero(neighbours == np.uint32(asked[place - 1] << 16 | asked[place])) + 1
    counts = [len(found) for found in pairs]
    ends = np.concatenate([none, *pairs])
    places = np.repeat(np.arange(len(asked)), counts)
    # Hits in order of their distance from the question, then of their place: runs become neighbours.
    order = np.argsort((ends - places + _LONGEST_QUESTION) * _LONGEST_QUESTION + places, kind="stable")
    sorted_ends, sorted_places = ends[order], places[order]
    breaks = np.ones(len(order), dtype=np.bool_)
    breaks[1:] = (np.diff(sorted_ends) != 1) | (np.diff(sorted_places) != 1)
    numbers = np.arange(len(order))
    run = np.empty(len(order), dtype=np.int64)
    run[order] = numbers - np.maximum.accumulate(np.where(breaks, numbers, 0)) + 2
    np.maximum.at(longest, ends, run.astype(np.uint8))
    runs = np.split(run, np.cumsum(counts)[:-1]) if counts else []
    triples = [found[length >= 3] for found, length in zip(pairs, runs, strict=True)]
    return CharacterRuns(longest, pairs, triples)
