"""The page as a reader meets it, in a real browser, at desktop and phone width."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ask, open_tab

Visit = Callable[..., Any]
FIGURE_QUESTION = "重庆拥有多少个制造业大类？"


@pytest.mark.parametrize("viewport", ["desktop", "phone"])
def test_a_citation_leads_to_its_sentence_in_the_article(visit: Visit, viewport: str) -> None:
    page = visit(viewport)
    answer = ask(page, FIGURE_QUESTION)
    assert "31" in answer.inner_text()
    cards = page.locator("#sources" if viewport == "desktop" else ".turn-sources")
    marker = answer.locator(".marker").first
    marker.click()
    card = cards.locator(".card.selected")
    assert card.count() == 1
    assert "31个制造业大类" in card.locator("mark").inner_text()
    assert "罗重谱" in card.locator(".where").inner_text()
    card.locator(".more").click()
    page.wait_for_selector(".reading .drawer mark")
    assert "31个制造业大类" in "".join(page.locator(".drawer mark").all_inner_texts())
    assert page.locator(".drawer mark").first.is_visible()
    page.keyboard.press("Escape")
    page.wait_for_selector("html:not(.reading)", state="attached")


def test_a_marker_shows_its_quote_and_works_from_the_keyboard(visit: Visit) -> None:
    page = visit()
    marker = ask(page, FIGURE_QUESTION).locator(".marker").first
    marker.hover()
    assert "31个制造业大类" in page.locator("#quote-card").inner_text()
    page.mouse.move(5, 400)
    marker.focus()
    page.keyboard.press("Enter")
    assert page.locator("#sources .card.selected").count() == 1


@pytest.mark.parametrize("viewport", ["desktop", "phone"])
def test_nothing_runs_over_the_edge_of_the_screen(visit: Visit, viewport: str) -> None:
    page = visit(viewport)
    ask(page, FIGURE_QUESTION)
    for tab in ("问答", "文章", "对读", "文档", "设置"):
        open_tab(page, tab)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_follow_up_refusal_and_suggestions(visit: Visit) -> None:
    page = visit()
    ask(page, "陶于祥的单位是什么？")
    follow_up = ask(page, "他的文章题目是什么？")
    assert "促进科技创新和产业创新深度融合" in follow_up.inner_text()
    refusal = ask(page, "问界M9的售价是多少？")
    assert "文中没有提到" in refusal.inner_text()
    assert "refusal" in refusal.get_attribute("class")
    assert page.locator("#sources .card").count() > 0
    page.locator("#thread .chip").first.click()
    page.wait_for_function("document.querySelectorAll('#thread .turn').length === 4")


@pytest.mark.parametrize("viewport", ["desktop", "phone"])
def test_the_newest_answer_stays_in_view(visit: Visit, viewport: str) -> None:
    page = visit(viewport)
    for question in (
        FIGURE_QUESTION,
        "这组文章讲了什么？",
        "他的单位是什么？",
        "陶于祥的单位是什么？",
        FIGURE_QUESTION,
    ):
        answer = ask(page, question)
        page.wait_for_timeout(400)
        low = page.locator("#composer").bounding_box()["y"]
        high = page.locator("#talk-bar").bounding_box()
        box = page.locator("#thread .turn").last.bounding_box()
        assert box["y"] >= high["y"] + high["height"] - 2
        assert box["y"] + box["height"] <= low + 2 or box["y"] <= high["y"] + high["height"] + 2
        assert answer.bounding_box()["y"] < low - 40
    place = page.evaluate("scrollY")
    assert place > 0
    open_tab(page, "设置")
    page.wait_for_timeout(300)
    open_tab(page, "问答")
    page.wait_for_function("y => Math.abs(scrollY - y) < 3", arg=place)
    page.mouse.wheel(0, -4000)
    page.wait_for_function("() => scrollY === 0")
    page.locator("#thread .marker").first.click()
    page.wait_for_timeout(400)
    assert page.locator("#thread .turn").first.locator(".marker.selected").count() == 1
    assert page.evaluate("scrollY") < 300


def test_a_card_leads_back_to_what_cites_it(visit: Visit) -> None:
    page = visit("phone")
    ask(page, "这组文章讲了什么？")
    page.locator(".turn-sources .card").last.locator("h4").click()
    number = page.locator(".turn-sources .card").last.get_attribute("data-card")
    page.wait_for_function("document.querySelectorAll('#thread .marker.selected').length === 1")
    marker = page.locator("#thread .marker.selected")
    assert marker.get_attribute("data-marker") == number
    page.wait_for_timeout(800)
    assert 0 < marker.bounding_box()["y"] < page.viewport_size["height"]


def test_a_suggested_question_is_answered(visit: Visit) -> None:
    page = visit()
    question = page.locator(".welcome .chip").first.inner_text()
    page.locator(".welcome .chip").first.click()
    page.wait_for_selector("#thread .turn")
    assert page.locator("#thread .question").inner_text() == question


def test_the_articles_and_the_page_as_extracted(visit: Visit) -> None:
    page = visit()
    open_tab(page, "文章")
    page.locator(".shelf-row", has_text="促进数字经济和实体经济深度融合").click()
    page.wait_for_selector("#reader h2:has-text('促进数字经济和实体经济深度融合')")
    assert "罗重谱" in page.locator("#reader .byline").inner_text()
    assert page.locator("#reader .seam").count() >= 1
    page.locator(".switch").click()
    page.wait_for_selector(".panes")
    assert page.locator(".fragment.chosen").count() > 2
    page.fill("#shelf-filter", "张明")
    page.wait_for_function("document.querySelectorAll('.shelf-row').length === 1")


def test_a_reader_corrects_the_order_and_takes_it_back(visit: Visit) -> None:
    page = visit()
    open_tab(page, "文章")
    page.locator(".shelf-row", has_text="促进数字经济和实体经济深度融合").click()
    page.wait_for_selector("#reader h2:has-text('促进数字经济和实体经济深度融合')")
    page.locator(".switch").click()
    page.wait_for_selector(".panes")
    rows = page.locator(".shelf-row").count()
    fragment = page.locator(".fragment.chosen", has=page.locator(".seam")).last
    fragment.locator("summary").click()
    fragment.locator("[data-mend=split]").click()
    page.wait_for_selector("[data-mend=undo]", timeout=60_000)
    assert page.locator(".shelf-row").count() == rows + 1
    page.click("[data-mend=undo]")
    page.wait_for_selector("[data-mend=undo]", state="detached", timeout=60_000)
    page.wait_for_function("n => document.querySelectorAll('.shelf-row').length === n", arg=rows)


@pytest.mark.parametrize("viewport", ["desktop", "phone"])
def test_two_fragments_are_joined_by_hand(visit: Visit, viewport: str) -> None:
    page = visit(viewport)
    page.wait_for_selector(".status.ready")
    counted = page.locator(".status").inner_text()
    open_tab(page, "文章")
    page.locator(".shelf-row", has_text="促进数字经济和实体经济深度融合").click()
    page.wait_for_selector("#reader h2:has-text('促进数字经济和实体经济深度融合')")
    page.locator(".switch").click()
    page.wait_for_selector(".panes")
    apart = page.locator(".fragment.chosen", has=page.locator(".seam")).last
    apart.locator("summary").click()
    apart.locator("[data-mend=split]").click()
    page.wait_for_selector("[data-mend=undo]:has-text('1')", timeout=60_000)
    page.wait_for_function("words => document.querySelector('.status').innerText !== words", arg=counted)
    alone = page.locator(".fragment.chosen[data-after]")
    words = alone.locator("span").first.inner_text()
    assert alone.count() == 1
    alone.locator("summary").click()
    alone.locator("[data-join]").click()
    assert page.locator(".choosing-note").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".choosing-note").is_visible()
    alone.locator("summary").click()
    alone.locator("[data-join]").click()
    page.locator(".fragment[data-after]", has_text="“满天星”行动计划，加").click()
    page.wait_for_selector("[data-mend=undo]:has-text('2')", timeout=60_000)
    restored = page.locator(".pane .full-text").inner_text()
    assert words[:12] in restored.replace("拼接 1.00", "")
    assert "人工更正" in (page.locator(".pane .full-text .seam").get_attribute("title") or "")
    page.wait_for_function("words => document.querySelector('.status').innerText === words", arg=counted)
    page.click("[data-mend=undo]")
    page.wait_for_selector("[data-mend=undo]", state="detached", timeout=60_000)


def test_a_phone_reads_an_article_and_goes_back(visit: Visit) -> None:
    page = visit("phone")
    open_tab(page, "文章")
    page.locator(".shelf-row").nth(2).click()
    page.wait_for_selector("#reader .full-text", state="visible")
    assert not page.locator("#shelf-list").is_visible()
    page.locator(".back").click()
    assert page.locator("#shelf-list").is_visible()


def test_articles_are_compared_in_a_table(visit: Visit) -> None:
    page = visit()
    open_tab(page, "对读")
    page.wait_for_timeout(500)
    page.click("#compare-go")
    page.wait_for_selector("#compare-table table")
    assert page.locator("#compare-table tbody tr").count() >= 3
    page.locator("#compare-table .marker").first.click()
    assert page.locator("#compare-table .card.selected").count() == 1


def upload(page: Any, *files: Path) -> None:
    page.locator("#documents input[type=file]").first.set_input_files([str(file) for file in files])


def test_upload_index_ask_rebuild_remove(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    file = tmp_path / "灯会.txt"
    file.write_text(
        "古城灯会十年记\n\n■林望舒\n\n古城灯会自2013年起每年正月举办，由三十六条街巷的居民自己扎灯。去年的灯会共点亮了8600盏花灯。\n\n"
        "扎灯的手艺由老匠人周守义传授，他今年七十九岁，带出了二十四名徒弟。\n\n（作者系古城文化馆副馆长）\n",
        encoding="utf-8",
    )
    open_tab(page, "文档")
    upload(page, file)
    page.wait_for_selector("#preview .parsed li")
    assert "古城灯会十年记" in page.locator("#preview").inner_text()
    page.click("#index-go")
    page.wait_for_selector("#progress .outcome.good", timeout=60_000)
    page.wait_for_selector("#current li:has-text('灯会.txt')")
    open_tab(page, "问答")
    assert "8600盏" in ask(page, "去年的古城灯会点亮了多少盏花灯？").inner_text()
    open_tab(page, "文档")
    page.click("#rebuild")
    page.wait_for_selector("#progress .outcome.good:has-text('重建')", timeout=60_000)
    row = page.locator("#current li", has_text="灯会.txt").locator("button")
    row.click()
    row.click()
    page.wait_for_selector("#progress .outcome.good:has-text('移除')", timeout=60_000)
    page.wait_for_function("!document.querySelector('#current').innerText.includes('灯会.txt')")


def test_a_file_that_cannot_be_read_is_explained(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    broken, empty = tmp_path / "坏.docx", tmp_path / "空.txt"
    broken.write_bytes(b"this is no zip archive")
    empty.write_text(" \n", encoding="utf-8")
    open_tab(page, "文档")
    upload(page, broken, empty)
    page.wait_for_selector("#preview .parsed.bad")
    assert page.locator("#preview .parsed.bad").count() == 2
    assert not page.locator("#index-go").is_visible()


def test_only_uploads_are_read(address: str, tmp_path: Path) -> None:
    private = tmp_path / "私信.txt"
    private.write_text("不给别人看的一段话。", encoding="utf-8")
    config = json.loads(fetch(f"{address}/config"))
    listener = next(d for d in config["dependencies"] if any(target[1] == "upload" for target in d["targets"]))
    for named in (str(private), f"{address}/page/static/ronghe.css"):
        session = f"stranger{len(named)}"
        file = {"path": named, "orig_name": "私信.txt", "meta": {"_type": "gradio.FileData"}}
        fetch(
            f"{address}/gradio_api/queue/join",
            {
                "data": [[file]],
                "fn_index": listener["id"],
                "session_hash": session,
                "trigger_id": listener["inputs"][0],
            },
        )
        told = fetch(f"{address}/gradio_api/queue/data?session_hash={session}")
        assert '"success":false' in told
        assert "不给别人看" not in told


def fetch(address: str, body: dict[str, Any] | None = None) -> str:
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(address, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.read().decode())


def test_what_documents_say_stays_text(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    file = tmp_path / "注入.md"
    file.write_text(
        "# <script>alert(1)</script>夜航船\n\n■<b>艾可</b>\n\n夜航船共有 57 个舱位，"
        '<img src="https://example.com/x.png" onerror="alert(2)">'
        "![图](https://example.com/y.png) 与 [链接](javascript:alert(3)) 都只是文字。\n",
        encoding="utf-8",
    )
    open_tab(page, "文档")
    upload(page, file)
    page.wait_for_selector("#preview .parsed")
    page.click("#index-go")
    page.wait_for_selector("#progress .outcome.good", timeout=60_000)
    open_tab(page, "问答")
    answer = ask(page, "夜航船共有多少个舱位？")
    assert "57" in answer.inner_text()
    page.locator("#sources .more").first.click()
    page.wait_for_selector(".reading .drawer .full-text")
    page.keyboard.press("Escape")
    assert page.evaluate("document.querySelectorAll('#thread img, #sources img, .drawer img, .drawer a').length") == 0
    open_tab(page, "文档")
    row = page.locator("#current li", has_text="注入.md").locator("button")
    row.click()
    row.click()
    page.wait_for_selector("#progress .outcome.good:has-text('移除')", timeout=60_000)


def test_a_question_with_markup_stays_text(visit: Visit) -> None:
    page = visit()
    ask(page, "<img src=x onerror=alert(1)>制造业大类有多少？")
    assert "<img src=x" in page.locator("#thread .question").inner_text()


def test_conversations_are_remembered_in_the_browser_and_not_shared(visit: Visit) -> None:
    page = visit()
    ask(page, FIGURE_QUESTION)
    page.reload()
    page.wait_for_selector(".welcome .chip")
    page.click("details.past summary")
    page.click(".past-list [data-bar=restore]")
    page.wait_for_selector("#thread .turn")
    assert "31" in page.locator("#thread .answer").inner_text()
    page.locator("#thread .marker").first.click()
    assert "31个制造业大类" in page.locator("#sources .card.selected mark").inner_text()
    stranger = visit()
    stranger.click("details.past summary")
    assert stranger.locator(".past-list li").count() == 0
    page.click("[data-bar=new]")
    page.wait_for_selector(".welcome")


def test_copy_export_and_thumbs(visit: Visit) -> None:
    page = visit()
    answer = ask(page, FIGURE_QUESTION)
    with page.expect_download() as download:
        answer.locator("[data-export]").click()
    exported = Path(download.value.path()).read_text(encoding="utf-8")
    assert "31个制造业大类" in exported
    assert "### 出处" in exported
    answer.locator("[data-copy]").click()
    page.wait_for_selector("#thread [data-copy]:has-text('已复制')")
    answer.locator("[data-vote='1']").click()
    page.wait_for_selector("#thread [data-vote='1'][aria-pressed=true]")


def test_dark_and_light(visit: Visit) -> None:
    page = visit(color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.click("[data-theme]")
    light = page.evaluate(ground)
    assert dark != light
    page.reload()
    page.wait_for_selector(".welcome")
    assert page.evaluate(ground) == light


def test_an_empty_question_is_not_asked(visit: Visit) -> None:
    page = visit()
    page.click("#send")
    page.wait_for_selector("#live:has-text('请先写下问题')")
    assert page.locator("#thread .turn").count() == 0
