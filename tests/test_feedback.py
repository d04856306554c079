"""Thumbs are kept, changed and taken back."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from index.errors import UsageError
from rag.answer import Answer
from rag.feedback import FeedbackStore

ANSWER = Answer("多少？", "31个。[1]")


def test_a_vote_is_kept_with_its_answer(tmp_path: Path) -> None:
    FeedbackStore(tmp_path / "a" / "feedback.sqlite").record("t1", 1, ANSWER, "v1")
    (vote,) = FeedbackStore(tmp_path / "a" / "feedback.sqlite").votes()
    assert (vote.turn_id, vote.value, vote.question, vote.snapshot) == ("t1", 1, "多少？", "v1")
    assert json.loads(vote.answer)["answer"] == "31个。[1]"


def test_a_second_vote_replaces_and_zero_takes_back(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    store.record("t1", 1, ANSWER)
    store.record("t1", -1, ANSWER)
    assert [vote.value for vote in store.votes()] == [-1]
    store.record("t1", 0, ANSWER)
    assert store.votes() == []


def test_nothing_is_created_by_looking(tmp_path: Path) -> None:
    assert FeedbackStore(tmp_path / "feedback.sqlite").votes() == []
    assert list(tmp_path.iterdir()) == []


def test_another_value_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="5"):
        FeedbackStore(tmp_path / "feedback.sqlite").record("t", 5, ANSWER)


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    threads = [threading.Thread(target=store.record, args=(f"t{n}", 1, ANSWER)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.votes()) == 16
