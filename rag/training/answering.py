"""Fits what the extractive composer weighs: words, the sentence trees and the answerability trees.

    python -m rag.training.answering words CORPUS_FOLDER
    python -m rag.training.answering fit EVAL_FOLDER --news INDEX --passages INDEX --work FOLDER --ship

`fit` makes question instances of the development sets: passage questions and news questions with the passages that the
program finds in the two indexes (data folders built with the current encoder), once with and once without those that
answer, and RGB rows at every noise rate. The rerankers that find them are fitted on the way, each on the other set. It
prints cross-validated figures (whole questions; those that share a passage stay together), leaves the trees of every
fold in FOLDER/folds.json and the trade-off of refusing in FOLDER/curve.json, and with --ship writes the trees fitted on
everything to rag/data/answering-model.json: one command after any change of features, encoder or reranker, about six
minutes on two cores. Answering itself needs none of this.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.answering.answerability import FEATURES as ANSWERABILITY_FEATURES
from rag.answering.answerability import describe_answerability
from rag.answering.questions import analyse_question
from rag.answering.scene import ScoredSentence
from rag.answering.scoring_sentences import FEATURES, describe_sentences, feature_matrix
from rag.answering.trees import trees_from
from rag.training.answering_examples import Instance, collect, label_sentences
from rag.training.word_counts import count_kept, count_rarity

DATA = Path(__file__).parents[2] / "rag" / "data"


PARAMETERS: dict[str, Any] = {
    "objective": "binary", "num_leaves": 15, "learning_rate": 0.05, "min_data_in_leaf": 60, "feature_fraction": 0.6,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "verbose": -1, "num_threads": 1, "seed": 1,
}  # fmt: skip
WHOLE: dict[str, Any] = PARAMETERS | {
    "num_leaves": 8, "learning_rate": 0.04, "min_data_in_leaf": 40, "feature_fraction": 0.4, "bagging_fraction": 0.7,
    "lambda_l2": 10,
}  # fmt: skip
ROUNDS, WHOLE_ROUNDS, SEEDS, FOLDS = 180, 100, 3, 5
_WEIGHTS = {
    "rgb-noise": 1.5, "rgb-integration": 1.5, "crud": 1.0, "crud-bare": 0.5, "passage-qa": 0.7, "passage-qa-bare": 0.35,
}  # fmt: skip
_WHOLE_WEIGHTS = {
    "rgb-noise": 4.0, "rgb-integration": 2.0, "crud": 0.7, "crud-bare": 0.7, "passage-qa": 0.7, "passage-qa-bare": 0.5,
}  # fmt: skip
# More of anything that speaks for an answer never makes one less likely; these say neither yes nor no.
_NEUTRAL = frozenset(
    {"agreeing_share", "best_terms", "best_bm25_share"} | {n for n in ANSWERABILITY_FEATURES if "kind_" in n}
)
_AGAINST = frozenset(
    {"best_unmet", "best_year_clash", "best_clash", "best_prospect", "best_asking", "best_noise", "best_denied"}
)


def export_trees(boosters: Sequence[Any], names: Iterable[str]) -> dict[str, Any]:
    """The plain form that `rag/answering/trees.py` reads; several models are averaged, their leaves made smaller."""
    trees = []
    for info in (info for booster in boosters for info in booster.dump_model()["tree_info"]):
        tree: dict[str, list[float]] = {"feature": [], "threshold": [], "left": [], "right": [], "value": []}

        def add(node: dict[str, Any], tree: dict[str, list[float]] = tree) -> int:
            place = len(tree["feature"])
            inner = "split_feature" in node
            tree["feature"].append(node["split_feature"] if inner else -1)
            tree["threshold"].append(float(f"{node['threshold']:.6g}") if inner else 0.0)
            tree["left"].append(0)
            tree["right"].append(0)
            tree["value"].append(0.0 if inner else float(f"{node['leaf_value'] / len(boosters):.5g}"))
            if inner:
                tree["left"][place] = add(node["left_child"])
                tree["right"][place] = add(node["right_child"])
            return place

        add(info["tree_structure"])
        trees.append(tree)
    return {"names": list(names), "trees": trees}


@dataclass(slots=True)
class Described:
    """An instance with its sentences, their features and labels, and the chances of a model that never saw it."""

    instance: Instance
    sentences: list[ScoredSentence]
    matrix: NDArray[np.float64]
    labels: NDArray[np.int64]
    fold: int
    whole: NDArray[np.float64] | None = None
    right: int = 0
    chance: float = 0.0


def describe(instances: Iterable[Instance]) -> list[Described]:
    """Features and labels of every instance that shows a sentence."""
    found = []
    for instance in instances:
        sentences = describe_sentences(analyse_question(instance.question), instance.hits)
        if sentences:
            labels = np.array(label_sentences(instance, sentences))
            fold = zlib.crc32(instance.group.encode()) % FOLDS
            found.append(Described(instance, sentences, feature_matrix(sentences), labels, fold))
            for sentence in sentences:
                # The matrix has them; half a million of such tables do not fit into memory.
                sentence.features, sentence.candidates = {}, []
    return found


def _train_sentences(described: Sequence[Described]) -> list[Any]:
    """Models of several seeds, to be averaged."""
    import lightgbm

    weights = [np.full(len(d.labels), _WEIGHTS[d.instance.source]) for d in described]
    rows = np.vstack([d.matrix for d in described])
    labels, weight = np.concatenate([d.labels for d in described]), np.concatenate(weights)
    return [
        lightgbm.train(_seeded(PARAMETERS, seed), lightgbm.Dataset(rows, labels, weight=weight), ROUNDS)
        for seed in range(1, SEEDS + 1)
    ]


def _seeded(parameters: dict[str, Any], seed: int) -> dict[str, Any]:
    return parameters | {"seed": seed, "bagging_seed": seed, "feature_fraction_seed": seed}


def _train_whole(described: Sequence[Described]) -> list[Any]:
    """Models of several seeds, to be averaged."""
    import lightgbm

    rows = np.vstack([d.whole for d in described if d.whole is not None])
    right = np.array([d.right for d in described])
    weight = np.array([_WHOLE_WEIGHTS[d.instance.source] for d in described])
    signs = [0 if n in _NEUTRAL else -1 if n in _AGAINST else 1 for n in ANSWERABILITY_FEATURES]
    fixed = WHOLE | {"monotone_constraints": signs, "monotone_constraints_method": "advanced"}
    return [
        lightgbm.train(_seeded(fixed, seed), lightgbm.Dataset(rows, right, weight=weight), WHOLE_ROUNDS)
        for seed in range(1, SEEDS + 1)
    ]


def cross_validate(described: list[Described]) -> list[dict[str, Any]]:
    """Fill in the chances out of fold; the models of every fold, exported."""
    models: list[dict[str, Any]] = []
    for part in range(FOLDS):
        models.append({"sentences": export_trees(_train_sentences([d for d in described if d.fold != part]), FEATURES)})
        trees = trees_from(models[part]["sentences"])
        for d in (d for d in described if d.fold == part):
            for sentence, chance in zip(d.sentences, trees.chances(d.matrix), strict=True):
                sentence.chance = float(chance)
            best = sorted(range(len(d.labels)), key=lambda n, d=d: -d.sentences[n].chance)[:2]  # type: ignore[misc]
            d.sentences[best[0]].features = dict(zip(FEATURES, d.matrix[best[0]].tolist(), strict=True))
            d.whole = describe_answerability(d.sentences)
            d.right = int(any(d.labels[n] for n in best))
    for part in range(FOLDS):
        boosters = _train_whole([d for d in described if d.fold != part])
        models[part]["answerability"] = export_trees(boosters, ANSWERABILITY_FEATURES)
        trees = trees_from(models[part]["answerability"])
        for d in (d for d in described if d.fold == part and d.whole is not None):
            d.chance = float(trees.chances(d.whole)[0])  # type: ignore[arg-type]
    return models


def trace_curve(described: Sequence[Described]) -> list[dict[str, float]]:
    """Share right and kept at each noise rate, and rejected at 1.0, by threshold; sentence level, out of fold."""
    rgb = [d for d in described if d.instance.source == "rgb-noise"]
    rates = (0.0, 0.2, 0.4, 0.6, 0.8)
    rows: list[dict[str, float]] = []
    for threshold in np.arange(0.05, 0.96, 0.05):

        def share(of: list[Described], kept: bool, threshold: float = threshold) -> float:
            hits = [d.right and d.chance >= threshold if kept else d.chance < threshold for d in of]
            return float(np.mean(hits)) if hits else 0.0

        row = {"threshold": float(threshold), "rejected": share([d for d in rgb if d.instance.noise == 1.0], False)}
        row |= {f"right {r}": share([d for d in rgb if d.instance.noise == r], True) for r in rates}
        for source in ("crud", "passage-qa"):
            own = [d for d in described if d.instance.source == source]
            row[f"{source} right"] = share([d for d in own if d.instance.answers], True)
            row[f"{source} rejected"] = share([d for d in own if not d.instance.answers], False)
        rows.append(row)
    return rows


def fit(evaluation: Path, news: Path, passages: Path, work: Path, questions: int, ship: bool) -> None:
    """Collect, cross-validate, print, and with `ship` write the model fitted on everything."""
    work.mkdir(parents=True, exist_ok=True)
    described = describe(collect(evaluation, news, passages, questions))
    models = cross_validate(described)
    curve = trace_curve(described)
    print("  ".join(curve[0]))
    for row in curve:
        print("  ".join(f"{value:{len(name)}.3f}" for name, value in row.items()))
    (work / "curve.json").write_text(json.dumps(curve), encoding="utf-8")
    (work / "folds.json").write_text(json.dumps(models), encoding="utf-8")
    if ship:
        whole = {
            "sentences": export_trees(_train_sentences(described), FEATURES),
            "answerability": export_trees(_train_whole(described), ANSWERABILITY_FEATURES),
        }
        target = DATA / "answering-model.json"
        target.write_text(json.dumps(whole, separators=(",", ":")), encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    counting = commands.add_parser("words")
    counting.add_argument("corpus", type=Path)
    fitting = commands.add_parser("fit")
    fitting.add_argument("evaluation", type=Path)
    fitting.add_argument("--news", type=Path, required=True, help="data folder of the news documents")
    fitting.add_argument("--passages", type=Path, required=True, help="data folder of the passage QA pool")
    fitting.add_argument("--work", type=Path, required=True)
    fitting.add_argument("--questions", type=int, default=1600, help="passage questions to take")
    fitting.add_argument("--ship", action="store_true")
    chosen = parser.parse_args()
    if chosen.command == "words":
        for name, table in (("rarity", count_rarity(chosen.corpus)), ("kept", count_kept(chosen.corpus))):
            text = json.dumps(table, ensure_ascii=False, indent=0)
            (DATA / f"answering-{name}.json").write_text(text, encoding="utf-8")
    else:
        fit(chosen.evaluation, chosen.news, chosen.passages, chosen.work, chosen.questions, chosen.ship)


if __name__ == "__main__":
    main()
