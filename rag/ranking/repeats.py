"""Hits that say over again what a better hit said: a wire report printed twice pushes other reports off the page.

From the texts alone. Repeats are moved behind, never dropped; the same words by another author are no repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.records import Hit
from rag.ranking.passage_block import fold_codes

_RUN_CHARS = 8
# One run in eight stands for all (Broder, "On the resemblance and containment of documents", 1997).
_SAMPLED = 8
_FEWEST_RUNS = 6
# The share of the shorter text's runs that the other holds; 0.7 and 0.9 find the same within the noise.
_CONTAINED = 0.8
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def containment(texts: Sequence[str]) -> NDArray[np.float64]:
    """(N, N): which share of the runs of the shorter of two texts the other holds, white space aside.

    Runs are of 8 characters, by a sample of their hashes; 0 for texts of few runs.
    """
    plain = ["".join(text.split()) for text in texts]
    codes = fold_codes("".join(plain)).astype(np.uint64)
    owners = np.arange(len(texts)).repeat([len(text) for text in plain])
    # Runs of two characters, of four, and the two halves of each run of eight mixed.
    pairs = codes[:-1] << np.uint64(16) | codes[1:]
    halves = pairs[:-2] << np.uint64(32) | pairs[2:]
    hashes = (halves[:-4] * _FACTOR ^ halves[4:]) * _FACTOR
    hashes ^= hashes >> np.uint64(29)
    inside = owners[: len(hashes)] == owners[_RUN_CHARS - 1 :]
    chosen = np.flatnonzero(inside & (hashes % np.uint64(_SAMPLED) == 0))
    known, at = np.unique(hashes[chosen], return_inverse=True)
    held = np.zeros((len(texts), len(known)), dtype=np.float32)
    held[owners[chosen], at] = 1.0
    shared, counts = (held @ held.T).astype(np.float64), held.sum(axis=1)
    fewer = np.minimum(counts[:, None], counts[None, :])
    return np.where(fewer >= _FEWEST_RUNS, shared / np.maximum(fewer, 1), 0.0)


def repeats_last(hits: Sequence[Hit], depth: int) -> list[Hit]:
    """The first `depth` hits with those behind that repeat a better one, then the others; values still fall."""
    head, rest = list(hits[:depth]), list(hits[depth:])
    if len(head) < 2:
        return list(hits)
    contained = containment([hit.passage.text for hit in head]) >= _CONTAINED
    firsts: list[int] = []
    repeats: list[int] = []
    for n, hit in enumerate(head):
        same = any(contained[n, other] and _one_voice(hit, head[other]) for other in firsts)
        (repeats if same else firsts).append(n)
    if not repeats:
        return list(hits)
    order = [head[n] for n in firsts + repeats]
    values = sorted((hit.similarity for hit in head), reverse=True)
    return [replace(hit, similarity=value) for hit, value in zip(order, values, strict=True)] + rest


def _one_voice(hit: Hit, other: Hit) -> bool:
    """Whether nothing is lost about who said it."""
    return not hit.passage.author or hit.passage.author == other.passage.author
