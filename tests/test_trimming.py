"""Where long sentences are cut: at punctuation, with …… for what is left out, and the answer still in."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.records import Hit, Passage
from index.splitting import split_sentences
from rag import answer_from
from rag.answering.clause_cuts import FEATURES, describe_cuts, find_cuts, is_fragment
from rag.answering.drafting import LEFT_OUT
from rag.answering.paragraphs import split_clauses
from rag.answering.questions import analyse_question
from rag.answering.scene import Scene, ScoredSentence
from rag.answering.terms import content_terms
from rag.answering.trees import load_trees
from rag.answering.trimming import cut, cut_to_terms, trim_sentence

_COUNTY = (
    "青石县位于清河中游，县城坐落在大青山脚下的开阔谷地之中，全县面积一千二百多平方公里，西靠大青山，北面与云州接壤，"
    "南面隔清河同石门相望，东边是水面开阔的白鹭湖，山水相依，四季分明。"
)
_YEARS = (
    "这个节日一年比一年热闹，2018年灯会的门票收入为67.7万元，2019年灯会的门票收入为59.1万元，2020年灯会停办没有收入，"
    "2021年灯会的门票收入为78.4万元，2022年灯会的门票收入为60.4万元。"
)


def _sentence(question: str, text: str) -> ScoredSentence:
    passage = Passage(
        "1#1", "1", "", "article", None, None, None, None, None, 1, 0, len(text), text, split_sentences(text)
    )
    (sentence,) = Scene(analyse_question(question), [Hit(passage, 0.0)]).sentences
    return sentence


def _trimmed(question: str, text: str, width: int = 56) -> str:
    return trim_sentence(analyse_question(question), _sentence(question, text), width)


def test_long_sentences_are_cut_at_marks_and_the_quote_stays_whole() -> None:
    text = (
        "在全县上下共同努力之下，在各有关部门的大力支持之下，在广大果农的辛勤劳动之下，青石县脐橙产量达到18.6万吨，"
        "冷链物流、电子商务、休闲观光等各项事业也都取得了令人鼓舞的可喜成绩，群众十分满意。"
    )
    answer = answer_from("青石县脐橙产量是多少？", [text])
    assert LEFT_OUT in answer.sentences[0].text
    assert "18.6万吨" in answer.sentences[0].text
    assert answer.citations[0].quote == text
    for piece in answer.sentences[0].text.split(LEFT_OUT):
        assert piece in text


def test_cut_to_terms_keeps_the_run_of_clauses_that_holds_them() -> None:
    text = "开头说些别的话，中间讲脐橙产量，末尾再说别的事。"
    assert cut_to_terms(text, content_terms("脐橙产量"), 12) == "……中间讲脐橙产量……"
    assert cut_to_terms(text, content_terms("脐橙产量"), 99) == text


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("青石县的东边是什么湖", _COUNTY, "白鹭湖"),
        ("青石县面积有多大", _COUNTY, "一千二百多平方公里"),
        ("青石县的北面和哪里接壤", _COUNTY, "云州"),
        ("2022年灯会门票收入多少", _YEARS, "60.4万元"),
        ("2019年灯会门票收入多少", _YEARS, "59.1万元"),
    ],
)
def test_the_answer_is_in_what_is_left(question: str, text: str, held: str) -> None:
    short = _trimmed(question, text)
    assert held in short
    assert len(short) <= 56 + 3 * len(LEFT_OUT)


def test_the_first_clause_may_stand_before_a_later_one() -> None:
    clauses = "青石县位于清河中游，西靠大青山，北接云州，东边是白鹭湖。"
    assert ((0, 1), (3, 4)) in find_cuts(clauses, 24)
    assert cut(clauses, (0, 10), (21, len(clauses))) == "青石县位于清河中游……东边是白鹭湖。"


def test_nothing_is_put_behind_the_first_clause_that_may_be_about_something_else() -> None:
    clauses = "青石县位于清河中游，西靠大青山；石门县位于下游，东边是白鹭湖。"
    assert all(len(runs) == 1 for runs in find_cuts(clauses, 24))


@given(st.text(alphabet="青石县东边湖，；、：，。 ", min_size=1, max_size=120), st.integers(4, 60))
def test_every_stretch_of_a_cut_stands_in_the_sentence(text: str, width: int) -> None:
    assume(len(text.strip()) > 1 and len(split_sentences(text)) == 1)
    short = _trimmed("青石县东边是什么湖", text, width)
    plain = "".join(text.split())
    at = 0
    for stretch in short.split(LEFT_OUT):
        found = plain.find("".join(stretch.split()), at)
        assert found >= at
        at = found


def test_the_shipped_trees_know_the_features() -> None:
    question = "青石县的东边是什么湖"
    assert load_trees("cuts").names == FEATURES
    cuts, matrix = describe_cuts(analyse_question(question), _sentence(question, _COUNTY), 56)
    assert matrix.shape == (len(cuts), len(FEATURES))
    assert all(a < b for ranges in cuts for a, b in ranges)


@pytest.mark.parametrize("title", ["《青石县志：山水，人物》", "《清河——从源头到入海》"])
def test_a_title_is_never_cut(title: str) -> None:
    text = f"沈兰亭在{title}首发式上说，这本书写了三十年，资料装满两间屋子。"
    clauses = [text[start:end] for start, end in split_clauses(text)]
    assert clauses == [f"沈兰亭在{title}首发式上说，", "这本书写了三十年，", "资料装满两间屋子。"]


def test_a_cut_that_says_nothing_is_a_fragment() -> None:
    assert is_fragment("沈兰亭强调……")
    assert is_fragment("……在脐橙协会第三次换届之际……")
    assert not is_fragment("青石县脐橙协会成立于1998年5月6日……")
    assert not is_fragment("沈兰亭强调。")
