"""Conversations go to the browser and come back; what comes back damaged is dropped."""

from __future__ import annotations

import json
from typing import Any

import pytest

from index.records import Hit, Join
from rag.answer import Answer, Citation, Sentence, Table
from rag.ui.remembering import Conversation, listed, recall, remember
from rag.ui.rendering import ShownTurn, thread
from rag.ui.sources import Context
from tests.page_fakes import ARTICLES, passages_of

PASSAGE = passages_of(ARTICLES[0])[1]
CITATION = Citation(1, PASSAGE, 0, len(PASSAGE.text))
SENTENCE = Sentence("点亮八千六百盏。[1]", (1,), verified=False, doubts=("疑",), item=True)
ANSWER = Answer(
    "多少盏？", "点亮八千六百盏。[1]", (SENTENCE,), (CITATION,), standalone_question="灯会多少盏？", notice="注",
    table=Table(("甲",), ("乙",), (((SENTENCE,),),)), nearest=(Hit(PASSAGE, 0.0),), suggestions=("再问？",),
    timings_ms={"total": 2.0}, usage={"input_tokens": 3},
)  # fmt: skip
TURN = ShownTurn("t1", ANSWER, {1: Context(PASSAGE.text, 0, 4, Join(13, 0.97, ("词未断",)))}, vote=1)


def through_the_browser(past: Any) -> Any:
    return json.loads(json.dumps(past, ensure_ascii=False))


def test_a_conversation_comes_back_as_it_was_drawn() -> None:
    before = Conversation("c1", (TURN,))
    after = recall(through_the_browser(remember([], before)), "c1")
    assert thread(after.turns) == thread(before.turns)
    assert after.turns[0].answer.to_dict() == ANSWER.to_dict()


def test_the_newest_is_first_and_a_conversation_is_kept_once() -> None:
    past = remember(remember([], Conversation("c1", (TURN,))), Conversation("c2", (TURN, TURN)))
    past = remember(past, Conversation("c1", (TURN, TURN, TURN)))
    assert listed(past) == [("c1", "多少盏？", 3), ("c2", "多少盏？", 2)]


def test_an_empty_conversation_is_not_kept() -> None:
    assert remember([], Conversation("c1")) == []


def test_the_oldest_are_dropped() -> None:
    past: list[Any] = []
    for number in range(30):
        past = remember(past, Conversation(f"c{number}", (TURN,)))
    assert [cid for cid, _, _ in listed(past)] == [f"c{n}" for n in range(29, 9, -1)]


def test_what_would_fill_the_browser_is_dropped() -> None:
    from dataclasses import replace

    big = ShownTurn("t", replace(ANSWER, text="字" * 400_000))
    past: list[Any] = []
    for number in range(5):
        past = remember(past, Conversation(f"c{number}", (big,)))
    assert 1 <= len(past) < 4


@pytest.mark.parametrize(
    "damaged",
    [
        [None], ["x"], [{"id": "c1"}], [{"id": "c1", "turns": None}], [{"id": "c1", "turns": [{}]}],
        [{"id": "c1", "turns": [{"id": "t", "vote": "x", "answer": {}, "contexts": []}]}],
        [{"id": "c1", "turns": ["nonsense"]}],
    ],
)  # fmt: skip
def test_damage_gives_a_new_conversation(damaged: list[Any]) -> None:
    assert recall(damaged, "c1").turns == ()
    listed(damaged)
    remember(damaged, Conversation("c9", (TURN,)))


def test_an_unknown_conversation_is_a_new_one() -> None:
    assert recall([], "nothing").turns == ()
