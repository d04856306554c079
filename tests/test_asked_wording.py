"""The opening name, what stands beside the asking word, and the columns made of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.records import Hit, Passage
from rag.ranking.asked_wording import beside_asking, opening, pairs_of
from rag.ranking.features import Statistics, features, read_question

STATISTICS = Statistics(lambda term: 5, 100)


def _hit(text: str, article: str, title: str | None = None) -> Hit:
    passage = Passage(f"{article}#1", article, "d", "article", title, None, None, None, None, 1, 0, len(text), text)
    return Hit(passage, 0.0, {"bm25": 1.0, "cosine": 0.1, "closeness": 0.1})


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("广东省侨联主席是谁", "广东省侨联主席"),
        ("橙花节在哪里举行", "橙花节"),
        ("谁当选了主席", "谁当选了主席"),
        ("是谁", ""),
        ("", ""),
    ],
)
def test_the_name_that_opens_a_question(question: str, name: str) -> None:
    assert opening(question) == name


def test_what_stands_beside_the_asking_word() -> None:
    assert beside_asking("第四届橙花节吸引了多少名游客参加") == ("橙花节吸引", "名游客参加")
    assert beside_asking("介绍橙花节") == ("", "")
    assert pairs_of("橙花，节 3") == ["橙花", "花节", "节3"]


def test_another_place_under_the_same_words_is_told_apart() -> None:
    question = read_question("广东省侨联主席是谁", STATISTICS)
    hits = [
        _hit("大会选举产生福建省侨联委员会，陈某当选主席。", "a"),
        _hit("李某是广东省侨联主席。", "b"),
        _hit("李某当选主席。", "c", title="广东省侨联换届"),
    ]
    columns = features(question, hits)
    assert columns["opening_two"][1] == 1.0
    assert columns["opening_two"][0] < columns["opening_two"][1]
    assert columns["opening_passage"][2] > columns["opening_two"][2]
    assert columns["opening_two_relative"].max() == 0.0


def test_without_an_asking_word_the_middle_is_taken() -> None:
    columns = features(replace(read_question("介绍橙花节", STATISTICS), opening=frozenset()), [_hit("橙花节。", "a")])
    assert columns["opening_two"].tolist() == [0.5]
    assert columns["beside_two"].tolist() == [0.5]
