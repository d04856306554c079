"""The language model, the trees and the assignment behind reading order: known values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.reading_order.assignment import IMPOSSIBLE, assign
from index.reading_order.forest import Forest, forest_arrays
from index.reading_order.language import build_table, folded, load_character_model
from index.reading_order.line_ends import measure_ends
from index.reading_order.pairing import assignment_solver
from index.reading_order.topics import cosines, count_terms

DATA = Path(__file__).parent.parent / "index" / "data"


def test_folding_keeps_classes_only() -> None:
    assert folded("５G 网络，ABC") == "0a网络，aaa"


def test_the_model_prefers_the_word_that_goes_on() -> None:
    model = load_character_model()
    lefts = ["加快建设国家级数据中", "推动高质量发"]
    rights = ["心，提升能力", "展，服务大局"]
    scores = model.following(lefts, rights)
    assert scores[0, 0] > scores[0, 1] + 3
    assert scores[1, 1] > scores[1, 0] + 3
    assert np.allclose(model.following_each(lefts, rights), np.diagonal(scores))


def test_probabilities_of_a_context_sum_to_about_one() -> None:
    model = load_character_model()
    ids = [i for ch, i in model.ids.items() if ch != "\0"]
    windows = np.array([[*model.encode("高质量发"), i] for i in ids], dtype=np.int64)
    assert np.exp(model.log_probabilities(windows)).sum() == pytest.approx(1.0, abs=0.25)


def test_the_table_keeps_the_commonest_where_a_bucket_overflows() -> None:
    keys = np.arange(1, 13, dtype=np.int64)
    table = build_table({2: (keys, keys * 100)}, buckets=1)
    levels = np.sort(table[0] & 31)
    assert table.shape == (1, 8)
    assert levels.min() >= np.rint(np.log(500 / 2) / np.log(1.5))


def test_trees_as_arrays_give_the_sum_of_their_leaves() -> None:
    leaf = [{"leaf_value": v} for v in (1.0, 2.0, 4.0)]
    inner = {"split_feature": 1, "threshold": 0.5, "left_child": leaf[1], "right_child": leaf[2]}
    root = {"split_feature": 0, "threshold": 0.0, "left_child": leaf[0], "right_child": inner}
    arrays = forest_arrays({"tree_info": [{"tree_structure": root}, {"tree_structure": leaf[0]}]})
    forest = Forest(*(arrays[n] for n in ("feature", "threshold", "left", "right", "value")), int(arrays["depth"]))
    features = np.array([[-1.0, 0.0], [0.0, 9.0], [1.0, 0.5], [1.0, 0.6]])
    assert forest.odds(features).tolist() == [2.0, 2.0, 3.0, 5.0]


def test_assignment_follows_the_best_total_not_the_best_first_choice() -> None:
    pairs = np.full((3, 3), -8.0)
    pairs[0, 1], pairs[0, 2], pairs[1, 2] = 3.0, 3.5, 2.0
    np.fill_diagonal(pairs, IMPOSSIBLE)
    heads = np.array([[5.0, -8.0, -8.0]])
    assert assign(pairs, heads, np.zeros(3), np.full(3, -9.0)) == [(0, [0, 1, 2])]


def test_assignment_breaks_cycles() -> None:
    pairs = np.array([[IMPOSSIBLE, 5.0], [5.0, IMPOSSIBLE]])
    heads = np.array([[1.0, -1.0]])
    chains = assign(pairs, heads, np.full(2, -4.0), np.full(2, -9.0))
    assert sorted(member for _, members in chains for member in members) == [0, 1]
    assert chains[0] == (0, [0, 1])


def test_ends_see_open_quotes_ordinals_and_marks() -> None:
    ends = measure_ends(["一是加强领导。二是“抓好", "落实”，三是完善", "，四是总结。"], load_character_model())
    assert ends.end_class.tolist() == [0.0, 0.0, 3.0]
    assert ends.start_class.tolist() == [0.0, 0.0, 1.0]
    assert ends.unclosed.tolist() == [1.0, 0.0, 0.0]
    assert ends.unmatched.tolist() == [0.0, 1.0, 0.0]
    assert ends.last_ordinal.tolist() == [2.0, 3.0, 4.0]


def test_texts_of_one_topic_are_more_alike() -> None:
    lines = ["渔业部门在东海开展增殖放流。", "增殖放流让渔业资源恢复。", "高铁新线开始联调联试。"]
    terms = count_terms(lines, load_character_model())
    weights = terms.weights(np.eye(3))
    for discount in (False, True):
        likeness = cosines(weights, discount)
        assert likeness[0, 1] > likeness[0, 2]
    latent = terms.latent_rows(weights)
    assert latent[0] @ latent[1] > latent[0] @ latent[2]


def test_what_is_shipped_stays_small() -> None:
    sizes = [path.stat().st_size for path in DATA.iterdir() if path.name.split(".")[0] in SHIPPED]
    assert len(sizes) == len(SHIPPED)
    assert sum(sizes) < 11 << 20


SHIPPED = ("ngrams characters edges topics breaks pairs heads ends pairs2 heads2 ends2").split()


def test_the_solver_is_scipys_and_comes_without_the_rest_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from scipy.optimize import linear_sum_assignment

    weights = np.random.default_rng(3).normal(size=(7, 9))
    expected = linear_sum_assignment(weights, maximize=True)
    for missing in (False, True):
        assignment_solver.cache_clear()
        if missing:
            monkeypatch.setattr("index.reading_order.pairing.PathFinder.find_spec", lambda *_: None)
        found = assignment_solver()(weights, maximize=True)
        assert [list(part) for part in found] == [list(part) for part in expected]
    assignment_solver.cache_clear()
