"""文章: a shelf, and an article to read. The parts are fetched from api.py as the reader asks for them."""

from __future__ import annotations

from typing import Any

from rag.ui.escaping import text
from rag.ui.parts import drawn
from rag.ui.wording import say


def room_html() -> str:
    """The empty reading room; static/ronghe.js fills `data-fetch` when it comes into view."""
    return (
        '<div class="reading-room"><nav class="shelf">'
        f'<input type="search" id="shelf-filter" placeholder="{text(say("articles.filter"))}" '
        f'aria-label="{text(say("articles.filter"))}" autocomplete="off">'
        f'<div id="shelf-list" data-fetch="page/articles" aria-label="{text(say("articles.list"))}"></div></nav>'
        f'<section id="reader" aria-live="polite"><p class="quiet pick">{text(say("articles.pick"))}</p></section>'
        "</div>"
    )


def build(gr: Any) -> None:
    """Draw the tab inside the current Blocks context."""
    drawn(gr, room_html(), "articles")
