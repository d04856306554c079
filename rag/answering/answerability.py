"""How likely the best sentences answer at all: one chance per question from what `scoring_sentences` found.

The trees are fitted by `rag/training/answering.py` to the event that the two best sentences hold the answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.answering.scene import ScoredSentence, agreeing_value
from rag.answering.trees import load_trees

_FROM_BEST = (
    "sentence", "window", "passage", "rarest_passage", "attribute_sentence", "attribute_window", "attribute_near",
    "bigrams", "longest_run", "run_passage", "local", "fit", "fit_local", "votes", "votes_share", "entity_sentence",
    "entity_window", "entity_passage", "entity_worst", "number_sentence", "number_passage", "year_match", "year_clash",
    "effective_year", "terms", "unmet", "bm25_share", "kind_figure", "kind_time", "kind_person", "kind_place",
    "kind_open", "passages_covering", "cue", "quoted",
    "cosine", "soft", "soft_window", "soft_worst", "tight", "clash", "head_sentence", "head_passage", "predicate",
    "prospect", "asking", "noise", "denied", "named_kind",
)  # fmt: skip
# Asked plainly, a chance of so much is enough: it costs no refusal of the everyday questions (log/everyday.md).
_PLAIN = 0.75
FEATURES = (
    "first", "second", "third", "logit", "sum", "agreeing", "agreeing_share", "likely",
    *(f"best_{n}" for n in _FROM_BEST),
)  # fmt: skip


def describe_answerability(scored: Sequence[ScoredSentence]) -> NDArray[np.float64]:
    """float64 (1, features) for the sentences of one question, their chances filled in; there must be one at least."""
    return _describe(scored, [s.chance for s in scored])


def _describe(scored: Sequence[ScoredSentence], given: Sequence[float]) -> NDArray[np.float64]:
    """The same by the chances `given`."""
    order = sorted(range(len(scored)), key=lambda n: -given[n])
    ranked = [scored[n] for n in order]
    best = ranked[0]
    chances = [given[n] for n in order] + [0.0, 0.0, 0.0]
    value = agreeing_value(best.best) if best.best else None
    agreeing = [
        chance
        for s, chance in zip(ranked[1:12], chances[1:], strict=False)
        if value and s.best and agreeing_value(s.best) == value
    ]
    own = {
        "first": chances[0],
        "second": chances[1],
        "third": chances[2],
        "logit": math.log((chances[0] + 1e-4) / (1.0001 - chances[0])),
        "sum": sum(chances),
        "agreeing": sum(agreeing),
        "agreeing_share": (chances[0] + sum(agreeing)) / (sum(chances) + 1e-6),
        "likely": float(sum(c > 0.3 for c in chances)),
    }
    row = [own[n] if n in own else best.features[n.removeprefix("best_")] for n in FEATURES]
    return np.array([row], dtype=np.float64)


def answer_chance(scored: Sequence[ScoredSentence], few: bool = False) -> float:
    """The chance that the best sentences answer; 0.0 when there are none. `few`: they are of a few articles."""
    if not scored:
        return 0.0
    if not few:
        return float(load_trees("answerability").chances(describe_answerability(scored))[0])
    # What is asked in the words of the text needs no reading of everyday words.
    plain = float(load_trees("answerability").chances(_describe(scored, [s.plain for s in scored]))[0])
    spoken = float(load_trees("answerability_few").chances(describe_answerability(scored))[0])
    return max(plain, spoken) if plain >= _PLAIN else spoken
