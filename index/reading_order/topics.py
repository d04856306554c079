"""What lines are about: their rare character pairs and words, and a small latent-semantic space of such pairs.

It measures likeness of texts; it knows nothing of their order or of joins. `index/data/topics.npz` holds, for the
30,000 character pairs that tell most, a row each in a space made from the training corpus.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.reading_order.language import BITS, CharacterModel

Floats = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]

_DATA = Path(__file__).parent.parent / "data"
_WORD = re.compile(r"[A-Za-z][A-Za-z]+|\d{2,}")
_WORD_SPACE = 1 << 44
# Counted as if a Latin word or number were as rare as a sequence seen 200 times in the corpus.
_WORD_COUNT = 200.0


@dataclass(frozen=True, slots=True)
class Terms:
    """How often each term stands in each line: `counts` (lines, terms), with the terms' rarity and latent rows."""

    counts: Floats
    rarity: Floats
    latent: Floats

    def weights(self, groups: Floats) -> Floats:
        """float64 (groups, terms) for `groups` (groups, lines) of 0 and 1: damped counts times rarity."""
        result: Floats = np.log1p(groups @ self.counts) * self.rarity
        return result

    def latent_rows(self, weights: Floats) -> Floats:
        """float64 (groups, dimensions), unit rows."""
        rows = weights @ self.latent
        result: Floats = rows / (np.sqrt((rows**2).sum(axis=1, keepdims=True)) + 1e-9)
        return result


@cache
def _space() -> tuple[Ids, Floats]:
    with np.load(_DATA / "topics.npz") as stored:
        scale = stored["scale"].astype(np.float64)
        return stored["pairs"].astype(np.int64), stored["rows"].astype(np.float64) * scale[None, :]


def _codes(line: str) -> Ids:
    points = np.frombuffer(line.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    han = (points >= 0x4E00) & (points < 0xA000)
    pairs = (points[:-1] << 21) | points[1:]
    codes = pairs[han[:-1] & han[1:]]
    words = [_WORD_SPACE | zlib.crc32(word.lower().encode()) for word in _WORD.findall(line)]
    return np.concatenate([codes, np.array(words, dtype=np.int64)]) if words else codes


def count_terms(lines: Sequence[str], model: CharacterModel) -> Terms:
    """The terms of each line."""
    parts = [_codes(line) for line in lines]
    owner = np.repeat(np.arange(len(lines)), [len(p) for p in parts])
    terms, column = np.unique(np.concatenate(parts), return_inverse=True) if parts else (np.zeros(0, np.int64), owner)
    counts = np.zeros((len(lines), len(terms)))
    np.add.at(counts, (owner, column), 1.0)
    firsts, seconds = terms >> 21, terms & 0x1FFFFF
    is_word = terms >= _WORD_SPACE
    windows = np.zeros((len(terms), 2), dtype=np.int64)
    han = np.flatnonzero(~is_word)
    windows[han, 0] = [model.ids.get(chr(p), 0) for p in firsts[han]]
    windows[han, 1] = [model.ids.get(chr(p), 0) for p in seconds[han]]
    frequency = np.where(is_word, _WORD_COUNT, np.maximum(model.counts(windows), 2.0)) if len(terms) else np.zeros(0)
    rarity = np.clip(
        np.log(float(model.unigrams.sum()) / np.maximum(frequency, 1.0)) - 6.5,
        0.2,
        None,
    )
    return Terms(counts, rarity, _latent(windows))


def _latent(windows: Ids) -> Floats:
    pairs, rows = _space()
    keys = (windows[:, 0] << BITS) | windows[:, 1]
    place = np.minimum(np.searchsorted(pairs, keys), len(pairs) - 1)
    result: Floats = np.where((pairs[place] == keys)[:, None], rows[place], 0.0)
    return result


def cosines(weights: Floats, discount: bool) -> Floats:
    """float64 (n, n): cosine of the rows; with `discount`, terms that many rows share count less."""
    if discount:
        frequency = (weights > 0).sum(axis=0)
        weights = weights * np.log((len(weights) + 1.0) / np.maximum(frequency, 1))
    norms = np.sqrt((weights**2).sum(axis=1)) + 1e-6
    result: Floats = (weights @ weights.T) / np.outer(norms, norms)
    return result
