"""Nearness of words by the bundled encoder."""

from __future__ import annotations

from rag.answering.likeness import likeness


def test_a_sentence_on_the_same_thing_is_nearer_and_a_like_word_is_found() -> None:
    cosines, near = likeness("医院有多少名医生", ["医生", "2021年"], ["全院共有大夫三百人。", "河流全长四十公里。", ""])
    assert cosines.shape == (3,)
    assert near.shape == (3, 2)
    assert cosines[0] > cosines[1]
    assert near[0, 0] > near[1, 0]
    assert near[:, 1].tolist() == [0.0, 0.0, 0.0]
    assert cosines[2] == 0.0


def test_nothing_to_compare() -> None:
    cosines, near = likeness("", [], [])
    assert cosines.shape == (0,)
    assert near.shape == (0, 0)
