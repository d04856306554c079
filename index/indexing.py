"""The words and the vectors of a filled text store: tokens into BM25 and passages through the encoder, side by side.

Vectors of passages that an earlier snapshot holds already are taken from there. It parses and publishes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense import FaissIndex, build_dense
from index.embedding import Embedder, passage_text
from index.errors import SnapshotError
from index.lexical import LexicalIndex, LexicalRow
from index.snapshot import DENSE_NAME, DIGESTS_NAME, LEXICAL_NAME, STORE_NAME, Snapshot
from index.store import Store
from index.tokens import tokens_fingerprint

Progress = Callable[[str, int, int], None]

STAGE_EMBED = "计算向量"
STAGE_WORDS = "建词语索引"
STAGE_DENSE = "建向量索引"
_BATCH = 4096
_DIGEST_BYTES = 16


class KnownVectors:
    """Vectors of an earlier snapshot by the digest of what was embedded; empty where its encoder was another."""

    def __init__(self, snapshot: Snapshot | None, encoder: Embedder) -> None:
        self._rows: dict[bytes, int] = {}
        self._dense: FaissIndex | None = None
        path = snapshot.folder / DIGESTS_NAME if snapshot is not None else None
        if snapshot is None or path is None or not path.is_file():
            return
        if snapshot.manifest.encoder_fingerprint != encoder.fingerprint:
            return
        digests = np.load(path, allow_pickle=False)
        if digests.shape == (len(snapshot), _DIGEST_BYTES):
            self._rows = {digest.tobytes(): row for row, digest in enumerate(digests)}
            self._dense = snapshot.dense

    def find(self, digests: list[bytes]) -> tuple[list[int], NDArray[np.float32]]:
        """Positions in `digests` that are known, and their vectors."""
        known = [position for position, digest in enumerate(digests) if digest in self._rows]
        if not known or self._dense is None:
            return [], np.empty((0, 0), dtype=np.float32)
        rows = np.array([self._rows[digests[position]] for position in known], dtype=np.int64)
        return known, self._dense.vectors(rows)


def words_to_extend(snapshot: Snapshot | None, unmoved_rows: int) -> tuple[Path, int] | None:
    """The BM25 index of an earlier snapshot and its length, where the new rows begin with all of its own."""
    if snapshot is None or not len(snapshot) or unmoved_rows != len(snapshot):
        return None
    if snapshot.manifest.tokens_fingerprint != tokens_fingerprint():
        return None
    return snapshot.folder / LEXICAL_NAME, unmoved_rows


def index_words_and_vectors(
    folder: Path,
    passage_count: int,
    encoder: Embedder,
    known: KnownVectors,
    progress: Progress,
    words_before: tuple[Path, int] | None = None,
) -> str:
    """Build both indexes in `folder` over the store that lies there; the kind of the dense one.

    `words_before` is a BM25 index that holds the words of that many first rows already.
    """
    stop = threading.Event()
    before, first_row = words_before or (None, 0)
    done = [first_row]

    def rows() -> Iterator[LexicalRow]:
        store = Store(folder / STORE_NAME)
        for text, title, author in store.searchable(first_row):
            if stop.is_set():
                raise SnapshotError("建库已中止")
            done[0] += 1
            yield LexicalRow(text, title or "", author or "")
        store.close()

    with ThreadPoolExecutor(1, thread_name_prefix="words") as pool:
        words = pool.submit(LexicalIndex.build, folder / LEXICAL_NAME, rows(), before)
        try:
            kind = _index_vectors(folder, passage_count, encoder, known, progress)
            _wait(words, lambda: progress(STAGE_WORDS, done[0], passage_count))
        except BaseException:
            stop.set()
            raise
    return kind


def _wait(words: Future[LexicalIndex], report: Callable[[], None]) -> None:
    while not words.done():
        report()
        try:
            words.exception(timeout=0.5)
        except TimeoutError:
            continue
    words.result()
    report()


def _index_vectors(folder: Path, passage_count: int, encoder: Embedder, known: KnownVectors, progress: Progress) -> str:
    raw = folder / "vectors.f16"
    shape = (passage_count, encoder.dimension)
    # An empty file cannot be mapped; a mapped one keeps a million vectors out of memory.
    vectors: NDArray[np.float16] = (
        np.memmap(raw, dtype=np.float16, mode="w+", shape=shape) if passage_count else np.zeros(shape, np.float16)
    )
    digests = np.zeros((passage_count, _DIGEST_BYTES), dtype=np.uint8)
    store = Store(folder / STORE_NAME)
    searchable = store.searchable()
    at = 0
    while batch := [passage_text(title, author, text) for text, title, author in islice(searchable, _BATCH)]:
        progress(STAGE_EMBED, at, passage_count)
        keys = [blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest() for text in batch]
        digests[at : at + len(batch)] = np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, _DIGEST_BYTES)
        reused, found = known.find(keys)
        if reused:
            vectors[at + np.array(reused)] = found
        fresh = sorted(set(range(len(batch))) - set(reused))
        if fresh:
            vectors[at + np.array(fresh)] = encoder.encode_passages([batch[position] for position in fresh])
        at += len(batch)
    store.close()
    progress(STAGE_EMBED, at, passage_count)
    np.save(folder / DIGESTS_NAME, digests)
    progress(STAGE_DENSE, 0, passage_count)
    kind = build_dense(vectors, folder / DENSE_NAME)
    progress(STAGE_DENSE, passage_count, passage_count)
    del vectors
    raw.unlink(missing_ok=True)
    return kind
