"""Build an index of a whole JSONL corpus and say what each step took, on disk and in memory.

    RONGHE_EVAL=... python -m tests.benchmarks.build [--corpus FILE] [--encoder NAME] [--data FOLDER]

The default corpus is the CRUD news of the evaluation files (68,153 documents, 45.8 million characters).
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path

from index.build import build_index
from index.embedding import load_encoder
from index.snapshot import Snapshot, open_index


class Stopwatch:
    """A progress callback that notes when each stage began, by the wall and by the processor."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, float, float]] = []

    def __call__(self, stage: str, done: int, total: int) -> None:
        name = stage.split()[0]
        if not self.stages or self.stages[-1][0] != name:
            self.stages.append((name, time.perf_counter(), time.process_time()))

    def rows(self) -> list[tuple[str, float, float]]:
        """(stage, wall seconds, processor seconds), up to now for the last."""
        ends = [*self.stages[1:], ("", time.perf_counter(), time.process_time())]
        return [(name, e - w, c - p) for (name, w, p), (_, e, c) in zip(self.stages, ends, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=_default_corpus())
    parser.add_argument("--encoder", default=None, help="name or folder; the bundled one by default")
    parser.add_argument("--data", type=Path, default=None, help="keep the index here")
    arguments = parser.parse_args()
    if arguments.corpus is None:
        parser.error("name a --corpus, or set RONGHE_EVAL to the folder with bench/crud-news.jsonl.xz")
    with tempfile.TemporaryDirectory() as folder:
        measure(arguments.corpus, arguments.data or Path(folder), arguments.encoder)


def measure(corpus: Path, data: Path, encoder_name: str | None) -> None:
    began = time.perf_counter()
    encoder = load_encoder(encoder_name)
    print(f"{'encoder loaded':24s} {time.perf_counter() - began:8.1f} s")
    stopwatch, began, used = Stopwatch(), time.perf_counter(), time.process_time()
    with build_index([corpus], data, encoder=encoder, progress=stopwatch) as snapshot:
        wall, processor = time.perf_counter() - began, time.process_time() - used
        print(f"{'stage':24s} {'wall s':>8s} {'cpu s':>8s}")
        for name, stage_wall, stage_processor in stopwatch.rows():
            print(f"{name:20s} {stage_wall:8.1f} {stage_processor:8.1f}")
        print(f"{'JSONL to published':24s} {wall:8.1f} {processor:8.1f}   load average {os.getloadavg()[0]:.1f}")
        print(f"{'peak resident memory':24s} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:8.0f} MB")
        report_size(snapshot)
    report_reading(data)


def report_size(snapshot: Snapshot) -> None:
    manifest = snapshot.manifest
    print(f"{manifest.article_count} articles, {len(snapshot)} passages, {manifest.char_count} characters")
    print(f"dense index: {manifest.dense_kind}, {manifest.encoder_dimension} dimensions")
    total = 0
    for path in sorted(snapshot.folder.iterdir()):
        size = sum(p.stat().st_size for p in path.rglob("*")) if path.is_dir() else path.stat().st_size
        total += size
        print(f"  {path.name:22s} {size / 1e6:8.1f} MB")
    print(f"  {'all':22s} {total / 1e6:8.1f} MB")


def report_reading(data: Path) -> None:
    """Opening, and fetching 100 passages from all over the index."""
    began = time.perf_counter()
    with open_index(data) as snapshot:
        print(f"{'open':24s} {(time.perf_counter() - began) * 1e3:8.1f} ms")
        step = max(1, len(snapshot) // 100)
        timings = []
        for shift in range(50):
            rows = [(shift + n * step) % len(snapshot) for n in range(min(100, len(snapshot)))]
            began = time.perf_counter()
            snapshot.passages(rows)
            timings.append(time.perf_counter() - began)
        timings.sort()
        print(f"{'100 passages, p50':24s} {timings[25] * 1e3:8.2f} ms")


def _default_corpus() -> Path | None:
    folder = os.environ.get("RONGHE_EVAL", "")
    path = Path(folder) / "bench" / "crud-news.jsonl.xz"
    return path if folder and path.is_file() else None


if __name__ == "__main__":
    main()
