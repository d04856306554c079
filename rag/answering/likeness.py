"""How near in meaning the words of sentences are to those of a question, by the bundled encoder's word vectors.

Always the bundled encoder, whatever an index was built with: the fitted trees know its values. No rule, no list.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from index.embedding import bundled_encoder

Floats = NDArray[np.float64]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


def likeness(question: str, terms: Sequence[str], sentences: Sequence[str]) -> tuple[Floats, Floats]:
    """float64 (sentences,): each sentence's cosine to the question; float64 (sentences, terms): how near its nearest
    word comes to each term, 0.0 to 1.0. All texts folded. A term with a digit is near to nothing."""
    count = len(terms)
    rows, columns, ends = bundled_encoder().words([question, *terms, *sentences])
    if not len(columns):
        return np.zeros(len(sentences)), np.zeros((len(sentences), count))
    counts = csr_matrix((np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(ends) - 1, len(rows)))
    units = _unit(counts @ rows)
    cosines = units[1 + count :] @ units[0]
    wanted = np.where([t[0].isdigit() for t in terms] or [False], np.float32(0), np.float32(1))
    near = _unit(rows) @ units[1 : 1 + count].T
    near *= wanted if count else 1.0
    found = np.zeros((len(ends) - 1, count), dtype=np.float32)
    filled = np.flatnonzero(np.diff(ends))
    if count:
        found[filled] = np.maximum.reduceat(near[columns], ends[filled], axis=0)
    return cosines.astype(np.float64), np.clip(found[1 + count :], 0.0, 1.0).astype(np.float64)
