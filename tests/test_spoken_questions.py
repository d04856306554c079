"""Spoken questions on an invented county's page, of kinds of wording that once were misread; and the parts at work."""

from __future__ import annotations

from typing import Any

import pytest

from index.records import Hit, Passage
from rag.answering.candidates import find_candidates
from rag.answering.carrying_on import is_headline
from rag.answering.framing import without_frame
from rag.answering.lacking import names_attribute
from rag.answering.parts import split_question
from rag.answering.preferences import person_asked
from rag.answering.premises import contradicted, stated
from rag.answering.questions import analyse_question
from rag.answering.resegmenting import in_written_words
from rag.answering.terms import content_terms, cover
from rag.citations import verify_answer
from rag.composing import ExtractiveComposer
from tests.answering_fakes import read_asked

CATALOGUE, QUESTIONS = read_asked("spoken-questions.json")


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: str(row["ask"]))
def test_a_spoken_question_is_understood(row: dict[str, Any]) -> None:
    answer = verify_answer(ExtractiveComposer(CATALOGUE).compose(row["ask"], CATALOGUE.search(row["ask"])))
    assert answer.refused == row.get("refused", False), answer.text
    for text in row.get("holds", []):
        assert text in answer.text, answer.text
    for text in row.get("lacks", []):
        assert text not in answer.text, answer.text
    assert all(s.verified for s in answer.sentences), [(s.text, s.doubts) for s in answer.sentences if not s.verified]
    assert all(c.quote in c.passage.text for c in answer.citations)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("一共有几次", []),
        ("灯会办了多少场", ["灯会", "办"]),
        ("灯会为什么这么热闹", ["灯会", "热闹"]),
        ("《县志》说古镇建于明代", ["古镇", "建于", "明代"]),
        ("作者为什么反对扩建", ["反对", "扩建"]),
        ("灯会最后怎么样了", ["灯会"]),
        ("晚霞云靠谱吗", ["晚霞", "云"]),
        ("全县有多少人口", ["全县", "人口"]),
        ("怎样用好冷库", ["冷库"]),
        ("如何才能搞好水利", ["水利"]),
    ],
)
def test_words_that_only_ask_are_no_terms(question: str, words: list[str]) -> None:
    rest = without_frame(question)
    assert [t.text for t in content_terms(rest)] == words or rest == question


def _hit(text: str) -> Hit:
    passage = Passage("1#1", "1", "", "article", None, None, None, None, None, 1, 0, len(text), text, ((0, len(text)),))
    return Hit(passage, 1.0)


def test_words_are_cut_as_the_passage_writes_them() -> None:
    asked = in_written_words(analyse_question("全县有多少渠长圩长"), [_hit("全县有渠长、圩长等二百人。")])
    assert {"渠长", "圩长"} <= {t.text for t in asked.terms}
    unknown = analyse_question("转基因大豆有多少")
    assert in_written_words(unknown, [_hit("本县种大豆三千亩。")]) == unknown


def test_a_short_form_is_held_by_what_it_is_short_for() -> None:
    assert cover("老龄委", "县老龄工作委员会") == 0.8
    assert cover("防汛办", "防汛抗旱办公室") == 0.8
    assert cover("重庆市", "重大庆典在城市举行") < 0.5


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("灯会是不是办了26场", "灯会是办了26场"),
        ("排名第三，对吗", "排名第三"),
        ("灯会在哪里办", ""),
        ("你知道灯会是什么吗", ""),
    ],
)
def test_what_a_question_states(question: str, claim: str) -> None:
    assert stated(analyse_question(question)) == claim


def test_only_what_the_article_lacks_is_called_in_question() -> None:
    asked = analyse_question("灯会是不是办了26场")
    text = "上半年共举办灯会16场。"
    assert contradicted(asked, text, _hit(text).passage, text) == "26场"
    assert contradicted(asked, text, _hit(text).passage, text + "去年办了26场。") == ""


def test_two_things_compared_are_two_figures() -> None:
    assert split_question(analyse_question("东村的产量比西村高吗")) == ("东村产量多少", "西村产量多少")


def test_whose_post_is_asked_for() -> None:
    assert person_asked("阮怀远是谁") == person_asked("阮怀远是干什么的") == "阮怀远"
    assert person_asked("作者是谁") == person_asked("这是谁写的") == ""


def test_what_is_done_is_no_attribute() -> None:
    assert names_attribute(analyse_question("种子的价格是多少"))
    assert not names_attribute(analyse_question("游客今年增长了多少"))


def test_a_headline_urges_and_is_short() -> None:
    assert is_headline("大力发展夜经济。")
    assert is_headline("三是处理好本地人和外来客的关系。")
    assert not is_headline("灯会16场。")


def test_what_a_tagger_joins_is_no_name() -> None:
    """人要 and 节办 are no words; 桂某川 may be a name, so it stays whole and heavy."""
    hits = [_hit("灯会于正月初一举行，为期七天，观众三万人。")]
    for question, junk in (("灯会上的人要排多久的队", "人要"), ("灯会搞完以后河灯交上去了吗", "交上去")):
        asked = analyse_question(question)
        read = in_written_words(asked, hits)
        heavy = {t.text: t.weight for t in asked.terms}.get(junk, 0.0)
        assert {t.text: t.weight for t in read.terms}.get(junk, 0.0) < max(heavy, 0.1)
    named = in_written_words(analyse_question("蔡礼辉哪天看的灯会"), hits)
    assert {t.text: t.weight for t in named.terms}["蔡礼辉"] > 8


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("挑种子的时候要注意哪几点", "list"),
        ("住院那几天是谁照看的", "person"),
        ("登记单位到底指的是什么", "definition"),
        ("能测哪些水质指标", "list"),
        ("要提前几天报名", "figure"),
        ("哪几年受过灾", "time"),
    ],
)
def test_kinds_of_spoken_questions(question: str, kind: str) -> None:
    assert analyse_question(question).kind == kind


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("应当经2/3以上成员同意", ["2/3"]),
        ("约三分之二是农户", ["三分之二"]),
        ("近八万农户受益", ["八万"]),
        ("一万多场灯会", ["一万多场"]),
        ("前后近一周", ["一周"]),
        ("2023/8/16发布", ["2023", "8", "16"]),
    ],
)
def test_figures_in_words(text: str, values: list[str]) -> None:
    assert [c.value for c in find_candidates(text, ("figure",))] == values
