"""Reading order of a page's Stacks: which columns belong to which headline, and columns from left to right.

A page is cut by white space where both sides begin with a headline of their own, so that no article's columns are torn
apart; what cannot be cut further is one article, whose columns are read from left to right. A frame drawn around text
is read as one unit. Pure geometry; it knows neither paragraphs nor a file format.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.loading.lines import Box, Line, Stack, join_lines

# Measured by tests/benchmarks/pdf_pages.py: headlines are at least this much larger than the text below them.
_HEADING_RATIO = 1.15
_MAX_HEADING_CHARACTERS = 100
_MAX_HEADING_LINES = 4
_MAX_ITEMS = 2_000
_BYLINE = re.compile(
    r"[■□◎●▲△○◆◇★☆]|[（(]?(?:本报|本刊|新华社|人民日报|特约)?(?:记者|通讯员|评论员|作者|撰文|文)[\s：:/／｜|]"
)


@dataclass(slots=True)
class _Item:
    """A stack, or a framed group of items that is ordered by itself."""

    box: Box
    stacks: list[Stack]
    head: bool = False
    slight: bool = False


def order_stacks(stacks: Sequence[Stack], frames: Sequence[Box] = ()) -> list[list[Stack]]:
    """The stacks of one page in reading order, one list for each article-like region."""
    stacks = _join_upright(stacks)
    mark_headings(stacks)
    items = [
        _Item(s.box, [s], head=s.heading and not s.crosshead, slight=len(s.lines) <= 2 and s.characters < 60)
        for s in stacks
    ]
    regions: list[list[Stack]] = []
    _order_framed(items, sorted(set(frames), key=_area), regions)
    return regions


def _join_upright(stacks: Sequence[Stack]) -> list[Stack]:
    """Upright lines of one size side by side are one headline, read from right to left."""
    upright = [s for s in stacks if s.lines[0].upright]
    # The last strip of a headline may be one or two characters, too few to be seen as upright by themselves.
    upright += [s for s in stacks if s not in upright and any(_is_strip_of(u, s) for u in upright)]
    joined: list[Stack] = []
    for stack in sorted(upright, key=lambda s: -s.x0):
        line = join_lines(stack.lines, upright=True)
        begun = next((other for other in joined if _is_next_strip(other.lines[-1], line)), None)
        if begun is not None:
            begun.lines.append(line)
        else:
            joined.append(Stack([line]))
    return joined + [s for s in stacks if s not in upright]


def _is_next_strip(right: Line, left: Line) -> bool:
    return (
        abs(right.size - left.size) < 0.1 * left.size
        and abs(right.y0 - left.y0) < left.size
        and 0 < right.x0 - left.x0 < 2.2 * left.size
    )


def _is_strip_of(headline: Stack, strip: Stack) -> bool:
    size = headline.size
    return (
        all(len(line.text) == 1 for line in strip.lines)
        and abs(strip.size - size) < 0.1 * size
        and abs(strip.lines[0].y0 - headline.lines[0].y0) < size
        and abs(strip.x0 - headline.x0) < 7 * size
    )


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def mark_headings(stacks: Sequence[Stack]) -> None:
    """Sets `heading` on short stacks in larger type than the text, `crosshead` on those inside a column."""
    usual = _usual_size(stacks)
    bodies = [s for s in stacks if len(s.lines) >= 3 and s.characters >= 40 and not s.lines[0].upright]
    for stack in stacks:
        lines, characters = len(stack.lines), stack.characters
        if characters > _MAX_HEADING_CHARACTERS or lines > _MAX_HEADING_LINES or characters < 2:
            continue
        if _BYLINE.match(stack.lines[0].text):
            continue
        below = _nearest_below(stack, bodies)
        local = below.size if below is not None else usual
        stack.heading = stack.size >= _HEADING_RATIO * local and (stack.size >= 0.95 * usual or below is not None)
    for stack in stacks:
        if stack.heading and not stack.lines[0].upright:
            stack.crosshead = _inside_column(stack, bodies)


def _usual_size(stacks: Sequence[Stack]) -> float:
    sizes: dict[float, int] = {}
    for stack in stacks:
        sizes[round(stack.size * 2) / 2] = sizes.get(round(stack.size * 2) / 2, 0) + stack.characters
    half, seen = sum(sizes.values()) / 2, 0
    for size, amount in sorted(sizes.items()):
        seen += amount
        if seen >= half:
            return size
    return 0.0


def _nearest_below(stack: Stack, bodies: Sequence[Stack]) -> Stack | None:
    x0, y0, x1, y1 = stack.box
    if stack.lines[0].upright:
        beside = [b for b in bodies if b.box[1] < y1 and b.box[3] > y0]
        return min(beside, key=lambda b: max(b.x0 - x1, x0 - b.right), default=None)
    below = [b for b in bodies if b is not stack and b.box[1] >= y0 + 0.5 * stack.size and b.x0 < x1 and b.right > x0]
    return min(below, key=lambda b: b.box[1], default=None)


def _inside_column(stack: Stack, bodies: Sequence[Stack]) -> bool:
    """Between two parts of one column of text, no wider than it: a crosshead, not a new article's headline."""
    x0, y0, x1, y1 = stack.box
    size = stack.size

    def same_column(body: Stack) -> bool:
        return body.x0 - 0.5 * size <= x0 and x1 <= body.right + 0.5 * size and body.size * 1.6 > size

    above = [b for b in bodies if same_column(b) and -size < y0 - b.box[3] < 2.5 * size]
    below = [b for b in bodies if same_column(b) and -size < b.box[1] - y1 < 2.5 * size]
    return any(
        abs(a.right - b.right) < 2 * b.size and abs(a.size - b.size) < 0.1 * b.size for a in above for b in below
    )


