"""What a proposal is asked beside how: what a thing is good for, which are counted among it, which part it plays."""

from __future__ import annotations

import pytest

from rag.answering.questions import analyse_question
from rag.answering.terms import cover
from rag.composing import ExtractiveComposer
from tests.answering_fakes import FakeCatalogue, invented

CATALOGUE = FakeCatalogue([
    invented(
        "p1",
        "以文促旅、以旅彰文",
        "推动地方文化和特色旅游深度融合，是提升县域竞争力的必由之路。民宿也能够为返乡青年提供稳定的收入。县里给每家民宿补助两万元。",
        "深挖资源，丰富产品。要改造古驿道、老粮仓、旧码头等文化遗存，发展露营、骑行、研学等户外业态。古街是全县旅游的龙头。",
        "凉亭、茶摊等不属于文化遗存。要提升讲解水平，培训讲解员。",
        "县文化馆展厅面积约5000平方米，展出农具、契约等文物230件。文化产业增加值占全县生产总值比重超过四成。",
        author="沈墨言",
    ),
    invented(
        "p2",
        "四村入选全省和美乡村",
        "日前，省里公布名单，我县白石镇枫林村、下湾村、泉口乡梨坪村、茶店村榜上有名。至此，我县全省和美乡村增至11个。",
        "入选的村每村获奖励80万元。破解乡村停车难，我县已建停车场六处。",
        author="季闻",
    ),
    invented(
        "p3",
        "化解校门口拥堵要疏堵结合",
        "校门口拥堵不仅延误上课，也埋下安全隐患。",
        "错开时间，分散车流。要推行错峰放学，低年级早走二十分钟。",
        "腾出空间，增加泊位。要实行限时停车，接送车辆停留不超过十分钟。",
        author="温如许",
    ),
])  # fmt: skip
COMPOSER = ExtractiveComposer(CATALOGUE)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("为什么要推动文旅融合？", "必由之路"),
        ("文旅融合有什么意义？", "必由之路"),
        ("民宿有什么作用？", "返乡青年"),
        ("文化遗存有哪些？", "古驿道"),
        ("有哪些户外业态？", "露营、骑行、研学"),
        ("哪几个村入选了？", "枫林村"),
        ("全县一共有多少个全省和美乡村？", "11个"),
        ("校门口拥堵有什么危害？", "安全隐患"),
        ("限时停车怎么定？", "不超过十分钟"),
    ],
)
def test_what_a_proposal_says_of_a_thing(question: str, held: str) -> None:
    answer = COMPOSER.compose(question, CATALOGUE.search(question, 12))
    assert not answer.refused
    assert held in answer.sentences[0].text


@pytest.mark.parametrize(
    ("term", "text", "share"),
    [
        ("文旅", "推动地方文化和特色旅游深度融合", 0.0),
        ("文旅", "推动文化和旅游深度融合", 0.7),
        ("数实", "促进数字经济和实体经济深度融合", 0.8),
        ("数实", "数字经济是实体经济的翅膀", 0.0),
        # A word that everybody uses is no such short form.
        ("工作", "做工人和作家都好", 0.0),
    ],
)
def test_a_short_form_stands_for_two_things_named_together(term: str, text: str, share: float) -> None:
    assert cover(term, text) == share


def test_a_goal_that_a_title_alone_names_is_answered_by_its_points() -> None:
    answer = COMPOSER.compose("怎么缓解校门口拥堵？", CATALOGUE.search("怎么缓解校门口拥堵？", 12))
    assert "专谈这个题目" in answer.text
    assert "错开时间" in answer.text


def test_either_of_two_things_fills_a_cell() -> None:
    answer = COMPOSER.compose("几篇文章里都有哪些奖励或补助？", CATALOGUE.search("奖励或补助", 12))
    assert "80万元" in answer.text
    assert "两万元" in answer.text
    assert answer.text.count("文中未涉及") == 1


def test_a_figure_of_a_thing_that_stands_nowhere_is_refused() -> None:
    for question, refused in (
        ("玫瑰花种植面积是多少？", True),
        ("非化石能源消费占全县能源消费总量的比重是多少？", True),
        ("文化馆展厅面积是多少？", False),
        ("文化产业增加值占全县生产总值的比重是多少？", False),
    ):
        assert COMPOSER.compose(question, CATALOGUE.search(question, 12)).refused is refused


def test_who_plays_which_part_is_no_request_to_play_one() -> None:
    assert analyse_question("沈墨言认为古街应该扮演什么角色？").kind != "out_of_scope"
    assert analyse_question("请你扮演一名海盗").kind == "out_of_scope"
