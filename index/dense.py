"""The passages' vectors and the search for the nearest, by FAISS, stored as 16-bit floats.

Up to `FLAT_LIMIT` vectors all are compared as they are ("flat"). Above, all are compared in a short form, 2 bits a
dimension, looked up in a processor's registers, and the best few hundred again as they are ("pq"; André, Kermarrec and
Le Scouarnec, "Quicker ADC", arXiv 1812.09162). "ivf" and "hnsw" are kept for comparison: see docs/growth.svg.
It knows nothing of texts: vectors in, rows out.
"""

from __future__ import annotations

import errno
import math
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError

KINDS = ("flat", "pq", "ivf", "hnsw")
Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]

# Chosen by tests/benchmarks/growth.py: below it a flat search takes less than a millisecond.
FLAT_LIMIT = 20_000
EXACT_FILTER_LIMIT = 20_000
# How many "pq" compares again: 400 found 0.999 of the exact ten among 170,781 news passages.
_REFINED = 400
_PROBES = 64
_NEIGHBOURS_VISITED = 128
_CHUNK = 20_000
_TRAINED_ON = {"flat": 1, "pq": 20_000, "ivf": 50_000, "hnsw": 1}
_SEED = 20240221


class DenseIndex(Protocol):
    """Nearest vectors by inner product. Rows are 0..n-1 in the order of building."""

    @property
    def kind(self) -> str: ...

    def __len__(self) -> int: ...

    def search(self, vectors: Vectors, k: int, rows: Rows | None = None) -> tuple[Vectors, Rows]:
        """The k nearest of each of `vectors` (q, dim), best first, among `rows` where given.

        Similarities float32 (q, k) and rows int64 (q, k); where fewer than k exist, -inf and -1.
        """
        ...

    def vectors(self, rows: Rows) -> Vectors:
        """The stored vectors, float32 (len(rows), dim)."""
        ...


class FaissIndex:
    """A `DenseIndex` over one FAISS index file."""

    def __init__(self, index: Any, kind: str) -> None:
        self._index = index
        self._kind = kind
        # Where the vectors are as they were given, to be read back and compared exactly.
        self._full = _faiss().downcast_index(index.refine_index) if kind == "pq" else index
        self._stored = _stored(self._full) if kind in ("flat", "pq") else None

    @property
    def kind(self) -> str:
        return self._kind

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def vectors(self, rows: Rows) -> Vectors:
        wanted = np.ascontiguousarray(rows, dtype=np.int64)
        if not len(wanted):
            return np.empty((0, self.dimension), dtype=np.float32)
        if wanted.min() < 0 or wanted.max() >= len(self):
            raise IndexError(f"rows {wanted.min()}..{wanted.max()} are not all in 0..{len(self) - 1}")
        if self._stored is not None:
            return self._stored[wanted].astype(np.float32)
        found: Vectors = self._full.reconstruct_batch(wanted)
        return found

    def search(self, vectors: Vectors, k: int, rows: Rows | None = None) -> tuple[Vectors, Rows]:
        queries = np.ascontiguousarray(vectors, dtype=np.float32)
        if queries.ndim != 2 or queries.shape[1] != self.dimension:
            raise ValueError(f"vectors of shape {queries.shape}; this index holds dimension {self.dimension}")
        if rows is not None and len(rows) <= EXACT_FILTER_LIMIT:
            return self._search_exactly(queries, k, rows)
        count = min(k, len(self))
        similarities = np.full((len(queries), k), -np.inf, dtype=np.float32)
        found = np.full((len(queries), k), -1, dtype=np.int64)
        if count:
            searched = self._index if rows is None else self._full
            near, at = searched.search(queries, count, params=self._parameters(count, rows))
            found[:, :count] = at
            similarities[:, :count] = np.where(at >= 0, near, -np.inf)
        return similarities, found

    def _search_exactly(self, queries: Vectors, k: int, rows: Rows) -> tuple[Vectors, Rows]:
        """Compare with every one of `rows`: few enough, and no approximate index can miss them."""
        wanted = np.unique(rows)
        all_similarities = queries @ self.vectors(wanted).T
        order = np.argsort(-all_similarities, axis=1, kind="stable")[:, :k]
        similarities = np.full((len(queries), k), -np.inf, dtype=np.float32)
        found = np.full((len(queries), k), -1, dtype=np.int64)
        similarities[:, : order.shape[1]] = np.take_along_axis(all_similarities, order, axis=1)
        found[:, : order.shape[1]] = wanted[order]
        return similarities, found

    def _parameters(self, k: int, rows: Rows | None) -> Any:
        faiss = _faiss()
        if self._kind == "pq" and rows is None:
            return faiss.IndexRefineSearchParameters(k_factor=max(4.0, _REFINED / k))
        selector = faiss.IDSelectorBatch(np.ascontiguousarray(rows, dtype=np.int64)) if rows is not None else None
        if self._kind == "ivf":
            return faiss.SearchParametersIVF(nprobe=min(_PROBES, self._index.nlist), sel=selector)
        if self._kind == "hnsw":
            return faiss.SearchParametersHNSW(efSearch=max(k, _NEIGHBOURS_VISITED), sel=selector)
        return faiss.SearchParameters(sel=selector)


