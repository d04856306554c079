"""What a proposal is asked beside how: what a thing is good for, which are counted among it, which part it plays."""

from __future__ import annotations

import pytest

from index.records import Article
from rag.answering.questions import analyse_question
from rag.answering.terms import cover
from rag.composing import ExtractiveComposer
from tests.answering_fakes import FakeCatalogue

CATALOGUE = FakeCatalogue([
    Article(
        "article",
        "以文促旅、以旅彰文",
        "沈墨言",
        None,
        None,
        (
            "推动地方文化和特色旅游深度融合，是提升县域竞争力的必由之路。民宿也能够为返乡青年提供稳定的收入。",
            "深挖资源，丰富产品。要改造古驿道、老粮仓、旧码头等文化遗存，发展露营、骑行、研学等户外业态。古街是全县旅游的龙头。",
            "凉亭、茶摊等不属于文化遗存。要提升讲解水平，培训讲解员。",
            "县文化馆展厅面积约5000平方米，展出农具、契约等文物230件。文化产业增加值占全县生产总值比重超过四成。",
        ),
        article_id="p1",
        document="p.txt",
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
