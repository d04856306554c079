"""An article to be: numbers of units in reading order, how each came to follow the one before, and by-the-way marks.

Plain data between those who decide the order and the one who builds articles of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """Why a unit follows one that it did not stand below on the page; confidence in 0..1, reasons in Chinese."""

    confidence: float
    reasons: tuple[str, ...] = ()
    glue: bool = False


@dataclass(slots=True)
class Draft:
    """`heading` is a unit's number or None; `links` is as long as `units`, None where a unit simply came next.

    `column_from` is the unit of an upper heading that serves as column; `owns_column` whether it is counted here.
    """

    heading: int | None
    units: list[int] = field(default_factory=list)
    links: list[Link | None] = field(default_factory=list)
    caption: bool = False
    column_from: int | None = None
    owns_column: bool = False

    def add(self, unit: int, link: Link | None = None) -> None:
        """Put a unit at the end."""
        self.units.append(unit)
        self.links.append(link)
