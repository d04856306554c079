"""Asked for in full, told in short: names, roles and titles, and what an article is about."""

from __future__ import annotations

import pytest

from rag.answering.designations import in_short_names
from rag.answering.questions import analyse_question
from rag.composing import ExtractiveComposer
from tests.answering_fakes import FakeCatalogue, invented

CATALOGUE = FakeCatalogue([
    invented(
        "s1",
        "果业大会",
        "青石县果业局局长卫长河昨天在全县果业大会上作报告，五百多名果农到会听讲。",
        "卫长河1970年出生在白鹭镇，父亲是老农技员。他从临川农业大学毕业以后回到家乡。",
    ),
    invented(
        "s2",
        "清河特大桥合龙",
        "清河特大桥是青石县投资最大的交通工程，总投资十二亿元。",
        "特大桥全长2360米，由省路桥集团承建，预计明年国庆节前通车。",
        "沿线设云岭东、红石、白沙、沙湾四个互通。征地拆迁已于上月启动。",
    ),
    invented(
        "s3",
        None,
        "获奖的纪录片《橙子熟了》由县融媒体中心拍摄，片长四十二分钟。",
        "《橙子熟了》的导演沈小满说，拍摄用了整整三年。",
    ),
    invented(
        "s4",
        "高速公路获批",
        "云岭至平江高速公路（以下简称云平高速）初步设计获批，计划明年3月开工。",
        "云平高速起于云岭县城东，止于平江市，全长78.6公里，设计时速100公里，双向四车道。",
    ),
    invented(
        "s5",
        "少年举重",
        "云岭县选手罗小燕在省运会上夺得女子举重五十五公斤级冠军。",
        "十九岁的罗小燕来自云岭县职业技术学校，十三岁开始练举重。她的启蒙教练是退役运动员马骁。",
        "亚军由平江市的吴思思获得，季军是东港区选手林薇薇。",
    ),
    invented(
        "s6",
        "两地的协会",
        "临川县脐橙协会去年成立，会员三百户。",
        "协会的会长是果农沈大年。石门县茶叶协会成立十年，会员五百户。",
    ),
])  # fmt: skip
COMPOSER = ExtractiveComposer(CATALOGUE)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("青石县果业局局长卫长河是哪年出生的？", "1970年出生"),
        ("果业局局长卫长河毕业于哪所大学？", "临川农业大学"),
        ("清河特大桥有多长？", "2360米"),
        ("青石县清河特大桥什么时候通车？", "国庆节前通车"),
        ("清河特大桥是谁承建的？", "省路桥集团"),
        ("清河特大桥有几个互通？", "四个互通"),
        ("获奖纪录片《橙子熟了》的导演是谁？", "沈小满"),
        ("云岭至平江高速公路的设计时速是多少？", "100公里"),
        ("云岭县选手罗小燕的教练是谁？", "马骁"),
        ("女子举重五十五公斤级的亚军是谁？", "吴思思"),
    ],
)
def test_what_is_named_in_full_is_found_where_it_is_told_in_short(question: str, held: str) -> None:
    answer = COMPOSER.compose(question, CATALOGUE.search(question))
    assert not answer.refused
    assert held in answer.text


@pytest.mark.parametrize(
    "question",
    ["清河特大桥的收费标准是多少？", "云平高速有几个服务区？", "果业局局长卫长河的年薪是多少？", "罗小燕有多高？"],
)
def test_what_the_article_does_not_tell_of_its_subject_is_refused(question: str) -> None:
    assert COMPOSER.compose(question, CATALOGUE.search(question)).refused


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("青石县果业局局长卫长河是哪年出生的", "卫长河是哪年出生的"),
        ("清河特大桥有多长", "特大桥有多长"),
        ("云岭至平江高速公路的设计时速是多少", "云平高速的设计时速是多少"),
        # Two associations: nobody knows which one 协会 is.
        ("临川县脐橙协会的会长是谁", "临川县脐橙协会的会长是谁"),
        # Said by nobody in full.
        ("东港特大桥有多长", "东港特大桥有多长"),
        ("", ""),
    ],
)
def test_the_short_name_is_taken_only_where_it_is_the_same_thing(question: str, read_as: str) -> None:
    assert in_short_names(analyse_question(question), CATALOGUE.search(question or "桥", 12)).chinese == read_as
