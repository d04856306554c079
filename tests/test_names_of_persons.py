"""Which spans of a sentence are persons and places."""

from __future__ import annotations

import pytest

from index.records import Hit, Passage
from index.splitting import split_sentences
from rag import answer_from
from rag.answering.candidates import find_candidates
from rag.answering.foreign_names import family_names
from rag.answering.questions import analyse_question
from rag.answering.scene import Scene


def _found(sentence: str, kind: str) -> list[str]:
    return [c.value for c in find_candidates(sentence, (kind,))]


@pytest.mark.parametrize(
    ("sentence", "persons"),
    [
        ("诺瓦克·德约科维奇赢得男子单打冠军", ["德约科维奇"]),
        ("阿什莉·巴蒂在决赛中击败丹妮尔·柯林斯", ["巴蒂", "柯林斯"]),
        ("c·罗纳尔多与莱昂内尔·梅西将出战", ["罗纳尔多", "梅西"]),
        ("该片由吴京主演", ["吴京"]),
        ("世界冠军张昊饰杜远洲", ["张昊", "杜远洲"]),
        ("写到这儿,我突然想起了雷佳音", ["雷佳音"]),
        ("市委书记李强华指出", ["李强华"]),
        ("岸田文雄首相", ["岸田文雄"]),
        ("他获得公开赛冠军和两个亚军,这是第一个大满贯", []),
        ("坚持高水平开放,党的领导是关键", []),
    ],
)
def test_persons(sentence: str, persons: list[str]) -> None:
    assert _found(sentence, "person") == persons


def test_a_place_with_its_town_and_without() -> None:
    assert {"日本武道馆", "武道馆"} <= set(_found("葬礼在日本武道馆举行", "place"))
    assert _found("农村改革和乡村振兴", "place") == []


def test_who_is_named_in_full_once_is_known_by_the_family_name() -> None:
    texts = ("决赛里诺瓦克·德约科维奇先失一盘。", "德约科维奇随后连胜三盘,夺得冠军。")
    assert family_names(texts) == {"德约科维奇"}
    hits = [
        Hit(
            Passage(f"{n}#1", str(n), "", "article", None, None, None, None, None, 1, 0, len(t), t, split_sentences(t)),
            0.0,
        )
        for n, t in enumerate(texts)
    ]
    scene = Scene(analyse_question("谁夺得冠军？"), hits)
    assert [c.value for s in scene.sentences for c in s.candidates] == ["德约科维奇"]


def test_who_he_is_stands_before_the_sentence_that_says_he() -> None:
    text = "青石县的果农许长河种了三十年脐橙。他在今年的全国脐橙大赛里夺得金奖。评委对果品很满意。"
    answer = answer_from("谁在全国脐橙大赛里夺得金奖？", [text])
    assert not answer.refused
    assert answer.text.index("许长河") < answer.text.index("夺得金奖")
    assert len(answer.citations) >= 2
