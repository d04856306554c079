"""设置: how answers are made, for this visitor only."""

from __future__ import annotations

from typing import Any

from index.errors import RongheError
from rag.ui.desk import Desk, Preferences
from rag.ui.escaping import text
from rag.ui.parts import QUIET, drawn
from rag.ui.wording import say

# A list to choose from; an index may hold more authors than anybody scrolls through.
_MAX_CHOICES = 500


class SettingsTab:
    """Builds the tab; every change makes a new `Preferences` in the visitor's own state."""

    def __init__(self, gr: Any, desk: Desk) -> None:
        self._gr = gr
        self._desk = desk

    def build(self, preferences: Any) -> None:
        gr = self._gr
        settings = self._desk.settings
        with gr.Column(elem_id="settings", elem_classes="sheet-column"):
            drawn(gr, f'<p class="lead">{text(say("settings.lead"))}</p>')
            choices = [(say("settings.mode.extractive"), "extractive")]
            if settings.llm:
                choices.insert(0, (say("settings.mode.llm", model=settings.llm), "llm"))
            self.mode = gr.Radio(
                choices,
                value=choices[0][1],
                label=say("settings.mode"),
                elem_id="mode",
                info=None if settings.llm else say("settings.mode.none"),
            )
            self.passages = gr.Slider(
                1, 30, value=settings.passage_count, step=1, label=say("settings.passages"), elem_id="passages"
            )
            self.authors = gr.Dropdown(
                [], multiselect=True, label=say("settings.authors"), info=say("settings.all"), elem_id="authors"
            )
            self.documents = gr.Dropdown(
                [],
                multiselect=True,
                label=say("settings.documents"),
                info=say("settings.all"),
                elem_id="only-documents",
            )
            reset = gr.Button(say("settings.reset"), elem_id="reset", size="sm")
        inputs = [self.mode, self.passages, self.authors, self.documents]
        for control in inputs:
            control.input(self.chosen, inputs, preferences, **QUIET)
        reset.click(self.defaults, None, [*inputs, preferences], **QUIET)

    def chosen(self, mode: str, passages: int, authors: list[str], documents: list[str]) -> Preferences:
        return Preferences(mode, int(passages), tuple(authors or ()), tuple(documents or ()))

    def defaults(self) -> tuple[Any, ...]:
        mode = "llm" if self._desk.settings.llm else "extractive"
        return mode, self._desk.settings.passage_count, [], [], Preferences()

    def arrive(self) -> tuple[Any, Any]:
        """Fresh choices of authors and documents."""
        try:
            snapshot = self._desk.snapshot
        except RongheError:
            return self._gr.skip(), self._gr.skip()
        documents = [card.document for card in snapshot.documents()]
        return self._gr.update(choices=snapshot.authors()[:_MAX_CHOICES]), self._gr.update(
            choices=documents[:_MAX_CHOICES]
        )
