"""The vector index: every kind gives the same answers where they are certain, and filters never leak."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dense import FLAT_LIMIT, KINDS, FaissIndex, build_dense, chosen_kind, open_dense
from index.errors import SnapshotError

COUNT, DIMENSION = 3000, 16


def unit_vectors(count: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = unit_vectors(COUNT, 1)


@pytest.fixture(scope="module", params=KINDS)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FaissIndex:
    path = tmp_path_factory.mktemp("dense") / "vectors.faiss"
    assert build_dense(VECTORS, path, request.param) == request.param
    return open_dense(path, request.param)


def test_a_vector_finds_itself(index: FaissIndex) -> None:
    similarities, rows = index.search(VECTORS[[5, 2999, 0]], 3)
    assert rows[:, 0].tolist() == [5, 2999, 0]
    assert np.allclose(similarities[:, 0], 1, atol=2e-3)
    assert (np.diff(similarities, axis=1) <= 0).all()
    assert similarities.dtype == np.float32
    assert rows.dtype == np.int64
    assert len(index) == COUNT


def test_nearly_all_of_the_exact_ten_are_found(index: FaissIndex) -> None:
    queries = unit_vectors(50, 2)
    exact = np.argsort(-(queries @ VECTORS.T), axis=1)[:, :10]
    _, rows = index.search(queries, 10)
    shared = [len(set(a) & set(b)) for a, b in zip(rows.tolist(), exact.tolist(), strict=True)]
    assert sum(shared) >= 0.85 * 10 * len(queries)


def test_stored_vectors_come_back(index: FaissIndex) -> None:
    rows = np.array([2999, 0, 7, 7])
    assert np.allclose(index.vectors(rows), VECTORS[rows], atol=1e-3)
    assert index.vectors(np.array([], dtype=np.int64)).shape == (0, DIMENSION)
    with pytest.raises(IndexError, match="3000"):
        index.vectors(np.array([3000]))


def test_a_filter_is_exact_and_never_leaks(index: FaissIndex) -> None:
    allowed = np.arange(1, COUNT, 7)
    queries = unit_vectors(20, 3)
    similarities, rows = index.search(queries, 5, allowed)
    exact = allowed[np.argsort(-(queries @ VECTORS[allowed].T), axis=1)[:, :5]]
    assert (rows == exact).mean() > 0.98  # 16-bit rounding may swap two that are all but equal
    assert (np.diff(similarities, axis=1) <= 0).all()


def test_a_large_filter_does_not_leak_either(index: FaissIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.dense.EXACT_FILTER_LIMIT", 10)
    allowed = np.arange(0, COUNT, 2)
    _, rows = index.search(unit_vectors(20, 3), 5, allowed)
    assert set(rows.ravel().tolist()) <= {*allowed.tolist(), -1}
    assert (rows >= 0).mean() > 0.9


def test_fewer_than_k_are_padded(index: FaissIndex) -> None:
    similarities, rows = index.search(VECTORS[:1], 4, np.array([9, 3]))
    assert sorted(rows[0, :2].tolist()) == [3, 9]
    assert rows[0, 2:].tolist() == [-1, -1]
    assert np.isneginf(similarities[0, 2:]).all()
    _, rows = index.search(VECTORS[:1], 2, np.array([], dtype=np.int64))
    assert rows.tolist() == [[-1, -1]]


def test_vectors_of_another_dimension_are_refused(index: FaissIndex) -> None:
    with pytest.raises(ValueError, match="dimension 16"):
        index.search(np.zeros((1, 8), dtype=np.float32), 1)


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    kind = build_dense(np.zeros((0, DIMENSION), dtype=np.float16), tmp_path / "v")
    similarities, rows = open_dense(tmp_path / "v", kind).search(VECTORS[:2], 3)
    assert rows.tolist() == [[-1] * 3] * 2
    assert np.isneginf(similarities).all()


def test_small_sets_are_searched_exactly() -> None:
    assert chosen_kind(0) == chosen_kind(FLAT_LIMIT) == "flat"
    assert chosen_kind(FLAT_LIMIT + 1) != "flat"


@pytest.mark.parametrize("kind", [*KINDS, "tree"])
def test_what_is_no_index_is_refused(tmp_path: Path, kind: str) -> None:
    (tmp_path / "v").write_bytes(b"no index")
    with pytest.raises(SnapshotError):
        open_dense(tmp_path / "v", kind)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(1, 10), st.integers(0, 1000))
def test_flat_equals_brute_force(tmp_path_factory: pytest.TempPathFactory, count: int, k: int, seed: int) -> None:
    path = tmp_path_factory.mktemp("flat") / "v"
    vectors = unit_vectors(count, seed)
    found = open_dense(path, build_dense(vectors, path, "flat")).search(vectors[:1], k)
    expected = np.sort(vectors @ vectors[0])[::-1][:k]
    assert np.allclose(found[0][0, : len(expected)], expected, atol=2e-3)
    assert (found[1][0, len(expected) :] == -1).all()
