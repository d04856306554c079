"""Who, which article, which affiliation: from metadata, each cited to its article."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer import Answer
from rag.answering.bibliography import persons_in, without_names
from rag.answering.questions import analyse_question
from rag.composing import ExtractiveComposer
from tests.answering_fakes import ORCHARD, RIVER, FakeCatalogue

CATALOGUE = FakeCatalogue()


def ask(question: str, catalogue: FakeCatalogue = CATALOGUE) -> Answer:
    return ExtractiveComposer(catalogue).compose(question, catalogue.search(question))


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("谁写了关于小流域治理的文章？", ("卫知远", "《让小流域治理长出新产业》")),
        ("以冷链补齐山区水果短板这篇文章的作者是谁？", ("沈兰亭", "临川农业大学")),
        ("卫知远的文章标题是什么？", ("《让小流域治理长出新产业》",)),
        ("沈兰亭是什么单位的？", ("临川农业大学园艺学院教授",)),
        ("沈兰亭是谁？", ("临川农业大学", "《以冷链补齐山区水果的短板》")),
        ("沈兰亭的文章在哪个栏目？", ("田野观察",)),
        ("一共有几篇文章？", ("2 篇文章", "沈兰亭", "卫知远")),
        ("有哪些作者？", ("沈兰亭", "卫知远")),
    ],
)
def test_metadata_answers(question: str, held: tuple[str, ...]) -> None:
    answer = ask(question)
    assert not answer.refused
    for text in held:
        assert text in answer.text
    authors = {c.passage.author for c in answer.citations}
    assert authors
    assert all(a in answer.text for a in authors if a and "标题" not in question and "栏目" not in question)


def test_an_unknown_affiliation_is_refused_and_what_is_known_is_told() -> None:
    answer = ask("卫知远是什么单位的？")
    assert answer.refused
    assert answer.text.startswith("文中没有提到卫知远的单位")
    assert "《让小流域治理长出新产业》" in answer.text
    assert all(h.passage.author == "卫知远" for h in answer.nearest)


def test_an_article_without_author_is_said_to_be_unsigned() -> None:
    catalogue = FakeCatalogue((ORCHARD, replace(RIVER, author=None)))
    answer = ask("谁写了关于小流域治理的文章？", catalogue)
    assert "没有署名" in answer.text


def test_a_question_about_a_thing_is_none_about_articles() -> None:
    assert "18.6万吨" in ask("沈兰亭的文章提到2023年脐橙产量是多少？").text


def test_names_are_found_in_order_and_taken_out() -> None:
    asked = analyse_question("卫知远和沈兰亭对人才的看法")
    assert persons_in(asked, ["沈兰亭", "卫知远", "沈兰", "李四"]) == ["卫知远", "沈兰亭"]
    assert without_names(analyse_question("沈兰亭的文章中提到的产量是多少"), ["沈兰亭"]) == "产量是多少"


def test_the_affiliations_of_several() -> None:
    answer = ask("两位作者分别是什么单位的？")
    assert "沈兰亭是临川农业大学园艺学院教授。" in answer.text
    assert "文中没有提到卫知远的单位。" in answer.text
