"""Everyday wordings of the commonest questions, each with what its answer must hold and must not hold."""

from __future__ import annotations

from typing import Any

import pytest

from rag.citations import verify_answer
from rag.composing import ExtractiveComposer
from tests.answering_fakes import read_asked

CATALOGUE, QUESTIONS = read_asked("everyday-questions.json")


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: str(row["ask"]))
def test_an_everyday_question_is_understood(row: dict[str, Any]) -> None:
    answer = verify_answer(ExtractiveComposer(CATALOGUE).compose(row["ask"], CATALOGUE.search(row["ask"])))
    assert answer.refused == row["refused"], answer.text
    for text in row["holds"]:
        assert text in answer.text, answer.text
    for text in row["lacks"]:
        assert text not in answer.text, answer.text
    assert row["table"] is None or (answer.table is not None) == row["table"]
    assert all(s.verified for s in answer.sentences), [(s.text, s.doubts) for s in answer.sentences if not s.verified]
    assert answer.refused or answer.citations
    assert all(c.quote in c.passage.text for c in answer.citations)
