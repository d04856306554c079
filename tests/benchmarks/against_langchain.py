"""Ronghe beside LangChain's usual hybrid, in one run: the same documents, the same encoder, the same questions.

    RONGHE_EVAL=... python -m tests.benchmarks.against_langchain [--every 8]

LangChain's side is what its documentation leads to: RecursiveCharacterTextSplitter, BM25Retriever with jieba, a FAISS
store, EnsembleRetriever. It needs the packages of the `bench` extra. Each side runs in a process of its own from JSONL
to answers, so that time and memory can be told apart. Hits are in-sample for our reranker, which was trained on these
questions (`python -m rag.training.reranker` prints the cross-validated figures); times and memory are not.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from rag.training.reranker import is_right, read_questions

# (document, text) of what was found, best first.
Found = list[tuple[str, str]]
Search = Callable[[str], Found]
SIDES = ("ronghe", "langchain")
DEPTH = 10
CHUNK_CHARS = 600


def ronghe_side(corpus: Path, folder: Path) -> Search:
    """Our side: JSONL to a published index, then the whole of retrieval."""
    from index.build import build_index
    from index.embedding import load_encoder
    from rag.reranking import load_reranker
    from rag.retrieval import Retriever

    encoder = load_encoder()
    retriever = Retriever(build_index([corpus], folder / "data", encoder=encoder), encoder, load_reranker())
    return lambda question: [(h.passage.article_id, h.passage.text) for h in retriever.search(question, DEPTH)]


def langchain_side(corpus: Path, _: Path) -> Search:
    """LangChain's side, in memory as its BM25Retriever is."""
    import jieba
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from index.embedding import as_langchain, load_encoder

    jieba.setLogLevel(60)
    with corpus.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    documents = [
        Document(f"{row['title']}\n{row['text']}".strip(), metadata={"document": row["passage_id"]}) for row in rows
    ]
    marks = ["\n\n", "\n", "。", "！", "？", "；", "，", ""]
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARS, chunk_overlap=0, separators=marks)
    chunks = splitter.split_documents(documents)
    words = BM25Retriever.from_documents(chunks, preprocess_func=jieba.lcut_for_search, k=DEPTH)
    dense = FAISS.from_documents(chunks, as_langchain(load_encoder())).as_retriever(search_kwargs={"k": DEPTH})
    both = EnsembleRetriever(retrievers=[words, dense], weights=[0.5, 0.5])
    return lambda question: [(d.metadata["document"], d.page_content) for d in both.invoke(question)]


def measure(side: str, corpus: Path, questions: list[dict[str, Any]]) -> dict[str, float]:
    """Build one side and ask it everything; seconds, milliseconds, megabytes and shares."""
    with tempfile.TemporaryDirectory() as folder:
        began, used = time.perf_counter(), time.process_time()
        search = (ronghe_side if side == "ronghe" else langchain_side)(corpus, Path(folder))
        built = time.perf_counter() - began
        processor = time.process_time() - used
        for row in questions[:5]:
            search(row["question"])
        milliseconds, places = [], []
        for row in questions:
            began = time.perf_counter()
            found = search(row["question"])[:DEPTH]
            milliseconds.append((time.perf_counter() - began) * 1e3)
            right = [n for n, (document, text) in enumerate(found, 1) if is_right(row, document, text)]
            places.append(right[0] if right else np.inf)
        resident = _resident_mb()
    at = np.array(places)
    return {
        "build_seconds": built,
        "build_processor_seconds": processor,
        "p50_ms": float(np.percentile(milliseconds, 50)),
        "p95_ms": float(np.percentile(milliseconds, 95)),
        "resident_mb": resident,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
        "hit@1": float(np.mean(at <= 1)),
        "hit@5": float(np.mean(at <= 5)),
        "hit@10": float(np.mean(at <= 10)),
    }


def _resident_mb() -> float:
    """Memory in use now, mapped files included (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return float(found.group(1)) / 1e3 if found else float("nan")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=8, help="ask every n-th CRUD question")
    parser.add_argument("--rows", type=int, default=None, help="only the first rows of the corpus, for a quick look")
    parser.add_argument("--side", nargs=2, default=None, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    evaluation = Path(os.environ.get("RONGHE_EVAL", ""))
    if not (evaluation / "bench" / "crud-news.jsonl.xz").is_file():
        parser.error("set RONGHE_EVAL to the folder with bench/crud-news.jsonl.xz and eval/crud-qa-dev.jsonl")
    questions = read_questions(evaluation / "eval" / "crud-qa-dev.jsonl", arguments.every)
    if arguments.side is not None:
        print(json.dumps(measure(arguments.side[0], Path(arguments.side[1]), questions)))
        return 0
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "crud.jsonl"
        lines = lzma.decompress((evaluation / "bench" / "crud-news.jsonl.xz").read_bytes()).splitlines(keepends=True)
        corpus.write_bytes(b"".join(lines[: arguments.rows]))
        for side in SIDES:
            command = [sys.executable, "-m", "tests.benchmarks.against_langchain", "--every", str(arguments.every)]
            done = subprocess.run(
                [*command, "--side", side, str(corpus)], stdout=subprocess.PIPE, text=True, check=False
            )
            if done.returncode:
                print(
                    f"{side} did not run to its end; LangChain's side needs pip install -e '.[bench]'", file=sys.stderr
                )
                return 1
            figures[side] = json.loads(done.stdout.splitlines()[-1])
    print(f"{len(questions)} questions, load average {os.getloadavg()[0]:.1f}")
    print(f"{'':26s}{'ronghe':>12s}{'langchain':>12s}{'ratio':>8s}")
    for name, ours in figures["ronghe"].items():
        theirs = figures["langchain"][name]
        print(f"{name:26s}{ours:12.3f}{theirs:12.3f}{theirs / max(ours, 1e-9):8.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
