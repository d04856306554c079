"""问答: the conversation, its composer and the sources beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

from index.errors import RongheError
from rag.answer import Answer
from rag.ui import rendering
from rag.ui.desk import Desk, Preferences
from rag.ui.escaping import text
from rag.ui.icons import icon
from rag.ui.parts import QUIET, drawn
from rag.ui.remembering import Conversation, listed, recall, remember
from rag.ui.rendering import ShownTurn
from rag.ui.wording import say

MAX_QUESTION_CHARS = 2000
_CLICKS = """
element.addEventListener('click', (event) => {
  const ask = event.target.closest('[data-ask]');
  if (ask) { trigger('ask', {question: ask.dataset.ask}); return; }
  const vote = event.target.closest('[data-vote]');
  if (vote) {
    const on = vote.getAttribute('aria-pressed') === 'true';
    vote.parentElement.querySelectorAll('[data-vote]').forEach((b) => b.setAttribute('aria-pressed', 'false'));
    vote.setAttribute('aria-pressed', String(!on));
    trigger('vote', {turn: vote.closest('[data-turn]').dataset.turn, value: on ? 0 : Number(vote.dataset.vote)});
  }
});
"""
_BAR_CLICKS = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-bar]');
  if (!button) return;
  element.querySelectorAll('details').forEach((d) => d.removeAttribute('open'));
  trigger('bar', {action: button.dataset.bar, id: button.dataset.id || ''});
});
"""


def welcome_html(questions: list[str]) -> str:
    """The page before the first question."""
    tries = ""
    if questions:
        tries = f'<p class="try">{text(say("welcome.try"))}</p>{rendering.chips(questions, say("welcome.try"))}'
    return (
        f'<section class="welcome"><h1>{text(say("welcome.title"))}</h1>'
        f'<p class="lead">{text(say("welcome.lead"))}</p>{tries}</section>'
    )


def bar_html(past: list[Any], current: str) -> str:
    """New conversation, and the ones this browser remembers."""
    rows = "".join(
        f'<li><button type="button" data-bar="restore" data-id="{text(cid)}"{" disabled" if cid == current else ""}>'
        f"<span>{text(question)}</span><i>{text(say('ask.turns', count=count))}</i></button></li>"
        for cid, question, count in listed(past)
    )
    inner = (
        f'<ul>{rows}</ul><p class="note">{text(say("ask.past.note"))}'
        f'<button type="button" data-bar="forget">{text(say("ask.past.forget"))}</button></p>'
        if rows
        else f'<p class="note">{text(say("ask.past.empty"))}</p>'
    )
    return (
        f'<div class="talk-bar"><button type="button" data-bar="new">{icon("plus")}{text(say("ask.new"))}</button>'
        f'<details class="past"><summary>{icon("clock")}{text(say("ask.past"))}</summary>'
        f'<div class="past-list">{inner}</div></details></div>'
    )


