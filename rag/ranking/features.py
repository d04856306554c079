"""What makes a passage likely to answer a question, as numbers: one row a candidate, for the reranker.

Everything is computed from the question, the candidates and how rare a term is in the index; nothing is keyed to a
corpus. See NAMES for the columns.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from index.folding import fold
from index.records import Hit
from rag.ranking.asked_question import AskedQuestion, Floats, Statistics, read_question
from rag.ranking.evidence import EVIDENCE, KIND_NAMES, evidence_pattern
from rag.ranking.passage_block import Bools, Ints, PassageBlock, common_runs, make_block, presence, spread
from rag.ranking.surroundings import count_columns, covered, framing_columns, leads, led_columns, local_rarity, relative

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
    order = np.argsort(-values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1, len(values) + 1)
    return ranks


def _signal(hits: Sequence[Hit], name: str) -> Floats:
    return np.array([hit.signals.get(name, np.nan) for hit in hits], dtype=np.float64)


def _ranking_columns(hits: Sequence[Hit]) -> dict[str, Floats]:
    columns: dict[str, Floats] = {}
    for name in ("bm25", "cosine"):
        values = _signal(hits, name)
        known = ~np.isnan(values)
        least = values[known].min() if known.any() else 0.0
        filled = np.where(known, values, least * (0.8 if name == "bm25" else 1.0))
        columns[name] = filled
        columns[f"{name}_relative"] = filled / max(filled.max(), 1e-6) if name == "bm25" else relative(filled)
        columns[f"{name}_rank"] = np.log(_ranks(filled))
        columns[f"{name}_lead"] = filled - np.partition(filled, -2)[-2] if len(filled) > 1 else filled * 0
    columns["closeness"] = relative(_signal_or_zero(hits, "closeness"))
    columns["closeness_rank"] = np.log(_ranks(_signal_or_zero(hits, "closeness")))
    return columns


def _signal_or_zero(hits: Sequence[Hit], name: str) -> Floats:
    return np.nan_to_num(_signal(hits, name))


def _coverage(prefix: str, found: dict[str, Bools], rarity: Floats, block: PassageBlock) -> dict[str, Floats]:
    """Shares of the question's rarity that a passage, its best sentence, two sentences or a short stretch hold."""
    total = max(float(rarity.sum()), 1e-6)
    sentence = rarity @ found["sentence"] / total
    two = rarity @ spread(found["sentence"], block.passage_of, 2) / total
    stretch = rarity @ spread(found["cell"], block.passage_of_cell, 3) / total
    columns = {
        "passage": rarity @ found["passage"] / total,
        "sentence": np.maximum.reduceat(sentence, block.first_sentence),
        "two": np.maximum.reduceat(two, block.first_sentence),
        "stretch": np.maximum.reduceat(stretch, block.first_cell),
    }
    return {f"{prefix}_{name}": values for name, values in columns.items()} | {
        f"{prefix}_{name}_relative": relative(values) for name, values in columns.items()
    }


def _found(terms: Sequence[str], places: Mapping[str, Ints], block: PassageBlock) -> dict[str, Bools]:
    positions = [places[term] for term in terms]
    sentence = presence(positions, block.sentences)
    return {
        "sentence": sentence,
        "passage": np.logical_or.reduceat(sentence, block.first_sentence, axis=1),
        "cell": presence(positions, block.cells),
    }


def _missing_columns(found: Bools, rarity: Floats) -> dict[str, Floats]:
    missing = np.where(found, 0.0, rarity[:, None])
    rarest = int(np.argmax(rarity))
    return {
        "missing_most": missing.max(axis=0),
        "missing_count": (~found).sum(axis=0).astype(np.float64),
        "rarest_present": found[rarest].astype(np.float64),
    }


def _articles(hits: Sequence[Hit]) -> Ints:
    """(P,): a number for the article of each hit; one without an article is its own."""
    numbers: dict[str, int] = {}
    names = (hit.passage.article_id or f"\0{n}" for n, hit in enumerate(hits))
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)


