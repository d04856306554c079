"""How the index grows: 10,000 to 1,000,000 passages, for each kind of dense index.

    RONGHE_EVAL=... python -m tests.benchmarks.growth [--sizes 10000 50000 200000 1000000] [--full-limit 200000]
                                                      [--out docs/growth.jsonl] [--resume] [--svg docs/growth.svg]

With `--resume` what `--out` holds already stays, but for the sizes and kinds that are measured now; the picture is of
both.

Up to `--full-limit` a whole index (words, vectors, texts) is built from the CRUD news, repeated with changed words
where it does not reach; above it the vectors alone, those of the largest whole index repeated, each mixed with another
one. Every size runs in a process of its own, so that memory can be told apart. Searches are timed by the processor
time of the searching thread, one thread, which other work on the machine disturbs little. `exact@10`: the share of the
ten places that hold a passage as near as the truly tenth one, over the CRUD questions (news repeat one another, so
that which of two like passages comes tenth says nothing).
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.build import build_index
from index.dense import DenseIndex, build_dense, chosen_kind, open_dense
from index.embedding import load_encoder
from index.snapshot import Snapshot, open_index
from tests.benchmarks.growth_plot import plot_growth

QUESTIONS = 300
_KINDS = ("flat", "pq", "ivf", "hnsw")
_DEPTH = 10
# What 16-bit storage may take from a similarity.
_ROUNDING = 5e-4


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured at one size for one kind of dense index; BM25 and whole build are 0 above the full limit."""

    passages: int
    kind: str
    chosen: bool
    dense_build_seconds: float
    whole_build_seconds: float
    disk_mb: float
    resident_mb: float
    p50_ms: float
    p95_ms: float
    bm25_p50_ms: float
    bm25_p95_ms: float
    exact_at_10: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 50_000, 200_000, 1_000_000])
    parser.add_argument("--full-limit", type=int, default=200_000)
    parser.add_argument("--kinds", nargs="+", choices=_KINDS, default=list(_KINDS))
    parser.add_argument("--out", type=Path, default=None, help="write the measurements here, as JSON lines")
    parser.add_argument("--resume", action="store_true", help="keep the other measurements that --out holds")
    parser.add_argument("--svg", type=Path, default=None)
    parser.add_argument("--one", type=int, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--resident", nargs=2, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, default=None, help="keep indexes here and use those that are there")
    arguments = parser.parse_args()
    if arguments.resident is not None:
        print(resident_after_searches(Path(arguments.resident[0]), arguments.resident[1]))
        return
    evaluation = Path(os.environ.get("RONGHE_EVAL", ""))
    if not (evaluation / "bench" / "crud-news.jsonl.xz").is_file():
        parser.error("set RONGHE_EVAL to the folder with bench/crud-news.jsonl.xz and eval/crud-qa-dev.jsonl")
    if arguments.one is not None:
        for row in measure_size(arguments.one, arguments.full_limit, arguments.kinds, evaluation, arguments.work):
            print(json.dumps(asdict(row)), flush=True)
        return
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        work = arguments.work or Path(folder)
        for size in sorted(arguments.sizes):
            command = [sys.executable, "-m", "tests.benchmarks.growth", "--one", str(size), "--work", str(work)]
            command += ["--full-limit", str(arguments.full_limit), "--kinds", *arguments.kinds]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            found = [Row(**json.loads(line)) for line in done.stdout.splitlines()]
            for row in found:
                print_row(row, header=not rows)
                rows.append(row)
    if arguments.resume and arguments.out is not None and arguments.out.is_file():
        lines = arguments.out.read_text(encoding="utf-8").splitlines()
        rows = merged([Row(**json.loads(line)) for line in lines], rows)
    if arguments.out is not None:
        arguments.out.write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), encoding="utf-8")
    if arguments.svg is not None:
        plot_growth([asdict(row) for row in rows], arguments.svg)


