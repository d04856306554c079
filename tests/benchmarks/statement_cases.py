"""True and corrupted statements made by rule from news sentences, each with the quotations it cites.

The words used are the benchmark's own: the verifier's lists are not imported, so that a word it lacks costs it a case.
A case is corrupted by exactly one change; half of the corrupted ones are lightly paraphrased first, as a model would.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from tests.benchmarks.corrupted_statements import append_clause
from tests.benchmarks.statement_material import Maker, Material
from tests.benchmarks.true_statements import TRUE, clause_dropped, function_words_removed, joined, synonyms, verbatim


@dataclass(frozen=True)
class Case:
    kind: str
    is_true: bool
    sentence: str
    quotes: tuple[str, ...]
    authors: tuple[str, ...]
    half: int
    source: str


LIGHT: tuple[Maker, ...] = (clause_dropped, function_words_removed, synonyms)


def make_case(maker: Maker, m: Material, foreign: str, half: int, source: str, rng: random.Random) -> Case | None:
    """One case, or None where the sentence does not lend itself to this kind. Two quotations in every third case."""
    is_true = maker in TRUE
    start = m
    if not is_true and rng.random() < 0.5 and (light := rng.choice(LIGHT)(m, rng)):
        start = replace(m, sentence=light)
    sentence = maker(start, rng)
    if not sentence or (sentence == start.sentence and maker is not verbatim):
        return None
    quotes = [m.sentence]
    if maker is joined:
        quotes.append(m.after)
    elif rng.random() < 0.33 and m.before:
        quotes.insert(0, m.before)
    return Case(maker.__name__, is_true, sentence, tuple(quotes), (m.author,), half, source)


def clause_from_elsewhere(m: Material, foreign: str, half: int, source: str, rng: random.Random) -> Case:
    return Case(
        "clause_from_elsewhere",
        False,
        append_clause(m.sentence, foreign, rng),
        (m.sentence,),
        (m.author,),
        half,
        source,
    )
