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
from index.fields import Unit, is_closed, recognise
from index.joining import Chain, Fragment, chain_fragments, opens_amid
from index.language import load_character_model
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
    spans = _fragment_spans(units, anchors)
    if source.in_order or not _is_damaged(units):
        drafts = _drafts_in_order(units, anchors)
    else:
        drafts = _drafts_repaired(units, anchors, spans)
    return assemble(source, units, anchors, drafts)


def restore_articles(text: str) -> list[Article]:
    """The articles of a text given as it was extracted; Markdown headings are understood."""
    blocks = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(line, start, start + len(line)))
        start += len(line) + 1
    return list(restore(Source("text", "text", text, tuple(blocks))).articles)


def _as_body(unit: Unit) -> Unit:
    return Unit("body", unit.start, unit.end, unit.start, unit.end, unit.value, 0, unit.page, unit.box)


def _is_damaged(units: Sequence[Unit]) -> bool:
    """Whether some paragraph begins in mid-sentence on a page with headings or by-lines."""
    if not any(u.kind in ("heading", "byline") for u in units):
        return False
    model = load_character_model()
    body = [u for u in units if u.kind == "body"]
    return any(opens_amid(u.value, model) for u in body) and any(not is_closed(u.value) for u in body)


def _fragment_spans(units: Sequence[Unit], anchors: Anchors) -> list[list[int]]:
    """Numbers of the body units of each fragment: runs without anything between them, cut at open ends and starts."""
    model = load_character_model()
    spans: list[list[int]] = []
    previous = -2
    for index, unit in enumerate(units):
        if unit.kind != "body":
            continue
        together = index == previous + 1 and is_closed(units[previous].value) and not opens_amid(unit.value, model)
        if together and spans:
            spans[-1].append(index)
        else:
            spans.append([index])
        previous = index
    return spans


def _fragments(
    units: Sequence[Unit], anchors: Anchors, spans: Sequence[Sequence[int]], heads: list[int]
) -> list[Fragment]:
    number = {h: k for k, h in enumerate(heads)}
    fragments = []
    for span in spans:
        above, below = span[0] - 1, span[-1] + 1
        while above >= 0 and units[above].kind in ("column", "caption", "editor", "signature"):
            above -= 1
        while below < len(units) and units[below].kind in ("column", "caption", "editor", "signature"):
            below += 1
        heading = number.get(above, -1)
        byline = number.get(anchors.heading_of_byline.get(above, -1), -1)
        if byline >= 0 and heads[byline] < above and all(u.kind != "body" for u in units[heads[byline] + 1 : above]):
            heading = byline
        after_byline = byline if byline >= 0 else -1
        fragments.append(
            Fragment(
                tuple(units[i].value for i in span),
                after_heading=heading,
                after_byline=after_byline,
                before_heading=number.get(below, -1),
                ends_article=below < len(units) and units[below].kind == "affiliation",
            )
        )
    return fragments


def _drafts_repaired(units: Sequence[Unit], anchors: Anchors, spans: list[list[int]]) -> list[Draft]:
    heads = [h for h in anchors.headings if h not in anchors.page_headings]
    fragments = _fragments(units, anchors, spans, heads)
    chains = chain_fragments(fragments, [units[h].value for h in heads])
    return [_draft(chain, heads, spans) for chain in chains]


def _draft(chain: Chain, heads: list[int], spans: list[list[int]]) -> Draft:
    heading = heads[chain.heading] if chain.heading >= 0 else None
    return Draft(heading, [list(spans[f]) for f in chain.fragments], list(chain.odds))


def _drafts_in_order(units: Sequence[Unit], anchors: Anchors) -> list[Draft]:
    """One draft a heading, holding what stands below it."""
    drafts = [Draft(None, [], [])]
    for index, unit in enumerate(units):
        if unit.kind == "heading" and index not in anchors.page_headings:
            drafts.append(Draft(index, [], []))
        elif unit.kind == "body":
            if not drafts[-1].fragments:
                drafts[-1].fragments.append([])
                drafts[-1].odds.append(0.0)
            drafts[-1].fragments[0].append(index)
    return [d for d in drafts if d.heading is not None or d.fragments]
