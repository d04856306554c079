"""Text into HTML that cannot be anything but text; every drawing module goes through here."""

from __future__ import annotations

from html import escape
from urllib.parse import quote


def text(value: str) -> str:
    """`value` safe between tags and inside quoted attributes."""
    return escape(value, quote=True)


def address(*parts: str, **query: object) -> str:
    """A relative address of this program, escaped for an attribute: parts are path segments, never joined raw."""
    path = "/".join(quote(part, safe="") for part in parts)
    pairs = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in query.items() if value is not None)
    return escape(f"{path}?{pairs}" if pairs else path, quote=True)


def marked(value: str, start: int, end: int) -> str:
    """`value` with its code points start..end inside <mark>."""
    if not 0 <= start < end <= len(value):
        return text(value)
    return f"{text(value[:start])}<mark>{text(value[start:end])}</mark>{text(value[end:])}"
