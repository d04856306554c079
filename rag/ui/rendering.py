"""Answers into escaped HTML: a turn of the conversation with its sentences, markers, table and footer.

Pure functions of records; what a marker does when clicked is in static/ronghe.js.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.answer import Answer, Citation, Sentence, Table
from rag.ui import sources
from rag.ui.escaping import text
from rag.ui.exporting import to_markdown
from rag.ui.icons import icon
from rag.ui.sources import Context
from rag.ui.wording import say

_MARKER = re.compile(r"\[(\d{1,3})\]")
_NUMBERED = re.compile(r"^\d{1,2}[.、．)]\s*")
_ENUMERATED = re.compile(
    r"^(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+|首先|其次|再次|最后|[（(][一二三四五六七八九十\d]+[)）])"
)
_LEAD = re.compile(r"^[^：:。！？；，,]{4,24}(?:：|:(?=\D)|。(?=.))")


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One question with its answer on a visitor's page. `contexts` are the cited paragraphs, by marker."""

    turn_id: str
    answer: Answer
    contexts: Mapping[int, Context] = field(default_factory=dict)
    vote: int = 0


def thread(turns: Sequence[ShownTurn]) -> str:
    """A whole conversation."""
    return "".join(turn_html(turn, newest=turn is turns[-1]) for turn in turns)


def turn_html(turn: ShownTurn, *, newest: bool = True) -> str:
    """Question, answer, and (shown here on a phone, beside the answer on a desktop) its sources."""
    answer = turn.answer
    votes = _vote_button(turn, 1) + _vote_button(turn, -1)
    return (
        f'<section class="turn" data-turn="{text(turn.turn_id)}">{question_html(answer.question)}'
        f'<article class="answer{" refusal" if answer.refused else ""}">{body(answer)}{footer(answer, votes)}</article>'
        f"{_turn_sources(turn, newest)}{chips(answer.suggestions, say('answer.more')) if newest else ''}</section>"
    )


def question_html(question: str) -> str:
    return f'<div class="question"><p>{text(question)}</p></div>'


def streaming_html(question: str, partial: str, waiting: str) -> str:
    """The turn that is being written: its text so far, or `waiting` before the first word."""
    words = _MARKER.sub(r'<span class="pending">\1</span>', _lines(partial))
    shown = f"<p>{words}</p>" if partial else f'<p class="waiting">{text(waiting)}</p>'
    return (
        f'<section class="turn live">{question_html(question)}'
        f'<article class="answer" aria-live="polite">{shown}</article></section>'
    )


def failed_html(question: str, reason: str) -> str:
    """A question that could not be answered, with the reason in one line."""
    return (
        f'<section class="turn failed">{question_html(question)}'
        f'<article class="answer failure"><p>{icon("warning")}{text(reason)}</p></article></section>'
    )


def body(answer: Answer) -> str:
    """The answer's sentences: running text in paragraphs, items in a list, a comparison in a table."""
    by_marker = {c.marker: c for c in answer.citations}
    notice = f'<p class="notice">{text(answer.notice)}</p>' if answer.notice else ""
    if answer.table is not None:
        return table_html(answer.table, by_marker) + notice
    if not answer.sentences:
        return f"<p>{_lines(answer.text)}</p>{notice}"
    return _flow(answer.sentences, by_marker) + notice


def _flow(sentences: Sequence[Sentence], by_marker: Mapping[int, Citation]) -> str:
    parts: list[str] = []
    open_tag = ""

    def switch(tag: str) -> None:
        nonlocal open_tag
        if open_tag != tag:
            parts.extend([f"</{open_tag}>" if open_tag else "", f"<{tag}>" if tag else ""])
            open_tag = tag

    counted = any(s.item and _ENUMERATED.match(s.text) for s in sentences)
    for sentence in sentences:
        if sentence.item:
            switch("ol")
            # An item that counts itself (一是……) is not numbered a second time.
            bare = ' class="bare"' if counted else ""
            parts.append(f"<li{bare}>{sentence_html(sentence, by_marker)}</li>")
        else:
            if sentence.heading:
                switch("")
            switch("p")
            parts.append(sentence_html(sentence, by_marker))
    switch("")
    return "".join(parts)


def sentence_html(sentence: Sentence, by_marker: Mapping[int, Citation]) -> str:
    """One sentence with its markers; struck out, with the reason, when the verifier doubts it."""
    words, shown = _without_markers(sentence.text)
    if sentence.item:
        words = _NUMBERED.sub("", words)
    markers = [n for n in dict.fromkeys((*shown, *sentence.markers)) if n in by_marker]
    inner = _words(words, bold_lead=sentence.item)
    chips_html = "".join(marker_html(by_marker[n]) for n in markers)
    if sentence.verified or sentence.heading:
        return f'<span class="sentence">{inner}</span>{chips_html}'
    reason = "；".join(sentence.doubts) or say("answer.doubt.default")
    return (
        f'<s class="sentence doubtful">{inner}</s>{chips_html}'
        f'<span class="doubt">{icon("warning")}{text(say("answer.doubt"))}：{text(reason)}</span>'
    )


