"""How much of a question passages, sentences and neighbouring sentences hold: by words, and by pairs of characters.

What an article is about is often named only in its title or first sentence, so coverage is counted with these too. A
match is one row of a matrix over all sentences, and every kind of coverage one row of weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.ranking.asked_question import AskedQuestion, Floats
from rag.ranking.matching import CommonRuns, Matches
from rag.ranking.passage_block import Bools, Ints, PassageBlock, spread

# What a word counts that is written for one of the question.
_AS_WRITTEN = 0.7
_WINDOWS = ("words_25", "words_50", "words_stretch", "pieces_stretch")


@dataclass(frozen=True, slots=True)
class Standing:
    """Which parts of a question stand where: `sentence` (T, S), `passage` (T, P), `cell` (words and pieces only, C).

    Its rows are the question's `words`, their `pieces`, and the `pairs` and `triples` of neighbouring characters.
    `counts` (T, P) says how often; `core_pairs` is the text of each pair.
    """

    sentence: Bools
    passage: Bools
    cell: Bools
    counts: Ints
    words: slice
    pieces: slice
    pairs: slice
    triples: slice
    core_pairs: tuple[str, ...]


def relative(values: Floats) -> Floats:
    """Each value less the greatest."""
    less: Floats = values - values.max()
    return less


def standing(question: AskedQuestion, matches: Matches, block: PassageBlock) -> Standing:
    core, runs = question.core, matches.runs
    pair_at = [i for i in range(1, len(core)) if " " not in core[i - 1 : i + 1]]
    triple_at = [i for i in range(2, len(core)) if " " not in core[i - 2 : i + 1]]
    terms = [matches.places[term] for term in question.whole + question.pieces]
    a = len(question.whole)
    b, c = len(terms), len(terms) + len(pair_at)
    count = c + len(triple_at)
    long = runs.lengths >= 3
    flat = np.concatenate([*terms, runs.ends, runs.ends[long]])
    term_rows = np.arange(b).repeat([len(some) for some in terms])
    rows = np.concatenate([term_rows, _numbers(pair_at, b)[runs.places], _numbers(triple_at, c)[runs.places[long]]])
    sentence, passages, sentences = block.sentence_at[flat], len(block.starts), len(block.sentences)
    by_passage = rows * passages + block.passage_of[sentence]
    counts = np.bincount(by_passage, minlength=count * passages).reshape(count, passages)
    by_cell = term_rows * len(block.passage_of_cell) + block.cell_at[flat[: len(term_rows)]]
    return Standing(
        sentence=_marked(rows * sentences + sentence, count, sentences),
        passage=counts > 0,
        cell=_marked(by_cell, b, len(block.passage_of_cell)),
        counts=counts,
        words=slice(0, a),
        pieces=slice(a, b),
        pairs=slice(b, c),
        triples=slice(c, count),
        core_pairs=tuple(core[i - 1 : i + 1] for i in pair_at),
    )


def _numbers(places: Sequence[int], first: int) -> Ints:
    """What each place of a question has for its row: `first` and on for `places`."""
    numbers = np.zeros(max(places, default=0) + 1, dtype=np.int64)
    numbers[list(places)] = np.arange(first, first + len(places))
    return numbers


def _marked(at: Ints, rows: int, columns: int) -> Bools:
    marked = np.zeros(rows * columns, dtype=np.bool_)
    marked[at] = True
    return marked.reshape(rows, columns)


def local_rarity(found: Bools) -> Floats:
    """(T,): how rare each term or pair (T, P) is among the candidates themselves."""
    share = found.mean(axis=1)
    return np.asarray(np.log(1.0 / np.maximum(share, 0.5 / found.shape[1])) + 0.1)


def _shares(weights: Floats) -> Floats:
    return np.asarray(weights / max(float(weights.sum()), 1e-6))


def leading(found: Standing, same: Bools, block: PassageBlock) -> Bools:
    """(T, P): what stands where a candidate of the same article begins; `same` (P, P) by article."""
    begins = found.sentence[:, block.first_sentence].astype(np.float32)
    return np.asarray(begins @ same.astype(np.float32) > 0)


def coverage_columns(
    question: AskedQuestion, found: Standing, block: PassageBlock, led: Bools, titled: Bools
) -> tuple[dict[str, Floats], Ints, Bools, Floats]:
    """The columns, each passage's best sentence (P,), what any two neighbouring sentences hold (T, S), and the share of
    the words that three cells hold from each on (C,).

    `led` (T, P): what stands where the article begins, `titled` (words, P): in its title.
    """
    words, pieces, pairs, triples = found.words, found.pieces, found.pairs, found.triples
    weights = np.zeros((6, len(found.sentence)))
    weights[0, words] = _shares(question.whole_rarity)
    weights[1, pieces] = _shares(question.pieces_rarity)
    weights[2, pairs] = 1.0 / max(pairs.stop - pairs.start, 1)
    weights[3, pairs] = _shares(local_rarity(found.passage[pairs]))
    weights[4, triples] = 1.0 / max(triples.stop - triples.start, 1)
    weights[5, words] = _shares(local_rarity(found.passage[words]))
    two = spread(found.sentence, block.passage_of, 2)
    single, double = weights @ found.sentence.astype(np.float64), weights @ two.astype(np.float64)
    led_words = (led[words] | titled)[:, block.passage_of]
    led_two = weights[[0, 5], words] @ (two[words] | led_words)
    rows = {
        "words_sentence": single[0],
        "pieces_sentence": single[1],
        "pairs_sentence": single[2],
        "rare_pairs_sentence": single[3],
        "triples_sentence": single[4],
        "words_two": double[0],
        "pieces_two": double[1],
        "pairs_two": double[2],
        "rare_pairs_two": double[3],
        "local_words_two": double[5],
        "words_titled_two": weights[0, words] @ (two[words] | titled[:, block.passage_of]),
        "words_led_two": led_two[0],
        "local_words_led_two": led_two[1],
        "words_led_sentence": weights[0, words] @ (found.sentence[words] | led_words),
        "rare_pairs_led_two": weights[3, pairs] @ (two[pairs] | led[pairs][:, block.passage_of]),
    }
    best = np.maximum.reduceat(np.stack(list(rows.values())), block.first_sentence, axis=1)
    columns = dict(zip(rows, best, strict=True))
    cells = _window_shares(found, weights[:2, : pieces.stop], block)
    columns |= dict(zip(_WINDOWS, np.maximum.reduceat(cells, block.first_cell, axis=1), strict=True))
    names = ("words_passage", "pieces_passage", "pairs_passage", "rare_pairs_passage", "triples_passage")
    columns |= dict(zip(names, weights[:5] @ found.passage.astype(np.float64), strict=True))
    return columns, _best_sentences(single[0] + single[3], block), two, cells[2]


def written_columns(
    question: AskedQuestion, matches: Matches, found: Standing, block: PassageBlock, led: Bools
) -> dict[str, Floats]:
    """How much of the question's words stands in its words or, for less, in those that are written for them: in the
    best sentence, in two neighbours, in these and where the article begins (`led`, (words, P)), in the passage."""
    shares = _shares(question.whole_rarity)
    held = found.sentence[found.words].astype(np.float64)
    for row, words in zip(held, question.written, strict=True):
        for word in words:
            sentences = block.sentence_at[matches.places[word]]
            row[sentences] = np.maximum(row[sentences], _AS_WRITTEN)
    two = held.copy()
    within = block.passage_of[:-1] == block.passage_of[1:]
    two[:, :-1] = np.maximum(held[:, :-1], held[:, 1:] * within)
    rows = np.stack([held, two, np.maximum(two, led[:, block.passage_of])])
    sentences = np.tensordot(rows, shares, axes=(1, 0))
    best = np.maximum.reduceat(sentences, block.first_sentence, axis=1)
    passage = shares @ np.maximum.reduceat(held, block.first_sentence, axis=1)
    names = ("written_sentence", "written_two", "written_led_two", "written_passage")
    return dict(zip(names, [*best, passage], strict=True))


def _window_shares(found: Standing, weights: Floats, block: PassageBlock) -> Floats:
    """(4, C): the shares of the words that one, two and three cells from each on hold, and of pieces that three do."""
    words, cells = found.cell[found.words], block.passage_of_cell
    narrow = [weights[:1, found.words] @ some for some in (words, spread(words, cells, 2))]
    return np.concatenate([*narrow, weights @ spread(found.cell, cells, 3).astype(np.float64)])


def with_relatives(columns: dict[str, Floats]) -> dict[str, Floats]:
    """The columns, and each less its greatest value."""
    values = np.stack(list(columns.values()))
    less = values - values.max(axis=1, keepdims=True)
    return columns | {f"{name}_relative": row for name, row in zip(columns, less, strict=True)}


def _best_sentences(values: Floats, block: PassageBlock) -> Ints:
    """(P,): the number of each passage's best sentence, the first of equals."""
    best = np.maximum.reduceat(values, block.first_sentence)
    equal = (values == best[block.passage_of]).nonzero()[0]
    return np.asarray(equal[equal.searchsorted(block.first_sentence)])