def _article_columns(
    hits: Sequence[Hit], article: Ints, found: Bools, rarity: Floats, bm25: Floats
) -> dict[str, Floats]:
    """What the other candidates of the same article add, and the place of the passage in it."""
    count = int(article.max()) + 1
    union = np.zeros((count, found.shape[0]), dtype=np.bool_)
    np.logical_or.at(union, article, found.T)
    best, total = np.full(count, -np.inf), np.zeros(count)
    np.maximum.at(best, article, bm25)
    np.add.at(total, article, bm25)
    share = union @ rarity / max(float(rarity.sum()), 1e-6)
    return {
        "article_coverage": share[article],
        "article_coverage_relative": relative(share[article]),
        "article_best": (best[article] - bm25) / max(float(bm25.max()), 1e-6),
        "article_share": total[article] / max(float(bm25.max()), 1e-6),
        "article_candidates": np.bincount(article)[article].astype(np.float64),
        "passage_start": np.log1p([hit.passage.start for hit in hits]),
    }


def _sibling_columns(article: Ints, columns: dict[str, Floats]) -> dict[str, Floats]:
    """By how much a passage is ahead of the best other candidate of its article; 0 where it is alone."""
    same = article[:, None] == article[None, :]
    np.fill_diagonal(same, False)
    alone = ~same.any(axis=1)
    ahead = {}
    for name in _COMPARED_WITH_SIBLINGS:
        others = np.where(same, columns[name][None, :], -np.inf).max(axis=1)
        ahead[f"{name}_ahead"] = np.where(alone, 0.0, columns[name] - np.where(alone, 0.0, others))
    return ahead


def _title_columns(hits: Sequence[Hit], question: AskedQuestion, coverage: Floats) -> dict[str, Floats]:
    total = max(float(question.whole_rarity.sum()), 1e-6)
    title_cover = np.zeros(len(hits))
    joint = np.zeros(len(hits))
    author = np.zeros(len(hits))
    for n, hit in enumerate(hits):
        title = fold(hit.passage.title) if hit.passage.title else ""
        if title:
            title_cover[n] = sum(r for w, r in zip(question.whole, question.whole_rarity, strict=True) if w in title)
        if hit.passage.author:
            author[n] = float(any(len(a) > 1 and fold(a) in question.folded for a in hit.passage.author.split()))
        joint[n] = title_cover[n] / total + coverage[n]
    return {"title_coverage": title_cover / total, "title_and_passage": joint, "author_named": author}


def _run_columns(
    question: AskedQuestion, article: Ints, block: PassageBlock
) -> tuple[dict[str, Floats], dict[str, Bools], Floats]:
    """Shared pairs and triples of characters and the longest run; also where the pairs stand, and their share by
    sentence."""
    runs = common_runs(question.core, block.codes)
    core = question.core
    pair_at = [i for i in range(1, len(core)) if " " not in core[i - 1 : i + 1]]
    triple_at = [i for i in range(2, len(core)) if " " not in core[i - 2 : i + 1]]
    pairs = presence([runs.pairs[i] for i in pair_at], block.sentences)
    triples = presence([runs.triples[i] for i in triple_at], block.sentences)
    by_passage = np.logical_or.reduceat(pairs, block.first_sentence, axis=1)
    rarity = local_rarity(by_passage)
    total = max(float(rarity.sum()), 1e-6)
    count = max(len(pair_at), 1)
    sentence_pairs = pairs.sum(axis=0) / count
    two = spread(pairs, block.passage_of, 2)

    def best(values: Floats) -> Floats:
        return np.maximum.reduceat(values, block.first_sentence)

    columns = {
        "pairs_passage": by_passage.sum(axis=0) / count,
        "pairs_sentence": best(sentence_pairs),
        "pairs_two": best(two.sum(axis=0) / count),
        "rare_pairs_passage": rarity @ by_passage / total,
        "rare_pairs_sentence": best(rarity @ pairs / total),
        "rare_pairs_two": best(rarity @ two / total),
        "rare_pairs_led_two": covered(two, leads(article, pairs, block), rarity, block),
        "triples_sentence": best(triples.sum(axis=0) / max(len(triple_at), 1)),
        "triples_passage": np.logical_or.reduceat(triples, block.first_sentence, axis=1).sum(axis=0)
        / max(len(triple_at), 1),
    }
    for name in list(columns):
        columns[f"{name}_relative"] = relative(columns[name])
    longest = np.maximum.reduceat(runs.longest.astype(np.float64), block.starts)
    squares = np.add.reduceat((runs.longest.astype(np.float64) - 1).clip(0), block.starts)
    columns |= {
        "longest_run": longest,
        "longest_run_share": longest / max(len(core), 1),
        "longest_run_relative": relative(longest),
        "runs_density": squares / np.maximum(block.lengths, 1),
    }
    by_pair = {core[i - 1 : i + 1]: pairs[n] for n, i in enumerate(pair_at)}
    return columns, by_pair, np.asarray(rarity @ pairs / total)


