"""Train the shipped reranker: questions with known passages in, a LightGBM model text out.

    python -m rag.training.reranker --set INDEX QUESTIONS [--set ...] --out rag/data/reranker.txt

INDEX is a data folder that holds the corpus of QUESTIONS (rows as in the evaluation guide: question, answers,
passage_id or passage_ids, source). Figures are printed by cross-validation over the passages asked about, and with one
source left out at a time, never in-sample; the model written is trained on everything.

For honest figures of the whole program, models that never saw some of the questions: `--halves DIR` parts the questions
of the first set in two, those that share a passage together, and writes for each half DIR/reranker-N.txt, trained on
everything but that half, and DIR/unseen-N.jsonl, the rows of that half; with `RONGHE_RERANKER=DIR/reranker-N.txt` no
answer to them is in-sample. `--folds DIR` keeps the models of the cross-validation in the same way, for
`python -m tests.benchmarks.retrieval --unseen DIR`.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.snapshot import open_index

Floats = NDArray[np.float64]
# Takes a fold's number, its model and the numbers of the questions that the model never saw.
Keep = Callable[[int, Any, NDArray[np.int64]], None]

PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "num_leaves": 8,
    "learning_rate": 0.025,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "lambdarank_truncation_level": 20,
    "max_bin": 127,
    "seed": 1,
    "deterministic": True,
    "force_col_wise": True,
    "verbosity": -1,
}
_BLANK = re.compile(r"\s+")
DEPTHS = (1, 5, 10, 50)


@dataclass(frozen=True)
class RankingSet:
    """Candidates of many questions, question by question.

    `columns` (N, F) and `good` (N,) are the candidates, `sizes` (Q,) how many each question has, `group` (Q,)
    what may not be split between training and testing, `source` (Q,) where a question is from, `set_number` (Q,) with
    which questions it was read.
    """

    names: tuple[str, ...]
    columns: NDArray[np.float32]
    good: NDArray[np.bool_]
    sizes: NDArray[np.int64]
    group: NDArray[np.str_]
    source: NDArray[np.str_]
    set_number: NDArray[np.int64]

    def rows(self, questions: NDArray[np.int64]) -> NDArray[np.int64]:
        starts = np.concatenate(([0], np.cumsum(self.sizes)))
        parts = [np.arange(starts[q], starts[q + 1]) for q in questions]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def column(self, name: str) -> Floats:
        return self.columns[:, self.names.index(name)].astype(np.float64)

    def answered(self) -> NDArray[np.bool_]:
        """(Q,): whether a right passage is among the candidates at all."""
        starts = np.concatenate(([0], np.cumsum(self.sizes)))
        return np.array([bool(self.good[a:b].any()) for a, b in pairwise(starts)])


def read_questions(path: Path, every: int = 1) -> list[dict[str, Any]]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row for row in rows if row.get("answerable", True)][::every]


def is_right(question: dict[str, Any], article_id: str, text: str) -> bool:
    """Whether the passage is of a named row and holds one of the answers, white space aside."""
    named = question.get("passage_ids") or [question["passage_id"]]
    plain = _BLANK.sub("", text)
    return article_id in named and any(_BLANK.sub("", answer) in plain for answer in question["answers"])


def collect(data_dir: Path, questions: Sequence[dict[str, Any]]) -> RankingSet:
    """The candidates of every question with their features, found with the configured encoder (RONGHE_ENCODER).

    `EncoderError` when the index was built with another one.
    """
    from tqdm import tqdm

    from rag.assembly import open_encoder
    from rag.ranking.features import Statistics, features, read_question
    from rag.retrieval import Retriever
    from rag.settings import Settings

    encoder = open_encoder(Settings.from_environment())
    snapshot = open_index(data_dir)
    snapshot.check_encoder(encoder)
    retriever = Retriever(snapshot, encoder)
    statistics = Statistics(snapshot.lexical.document_frequency, len(snapshot))
    columns: list[NDArray[np.float32]] = []
    good: list[bool] = []
    sizes: list[int] = []
    names: tuple[str, ...] = ()
    for row in tqdm(questions, desc=str(data_dir), disable=None):
        hits = retriever.candidates(row["question"], 1)
        sizes.append(len(hits))
        if hits:
            found = features(read_question(row["question"], statistics), hits)
            names = tuple(found)
            columns.append(np.stack(list(found.values()), axis=1).astype(np.float32))
            good += [is_right(row, hit.passage.article_id, hit.passage.text) for hit in hits]
    group, source = np.array(groups(questions)), np.array([str(r.get("source", data_dir.name)) for r in questions])
    first = np.zeros(len(questions), dtype=np.int64)
    return RankingSet(names, np.concatenate(columns), np.array(good), np.array(sizes), group, source, first)


def groups(questions: Sequence[dict[str, Any]]) -> list[str]:
    """For each question the first passage of its group: those that share a right passage, directly or by others."""
    leader: dict[str, str] = {}

    def find(passage: str) -> str:
        while leader.setdefault(passage, passage) != passage:
            passage = leader[passage]
        return passage

    named = [[str(p) for p in row.get("passage_ids") or [row["passage_id"]]] for row in questions]
    for passages in named:
        for passage in passages[1:]:
            leader[find(passage)] = find(passages[0])
    return [find(passages[0]) for passages in named]


def merge(sets: Sequence[RankingSet]) -> RankingSet:
    return RankingSet(
        sets[0].names,
        np.concatenate([s.columns for s in sets]),
        np.concatenate([s.good for s in sets]),
        np.concatenate([s.sizes for s in sets]),
        np.concatenate([s.group for s in sets]),
        np.concatenate([s.source for s in sets]),
        np.repeat(np.arange(len(sets)), [len(s.sizes) for s in sets]),
    )


def train(data: RankingSet, questions: NDArray[np.int64], rounds: int, weights: Floats | None = None) -> Any:
    """A LightGBM booster on those of `questions` that can be answered; `weights` (Q,) count some questions more."""
    import lightgbm

    questions = questions[data.answered()[questions]]
    rows = data.rows(questions)
    by_row = None if weights is None else np.repeat(weights[questions], data.sizes[questions])
    dataset = lightgbm.Dataset(
        data.columns[rows],
        data.good[rows].astype(int),
        group=data.sizes[questions],
        weight=by_row,
        feature_name=list(data.names),
    )
    return lightgbm.train(PARAMETERS, dataset, rounds)


def ranks(data: RankingSet, values: Floats) -> NDArray[np.float64]:
    """(Q,): the place of the first right candidate, infinite where there is none."""
    starts = np.concatenate(([0], np.cumsum(data.sizes)))
    places = np.full(len(data.sizes), np.inf)
    for question, (first, last) in enumerate(pairwise(starts)):
        right = data.good[first:last][np.argsort(-values[first:last], kind="stable")]
        if right.any():
            places[question] = int(np.argmax(right)) + 1
    return places


def folds(data: RankingSet, count: int) -> Iterator[NDArray[np.int64]]:
    """The questions of each fold; those of one group stay together."""
    groups, number = np.unique(data.group, return_inverse=True)
    fold_of = np.random.default_rng(7).permutation(len(groups)) % count
    for fold in range(count):
        yield np.flatnonzero(fold_of[number] == fold)


def write_unseen(folder: Path, number: int, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """A model and the questions it never saw, side by side in `folder`; numbers count from 1."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"reranker-{number}.txt").write_text(model.model_to_string(), "utf-8")
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / f"unseen-{number}.jsonl").write_text(lines, "utf-8")


