"""Retrieval measured: hit@k, MRR, latency and memory of BM25, vectors, their fusion and the reranked hybrid.

    RONGHE_EVAL=... python -m tests.benchmarks.retrieval [--set crud] [--every 1] [--folder /tmp/index]

`--set everyday` asks the held-out everyday questions of the whole training corpus (`rag/training/everyday.py`).
Indexes are built in `--folder` (kept there, so that a second run only searches); LangChain's hybrid is measured beside
ours by `tests.benchmarks.against_langchain`. Figures of the row "hybrid + rerank" are in-sample for the development
questions: the shipped reranker was trained on them. With `--unseen DIR`, what `python -m rag.training.reranker ...
--folds DIR` wrote, a row "cross-validated" is added in which each question is ranked by a model that never saw it;
questions that no file of DIR names are left out there. `--reranker PATH` takes the place of the shipped one.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from index.build import build_index
from index.records import Hit
from index.snapshot import Snapshot, open_index
from rag.assembly import open_encoder
from rag.reranking import load_reranker
from rag.retrieval import Retriever
from rag.settings import Settings
from rag.training.everyday import write_archive
from rag.training.reranker import is_right, read_questions

SETS = {
    "crud": ("bench/crud-news.jsonl.xz", "eval/crud-qa-dev.jsonl"),
    "passages": ("eval/passages-dev.jsonl.xz", "eval/retrieval-dev.jsonl.xz"),
}
EVERYDAY = "everyday"
DEPTH = 50
Search = Callable[[str], list[Hit]]


def files_of(name: str, evaluation: Path, folder: Path) -> tuple[Path, Path]:
    """The documents and the questions of a set; those of the everyday questions are written into `folder`."""
    if name != EVERYDAY:
        corpus, asked = SETS[name]
        return evaluation / corpus, evaluation / asked
    out = folder / "everyday-questions"
    if not (out / "held-out.jsonl").exists():
        write_archive(evaluation / "corpus", out)
    return out / "archive.jsonl", out / "held-out.jsonl"


def opened(name: str, corpus: Path, folder: Path) -> Snapshot:
    """The index of a corpus, built where `folder` has none that fits the encoder."""
    data = folder / name
    encoder = open_encoder(Settings.from_environment())
    if (data / "snapshots").exists():
        snapshot = open_index(data)
        if snapshot.manifest.encoder_fingerprint == encoder.fingerprint:
            return snapshot
        snapshot.close()
    source = corpus
    if corpus.suffix == ".xz":
        source = folder / f"{name}.jsonl"
        source.write_bytes(lzma.decompress(corpus.read_bytes()))
    started = time.perf_counter()
    snapshot = build_index([source], data, encoder=encoder)
    print(f"{name}: {len(snapshot)} passages built in {time.perf_counter() - started:.1f} s")
    return snapshot


def systems(snapshot: Snapshot, reranker: str | None = None) -> dict[str, Search]:
    """One way to search each."""
    encoder = open_encoder(Settings.from_environment())
    hybrid = Retriever(snapshot, encoder)
    full = Retriever(snapshot, encoder, load_reranker(reranker))

    def by_words(question: str) -> list[Hit]:
        ranking = snapshot.lexical.search(question, DEPTH)
        passages = snapshot.passages([row for row, _ in ranking])
        return [Hit(passage, bm25) for passage, (_, bm25) in zip(passages, ranking, strict=True)]

    def by_vectors(question: str) -> list[Hit]:
        similarities, rows = snapshot.dense.search(encoder.encode_queries([question]), DEPTH)
        found = rows[0][rows[0] >= 0]
        passages = snapshot.passages(found.tolist())
        return [Hit(p, float(s)) for p, s in zip(passages, similarities[0], strict=False)]

    return {
        "BM25": by_words,
        "dense": by_vectors,
        "hybrid": lambda question: hybrid.search(question, DEPTH),
        "hybrid + rerank": lambda question: full.search(question, DEPTH),
    }


def never_seen(snapshot: Snapshot, folder: Path) -> dict[str, Search]:
    """For each question named in `folder` the search with the reranker that never saw it."""
    encoder = open_encoder(Settings.from_environment())
    searches: dict[str, Search] = {}
    for path in sorted(folder.glob("reranker-*.txt")):
        full = Retriever(snapshot, encoder, load_reranker(str(path)))
        unseen = path.with_name(path.name.replace("reranker", "unseen")).with_suffix(".jsonl")
        for row in read_questions(unseen):
            searches[row["question"]] = lambda question, full=full: full.search(question, DEPTH)  # type: ignore[misc]
    return searches


def measure(search: Search, questions: list[dict[str, Any]]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Place of the first right hit (infinite: none) and milliseconds of each question."""
    places, latencies = np.full(len(questions), np.inf), np.zeros(len(questions))
    for row in questions[:5]:
        search(row["question"])
    for number, row in enumerate(questions):
        started = time.perf_counter()
        hits = search(row["question"])
        latencies[number] = (time.perf_counter() - started) * 1000
        for place, hit in enumerate(hits[:DEPTH], 1):
            if is_right(row, hit.passage.article_id, hit.passage.text):
                places[number] = place
                break
    return places, latencies


