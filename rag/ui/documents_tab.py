"""文档: upload, look at what was understood, index with progress, remove, rebuild, roll back."""

from __future__ import annotations

from typing import Any

from index.errors import RongheError
from rag.ui.desk import Desk
from rag.ui.escaping import text
from rag.ui.wording import say


class DocumentsTab:
    """Builds the tab; the work is `index.build`'s."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def build(self, gr: Any) -> None:
        self._gr = gr
        with gr.Column(elem_id="documents", elem_classes="sheet-column"):
            gr.HTML(f'<p class="lead">{text(say("documents.lead"))}</p>', apply_default_css=False, js_on_load="")
            self.current = gr.HTML("", elem_id="current", apply_default_css=False, js_on_load="")

    def on_change(self, *_: Any) -> None:
        pass

    def arrive(self) -> str:
        try:
            cards = self._desk.snapshot.documents()
        except RongheError as error:
            return f'<p class="quiet">{text(str(error))}</p>'
        return "".join(f"<p>{text(c.document)}</p>" for c in cards)