class AskTab:
    """Builds the tab's components and answers its events; keeps nothing between calls."""

    def __init__(self, gr: Any, desk: Desk) -> None:
        self._gr = gr
        self._desk = desk

    def build(self, preferences: Any) -> None:
        """Draw the tab inside the current Blocks context."""
        gr = self._gr
        self.conversation = gr.State(None)
        self.past = gr.BrowserState([], storage_key="ronghe-conversations", secret="ronghe-local")  # noqa: S106
        with gr.Row(elem_id="ask-layout"):
            with gr.Column(elem_id="talk", scale=1):
                self.bar = drawn(gr, bar_html([], ""), "talk-bar", _BAR_CLICKS)
                self.thread = drawn(gr, welcome_html([]), "thread", _CLICKS)
                self.live = drawn(gr, "", "live")
                with gr.Row(elem_id="composer"):
                    self.box = gr.Textbox(
                        placeholder=say("ask.placeholder"),
                        show_label=False,
                        label=say("ask.placeholder"),
                        container=False,
                        lines=1,
                        max_lines=6,
                        elem_id="question",
                        scale=1,
                        submit_btn=False,
                    )
                    self.send = gr.Button(say("ask.send"), elem_id="send", variant="primary", min_width=52, scale=0)
                    self.stop = gr.Button(say("ask.stop"), elem_id="stop", min_width=52, scale=0, visible=False)
            with gr.Column(elem_id="aside", scale=0):
                drawn(
                    gr,
                    f'<aside class="sources"><h3>{text(say("sources.title"))}</h3>'
                    f'<p class="quiet">{text(say("sources.empty"))}</p></aside>',
                    "sources",
                )
        self._wire(preferences)

    def _wire(self, preferences: Any) -> None:
        state = [self.conversation, preferences, self.past]
        outputs = [self.box, self.thread, self.live, self.conversation, self.past, self.bar, self.send, self.stop]
        running = [
            event(fn, inputs, outputs, show_progress="hidden", concurrency_limit=8, api_visibility="private")
            for event, fn, inputs in (
                (self.box.submit, self.ask, [self.box, *state]),
                (self.send.click, self.ask, [self.box, *state]),
                (self.thread.ask, self._ask_pressed(), state),
            )
        ]
        for event in running:
            event.failure(self._broken, None, [self.live, self.send, self.stop], **QUIET)
        self.stop.click(
            self._stopped, None, [self.live, self.send, self.stop], cancels=running, api_visibility="private"
        )
        self.thread.vote(self._vote_pressed(), [self.conversation], [self.conversation], **QUIET)
        self.bar.bar(
            self._bar_pressed(),
            [self.conversation, self.past],
            [self.thread, self.live, self.conversation, self.past, self.bar],
            **QUIET,
        )

    def arrive(self, past: list[Any] | None) -> tuple[str, str]:
        """(bar, welcome) for a visitor who opens the page; waits until the index is open."""
        questions = self._suggestions()
        problem = self._desk.opening.reason
        notice = (
            f'<p class="outcome bad" role="alert">{text(say("error.opening", reason=problem))}</p>' if problem else ""
        )
        return bar_html(past or [], ""), notice + welcome_html(questions)

    def ask(
        self,
        question: str,
        conversation: Conversation | None,
        preferences: Preferences | None,
        past: list[Any] | None,
    ) -> Iterator[tuple[Any, ...]]:
        """Stream one answer: (box, thread, live, conversation, past, bar, send, stop) at each step."""
        gr, question, conversation = self._gr, question.strip(), conversation or Conversation()
        skip = gr.skip()
        problem = _problem(question)
        if problem:
            live = f'<p class="quiet stopped" role="alert">{text(problem)}</p>'
            yield skip, skip, live, skip, skip, skip, skip, skip
            return
        busy = (gr.update(visible=False), gr.update(visible=True))
        idle = (gr.update(visible=True), gr.update(visible=False))
        waiting = say("ask.thinking") if self._desk.opening.state == "ready" else say("ask.opening")
        shown = skip if conversation.turns else ""
        yield "", shown, rendering.streaming_html(question, "", waiting), skip, skip, skip, *busy
        partial, answer = "", None
        try:
            for part in self._stream(question, conversation, preferences or Preferences()):
                if isinstance(part, Answer):
                    answer = part
                else:
                    partial += part
                    live = rendering.streaming_html(question, partial, waiting)
                    yield skip, skip, live, skip, skip, skip, skip, skip
        except RongheError as error:
            failed = rendering.failed_html(question, say("ask.failed", reason=str(error)))
            yield question, skip, failed, skip, skip, skip, *idle
            return
        if answer is None:
            raise RuntimeError("a chat's stream must end with an Answer")
        if answer.refused and not answer.suggestions:
            answer = replace(answer, suggestions=tuple(self._suggestions()[:3]))
        turn = ShownTurn(uuid4().hex[:12], answer, self._desk.contexts(answer))
        conversation = replace(conversation, turns=(*conversation.turns, turn))
        past = remember(past or [], conversation)
        bar = bar_html(past, conversation.conversation_id)
        yield skip, rendering.thread(conversation.turns), "", conversation, past, bar, *idle

    def _stream(self, question: str, conversation: Conversation, preferences: Preferences) -> Iterator[str | Answer]:
        from rag.conversation import Turn
        from rag.retrieval import Filters

        filters = Filters(authors=preferences.authors, documents=preferences.documents)
        history = [Turn.from_answer(turn.answer) for turn in conversation.turns]
        return self._desk.chat.stream(
            question, history, filters=filters, k=preferences.passage_count, mode=preferences.mode
        )

    def _ask_pressed(self) -> Any:
        gr = self._gr

        def pressed(
            conversation: Conversation, preferences: Preferences, past: list[Any], event: Any
        ) -> Iterator[tuple[Any, ...]]:
            yield from self.ask(str(event.question), conversation, preferences, past)

        pressed.__annotations__["event"] = gr.EventData
        return pressed

    def _vote_pressed(self) -> Any:
        gr = self._gr

        def pressed(conversation: Conversation, event: Any) -> Conversation:
            return self.vote(conversation, str(event.turn), int(event.value))

        pressed.__annotations__["event"] = gr.EventData
        return pressed

    def vote(self, conversation: Conversation | None, turn_id: str, value: int) -> Conversation:
        """Keep a thumb in the store and in the conversation."""
        conversation = conversation or Conversation()
        turns = list(conversation.turns)
        for at, turn in enumerate(turns):
            if turn.turn_id == turn_id:
                self._desk.feedback.record(turn_id, value, turn.answer, self._desk.snapshot.version)
                turns[at] = replace(turn, vote=value)
        return replace(conversation, turns=tuple(turns))

    def _bar_pressed(self) -> Any:
        gr = self._gr

        def pressed(conversation: Conversation, past: list[Any], event: Any) -> tuple[Any, ...]:
            return self.turn_to(str(event.action), str(event.id), conversation, past)

        pressed.__annotations__["event"] = gr.EventData
        return pressed

    def turn_to(
        self, action: str, conversation_id: str, conversation: Conversation | None, past: list[Any] | None
    ) -> tuple[Any, ...]:
        """A new conversation, a remembered one, or none remembered at all."""
        conversation = conversation or Conversation()
        past = [] if action == "forget" else remember(past or [], conversation)
        found = recall(past, conversation_id) if action == "restore" else Conversation()
        if action == "forget":
            found = conversation
        drawn = rendering.thread(found.turns) if found.turns else welcome_html(self._suggestions())
        return drawn, "", found, past, bar_html(past, found.conversation_id)

    def renew_welcome(self, conversation: Conversation | None) -> Any:
        """New suggestions after the index changed, where no conversation has begun."""
        if conversation and conversation.turns:
            return self._gr.skip()
        return welcome_html(self._suggestions())

    def _suggestions(self) -> list[str]:
        try:
            return self._desk.suggestions()
        except RongheError:
            return []

    def _broken(self) -> tuple[Any, ...]:
        """An error that nobody foresaw: the page must stay usable; the log has the rest."""
        live = f'<p class="quiet stopped">{text(say("ask.broken"))}</p>'
        return live, self._gr.update(visible=True), self._gr.update(visible=False)

    def _stopped(self) -> tuple[Any, ...]:
        live = f'<p class="quiet stopped">{text(say("ask.stopped"))}</p>'
        return live, self._gr.update(visible=True), self._gr.update(visible=False)


def _problem(question: str) -> str:
    if not question:
        return say("ask.empty")
    if len(question) > MAX_QUESTION_CHARS:
        return say("ask.long", count=len(question), limit=MAX_QUESTION_CHARS)
    return ""
