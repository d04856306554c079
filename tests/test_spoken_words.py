"""What is said beside what is written: single words, phrases, and what is searched for in their place."""

from __future__ import annotations

from index.folding import fold
from index.tokens import question_terms
from rag.answering.terms import content_terms, cover
from rag.ranking.spoken_words import is_phrase, phrases_in, searched_for, written_for


def test_words_and_phrases() -> None:
    assert "犬只" in written_for("狗")
    assert "缴纳" in " ".join(written_for("交社保"))
    assert is_phrase("交社保")
    assert not is_phrase("狗")
    assert written_for("青石县") == ()


def test_the_longest_phrases_from_left_to_right() -> None:
    assert phrases_in(["谁", "交", "社保", "呢"]) == [(1, 3)]
    assert phrases_in(["青石", "县"]) == []
    assert phrases_in([]) == []


def test_what_is_listed_for_a_phrase_goes_to_its_longest_token() -> None:
    question = fold("谁交社保")
    listed = searched_for(question, question_terms(question))
    assert set(written_for("交社保")) & set(listed["社保"])
    assert "青石县" not in searched_for(fold("青石县的狗"), ["青石县", "狗"])


def test_a_phrase_is_one_term_and_counts_by_its_words_where_nothing_is_written_for_it() -> None:
    (term,) = content_terms("谁交社保")
    assert term.text == "交社保"
    assert cover("交社保", "按月缴纳社会保险费") >= 0.7
    assert 0 < cover("交社保", "社保大厅今天放假") < 0.7
    assert cover("交社保", "河面禁止游泳") == 0.0


def test_a_phrase_weighs_no_more_than_its_words() -> None:
    words = sum(term.weight for word in ("安全", "生产") for term in content_terms(word))
    assert all(term.weight <= words for term in content_terms("安全生产"))
