"""An answer as Markdown with its sources, for a reader to keep. Text from documents stays text there, too."""

from __future__ import annotations

import re

from rag.answer import Answer, Sentence, Table
from rag.ui.sources import headline, place
from rag.ui.wording import say

# What Markdown could take for a link, image, tag or emphasis.
_SPECIAL = re.compile(r"([\\`*_\[\]<>!|#~])")


def plain(words: str) -> str:
    """`words` so that a Markdown reader shows exactly them."""
    return _SPECIAL.sub(r"\\\1", words)


def to_markdown(answer: Answer) -> str:
    """Question, answer and one quoted line for each source."""
    parts = [f"## {plain(answer.question)}", ""]
    if answer.table is not None:
        parts += [_table(answer.table), ""]
    else:
        parts += ["\n\n".join(plain(line) for line in answer.text.splitlines() if line.strip()), ""]
    if answer.notice:
        parts += [f"（{plain(answer.notice)}）", ""]
    if answer.citations:
        parts += [f"### {say('export.sources')}", ""]
        for citation in answer.citations:
            where = f"《{headline(citation.passage)}》{place(citation.passage)}"
            parts += [f"{citation.marker}. {plain(where)}", "", f"   > {plain(_one_line(citation.quote))}", ""]
    return "\n".join([*parts, f"*{say('export.made')}*", ""])


def _table(table: Table) -> str:
    head = ["", *table.columns]
    rows = [[name, *(_cell(cell) for cell in cells)] for name, cells in zip(table.rows, table.cells, strict=True)]
    lines = ["| " + " | ".join(plain(_one_line(value)) for value in row) + " |" for row in [head, *rows]]
    lines.insert(1, "|" + " --- |" * len(head))
    return "\n".join(lines)


def _cell(sentences: tuple[Sentence, ...]) -> str:
    if not sentences:
        return say("answer.absent")
    return " ".join(s.text + "".join(f"[{n}]" for n in s.markers if f"[{n}]" not in s.text) for s in sentences)


def _one_line(words: str) -> str:
    return " ".join(words.split())
