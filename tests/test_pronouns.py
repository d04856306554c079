"""Whom 他 means."""

from __future__ import annotations

import pytest

from index.records import Hit, Passage
from index.splitting import split_sentences
from rag.answering.pronouns import last_named, pronoun_in
from rag.answering.questions import analyse_question
from rag.answering.scene import Scene


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("他在决赛里夺得金奖。", "他"),
        ("后来该同志调往省城。", "该同志"),
        ("这位来自青石县的选手第三个出场。", ""),
        ("他们在决赛里夺得金奖。", ""),
        ("其他选手没有完赛。", ""),
        ("他国的选手没有完赛。", ""),
    ],
)
def test_words_that_stand_for_one_person(sentence: str, stands: str) -> None:
    found = pronoun_in(sentence)
    assert (found[0] if found else "") == stands


def test_the_last_one_named_is_meant() -> None:
    earlier = ["果品那天卖得很好。", "果农许长河和技术员周小平同去参赛。", "馆长杜青说灯会很成功。"]
    found = last_named(earlier, "谁夺得金奖")
    assert found is not None
    assert (found[0], found[1].value) == (1, "周小平")
    asked = last_named(earlier, "除了许长河和周小平还有谁")
    assert asked is not None
    assert asked[1].value == "杜青", "who is named in the question is not asked for"
    assert last_named([*["果品很好。"] * 3, "馆长杜青说灯会很成功。"], "谁") is None, "too far back"


def test_a_sentence_with_a_pronoun_offers_who_was_named_before() -> None:
    text = "青石县的果农许长河种了三十年脐橙。他在今年的全国脐橙大赛里夺得金奖。评委对果品很满意。"
    spans = split_sentences(text)
    passage = Passage("1#1", "1", "", "article", None, None, None, None, None, 1, 0, len(text), text, spans)
    scene = Scene(analyse_question("谁在全国脐橙大赛里夺得金奖？"), [Hit(passage, 1.0)])
    best = scene.sentences[1].best
    assert best is not None
    assert (best.value, best.start, best.end) == ("许长河", 0, 1)
    figures = Scene(analyse_question("他种了多少年脐橙？"), [Hit(passage, 1.0)])
    assert figures.sentences[1].candidates == [], "no person is asked for"