def merged(before: list[Row], now: list[Row]) -> list[Row]:
    """Both, by size and then in the usual order of kinds; of one size and kind the row of `now`."""
    found = {(row.passages, row.kind): row for row in [*before, *now]}
    return [found[key] for key in sorted(found, key=lambda key: (key[0], _KINDS.index(key[1])))]


def print_row(row: Row, *, header: bool) -> None:
    if header:
        print(
            "passages  kind   dense build s whole build s  disk MB  memory MB  p50 ms  p95 ms  BM25 p50   p95  exact@10"
        )
    print(
        f"{row.passages:8d}  {row.kind + ('*' if row.chosen else ''):6s} {row.dense_build_seconds:13.1f} "
        f"{row.whole_build_seconds:13.1f} {row.disk_mb:8.0f} {row.resident_mb:10.0f} {row.p50_ms:7.2f} "
        f"{row.p95_ms:7.2f} {row.bm25_p50_ms:9.2f} {row.bm25_p95_ms:5.2f} {row.exact_at_10:9.4f}",
        flush=True,
    )


def measure_size(size: int, full_limit: int, kinds: list[str], evaluation: Path, work: Path) -> Iterator[Row]:
    """One row for each kind; the whole index is built once, then only its vectors again for the other kinds."""
    questions = read_questions(evaluation)
    queries = load_encoder().encode_queries(questions)
    whole_seconds, bm25, disk = 0.0, [0.0], 0.0
    if size <= full_limit:
        snapshot, whole_seconds = whole_index(size, evaluation, work)
        vectors = all_vectors(snapshot)
        bm25 = [timed(lambda q=q: snapshot.lexical.search(q, 50)) for q in questions]  # type: ignore[misc]
        disk = folder_mb(snapshot.folder) - folder_mb(snapshot.folder / "vectors.faiss")
        np.save(work / "vectors.npy", vectors)
    else:
        vectors = grown(np.load(work / "vectors.npy", mmap_mode="r"), size, work)
    tenth = exact_tenth(vectors, queries)
    for kind in kinds:
        path = work / f"{kind}.faiss"
        began = time.process_time()
        build_dense(vectors, path, kind)
        seconds = time.process_time() - began
        timings, share = search_all(open_dense(path, kind), queries, tenth)
        command = [sys.executable, "-m", "tests.benchmarks.growth", "--resident", str(path), kind]
        yield Row(
            passages=len(vectors),
            kind=kind,
            chosen=kind == chosen_kind(len(vectors)),
            dense_build_seconds=seconds,
            whole_build_seconds=whole_seconds,
            disk_mb=disk + path.stat().st_size / 1e6,
            resident_mb=float(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout),
            p50_ms=float(np.percentile(timings, 50)),
            p95_ms=float(np.percentile(timings, 95)),
            bm25_p50_ms=float(np.percentile(bm25, 50)),
            bm25_p95_ms=float(np.percentile(bm25, 95)),
            exact_at_10=share,
        )


def whole_index(size: int, evaluation: Path, work: Path) -> tuple[Snapshot, float]:
    """An index of `size` passages, there already or built now, and the processor seconds that its building took."""
    data = work / f"whole-{size}"
    noted = work / f"whole-{size}.seconds"
    if noted.is_file():
        return open_index(data), float(noted.read_text(encoding="ascii"))
    corpus = work / "corpus.jsonl"
    write_corpus(corpus, size, evaluation)
    began = time.process_time()
    snapshot = build_index([corpus], data)
    seconds = time.process_time() - began
    noted.write_text(str(seconds), encoding="ascii")
    return snapshot, seconds


