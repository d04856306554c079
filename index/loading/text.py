"""Plain text and Markdown into Blocks, verbatim; it knows nothing of files or encodings.

Every line that is not blank is a block, and a Markdown heading keeps its markup, so that offsets are the file's own.
"""

from __future__ import annotations

import re

from index.records import Block

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
# CommonMark asks for a blank after the marks; Chinese writers often leave it out, so a short line without
# sentence punctuation counts too, unless it is a topic tag (#话题#).
_HEADING = re.compile(r"(#{1,6})(?:[ \t\u3000]+\S|(?=[^\s#!/\x00-\x7f][^#。！？；]{0,39}\s*$))")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_UNDERLINE = re.compile(r"={3,}\s*$")


def blocks_of_text(text: str, end: int | None = None) -> tuple[Block, ...]:
    """The lines of `text[:end]` that are not blank, without blanks around them; `heading_level` from Markdown marks.

    Every character there that is not blank is in exactly one block. Linear in the length of `text`.
    """
    found = _LINE.finditer(text, 0, len(text) if end is None else end)
    lines = [(match.start() + _indent(match.group()), match.group().strip()) for match in found]
    lines = [(start, line) for start, line in lines if line]
    fenced = _fenced_lines([line for _, line in lines])
    blocks: list[Block] = []
    for number, (start, line) in enumerate(lines):
        level = 0
        if number not in fenced:
            match = _HEADING.match(line)
            if match:
                level = len(match.group(1))
            elif number + 1 < len(lines) and _UNDERLINE.match(lines[number + 1][1]) and not _UNDERLINE.match(line):
                gap = text[start + len(line) : lines[number + 1][0]]
                level = 1 if gap.count("\n") == 1 and len(line) <= 80 else 0
        blocks.append(Block(line, start, start + len(line), heading_level=level))
    return tuple(blocks)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _fenced_lines(lines: list[str]) -> set[int]:
    """Numbers of the lines inside closed code fences, where a # is no heading."""
    fenced: set[int] = set()
    opened: int | None = None
    mark = ""
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if not match:
            continue
        if opened is None:
            opened, mark = number, match.group(1)
        elif line.strip() == match.group(1) and match.group(1).startswith(mark):
            fenced.update(range(opened, number + 1))
            opened = None
    return fenced
