"""How the trees that weigh sentences and answers are fitted: for large indexes and bare passages, for a few articles.

What they are fitted to comes from `answering_examples.py` and `everyday.py`; `answering.py` has the commands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.answering.answerability import FEATURES as ANSWERABILITY_FEATURES
from rag.answering.scene import ScoredSentence
from rag.answering.scoring_sentences import FEATURES
from rag.training.answering_examples import Instance
from rag.training.cuts import Cuts
from rag.training.everyday import EVERYDAY, STRAY
from rag.training.tree_export import export_trees

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
    EVERYDAY: 0.7, STRAY: 0.7,
}  # fmt: skip
_WHOLE_WEIGHTS = {
    "rgb-noise": 4.0, "rgb-integration": 2.0, "crud": 0.7, "crud-bare": 0.7, "passage-qa": 0.7, "passage-qa-bare": 0.5,
    EVERYDAY: 0.4, STRAY: 0.4,
}  # fmt: skip
# Whoever writes questions that the texts do not answer asks for figures most: among the questions of each kind the
# unanswerable ones are brought half way to this share, none to more than so many times.
_SILENT_SHARE, _MOST_WEIGHT = 0.25, 3.0
# Plain questions beside the everyday ones, so that the trees for a few articles know these too.
_BESIDE = 0.1
# More of anything that speaks for an answer never makes one less likely; these say neither yes nor no.
_NEUTRAL = frozenset(
    {"agreeing_share", "best_terms", "best_bm25_share"} | {n for n in ANSWERABILITY_FEATURES if "kind_" in n}
)
_AGAINST = frozenset(
    {"best_unmet", "best_year_clash", "best_clash", "best_prospect", "best_asking", "best_noise", "best_denied"}
)


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
    cuts: list[Cuts] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the two ensembles of one kind of hits are fitted; `suffix` ends their names in the model file.

    `weigh_sentences` and `weigh_whole` give a weight per instance.
    """

    suffix: str
    sentences: dict[str, Any]
    whole: dict[str, Any]
    weigh_sentences: Callable[[Sequence[Described]], list[float]]
    weigh_whole: Callable[[Sequence[Described]], list[float]]


def _balanced(described: Sequence[Described]) -> list[float]:
    """1.0 for answerable everyday questions and for strays; unanswerable ones count more alike among the questions of
    every kind."""
    kinds = [d.instance.asked.kind if d.instance.asked and d.instance.source == EVERYDAY else "" for d in described]
    answerable = Counter(k for k, d in zip(kinds, described, strict=True) if d.instance.answers)
    silent = Counter(k for k, d in zip(kinds, described, strict=True) if not d.instance.answers)
    odds = _SILENT_SHARE / (1 - _SILENT_SHARE)
    return [
        1.0
        if d.instance.source == STRAY
        else _BESIDE
        if not k
        else 1.0
        if d.instance.answers
        else min(_MOST_WEIGHT, odds * (answerable[k] + 3) / (silent[k] + 1)) ** 0.5
        for k, d in zip(kinds, described, strict=True)
    ]


def _monotone() -> dict[str, Any]:
    signs = [0 if n in _NEUTRAL else -1 if n in _AGAINST else 1 for n in ANSWERABILITY_FEATURES]
    return {"monotone_constraints": signs, "monotone_constraints_method": "advanced"}


MANY = Recipe(
    "",
    PARAMETERS,
    WHOLE | _monotone(),
    lambda described: [_WEIGHTS[d.instance.source] for d in described],
    lambda described: [_WHOLE_WEIGHTS[d.instance.source] for d in described],
)
FEW = Recipe(
    "_few",
    PARAMETERS | {"num_leaves": 8},
    WHOLE,
    lambda described: [1.0 if d.instance.source in (EVERYDAY, STRAY) else _BESIDE for d in described],
    _balanced,
)


def fit_sentences(described: Sequence[Described], recipe: Recipe) -> dict[str, Any]:
    """Models of several seeds, averaged, in the plain form."""
    import lightgbm

    sizes = [len(d.labels) for d in described]
    weight = np.repeat(recipe.weigh_sentences(described), sizes)
    rows, labels = np.vstack([d.matrix for d in described]), np.concatenate([d.labels for d in described])
    boosters = [
        lightgbm.train(_seeded(recipe.sentences, seed), lightgbm.Dataset(rows, labels, weight=weight), ROUNDS)
        for seed in range(1, SEEDS + 1)
    ]
    return export_trees(boosters, FEATURES)


def fit_whole(described: Sequence[Described], recipe: Recipe) -> dict[str, Any]:
    """The same for the chance of a whole answer."""
    import lightgbm

    rows = np.vstack([d.whole for d in described if d.whole is not None])
    right, weight = np.array([d.right for d in described]), recipe.weigh_whole(described)
    boosters = [
        lightgbm.train(_seeded(recipe.whole, seed), lightgbm.Dataset(rows, right, weight=weight), WHOLE_ROUNDS)
        for seed in range(1, SEEDS + 1)
    ]
    return export_trees(boosters, ANSWERABILITY_FEATURES)


def _seeded(parameters: dict[str, Any], seed: int) -> dict[str, Any]:
    return parameters | {"seed": seed, "bagging_seed": seed, "feature_fraction_seed": seed}
