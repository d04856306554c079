"""The picture of what refusing costs."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from tests.benchmarks.refusal_plot import _LINES, plot_refusal


def test_a_line_and_a_mark_for_each_set(tmp_path: Path) -> None:
    names = {name for _, rejected, right, _, _ in _LINES for name in (rejected, right)}
    rows = [{"threshold": t / 10, **{n: t / 10 if "rejected" in n else 1 - t / 10 for n in names}} for t in range(11)]
    plot_refusal(rows, tmp_path / "refusal.svg")
    root = ElementTree.parse(tmp_path / "refusal.svg").getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{space}polyline")) == len(_LINES)
    marks = root.findall(f"{space}circle")
    assert len(marks) == len(_LINES)
    # Here every mark lies on the falling diagonal: what is refused and what is right add up to one.
    for mark in marks:
        across = (float(mark.get("cx", "0")) - 56) / 480
        up = (372 - float(mark.get("cy", "0"))) / 348
        assert abs(across + up - 1) < 0.01
