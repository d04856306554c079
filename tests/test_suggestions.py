"""Suggested questions come from the articles' own words, by rules that know no article."""

from __future__ import annotations

from index.records import Article
from rag.suggestions import shared_terms, suggest_questions


def article(title: str, author: str | None, *paragraphs: str, kind: str = "article") -> Article:
    return Article(kind, title, author, None, None, paragraphs)  # type: ignore[arg-type]


ONE = article(
    "老城更新要算长远账",
    "何静",
    "老城更新（以下简称“微更新”）不能只看眼前。",
    "改善街巷环境，提升居住品质。一是打通断头路。二是增设口袋公园。",
    "青州是千年古城，拥有126座古桥，桥桥有故事。",
)
TWO = article("让老手艺活下去", "孟江", "“微更新”也要给老手艺留位置。")


def test_each_kind_of_question_is_made_once_first() -> None:
    assert suggest_questions([ONE, TWO], 5) == [
        "“微更新”指的是什么？",
        "如何提升居住品质？",
        "青州拥有多少座古桥？",
        "何静和孟江的第一条建议有何不同？",
        "何静提出了哪些建议？",
    ]


def test_nothing_to_go_by_gives_nothing() -> None:
    assert suggest_questions([]) == []
    assert suggest_questions([article("", None, "")]) == []


def test_no_question_twice_and_not_too_many() -> None:
    questions = suggest_questions([ONE, ONE, TWO, TWO], 8)
    assert len(questions) == len(set(questions)) <= 8


def test_terms_that_articles_share_come_first() -> None:
    assert shared_terms([TWO, ONE, article("x", None, "“独此一家”")]) == ["微更新", "独此一家"]