def marker_html(citation: Citation) -> str:
    """The [n] chip: its quote for the hover card, its place for a screen reader."""
    where = f"《{sources.headline(citation.passage)}》{sources.place(citation.passage)}"
    label = say("marker.label", number=citation.marker, where=where)
    return (
        f'<button type="button" class="marker" data-marker="{citation.marker}" aria-label="{text(label)}" '
        f'data-where="{text(where)}" data-quote="{text(citation.quote)}">{citation.marker}</button>'
    )


def table_html(table: Table, by_marker: Mapping[int, Citation]) -> str:
    """A comparison; on a phone the style sheet stacks its rows, so each cell carries its column's name."""
    head = "".join(f'<th scope="col">{text(column)}</th>' for column in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{text(name)}</th>{"".join(_cell(table, r, c, by_marker) for c in range(len(cells)))}</tr>'
        for r, (name, cells) in enumerate(zip(table.rows, table.cells, strict=True))
    )
    return f'<div class="table"><table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell(table: Table, row: int, column: int, by_marker: Mapping[int, Citation]) -> str:
    label = text(table.columns[column]) if column < len(table.columns) else ""
    sentences = table.cells[row][column]
    if not sentences:
        return f'<td data-label="{label}" class="absent">{text(say("answer.absent"))}</td>'
    inner = "".join(f"<p>{sentence_html(s, by_marker)}</p>" for s in sentences)
    return f'<td data-label="{label}">{inner}</td>'


def chips(questions: Sequence[str], label: str) -> str:
    """Questions to press instead of typing."""
    if not questions:
        return ""
    buttons = "".join(f'<button type="button" class="chip" data-ask="{text(q)}">{text(q)}</button>' for q in questions)
    return f'<div class="chips" role="group" aria-label="{text(label)}">{buttons}</div>'


def verdict_html(answer: Answer) -> str:
    """How many sentences rest on their sources; nothing for a refusal, which states nothing."""
    stated = [s for s in _all_sentences(answer) if not s.heading and s.markers]
    doubtful = sum(not s.verified for s in _all_sentences(answer) if not s.heading)
    if doubtful:
        verified = sum(s.verified for s in stated)
        words = say("answer.partly" if verified else "answer.none", verified=verified, doubtful=doubtful)
        return f'<span class="verdict doubtful">{icon("warning")}{text(words)}</span>'
    if not stated:
        return ""
    return f'<span class="verdict">{icon("check")}{text(say("answer.verified", count=len(stated)))}</span>'


def _all_sentences(answer: Answer) -> list[Sentence]:
    found = list(answer.sentences)
    if answer.table is not None:
        known = set(map(id, found))
        found += [
            s for row in answer.table.cells for cell in row for s in cell if id(s) not in known and s not in found
        ]
    return found


def footer(answer: Answer, votes: str = "") -> str:
    """The line under an answer: verdict, copy, export, thumbs, time taken; what is copied travels in its attributes."""
    seconds = answer.timings_ms.get("total", 0.0) / 1000
    used = sum(answer.usage.get(k, 0) for k in ("input_tokens", "output_tokens")) or answer.usage.get("total_tokens", 0)
    copied = text(say("answer.copied"))
    parts = [
        verdict_html(answer),
        f'<button type="button" data-copy data-done="{copied}">{icon("copy")}{text(say("answer.copy"))}</button>',
        f'<button type="button" data-export>{icon("export")}{text(say("answer.export"))}</button>',
        votes,
        f'<span class="time">{text(say("answer.seconds", seconds=f"{seconds:.2f}"))}</span>' if seconds else "",
        f'<span class="time">{text(say("answer.tokens", count=used))}</span>' if used else "",
    ]
    asked = ""
    if answer.standalone_question and answer.standalone_question != answer.question:
        words = say("answer.asked.as", question=answer.standalone_question)
        asked = f'<p class="asked-as">{text(words)}</p>'
    return (
        f'{asked}<footer data-plain="{text(answer.text)}" data-markdown="{text(to_markdown(answer))}" '
        f'data-name="{text(answer.question[:24])}">{"".join(parts)}</footer>'
    )


def _vote_button(turn: ShownTurn, value: int) -> str:
    label = say("answer.up" if value > 0 else "answer.down")
    pressed = "true" if turn.vote == value else "false"
    return (
        f'<button type="button" class="vote" data-vote="{value}" aria-pressed="{pressed}" '
        f'title="{text(label)}" aria-label="{text(label)}">{icon("up" if value > 0 else "down")}</button>'
    )


def _turn_sources(turn: ShownTurn, newest: bool) -> str:
    answer = turn.answer
    if not answer.citations and not answer.nearest:
        return ""
    return (
        f'<details class="turn-sources" data-heading="{text(sources.heading(answer))}"{" open" if newest else ""}>'
        f"<summary>{text(sources.summary(answer))}</summary>{sources.cards(answer, turn.contexts)}</details>"
    )


def _without_markers(words: str) -> tuple[str, tuple[int, ...]]:
    """A sentence's words without its [n], and the numbers in the order they stood."""
    numbers = tuple(int(m.group(1)) for m in _MARKER.finditer(words))
    return _MARKER.sub("", words).strip(), numbers


def _words(words: str, *, bold_lead: bool) -> str:
    lead = _LEAD.match(words) if bold_lead else None
    if lead is None or lead.end() >= len(words):
        return _lines(words)
    return f"<b>{text(words[: lead.end()])}</b>{_lines(words[lead.end() :])}"


def _lines(words: str) -> str:
    return text(words.strip()).replace("\n", "<br>")
