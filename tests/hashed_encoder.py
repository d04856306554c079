"""A sentence encoder for tests that needs no model: character bigrams hashed into a few dimensions.

It gives the same vectors in every process, and like texts like vectors.
"""

from __future__ import annotations

from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


class HashedEncoder:
    """An `index.embedding.Embedder`. `texts` holds every passage text that it was asked to encode."""

    def __init__(self, name: str = "hashed", dimension: int = 32) -> None:
        self.name = name
        self.dimension = dimension
        self.fingerprint = f"{name}-{dimension}"
        self.texts: list[str] = []

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for pair in pairwise(text):
                value = crc32("".join(pair).encode())
                vectors[row, value % self.dimension] += 1.0 if value & 0x10000 else -1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        self.texts.extend(texts)
        return self.encode_queries(texts)