def write_halves(folder: Path, data: RankingSet, rows: Sequence[dict[str, Any]], rounds: int, weights: Floats) -> None:
    """For each half of the first len(rows) questions a model that saw all others, and the rows it never saw."""
    own, number = np.unique(data.group[: len(rows)], return_inverse=True)
    half_of = np.random.default_rng(11).permutation(len(own)) % 2
    for half in (0, 1):
        unseen = np.flatnonzero(half_of[number] == half)
        model = train(data, np.setdiff1d(np.arange(len(data.sizes)), unseen), rounds, weights)
        write_unseen(folder, half + 1, model, [rows[question] for question in unseen.tolist()])


def cross_validated(data: RankingSet, rounds: int, weights: Floats, keep: Keep | None = None, count: int = 5) -> Floats:
    """(N,): values of every candidate by a model that saw no question of its group; `keep` is given each model."""
    values = np.zeros(len(data.good))
    for number, tested in enumerate(folds(data, count), 1):
        model = train(data, np.setdiff1d(np.arange(len(data.sizes)), tested), rounds, weights)
        rows = data.rows(tested)
        values[rows] = model.predict(data.columns[rows])
        if keep:
            keep(number, model, tested)
    return values


def report(name: str, places: NDArray[np.float64]) -> None:
    figures = "  ".join(f"@{depth} {np.mean(places <= depth):.4f}" for depth in DEPTHS)
    reciprocal = np.where(places <= 10, 1 / places, 0.0).mean()
    print(f"{name:38s} n {len(places):5d}  {figures}  MRR@10 {reciprocal:.4f}", flush=True)


