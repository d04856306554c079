"""How near in meaning the best sentences of the likeliest candidates come to a question, word by word.

By the bundled encoder's word vectors, whatever an index was built with: the fitted trees know their values.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.records import Hit
from rag.ranking.asked_question import AskedQuestion, Floats
from rag.ranking.likeness import likeness
from rag.ranking.passage_block import Bools, Ints, PassageBlock, spread
from rag.ranking.surroundings import in_titles, leads, relative

# Cutting text into words is what costs time here.
_READ, _MOST_CHARS = 8, 100
# What was not read counts a little less than the least of what was.
_UNREAD = 0.05


def meaning_columns(
    question: AskedQuestion,
    hits: Sequence[Hit],
    article: Ints,
    found: Bools,
    block: PassageBlock,
    best: Ints,
    promising: Ints,
) -> dict[str, Floats]:
    """Of the first `promising` candidates the best sentence and its next: their cosine to the question, and the shares
    of its rarity that they hold in its words or like ones; `found` (T, S) are its words by sentence."""
    read = promising[:_READ]
    texts = [_two(block, int(passage), int(best[passage])) for passage in read.tolist()]
    cosines, near = likeness(question.folded, question.whole, texts)
    exact = spread(found, block.passage_of, 2)[:, best[read]].T.astype(np.float64)
    led = (leads(article, found, block) | in_titles(question.whole, hits))[:, read].T.astype(np.float64)
    shares = question.whole_rarity / max(float(question.whole_rarity.sum()), 1e-6)
    like = np.maximum(near, exact)
    held = {
        "like_two": like @ shares,
        "like_led_two": np.maximum(like, led) @ shares,
        "like_led_worst": np.maximum(like, led).min(axis=1),
        # A word that is nearly the same counts, one of the same field hardly.
        "alike_led_two": np.maximum(np.maximum(near**3, exact), led) @ shares,
        "two_cosine": cosines,
    }
    columns: dict[str, Floats] = {}
    for name, values in held.items():
        filled = np.full(len(hits), values.min() - _UNREAD)
        filled[read] = values
        columns |= {name: filled, f"{name}_relative": relative(filled)}
    return columns


def _two(block: PassageBlock, passage: int, sentence: int) -> str:
    following = sentence + 1 < len(block.sentences) and block.passage_of[sentence + 1] == passage
    return block.sentence_text(sentence, 2 if following else 1)[:_MOST_CHARS]
