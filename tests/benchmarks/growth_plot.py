"""Draws the measurements of `growth` as an SVG of three panels; it measures nothing and needs no drawing library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_WIDTH, _HEIGHT, _MARGIN = 330, 250, 52
_COLOURS = {"flat": "#7a7367", "pq": "#b3261e", "ivf": "#2f6b57", "hnsw": "#3b5b92"}
_PANELS = (
    ("p50_ms", "dense search, p50, ms", True),
    ("exact_at_10", "share of the exact ten found", False),
    ("dense_build_seconds", "building the vectors' index, processor s", True),
)


def plot_growth(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Write `path`; `rows` as `tests.benchmarks.growth.Row`, one for each size and kind."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH * len(_PANELS)} {_HEIGHT + 34}" '
        'font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="#fffdf8"/>',
    ]
    for number, (name, title, logarithmic) in enumerate(_PANELS):
        parts.append(f'<g transform="translate({number * _WIDTH},0)">')
        parts += _panel(rows, name, title, logarithmic=logarithmic)
        parts.append("</g>")
    for number, kind in enumerate(dict.fromkeys(row["kind"] for row in rows)):
        x = _MARGIN + number * 120
        parts.append(f'<rect x="{x}" y="{_HEIGHT + 14}" width="12" height="4" fill="{_COLOURS.get(kind, "#000")}"/>')
        parts.append(f'<text x="{x + 18}" y="{_HEIGHT + 20}">{kind}</text>')
    parts.append(
        f'<text x="{_WIDTH * len(_PANELS) - 20}" y="{_HEIGHT + 20}" text-anchor="end">filled: the choice</text>'
    )
    parts.append("</svg>")
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def _panel(rows: Sequence[dict[str, Any]], name: str, title: str, *, logarithmic: bool) -> list[str]:
    sizes = [row["passages"] for row in rows]
    values = [max(row[name], 1e-3) for row in rows]
    low, high = (min(values), max(values)) if logarithmic else (min([*values, 0.9]), 1.0)
    left, right, top, bottom = _MARGIN, _WIDTH - 16, 34, _HEIGHT - 30

    def across(size: float) -> float:
        return left + (right - left) * _share(size, min(sizes), max(sizes), logarithmic=True)

    def up(value: float) -> float:
        return bottom - (bottom - top) * _share(value, low, high, logarithmic=logarithmic)

    parts = [f'<text x="{left}" y="20" font-size="12">{title}</text>']
    parts.append(f'<path d="M{left} {top}V{bottom}H{right}" fill="none" stroke="#7a7367"/>')
    for size in sorted(set(sizes)):
        label = f"{size / 1e6:.2g}M" if size >= 1e6 else f"{round(size / 1e3)}k"
        parts.append(f'<text x="{across(size):.0f}" y="{bottom + 16}" text-anchor="middle">{label}</text>')
    for value in (low, math.sqrt(low * high) if logarithmic else (low + high) / 2, high):
        parts.append(f'<text x="{left - 6}" y="{up(value) + 4:.0f}" text-anchor="end">{value:.3g}</text>')
        parts.append(f'<path d="M{left} {up(value):.0f}H{right}" stroke="#e6dfd0"/>')
    for kind in dict.fromkeys(row["kind"] for row in rows):
        mine = sorted((r for r in rows if r["kind"] == kind), key=lambda row: int(row["passages"]))
        points = [(across(r["passages"]), up(max(r[name], 1e-3)), bool(r["chosen"])) for r in mine]
        colour = _COLOURS.get(kind, "#000")
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        for x, y, chosen in points:
            fill = colour if chosen else "#fffdf8"
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{fill}" stroke="{colour}"/>')
    return parts


def _share(value: float, low: float, high: float, *, logarithmic: bool) -> float:
    if high <= low:
        return 0.5
    return math.log(value / low) / math.log(high / low) if logarithmic else (value - low) / (high - low)
