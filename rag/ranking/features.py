"""What makes a passage likely to answer a question, as numbers: one row a candidate, for the reranker.

Everything is computed from the question, the candidates and how rare a term is in the index; nothing is keyed to a
corpus.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.records import Hit
from rag.ranking.asked_answers import answer_columns
from rag.ranking.asked_question import AskedQuestion, Floats, Statistics, read_question
from rag.ranking.coverage import (
    count_columns,
    coverage_columns,
    leading,
    relative,
    run_columns,
    standing,
    with_relatives,
    written_columns,
)
from rag.ranking.evidence import KIND_NAMES
from rag.ranking.matching import find_matches
from rag.ranking.meaning import meaning_columns
from rag.ranking.passage_block import Bools, Ints, PassageBlock, make_block
from rag.ranking.surroundings import (
    article_columns,
    articles,
    beginning_columns,
    folded_titles,
    framing_columns,
    in_titles,
    sibling_columns,
    title_columns,
)

__all__ = ["AskedQuestion", "Statistics", "features", "read_question"]
# For how many of the likeliest candidates the answer itself is looked for.
_LOOKED_AT = 24
_COMPARED_WITH_SIBLINGS = (
    "bm25",
    "cosine",
    "words_two",
    "words_sentence",
    "words_stretch",
    "pairs_two",
    "rare_pairs_sentence",
    "asked_new",
)


def _ranks(values: Floats) -> Floats:
    ranks = np.empty(len(values))
    ranks[(-values).argsort(kind="stable")] = np.arange(1, len(values) + 1)
    return ranks


def _signal(hits: Sequence[Hit], name: str) -> Floats:
    return np.array([hit.signals.get(name, np.nan) for hit in hits], dtype=np.float64)


def _ranking_columns(hits: Sequence[Hit]) -> dict[str, Floats]:
    columns: dict[str, Floats] = {}
    for name in ("bm25", "written", "cosine"):
        values = _signal(hits, name)
        known = values[~np.isnan(values)]
        least = float(known.min()) if len(known) else 0.0
        filled = np.where(np.isnan(values), least * (1.0 if name == "cosine" else 0.8), values)
        columns[name] = filled
        columns[f"{name}_relative"] = relative(filled) if name == "cosine" else filled / max(filled.max(), 1e-6)
        columns[f"{name}_rank"] = np.log(_ranks(filled))
        columns[f"{name}_lead"] = filled - np.partition(filled, -2)[-2] if len(filled) > 1 else filled * 0
    closeness = np.nan_to_num(_signal(hits, "closeness"))
    columns["closeness"] = relative(closeness)
    columns["closeness_rank"] = np.log(_ranks(closeness))
    return columns


def _missing_columns(found: Bools, rarity: Floats) -> dict[str, Floats]:
    """What of the question's words (words, P) a passage does not hold."""
    return {
        "missing_most": np.where(found, 0.0, rarity[:, None]).max(axis=0),
        "missing_count": len(found) - found.sum(axis=0).astype(np.float64),
        "rarest_present": found[int(rarity.argmax())].astype(np.float64),
    }


def _shape_columns(question: AskedQuestion, block: PassageBlock, best: Ints) -> dict[str, Floats]:
    """Lengths and places, and what is the same for all candidates of a question."""
    lengths = block.lengths.astype(np.float64)
    columns = {
        "length": lengths,
        "best_length": (block.sentence_ends[best] - block.sentences[best]).astype(np.float64),
        "best_place": (block.sentences[best] - block.starts) / np.maximum(lengths, 1),
    }
    of_question = {
        "question_kind": float(KIND_NAMES.index(question.kind)),
        "question_terms": float(len(question.whole)),
        "question_rarity": max(float(question.whole_rarity.sum()), 1e-6),
        "question_rarest": float(question.whole_rarity.max(initial=0.0)),
    }
    return columns | {name: np.full(len(lengths), value) for name, value in of_question.items()}


def features(question: AskedQuestion, hits: Sequence[Hit]) -> dict[str, Floats]:
    """The reranker's columns by name, each float64 (len(hits),), for at least one hit."""
    block = make_block([hit.passage.text for hit in hits])
    terms = question.whole + question.pieces + tuple(word for words in question.written for word in words)
    matches = find_matches(question.core, list(dict.fromkeys(terms)), block.codes)
    article, titles = articles(hits), folded_titles(hits)
    same = article[:, None] == article
    found = standing(question, matches, block)
    led, titled = leading(found, same, block), in_titles(question.whole, titles)
    columns = _ranking_columns(hits)
    covered, best, two, stretches = coverage_columns(question, found, block, led, titled)
    columns |= with_relatives(covered)
    columns |= with_relatives(written_columns(question, matches, found, block, led[found.words] | titled))
    words = found.passage[found.words]
    columns |= _missing_columns(words, question.whole_rarity)
    starts = [hit.passage.start for hit in hits]
    columns |= article_columns(words, question.whole_rarity, columns["bm25"], same, starts)
    columns |= title_columns(question, hits, titles, titled, columns["words_passage"])
    columns |= beginning_columns(question, same, block)
    columns |= count_columns(question, found, block)
    columns |= run_columns(question.core, matches.runs, block)
    hope = columns["words_two"] + columns["rare_pairs_sentence"] + columns["bm25_relative"]
    columns["hope"] = hope
    promising = (-hope).argsort(kind="stable")[:_LOOKED_AT]
    columns |= answer_columns(question, block, best, promising, stretches)
    columns |= framing_columns(question, found, two, led, best, titles)
    led_words = led[found.words] | titled
    columns |= meaning_columns(question, block, best, promising, two[found.words], led_words)
    columns |= sibling_columns({name: columns[name] for name in _COMPARED_WITH_SIBLINGS}, same)
    return columns | _shape_columns(question, block, best)
