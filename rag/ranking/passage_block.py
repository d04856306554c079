"""Candidate passages as one folded block of characters, so that a question is matched against all of them at once.

It knows characters, sentences and where a passage begins, and no question.
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


def fold_codes(text: str) -> NDArray[np.uint16]:
    """uint16 (len(text),): folded code points; those beyond the BMP become U+FFFD."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) == 2 * len(text):
        return _folding_table().take(np.frombuffer(units, dtype=np.uint16))
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return _folding_table()[np.where(codes > 0xFFFF, _REPLACEMENT, codes)]


@dataclass(frozen=True, slots=True)
class PassageBlock:
    """`text` is the folded passages, a line break after each. All arrays count from 0.

    `starts` and `lengths` (P,): where each passage begins and its characters; `sentences` and `sentence_ends` (S,):
    where each sentence begins and ends; `first_sentence` (P,): the number of each passage's first; `passage_of` (S,):
    the passage of each sentence; `sentence_at` (N,): the sentence of each character; `first_cell`, `passage_of_cell`
    and `cell_at` are the same for pieces of 25 characters.
    """

    text: str
    codes: NDArray[np.uint16]
    starts: Ints
    lengths: Ints
    sentences: Ints
    sentence_ends: Ints
    first_sentence: Ints
    passage_of: Ints
    sentence_at: Ints
    first_cell: Ints
    passage_of_cell: Ints
    cell_at: Ints

    def sentence_text(self, number: int, count: int = 1) -> str:
        """The text of `count` sentences from `number` on."""
        last = min(number + count, len(self.sentences)) - 1
        return self.text[self.sentences.item(number) : self.sentence_ends.item(last)]

    def passage_text(self, number: int) -> str:
        start = self.starts.item(number)
        return self.text[start : start + self.lengths.item(number)]

    def passage_at(self, places: Ints) -> Ints:
        """The passages that the characters at `places` are of."""
        return self.passage_of[self.sentence_at[places]]


def make_block(texts: Sequence[str]) -> PassageBlock:
    """The block of at least one text."""
    codes = fold_codes("\n".join(texts) + "\n")
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    starts = np.cumsum(lengths + 1) - (lengths + 1)
    is_end = _sentence_end_table().take(codes)
    begins = np.zeros(len(codes), dtype=np.bool_)
    begins[1:] = is_end[:-1] > is_end[1:]
    begins[starts] = True
    sentences, first_sentence, passage_of, sentence_at = _pieces(begins, starts)
    begins[:] = False
    begins[::_CELL_CHARS] = True
    begins[starts] = True
    _, first_cell, passage_of_cell, cell_at = _pieces(begins, starts)
    return PassageBlock(
        text=codes.tobytes().decode("utf-16-le"),
        codes=codes,
        starts=starts,
        lengths=lengths,
        sentences=sentences,
        sentence_ends=np.append(sentences[1:], len(codes)),
        first_sentence=first_sentence,
        passage_of=passage_of,
        sentence_at=sentence_at,
        first_cell=first_cell,
        passage_of_cell=passage_of_cell,
        cell_at=cell_at,
    )


def _pieces(begins: Bools, starts: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Where pieces begin, the first of each passage, the passage of each, and the piece of each character."""
    at = begins.nonzero()[0]
    first = at.searchsorted(starts)
    passage_of = np.arange(len(starts)).repeat(np.diff(first, append=len(at)))
    return at, first, passage_of, np.arange(len(at)).repeat(np.diff(at, append=len(begins)))


def spread(hits: Bools, passage_of: Ints, width: int) -> Bools:
    """bool (T, n): `hits` or those of the next `width` - 1 columns, never across passages; `passage_of` (n,)."""
    spreaded = hits.copy()
    for step in range(1, min(width, hits.shape[1])):
        spreaded[:, :-step] |= hits[:, step:] & (passage_of[:-step] == passage_of[step:])
    return spreaded