def report_by_source(name: str, data: RankingSet, places: NDArray[np.float64]) -> None:
    """A row a source, and one for all sources of passage QA: rows that name their source."""
    for source in np.unique(data.source):
        report(f"{name} {source}", places[data.source == source])
    for number in np.unique(data.set_number):
        sources = np.unique(data.source[data.set_number == number])
        if len(sources) > 1:
            report(f"{name} {'+'.join(sources)}", places[data.set_number == number])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs=2, action="append", required=True, metavar=("INDEX", "QUESTIONS"), type=Path)
    parser.add_argument("--every", type=int, action="append", default=[], help="take every n-th question of each set")
    parser.add_argument("--weight", type=float, action="append", default=[], help="weight of each set's questions")
    parser.add_argument("--rounds", type=int, default=600)
    parser.add_argument("--threads", type=int, default=1, help="more than one wait for one another on a busy machine")
    parser.add_argument("--no-check", action="store_true", help="write the model without cross-validation")
    parser.add_argument("--halves", type=Path, help="also write there two models that never saw half of the first set")
    parser.add_argument("--folds", type=Path, help="also write there the models of the cross-validation")
    parser.add_argument("--out", type=Path, default=Path("rag/data/reranker.txt"))
    arguments = parser.parse_args()
    PARAMETERS["num_threads"] = arguments.threads
    every = arguments.every + [1] * len(arguments.set)
    weight = arguments.weight + [1.0] * len(arguments.set)
    asked = [read_questions(path, step) for (_, path), step in zip(arguments.set, every, strict=False)]
    sets = [collect(data_dir, questions) for (data_dir, _), questions in zip(arguments.set, asked, strict=True)]
    data = merge(sets)
    weights = np.concatenate([np.full(len(s.sizes), w) for s, w in zip(sets, weight, strict=False)])
    if arguments.halves:
        write_halves(arguments.halves, data, asked[0], arguments.rounds, weights)
    if not arguments.no_check:
        rows = [row for questions in asked for row in questions]

        def keep(number: int, model: Any, unseen: NDArray[np.int64]) -> None:
            if arguments.folds:
                write_unseen(arguments.folds, number, model, [rows[question] for question in unseen.tolist()])

        check(data, arguments.rounds, weights, keep)
    model = train(data, np.arange(len(data.sizes)), arguments.rounds, weights)
    arguments.out.write_text(model.model_to_string(), "utf-8")
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1e6:.2f} MB, {arguments.rounds} trees")


def check(data: RankingSet, rounds: int, weights: Floats, keep: Keep) -> None:
    """Print what BM25 alone does, cross-validation, and each source by a model that saw the others only."""
    bm25 = ranks(data, data.column("bm25"))
    report_by_source("BM25", data, bm25)
    learned = ranks(data, cross_validated(data, rounds, weights, keep))
    report_by_source("cross-validated", data, learned)
    missed = bm25 > 5
    print(f"left below 5 by BM25: {missed.sum()}, brought into the first five: {(missed & (learned <= 5)).sum()}")
    for source in np.unique(data.source):
        tested = np.flatnonzero(data.source == source)
        if len(tested) == len(data.sizes):
            continue
        model = train(data, np.flatnonzero(data.source != source), rounds, weights)
        values = np.zeros(len(data.good))
        values[data.rows(tested)] = model.predict(data.columns[data.rows(tested)])
        report(f"never seen {source}", ranks(data, values)[tested])


if __name__ == "__main__":
    main()
