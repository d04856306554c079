"""A piece of the page's own HTML as a Gradio component, without Gradio's clothes."""

from __future__ import annotations

from typing import Any

# Listeners that fill a part or follow a change: no spinner, and no entry in Gradio's public API.
# Answered past Gradio's queue: of two events of a page that are queued within moments, Gradio 6.31's client may close
# the stream of the second with that of the first, and its answer never arrives. Only long work is queued.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}


def drawn(gr: Any, html: str, name: str | None = None, script: str = "") -> Any:
    """`html` in place; `script` listens inside it and may `trigger` events."""
    return gr.HTML(html, elem_id=name, apply_default_css=False, js_on_load=script)
