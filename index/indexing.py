"""The words and the vectors of a filled text store: tokens into BM25 and passages through the encoder, side by side.

Vectors and words of passages that an earlier snapshot holds already are taken from there. It parses and publishes
nothing.
"""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense import FaissIndex, build_dense
from index.embedding import Embedder, passage_text
from index.errors import SnapshotError
from index.lexical import LexicalBase, LexicalIndex, LexicalRow, deleted_texts, runs_of
from index.snapshot import DENSE_NAME, DIGESTS_NAME, LEXICAL_NAME, STORE_NAME, Snapshot
from index.store import Store
from index.tokens import tokens_fingerprint

Progress = Callable[[str, int, int], None]

STAGE_EMBED = "计算向量"
STAGE_WORDS = "建词语索引"
STAGE_DENSE = "建向量索引"
_BATCH = 4096
_DIGEST_BYTES = 16
_KEY_BYTES = 24
# Deleted texts count in the frequency of words until the index is made anew: at most this share of all texts.
_MAX_DELETED = 0.05


class KnownPassages:
    """What an earlier snapshot holds of the passages of a new one, by the keys of `passage_keys`.

    Vectors are known where its encoder was the same one, words where it cut texts the same way. `keep_words` False:
    the words are to be indexed anew in any case.
    """

    def __init__(self, snapshot: Snapshot | None, encoder: Embedder, *, keep_words: bool = True) -> None:
        self._rows: dict[bytes, int] = {}
        self._dense: FaissIndex | None = None
        self._keys: NDArray[np.uint8] | None = None
        self._lexical = Path()
        path = snapshot.folder / DIGESTS_NAME if snapshot is not None else None
        if snapshot is None or path is None or not path.is_file():
            return
        keys = np.load(path, allow_pickle=False)
        # Snapshots of format 1 hold digests without the lengths behind them.
        if keys.ndim != 2 or keys.shape[0] != len(snapshot) or keys.shape[1] not in (_DIGEST_BYTES, _KEY_BYTES):
            return
        if snapshot.manifest.encoder_fingerprint == encoder.fingerprint:
            self._rows = {key[:_DIGEST_BYTES].tobytes(): row for row, key in enumerate(keys)}
            self._dense = snapshot.dense
        if keep_words and keys.shape[1] == _KEY_BYTES and snapshot.manifest.tokens_fingerprint == tokens_fingerprint():
            self._keys, self._lexical = keys, snapshot.folder / LEXICAL_NAME

    def vectors(self, keys: NDArray[np.uint8]) -> tuple[list[int], NDArray[np.float32]]:
        """Positions in `keys` that are known, and their vectors."""
        digests = [key[:_DIGEST_BYTES].tobytes() for key in keys]
        known = [position for position, digest in enumerate(digests) if digest in self._rows]
        if not known or self._dense is None:
            return [], np.empty((0, 0), dtype=np.float32)
        rows = np.array([self._rows[digests[position]] for position in known], dtype=np.int64)
        return known, self._dense.vectors(rows)

    def words(self, keys: NDArray[np.uint8]) -> LexicalBase | None:
        """The BM25 index to begin from; None where so much of it has gone that cutting anew is better."""
        if self._keys is None or not len(self._keys):
            return None
        origin = matched_rows(self._keys, keys)
        gone = len(self._keys) - int((origin >= 0).sum()) + deleted_texts(self._lexical)
        return LexicalBase(self._lexical, origin) if gone <= _MAX_DELETED * len(keys) else None


def passage_keys(store: Store) -> NDArray[np.uint8]:
    """uint8 (n, 24): the digest of what is embedded, then the lengths of title and author in it, for every passage.

    The lengths tell where the title ends, so that equal keys mean equal texts, titles and authors.
    """
    keys = np.zeros((store.passage_count, _KEY_BYTES), dtype=np.uint8)
    for row, (text, title, author) in enumerate(store.searchable()):
        digest = blake2b(passage_text(title, author, text).encode(), digest_size=_DIGEST_BYTES).digest()
        lengths = struct.pack("<II", len(title or ""), len(author or ""))
        keys[row] = np.frombuffer(digest + lengths, dtype=np.uint8)
    return keys


