"""What the tabs do with a visitor's events, without Gradio: every step that is shown, and every way it can end."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from index.errors import SnapshotError
from rag.ui.ask_tab import MAX_QUESTION_CHARS, AskTab
from rag.ui.compare_tab import CompareTab
from rag.ui.desk import Preferences
from rag.ui.documents_tab import DocumentsTab
from rag.ui.remembering import Conversation
from rag.ui.settings_tab import SettingsTab
from rag.ui.working import Finished, Report, Step, steps_of
from tests.page_fakes import fake_desk

SKIP = "skip"


class FakeGradio:
    """The two things that an event handler asks of Gradio."""

    def skip(self) -> str:
        return SKIP

    def update(self, **changes: Any) -> dict[str, Any]:
        return changes


@pytest.fixture
def tab(tmp_path: Path) -> AskTab:
    return AskTab(FakeGradio(), fake_desk(tmp_path))


def test_an_answer_streams_and_ends_in_the_conversation(tab: AskTab) -> None:
    steps = list(tab.ask("去年点亮多少盏？", None, None, None))
    first, streaming, last = steps
    assert first[0] == ""
    assert first[1] == ""
    assert "去年点亮多少盏？" in first[2]
    assert (first[6], first[7]) == ({"visible": False}, {"visible": True})
    assert "去年共点亮" in streaming[2]
    assert "去年共点亮八千六百盏花灯。" in last[1]
    assert "由两栏拼接，可信度 0.97" in last[1]
    assert last[2] == ""
    assert len(last[3].turns) == 1
    assert last[4][0]["id"] == last[3].conversation_id
    assert (last[6], last[7]) == ({"visible": True}, {"visible": False})


def test_the_next_question_brings_the_history_and_the_preferences(tab: AskTab, tmp_path: Path) -> None:
    preferences = Preferences("extractive", 4, ("林望舒",), ("doc.md",))
    conversation = list(tab.ask("第一问？", None, preferences, None))[-1][3]
    list(tab.ask("第二问？", conversation, preferences, None))
    asked = tab._desk.chat.asked  # type: ignore[attr-defined]
    question, history, options = asked[-1]
    assert (question, history) == ("第二问？", 1)
    assert (options["k"], options["mode"], options["filters"].authors) == (4, "extractive", ("林望舒",))


def test_an_error_is_shown_and_the_question_kept(tab: AskTab) -> None:
    last = list(tab.ask("坏的问题", None, None, None))[-1]
    assert last[0] == "坏的问题"
    assert "索引坏了；请重建" in last[2]
    assert last[6] == {"visible": True}


def test_a_refusal_offers_questions(tab: AskTab) -> None:
    turn = list(tab.ask("文中没有的事？", None, None, None))[-1][3].turns[0]
    assert turn.answer.refused
    assert 0 < len(turn.answer.suggestions) <= 3


@pytest.mark.parametrize(
    ("question", "words"), [("  ", "请先写下问题"), ("字" * (MAX_QUESTION_CHARS + 1), "超过 2000 字")]
)
def test_what_is_no_question_is_not_asked(tab: AskTab, question: str, words: str) -> None:
    (step,) = tab.ask(question, None, None, None)
    assert words in step[2]
    assert [part for part in step if part != SKIP] == [step[2]]


def test_thumbs_are_kept_for_the_turn_that_got_them(tab: AskTab) -> None:
    conversation = list(tab.ask("问？", None, None, None))[-1][3]
    turn_id = conversation.turns[0].turn_id
    assert tab.vote(conversation, turn_id, 1).turns[0].vote == 1
    tab.vote(conversation, "unknown", -1)
    assert [(vote.turn_id, vote.value) for vote in tab._desk.feedback.votes()] == [(turn_id, 1)]


def test_conversations_are_begun_restored_and_forgotten(tab: AskTab) -> None:
    last = list(tab.ask("问？", None, None, None))[-1]
    conversation, past = last[3], last[4]
    drawn, _, new, past, _ = tab.turn_to("new", "", conversation, past)
    assert "welcome" in drawn
    assert new.turns == ()
    drawn, _, restored, past, _ = tab.turn_to("restore", conversation.conversation_id, new, past)
    assert "八千六百盏" in drawn
    assert restored.conversation_id == conversation.conversation_id
    _, _, kept, past, bar = tab.turn_to("forget", "", restored, past)
    assert past == []
    assert kept is restored
    assert "还没有以前的对话" in bar


def test_an_index_that_does_not_open_is_explained(tmp_path: Path) -> None:
    desk = fake_desk(tmp_path, failing=True)
    desk.opening.settle()
    _, welcome = AskTab(FakeGradio(), desk).arrive(None)
    assert "请运行 ronghe index rebuild" in welcome
    assert desk.status(Preferences())[0] == "failed"
    assert "请运行 ronghe index rebuild" in DocumentsTab(FakeGradio(), desk).arrive()


def test_the_head_counts_articles_and_paragraphs(tmp_path: Path) -> None:
    desk = fake_desk(tmp_path)
    assert desk.status(Preferences())[0] == "opening"
    desk.opening.settle()
    assert desk.status(Preferences()) == ("ready", "2 篇文章 · 3 段 · 离线摘录模式", "v1")


def test_settings_make_preferences(tmp_path: Path) -> None:
    tab = SettingsTab(FakeGradio(), fake_desk(tmp_path))
    assert tab.chosen("llm", 7, ["甲"], []) == Preferences("llm", 7, ("甲",), ())
    assert tab.defaults()[-1] == Preferences()
    assert tab.arrive() == ({"choices": ["林望舒", "周守义"]}, {"choices": ["doc.md"]})


def test_a_comparison_has_a_row_for_each_article(tmp_path: Path) -> None:
    tab = CompareTab(FakeGradio(), fake_desk(tmp_path))
    html = tab.compare([], ["花灯"])
    assert html.count('<th scope="row">') == 2
    assert "八千六百盏花灯" in html
    assert "文中未涉及" in html
    assert "至少要有两篇" in tab.compare(["doc.md#0"], [])


def test_an_upload_is_shown_before_it_is_indexed(tmp_path: Path) -> None:
    good, bad = tmp_path / "好.txt", tmp_path / "坏.xyz"
    good.write_text("古桥记\n\n■周守义\n\n桥上有三座碑亭，都是清代所建。\n", encoding="utf-8")
    bad.write_bytes(b"x")
    tab = DocumentsTab(FakeGradio(), fake_desk(tmp_path / "data"))
    preview, chosen, button, _ = tab.parse([str(good), str(bad)])
    assert "古桥记" in preview
    assert "不支持的格式 .xyz" in preview
    assert (chosen, button) == ([str(good)], {"visible": True})
    assert next(iter(tab.index([])))[0].count("先选文件") == 1


def test_work_reports_its_steps_and_its_end() -> None:
    def work(report: Report) -> str:
        for done in range(3):
            report("编码", done, 3)
            time.sleep(0.15)
        return "好"

    steps = list(steps_of(work))
    assert steps[-1] == Finished("好")
    assert Step("编码", 2, 3) in steps


def test_work_that_fails_says_why_and_a_bug_is_not_hidden() -> None:
    def refused(_: Report) -> str:
        raise SnapshotError("另一个任务正在写")

    def broken(_: Report) -> str:
        raise ZeroDivisionError

    (end,) = steps_of(refused)
    assert isinstance(end, Finished)
    assert str(end.error) == "另一个任务正在写"
    with pytest.raises(ZeroDivisionError):
        list(steps_of(broken))


def test_an_empty_conversation_has_an_id_of_its_own() -> None:
    assert Conversation().conversation_id != Conversation().conversation_id
