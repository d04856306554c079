"""Follow-ups on what was just told: pronouns by kind, exchanges, other times, and the article that is gone on about."""

from __future__ import annotations

import pytest

from rag.answer import Answer
from rag.answering.refusing import phrase
from rag.conversation import Turn, standalone_question
from rag.conversing.continuing import (
    articles_spoken_of,
    better_of,
    first_of_these,
    is_lost,
    leans,
    names_new,
    subject_of,
    tells_another_time,
    with_subject,
)
from rag.conversing.referents import person_in_both, persons_in, topic_of, whole_name

AUTHORS = ("简予安", "贺知秋")


@pytest.mark.parametrize(
    ("before", "told", "asked", "alone"),
    [
        ("渔业法检查报告是谁作的", "", "海上交通法那份呢", "海上交通法检查报告是谁作的？"),
        ("港务会第七次会议上，渔业法检查报告是谁作的", "", "海上交通法那份呢", "海上交通法检查报告是谁作的？"),
        ("北岸灯塔什么时候建的", "", "南岸那边呢", "南岸灯塔什么时候建的？"),
        ("北岸灯塔什么时候建的", "", "南岸那座呢", "南岸灯塔什么时候建的？"),
        ("一号船的票价是多少", "", "二号船的呢", "二号船的票价是多少？"),
        ("码头二期多少泊位，什么时候完工", "", "总造价呢", "码头二期总造价是多少？"),
        ("青港大桥长度是多少", "", "总投资呢", "青港大桥总投资是多少？"),
        ("灯塔每天接待几批游客，门票多少钱", "", "运量呢", "灯塔每天运量是多少？"),
        ("2031年渡轮电动化率要到多少", "", "现在是多少", "现在渡轮电动化率要到多少？"),
        ("青港有几座灯塔", "", "以前有多少", "以前青港有几座灯塔？"),
        ("乔亭村早先为什么没有渡口", "", "那现在呢，村民一年挣多少", "乔亭村现在村民一年挣多少？"),
        ("渡口委员会谁牵头", "主席是沈闻舟，他是教授。", "他们怎么看", "渡口委员会怎么看？"),
        ("灯塔谁主持修的", "修缮由青港文物局主持。", "他们怎么说", "青港文物局怎么说？"),
        ("渡轮一共赔了多少", "", "那2027年那回呢", "2027年渡轮一共赔了多少？"),
        ("乔亭村早先靠什么为生", "……", "有多少户", "乔亭村有多少户？"),
        ("夫妻俩骗了多少钱", "共骗十万元。", "他们判了几年", "夫妻俩判了几年？"),
        ("青港轮渡公司谁当经理", "经理是何晓帆。", "她哪年来的", "何晓帆哪年来的？"),
        ("何晓帆得了几等奖", "何晓帆得了二等奖。", "那她徒弟呢", "何晓帆徒弟得了几等奖？"),
        (
            "马山苓是哪里人，现在在哪个港",
            "马山苓是北岸人，在青港开船。",
            "站长问她留不留，她咋说的",
            "站长问马山苓留不留，她咋说的？",
        ),
        ("船队为什么把渡船卖掉", "", "是谁买的", "渡船是谁买的？"),
        ("北岸那座说的是哪几个港口的灯塔", "", "它有多高", "北岸有多高？"),
        ("公司给船员许了哪几条诺", "一是加薪。", "第二条是啥", "公司给船员许了几条诺，第二条是啥？"),
    ],
)
def test_what_is_taken_from_the_last_turn(before: str, told: str, asked: str, alone: str) -> None:
    assert standalone_question(asked, [Turn(before, told)], AUTHORS) == alone


@pytest.mark.parametrize(
    ("before", "told", "asked"),
    [
        ("谁救了落水的人", "沈一舟和何晓帆先后跳下水。", "他后来怎么样"),
        ("这次风暴持续了多久", "这段时间，青港停航。", "他们怎么看"),
        ("这次风暴持续了多久", "这段时间，渡轮停航。", "他自己有没有解释"),
        ("沈闻舟老婆做什么", "……", "为什么判他"),
        ("人均收入多少", "3.6万元。", "有多少户"),
        ("灯塔谁画的", "简予安画的。", "他们怎么说"),
        ("船长说渡轮几点开", "", "他几点到的"),
        ("简予安怎么看渡轮", "简予安认为渡轮应免费。", "青港渡轮一年运多少人"),
        ("灯塔几点亮灯", "", "渔业公司今年产量多少"),
        ("简予安怎么看渡轮", "……", "贺知秋写了哪几篇文章"),
        ("渡轮几点开", "", "什么是潮汐发电"),
        ("灯塔门票多少钱", "", "那青港大桥有多长"),
        ("青港有几座灯塔", "", "北岸的养殖场现在由哪家公司经营"),
    ],
)
def test_what_stands_alone_or_cannot_be_told_stays(before: str, told: str, asked: str) -> None:
    assert standalone_question(asked, [Turn(before, told)], AUTHORS) == asked


