"""How good extractive answers are: RGB rows, and questions over an index.

    python -m tests.benchmarks.answers rgb [--folds FOLDS.json]
    python -m tests.benchmarks.answers crud --data FOLDER [--limit N] [-v] [--folds FOLDS.json --unseen DIR]
    python -m tests.benchmarks.answers strays --data FOLDER --questions OTHERS.jsonl [--limit N] [-v]

RONGHE_EVAL names the folder with eval/. `rgb` takes the shipped trees; with --folds, which the fit leaves in its work
folder (`python -m rag.training.answering fit`), every row is answered by trees that never saw it. `crud` asks the
whole pipeline over an index of the news documents; with `--unseen`, what `python -m rag.training.reranker --halves DIR`
wrote, each half by a reranker that never saw it, and with `--folds` the same holds for the trees.
`strays` asks questions of another set, which the index does not answer: how many are refused, how many of the others
are called the nearest that was found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag import answer_from
from rag.answer import Answer
from rag.answering import answerability, scoring_sentences, trimming
from rag.answering.refusing import phrase
from rag.answering.trees import trees_from
from rag.training.answering_examples import group_rows, read_rows, rgb_passages, squash
from rag.training.answering_trees import FOLDS
from rag.training.reranker import groups

_MOST_CHARS = 200


def holds(text: str, answers: Sequence[Sequence[str]]) -> bool:
    """Whether the text has one of the alternatives of every expected fact."""
    return all(any(squash(a) in squash(text) for a in alternatives) for alternatives in answers)


def use_folds(path: Path | None) -> Callable[[int], None]:
    """A switch to the trees of one fold; without a file the shipped trees stay."""
    if path is None:
        return lambda fold: None
    models = [{n: trees_from(raw) for n, raw in fold.items()} for fold in json.loads(path.read_text("utf-8"))]
    chosen = {"fold": 0}
    scoring_sentences.load_trees = lambda name: models[chosen["fold"]][name]  # type: ignore[assignment]
    trimming.load_trees = lambda name: models[chosen["fold"]][name]  # type: ignore[assignment]
    answerability.load_trees = lambda name: models[chosen["fold"]][name]  # type: ignore[assignment]
    return lambda fold: chosen.update(fold=fold)


def measure_rgb(rows: Sequence[dict[str, Any]], folds: Path | None) -> None:
    """Accuracy and rejection at every noise rate, as the benchmark's paper scores (arXiv 2309.01431)."""
    switch, shared = use_folds(folds), group_rows(list(rows))
    print("task         noise  right  refused  characters  ms")
    for task, rates in (("noise", (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)), ("integration", (0.0, 0.2, 0.4))):
        part = [r for r in rows if r["task"] == task]
        for rate in rates:
            right, refused, length, started = 0, 0, 0, time.perf_counter()
            for row in part:
                switch(zlib.crc32(shared[row["id"]].encode()) % FOLDS)
                answer = answer_from(row["question"], rgb_passages(row, rate))
                refused += answer.refused
                length += len(answer.text)
                said = not answer.refused and len(answer.text) <= _MOST_CHARS and holds(answer.text, row["answers"])
                right += answer.refused if rate == 1.0 else said
            took = (time.perf_counter() - started) / len(part) * 1000
            n = len(part)
            print(f"{task:12s} {rate:.1f}   {right / n:.3f}  {refused / n:.3f}    {length / n:5.0f}     {took:5.1f}")


def measure_index(
    rows: Sequence[dict[str, Any]], data: Path, verbose: bool, choose: Callable[[dict[str, Any]], None]
) -> None:
    """Share of answers that hold an expected string within 200 characters, asked of an index."""
    os.environ["RONGHE_DATA"] = str(data)
    from rag.assembly import open_chat

    chat = open_chat()
    right = found = refused = 0
    lengths: list[int] = []
    composed: list[float] = []
    for row in rows:
        choose(row)
        answer: Answer = chat.ask(row["question"])
        good = not answer.refused and len(answer.text) <= _MOST_CHARS and holds(answer.text, [row["answers"]])
        cited = any(holds(c.passage.text, [row["answers"]]) for c in answer.citations)
        right, refused, found = right + good, refused + answer.refused, found + cited
        lengths.append(len(answer.text))
        composed.append(answer.timings_ms.get("compose", 0.0))
        if verbose and not good:
            print(f"miss {row['question']} {row['answers']} -> {answer.text[:160]!r}")
    n = len(rows)
    print(f"questions {n}: right {right / n:.3f}, cited passage holds it {found / n:.3f}, refused {refused / n:.3f}")
    p50, p95 = np.percentile(composed, [50, 95])
    print(f"mean {np.mean(lengths):.0f} characters; compose p50 {p50:.1f} ms, p95 {p95:.1f} ms")


def measure_strays(rows: Sequence[dict[str, Any]], data: Path, verbose: bool) -> None:
    """Share of refusals among questions that the index does not answer."""
    os.environ["RONGHE_DATA"] = str(data)
    from rag.assembly import open_chat

    chat, unsure = open_chat(), phrase("nearest")
    answers: list[Answer] = [chat.ask(row["question"]) for row in rows]
    if verbose:
        for row, answer in zip(rows, answers, strict=True):
            if not answer.refused:
                print(f"answered {row['question']} -> {answer.text[:160]!r}")
    n = len(rows)
    refused, hedged = sum(a.refused for a in answers), sum(a.text.startswith(unsure) for a in answers)
    print(f"questions {n}: refused {refused / n:.3f}, called the nearest {hedged / n:.3f}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("rgb", "crud", "strays"))
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--unseen", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("-v", "--verbose", action="store_true")
    chosen = parser.parse_args()
    folder = os.environ.get("RONGHE_EVAL")
    if not folder:
        sys.exit("RONGHE_EVAL is unset; it names the folder that holds eval/")
    if chosen.what == "rgb":
        measure_rgb(list(read_rows(Path(folder) / "eval" / "rgb-dev.jsonl")), chosen.folds)
        return
    if chosen.data is None:
        parser.error(f"{chosen.what} needs --data, an index")
    if chosen.what == "strays":
        others = list(read_rows(chosen.questions))
        random.Random(5).shuffle(others)
        measure_strays(others[: chosen.limit], chosen.data, chosen.verbose)
        return
    rows = list(read_rows(Path(folder) / "eval" / "crud-qa-dev.jsonl"))
    choose = _choose_fold(rows, chosen.folds)
    for number in (1, 2) if chosen.unseen else ():
        os.environ["RONGHE_RERANKER"] = str(chosen.unseen / f"reranker-{number}.txt")
        half = list(read_rows(chosen.unseen / f"unseen-{number}.jsonl"))
        measure_index(half[: chosen.limit], chosen.data, chosen.verbose, choose)
    if not chosen.unseen:
        random.Random(1).shuffle(rows)
        measure_index(rows[: chosen.limit], chosen.data, chosen.verbose, choose)


def _choose_fold(rows: Sequence[dict[str, Any]], folds: Path | None) -> Callable[[dict[str, Any]], None]:
    """A switch to the trees that never saw a question of the news, nor another about the same passages."""
    switch = use_folds(folds)
    group = {row["question"]: name for row, name in zip(rows, groups(rows), strict=True)}
    return lambda row: switch(zlib.crc32(f"crud-{group[row['question']]}".encode()) % FOLDS)


if __name__ == "__main__":
    main()
