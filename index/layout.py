"""Reading-order repair: the blocks of a page as extracted become articles, each with its own title and paragraphs.

`restore` recognises what each line is (`index.fields`, `index.anchors`), decides which fragments of running text follow
one another (`index.joining`) and builds the articles (`index.assembling`). A document in good order comes out as it
went in. Every character that is not blank ends in exactly one piece, field or remainder, and none is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.anchors import Anchors, find_anchors
from index.assembling import Draft, assemble
from index.fields import Unit, recognise
from index.joining import chain_lines
from index.page_lines import view_lines
from index.records import Article, Block, Restoration, Source


@dataclass(frozen=True, slots=True)
class Correction:
    """A reader's decision, kept with the document and put above the model's; offsets are in `source.text`.

    `split`: a fragment begins at `source_start`.  `join`: the fragment that begins at `target_start` follows the one
    that holds `source_start`.  `move`: the fragment that begins at `source_start` goes to the article whose title or
    text holds `target_start`, after what is there (no join inside a sentence).
    """

    action: Literal["split", "join", "move"]
    source_start: int
    target_start: int | None = None


def restore(source: Source, corrections: Sequence[Correction] = ()) -> Restoration:
    """The articles of one source, in the order of the page, with the remainder that belongs to none."""
    units = recognise(source)
    if source.in_order and not any(u.kind == "heading" for u in units):
        units = [_as_body(u) for u in units]
    anchors = find_anchors(units)
    if source.in_order or not _is_damaged(units):
        drafts = _drafts_in_order(units, anchors)
    else:
        drafts = _drafts_repaired(units, anchors)
    return assemble(source, units, anchors, drafts)


def restore_articles(text: str) -> list[Article]:
    """The articles of a text given as it was extracted; Markdown headings are understood."""
    return list(restore(source_of_text(text)).articles)


def source_of_text(text: str) -> Source:
    """A source whose blocks are the lines of `text` that are not blank."""
    blocks = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(line, start, start + len(line)))
        start += len(line) + 1
    return Source("text", "text", text, tuple(blocks))


def _as_body(unit: Unit) -> Unit:
    return Unit("body", unit.start, unit.end, unit.start, unit.end, unit.value, 0, unit.page, unit.box)


def _is_damaged(units: Sequence[Unit]) -> bool:
    return any(u.kind in ("heading", "byline") for u in units)


def _drafts_repaired(units: Sequence[Unit], anchors: Anchors) -> list[Draft]:
    page, body, heads = view_lines(units, anchors)
    return [
        Draft(heads[chain.heading] if chain.heading >= 0 else None, [body[k] for k in chain.lines], dict(chain.joins))
        for chain in chain_lines(page)
    ]


def _drafts_in_order(units: Sequence[Unit], anchors: Anchors) -> list[Draft]:
    """One draft a heading, holding what stands below it."""
    drafts = [Draft(None, [], {})]
    for index, unit in enumerate(units):
        if unit.kind == "heading" and index not in anchors.page_headings:
            drafts.append(Draft(index, [], {}))
        elif unit.kind == "body":
            drafts[-1].units.append(index)
    return [d for d in drafts if d.heading is not None or d.units]
