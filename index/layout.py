"""Reading-order repair: the blocks of a page as extracted become articles, each with its own title and paragraphs.

`restore` recognises what each line is (`fields`, `anchors`), decides which fragments of running text follow one another
(`joining`) where the page is damaged, leaves the order alone where it is not (`sections`), and builds the articles
(`assembling`), all in `index.reading_order`. Every character that is not blank ends in exactly one piece, field or
remainder, and none is invented.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.loading.wrapped import unwrap
from index.reading_order.anchors import Anchors, find_anchors
from index.reading_order.assembling import assemble
from index.reading_order.corrections import Correction, apply_corrections, split_units
from index.reading_order.drafts import Draft, Link
from index.reading_order.fields import Unit
from index.reading_order.joining import Chain, chain_lines, may_be_caption
from index.reading_order.page_lines import PageLines, view_lines
from index.reading_order.sections import drafts_in_order
from index.reading_order.settling import as_body, recognise
from index.records import Article, Block, Restoration, Source

__all__ = ["Correction", "restore", "restore_articles", "source_of_text"]

# A stretch of this many lines is put in order by itself, so that the time for a book grows with its length only.
WINDOW_LINES = 120
# The surest join across a heading or from afar must be this likely before anything on a page is moved. A document
# without by-lines or several headings is a page of a paper less often: more is asked of it.
DAMAGE_CONFIDENCE = 0.9
PLAIN_DAMAGE_CONFIDENCE = 0.985


def restore(source: Source, corrections: Sequence[Correction] = ()) -> Restoration:
    """The articles of one source, in the order of the page, with the remainder that belongs to none."""
    units = recognise(source)
    if source.in_order and not any(u.kind == "heading" for u in units):
        units = [as_body(u, source.text) for u in units]
    units = split_units(units, corrections)
    anchors = find_anchors(units)
    drafts: list[Draft] = []
    calm: list[int] = []
    for window in [] if source.in_order else _windows(units):
        repaired = _repaired(units, anchors, window)
        if repaired is None:
            calm += window
        else:
            drafts += drafts_in_order(units, anchors, calm) + repaired
            calm = []
    rest = range(len(units)) if source.in_order else calm
    drafts += drafts_in_order(units, anchors, list(rest))
    if corrections:
        drafts = apply_corrections(drafts, units, corrections)
    return assemble(source, units, anchors, drafts)


def restore_articles(text: str) -> list[Article]:
    """The articles of a text given as it was extracted; Markdown headings are understood."""
    return list(restore(source_of_text(text)).articles)


def source_of_text(text: str) -> Source:
    """A source whose blocks are the lines of `text` that are not blank, hard-wrapped paragraphs rejoined."""
    unwrapped = unwrap(text)
    text, blocks = unwrapped.text, []
    start = 0
    for line in text[: unwrapped.body_end].split("\n"):
        if line.strip():
            blocks.append(Block(line, start, start + len(line)))
        start += len(line) + 1
    return Source("text", "text", text, tuple(blocks))


def _windows(units: Sequence[Unit]) -> list[list[int]]:
    """Numbers of units that are put in order together: whole pages of a file, as many as fit; else up to headings."""
    windows: list[list[int]] = []
    pages = any(u.page is not None for u in units)
    for index, unit in enumerate(units):
        full = bool(windows) and len(windows[-1]) >= WINDOW_LINES
        fits = unit.page != units[index - 1].page if pages else unit.kind == "heading"
        if not windows or (full and (fits or len(windows[-1]) >= 2 * WINDOW_LINES)):
            windows.append([])
        windows[-1].append(index)
    return windows


def _repaired(units: Sequence[Unit], anchors: Anchors, window: Sequence[int]) -> list[Draft] | None:
    """The drafts of a damaged page; None says that it is in good order."""
    page, body, heads = view_lines(units, anchors, window)
    if len(page.lines) < 2:
        return None
    chains = chain_lines(page)
    if not _is_damaged(page, chains):
        return None
    drafts = []
    for chain in chains:
        draft = Draft(heads[chain.heading] if chain.heading >= 0 else None)
        for place, line in enumerate(chain.lines):
            join = chain.joins.get(place)
            if join and not join.glue and line == chain.lines[place - 1] + 1:
                join = None  # A paragraph below another, as it stands on the page: nothing was put together.
            draft.add(body[line], Link(join.confidence, join.reasons, join.glue) if join else None)
        draft.caption = draft.heading is None and len(chain.lines) == 1 and may_be_caption(page.lines[chain.lines[0]])
        drafts.append(draft)
    owned = {d.heading for d in drafts}
    return drafts + [Draft(h) for h in heads if h not in owned]


def _is_damaged(page: PageLines, chains: Sequence[Chain]) -> bool:
    """Whether a sentence surely goes on elsewhere than below; a page of several by-lines is always looked through."""
    newspaper = sum(page.bylines) + sum(p.noted for p in page.places) > 0 and len(page.titles) > 0
    if sum(page.bylines) >= 2 or (newspaper and any(page.split_bylines)):
        return True
    limit = DAMAGE_CONFIDENCE if newspaper else PLAIN_DAMAGE_CONFIDENCE
    for chain in chains:
        for place, join in chain.joins.items():
            before, after = chain.lines[place - 1], chain.lines[place]
            apart = after != before + 1 or page.places[after].between > 1
            if apart and join.glue and join.confidence >= limit:
                return True
    return False
