"""The page with a language model behind it: a scripted one, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.conftest import ask, served
from tests.openai_server import Reply, error, serve


def test_a_model_writes_and_what_it_invents_is_struck_out(visit: Callable[..., Any], tmp_path: Path) -> None:
    pieces = ("重庆拥有全部31个", "制造业大类[1]。", "重庆拥有全部95个制造业大类[1]。")
    with (
        serve(Reply(pieces, pause=0.1), error(401)) as model,
        served(tmp_path, RONGHE_LLM="openai:scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="none") as address,
    ):
        page = visit(address=address)
        page.wait_for_selector(".status.ready")
        assert "大模型模式" in page.locator(".status").inner_text()
        answer = ask(page, "重庆拥有多少个制造业大类？")
        assert answer.locator(".sentence.doubtful").all_inner_texts() == ["重庆拥有全部95个制造业大类。"]
        assert "95" in answer.locator(".doubt").inner_text()
        assert "1 句有出处，1 句存疑" in answer.locator("footer").inner_text()
        fallen_back = ask(page, "重庆拥有多少个制造业大类？")
        assert "31" in fallen_back.inner_text()
        assert fallen_back.locator(".notice").is_visible()
