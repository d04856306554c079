"""Standard output and the progress bar: how every command writes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def write(text: str = "") -> None:
    sys.stdout.write(text + "\n")


def write_json(value: object) -> None:
    write(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A `progress(stage, done, total)` callback that draws on a terminal and is silent elsewhere."""
    from tqdm import tqdm

    bars: dict[str, Any] = {}

    def report(stage: str, done: int, total: int) -> None:
        if stage not in bars:
            for bar in bars.values():
                bar.close()
            bars[stage] = tqdm(total=total or None, desc=stage, disable=not sys.stderr.isatty(), file=sys.stderr)
        bars[stage].total = total or None
        bars[stage].update(done - bars[stage].n)

    try:
        yield report
    finally:
        for bar in bars.values():
            bar.close()
