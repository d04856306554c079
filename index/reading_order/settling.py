"""What each line of a page is, its neighbours considered: names that are by-lines, notes that end in ——编者, captions.

It knows nothing of which fragment belongs to which article.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from index.reading_order.fields import TERMINAL, Unit, classify, is_common_word, split_lines
from index.records import Source


def _settle_bare_names(units: list[Unit], text: str) -> list[Unit]:
    """Bare names are by-lines only where there are headings enough for them, and none is a speaker who returns.

    A name that is also a word (金于 is none, 高兴 is) counts only where it touches a heading or the page has by-lines.
    """
    bare = {i for i, u in enumerate(units) if u.kind == "byline" and not u.sure}
    if not bare:
        return units
    headings = sum(u.kind == "heading" for u in units)
    marked = sum(u.kind == "byline" and u.sure for u in units)
    counts = Counter(units[i].value for i in bare)
    words = {i for i in bare if is_common_word(units[i].value)}
    touching = {i for i in words if any(0 <= m < len(units) and units[m].kind == "heading" for m in (i - 1, i + 1))}
    accepted = bare - words
    if marked + len(accepted) == 0:
        accepted |= touching
    else:
        accepted |= words
    if len(accepted) + marked > headings:
        accepted -= words - touching
    if len(accepted) + marked > headings or max(counts.values()) > 1:
        accepted = set()
    return [as_body(u, text) if i in bare - accepted else u for i, u in enumerate(units)]


def _settle_signatures(units: list[Unit], text: str) -> list[Unit]:
    """The paragraph above ——编者 is the editor's note."""
    result = list(units)
    for index, unit in enumerate(units):
        if unit.kind == "signature":
            above = index - 1
            if above >= 0 and result[above].kind == "body":
                result[above] = replace(result[above], kind="editor")
            elif above < 0 or result[above].kind != "editor":
                result[index] = as_body(unit, text)
    return result


def _settle_plain_headings(units: list[Unit]) -> list[Unit]:
    """Where nothing is marked as a heading, a short line above a by-line, or the first of a document, is one."""
    if any(u.kind == "heading" for u in units):
        return units
    result = list(units)
    for index, unit in enumerate(units):
        short = unit.kind == "body" and 2 <= len(unit.value) <= 42 and unit.value[-1] not in TERMINAL + "，、；：,;:"
        below = units[index + 1] if index + 1 < len(units) else None
        if not short or below is None or "：" in unit.value[:8]:
            continue
        first = index == 0 and below.kind in ("body", "byline") and len(below.value) > len(unit.value)
        if first or (below.kind == "byline" and below.sure):
            result[index] = replace(unit, kind="heading", level=1, sure=False)
    return result


def _settle_captions(units: list[Unit], text: str) -> list[Unit]:
    """Captions and unsigned notes are set apart on a newspaper's page only; elsewhere they stay in the text."""
    if any(u.kind in ("byline", "affiliation", "column", "signature") for u in units):
        return units
    return [as_body(u, text) if u.kind in ("caption", "editor") else u for u in units]


def as_body(unit: Unit, text: str) -> Unit:
    """A unit taken as running text after all; `text` is the source's."""
    line = text[unit.start : unit.end]
    return replace(unit, kind="body", value_start=unit.start, value_end=unit.end, value=line, level=0)


def recognise(source: Source) -> list[Unit]:
    """The lines of a source in page order, each with its kind; blank lines are left out."""
    text = source.text
    units = [classify(text[start:end], start, end, block) for start, end, block in split_lines(source)]
    units = _settle_bare_names(_settle_plain_headings(units), text)
    units = _settle_captions(_settle_signatures(units, text), text)
    return [replace(u, value=re.sub(r"(?<=^.)\s+(?=.$)", "", u.value)) if u.kind == "byline" else u for u in units]
