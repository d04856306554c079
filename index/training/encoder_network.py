"""The static encoder in training: a vector a word, made of its own part and of its characters' parts.

The two are added up when training ends, so that the shipped model is a plain table. It knows no text.
Sums over bags are products with a sparse matrix: on a processor SciPy does them ten times as fast as
`embedding_bag` with its gradient, and a graphics card runs the same matrix in torch.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch.nn import functional

SMOOTHING = 1e-3  # SIF's a / (a + p), https://openreview.net/forum?id=SyK00v5xx
CHARACTER_SHARE = 0.7
FULLY_KNOWN = 200  # A word seen as often as this starts with its own vector at full length.


class SparseSum(torch.autograd.Function):
    """`matrix @ table` for a constant SciPy matrix."""

    @staticmethod
    def forward(ctx: Any, table: torch.Tensor, matrix: sparse.csr_matrix) -> torch.Tensor:
        ctx.matrix = matrix
        return _multiply(matrix, table)

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:
        return _multiply(ctx.matrix.T.tocsr(), gradient.contiguous()), None


def _multiply(matrix: sparse.csr_matrix, table: torch.Tensor) -> torch.Tensor:
    if table.device.type == "cpu":
        return torch.from_numpy(matrix @ table.detach().numpy())
    rows, columns, counts = (
        torch.from_numpy(part).to(table.device) for part in (matrix.indptr, matrix.indices, matrix.data)
    )
    return torch.sparse_csr_tensor(rows, columns, counts, matrix.shape, check_invariants=False) @ table


class WordTable:
    """`own` is (words, dimension), `characters` (characters, dimension); `table()` adds them up.

    Rows of marks and of the unknown word stay zero.
    """

    def __init__(self, words: list[str], counts: Counter[str], silent: set[str], dimension: int, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        total = max(sum(counts.values()), 1)
        seen = np.array([counts.get(word, 0) for word in words], dtype=np.float32)
        speaking = np.array([word not in silent for word in words], dtype=np.float32)
        # A rare word starts as its characters, a frequent one as itself; both as quiet as they are common.
        known = np.sqrt(np.minimum(seen, FULLY_KNOWN) / FULLY_KNOWN)
        weight = SMOOTHING / (SMOOTHING + seen / total) * (0.3 + 0.7 * known) * speaking
        self.own = torch.randn(len(words), dimension, generator=generator) * torch.from_numpy(weight)[:, None]
        number = {c: i for i, c in enumerate(sorted({c for word in words if word not in silent for c in word}))}
        self.characters = torch.randn(len(number), dimension, generator=generator) * 0.7
        entries = [
            (i, number[c], CHARACTER_SHARE / len(word) * float(min(1.0, SMOOTHING / (SMOOTHING + seen[i] / total))))
            for i, word in enumerate(words)
            if word not in silent
            for c in word
        ]
        rows, columns, shares = zip(*entries, strict=True)
        shape = (len(words), len(number))
        self.parts = sparse.csr_matrix((np.array(shares, dtype=np.float32), (rows, columns)), shape=shape)
        self.to("cpu")

    def to(self, device: str) -> WordTable:
        """Move to `device`, with fresh memories of past gradients."""
        self.own, self.characters = self.own.to(device), self.characters.to(device)
        self.memories = [torch.full((len(p), 1), 1e-12, device=device) for p in (self.own, self.characters)]
        return self

    def rows(self, numbers: NDArray[Any]) -> torch.Tensor:
        """The vectors of the words `numbers` (no repeats), as a leaf that gathers a gradient."""
        picked = torch.from_numpy(np.asarray(numbers, dtype=np.int64)).to(self.own.device)
        return (self.own[picked] + _multiply(self.parts[numbers], self.characters)).requires_grad_()

    def step(self, numbers: NDArray[Any], gradient: torch.Tensor, rate: float) -> None:
        """One step down the gradient of `rows(numbers)`: Adagrad with one memory a row.

        Only rows that occur are touched, and rare words move as far as frequent ones.
        """
        picked = torch.from_numpy(np.asarray(numbers, dtype=np.int64)).to(self.own.device)
        parts = self.parts[numbers]
        used = np.unique(parts.indices)
        character_gradient = _multiply(parts.T.tocsr()[used], gradient)
        used_rows = torch.from_numpy(used.astype(np.int64)).to(self.own.device)
        for parameter, memory, rows, slope in (
            (self.own, self.memories[0], picked, gradient),
            (self.characters, self.memories[1], used_rows, character_gradient),
        ):
            memory[rows] += slope.square().mean(dim=1, keepdim=True)
            parameter.index_add_(0, rows, slope / memory[rows].sqrt(), alpha=-rate)

    def keep(self, path: Path, epoch: int) -> None:
        """Write all that a later run needs to go on after `epoch` epochs; a stop half-way leaves the old file."""
        state = {"epoch": epoch, "own": self.own, "characters": self.characters, "memories": self.memories}
        unfinished = path.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(path)

    def restore(self, path: Path) -> int:
        """Take up what `keep` wrote; the number of epochs done."""
        state = torch.load(path, map_location=self.own.device, weights_only=True)
        self.own, self.characters, self.memories = state["own"], state["characters"], state["memories"]
        return int(state["epoch"])

    def table(self) -> NDArray[np.float32]:
        return (self.own + _multiply(self.parts, self.characters)).cpu().numpy()


def bag_matrix(ids: NDArray[Any], offsets: NDArray[Any], columns: int) -> sparse.csr_matrix:
    """Bags of column numbers as a (bags, columns) matrix of counts."""
    ends = np.append(offsets, len(ids))
    matrix = sparse.csr_matrix((np.ones(len(ids), dtype=np.float32), ids, ends), shape=(len(offsets), columns))
    matrix.sum_duplicates()
    return matrix


def bag_vectors(rows: torch.Tensor, matrix: sparse.csr_matrix) -> torch.Tensor:
    """Unit-norm sums of the bags' rows."""
    sums: torch.Tensor = SparseSum.apply(rows, matrix)  # type: ignore[no-untyped-call]
    return functional.normalize(sums, dim=-1)


def contrastive_loss(queries: torch.Tensor, passages: torch.Tensor, same: torch.Tensor, scale: float) -> torch.Tensor:
    """Cross-entropy both ways over the batch's (and any further) passages; pairs marked `same` do not count against.

    `passages` may hold more rows than `queries`: query i belongs to passage i, the rest are hard negatives.
    """
    similarities = (scale * queries @ passages.T).masked_fill(same, -1e4)
    labels = torch.arange(len(queries), device=queries.device)
    forth = functional.cross_entropy(similarities, labels)
    back = functional.cross_entropy(similarities[:, : len(queries)].T, labels)
    return 0.75 * forth + 0.25 * back
