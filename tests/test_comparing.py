"""对读: author by author, every cell quoted and cited, empty cells told."""

from __future__ import annotations

import pytest

from rag.answer import Answer
from rag.answering.comparing import compare, compare_articles
from rag.composing import ExtractiveComposer
from tests.answering_fakes import FakeCatalogue

CATALOGUE = FakeCatalogue()


def ask(question: str) -> Answer:
    return ExtractiveComposer(CATALOGUE).compose(question, CATALOGUE.search(question))


def check(answer: Answer) -> None:
    assert answer.table is not None
    markers = {c.marker for c in answer.citations}
    assert len(answer.table.cells) == len(answer.table.rows)
    for row in answer.table.cells:
        assert len(row) == len(answer.table.columns)
        for cell in row:
            for sentence in cell:
                assert sentence.markers
                assert set(sentence.markers) <= markers
    for citation in answer.citations:
        assert citation.quote in citation.passage.text


def test_two_authors_on_one_point() -> None:
    answer = ask("沈兰亭和卫知远对人才的看法有何不同？")
    check(answer)
    assert answer.table is not None
    assert answer.table.rows == ("沈兰亭", "卫知远")
    first, second = answer.table.cells[0][0], answer.table.cells[1][0]
    assert any("冷链人才" in s.text for s in first)
    assert any("人才支撑" in s.text or "水利技术员" in s.text for s in second)
    assert len(answer.text) <= 900


@pytest.mark.parametrize(
    "asked", ["两位作者各自怎么看人才？", "沈兰亭和卫知远如何看待人才？", "两位作者分别怎样认识人才？"]
)
def test_the_point_is_what_is_looked_at(asked: str) -> None:
    answer = ask(asked)
    check(answer)
    assert answer.table is not None
    assert answer.table.columns == ("人才",)


def test_who_mentions_a_word() -> None:
    answer = ask("谁提到了冷链？")
    check(answer)
    assert answer.table is not None
    assert answer.table.rows == ("沈兰亭",)
    both = ask("哪些文章提到了白鹭镇或者白鹭河？")
    assert both.table is None or "卫知远" in both.table.rows


def test_the_first_point_of_each() -> None:
    answer = ask("两篇文章各自的第一条建议是什么？")
    check(answer)
    assert "补齐冷链设施，减少产后损失。" in answer.text
    assert "统筹治水与富民，拓展绿色产业。" in answer.text


def test_chosen_articles_and_points() -> None:
    answer = compare_articles(CATALOGUE, ["a2", "a1"], ["民宿", "冷链专线"])
    check(answer)
    assert answer.table is not None
    assert answer.table.rows == ("卫知远", "沈兰亭")
    assert answer.table.columns == ("民宿", "冷链专线")
    assert answer.table.cells[0][1] == ()
    assert answer.table.cells[1][0] == ()
    assert "文中未涉及" in answer.text


def test_without_points_the_outlines_stand_side_by_side() -> None:
    answer = compare(question="对读", catalogue=CATALOGUE, article_ids=["a1", "a2"])
    check(answer)
    assert answer.table is not None
    assert answer.table.columns == ("第一点", "第二点"), "as many as one of them has"
    cells = answer.table.cells
    assert all(any(row[n] for row in cells) for n in range(2)), "no column is empty throughout"


def test_nothing_to_compare() -> None:
    assert compare_articles(CATALOGUE, ["none"], ["冷链"]).refused
    assert compare("你好", CATALOGUE, lambda q, a: CATALOGUE.search(q)).refused


def test_who_stresses_a_thing_more_puts_both_side_by_side() -> None:
    catalogue = FakeCatalogue()
    question = "沈兰亭和卫知远谁更强调人才"
    answer = ExtractiveComposer(catalogue).compose(question, catalogue.search(question))
    assert answer.table is not None
    assert answer.table.rows == ("沈兰亭", "卫知远")
    assert "人才" in "".join(sentence.text for cell in answer.table.cells[0] for sentence in cell)
