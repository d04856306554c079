"""对读: several articles, several points, one table in which every cell quotes."""

from __future__ import annotations

from typing import Any

from index.errors import RongheError
from rag.ui import rendering, sources
from rag.ui.desk import Desk
from rag.ui.escaping import text
from rag.ui.parts import QUIET, drawn
from rag.ui.wording import say

_MAX_CHOICES = 200
_MAX_COMPARED = 8
_MAX_POINTS = 6


class CompareTab:
    """Builds the tab; the comparing itself is `rag.answering.comparing`'s."""

    def __init__(self, gr: Any, desk: Desk) -> None:
        self._gr = gr
        self._desk = desk

    def build(self) -> None:
        """Draw the tab inside the current Blocks context."""
        gr = self._gr
        with gr.Column(elem_id="compare", elem_classes="sheet-column wide"):
            drawn(gr, f'<p class="lead">{text(say("compare.lead"))}</p>')
            with gr.Row(elem_classes="choices"):
                self.articles = gr.Dropdown(
                    [],
                    multiselect=True,
                    label=say("compare.articles"),
                    info=say("compare.articles.hint"),
                    elem_id="compare-articles",
                    max_choices=_MAX_COMPARED,
                )
                self.points = gr.Dropdown(
                    [],
                    multiselect=True,
                    allow_custom_value=True,
                    label=say("compare.points"),
                    info=say("compare.points.hint"),
                    elem_id="compare-points",
                    max_choices=_MAX_POINTS,
                )
            go = gr.Button(say("compare.go"), variant="primary", elem_id="compare-go", size="sm")
            self.table = drawn(gr, "", "compare-table")
        go.click(self.compare, [self.articles, self.points], self.table, **QUIET)

    def arrive(self) -> tuple[Any, Any]:
        """Fresh choices of articles and points."""
        try:
            cards = self._desk.snapshot.articles(kind="article", limit=_MAX_CHOICES)
            points = self._desk.points()
        except RongheError:
            return self._gr.skip(), self._gr.skip()
        choices = [(" · ".join(p for p in (c.author, c.title) if p) or c.article_id, c.article_id) for c in cards]
        return self._gr.update(choices=choices), self._gr.update(choices=points)

    def compare(self, article_ids: list[str] | None, points: list[str] | None) -> str:
        """The table for the chosen articles and points (no points: each outline's first three), with its sources."""
        from rag.answering.comparing import compare_articles
        from rag.citations import verify_answer

        try:
            snapshot = self._desk.snapshot
            chosen = list(article_ids or ()) or [
                card.article_id for card in snapshot.articles(kind="article", limit=_MAX_COMPARED) if card.title
            ]
            if len(chosen) < 2:
                return f'<p class="quiet">{text(say("compare.few"))}</p>'
            wanted = [point.strip()[:60] for point in points or () if point.strip()]
            answer = verify_answer(compare_articles(snapshot, chosen, wanted))
            contexts = self._desk.contexts(answer)
        except RongheError as error:
            return f'<p class="quiet">{text(say("compare.failed", reason=str(error)))}</p>'
        heading = f"<h3>{text(say('sources.title'))}</h3>"
        return (
            f'<div class="cited"><div class="answer">{rendering.body(answer)}{rendering.footer(answer)}</div>'
            f'<div class="cited-sources">{heading}{sources.cards(answer, contexts)}</div></div>'
        )
