"""The page put together: head, five tabs, what happens when a visitor arrives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rag.ui import articles_tab
from rag.ui.ask_tab import AskTab
from rag.ui.compare_tab import CompareTab
from rag.ui.desk import Desk, Preferences
from rag.ui.documents_tab import DocumentsTab
from rag.ui.escaping import text
from rag.ui.icons import icon
from rag.ui.parts import QUIET, drawn
from rag.ui.settings_tab import SettingsTab
from rag.ui.wording import say

STATIC = Path(__file__).parent.parent / "static"
# Told by static/ronghe.js after a correction, which goes past Gradio.
_STALE = "element.addEventListener('ronghe:stale', () => trigger('stale'));"


def brand_html() -> str:
    """The name of the program and the switch between light and dark."""
    return (
        f'<div class="brand" aria-label="{text(say("title"))}">{text(say("brand.first"))}'
        f"<b>{text(say('brand.second'))}</b></div>"
    )


def status_html(state: str, words: str, version: str = "") -> str:
    """What is indexed and how answers are made, at a glance; a new `version` makes the script fetch the shelf anew."""
    label = text(say("theme.toggle"))
    return (
        f'<div class="status {state}" role="status" data-version="{text(version)}"><i class="dot"></i>'
        f"<span>{text(words)}</span>"
        f'<button type="button" data-theme title="{label}" aria-label="{label}">{icon("theme")}</button></div>'
    )


def drawer_html() -> str:
    """The sheet that slides in with an article; filled by static/ronghe.js."""
    close = text(say("reader.close"))
    return (
        '<div class="veil" data-close></div><div class="drawer" role="dialog" aria-modal="true" tabindex="-1">'
        f'<button type="button" class="close" data-close aria-label="{close}" title="{close}">{icon("close")}</button>'
        '<div id="drawer-body"></div></div><div id="quote-card" role="tooltip" hidden></div>'
    )


def build_page(desk: Desk) -> Any:
    """The Gradio Blocks of the page."""
    import gradio as gr

    ask, documents = AskTab(gr, desk), DocumentsTab(gr, desk)
    compare, settings = CompareTab(gr, desk), SettingsTab(gr, desk)
    with gr.Blocks(title=say("title"), analytics_enabled=False, fill_width=True, delete_cache=(3600, 86400)) as page:
        preferences = gr.State(None)
        drawn(gr, brand_html(), "brand")
        status = drawn(gr, status_html("opening", say("status.opening")), "status", _STALE)
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap") as tabs:
            with gr.Tab(say("tab.ask"), id="ask", elem_id="tab-ask"):
                ask.build(preferences)
            with gr.Tab(say("tab.articles"), id="articles", elem_id="tab-articles"):
                articles_tab.build(gr)
            with gr.Tab(say("tab.compare"), id="compare", elem_id="tab-compare"):
                compare.build()
            with gr.Tab(say("tab.documents"), id="documents", elem_id="tab-documents"):
                documents.build()
            with gr.Tab(say("tab.settings"), id="settings", elem_id="tab-settings"):
                settings.build(preferences)
        drawn(gr, drawer_html(), "drawer")

        def refresh(chosen: Preferences | None, listed: str | None) -> tuple[Any, ...]:
            """Status and choices, once the index is open: at arrival, at a change of tab, after its changes."""
            desk.opening.settle()
            status = status_html(*desk.status(chosen or Preferences()))
            listing = documents.arrive()
            unchanged = listing == listed  # leave it alone: a reader may be about to click in it
            current = gr.skip() if unchanged else listing
            return (status, *settings.arrive(), *compare.arrive(), current, documents.note())

        shown = [status, settings.authors, settings.documents, compare.articles, compare.points]
        shown += [documents.current, documents.version]
        known = [preferences, documents.current]
        page.load(ask.arrive, [ask.past], [ask.bar, ask.thread], **QUIET)
        page.load(refresh, known, shown, **QUIET)
        tabs.select(refresh, known, shown, **QUIET)
        status.stale(refresh, known, shown, **QUIET)
        documents.then(refresh, known, shown)
        documents.then(ask.renew_welcome, [ask.conversation], [ask.thread])
        preferences.change(
            lambda chosen: status_html(*desk.status(chosen or Preferences())), [preferences], [status], **QUIET
        )
    return page
