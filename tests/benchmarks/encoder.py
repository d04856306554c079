"""How well an encoder finds passages, alone and beside BM25: passage QA and the CRUD news.

    RONGHE_EVAL=... python -m tests.benchmarks.encoder [--encoder NAME_OR_PATH] [--sets passage-qa crud]

Prints hit rates of BM25, of the vectors, of a plain convex sum of the two (weight chosen on the other set), and what
share of the questions has its passage among BM25's 50 and the vectors' 30, which is what a reranker gets to see.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, load_encoder, passage_text
from index.lexical import LexicalIndex, LexicalRow
from index.splitting import split_sentences

DEPTHS = (1, 5, 10, 50)
LEXICAL_DEPTH = 50
DENSE_DEPTH = 30
CONVEX_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """`gold[q]` are the rows of `passages` (title, text) that answer question q."""

    name: str
    passages: list[tuple[str, str]]
    questions: list[str]
    sources: list[str]
    gold: list[set[int]]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


def cut_passages(text: str, max_chars: int = 300) -> Iterator[str]:
    """Whole sentences up to about `max_chars` together."""
    start = 0
    for low, high in split_sentences(text):
        if high - start > max_chars and low > start:
            yield text[start:low]
            start = low
    if start < len(text):
        yield text[start:]


def read_passage_qa(root: Path) -> RetrievalSet:
    rows = list(read_lines(root / "eval" / "passages-dev.jsonl.xz"))
    number = {row["passage_id"]: i for i, row in enumerate(rows)}
    asked = [row for row in read_lines(root / "eval" / "retrieval-dev.jsonl.xz") if row["answerable"]]
    return RetrievalSet(
        "passage-qa",
        [(row["title"], row["text"]) for row in rows],
        [row["question"] for row in asked],
        [row["source"] for row in asked],
        [{number[row["passage_id"]]} for row in asked],
    )


def read_crud(root: Path) -> RetrievalSet:
    passages: list[tuple[str, str]] = []
    rows_of: dict[str, range] = {}
    for row in read_lines(root / "bench" / "crud-news.jsonl.xz"):
        first = len(passages)
        passages += [(row["title"], part) for part in cut_passages(row["text"])]
        rows_of[row["passage_id"]] = range(first, len(passages))
    asked = list(read_lines(root / "eval" / "crud-qa-dev.jsonl"))
    gold: list[set[int]] = []
    for row in asked:
        answers = [squash(answer) for answer in row["answers"]]
        near = [number for name in row["passage_ids"] for number in rows_of.get(name, ())]
        gold.append({n for n in near if any(answer in squash(passages[n][1]) for answer in answers)})
    return RetrievalSet("crud", passages, [row["question"] for row in asked], ["crud"] * len(asked), gold)


READERS = {"passage-qa": read_passage_qa, "crud": read_crud}


def dense_ranking(queries: NDArray[np.float32], passages: NDArray[np.float32], k: int) -> tuple[Any, Any]:
    """Exact (similarities, rows), best first, each (queries, k)."""
    import faiss

    index = faiss.IndexFlatIP(passages.shape[1])
    index.add(passages)
    return index.search(queries, k)


def lexical_ranking(data: RetrievalSet, k: int) -> list[list[tuple[int, float]]]:
    with tempfile.TemporaryDirectory() as folder:
        index = LexicalIndex.build(folder, (LexicalRow(text, title or "", "") for title, text in data.passages))
        return [index.search(question, k) for question in data.questions]


def convex(lexical: Sequence[tuple[int, float]], rows: Any, cosines: Any, of: Any, weight: float) -> list[int]:
    """Rows by (1 - weight) * BM25 / best BM25 + weight * cosine, over both lists; `of(row)` is a row's cosine."""
    best = max((value for _, value in lexical), default=1.0)
    scores = {int(row): weight * float(value) for row, value in zip(rows[:DENSE_DEPTH], cosines, strict=False)}
    for row, value in lexical[:LEXICAL_DEPTH]:
        scores[row] = (1 - weight) * value / best + weight * of(row)
    return sorted(scores, key=lambda row: (-scores[row], row))


def first_rank(rows: Sequence[int], gold: set[int]) -> int | None:
    return next((rank for rank, row in enumerate(rows, 1) if int(row) in gold), None)


def line(name: str, ranks: Sequence[int | None]) -> str:
    hits = "  ".join(f"@{k} {sum(r is not None and r <= k for r in ranks) / len(ranks):.3f}" for k in DEPTHS)
    mrr = sum(1 / r for r in ranks if r is not None and r <= 10) / len(ranks)
    return f"{name:26s} {hits}  MRR@10 {mrr:.3f}"


def report(
    data: RetrievalSet,
    queries: NDArray[np.float32],
    passages: NDArray[np.float32],
    lexical: list[list[tuple[int, float]]],
    weights: Sequence[float] = (CONVEX_WEIGHT,),
) -> Iterator[str]:
    """The table's lines for one set."""
    similarities, rows = dense_ranking(queries, passages, 100)
    word_ranks = [first_rank([r for r, _ in ranking], gold) for ranking, gold in zip(lexical, data.gold, strict=True)]
    dense_ranks = [first_rank(row, gold) for row, gold in zip(rows, data.gold, strict=True)]
    yield line(f"{data.name} BM25", word_ranks)
    yield line(f"{data.name} dense", dense_ranks)
    for weight in weights:
        fused = []
        for q, gold in enumerate(data.gold):
            ranked = convex(lexical[q], rows[q], similarities[q], _cosine(queries[q], passages), weight)
            fused.append(first_rank(ranked, gold))
        yield line(f"{data.name} convex {weight:.2f}", fused)
    seen = [
        (w is not None and w <= LEXICAL_DEPTH) or (d is not None and d <= DENSE_DEPTH)
        for w, d in zip(word_ranks, dense_ranks, strict=True)
    ]
    missed = [d for w, d in zip(word_ranks, dense_ranks, strict=True) if w is None or w > 5]
    helped = sum(d is not None and d <= 10 for d in missed)
    yield (
        f"{data.name}: among BM25's {LEXICAL_DEPTH} or the vectors' {DENSE_DEPTH}: {np.mean(seen):.3f}; of "
        f"{len(missed)} questions below BM25's fifth place the vectors bring {helped} into their first ten"
    )


def _cosine(query: NDArray[np.float32], passages: NDArray[np.float32]) -> Any:
    return lambda row: float(query @ passages[row])


def encode(encoder: Embedder, data: RetrievalSet) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:
    started = time.perf_counter()
    passages = encoder.encode_passages([passage_text(title, None, text) for title, text in data.passages])
    seconds = time.perf_counter() - started
    return encoder.encode_queries(data.questions), passages, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", default=None, help="a name or a folder; the bundled one if left out")
    parser.add_argument("--sets", nargs="+", default=list(READERS), choices=list(READERS))
    parser.add_argument("--weights", nargs="+", type=float, default=[CONVEX_WEIGHT])
    options = parser.parse_args()
    root = os.environ.get("RONGHE_EVAL")
    if not root:
        parser.error("set RONGHE_EVAL to the folder that holds eval/ and bench/")
    encoder = load_encoder(options.encoder)
    for name in options.sets:
        data = READERS[name](Path(root))
        queries, passages, seconds = encode(encoder, data)
        characters = sum(len(text) for _, text in data.passages)
        print(f"{name}: {len(passages)} passages in {seconds:.1f} s ({characters / seconds / 1e6:.2f} M characters/s)")
        for text in report(data, queries, passages, lexical_ranking(data, 100), options.weights):
            print(text)


if __name__ == "__main__":
    main()
