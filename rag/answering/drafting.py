"""Putting an Answer together: sentences in, markers numbered, one marker for one quote.

It checks nothing of what is said; a quote is always a span of a passage and so verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.records import Hit
from rag.answer import Answer, Citation, Sentence, Table
from rag.answering.paragraphs import Span

LEFT_OUT = "……"


class Draft:
    """An answer in the making."""

    def __init__(self, question: str) -> None:
        self.question = question
        self.sentences: list[Sentence] = []
        self.citations: list[Citation] = []

    def mark(self, spans: Iterable[Span]) -> tuple[int, ...]:
        """The markers for some quotes, new ones numbered on."""
        markers = []
        for span in spans:
            same = next(
                (
                    c
                    for c in self.citations
                    if (c.passage.passage_id, c.start, c.end) == (span.passage.passage_id, span.start, span.end)
                ),
                None,
            )
            if same is None:
                same = Citation(len(self.citations) + 1, span.passage, span.start, span.end)
                self.citations.append(same)
            markers.append(same.marker)
        return tuple(dict.fromkeys(markers))

    def sentence(self, text: str, spans: Iterable[Span], *, item: bool = False) -> Sentence:
        """A cited sentence for a table's cell; it does not join the running text."""
        return Sentence(tidy(text), self.mark(spans), item=item)

    def say(self, text: str, spans: Iterable[Span], *, item: bool = False) -> None:
        """Add a cited sentence or list item."""
        self.sentences.append(self.sentence(text, spans, item=item))

    def lead(self, text: str) -> None:
        """Add a lead-in that states nothing of its own."""
        self.sentences.append(Sentence(text, heading=True))

    @property
    def length(self) -> int:
        return len(render(self.sentences))

    def answer(self, *, notice: str = "", table: Table | None = None) -> Answer:
        """The finished answer."""
        return Answer(
            question=self.question,
            text=render(self.sentences),
            sentences=tuple(self.sentences),
            citations=tuple(self.citations),
            notice=notice,
            table=table,
        )


def tidy(text: str) -> str:
    """`text` on one line, blanks at the ends removed."""
    return re.sub(r"\s+", " ", text).strip()


def render(sentences: Iterable[Sentence]) -> str:
    """The running text: items and what follows a lead-in on lines of their own, [n] after each sentence."""
    out = ""
    fresh = True
    for sentence in sentences:
        shown = sentence.text + "".join(f"[{m}]" for m in sentence.markers)
        if sentence.item or sentence.heading:
            out += ("" if fresh else "\n") + ("- " if sentence.item else "") + shown + "\n"
            fresh = True
        else:
            out += shown
            fresh = False
    return out.strip("\n").replace("\n\n", "\n")


def refusal(question: str, text: str, nearest: Iterable[Hit] = (), suggestions: Iterable[str] = ()) -> Answer:
    """A refusal with the nearest passages."""
    return Answer(
        question=question,
        text=text,
        sentences=(Sentence(text, heading=True),),
        refused=True,
        nearest=tuple(nearest),
        suggestions=tuple(suggestions),
    )
