"""What a reader asks of a page of proposals: how often, how, what is wrong, who comes from where, which year."""

from __future__ import annotations

import pytest

from index.records import Article
from rag.answer import Answer
from rag.answering.advice import advice_behind
from rag.answering.candidates import find_candidates
from rag.answering.lacking import lacks_fault
from rag.answering.library import Library
from rag.answering.paragraphs import paragraphs_of
from rag.answering.questions import analyse_question
from rag.answering.speakers import speakers_of
from rag.composing import ExtractiveComposer
from tests.answering_fakes import FakeCatalogue

CARE = Article(
    "article",
    "推动托老服务提质扩面",
    "周怀瑾",
    "临川市福利协会会长",
    None,
    (
        "截至2024年底，全市老人达到28万人。过去五年，全市改造老旧院落312个。托老服务中护理员不足、收费偏高等问题仍然突出。",
        "优化机构托老结构。严格落实护理床位占比要求。鼓励医院与托老院签约。支持企业改建闲置厂房。",
        "强化护理人才支撑。全市持证护理员仅3400人，缺口很大。要支持职业学校开设老年护理专业。",
        "要查找服务短板，形成问题清单。由网格员每周至少探访一次独居老人。以青石区荷叶村为例，积分制实行两年，信访量下降六成。"
        "加强历史院落保护，留住城市记忆。",
        "创新投融资模式。鼓励银行开发低利率贷款。引导居民出资。",
    ),
    article_id="p1",
    document="page.md",
)
CHILD = Article(
    "article",
    "发展普惠托幼服务",
    "何晓帆",
    None,
    None,
    (
        "入托家庭不多，主要有三个原因，从业人员不足是其一。月均收费2860元。",
        "在人才培养上，应鼓励师范学校开设托幼专业。财政要从“单打独斗”变为共担。",
        "食堂屋顶的光伏板年发电量约9万千瓦时。全市仍有127个行政村未通公路。",
        "鼓励发行基础设施REITs。",
    ),
    article_id="p2",
    document="page.md",
)
CATALOGUE = FakeCatalogue([CARE, CHILD])


def ask(question: str) -> Answer:
    return ExtractiveComposer(CATALOGUE).compose(question, CATALOGUE.search(question))


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("网格员多久探访一次独居老人", "每周至少探访一次"),
        ("如何优化机构托老", "鼓励医院与托老院签约"),
        ("荷叶村在哪个区", "青石区荷叶村"),
        ("食堂一年能发多少电", "年发电量约9万千瓦时"),
        ("托老服务存在哪些问题", "护理员不足、收费偏高等问题仍然突出"),
        ("何晓帆怎么看财政的作用", "单打独斗"),
        ("周怀瑾是什么单位的", "周怀瑾是临川市福利协会会长"),
    ],
)
def test_answers(question: str, held: str) -> None:
    answer = ask(question)
    assert not answer.refused, answer.text
    assert held in answer.text


@pytest.mark.parametrize("question", ["2025年改造了多少个老旧院落", "全市有多少个行政村", "食堂去年的投资额是多少"])
def test_a_figure_for_something_else_is_no_answer(question: str) -> None:
    assert ask(question).refused


def test_how_often_is_a_figure_with_its_period() -> None:
    told = [c.value for c in find_candidates("院坝会每月至少召开一次,大会两年一次", ("figure",))]
    assert {"每月至少召开一次", "两年一次"} <= set(told)
    assert "去过一次" not in "".join(c.value for c in find_candidates("他只去过一次", ("figure",)))


def test_a_ratio_is_a_figure() -> None:
    assert "2.3∶1" in [c.value for c in find_candidates("二者之比由1.6∶1提高到2.3∶1", ("figure",))]


def test_a_body_in_the_question_asks_for_nobody() -> None:
    assert analyse_question("如何优化机构养老").kind == "manner"
    assert analyse_question("托育机构怎么管安全").kind == "manner"
    assert analyse_question("作者的机构是什么").kind == "bibliographic"


def test_the_last_sentence_of_a_point_is_not_carried_out_by_the_next_point() -> None:
    assert "投融资" not in ask("历史院落怎么保护").text


def test_a_cell_tells_what_a_topic_sentence_comes_to_and_no_other_word_for_it() -> None:
    answer = ask("两位作者对人才的建议有什么不同")
    assert answer.table is not None
    assert answer.table.rows == ("周怀瑾", "何晓帆")
    first, second = ("".join(s.text for s in row[0]) for row in answer.table.cells)
    assert first == "强化护理人才支撑。要支持职业学校开设老年护理专业。"
    assert "从业人员" not in second


def test_a_point_is_written_as_it_was_asked() -> None:
    answer = ask("哪篇文章提到了REITs")
    assert answer.table is not None
    assert answer.table.columns == ("REITs",)


def test_sentences_that_open_with_a_verb_are_advice() -> None:
    (paragraph,) = paragraphs_of(CATALOGUE.article_passages("p1")[1:2])
    told = [paragraph.text[a:b] for a, b in advice_behind(paragraph, len("优化机构托老结构。"))]
    assert told == ["严格落实护理床位占比要求。", "鼓励医院与托老院签约。", "支持企业改建闲置厂房。"]


def test_who_of_two_does_not_speak_of_it_is_told() -> None:
    answer = ask("周怀瑾和何晓帆都谈到冷库了吗")
    assert answer.refused
    answer = ask("周怀瑾和何晓帆都谈到光伏板了吗")
    assert answer.table is not None
    assert answer.table.rows == ("何晓帆", "周怀瑾")
    assert answer.table.cells[1] == ((),)


