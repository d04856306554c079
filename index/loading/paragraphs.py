"""Pages of Lines into paragraphs in reading order: lines joined, running heads and feet set apart.

A paragraph goes on from a column to the next, and from a page to the next. Pure; it knows no file format.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.loading.columns import order_stacks
from index.loading.lines import Box, Line, Stack, join_runs, stacks_of_lines

PAGE_NUMBER = re.compile(r"[-—–·.•\s第]*(?:\d{1,4}|[ivxlcIVXLC]{1,6})(?:\s*[/／]\s*\d{1,4})?[-—–·.•\s页頁]*$")
FOLIO = re.compile(
    r"第?\s*[A-Z]?\d{1,3}\s*版|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|星期[一二三四五六日天]|"
    r"^(?:责任?编辑?|版面?设计|美编|校对|主编|编辑|电话|邮箱)[：:]|^[A-Z]?\d{1,3}$"
)
_LONG_CHARACTERS = 40
_MOST_OPEN = 0.12
_TERMINAL = re.compile(r"[。！？!?…：:；;][”’」』）)》\]】\"']*$")


@dataclass(slots=True)
class Page:
    """The lines of one page and the frames drawn on it (boxes of rectangles)."""

    lines: list[Line]
    height: float = 0.0
    frames: list[Box] = field(default_factory=list)


@dataclass(slots=True)
class PageParagraph:
    """Text in reading order with the page and box where it begins. `furniture` marks running heads and page numbers."""

    text: str
    page: int
    heading_level: int
    box: Box
    furniture: bool = False


def paragraphs_of_pages(pages: Sequence[Page]) -> list[PageParagraph]:
    """All paragraphs in reading order; furniture comes last."""
    furniture = _furniture(pages)
    writer = _Writer()
    last: list[PageParagraph] = []
    for number, page in enumerate(pages, 1):
        kept = [line for line in page.lines if id(line) not in furniture]
        last += [
            PageParagraph(line.text, number, 0, (line.x0, line.y0, line.x1, line.y1), furniture=True)
            for line in page.lines
            if id(line) in furniture
        ]
        for region in order_stacks(stacks_of_lines(kept), page.frames):
            writer.write_region(region, number)
    return writer.paragraphs + last


def reads_in_order(paragraphs: Sequence[PageParagraph]) -> bool:
    """Whether the order found can be trusted: of the longer paragraphs, nearly all end as a sentence does.

    Text whose columns were put together wrongly, or that was out of order before it was printed, has many that do not.
    """
    running = [
        p.text for p in paragraphs if not p.heading_level and not p.furniture and len(p.text) >= _LONG_CHARACTERS
    ]
    return bool(running) and sum(not _TERMINAL.search(text) for text in running) <= _MOST_OPEN * len(running)


def _furniture(pages: Sequence[Page]) -> set[int]:
    """Ids of the lines at the edge of a page that repeat from page to page, or read as a folio line or page number."""
    edges: list[list[tuple[Line, str]]] = []
    for page in pages:
        height = page.height or max((line.y1 for line in page.lines), default=0.0)
        margin = [line for line in page.lines if line.y1 < 0.09 * height or line.y0 > 0.92 * height]
        edges.append(
            [(line, re.sub(r"\d+", "#", line.text.replace(" ", ""))) for line in margin if len(line.text) <= 60]
        )
    seen = Counter(text for edge in edges for text in {text for _, text in edge})
    often = max(3, 0.2 * len(pages))
    found: set[int] = set()
    for page, edge in zip(pages, edges, strict=True):
        body = [line for line in page.lines if not any(line is other for other, _ in edge)]
        top, bottom = min((b.y0 for b in body), default=0.0), max((b.y1 for b in body), default=0.0)
        for line, text in edge:
            outside = line.y1 <= top + 1 or line.y0 >= bottom - 1
            folio = len(line.text) <= 40 and (FOLIO.search(line.text) or PAGE_NUMBER.match(line.text))
            if (seen[text] >= often and body) or (folio and outside and body):
                found.add(id(line))
    return found


class _Writer:
    """Puts the lines of ordered stacks together; `_open` is the paragraph that a later column may go on with."""

    def __init__(self) -> None:
        self.paragraphs: list[PageParagraph] = []
        self._open: PageParagraph | None = None
        self._open_size = 0.0
        self._open_ended = True

    def write_region(self, stacks: Sequence[Stack], page: int) -> None:
        largest = max((s.size for s in stacks if s.heading), default=0.0)
        flows = [s for s in stacks if not s.heading]
        indented = _uses_indents(flows)
        for stack in stacks:
            if stack.heading:
                self._open = None
                level = 2 if stack.crosshead else 1 if stack.size > 0.9 * largest else 2
                self.paragraphs.append(PageParagraph(_headline(stack), page, level, stack.box))
            else:
                self._write_stack(stack, _left_edge(stack, flows), indented, page)

    def _write_stack(self, stack: Stack, left: float, indented: bool, page: int) -> None:
        size, right = stack.size, stack.right
        pitch = _pitch(stack)
        current: PageParagraph | None = None
        carried: PageParagraph | None = None
        for number, line in enumerate(stack.lines):
            is_indented = 0.8 * size < line.x0 - left < 6 * size
            if number == 0:
                goes_on = self._open is not None and abs(self._open_size - size) < 0.06 * size and not is_indented
                current = carried = self._open if goes_on and not self._open_ended else None
                detached = current is None and len(stack.lines) <= 2 and self._open is not None
                if detached and not goes_on and abs(self._open_size - size) >= 0.06 * size:
                    self._write_aside(stack, page)
                    return
            else:
                above = stack.lines[number - 1]
                short = above.x1 < right - (3.0 if indented else 1.8) * size
                spaced = line.y0 - above.y0 > 1.35 * pitch
                ended = short and (not indented or bool(_TERMINAL.search(above.text)))
                if is_indented or ended or spaced:
                    current = None
            if current is None:
                current = PageParagraph(line.text, page, 0, (line.x0, line.y0, line.x1, line.y1))
                self.paragraphs.append(current)
            else:
                current.text = join_runs(current.text, line.text)
                if number and current is not carried:
                    current.box = _union(current.box, line)
        last = stack.lines[-1]
        self._open, self._open_size = current, size
        self._open_ended = last.x1 < right - 1.8 * size and bool(_TERMINAL.search(last.text))
        if len(stack.lines) == 1 and _TERMINAL.search(last.text) is None and last.x1 - last.x0 < 8 * size:
            self._open_ended = not indented

    def _write_aside(self, stack: Stack, page: int) -> None:
        """A caption or note of another size between two columns: the open paragraph goes on after it."""
        text = ""
        for line in stack.lines:
            text = join_runs(text, line.text)
        self.paragraphs.append(PageParagraph(text, page, 0, stack.box))


def _union(box: Box, line: Line) -> Box:
    return (min(box[0], line.x0), min(box[1], line.y0), max(box[2], line.x1), max(box[3], line.y1))


def _pitch(stack: Stack) -> float:
    steps = sorted(b.y0 - a.y0 for a, b in zip(stack.lines, stack.lines[1:], strict=False))
    return steps[len(steps) // 2] if steps else stack.size * 1.5


def _headline(stack: Stack) -> str:
    """Wrapped lines are joined; a line well short of the widest was broken on purpose, and a blank keeps that."""
    if stack.lines[0].upright:
        return "".join(line.text for line in stack.lines)
    widest = max(line.x1 - line.x0 for line in stack.lines)
    text = stack.lines[0].text
    for above, line in zip(stack.lines, stack.lines[1:], strict=False):
        broken = above.x1 - above.x0 < widest - 1.5 * stack.size or (line is not stack.lines[-1] and len(line.text) < 4)
        text = f"{text} {line.text}" if broken else join_runs(text, line.text)
    return text


def _left_edge(stack: Stack, flows: Sequence[Stack]) -> float:
    """The column's own left edge, also where every line of this stack is a first line set in by two characters."""
    left, size = stack.x0, stack.size
    if len(stack.lines) > 2:
        return left
    peers = [s for s in flows if abs(s.size - size) < 0.06 * size and len(s.lines) >= 3]
    same = [s.x0 for s in peers if 0 < left - s.x0 < 4 * size and abs(s.right - stack.right) < 3 * size]
    if same:
        return min(same)
    width = max((s.right - s.x0 for s in peers), default=0.0)
    short_by = width - (stack.right - left)
    return left - short_by if 1.2 * size < short_by < 2.8 * size else left


def _uses_indents(flows: Sequence[Stack]) -> bool:
    first = total = 0
    for stack in flows:
        left = _left_edge(stack, flows)
        total += len(stack.lines)
        first += sum(1.5 * stack.size < line.x0 - left < 4.5 * stack.size for line in stack.lines)
    return total >= 2 and 0 < first < 0.8 * total
