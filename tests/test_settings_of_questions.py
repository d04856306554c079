"""Places that stand in titles alone, years without a century, people whom a court calls 某."""

from __future__ import annotations

import pytest

from index.records import Article
from rag.answering.parts import split_question
from rag.answering.questions import analyse_question
from rag.answering.regions import regions_in
from rag.answering.terms import words
from rag.composing import ExtractiveComposer
from tests.answering_fakes import FakeCatalogue


def _rules(name: str, city: str, fine: str) -> Article:
    return Article(
        "article",
        f"{city}市渡船管理条例",
        None,
        None,
        None,
        ("第五条 本市渡船应当每年检验一次。", f"第九条 未经检验载客的，处{fine}罚款。"),
        article_id=name,
        document=f"{name}.txt",
    )


CATALOGUE = FakeCatalogue([_rules("n1", "宁波", "五百元以上一千元以下"), _rules("n2", "青岛", "二百元以上五百元以下")])


@pytest.mark.parametrize(("city", "fine"), [("宁波", "五百元以上一千元以下"), ("青岛", "二百元以上五百元以下")])
def test_a_place_named_in_titles_alone_chooses_the_article(city: str, fine: str) -> None:
    question = f"在{city}，渡船未经检验载客罚款多少"
    answer = ExtractiveComposer(CATALOGUE).compose(question, CATALOGUE.search(question))
    assert not answer.refused
    assert fine in answer.text
    assert {c.passage.title for c in answer.citations} == {f"{city}市渡船管理条例"}


def test_a_place_that_no_title_names_is_refused() -> None:
    question = "在厦门，渡船未经检验载客罚款多少"
    assert ExtractiveComposer(CATALOGUE).compose(question, CATALOGUE.search(question)).refused


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("公司23年上半年利润多少", "2023"),
        ("公司08年全年利润多少", "2008"),
        ("合同期23年的有几份", None),
        ("第23年上半年", None),
    ],
)
def test_a_year_without_its_century(question: str, year: str | None) -> None:
    assert analyse_question(question).years == ((year,) if year else ())


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("章某、薛某某两个骗子谁判得重", ("章某判了多少", "薛某某判了多少")),
        ("东湖银行和西湖银行上半年盈利谁掉得厉害", ("东湖银行上半年盈利掉了多少", "西湖银行上半年盈利掉了多少")),
    ],
)
def test_who_had_more_of_it(question: str, parts: tuple[str, ...]) -> None:
    assert split_question(analyse_question(question)) == parts


def test_whoever_is_called_somebody_keeps_his_name() -> None:
    assert words("那个章某判了几年")[1:3] == ["章某", "判"] or "章某" in words("那个章某判了几年")
    assert "某些" in words("某些地方")


def test_a_deed_that_no_sentence_tells_did_not_happen_here() -> None:
    article = Article(
        "article",
        "渡口诈骗案宣判",
        None,
        None,
        None,
        ("青石县法院昨天宣判，章某以诈骗罪被判处有期徒刑三年，并处罚金五万元。", "章某骗得的钱款已全部追回。"),
        article_id="d1",
        document="d.txt",
    )
    catalogue = FakeCatalogue([article])
    for question, refused in (("章某后来有没有上诉", True), ("章某有没有被判刑", False)):
        assert ExtractiveComposer(catalogue).compose(question, catalogue.search(question)).refused == refused


def test_regions() -> None:
    assert regions_in("武汉封路损失多少,上海呢") == {"武汉", "上海"}
    assert regions_in("青石县") == frozenset()


def test_why_and_who_of_a_thing_that_nothing_names_is_refused() -> None:
    catalogue = FakeCatalogue()
    for question in ("青石县为什么房价高", "青石县长是谁"):
        assert ExtractiveComposer(catalogue).compose(question, catalogue.search(question)).refused
