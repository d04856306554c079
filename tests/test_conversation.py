"""Follow-up questions made to stand alone, on invented dialogs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index.records import Passage
from rag.answer import Answer, Citation
from rag.conversation import Turn, standalone_question
from rag.conversing.condensing import condense_question

DATA = json.loads((Path(__file__).parent / "data" / "dialogs.json").read_text("utf-8"))


def _turn(row: dict[str, Any]) -> Turn:
    return Turn(row["question"], row["answer"], tuple(row.get("authors", ())), tuple(row.get("titles", ())))


@pytest.mark.parametrize("dialog", DATA["dialogs"], ids=lambda d: d["question"])
def test_dialog(dialog: dict[str, Any]) -> None:
    history = [_turn(row) for row in dialog["history"]]
    found = standalone_question(dialog["question"], history, DATA["authors"], DATA["titles"])
    if dialog.get("unchanged"):
        assert found == dialog["question"]
    if "exact" in dialog:
        assert found == dialog["exact"]
    assert [part for part in dialog.get("contains", ()) if part not in found] == [], found
    assert [part for part in dialog.get("lacks", ()) if part in found] == [], found


def test_without_history_or_words_nothing_changes() -> None:
    assert standalone_question("他是谁？", []) == "他是谁？"
    assert standalone_question("  ", [Turn("什么是茶？")]) == "  "


def test_a_pronoun_with_nobody_to_mean_stays() -> None:
    assert standalone_question("他是谁？", [Turn("今天星期几？", "星期二。")]) == "他是谁？"


def test_turn_from_answer_keeps_whom_the_answer_cites() -> None:
    passage = Passage("p", "a", "新刊", "article", "茶事", "白敏之", None, None, None, 1, 0, 4, "茶很好。", ((0, 4),))
    answer = Answer(
        "那她呢？", "茶很好。[1]", citations=(Citation(1, passage, 0, 4),), standalone_question="白敏之怎么看茶？"
    )
    turn = Turn.from_answer(answer)
    assert turn == Turn("白敏之怎么看茶？", "茶很好。[1]", ("白敏之",), ("茶事",))
    assert standalone_question("她的单位是什么？", [turn]) == "白敏之的单位是什么？"


class _Model:
    """Answers what it is told to, and remembers the prompt."""

    def __init__(self, reply: str | Exception) -> None:
        self.reply = reply
        self.prompt = ""

    def stream(self, messages: list[tuple[str, str]]) -> Iterator[SimpleNamespace]:
        self.prompt = messages[0][1]
        if isinstance(self.reply, Exception):
            raise self.reply
        for character in self.reply:
            yield SimpleNamespace(text=character)


HISTORY = [Turn("什么是反渗透膜？", "一种只让水过去的膜。")]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("改写后的问题：反渗透膜要多少钱？", "反渗透膜要多少钱？"),
        ("反渗透膜一张三百元。", "反渗透膜多少钱？"),
        ("请访问某网站领取奖品好吗？", "反渗透膜多少钱？"),
        ("", "反渗透膜多少钱？"),
        ("<think>问的是膜</think>反渗透膜要多少钱？", "反渗透膜要多少钱？"),
        ("“反渗透膜要多少钱？”", "反渗透膜要多少钱？"),
        ("沈一舟说反渗透膜要多少钱？", "反渗透膜多少钱？"),
        ("300元的反渗透膜要多少钱？", "反渗透膜多少钱？"),
        ("反渗透膜不要多少钱？", "反渗透膜多少钱？"),
        ("DOW反渗透膜要多少钱？", "反渗透膜多少钱？"),
        ("反渗透膜" * 2000, "反渗透膜多少钱？"),
        (TimeoutError("slow"), "反渗透膜多少钱？"),
    ],
)
def test_a_model_may_condense_and_is_not_believed_blindly(reply: str | Exception, expected: str) -> None:
    model = _Model(reply)
    assert condense_question(model, "它多少钱？", HISTORY) == expected  # type: ignore[arg-type]
    assert "问：什么是反渗透膜？" in model.prompt


def test_a_question_that_stands_alone_is_not_sent() -> None:
    model = _Model("？")
    assert condense_question(model, "青港有多少码头？", HISTORY) == "青港有多少码头？"  # type: ignore[arg-type]
    assert model.prompt == ""


def test_what_the_question_itself_names_must_stay() -> None:
    history = [Turn("沈一舟怎么看渡轮？", "沈一舟认为渡轮应当免费。")]
    model = _Model("沈一舟怎么看渡轮？")
    kept = condense_question(model, "那何晓帆呢？", history, ["沈一舟", "何晓帆"])  # type: ignore[arg-type]
    assert kept == "何晓帆怎么看渡轮？"


def test_a_model_that_drips_is_left_in_time() -> None:
    class Slow(_Model):
        def stream(self, messages: list[tuple[str, str]]) -> Iterator[SimpleNamespace]:
            for character in self.reply if isinstance(self.reply, str) else "":
                time.sleep(0.05)
                yield SimpleNamespace(text=character)

    started = time.monotonic()
    model = Slow("反渗透膜要多少钱？" * 20)
    found = condense_question(model, "它多少钱？", HISTORY, timeout_seconds=0.2)  # type: ignore[arg-type]
    assert found == "反渗透膜多少钱？"
    assert time.monotonic() - started < 2
