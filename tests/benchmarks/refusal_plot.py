"""Draws what refusing costs and wins, out of fold, as an SVG; it measures nothing.

    python -m tests.benchmarks.refusal_plot WORK/curve.json docs/refusal.svg

`python -m rag.training.answering fit ... --work WORK` leaves the curve. Across: the share of unanswerable questions
that are refused; up: the share of answerable ones that are answered rightly. Circles: the shipped thresholds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from rag.answering.refusing import INDEXED_THRESHOLD, THRESHOLD

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 560, 420, 56, 24, 536, 372
_LINES = (
    ("RGB, no noise", "rejected", "right 0.0", "#2f6b57", THRESHOLD),
    ("RGB, noise 0.8", "rejected", "right 0.8", "#b3261e", THRESHOLD),
    ("news questions (CRUD)", "crud rejected", "crud right", "#3b5b92", INDEXED_THRESHOLD),
    ("passage QA", "passage-qa rejected", "passage-qa right", "#7a7367", INDEXED_THRESHOLD),
)


def _across(share: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * share


def _up(share: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * share


def _between(rows: Sequence[dict[str, float]], name: str, threshold: float) -> float:
    """The value of a column at a threshold, between the two rows beside it."""
    below = max((r for r in rows if r["threshold"] <= threshold + 1e-9), key=lambda r: r["threshold"])
    above = min((r for r in rows if r["threshold"] >= threshold - 1e-9), key=lambda r: r["threshold"])
    width = above["threshold"] - below["threshold"]
    share = (threshold - below["threshold"]) / width if width > 1e-9 else 0.0
    return below[name] + share * (above[name] - below[name])


def plot_refusal(rows: Sequence[dict[str, float]], path: Path) -> None:
    """Write `path`; `rows` as `rag.training.answering.trace_curve` gives them, by rising threshold."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        'font-size="11"><rect width="100%" height="100%" fill="#fffdf8"/>'
    ]
    for tenth in range(0, 11, 2):
        share = tenth / 10
        parts.append(
            f'<path d="M{_LEFT} {_up(share):.1f}H{_RIGHT}M{_across(share):.1f} {_TOP}V{_BOTTOM}" stroke="#e6dfd0"/>'
        )
        parts.append(f'<text x="{_LEFT - 6}" y="{_up(share) + 4:.1f}" text-anchor="end">{share:.1f}</text>')
        parts.append(f'<text x="{_across(share):.1f}" y="{_BOTTOM + 16}" text-anchor="middle">{share:.1f}</text>')
    parts.append(
        f'<text x="{_RIGHT}" y="{_BOTTOM + 34}" text-anchor="end">passages that do not answer: share refused</text>'
    )
    parts.append(f'<text x="{_LEFT}" y="{_TOP - 8}">passages that answer: share rightly answered, out of fold</text>')
    for number, (label, rejected, right, colour, threshold) in enumerate(_LINES):
        points = " ".join(f"{_across(r[rejected]):.1f},{_up(r[right]):.1f}" for r in rows)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
        x, y = _across(_between(rows, rejected, threshold)), _up(_between(rows, right, threshold))
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}" stroke="#fffdf8" stroke-width="1.5"/>')
        parts.append(f'<path d="M{_LEFT + 14} {_BOTTOM - 72 + 18 * number}h18" stroke="{colour}" stroke-width="3"/>')
        parts.append(f'<text x="{_LEFT + 38}" y="{_BOTTOM - 68 + 18 * number}">{label}, threshold {threshold:g}</text>')
    parts.append("</svg>")
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("curve", type=Path)
    parser.add_argument("svg", type=Path)
    chosen = parser.parse_args()
    plot_refusal(json.loads(chosen.curve.read_text("utf-8")), chosen.svg)


if __name__ == "__main__":
    main()