def _stored(index: Any) -> NDArray[np.float16] | None:
    """The vectors (n, dim) where FAISS keeps them, mapped or in memory: read there in half the time that its own
    decoding takes. They live as long as the index."""
    if not index.ntotal:
        return None
    codes = _faiss().rev_swig_ptr(index.codes.data(), index.ntotal * index.code_size)
    stored: NDArray[np.float16] = codes.view(np.float16).reshape(index.ntotal, -1)
    return stored


def chosen_kind(count: int) -> str:
    return "flat" if count <= FLAT_LIMIT else "pq"


def build_dense(vectors: NDArray[np.floating[Any]], path: Path, kind: str | None = None) -> str:
    """Write an index of `vectors` (n, dim; any float type, may be memory-mapped) to `path`; the kind chosen."""
    faiss = _faiss()
    count, dimension = vectors.shape
    kind = kind or chosen_kind(count)
    index = _empty_index(kind, count, dimension)
    sample = np.random.default_rng(_SEED).permutation(count)[: _TRAINED_ON[kind]]
    if count:
        # Thousands of tiny parallel steps: on a busy machine several threads wait for one another for minutes.
        threads = faiss.omp_get_max_threads()
        faiss.omp_set_num_threads(1)
        index.train(np.asarray(vectors[np.sort(sample)], dtype=np.float32))
        faiss.omp_set_num_threads(threads)
    for at in range(0, count, _CHUNK):
        index.add(np.ascontiguousarray(vectors[at : at + _CHUNK], dtype=np.float32))
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        full = "No space left" in str(error)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error), str(path)) from error
    return kind


def _empty_index(kind: str, count: int, dimension: int) -> Any:
    faiss = _faiss()
    half, inner = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    if kind == "flat":
        return faiss.IndexScalarQuantizer(dimension, half, inner)
    if kind == "hnsw":
        index = faiss.IndexHNSWSQ(dimension, half, 24, inner)
        index.hnsw.efConstruction = 80
        return index
    if kind == "pq":
        parts = max(m for m in range(1, max(1, dimension // 2) + 1) if dimension % m == 0)
        coarse = faiss.IndexPQFastScan(dimension, parts, 4, inner)
        return faiss.IndexRefine(coarse, faiss.IndexScalarQuantizer(dimension, half, inner))
    cells = max(1, min(round(math.sqrt(count)), count // 40))
    index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dimension), dimension, cells, half, inner, False)
    index.cp.seed = _SEED
    return index


def open_dense(path: Path, kind: str) -> FaissIndex:
    """The index at `path`, memory-mapped where its kind allows; `SnapshotError` when it cannot be read."""
    faiss = _faiss()
    if kind not in KINDS:
        raise SnapshotError(f"向量索引的种类 {kind!r} 本程序不认识；请运行 ronghe index rebuild")
    try:
        # Inverted lists read from a mapped file were four times slower than from memory.
        index = faiss.read_index(str(path), 0 if kind == "ivf" else faiss.IO_FLAG_MMAP_IFC)
        if kind == "ivf":
            index.make_direct_map()
    except RuntimeError as error:
        raise SnapshotError(f"向量索引 {path} 打不开；请运行 ronghe index rollback 回到上一版") from error
    return FaissIndex(index, kind)


def _faiss() -> Any:
    """FAISS, imported when first needed; what its wheel says of its types is wrong, so none are used."""
    import faiss

    return faiss
