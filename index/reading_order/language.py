"""A small character n-gram model of Chinese: how likely one run of characters follows another.

It answers with log probabilities only; it knows nothing of pages, fragments or articles. The counts (characters, and
sequences of 2 to 5) were made from the training corpus by `index.training.seams`; digits and Latin letters are folded
into one class each. `index/data/ngrams.npy` is a bucketed hash table, uint16 (buckets, 8): 11 bits of fingerprint and
5 bits of logarithmic count a slot; about one look-up in 250 of an absent sequence finds a false count.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ORDER = 5
BREAK = 1  # the id of a paragraph's boundary; 0 is an unknown or absent character
SLOTS = 8
BITS = 12
COUNT_BASE = 1.5
# The weight of the shorter context is a * count(context) ** b: fitted for perplexity on 15% of the corpus that was not
# counted (3.86 nats a character; a constant weight of 4 gave 5.96, since rare sequences are pruned away).
BACKOFF = {2: (1.5, 0.85), 3: (4.0, 0.75), 4: (6.0, 1.0), 5: (6.0, 0.85)}

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_DATA = Path(__file__).parent.parent / "data"
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def folded(text: str) -> str:
    """`text` without blanks, digits as 0, Latin letters as a, full-width forms as half."""
    out = []
    for ch in text:
        code = ord(ch)
        if ch.isspace():
            continue
        if 0xFF01 <= code <= 0xFF5E and ch not in "，。！？；：（）":
            ch = chr(code - 0xFEE0)
        if ch.isdigit():
            ch = "0"
        elif ord(ch) < 0x250 and ch.isalpha():
            ch = "a"
        out.append(ch)
    return "".join(out)


def hash_keys(keys: Ids, length: int, buckets: int) -> tuple[Ids, npt.NDArray[np.uint16]]:
    """The bucket and the 11-bit fingerprint of packed n-grams (12 bits a character) of one length."""
    mixed = (keys.astype(np.uint64) ^ (np.uint64(length) << np.uint64(60))) * _MULTIPLIER
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    bucket = (mixed >> np.uint64(40)) % np.uint64(buckets)
    return bucket.astype(np.int64), ((mixed >> np.uint64(8)) & np.uint64(0x7FF)).astype(np.uint16)


@dataclass(frozen=True, slots=True)
class CharacterModel:
    """Counts of characters and of sequences of 2 to 5 of them."""

    ids: dict[str, int]
    unigrams: Floats
    table: npt.NDArray[np.uint16]

    def encode(self, text: str) -> list[int]:
        """The ids of the folded text; unknown characters are 0."""
        return [self.ids.get(ch, 0) for ch in folded(text)]

    def counts(self, windows: Ids) -> Floats:
        """float64 (m,): the count of each n-gram of `windows` (m, n), n from 1 to 5; 0 where it is not kept."""
        length = windows.shape[1]
        if length == 1:
            return self.unigrams[windows[:, 0]]
        keys = np.zeros(len(windows), dtype=np.int64)
        for column in range(length):
            keys = (keys << BITS) | windows[:, column]
        bucket, fingerprint = hash_keys(keys, length, len(self.table))
        slots = self.table[bucket]
        matches = (slots >> np.uint16(5) == fingerprint[:, None]) & (slots != 0)
        levels = np.where(matches, slots & np.uint16(0x1F), 0).max(axis=1)
        return np.where(levels > 0, COUNT_BASE ** levels.astype(np.float64) * 2.0, 0.0)

    def log_probabilities(self, windows: Ids) -> Floats:
        """float64 (m,): log P(last character | the ones before it) for `windows` (m, up to 5); 0 ends a context."""
        width = windows.shape[1]
        target = windows[:, -1:]
        total = float(self.unigrams.sum())
        probability = (self.counts(target) + 0.5) / total
        usable = target[:, 0] != 0
        for length in range(2, width + 1):
            usable = usable & (windows[:, width - length] != 0)
            if not usable.any():
                break
            rows = np.flatnonzero(usable)
            part = windows[rows, width - length :]
            context = self.counts(part[:, :-1])
            joint = np.minimum(self.counts(part), context)
            scale, power = BACKOFF[length]
            backoff = scale * np.maximum(context, 1.0) ** power
            mixed = (joint + backoff * probability[rows]) / (context + backoff)
            probability[rows] = np.where(context > 0, mixed, probability[rows])
        result: Floats = np.log(probability)
        return result

    def _ends(self, texts: Sequence[str], size: int, last: bool) -> Ids:
        """int64 (texts, size): the ids of each text's last (first) characters, 0 where there are none."""
        rows = np.zeros((len(texts), size), dtype=np.int64)
        for row, text in enumerate(texts):
            encoded = [BREAK] if text == "\n" else self.encode(text)
            part = encoded[-size:] if last else encoded[:size]
            if part:
                rows[row, slice(-len(part), None) if last else slice(len(part))] = part
        return rows

    def following_each(self, lefts: Sequence[str], rights: Sequence[str], depth: int = ORDER - 1) -> Floats:
        """float64 (m,): log P(right's first characters | left), the m-th left with the m-th right."""
        left, right = self._ends(lefts, ORDER - 1, True), self._ends(rights, depth, False)
        whole = np.concatenate([left, right], axis=1)
        windows = np.lib.stride_tricks.sliding_window_view(whole, ORDER, axis=1)[:, :depth].reshape(-1, ORDER)
        values = np.where(windows[:, -1] != 0, self.log_probabilities(windows), 0.0)
        result: Floats = values.reshape(len(lefts), depth).sum(axis=1)
        return result

    def following(self, lefts: Sequence[str], rights: Sequence[str], depth: int = ORDER - 1) -> Floats:
        """float64 (lefts, rights): log P(right's first characters | left) of every pair.

        An empty string on the left means no context; "\\n" means a paragraph's boundary.
        """
        left, right = self._ends(lefts, ORDER - 1, True), self._ends(rights, depth, False)
        rows, columns = len(lefts), len(rights)
        whole = np.concatenate([np.repeat(left, columns, axis=0), np.tile(right, (rows, 1))], axis=1)
        windows = np.lib.stride_tricks.sliding_window_view(whole, ORDER, axis=1)[:, :depth].reshape(-1, ORDER)
        values = np.where(windows[:, -1] != 0, self.log_probabilities(windows), 0.0)
        result: Floats = values.reshape(rows, columns, depth).sum(axis=2)
        return result


