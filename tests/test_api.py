"""The web application without its Gradio page: JSON, fragments, the cover, and opening in the background."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.errors import SnapshotError, UsageError
from rag.api import create_app, listen
from rag.door import Door
from rag.opening import OpeningChat
from rag.ui.head import PageHead
from tests.page_fakes import FakeChat, fake_desk


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    desk = fake_desk(tmp_path)
    desk.opening.settle()
    return TestClient(create_app(desk))


def test_health_tells_what_is_open(client: TestClient, tmp_path: Path) -> None:
    assert client.get("/api/health").json() == {"status": "ready", "version": "v1", "passages": 3}
    closed = TestClient(create_app(fake_desk(tmp_path)))
    assert closed.get("/api/health").json() == {"status": "opening"}


def test_an_index_that_cannot_be_opened_is_said_in_one_line(tmp_path: Path) -> None:
    desk = fake_desk(tmp_path, failing=True)
    desk.opening.settle()
    client = TestClient(create_app(desk))
    assert client.get("/api/health").status_code == 503
    answer = client.get("/api/articles")
    assert answer.status_code == 503
    assert answer.json() == {"error": "索引打不开；请运行 ronghe index rebuild"}


def test_ask_answers_by_contract(client: TestClient) -> None:
    found = client.post(
        "/api/ask", json={"question": "去年点亮多少盏？", "history": [{"question": "q", "answer": "a"}]}
    )
    assert found.status_code == 200
    body = found.json()
    assert {"question", "standalone_question", "answer", "refused", "citations", "sentences", "timings_ms"} <= set(body)
    citation = body["citations"][0]
    assert citation["text"][citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(
    "body", [{}, {"question": ""}, {"question": "字" * 2001}, {"question": "q", "k": 0}, {"question": "q", "mode": "x"}]
)
def test_a_bad_request_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/api/ask", json=body).status_code == 422


def test_search_gives_the_rows_of_the_contract(client: TestClient) -> None:
    hits = client.get("/api/search", params={"q": "花灯", "k": 2}).json()["hits"]
    assert len(hits) == 2
    assert set(hits[0]) == {"passage_id", "document", "article", "author", "similarity", "text"}


def test_articles_and_one_article(client: TestClient) -> None:
    cards = client.get("/api/articles").json()
    assert [card["title"] for card in cards] == ["灯会记", "古桥记"]
    article = client.get(f"/api/articles/{cards[0]['article_id'].replace('#', '%23')}").json()
    assert article["paragraphs"][1] == "去年共点亮八千六百盏花灯，均由手工扎成。"
    assert client.get("/api/articles/none").status_code == 404


def test_the_shelf_is_filtered_and_paged(client: TestClient) -> None:
    assert client.get("/page/articles").text.count("shelf-row") == 2
    filtered = client.get("/page/articles", params={"q": "周守义"}).text
    assert "古桥记" in filtered
    assert "灯会记" not in filtered
    assert "没有符合的文章" in client.get("/page/articles", params={"q": "<script>"}).text


def test_an_article_is_read_with_its_sentence_highlighted(client: TestClient) -> None:
    drawn = client.get("/page/article/doc.md%230", params={"start": 9, "end": 30, "drawer": 1}).text
    assert "<mark>去年共点亮八千六百盏花灯，</mark>" in drawn
    assert "拼接 0.97" in drawn
    assert client.get("/page/article/none").status_code == 404


def test_the_extracted_page_stands_beside_the_article(client: TestClient) -> None:
    drawn = client.get("/page/article/doc.md%230", params={"source": 1}).text
    assert drawn.count("fragment chosen") == 3
    assert drawn.count("fragment hue-") == 1


def test_only_the_page_itself_may_correct(client: TestClient) -> None:
    body = {"document": "doc.md", "action": "split", "start": 9}
    assert client.post("/page/mend", json=body).status_code == 404
    assert client.post("/page/mend", json={**body, "action": "burn"}).status_code == 422


def test_static_files_are_served_and_nothing_else(client: TestClient) -> None:
    assert client.get("/page/static/ronghe.css").status_code == 200
    assert client.get("/page/static/../api.py").status_code == 404
    assert client.get("/page/static/%2e%2e/api.py").status_code == 404


def test_our_head_is_put_into_the_document() -> None:
    app = FastAPI()
    app.add_middleware(PageHead)

    @app.get("/")
    def page() -> Any:
        from fastapi.responses import HTMLResponse

        return HTMLResponse("<html><head></head><body>页</body></html>")

    answer = TestClient(app).get("/")
    assert "ronghe.css" in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_opening_happens_once_and_is_tried_again_after_a_failure() -> None:
    tries: list[int] = []

    def open_chat() -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise SnapshotError("还不行")
        return FakeChat()

    opening = OpeningChat(open_chat)
    assert opening.state == "opening"
    opening.settle()
    assert (opening.state, opening.reason) == ("failed", "还不行")
    first = opening.chat()
    assert opening.chat() is first
    assert opening.state == "ready"
    assert len(tries) == 2


def test_a_question_waits_for_the_opening() -> None:
    gate = threading.Event()
    chat = FakeChat()

    def open_chat() -> Any:
        gate.wait(5)
        return chat

    opening = OpeningChat(open_chat)
    opening.start()
    threading.Timer(0.05, gate.set).start()
    assert opening.chat() is chat


def test_a_taken_port_is_explained() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"127.0.0.1:{port} 用不了.*--port"):
            listen("127.0.0.1", port)


class Exchange:
    """One ASGI request to the door."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(self, message: Any) -> None:
        self.sent.append(dict(message))


