"""What each line of a page is, its neighbours considered: names that are by-lines, notes that end in ——编者, captions.

It knows nothing of which fragment belongs to which article.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from index.reading_order.fields import (
    ROLE_BETWEEN,
    TERMINAL,
    Unit,
    classify,
    is_common_word,
    is_name_above,
    name_and_post,
    plain_affiliation,
    split_lines,
)
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


def _settle_posts(units: list[Unit], text: str) -> list[Unit]:
    """The line below a by-line that names a body or a post is the author's; so are notes where all stand there.

    Between a heading and such a line a short line is a by-line, whether or not its first character is a known surname.
    """
    result = _part_posts(units, text)
    for index in range(1, len(result)):
        unit, above = result[index], result[index - 1]
        line = text[unit.start : unit.end]
        if unit.kind != "body" or not (span := plain_affiliation(line)):
            continue
        if above.kind == "body" and index > 1 and result[index - 2].kind == "heading" and _may_be_name(above, line):
            above = result[index - 1] = replace(above, kind="byline", sure=False)
        if above.kind == "byline":
            low, high = unit.start + span[0], unit.start + span[1]
            result[index] = replace(unit, kind="post", value_start=low, value_end=high, value=text[low:high])
    notes = [i for i, u in enumerate(result) if u.kind == "affiliation"]
    if all(i and result[i - 1].kind == "byline" for i in notes):
        for i in notes:
            result[i] = replace(result[i], kind="post")
    return result


def _part_posts(units: list[Unit], text: str) -> list[Unit]:
    """Name and post in one line below a heading as two units."""
    result: list[Unit] = []
    for unit in units:
        line = text[unit.start : unit.end]
        post = name_and_post(line) if unit.kind == "body" and result and result[-1].kind == "heading" else None
        if post is not None:
            end = unit.start + len(line[:post].rstrip())
            name = replace(unit, kind="byline", end=end, value_end=end, value=text[unit.start : end])
            low = unit.start + post
            result += [name, replace(unit, start=low, value_start=low, value=text[low : unit.end])]
        else:
            result.append(unit)
    return result


def _may_be_name(unit: Unit, below: str) -> bool:
    return is_name_above(unit.value, below) and not is_common_word(unit.value)


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
    if any(u.kind in ("byline", "affiliation", "post", "column", "signature") for u in units):
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
    units = _settle_posts(units, text)
    units = _settle_captions(_settle_signatures(units, text), text)
    return [replace(u, value=_names(u.value)) if u.kind == "byline" else u for u in units]


def _names(byline: str) -> str:
    """The names alone, blanks inside a name and the parts that reporters have left out."""
    return re.sub(r"(?<=^.)\s+(?=.$)", "", ROLE_BETWEEN.sub(" ", byline).strip())
