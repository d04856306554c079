"""Hard-wrapped plain text back into paragraphs: lines broken at a fixed width by a PDF export or an e-mail program.

A line is *full* when others near it reach the same width without ending as a sentence or clause does, and when what
begins the next line would not have fitted. Only stretches with enough of them are touched, so that poems, lists,
tables, addresses, dialogues and texts of a sentence a line stay as they are. Pure; it knows no file format.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.loading.lines import join_runs
from index.loading.paragraphs import FOLIO, PAGE_NUMBER
from index.loading.wrapped_lines import NO_START, TextLine, first_width, measure_edges, text_lines

_INSIDE = re.compile(r"[，。、；：！？].")
_NUMBERED = re.compile(r"[（(]?\d{1,4}[)）.、．\s]|[（(]?[一二三四五六七八九十]{1,3}[、)）]")
_SENTENCE_END = re.compile(r"[。！？!?…]")
_BLANK = re.compile(r"[ \t\u3000\xa0]")
_HAN = re.compile(r"[\u3400-\u9fff]")
# What begins a paragraph, a by-line, a note or an item by itself.
_STARTS = re.compile(
    r"[■□◎●▲△○◆◇★☆▌▍▎◤※•·►–\-*+>|#【\[]|\d{1,3}\s*[.．、)）]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|"
    r"第[一二三四五六七八九十百\d]{1,4}[章节條条回]|[（(](?:本文|第一)?(?:作者|笔者|记者|责任编辑|编辑)|[\u4e00-\u9fff]{1,4}[：:]"
)
_MARKUP = re.compile(r"#{1,6}\s|[>|]|[-*+]\s|`{3}|~{3}|[【\[][^】\]]*[】\]]$")
_APART = re.compile(
    rf"{_MARKUP.pattern}|[■□◎●▲△◆◇★☆※]|[（(][^（(]*[）)]$|第[一二三四五六七八九十百\d]{{1,5}}[章节條条]\s"
)
_TABLE = re.compile(r"\S\t+\S|\S {3,}\S|\|.*\||[.…·—]{4,}\s*\d+\s*$")
_NEAR = 15
_MIN_PEERS = 3
_MIN_FULL = 4
_MIN_CHARS, _MAX_CHARS = 12, 64
_MAX_FURNITURE = 40


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """`text[:body_end]` is to be read; running heads, page numbers and line-end hyphens stand after it."""

    text: str
    body_end: int


def unwrap(text: str) -> Unwrapped:
    """`text` with the lines of hard-wrapped paragraphs rejoined; the very same text where there are none.

    Every character that is not blank is kept, in its order but for what interrupts a paragraph. Linear in the length.
    """
    lines = text_lines(text)
    if len(lines) < _MIN_FULL:
        return Unwrapped(text, len(text))
    unit = measure_edges(lines)
    doubtful = _furniture_candidates(lines)
    flow = [line for number, line in enumerate(lines) if number not in doubtful]
    full = _accepted(flow, _full_lines(flow, unit), unit)
    if not full:
        return Unwrapped(text, len(text))
    full_lines = {id(flow[number]) for number in full}
    furniture = _furniture(lines, doubtful, full_lines)
    kept = [line for number, line in enumerate(lines) if number not in furniture]
    for number in furniture:
        if number + 1 < len(lines):
            lines[number + 1].interrupted = True
    joins = _joins(kept, {n for n, line in enumerate(kept) if id(line) in full_lines})
    return _written(text, unit, lines, kept, joins, [lines[number].text for number in sorted(furniture)])


def _full_lines(lines: Sequence[TextLine], unit: int) -> list[int]:
    """Numbers of the lines that reach the width of those around them, which becomes their `limit`."""
    full: list[int] = []
    short: list[int] = []
    usable = [
        _MIN_CHARS * unit <= line.edge <= _MAX_CHARS * unit and not _MARKUP.match(line.text)
        and not _TABLE.search(line.text) for line in lines
    ]  # fmt: skip
    opened = [use and line.is_open for use, line in zip(usable, lines, strict=True)]
    for number, line in enumerate(lines[:-1]):
        if not usable[number]:
            continue
        low, high = max(0, number - _NEAR), min(len(lines), number + _NEAR + 1)
        first = first_width(lines[number + 1].text, unit)
        farthest = line.edge + max(first, 2 * unit)
        peers = Counter(
            lines[n].edge
            for n in range(low, high)
            if opened[n] and n != number and line.edge - 2 * unit <= lines[n].edge <= farthest
        )
        if peers.total() < _MIN_PEERS:
            continue
        # The most usual edge is the width: closing marks hang over it, first lines may be set in beyond it.
        line.limit = max(peers, key=lambda edge: (peers[edge], edge))
        if line.edge + first > line.limit:
            full.append(number)
        elif not line.is_closed and line.edge + first + 2 * unit > line.limit:
            above = lines[number - 1] if number else line
            if above.is_closed or not full or full[-1] != number - 1:
                short.append(number)
    begun = sum(lines[n - 1].is_closed for n in full if n)
    if len(short) < max(3, begun / 3):
        return full
    # The text had its first lines set in by two characters, and the blanks are gone.
    for number in short:
        lines[number].first = True
    return sorted([*full, *short])


def _accepted(lines: Sequence[TextLine], full: Sequence[int], unit: int) -> set[int]:
    """The full lines of stretches in which they are many and mostly end in mid-clause."""
    stretches: list[list[int]] = []
    for number in full:
        if stretches and number - stretches[-1][-1] <= _NEAR:
            stretches[-1].append(number)
        else:
            stretches.append([number])
    return {number for stretch in stretches if _is_wrapped(lines, stretch, unit) for number in stretch}


def _is_wrapped(lines: Sequence[TextLine], stretch: Sequence[int], unit: int) -> bool:
    chosen = [lines[n] for n in stretch]
    opened = sum(line.is_open for line in chosen)
    if opened < _MIN_FULL or opened < 0.6 * len(chosen):
        return False
    if sum(bool(_INSIDE.search(line.text)) for line in chosen) < 0.4 * len(chosen):
        return False
    if sum(bool(_NUMBERED.match(line.text)) for line in chosen) > 0.5 * len(chosen):
        return False
    if sum(len(_HAN.findall(line.text)) for line in chosen) < 0.5 * sum(len(line.text) for line in chosen):
        return False
    marks = Counter(match.start() for line in chosen if (match := _INSIDE.search(line.text)))
    region = lines[stretch[0] : stretch[-1] + 3]
    if max(marks.values()) > 0.6 * len(chosen) or not any(_SENTENCE_END.search(line.text) for line in region):
        return False  # Verses pause at one place, and a list has no sentences.
    widest = max(line.limit for line in chosen)
    too_long = sum(line.edge > widest + 3 * unit for line in region)
    return len(chosen) >= 0.35 * len(region) and too_long <= 0.1 * len(region)


def _furniture_candidates(lines: Sequence[TextLine]) -> dict[int, str]:
    """Lines that may be page numbers or running heads, with what they have in common with others of their kind."""
    shapes = ["" if len(line.text) > _MAX_FURNITURE else re.sub(r"\d+", "#", line.text) for line in lines]
    counts = Counter(shapes)
    found: dict[int, str] = {}
    for number, (line, shape) in enumerate(zip(lines, shapes, strict=True)):
        if shape and PAGE_NUMBER.match(line.text):
            found[number] = "#"
        elif shape and not line.is_closed and (counts[shape] >= 3 or (counts[shape] > 1 and FOLIO.search(line.text))):
            found[number] = shape
    for number, (line, shape) in enumerate(zip(lines, shapes, strict=True)):
        beside = found.get(number - 1) == "#" or found.get(number + 1) == "#"
        if shape and number not in found and beside and counts[shape] > 1 and not line.is_closed:
            found[number] = shape
    return found


def _furniture(lines: Sequence[TextLine], candidates: dict[int, str], full: set[int]) -> set[int]:
    """The candidates of a kind that stands inside a paragraph, right after a full line that is left open.

    Half of them must, unless they count pages or stand beside what does.
    """
    inside: Counter[str] = Counter()
    members: dict[str, list[int]] = {}
    interrupted = False
    for number, line in enumerate(lines):
        if number in candidates:
            members.setdefault(candidates[number], []).append(number)
            inside[candidates[number]] += interrupted
        else:
            interrupted = id(line) in full and line.is_open
    # The last page's foot interrupts nothing.
    often = {k for k, found in members.items() if 2 * inside[k] >= len(found) - (found[-1] + 1 == len(lines))}
    counting = {k for k, found in members.items() if inside[k] and _counts_up([lines[n].text for n in found])}
    sure = {n for k in counting | (often) if inside[k] for n in members[k]}
    beside = {k for k, found in members.items() if inside[k] and all({n - 1, n + 1} & sure for n in found)}
    return sure | {n for k in beside for n in members[k]}


def _counts_up(texts: Sequence[str]) -> bool:
    numbers = [int(re.findall(r"\d+", text)[-1]) if re.search(r"\d", text) else -1 for text in texts]
    return len(numbers) > 1 and all(b == a + 1 for a, b in pairwise(numbers))


def _joins(lines: Sequence[TextLine], full: set[int]) -> set[int]:
    """Numbers of the lines that go on with the line above."""
    following = [lines[n + 1] for n in full if n + 1 < len(lines) and lines[n].is_open]
    indent = Counter(line.indent for line in following).most_common(1)
    breaks = Counter(line.breaks for line in following).most_common(1)
    usual_indent, usual_breaks = (indent[0][0] if indent else 0), (breaks[0][0] if breaks else 1)
    return {
        n + 1
        for n in full
        if n + 1 < len(lines) and _goes_on(lines, n, n + 1 in full, usual_indent, usual_breaks)
    }  # fmt: skip


def _goes_on(lines: Sequence[TextLine], number: int, next_is_full: bool, indent: int, breaks: int) -> bool:
    line, below = lines[number], lines[number + 1]
    if below.indent > indent + 1 or _APART.match(below.text) or _TABLE.search(below.text):
        return False
    if below.text[0] in NO_START:
        return True
    if below.first or (next_is_full and abs(line.limit - below.limit) > 2):
        return False
    if below.breaks > breaks and not (below.interrupted and not line.is_closed):
        return False
    if not line.is_closed:
        return True
    # A sentence that ends just at the width: what follows may be a heading or an item.
    return not _STARTS.match(below.text) and (next_is_full or below.is_closed)


def _written(
    text: str, unit: int, lines: Sequence[TextLine], kept: Sequence[TextLine], joins: set[int], furniture: list[str]
) -> Unwrapped:
    parts: list[str] = []
    begins = {line.start: n for n, line in enumerate(lines)}
    for number, line in enumerate(kept):
        if number in joins:
            above = parts[-1]
            # A program that counts characters breaks words; the blanks that were there are there still.
            broken = unit == 1 and not _BLANK.search(text, kept[number - 1].end, line.start)
            joined = above + line.text if broken else join_runs(above, line.text)
            if len(joined) < len(above) + len(line.text):
                furniture.append("-")
            parts[-1] = joined
        else:
            gap_from = lines[begins[line.start] - 1].end if begins[line.start] else 0
            parts += [text[gap_from : line.start], line.text]
    last = lines[-1]
    tail = text[last.end :] if kept and kept[-1] is last else "\n"
    body = "".join(parts) + tail
    return Unwrapped("\n\n".join([body, *furniture]) if furniture else body, len(body))
