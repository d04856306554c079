"""Pictures of the page for the README, taken from the program itself: `python -m tests.benchmarks.screenshots`.

Also prints how long the page takes from the command to the first picture on the screen.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.e2e.conftest import ARGUMENTS, CHROMIUM, ROOT, VIEWPORTS, ask, free_port, open_tab, wait_until_ready

# What the README shows; `--all` keeps the rest, for looking at the page.
README_PICTURES = ("ask", "ask-dark", "ask-phone", "articles", "articles-phone", "compare")


def save_small(picture: Path, to: Path) -> None:
    """The picture in 200 colours: a third of the size, and nobody sees it."""
    from PIL import Image

    with Image.open(picture) as image:
        image.convert("RGB").quantize(200, dither=Image.Dither.NONE).save(to, optimize=True)


def start(port: int, data: Path) -> subprocess.Popen[bytes]:
    """The server, as a user starts it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("RONGHE_")}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "--port", str(port)], env={**kept, "RONGHE_DATA": str(data)}, cwd=ROOT
    )


def visit(browser: Any, address: str, viewport: str, scheme: str = "light") -> Any:
    page = browser.new_context(
        viewport=VIEWPORTS[viewport], color_scheme=scheme, locale="zh-CN", device_scale_factor=1.5
    ).new_page()
    page.goto(address)
    page.wait_for_selector(".welcome .chip", timeout=60_000)
    return page


def settle(page: Any) -> None:
    page.evaluate("document.activeElement && document.activeElement.blur()")
    page.mouse.move(2, 2)
    page.wait_for_timeout(500)


def take_all(browser: Any, address: str, out: Path) -> None:
    """Every picture, each from a visitor of its own."""
    for name, viewport, scheme in (
        ("ask", "desktop", "light"),
        ("ask-dark", "desktop", "dark"),
        ("ask-phone", "phone", "light"),
    ):
        page = visit(browser, address, viewport, scheme)
        page.screenshot(path=out / f"welcome{name[3:]}.png")
        if viewport == "desktop":
            ask(page, "重庆拥有多少个制造业大类？")
            ask(page, "问界M9的售价是多少？")
        ask(page, "培育原始创新策源地要从哪三个方面入手？")
        page.locator("#thread .turn").last.locator(".marker").nth(1).click()
        settle(page)
        page.screenshot(path=out / f"{name}.png")
        if viewport == "desktop":
            ask(page, "罗重谱和张明对数字技术的看法有何不同？")
            settle(page)
            page.screenshot(path=out / f"table{name[3:]}.png")
        page.context.close()
    for name, viewport, scheme in (
        ("articles", "desktop", "light"),
        ("articles-dark", "desktop", "dark"),
        ("articles-phone", "phone", "light"),
    ):
        take_others(visit(browser, address, viewport, scheme), name, viewport, out)


def take_others(page: Any, name: str, viewport: str, out: Path) -> None:
    open_tab(page, "文章")
    page.locator(".shelf-row", has_text="促进数字经济和实体经济深度融合").click()
    page.wait_for_selector("#reader .full-text")
    settle(page)
    page.screenshot(path=out / f"{name.replace('articles', 'article')}.png")
    page.locator(".switch").click()
    page.wait_for_selector(".panes")
    settle(page)
    page.screenshot(path=out / f"{name}.png")
    open_tab(page, "对读")
    page.wait_for_timeout(800)
    page.click("#compare-go")
    page.wait_for_selector("#compare-table .cited")
    settle(page)
    page.screenshot(path=out / f"{name.replace('articles', 'compare')}.png")
    open_tab(page, "文档")
    page.locator("#documents input[type=file]").first.set_input_files(str(ROOT / "index" / "corpus" / "page.md"))
    page.wait_for_selector("#preview .parsed")
    settle(page)
    page.screenshot(path=out / f"{name.replace('articles', 'documents')}.png")
    open_tab(page, "设置")
    settle(page)
    page.screenshot(path=out / f"{name.replace('articles', 'settings')}.png")
    page.context.close()


def listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def measure_start(browser: Any, data: Path) -> tuple[float, float, float]:
    """Seconds from the command to the cover, to the page, and to an answer, over an index that exists."""
    port = free_port()
    address, started = f"http://127.0.0.1:{port}", time.perf_counter()
    process = start(port, data)
    page = browser.new_page()
    try:
        while not listens(port):
            time.sleep(0.02)
        page.goto(address)
        cover = time.perf_counter() - started
        page.wait_for_selector("#composer textarea", timeout=60_000)
        drawn = time.perf_counter() - started
        ask(page, "重庆拥有多少个制造业大类？")
        return cover, drawn, time.perf_counter() - started
    finally:
        page.close()
        process.terminate()
        process.wait(timeout=30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="folder for the pictures")
    parser.add_argument("--all", action="store_true", help="keep every picture, not only the README's")
    parser.add_argument("--starts", type=int, default=3, help="how often to measure the start")
    parser.add_argument("--no-pictures", action="store_true")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        port, data, pictures = free_port(), Path(folder) / "data", Path(folder) / "pictures"
        pictures.mkdir()
        process = start(port, data)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", process)
            if not arguments.no_pictures:
                take_all(browser, f"http://127.0.0.1:{port}", pictures)
                for picture in sorted(pictures.glob("*.png")):
                    if arguments.all or picture.stem in README_PICTURES:
                        save_small(picture, arguments.out / picture.name)
        finally:
            process.terminate()
            process.wait(timeout=30)
        for _ in range(arguments.starts):
            cover, drawn, answered = measure_start(browser, data)
            print(f"from the command: cover {cover:.1f} s, page {drawn:.1f} s, first answer {answered:.1f} s")
        browser.close()


if __name__ == "__main__":
    main()