async def _get(door: Door, path: str) -> tuple[int, bytes]:
    exchange = Exchange()
    await door({"type": "http", "path": path, "method": "GET", "headers": [], "query_string": b""}, exchange.receive,
               exchange.send)  # fmt: skip
    return exchange.sent[0]["status"], b"".join(m.get("body", b"") for m in exchange.sent[1:])


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a scene to its end in a thread of its own: the browser tests leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(scene())).result(timeout=60)


def test_the_door_shows_a_cover_until_the_page_is_made() -> None:
    async def scene() -> None:
        gate = threading.Event()
        inner = FastAPI()
        inner.get("/")(lambda: "里面")

        def make() -> FastAPI:
            gate.wait(5)
            return inner

        door = Door(make, failed=lambda error: None)
        messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        said: list[str] = []

        async def send(message: Any) -> None:
            said.append(message["type"])

        await messages.put({"type": "lifespan.startup"})
        life = asyncio.create_task(door({"type": "lifespan"}, messages.get, send))
        while "lifespan.startup.complete" not in said:
            await asyncio.sleep(0.01)
        status, cover = await _get(door, "/")
        assert status == 200
        assert "融合" in cover.decode()
        assert (await _get(door, "/api/health")) == (200, b'{"status":"cover"}')
        assert (await _get(door, "/api/articles"))[0] == 503
        gate.set()
        for _ in range(500):
            if "里面" in (await _get(door, "/"))[1].decode():
                break
            await asyncio.sleep(0.01)
        else:
            pytest.fail("the door never let anybody in")
        await messages.put({"type": "lifespan.shutdown"})
        await life
        assert said[-1] == "lifespan.shutdown.complete"

    play(scene)


def test_the_door_reports_a_page_that_cannot_be_made() -> None:
    async def scene() -> None:
        failures: list[BaseException] = []

        def make() -> FastAPI:
            raise SnapshotError("做不成")

        door = Door(make, failed=failures.append)
        messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

        async def send(message: Any) -> None:
            await asyncio.sleep(0)

        await messages.put({"type": "lifespan.startup"})
        life = asyncio.create_task(door({"type": "lifespan"}, messages.get, send))
        while not failures:
            await asyncio.sleep(0.01)
        await messages.put({"type": "lifespan.shutdown"})
        await life
        assert str(failures[0]) == "做不成"

    play(scene)
