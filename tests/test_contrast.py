"""What tells the asked thing from its like."""

from __future__ import annotations

import pytest

from rag.answering.contrast import contrast_of
from rag.answering.questions import analyse_question


@pytest.mark.parametrize(
    ("question", "sentence", "clash"),
    [
        ("第四届橙花节在哪里举行？", "第三届橙花节在白鹭镇举行。", 1.0),
        ("第四届橙花节在哪里举行？", "第四届橙花节在白鹭镇举行。", 0.0),
        ("第4届橙花节在哪里举行？", "第四届橙花节在白鹭镇举行。", 0.0),
        ("橙花节女子组冠军是谁？", "男子组冠军是沈兰亭。", 1.0),
        ("橙花节女子组冠军是谁？", "女子组冠军是沈兰亭。", 0.5),
        ("上半年产量是多少？", "下半年产量为3万吨。", 1.0),
        ("橙花节在哪里举行？", "第三届橙花节在白鹭镇举行。", 0.5),
    ],
)
def test_another_number_or_side_clashes(question: str, sentence: str, clash: float) -> None:
    assert contrast_of(analyse_question(question)).clash(sentence, sentence, len(sentence)) == clash


def test_the_last_number_before_the_sentence_holds_in_it() -> None:
    body = "第三届橙花节开幕。它在白鹭镇举行。"
    sentence = "它在白鹭镇举行。"
    contrast = contrast_of(analyse_question("第四届橙花节在哪里举行？"))
    assert contrast.clash(sentence, body, len(body)) == 1.0


def test_head_and_predicate() -> None:
    contrast = contrast_of(analyse_question("青石县脐橙协会的发起人是谁？"))
    assert contrast.head_share("青石县脐橙协会成立多年") == 1.0
    assert contrast.head_share("白鹭河全长46公里") == 0.0
    contrast = contrast_of(analyse_question("青石县脐橙协会由谁发起成立？"))
    assert contrast.predicate_share("沈兰亭发起成立了协会") > contrast.predicate_share("沈兰亭担任协会会长")
