"""Questions that ask for two facts."""

from __future__ import annotations

import pytest

from rag.answering.parts import split_question
from rag.answering.questions import analyse_question


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("最佳电视剧和最佳电视动画分别是什么？", ("最佳电视剧是什么?", "最佳电视动画是什么?")),
        (
            "分别有多少个国家和地区参加了脐橙展和茶叶展？",
            ("有多少个国家或者地区参加了脐橙展?", "有多少个国家或者地区参加了茶叶展?"),
        ),
        ("布林肯和耶伦访华时间", ("布林肯访华时间", "耶伦访华时间")),
        ("橙花节的时间和地点？", ("橙花节的时间?", "橙花节的地点?")),
        ("2021年和2022年产量分别是多少？", ("2021年产量是多少?", "2022年产量是多少?")),
        ("中国和法国签署了什么协议？", ("中国和法国签署了什么协议?",)),
    ],
)
def test_each_fact_is_asked_for_alone(question: str, parts: tuple[str, ...]) -> None:
    assert split_question(analyse_question(question)) == parts