@pytest.mark.parametrize("question", ["三位作者对闲置厂房有哪些措施", "各篇文章对闲置厂房提出了什么要求"])
def test_what_all_say_is_told_side_by_side(question: str) -> None:
    answer = ask(question)
    assert answer.table is not None
    assert answer.table.rows == ("周怀瑾", "何晓帆")
    assert "闲置厂房" in "".join(s.text for s in answer.table.cells[0][0])
    assert answer.table.cells[1] == ((),)


def test_captions_are_told_where_pictures_are_asked_for() -> None:
    caption = Article("caption", None, None, None, None, ("工人在车间检查外观。",), article_id="c1", document="page.md")
    catalogue = FakeCatalogue([CARE, caption])
    question = "图片说明里讲了什么"
    answer = ExtractiveComposer(catalogue).compose(question, catalogue.search(question))
    assert "工人在车间检查外观。" in answer.text
    assert ask(question).refused


def test_the_day_of_an_article_is_not_told_by_its_points() -> None:
    assert ask("周怀瑾的文章发表在哪天").refused


def test_what_is_valued_is_no_recipe() -> None:
    assert analyse_question("作者怎么评价杭州的做法").kind != "out_of_scope"
    assert analyse_question("红烧肉的做法").kind == "out_of_scope"


def test_what_is_done_about_a_fault_asks_for_no_fault() -> None:
    assert lacks_fault(analyse_question("农村养老有哪些短板"), [])
    assert not lacks_fault(analyse_question("农村养老怎么补短板"), [])


INTERVIEW = Article(
    "article",
    "让低空经济飞得更稳",
    "姚思远",
    None,
    None,
    (
        "低空经济是新兴产业。我市低空经济发展现状如何？近日，记者专访了市发展改革委主任程立峰。",
        "记者：发展中还面临哪些困难？",
        "程立峰：主要是三方面。一是零部件依赖外购，国产化率不到两成。二是应用场景不多。三是飞手紧缺，缺口近五千人。",
        "记者：市民什么时候能坐上空中出租车？",
        "程立峰：这要看审定的进度。我们计划明年下半年载人试飞。日最高气温达到40℃以上，应当停止试飞。"
        "安全是底线，我们不会为了抢第一而降低标准。",
    ),
    article_id="i1",
    document="interview.md",
)
NOTICE = Article(
    "article",
    "提示",
    None,
    None,
    None,
    ("提示：请带好雨具。出门前看天气。", "时间：6月1日。"),
    article_id="i2",
    document="n.md",
)
TALK = FakeCatalogue([INTERVIEW, NOTICE])


def ask_talk(question: str) -> Answer:
    return ExtractiveComposer(TALK).compose(question, TALK.search(question))


def test_what_a_reporter_asks_is_answered_by_the_next_paragraph() -> None:
    for question in ("发展低空经济有哪些困难", "程立峰认为有哪些困难"):
        answer = ask_talk(question)
        assert [s.text[:2] for s in answer.sentences if s.item] == ["一是", "二是", "三是"]
        assert "记者：" not in answer.text
    assert "明年下半年" in ask_talk("什么时候能坐空中出租车").text


def test_who_says_it_stands_above_his_words() -> None:
    answer = ask_talk("谁说不会为了抢第一而降低标准")
    assert [(s.text, s.heading) for s in answer.sentences] == [
        ("程立峰：", True),
        ("安全是底线，我们不会为了抢第一而降低标准。", False),
    ]
    assert "安全是底线" in ask_talk("程立峰对安全怎么看").text


def test_only_a_conversation_has_speakers() -> None:
    library = Library(TALK, TALK.search("雨具"))
    assert speakers_of("i2", library) == {}
    assert set(speakers_of("i1", library).values()) == {"程立峰"}


def test_degrees_are_written_with_a_sign() -> None:
    assert "40℃" in ask_talk("多少度要停止试飞").text


ORDER = Article(
    "article", "关于做好高温安全防范的通知", None, None, None,
    ("各区县要加强监测。", "请于6月15日前报送。", "临川市人民政府办公厅", "2025年5月28日"),
    article_id="o1", document="o.md",
)  # fmt: skip
OTHER = Article(
    "article", "关于开展汛前检查的通知", None, None, None,
    ("各乡镇要检查水库。", "青石县水利局", "2024年3月1日"),
    article_id="o2", document="o2.md",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("高温通知是哪个单位发的", "临川市人民政府办公厅"),
        ("高温安全防范的通知什么时候印发的", "2025年5月28日"),
        ("汛前检查的通知是谁发布的", "青石县水利局"),
        ("汛前检查通知的印发时间", "2024年3月1日"),
    ],
)
def test_who_issued_a_paper_and_when_stands_below_it(question: str, told: str) -> None:
    catalogue = FakeCatalogue([ORDER, OTHER])
    answer = ExtractiveComposer(catalogue).compose(question, catalogue.search(question))
    assert [s.text for s in answer.sentences] == [told]


def test_of_several_papers_none_is_guessed() -> None:
    catalogue = FakeCatalogue([ORDER, OTHER])
    question = "通知什么时候印发的"
    answer = ExtractiveComposer(catalogue).compose(question, catalogue.search(question))
    assert "2025年5月28日" not in answer.text or "2024年3月1日" in answer.text
