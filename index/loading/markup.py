"""HTML text into a flat stream of tags and texts, in time linear in its length whatever it holds.

A tree parser can be made to take quadratic time or more: the one tried here (lexbor) needed 33 s for one tag of
100,000 attributes and did not come back from 300,000 nested tags. Reading paragraphs needs no tree. It knows HTML's
lexical rules, not what the elements mean.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple


class Markup(NamedTuple):
    """A start tag (`kind` "<"), an end tag ("</") or a text (""), with entities resolved in `value`.

    `value` is the tag's name in lower case, or the text. `attributes` is the raw text between a tag's name and its >.
    """

    kind: str
    value: str
    attributes: str = ""


VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_RAW = frozenset("script style textarea title xmp noembed noframes iframe noscript".split())
_NAME = re.compile(r"[a-zA-Z][^\s/>]{0,60}")
_STOP = re.compile("[>\"']")
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_MAX_ATTRIBUTES = 100
_MAX_ATTRIBUTE_CHARACTERS = 10_000


def scan_markup(text: str) -> Iterator[Markup]:
    """The tags and texts of `text` in order; a tag or comment that is never closed ends the document."""
    last_quote = {quote: text.rfind(quote) for quote in "\"'"}
    position, size = 0, len(text)
    while position < size:
        opening = text.find("<", position)
        if opening < 0:
            opening = size
        if opening > position:
            yield Markup("", html.unescape(text[position:opening]))
        if opening == size:
            return
        position, markup = _read_markup(text, opening, last_quote)
        if markup is None:
            continue
        yield markup
        if markup.kind == "<" and markup.value in _RAW:
            closing = _raw_end(text, position, markup.value)
            if closing > position:
                raw = text[position:closing]
                yield Markup("", html.unescape(raw) if markup.value in ("textarea", "title") else raw)
            position = closing


def _read_markup(text: str, opening: int, last_quote: dict[str, int]) -> tuple[int, Markup | None]:
    """(where the reading goes on, what stood there) for the < at `opening`; comments and declarations give nothing."""
    following = text[opening + 1 : opening + 2]
    if text.startswith("<!--", opening):
        return _after(text, "-->", opening + 2), None
    if following in ("!", "?") and following:
        return _after(text, ">", opening), None
    kind = "</" if following == "/" else "<"
    name = _NAME.match(text, opening + len(kind))
    if name is None:
        if kind == "</":
            return _after(text, ">", opening), None
        return opening + 1, Markup("", "<")
    end = _tag_end(text, name.end(), last_quote)
    value = name.group().lower()
    return end + 1, Markup(kind, value, text[name.end() : min(end, name.end() + _MAX_ATTRIBUTE_CHARACTERS)])


def _after(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return found + len(mark) if found >= 0 else len(text)


def _tag_end(text: str, position: int, last_quote: dict[str, int]) -> int:
    """Where the > of a tag stands that is not inside a quoted value, or the end of the text."""
    while True:
        match = _STOP.search(text, position)
        if match is None:
            return len(text)
        position = match.start()
        quote = match.group()
        if quote == ">":
            return position
        # Only a quote right after = begins a value; one that is never closed is a character like any other.
        if text[max(0, position - 20) : position].rstrip().endswith("=") and position < last_quote[quote]:
            position = text.index(quote, position + 1)
        position += 1


def _raw_end(text: str, position: int, name: str) -> int:
    match = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, position)
    return match.start() if match else len(text)


def attributes_of(markup: Markup) -> dict[str, str]:
    """The attributes of a tag with their values, entities resolved; the first of a repeated one counts."""
    found: dict[str, str] = {}
    for number, match in enumerate(_ATTRIBUTE.finditer(markup.attributes)):
        if number >= _MAX_ATTRIBUTES:
            break
        value = next((group for group in match.groups()[1:] if group is not None), "")
        found.setdefault(match.group(1).lower(), html.unescape(value))
    return found