def build_table(grams: dict[int, tuple[Ids, Ids]], buckets: int) -> npt.NDArray[np.uint16]:
    """The hash table of packed n-grams and their counts; where a bucket overflows, the commonest stay."""
    table = np.zeros((buckets, SLOTS), dtype=np.uint16)
    bucket_parts, value_parts, count_parts = [], [], []
    for length, (keys, counts) in grams.items():
        bucket, fingerprint = hash_keys(keys, length, buckets)
        level = np.clip(np.rint(np.log(counts / 2.0) / np.log(COUNT_BASE)), 1, 31).astype(np.uint16)
        bucket_parts.append(bucket)
        value_parts.append((fingerprint << np.uint16(5)) | level)
        count_parts.append(counts)
    bucket, value, count = (np.concatenate(parts) for parts in (bucket_parts, value_parts, count_parts))
    order = np.lexsort((-count, bucket))
    bucket, value = bucket[order], value[order]
    first = np.searchsorted(bucket, np.arange(buckets))
    rank = np.arange(len(bucket)) - first[bucket]
    kept = rank < SLOTS
    table[bucket[kept], rank[kept]] = value[kept]
    return table


@cache
def load_character_model(folder: Path = _DATA) -> CharacterModel:
    """The shipped model, loaded once."""
    vocabulary: dict[str, Any] = json.loads((folder / "characters.json").read_text(encoding="utf-8"))
    ids = {ch: number for number, ch in enumerate(vocabulary["characters"])}
    unigrams = np.asarray(vocabulary["counts"], dtype=np.float64)
    return CharacterModel(ids, unigrams, np.load(folder / "ngrams.npy", mmap_mode="r").view(np.ndarray))
