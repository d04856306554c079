"""Fits what the extractive composer weighs: words, and the trees for sentences, for refusing and for cutting.

    python -m rag.training.answering words CORPUS_FOLDER
    python -m rag.training.answering fit EVAL_FOLDER --news INDEX --passages INDEX --work FOLDER --ship

`fit` makes question instances of the development sets: passage questions and news questions with the passages that the
program finds in the two indexes (data folders built with the current encoder), once with and once without those that
answer, and RGB rows at every noise rate. The rerankers that find them are fitted on the way, each on the other set.
Trees of their own for a few articles are fitted to the everyday questions (`rag/training/everyday.py`), whose small
indexes are built in FOLDER. It prints cross-validated figures (whole questions; those that share a passage stay
together), leaves the trees of every fold in FOLDER/folds.json and the trade-off of refusing in FOLDER/curve.json, and
with --ship writes the trees fitted on everything to rag/data/answering-model.json: one command after any change of
features, encoder or reranker, about ten minutes on two cores. Answering itself needs none of this.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.answering.answerability import describe_answerability
from rag.answering.questions import analyse_question
from rag.answering.scoring_sentences import FEATURES, describe_sentences, feature_matrix
from rag.answering.trees import trees_from
from rag.training.answering_examples import Instance, collect, label_sentences
from rag.training.answering_trees import FEW, FOLDS, MANY, Described, Recipe, fit_sentences, fit_whole
from rag.training.cuts import cuts_of, fit_cuts, kept
from rag.training.everyday import STRAY, everyday_instances
from rag.training.word_counts import count_kept, count_rarity

DATA = Path(__file__).parents[2] / "rag" / "data"


def describe(instances: Iterable[Instance]) -> list[Described]:
    """Features and labels of every instance that shows a sentence."""
    found = []
    for instance in instances:
        asked = instance.asked or analyse_question(instance.question)
        sentences = describe_sentences(asked, instance.hits)
        if sentences:
            labels = np.array(label_sentences(instance, sentences))
            fold = zlib.crc32(instance.group.encode()) % FOLDS
            cuts = cuts_of(asked, instance, [s for s, label in zip(sentences, labels, strict=True) if label])
            found.append(Described(instance, sentences, feature_matrix(sentences), labels, fold, cuts=cuts))
            for sentence in sentences:
                # The matrix has them; half a million of such tables do not fit into memory.
                sentence.features, sentence.candidates = {}, []
    return found


def fit_all(described: Sequence[Described], recipe: Recipe) -> dict[str, Any]:
    """The two ensembles fitted on everything, after `cross_validate` has filled in what the second one needs."""
    sentences, whole = fit_sentences(described, recipe), fit_whole(described, recipe)
    return {f"sentences{recipe.suffix}": sentences, f"answerability{recipe.suffix}": whole}


def cross_validate(described: list[Described], recipe: Recipe) -> list[dict[str, Any]]:
    """Fill in the chances out of fold; the models of every fold, exported."""
    models: list[dict[str, Any]] = []
    for part in range(FOLDS):
        fitted = fit_sentences([d for d in described if d.fold != part], recipe)
        models.append({f"sentences{recipe.suffix}": fitted})
        trees = trees_from(fitted)
        for d in (d for d in described if d.fold == part):
            for sentence, chance in zip(d.sentences, trees.chances(d.matrix), strict=True):
                sentence.chance = float(chance)
            best = sorted(range(len(d.labels)), key=lambda n, d=d: -d.sentences[n].chance)[:2]  # type: ignore[misc]
            d.sentences[best[0]].features = dict(zip(FEATURES, d.matrix[best[0]].tolist(), strict=True))
            d.whole = describe_answerability(d.sentences)
            d.right = int(any(d.labels[n] for n in best))
    for part in range(FOLDS):
        fitted = fit_whole([d for d in described if d.fold != part], recipe)
        models[part][f"answerability{recipe.suffix}"] = fitted
        trees = trees_from(fitted)
        for d in (d for d in described if d.fold == part and d.whole is not None):
            d.chance = float(trees.chances(d.whole)[0])  # type: ignore[arg-type]
    return models


def cross_validate_cuts(described: Sequence[Described]) -> list[dict[str, Any]]:
    """The models of every fold, exported; how many cuts keep the answer is printed."""
    models, examples, values = [], [], []
    for part in range(FOLDS):
        fitted = fit_cuts([c for d in described if d.fold != part for c in d.cuts])
        models.append({"cuts": fitted})
        trees = trees_from(fitted)
        unseen = [c for d in described if d.fold == part for c in d.cuts]
        examples += unseen
        values += [trees.ranking.values(c.matrix) for c in unseen]
    print("cuts that keep the answer, by width:", kept(examples, values))
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


def report_few(described: Sequence[Described]) -> None:
    """What the trees for a few articles would show and refuse at some thresholds; sentence level, out of fold."""
    answerable = [d for d in described if d.instance.answers]
    silent = [d for d in described if not d.instance.answers and d.instance.source != STRAY]
    strays = [d for d in described if d.instance.source == STRAY]
    print(f"a few articles: answer in the two likeliest sentences {np.mean([d.right for d in answerable]):.3f}")
    for threshold in np.arange(0.2, 0.85, 0.05):
        kept = np.mean([d.chance >= threshold for d in answerable])
        shown = np.mean([d.right and d.chance >= threshold for d in answerable])
        refused, astray = (np.mean([d.chance < threshold for d in of]) for of in (silent, strays))
        print(
            f"threshold {threshold:.2f}  answered {kept:.3f}  right {shown:.3f}  unanswerable refused {refused:.3f}"
            f"  stray refused {astray:.3f}"
        )


def fit(chosen: argparse.Namespace) -> None:
    """Collect, cross-validate, print, and with `ship` write the models fitted on everything."""
    work: Path = chosen.work
    work.mkdir(parents=True, exist_ok=True)
    everyday = describe(everyday_instances(chosen.evaluation / "corpus", work / "everyday"))
    others = describe(collect(chosen.evaluation, chosen.news, chosen.passages, chosen.questions))
    few = everyday + [d for d in others if d.instance.source in ("crud", "passage-qa")]
    of_few = cross_validate(few, FEW)
    report_few(everyday)
    fitted = fit_all(few, FEW) if chosen.ship else {}
    of_many = cross_validate(others + everyday, MANY)
    curve = trace_curve(others)
    print("  ".join(curve[0]))
    for row in curve:
        print("  ".join(f"{value:{len(name)}.3f}" for name, value in row.items()))
    (work / "curve.json").write_text(json.dumps(curve), encoding="utf-8")
    of_cuts = cross_validate_cuts(others)
    models = [small | large | cuts for small, large, cuts in zip(of_few, of_many, of_cuts, strict=True)]
    (work / "folds.json").write_text(json.dumps(models), encoding="utf-8")
    if chosen.ship:
        fitted |= fit_all(others + everyday, MANY) | {"cuts": fit_cuts([c for d in others for c in d.cuts])}
        target = DATA / "answering-model.json"
        target.write_text(json.dumps(fitted, separators=(",", ":")), encoding="utf-8")


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
        fit(chosen)


if __name__ == "__main__":
    main()
