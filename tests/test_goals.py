"""How a named goal is furthered: the point that names it answers, and where none names it nothing does."""

from __future__ import annotations

import pytest

from rag.answering.goals import goal_of
from rag.answering.questions import analyse_question
from rag.composing import ExtractiveComposer
from tests.answering_fakes import FakeCatalogue, invented

CATALOGUE = FakeCatalogue([
    invented(
        "g1",
        "让茶乡更兴旺",
        "茶叶是青石县的支柱产业。近年来，茶园面积稳定在八万亩。要在培育制茶工匠、完善薪酬制度、办好合作社等方面下功夫。",
        "夯实产业基础，提升茶园品质。一是加快低产茶园改造。分片更换良种，三年内改造两万亩，每亩补助八百元。"
        "二是推广绿色防控。全县统一配发诱虫灯和粘虫板，禁用高毒农药。三是健全质量追溯体系。每批鲜叶都登记产地和采摘时间。",
        "延长产业链条，提高附加值。要建设智慧茶厂，引进深加工企业，开发茶饮料、茶点心等产品，促进采摘、制茶、观光等乡村旅游业态升级。",
        author="顾青禾",
    ),
    invented(
        "g2",
        "把乡村旅游做出特色",
        "青石县山水相依，发展乡村旅游条件很好。",
        "完善配套设施，改善游客体验。一方面，提升道路和停车条件。拓宽进村公路，在六个景点新建停车场。另一方面，打造智能工厂式的茶博馆，让游客看得见制茶的全过程。",
        "加强品牌建设，扩大对外宣传。每年举办采茶节，邀请客商和媒体参加。营商环境持续优化，企业办事只跑一次。",
        author="陆远山",
    ),
])  # fmt: skip
COMPOSER = ExtractiveComposer(CATALOGUE)


def _ask(question: str) -> str:
    answer = COMPOSER.compose(question, CATALOGUE.search(question, 12))
    return "" if answer.refused else answer.text


@pytest.mark.parametrize(
    ("question", "goal", "who"),
    [
        ("如何加强基础研究？", "基础研究", ""),
        ("企业应该怎样培育人才？", "人才", "企业"),
        ("营商环境怎么优化？", "营商环境", ""),
        ("在数字化转型方面有哪些举措？", "数字化转型", ""),
        ("推动乡村旅游的措施有哪些？", "乡村旅游", ""),
        ("怎么把客商引进来？", "客商", ""),
        ("怎么用手机让茶厂更聪明？", "茶厂更聪明", ""),
    ],
)
def test_the_goal_is_read_off_the_question(question: str, goal: str, who: str) -> None:
    found = goal_of(analyse_question(question))
    assert found is not None
    assert (found.text, "".join(t.text for t in found.who)) == (goal, who)


@pytest.mark.parametrize("question", ["茶园面积是多少？", "这项政策怎么推进？", "怎么走？", "如何推动？", ""])
def test_other_questions_ask_for_no_goal(question: str) -> None:
    assert goal_of(analyse_question(question)) is None


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("如何加快低产茶园改造？", "分片更换良种"),
        ("怎么推动低产茶园改造？", "分片更换良种"),
        ("在绿色防控方面有哪些举措？", "诱虫灯"),
        ("质量追溯体系怎么健全？", "每批鲜叶都登记"),
        ("怎么优化营商环境？", "只跑一次"),
        ("怎么让茶厂更聪明？", "智慧茶厂"),
    ],
)
def test_the_point_that_names_the_goal_answers(question: str, held: str) -> None:
    assert held in _ask(question)


def test_a_point_answers_alone() -> None:
    told = _ask("如何加快低产茶园改造？")
    assert "分片更换良种" in told
    assert "诱虫灯" not in told


@pytest.mark.parametrize(
    "question", ["如何加强防汛准备？", "在信息资源库方面有哪些举措？", "怎么推进医疗改革？", "如何培育制茶工匠？"]
)
def test_what_no_sentence_names_or_one_only_lists_is_refused(question: str) -> None:
    assert _ask(question) == ""


def test_what_another_author_says_on_it_is_called_so() -> None:
    answer = COMPOSER.compose("怎么发展乡村旅游？", CATALOGUE.search("怎么发展乡村旅游", 12))
    assert {c.passage.author for c in answer.citations} == {"顾青禾", "陆远山"}
    assert "另有文章谈到" in answer.text


def test_what_is_wrong_need_not_be_named_so() -> None:
    wrong, good = (goal_of(analyse_question(q)) for q in ("怎么解决老人吃饭难？", "怎么发展老年助餐？"))
    assert wrong is not None
    assert wrong.loose
    assert good is not None
    assert not good.loose


def test_who_is_to_do_it_must_be_named() -> None:
    assert _ask("银行怎么推广绿色防控？") == ""
    assert "诱虫灯" in _ask("青石县怎么推广绿色防控？")
    assert "诱虫灯" in _ask("政府应该怎么推广绿色防控？")
