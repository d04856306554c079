"""What other programs import, used as README shows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import index
import rag
from rag import answer_from, open_chat
from rag.conversation import Turn
from rag.settings import Settings

TEXT = "# 渡口的船\n\n■周望川\n\n白沙渡每天开十二班船，票价三元。"


def test_every_public_name_is_there() -> None:
    for package in (index, rag):
        assert {name: getattr(package, name) for name in package.__all__}.keys() == set(package.__all__)


def test_readmes_example(tmp_path: Path) -> None:
    (tmp_path / "渡口.md").write_text(TEXT, encoding="utf-8")
    data = tmp_path / "data"
    (article,) = index.restore_articles(TEXT)
    assert (article.title, article.author) == ("渡口的船", "周望川")
    with index.build_index([tmp_path / "渡口.md"], data) as built, index.open_index(data) as opened:
        assert built.version == opened.version
    chat = open_chat(replace(Settings.from_environment({}), data_dir=data))
    try:
        answer = chat.ask("白沙渡每天开几班船？")
        assert "十二班" in answer.text
        assert not answer.refused
        assert all(c["quote"] in c["text"] for c in answer.to_dict()["citations"])
        assert [c.quote for c in answer.citations] == ["白沙渡每天开十二班船，票价三元。"]
        assert answer.to_dict()["answer"] == answer.text
        parts = list(chat.stream("票价多少？", [Turn.from_answer(answer)]))
        assert isinstance(parts[-1], rag.Answer)
    finally:
        chat.close()


def test_an_answer_over_given_passages_needs_no_index() -> None:
    answer = answer_from("白沙渡的票价是多少？", ["白沙渡每天开十二班船，票价三元。", "城里下了雨。"])
    assert "三元" in answer.text
