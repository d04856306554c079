"""The few drawn signs of the page, inline SVG, so that no font has to have them."""

from __future__ import annotations

from typing import Literal

IconName = Literal["check", "warning", "up", "down", "copy", "export", "theme", "close", "clock", "plus", "back"]

_PATHS: dict[IconName, str] = {
    "check": '<path d="M3 8.5l3.2 3.2L13 5"/>',
    "warning": '<path d="M8 2.2L14.6 13.6H1.4z"/><path d="M8 6.4v3.4M8 11.6v.2"/>',
    "up": '<path d="M2.5 7.2h2.3v6.3H2.5zM4.8 7.4L7.6 2.2c1 0 1.6.7 1.5 1.7L8.8 6.2h3.5c.9 0 1.4.7 1.2 1.5l-1.1 4.6'
    'c-.2.7-.7 1.2-1.5 1.2H4.8"/>',
    "down": '<path d="M2.5 8.8h2.3V2.5H2.5zM4.8 8.6l2.8 5.2c1 0 1.6-.7 1.5-1.7l-.3-2.3h3.5c.9 0 1.4-.7 1.2-1.5'
    'l-1.1-4.6c-.2-.7-.7-1.2-1.5-1.2H4.8"/>',
    "copy": '<path d="M5.5 5.5h7.8v7.8H5.5z"/><path d="M10.5 5.3V2.7H2.7v7.8h2.6"/>',
    "export": '<path d="M8 2.2v7.6M5 7l3 3 3-3M2.8 12.8h10.4"/>',
    "theme": '<path d="M8 2.2a5.8 5.8 0 1 0 0 11.6z" fill="currentColor"/><circle cx="8" cy="8" r="5.8"/>',
    "close": '<path d="M3.6 3.6l8.8 8.8M12.4 3.6l-8.8 8.8"/>',
    "clock": '<circle cx="8" cy="8" r="5.8"/><path d="M8 4.8V8l2.2 1.6"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "back": '<path d="M9.8 3.2L5 8l4.8 4.8"/>',
}


def icon(name: IconName) -> str:
    """The sign, 1em wide, in the colour of its text, hidden from screen readers (its button has words)."""
    return (
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" '
        f'stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">{_PATHS[name]}</svg>'
    )
