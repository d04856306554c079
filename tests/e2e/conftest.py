"""A real server and a real browser. Every page that is opened here may talk to nobody but that server."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
VIEWPORTS = {"desktop": {"width": 1320, "height": 860}, "phone": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def need(present: bool, what: str) -> None:
    """Skip without `what` on a developer's machine; under CI it must be there."""
    if not present:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{what} is missing, and CI must have it")
        pytest.skip(f"{what} is missing")


def has_cjk_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    found = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip())


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_ready(address: str, process: subprocess.Popen[bytes], seconds: float = 200) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the server ended with {process.returncode} before it was ready")
        try:
            with urllib.request.urlopen(f"{address}/api/health", timeout=5) as answer:
                if json.load(answer)["status"] == "ready":
                    return
        except urllib.error.HTTPError as error:
            pytest.fail(f"the server cannot open its index: {error.read().decode()}")
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail(f"the server was not ready within {seconds:.0f} s")


@contextmanager
def served(data: Path, **variables: str) -> Iterator[str]:
    """The address of the program, started as a user starts it, over an empty data folder."""
    need(Path(CHROMIUM).exists(), "chromium")
    need(has_cjk_font(), "a Chinese font")
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("RONGHE_")}
    log = (data / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "--port", str(port)],
        env={**kept, "RONGHE_DATA": str(data / "index"), "GRADIO_TEMP_DIR": str(data / "uploads"), **variables},
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page that most tests share, answering offline."""
    with served(tmp_path_factory.mktemp("page-data")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    need(Path(CHROMIUM).exists(), "chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """`visit("phone")` opens the page as a new visitor; afterwards nobody may have met an error or gone outside."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(viewport: str = "desktop", address: str | None = None, **options: Any) -> Any:
        address = address or str(request.getfixturevalue("address"))
        context = browser.new_context(viewport=VIEWPORTS[viewport], locale="zh-CN", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda m: complaints.append(f"console: {m.text}") if is_error(m) else None)
        page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        inside = (address + "/", "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(inside) else complaints.append(f"outside: {r.url}"))
        page.goto(address)
        page.wait_for_selector(".welcome .chip")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def is_error(message: Any) -> bool:
    """Whether the console shows an error of ours; Gradio itself reports its open streams when a page is reloaded."""
    of_reload = ("AbortError: signal is aborted", "Connection errored out")
    return message.type == "error" and not any(text in message.text for text in of_reload)


def ask(page: Any, question: str) -> Any:
    """Type a question, wait for its answer, return the answer's element."""
    before = page.locator("#thread .turn").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function("n => document.querySelectorAll('#thread .turn').length > n", arg=before)
    return page.locator("#thread .turn").last.locator(".answer")


def open_tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