def test_names_are_whole() -> None:
    assert whole_name("金昌", ["主席是金昌平，他是教授。"]) == "金昌平"
    assert whole_name("金昌", ["金昌说，渡轮要改。"]) == "金昌"
    assert whole_name("金昌", ["金昌平不说话，金昌也走了。"]) == "金昌"
    assert person_in_both("马山苓是哪里人", "马山苓是北岸人。") == "马山苓"
    assert person_in_both("黄河芬是哪里人", "黄河芬是北岸人。") == "黄河芬"
    assert person_in_both("马山苓是哪里人", "她是北岸人。") is None
    assert person_in_both("高速路修到哪里", "高速路修到北岸。") is None
    assert persons_in("这段时间，渡轮停航", ()) == []


def test_topics_are_what_is_spoken_of() -> None:
    assert topic_of("船队为什么把渡船卖掉") == "渡船"
    assert topic_of("灯塔干嘛要求拆掉") == "灯塔"


BEFORE = [Turn("青港那位船长开的是什么船", "他开的是三号渡轮。[1]", titles=("青港的船",), articles=("a",))]


@pytest.mark.parametrize("asked", ["后来怎么判的", "最后得了什么奖", "救了几个人", "以前停过没有", "他开了多久"])
def test_a_question_with_no_thing_of_its_own_leans(asked: str) -> None:
    assert leans(asked, BEFORE)


@pytest.mark.parametrize("asked", ["养殖场一年赚多少", "北岸灯塔有多高", "潮汐发电是什么", "哪几篇文章写了渡轮"])
def test_a_new_question_does_not_lean(asked: str) -> None:
    assert not leans(asked, BEFORE)


def test_the_subject_of_the_last_question_goes_in_front() -> None:
    assert subject_of("青港那位船长救了几个人") == "青港那位船长"
    assert with_subject("最后得了什么奖", BEFORE) == "青港那位船长最后得了什么奖？"
    assert with_subject("那2029年那回修了多久？", BEFORE) == "青港那位船长2029年那回修了多久？"
    assert with_subject("那位乘客判了几年", BEFORE) is None
    assert with_subject("样品几号送到", BEFORE) is None


def test_new_names_are_asked_of_all_articles() -> None:
    assert names_new("上海有几座灯塔", BEFORE)
    assert not names_new("他哪年来的", BEFORE)


def test_the_articles_spoken_of_are_the_last_cited() -> None:
    refused = Turn("他几岁", refused=True)
    assert articles_spoken_of(BEFORE) == ("a",)
    assert articles_spoken_of([*BEFORE, refused]) == ("a",)
    assert articles_spoken_of([*BEFORE, refused, refused]) == ()
    assert articles_spoken_of([Turn("全文讲什么", "……", articles=("a", "b", "c"))]) == ()
    assert first_of_these([], ("a",)) == []


def test_the_better_answer_is_taken() -> None:
    plain = Answer("q", "他得了金锚奖。[1]")
    other = Answer("q", "渡轮得了船舶奖。[1]")
    nearest = Answer("q", phrase("nearest") + "他得了金锚奖。[1]")
    off = Answer("q", "他开的是三号渡轮。[1]")
    refused = Answer("q", "没有。", refused=True)
    asked = "最后得了什么奖"
    assert better_of(asked, plain, other, leaning=True) is plain
    assert better_of(asked, nearest, other, leaning=True) is other
    assert better_of(asked, nearest, refused, leaning=True) is nearest
    assert better_of(asked, off, refused, leaning=True) is refused
    assert better_of(asked, refused, other, leaning=True) is other
    assert better_of(asked, plain, nearest, leaning=False) is plain
    assert better_of(asked, plain, other, leaning=False) is other
    assert better_of(asked, plain, refused, leaning=False) is refused


def test_the_figure_of_another_time_is_no_answer() -> None:
    before = [Turn("2031年渡轮电动化率要到多少", "到2031年达到85%。[1]")]
    assert tells_another_time("现在是多少", Answer("q", "到2031年达到85%。[1]"), before)
    assert not tells_another_time("现在是多少", Answer("q", "目前为30%。[1]"), before)
    assert tells_another_time("那2026年呢", Answer("q", "到2031年达到85%。[1]"), before)
    assert not tells_another_time("那2026年呢", Answer("q", "2026年30%，到2031年达到85%。[1]"), before)
    assert not tells_another_time("谁定的", Answer("q", "到2031年达到85%。[1]"), before)


def test_an_ordinal_that_finds_no_list_is_lost() -> None:
    refused = Answer("q", "没有。", refused=True)
    assert is_lost("第二条是啥", refused, BEFORE)
    assert not is_lost("第二条是啥", Answer("q", "二是加薪。[1]"), BEFORE)
    assert not is_lost("第二条是啥", refused, [Turn("许了哪几条诺", refused=True)])
