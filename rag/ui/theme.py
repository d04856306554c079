"""Gradio's theme of the page: system fonts only. Colours and shapes are in static/ronghe.css."""

from __future__ import annotations

from typing import Any

SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")


def page_theme(gr: Any) -> Any:
    """A theme that asks nobody outside for a font."""
    return gr.themes.Base(font=list(SANS), font_mono=list(MONO), radius_size="md", text_size="md")