def _order_framed(items: list[_Item], frames: Sequence[Box], regions: list[list[Stack]]) -> None:
    """Takes each frame's content together as one item, smallest frames first, then orders what is outside."""
    units = list(items)
    groups: dict[int, list[_Item]] = {}
    for frame in frames:
        inside = [u for u in units if _holds(frame, u.box)]
        if 2 <= len(inside) < len(units) and sum(s.characters for u in inside for s in u.stacks) >= 60:
            group = _Item(frame, [s for u in inside for s in u.stacks], head=True)
            groups[id(group)] = inside
            units = [u for u in units if not any(u is i for i in inside)] + [group]
    _order_units(units, groups, regions)


def _order_units(units: list[_Item], groups: dict[int, list[_Item]], regions: list[list[Stack]]) -> None:
    for region in _articles(units):
        plain = [u for u in region if id(u) not in groups]
        if plain:
            regions.append([s for u in _article_order(plain) for s in u.stacks])
        for group in (u for u in region if id(u) in groups):
            _order_units(groups[id(group)], groups, regions)


def _holds(frame: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return (
        frame[0] <= x <= frame[2]
        and frame[1] <= y <= frame[3]
        and box[2] - box[0] <= 1.05 * (frame[2] - frame[0])
        and box[3] - box[1] <= 1.05 * (frame[3] - frame[1])
    )


def _articles(items: list[_Item]) -> list[list[_Item]]:
    """The items of each article, by cuts that leave every text under a headline on its own side."""
    done: list[list[_Item]] = []
    waiting = [items]
    while waiting:
        region = waiting.pop()
        cut = _best_cut(region) if 1 < len(region) <= _MAX_ITEMS else None
        if cut is not None:
            waiting += [cut[1], cut[0]]
        elif sum(item.head for item in region) > 1:
            done += _by_owner(region)
        elif region:
            done.append(region)
    return done


def _best_cut(items: list[_Item]) -> tuple[list[_Item], list[_Item]] | None:
    best: tuple[float, list[_Item], list[_Item]] | None = None
    for axis in (1, 0):
        for gap, first, second in _gaps(items, axis):
            if (best is None or gap > best[0]) and _headed(first, axis) and _headed(second, axis):
                best = (gap, first, second)
    return (best[1], best[2]) if best else None


def _gaps(items: Sequence[_Item], axis: int) -> list[tuple[float, list[_Item], list[_Item]]]:
    """(width, items before, items after) of every white strip across the region; axis 1 cuts into upper and lower."""
    ordered = sorted(items, key=lambda item: item.box[axis])
    found = []
    edge = ordered[0].box[axis + 2] if ordered else 0.0
    for number, item in enumerate(ordered[1:], 1):
        gap = item.box[axis] - edge
        if gap > (0.5 if axis == 0 else -1.0):
            found.append((gap, ordered[:number], ordered[number:]))
        edge = max(edge, item.box[axis + 2])
    return found


def _headed(side: Sequence[_Item], axis: int) -> bool:
    """Whether every text of this side stands below the top of some headline of this side.

    After an upright cut a headline must also stand where this side begins, else the columns left of it are another's.
    """
    heads = [item for item in side if item.head]
    if not heads:
        return False
    # A headline set upright may begin a little lower than the by-line beside it.
    first = min(item.box[1] - 0.8 * item.stacks[0].size for item in heads)
    if not all(item.head or item.slight or item.box[1] > first for item in side):
        return False
    left, right = min(item.box[0] for item in side), max(item.box[2] for item in side)
    return axis == 1 or any(_begins(item, left, right) for item in heads)


def _begins(head: _Item, left: float, right: float) -> bool:
    if head.stacks[0].lines[0].upright and len(head.stacks) == 1:
        return head.box[0] <= left + 2 or head.box[2] >= right - 2
    return head.box[0] - left <= 0.35 * (right - left)


def _by_owner(items: Sequence[_Item]) -> list[list[_Item]]:
    """A region that no straight cut divides: each text goes to the nearest headline above it, heads in page order."""
    heads = sorted((i for i in items if i.head), key=lambda item: (item.box[1], item.box[0]))
    groups: list[list[_Item]] = []
    for head in heads:
        last = groups[-1][-1] if groups else None
        if last is not None and len(last.stacks) == 1 and len(head.stacks) == 1 and _same_headline(last.box, head.box):
            groups[-1].append(head)
        else:
            groups.append([head])
    owners = [group[-1] for group in groups]
    for item in items:
        if item.head:
            continue
        number = _owner(item, owners)
        groups[number].append(item)
    return groups


def _same_headline(above: Box, below: Box) -> bool:
    height = max(above[3] - above[1], below[3] - below[1])
    return below[1] - above[3] < 0.8 * height and min(above[2], below[2]) > max(above[0], below[0])


def _owner(item: _Item, owners: Sequence[_Item]) -> int:
    x0, y0, x1, _ = item.box

    def rank(number: int) -> tuple[bool, bool, float, float]:
        head = owners[number].box
        above = head[1] <= y0 + 0.8 * owners[number].stacks[0].size
        across = min(x1, head[2]) > max(x0, head[0])
        aside = max(0.0, x0 - head[2], head[0] - x1)
        return (not above, not across, abs(y0 - head[3]), aside)

    return min(range(len(owners)), key=rank)


def _article_order(items: Sequence[_Item]) -> list[_Item]:
    """One article: its headlines, then its columns from left to right; what spans columns divides them."""
    heads = sorted((i for i in items if i.head), key=lambda item: (item.box[1], item.box[0]))
    return heads + _column_order([i for i in items if not i.head])


def _column_order(items: list[_Item]) -> list[_Item]:
    ordered: list[_Item] = []
    rest = items
    while rest:
        columns = _gaps(rest, 0)
        if columns and len(rest) <= _MAX_ITEMS:
            _, first, second = columns[0]
            ordered += _column_order(first) if len(first) > 1 and len(first) < len(rest) else first
            rest = second
            continue
        bands = _gaps(rest, 1)
        if not bands:
            return ordered + sorted(rest, key=lambda item: (item.box[0], item.box[1]))
        _, first, rest = bands[0]
        ordered += _column_order(first) if len(first) > 1 else first
    return ordered