def write_corpus(path: Path, size: int, evaluation: Path) -> None:
    """News rows of about `size` passages in all; from the second time round on, some of their words are changed."""
    with path.open("w", encoding="utf-8") as out:
        passages = 0
        for round_number in range(1 + size // 100_000):
            change = changed_words(round_number)
            with lzma.open(evaluation / "bench" / "crud-news.jsonl.xz", "rt", encoding="utf-8") as lines:
                for line in lines:
                    row = json.loads(line)
                    text = change(row["text"])
                    passages += -(-len(text) // 600)
                    row = {"passage_id": f"{row['passage_id']}-{round_number}", "title": "", "text": text}
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
                    if passages >= size:
                        return


def changed_words(round_number: int) -> Callable[[str], str]:
    """A rewriting of a text in which every fifth word of two characters or more has become another of the same text."""
    if round_number == 0:
        return lambda text: text
    import rjieba

    chance = random.Random(round_number)

    def change(text: str) -> str:
        words = rjieba.cut(text)
        long = [word for word in words if len(word) > 1] or words
        return "".join(chance.choice(long) if len(w) > 1 and chance.random() < 0.2 else w for w in words)

    return change


def all_vectors(snapshot: Snapshot) -> NDArray[np.float16]:
    """The vectors of a snapshot, as stored."""
    found = np.empty((len(snapshot), snapshot.dense.dimension), dtype=np.float16)
    for start in range(0, len(found), 20_000):
        rows = np.arange(start, min(len(found), start + 20_000))
        found[rows] = snapshot.dense.vectors(rows)
    return found


def grown(base: NDArray[np.float16], size: int, work: Path) -> NDArray[np.float16]:
    """`size` unit vectors: the base, then again and again the base with each mixed with another one."""
    path = work / "grown.f16"
    vectors = np.memmap(path, dtype=np.float16, mode="w+", shape=(size, base.shape[1]))
    generator = np.random.default_rng(1)
    for start in range(0, size, len(base)):
        part = np.asarray(base[: size - start], dtype=np.float32)
        if start:
            part = part + 0.6 * np.asarray(base, dtype=np.float32)[generator.permutation(len(base))[: len(part)]]
            part /= np.linalg.norm(part, axis=1, keepdims=True)
        vectors[start : start + len(part)] = part
    return vectors


def exact_tenth(vectors: NDArray[np.float16], queries: NDArray[np.float32]) -> NDArray[np.float32]:
    """The similarity of the truly tenth nearest for each query, (q,); one block of vectors in memory at a time."""
    best = np.full((len(queries), _DEPTH), -np.inf, dtype=np.float32)
    for start in range(0, len(vectors), 50_000):
        similarities = queries @ np.asarray(vectors[start : start + 50_000], dtype=np.float32).T
        best = np.sort(np.hstack([best, np.sort(similarities, axis=1)[:, -_DEPTH:]]), axis=1)[:, -_DEPTH:]
    return best[:, 0]


def search_all(
    index: DenseIndex, queries: NDArray[np.float32], tenth: NDArray[np.float32]
) -> tuple[list[float], float]:
    """Milliseconds of each search, and the share of what was found that is at least as near as the tenth."""
    timings, near = [], 0
    for query, least in zip(queries, tenth, strict=True):
        began = time.thread_time()
        similarities, _ = index.search(query[None], _DEPTH)
        timings.append((time.thread_time() - began) * 1e3)
        near += int((similarities[0] >= least - _ROUNDING).sum())
    return timings, near / (len(queries) * _DEPTH)


def read_questions(evaluation: Path) -> list[str]:
    lines = (evaluation / "eval" / "crud-qa-dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[:QUESTIONS]]


def timed(search: Callable[[], object]) -> float:
    began = time.thread_time()
    search()
    return (time.thread_time() - began) * 1e3


def folder_mb(path: Path) -> float:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return sum(p.stat().st_size for p in files) / 1e6


def resident_after_searches(path: Path, kind: str) -> float:
    """Memory that an index takes once it has been searched, in a process that did nothing else."""
    import faiss  # noqa: F401  (its own memory is not the index's)

    before = resident_mb()
    index = open_dense(path, kind)
    queries = np.random.default_rng(1).normal(size=(QUESTIONS, index.dimension)).astype(np.float32)
    for query in queries:
        index.search(query[None], _DEPTH)
    return resident_mb() - before


def resident_mb() -> float:
    """Memory of this process that is in use now, mapped files included (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
