"""How near in meaning the best sentences of the likeliest candidates come to a question, word by word.

By the bundled encoder's word vectors, whatever an index was built with: the fitted trees know their values. Texts are
cut by the segmenter, ten times as fast as the encoder's own tokenizer; a word that the encoder does not know is
like no other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding import bundled_encoder
from rag.ranking.asked_question import AskedQuestion, Floats
from rag.ranking.coverage import with_relatives
from rag.ranking.passage_block import Bools, Ints, PassageBlock

_READ, _MOST_CHARS = 12, 100
# What was not read counts a little less than the least of what was.
_UNREAD = 0.05


def meaning_columns(
    question: AskedQuestion, block: PassageBlock, best: Ints, read: Ints, two: Bools, led: Bools
) -> dict[str, Floats]:
    """Of the passages `read` the best sentence and its next: their cosine to the question, and the shares of its rarity
    that they hold in its words or like ones.

    `two` (words, S) says which words two sentences hold, `led` (words, P) which stand where the article begins.
    """
    read = read[:_READ]
    texts = [_two(block, passage, best.item(passage)) for passage in read.tolist()]
    cosines, near = likeness(question.whole, texts)
    exact, begun = two[:, best[read]].T, led[:, read].T
    shares = question.whole_rarity / max(float(question.whole_rarity.sum()), 1e-6)
    like_or_led = np.maximum(near, exact | begun)
    held = {
        "like_two": np.maximum(near, exact) @ shares,
        "like_led_two": like_or_led @ shares,
        "like_led_worst": like_or_led.min(axis=1),
        # A word that is nearly the same counts, one of the same field hardly.
        "alike_led_two": np.maximum(near**3, exact | begun) @ shares,
        "two_cosine": cosines,
    }
    filled = np.stack(list(held.values()))
    columns = np.repeat(filled.min(axis=1, keepdims=True) - _UNREAD, len(best), axis=1)
    columns[:, read] = filled
    return with_relatives(dict(zip(held, columns, strict=True)))


def likeness(terms: Sequence[str], texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(texts,): the cosine of the words of each folded text to `terms`; (texts, terms): how near its nearest word comes
    to each term, 0 to 1, and 0 for a term with a digit in front. Words of two characters and more."""
    import rjieba

    encoder = bundled_encoder()
    vocabulary = encoder.vocabulary
    cut = [[n for w in rjieba.cut(text) if len(w) > 1 and (n := vocabulary.get(w)) is not None] for text in texts]
    asked = [(place, n) for place, term in enumerate(terms) if (n := vocabulary.get(term)) is not None]
    nearest = np.zeros((len(texts), len(terms)), dtype=np.float32)
    words = np.array([n for some in cut for n in some], dtype=np.int64)
    if not len(words) or not asked:
        return np.zeros(len(texts), dtype=np.float32), nearest
    owners = np.arange(len(cut)).repeat([len(some) for some in cut])
    distinct, told_at = np.unique(words, return_inverse=True)
    told = encoder.word_vectors(distinct)
    wanted = encoder.word_vectors(np.array([n for _, n in asked]))
    counts = np.bincount(owners * len(distinct) + told_at, minlength=len(cut) * len(distinct))
    sums = counts.reshape(len(cut), -1).astype(np.float32) @ told
    cosines = _unit(sums) @ _unit(wanted.sum(axis=0, keepdims=True))[0]
    near = (_unit(told) @ _unit(wanted).T)[told_at]
    filled = np.flatnonzero(np.diff(owners, prepend=-1))
    found = np.zeros((len(texts), len(asked)), dtype=np.float32)
    found[owners[filled]] = np.maximum.reduceat(near, filled, axis=0)
    nearest[:, [place for place, _ in asked]] = found * [not terms[place][0].isdigit() for place, _ in asked]
    return cosines, nearest.clip(0.0, 1.0)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.sqrt(np.einsum("nd,nd->n", vectors, vectors))
    return np.asarray(vectors / np.maximum(lengths, 1e-12)[:, None])


def _two(block: PassageBlock, passage: int, sentence: int) -> str:
    following = sentence + 1 < len(block.sentences) and block.passage_of.item(sentence + 1) == passage
    return block.sentence_text(sentence, 2 if following else 1)[:_MOST_CHARS]
