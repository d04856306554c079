"""Where a long sentence is cut: examples from the sentences that hold an expected answer, and the trees fitted to them.

A cut is right when the answer is still in it. Widths are those that answers are cut to (`rag/answering/facts.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.answering.clause_cuts import FEATURES, describe_cuts
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.training.answering_examples import Instance, squash
from rag.training.tree_export import export_trees

_PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank", "num_leaves": 8, "learning_rate": 0.05, "min_data_in_leaf": 50, "feature_fraction": 0.6,
    "lambdarank_truncation_level": 3, "label_gain": list(range(20)), "verbose": -1, "num_threads": 2,
}  # fmt: skip
_ROUNDS, _SEEDS = 150, 2
WIDTHS = (44, 56, 92, 130)
# Of the sentences of one question that hold its answer so many are learnt from, those nearest to its words first.
_PER_QUESTION = 2


@dataclass(frozen=True, slots=True)
class Cuts:
    """One sentence at one width: float64 (cuts, FEATURES) and int64 (cuts,), how many expected facts each holds."""

    matrix: NDArray[np.float64]
    facts: NDArray[np.int64]
    width: int


def cuts_of(question: Question, instance: Instance, sentences: Iterable[ScoredSentence]) -> list[Cuts]:
    """What `sentences`, which hold the answer, teach; nothing where no cut loses it or every one does."""
    found: list[Cuts] = []
    nearest = sorted(sentences, key=lambda s: (-s.coverage, -s.local))[:_PER_QUESTION]
    for sentence in nearest:
        for width in WIDTHS:
            if len(sentence.text.strip()) <= width:
                continue
            cuts, matrix = describe_cuts(question, sentence, width)
            texts = [squash("…".join(sentence.text[start:end] for start, end in cut)) for cut in cuts]
            facts = np.array([_held(text, instance.answers) for text in texts], dtype=np.int64)
            if facts.min() < facts.max():
                found.append(Cuts(matrix, facts, width))
    return found


def _held(text: str, answers: Sequence[Sequence[str]]) -> int:
    return sum(any(squash(a) in text for a in alternatives if a) for alternatives in answers)


def fit_cuts(examples: Sequence[Cuts]) -> dict[str, Any]:
    """Models of several seeds, averaged, in the plain form."""
    import lightgbm

    rows, facts = np.vstack([e.matrix for e in examples]), np.concatenate([e.facts for e in examples])
    sizes = [len(e.facts) for e in examples]
    boosters = [
        lightgbm.train(
            _PARAMETERS | {"seed": seed, "feature_fraction_seed": seed},
            lightgbm.Dataset(rows, facts, group=sizes),
            _ROUNDS,
        )
        for seed in range(1, _SEEDS + 1)
    ]
    return export_trees(boosters, FEATURES)


def kept(examples: Sequence[Cuts], values: Sequence[NDArray[np.float64]]) -> dict[int, float]:
    """Share of examples whose best cut by `values` holds all that any cut holds, by width."""
    right = [float(e.facts[int(v.argmax())] == e.facts.max()) for e, v in zip(examples, values, strict=True)]
    return {w: float(np.mean([r for r, e in zip(right, examples, strict=True) if e.width == w])) for w in WIDTHS}
