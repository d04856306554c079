"""Words typed with another character of the same sound."""

from __future__ import annotations

import pytest

from index.records import Article
from rag.answering.mistyping import as_written
from rag.answering.questions import analyse_question
from rag.composing import ExtractiveComposer
from tests.answering_fakes import FakeCatalogue

TEXT = "青石县脐橙协会会长卫光裕说，戚城遗址旁的果园今年扩种三百亩。公示期为七天。"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("卫光玉说了什么", ("卫光玉", "卫光裕")),
        ("戚成遗址旁边种了什么", ("戚成遗址", "戚城遗址")),
        ("卫光裕说了什么", None),
        ("卫光辉说了什么", None),
        ("今年的收入是多少", None),
        ("", None),
    ],
)
def test_what_sounds_alike_is_read_as_it_is_written(question: str, found: tuple[str, str] | None) -> None:
    assert as_written(analyse_question(question), TEXT) == found


def test_the_answer_says_how_it_read_the_question() -> None:
    article = Article("article", "果园扩种", None, None, None, (TEXT,), article_id="g1", document="g.txt")
    catalogue = FakeCatalogue([article])
    question = "卫光玉是什么协会的会长"
    answer = ExtractiveComposer(catalogue).compose(question, catalogue.search(question))
    assert not answer.refused
    assert answer.question == question
    assert "卫光裕" in answer.notice
    assert "卫光裕" in answer.text