def _best_sentences(values: Floats, block: PassageBlock) -> Ints:
    """(P,): the number of each passage's best sentence, the first of equals."""
    best = np.maximum.reduceat(values, block.first_sentence)
    equal = np.flatnonzero(values == best[block.passage_of])
    return equal[np.searchsorted(equal, block.first_sentence)]


def _answer_columns(question: AskedQuestion, block: PassageBlock, best: Ints, promising: Ints) -> dict[str, Floats]:
    """Whether the best sentence, its neighbour and the passage hold what the question asks for.

    Looked at for the `promising` passages only; `asked_echo` grows with how often the candidates give the same answer.
    """
    count = len(best)
    pattern = evidence_pattern(question.kind)
    names = ("asked_best", "asked_near", "asked_new", "asked_echo", "unit_best", "unit_passage", "figures_best")
    columns = {name: np.zeros(count) for name in (*names, "asks_itself", "looked_at")}
    figures = EVIDENCE["number"]
    echoes: dict[str, int] = {}
    for n in promising.tolist():
        number = int(best[n])
        sentence = block.sentence_text(number)
        has_next = number + 1 < len(block.sentences) and block.passage_of[number + 1] == n
        columns["looked_at"][n] = 1.0
        columns["asks_itself"][n] = float("?" in sentence)
        columns["figures_best"][n] = min(len(figures.findall(sentence)), 8)
        if pattern:
            found = [f for f in pattern.findall(sentence) if f not in question.folded]
            columns["asked_new"][n] = min(len(found), 5)
            columns["asked_best"][n] = float(pattern.search(sentence) is not None)
            columns["asked_near"][n] = float(has_next and pattern.search(block.sentence_text(number + 1)) is not None)
            for answer in found[:2]:
                if answer not in echoes:
                    echoes[answer] = block.text.count(answer)
                columns["asked_echo"][n] = max(columns["asked_echo"][n], math.log(max(echoes[answer], 1)))
        if question.unit:
            columns["unit_best"][n] = min(len(question.unit.findall(sentence)), 4)
    if question.unit:
        starts = [m.start() for m in question.unit.finditer(block.text)]
        owner = np.searchsorted(block.starts, starts, side="right") - 1
        columns["unit_passage"] = np.bincount(owner, minlength=count).astype(np.float64)
    return columns


def features(question: AskedQuestion, hits: Sequence[Hit]) -> dict[str, Floats]:
    """The columns of NAMES, each float64 (len(hits),), for at least one hit."""
    block = make_block([hit.passage.text for hit in hits])
    places = {term: block.positions(term) for term in dict.fromkeys(question.whole + question.pieces)}
    whole, pieces = _found(question.whole, places, block), _found(question.pieces, places, block)
    article = _articles(hits)
    columns = _ranking_columns(hits)
    columns |= _coverage("words", whole, question.whole_rarity, block)
    columns |= _coverage("pieces", pieces, question.pieces_rarity, block)
    columns |= _missing_columns(whole["passage"], question.whole_rarity)
    columns |= _article_columns(hits, article, whole["passage"], question.whole_rarity, columns["bm25"])
    columns |= _title_columns(hits, question, columns["words_passage"])
    columns |= led_columns(question, hits, article, whole, block)
    columns |= count_columns(question, places, block)
    runs, by_pair, by_sentence = _run_columns(question, article, block)
    columns |= runs
    total = max(float(question.whole_rarity.sum()), 1e-6)
    best = _best_sentences(question.whole_rarity @ whole["sentence"] / total + by_sentence, block)
    hope = columns["words_two"] + columns["rare_pairs_sentence"] + columns["bm25_relative"]
    promising = np.argsort(-hope, kind="stable")[:_LOOKED_AT]
    columns |= _answer_columns(question, block, best, promising)
    columns |= framing_columns(question, hits, article, by_pair, block, best)
    columns |= _sibling_columns(article, columns)
    lengths = block.lengths.astype(np.float64)
    columns |= {
        "hope": hope,
        "length": lengths,
        "best_length": (block.sentence_ends[best] - block.sentences[best]).astype(np.float64),
        "best_place": (block.sentences[best] - block.starts) / np.maximum(lengths, 1),
        "question_kind": np.full(len(hits), float(KIND_NAMES.index(question.kind))),
        "question_terms": np.full(len(hits), float(len(question.whole))),
        "question_rarity": np.full(len(hits), total),
        "question_rarest": np.full(len(hits), float(question.whole_rarity.max(initial=0.0))),
    }
    return columns
