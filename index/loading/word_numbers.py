"""The numbers that Word puts before paragraphs by itself: 第三条, （一）, 2.1. They stand in no text of the file.

A paragraph names a list and a level, or its style does; word/numbering.xml says how each level counts and looks
(ECMA-376 part 1, 17.9). It knows the order in which it is asked, and nothing of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from index.loading.word_numerals import numeral

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_CLOSING = "、，。．：；）】》〕」』)"


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level counts. `restart`: it begins again after paragraphs of the first so many levels; 0 never."""

    start: int
    format: str
    pattern: str
    restart: int
    legal: bool
    blank: bool
    style: str


@dataclass(slots=True)
class _List:
    """One `w:num`: its levels, and the first numbers that it sets of its own."""

    definition: str
    levels: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class WordNumbers:
    """The running numbers of one document; `numbering` and `styles` are the roots of these parts or None."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._styles = {s.get(f"{_W}styleId", ""): s for s in styles.iter(f"{_W}style")} if styles is not None else {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if numbering is not None:
            self._read(numbering)

    def label(self, paragraph: Any) -> str:
        """What stands before a paragraph, the blank behind it included; empty for bullets. To be asked in order."""
        number, level_number = self._place(paragraph)
        numbered = self._lists.get(number)
        level = numbered.levels.get(level_number) if numbered else None
        if numbered is None or level is None:
            return ""
        counts = self._counts.setdefault(numbered.definition, {})
        start = numbered.starts.get(level_number)
        if start is not None and (number, level_number) not in self._begun:
            counts[level_number] = start
        elif level_number in counts:
            counts[level_number] += 1
        else:
            counts[level_number] = level.start if start is None else start
        self._begun.add((number, level_number))
        for deeper in [other for other in counts if other > level_number]:
            below = numbered.levels.get(deeper)
            if below is None or level_number < below.restart:
                del counts[deeper]
        return _shown(level, numbered.levels, counts)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """(list, level) of a paragraph: its own, else those of its style or of one that this is based on."""
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        number, level = _value(own, "numId"), _integer(_value(own, "ilvl"), -1)
        style = _value(paragraph.find(f"{_W}pPr"), "pStyle")
        seen: set[str] = set()
        while not number and style in self._styles and style not in seen:
            seen.add(style)
            element = self._styles[style]
            given = element.find(f"{_W}pPr/{_W}numPr")
            number = _value(given, "numId")
            if number and level < 0:
                level = self._level_of_style(number, style, _integer(_value(given, "ilvl"), 0))
            style = _value(element, "basedOn")
        return number, max(0, level)

    def _level_of_style(self, number: str, style: str, otherwise: int) -> int:
        levels = self._lists[number].levels if number in self._lists else {}
        return next((n for n, level in levels.items() if level.style == style), otherwise)

    def _read(self, numbering: Any) -> None:
        definitions = {d.get(f"{_W}abstractNumId", ""): d for d in numbering.iterchildren(f"{_W}abstractNum")}
        linked = {_value(d, "styleLink"): key for key, d in definitions.items() if _value(d, "styleLink")}
        for num in numbering.iterchildren(f"{_W}num"):
            key = _value(num, "abstractNumId")
            definition = definitions.get(key)
            link = _value(definition, "numStyleLink")
            key = linked.get(link, key) if link else key
            numbered = _List(key, dict(_levels(definitions.get(key))))
            for override in num.iterchildren(f"{_W}lvlOverride"):
                at = _integer(override.get(f"{_W}ilvl"), 0)
                numbered.levels.update(_levels(override))
                if (start := _value(override, "startOverride")) != "":
                    numbered.starts[at] = _integer(start, 1)
            self._lists[num.get(f"{_W}numId", "")] = numbered
        self._lists.pop("0", None)  # list 0 takes the number away that a style gives


def _levels(definition: Any) -> Iterator[tuple[int, _Level]]:
    for element in definition.iterchildren(f"{_W}lvl") if definition is not None else ():
        at = _integer(element.get(f"{_W}ilvl"), 0)
        # Word's newer formats stand beside one that all programs know, which comes last.
        formats = [found.get(f"{_W}val", "") for found in element.iter(f"{_W}numFmt")]
        yield (
            at,
            _Level(
                start=_integer(_value(element, "start"), 0),
                format=formats[-1] if formats else "decimal",
                pattern=_value(element, "lvlText"),
                restart=_integer(_value(element, "lvlRestart"), _LEVELS),
                legal=_is_on(element.find(f"{_W}isLgl")),
                blank=_value(element, "suff") != "nothing",
                style=_value(element, "pStyle"),
            ),
        )


def _shown(level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    if level.format == "bullet":
        return ""

    def number_at(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        other = levels.get(at)
        if other is None:
            return ""
        return numeral(counts.get(at, other.start), "decimal" if level.legal else other.format)

    label = re.sub(r"%([1-9])", number_at, level.pattern).strip()
    return f"{label} " if label and level.blank and label[-1] not in _CLOSING else label


def _value(element: Any, name: str) -> str:
    found = element.find(f"{_W}{name}") if element is not None else None
    return (found.get(f"{_W}val") or "") if found is not None else ""


def _is_on(element: Any) -> bool:
    return element is not None and element.get(f"{_W}val", "1") not in ("0", "false", "off")


def _integer(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"[0-9]{1,9}", value) else otherwise