def run_columns(core: str, runs: CommonRuns, block: PassageBlock) -> dict[str, Floats]:
    """The longest run that each passage shares with the question, and how densely such runs lie."""
    # Of the runs that end at one character the longest, which sorts last.
    keys = np.sort(runs.ends * 256 + runs.lengths)
    last = np.ones(len(keys), dtype=np.bool_)
    last[:-1] = (keys[1:] >> 8) != (keys[:-1] >> 8)
    ends, lengths = keys[last] >> 8, keys[last] & 255
    owners = block.passage_at(ends)
    longest = np.zeros(len(block.starts))
    np.maximum.at(longest, owners, lengths.astype(np.float64))
    characters = set(core) - {" "}
    for passage in (longest == 0).nonzero()[0].tolist():
        longest[passage] = float(not characters.isdisjoint(block.passage_text(passage)))
    squares = np.bincount(owners, weights=lengths - 1.0, minlength=len(longest))
    return {
        "longest_run": longest,
        "longest_run_share": longest / max(len(core), 1),
        "longest_run_relative": relative(longest),
        "runs_density": squares / np.maximum(block.lengths, 1),
    }


def count_columns(question: AskedQuestion, found: Standing, block: PassageBlock) -> dict[str, Floats]:
    """BM25 over the candidates' own texts, for those too that only the vectors found."""
    lengths = 0.25 + 0.75 * block.lengths / max(float(block.lengths.mean()), 1.0)
    counts = found.counts[found.words]
    share: NDArray[np.float64] = _shares(question.whole_rarity) @ (counts / (counts + 1.2 * lengths))
    return {"counted_words": share, "counted_words_relative": relative(share)}
