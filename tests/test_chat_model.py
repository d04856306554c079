"""A chat with a language model wired in: follow-ups that it rewrites, over real HTTP, and its end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.answer import Answer
from rag.api import create_app
from rag.assembly import open_chat
from rag.chat import Chat
from rag.conversation import Turn
from rag.settings import Settings
from tests.openai_server import Reply, ScriptedServer, error, serve
from tests.page_fakes import FakeChat, fake_desk

PAGE = """# 渡轮应当免费

沈一舟

青港市的渡轮每天开行四十班，票价为每人6元。渡轮应当免费，让老人和学生乘得起。

# 茶园要先修路

白敏之

林溪县的茶园面积没有突破3万亩，茶农主要依靠春茶，春茶收入占全年的七成。
"""
HISTORY = [Turn("沈一舟怎么看渡轮？", "渡轮应当免费，让老人和学生乘得起。[1]", ("沈一舟",), ("渡轮应当免费",))]
ANSWER = Reply(["渡轮每天开行四十班[1]。"])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from index.build import build_index
    from rag.assembly import open_encoder

    folder = tmp_path_factory.mktemp("data")
    page = folder / "page.md"
    page.write_text(PAGE, "utf-8")
    build_index([page], folder / "index", encoder=open_encoder(Settings(folder))).close()
    return folder / "index"


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    with serve(ANSWER) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-scripted")
        yield server


def _chat(data: Path) -> Chat:
    return open_chat(Settings(data, llm="openai:scripted", llm_timeout_seconds=5.0))


def test_a_follow_up_is_rewritten_by_the_model(data: Path, model: ScriptedServer) -> None:
    model.script = [Reply(["沈一舟说渡轮每天", "开行多少班？"]), ANSWER]
    with closing(_chat(data)) as chat:
        parts = list(chat.stream("他说每天多少班？", HISTORY))
        answer = parts[-1]
        assert isinstance(answer, Answer)
        assert answer.standalone_question == "沈一舟说渡轮每天开行多少班？"
        assert parts[:-1] == list(ANSWER.pieces)  # The rewriting itself is not shown.
        assert "追问：他说每天多少班？" in model.requests[0]["messages"][0]["content"]
        assert "问题：沈一舟说渡轮每天开行多少班？" in model.last_prompt


@pytest.mark.parametrize(
    "rewriting",
    [Reply(["何晓帆说渡轮每天开行900班？"]), Reply(["渡轮每天开行四十班。"]), error(500), Reply([""])],
)
def test_a_rewriting_that_fails_gives_way_to_the_rules(data: Path, model: ScriptedServer, rewriting: Reply) -> None:
    model.script = [rewriting, ANSWER]
    with closing(_chat(data)) as chat:
        assert chat.ask("他说每天多少班？", HISTORY).standalone_question == "沈一舟说每天多少班？"
        assert len(model.requests) == 2


def test_the_model_is_not_asked_without_need(data: Path, model: ScriptedServer) -> None:
    with closing(_chat(data)) as chat:
        chat.ask("林溪县的茶园有多大？", HISTORY)
        assert len(model.requests) == 1
        assert chat.ask("他说每天多少班？", HISTORY, mode="extractive").standalone_question == "沈一舟说每天多少班？"
        assert len(model.requests) == 1


def test_closing_ends_the_connections_once_and_twice(data: Path, model: ScriptedServer) -> None:
    before = threading.active_count()
    chat = _chat(data)
    assert chat.ask("渡轮每天开行多少班？").mode == "llm"
    chat.close()
    chat.close()
    assert chat.ask("渡轮每天开行多少班？").mode == "extractive"
    assert len(model.requests) == 1
    # The scripted server's own threads end with their requests.
    assert threading.active_count() <= before + 1


def test_the_application_closes_the_chat_when_it_ends(tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    desk = fake_desk(tmp_path)
    with TestClient(create_app(desk)) as client:
        assert client.get("/api/health").json() == {"status": "opening"}
    desk.opening.settle()
    chat = desk.chat
    assert isinstance(chat, FakeChat)
    assert chat.closed == 0  # There was none to close.
    with TestClient(create_app(desk)):
        pass
    assert chat.closed == 1


def test_an_author_in_latin_letters_is_found(data: Path) -> None:
    chat = open_chat(Settings(data))
    answer = chat.ask("Bai Minzhi说了什么？")
    assert answer.question == "Bai Minzhi说了什么？"
    assert answer.standalone_question == "白敏之说了什么？"
    assert {c.passage.author for c in answer.citations} == {"白敏之"}
    assert chat.search("BAI Minzhi")[0].passage.author == "白敏之"