def matched_rows(before: NDArray[np.uint8], now: NDArray[np.uint8]) -> NDArray[np.int64]:
    """int64 (len(now),): a row of `before` with the same key for each of `now`, none twice; -1 where none is left."""
    old, new = (np.ascontiguousarray(keys).view(f"S{_KEY_BYTES}").ravel() for keys in (before, now))
    old_order, new_order = np.argsort(old, kind="stable"), np.argsort(new, kind="stable")
    old, new = old[old_order], new[new_order]
    nth_of_its_key = np.arange(len(new)) - np.searchsorted(new, new, "left")
    at = np.searchsorted(old, new, "left") + nth_of_its_key
    there = at < np.searchsorted(old, new, "right")
    origin = np.full(len(new), -1, dtype=np.int64)
    origin[new_order[there]] = old_order[at[there]]
    return origin


def index_words_and_vectors(folder: Path, encoder: Embedder, known: KnownPassages, progress: Progress) -> str:
    """Build both indexes in `folder` over the store that lies there; the kind of the dense one."""
    stop = threading.Event()
    with closing(Store(folder / STORE_NAME)) as store:
        keys = passage_keys(store)
        np.save(folder / DIGESTS_NAME, keys)
        base = known.words(keys)
        fresh = np.arange(len(keys)) if base is None else np.flatnonzero(base.origin < 0)
        done = [len(keys) - len(fresh)]

        def rows() -> Iterator[LexicalRow]:
            for first, last in runs_of(fresh):
                for text, title, author in store.searchable(first, last + 1):
                    if stop.is_set():
                        raise SnapshotError("建库已中止")
                    done[0] += 1
                    yield LexicalRow(text, title or "", author or "")

        with ThreadPoolExecutor(1, thread_name_prefix="words") as pool:
            words = pool.submit(LexicalIndex.build, folder / LEXICAL_NAME, rows(), base)
            try:
                kind = _index_vectors(folder, store, keys, encoder, known, progress)
                _wait(words, lambda: progress(STAGE_WORDS, done[0], len(keys)))
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


def _index_vectors(
    folder: Path, store: Store, keys: NDArray[np.uint8], encoder: Embedder, known: KnownPassages, progress: Progress
) -> str:
    raw = folder / "vectors.f16"
    passage_count = len(keys)
    vectors = _mapped(raw, (passage_count, encoder.dimension))
    for at in range(0, passage_count, _BATCH):
        progress(STAGE_EMBED, at, passage_count)
        end = min(at + _BATCH, passage_count)
        reused, found = known.vectors(keys[at:end])
        if reused:
            vectors[at + np.array(reused)] = found
        fresh = sorted(set(range(end - at)) - set(reused))
        if fresh:
            batch = [passage_text(title, author, text) for text, title, author in store.searchable(at, end)]
            vectors[at + np.array(fresh)] = encoder.encode_passages([batch[position] for position in fresh])
    progress(STAGE_EMBED, passage_count, passage_count)
    progress(STAGE_DENSE, 0, passage_count)
    kind = build_dense(vectors, folder / DENSE_NAME)
    progress(STAGE_DENSE, passage_count, passage_count)
    del vectors
    raw.unlink(missing_ok=True)
    return kind


def _mapped(path: Path, shape: tuple[int, int]) -> NDArray[np.float16]:
    """Zeros in a mapped file, which keeps a million vectors out of memory; `OSError` when the disk has no room."""
    if not shape[0]:
        return np.zeros(shape, np.float16)  # an empty file cannot be mapped
    with path.open("wb") as stream:
        size = shape[0] * shape[1] * np.dtype(np.float16).itemsize
        if hasattr(os, "posix_fallocate"):
            # Without room for it, writing to a mapped file ends the process without a word.
            os.posix_fallocate(stream.fileno(), 0, size)
        else:
            stream.truncate(size)
    return np.memmap(path, dtype=np.float16, mode="r+", shape=shape)
