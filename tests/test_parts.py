"""Questions that ask for several facts."""

from __future__ import annotations

import pytest

from rag.answering.parts import split_question
from rag.answering.questions import analyse_question
from rag.composing import ExtractiveComposer
from tests.answering_fakes import FakeCatalogue


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("最佳电视剧和最佳电视动画分别是什么？", ("最佳电视剧是什么?", "最佳电视动画是什么?")),
        (
            "分别有多少个国家和地区参加了脐橙展和茶叶展？",
            ("有多少个国家或者地区参加了脐橙展?", "有多少个国家或者地区参加了茶叶展?"),
        ),
        ("布林肯和耶伦访华时间", ("布林肯访华时间", "耶伦访华时间")),
        ("2021年和2022年产量分别是多少？", ("2021年产量是多少?", "2022年产量是多少?")),
        ("6月和7月的客流涨幅", ("6月的客流涨幅", "7月的客流涨幅")),
        ("一号线和三号线的首班车几点", ("一号线的首班车几点", "三号线的首班车几点")),
        ("茶叶博览会和脐橙博览会开幕时间", ("茶叶博览会开幕时间", "脐橙博览会开幕时间")),
        ("橙业公司前两季度营收分别是多少", ("橙业公司第一季度营收是多少", "橙业公司第二季度营收是多少")),
        ("浙江和江苏推出的游船叫什么", ("浙江推出的游船叫什么", "江苏推出的游船叫什么")),
        ("有多少人和多少架飞机随时准备增援？", ("有多少人随时准备增援?", "有多少架飞机随时准备增援?")),
    ],
)
def test_one_thing_asked_of_several(question: str, parts: tuple[str, ...]) -> None:
    assert split_question(analyse_question(question)) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("橙花节的时间和地点？", ("橙花节的时间", "橙花节的地点")),
        ("前首相的国葬时间和地点？", ("前首相的国葬时间", "前首相的国葬地点")),
        ("这款手机的发布时间和处理器？", ("这款手机的发布时间", "这款手机的处理器")),
        ("新机场的设计者和投用时间是什么", ("新机场的设计者是谁", "新机场的投用时间是什么时候")),
        ("养老金上调比例和发放时间", ("养老金上调比例", "养老金发放时间")),
        ("罚款金额和整改期限是多少", ("罚款金额是多少", "整改期限是多少")),
        ("县议员宣誓仪式及首次会议的时间", ("县议员宣誓仪式的时间", "县议员首次会议的时间")),
    ],
)
def test_several_things_asked_of_one(question: str, parts: tuple[str, ...]) -> None:
    assert split_question(analyse_question(question)) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("公司什么时候成立的？创始人是谁？", ("公司什么时候成立的", "公司的创始人是谁")),
        ("主场馆叫什么、能坐多少人", ("主场馆叫什么", "主场馆能坐多少人")),
        ("《山河》是什么类型的电影？它的导演是谁？", ("《山河》是什么类型的电影", "《山河》的导演是谁")),
        ("为了呈现哪三个篇章，演员付出了什么？", ("为了呈现哪三个篇章", "演员付出了什么")),
    ],
)
def test_two_questions_one_behind_the_other(question: str, parts: tuple[str, ...]) -> None:
    assert split_question(analyse_question(question)) == parts


@pytest.mark.parametrize(
    "question",
    [
        "中国和法国签署了什么协议？",
        "财政部和水利部预拨了多少资金？",
        "两国之间的关系怎么样",
        "皮肤粗糙、皱纹加深是由什么引起的？",
        "《山和水》的导演是谁？",
    ],
)
def test_what_is_one_fact_stays_one_question(question: str) -> None:
    assert len(split_question(analyse_question(question))) == 1


def test_of_two_facts_the_one_that_no_article_tells_is_refused_alone() -> None:
    catalogue = FakeCatalogue()
    question = "青石县脐橙协会是什么时候成立的？会长是谁？"
    answer = ExtractiveComposer(catalogue).compose(question, catalogue.search(question))
    assert not answer.refused
    assert "1998年5月6日" in answer.text
    assert "文中没有提到" in answer.text
    assert len(answer.citations) == 1