def show(name: str, places: np.ndarray[Any, Any], latencies: np.ndarray[Any, Any]) -> dict[str, Any]:
    at = {f"hit@{k}": float(np.mean(places <= k)) for k in (1, 5, 10, 50)}
    mrr = float(np.where(places <= 10, 1 / places, 0.0).mean())
    p50, p95 = (float(np.percentile(latencies, p)) for p in (50, 95))
    figures = "  ".join(f"{k} {v:.4f}" for k, v in at.items())
    print(
        f"{name:34s} n {len(places):5d}  {figures}  MRR@10 {mrr:.4f}  p50 {p50:6.1f} ms  p95 {p95:6.1f} ms", flush=True
    )
    return {"system": name, "n": len(places), **at, "mrr@10": mrr, "p50_ms": p50, "p95_ms": p95}


def compared(name: str, search: Search, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The figures of one way to search, over all questions and by their sources."""
    source = np.array([row.get("source", name) for row in questions])
    places, latencies = measure(search, questions)
    figures = [show(name, places, latencies)]
    if len(np.unique(source)) > 1:
        figures += [show(f"  {one}", places[source == one], latencies[source == one]) for one in np.unique(source)]
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--set", choices=sorted([*SETS, EVERYDAY]), action="append", help="news and passages where left out"
    )
    parser.add_argument("--every", type=int, default=1, help="take every n-th question")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/ronghe-bench-retrieval"))
    parser.add_argument("--reranker", help="a file of trees or a CrossEncoder in place of the shipped reranker")
    parser.add_argument("--unseen", type=Path, help="a folder of rerankers with the questions that each never saw")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    arguments = parser.parse_args()
    if "RONGHE_EVAL" not in os.environ:
        print("RONGHE_EVAL is unset: name the folder of the evaluation data", file=sys.stderr)
        return 1
    evaluation = Path(os.environ["RONGHE_EVAL"])
    arguments.folder.mkdir(parents=True, exist_ok=True)
    figures: list[dict[str, Any]] = []
    for name in arguments.set or SETS:
        corpus, asked = files_of(name, evaluation, arguments.folder)
        snapshot = opened(name, corpus, arguments.folder)
        questions = read_questions(asked, arguments.every)
        searches = systems(snapshot, arguments.reranker)
        for system, search in searches.items():
            figures += compared(f"{name} {system}", search, questions)
        if arguments.unseen:
            by_question = never_seen(snapshot, arguments.unseen)
            known = [row for row in questions if row["question"] in by_question]
            if known:
                figures += compared(f"{name} cross-validated", lambda q, by=by_question: by[q](q), known)  # type: ignore[misc]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name}: {len(snapshot)} passages, vectors {snapshot.manifest.dense_kind}, peak memory {peak:.0f} MB")
        snapshot.close()
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
