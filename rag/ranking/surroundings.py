"""What stands around the matching sentences: the title, how the article begins, the other candidates.

Columns for features.py. What an article is about is often named only in its title or first sentence, and what tells a
passage from its rivals is what few of them hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index.folding import fold
from index.records import Hit
from rag.ranking.asked_question import AskedQuestion, Floats
from rag.ranking.passage_block import Bools, Ints, PassageBlock, spread

# A heading or a definition begins with the name of its subject; longer runs are quoted questions.
_BEGINNING_CHARS = 24


def relative(values: Floats) -> Floats:
    """Each value less the greatest."""
    less: Floats = values - values.max()
    return less


def leads(article: Ints, found: Bools, block: PassageBlock) -> Bools:
    """(T, P): which terms stand where a candidate of the same article begins; `found` (T, S) by sentence."""
    leads = np.zeros((int(article.max()) + 1, len(found)), dtype=np.bool_)
    np.logical_or.at(leads, article, found[:, block.first_sentence].T)
    return np.asarray(leads[article].T)


def covered(two: Bools, besides: Bools, weights: Floats, block: PassageBlock) -> Floats:
    """(P,): the greatest share of `weights` (T,) that two sentences (T, S) hold together with `besides` (T, P)."""
    shares = weights @ (two | besides[:, block.passage_of]) / max(float(weights.sum()), 1e-6)
    return np.asarray(np.maximum.reduceat(shares, block.first_sentence))


def in_titles(terms: Sequence[str], hits: Sequence[Hit]) -> Bools:
    """(T, P): which folded terms stand in the title of each hit's article."""
    folded = {title: fold(title) for title in {hit.passage.title or "" for hit in hits}}
    held = {title: [term in text for term in terms] for title, text in folded.items()}
    found = np.array([held[hit.passage.title or ""] for hit in hits], dtype=np.bool_)
    return found.reshape(len(hits), len(terms)).T


def framing_columns(
    question: AskedQuestion,
    hits: Sequence[Hit],
    article: Ints,
    by_pair: Mapping[str, Bools],
    block: PassageBlock,
    best: Ints,
) -> dict[str, Floats]:
    """How much of the name that opens the question, and of what stands beside the word that asks, the best sentence and
    its next hold, and the passage with its title and how its article begins; by pairs of characters (S,)."""
    columns: dict[str, Floats] = {}
    for name, wanted in (("opening", question.opening), ("beside", question.beside)):
        pairs = sorted(wanted & by_pair.keys())
        if pairs:
            found = np.stack([by_pair[pair] for pair in pairs])
            passage = np.logical_or.reduceat(found, block.first_sentence, axis=1)
            around = passage | leads(article, found, block) | in_titles(pairs, hits)
            values = {"two": spread(found, block.passage_of, 2)[:, best], "passage": around}
        else:
            values = dict.fromkeys(("two", "passage"), np.full((1, len(hits)), 0.5))
        columns |= {f"{name}_{where}": np.asarray(found.mean(axis=0)) for where, found in values.items()}
    return columns | {f"{name}_relative": relative(values) for name, values in columns.items()}


def led_columns(
    question: AskedQuestion, hits: Sequence[Hit], article: Ints, found: dict[str, Bools], block: PassageBlock
) -> dict[str, Floats]:
    """Coverage by two sentences together with the title and with how the passages of the article begin.

    What an article is about is often named only there. `local`: terms weighted by how few candidates hold them.
    """
    titles = {title: fold(title) for title in {hit.passage.title for hit in hits} if title}
    title = in_titles(question.whole, hits)
    lead = leads(article, found["sentence"], block) | title
    two = spread(found["sentence"], block.passage_of, 2)
    local = local_rarity(found["passage"])
    columns = {
        "words_titled_two": covered(two, title, question.whole_rarity, block),
        "words_led_two": covered(two, lead, question.whole_rarity, block),
        "words_led_sentence": covered(found["sentence"], lead, question.whole_rarity, block),
        "local_words_two": covered(two, np.zeros_like(title), local, block),
        "local_words_led_two": covered(two, lead, local, block),
    }
    columns |= {f"{name}_relative": relative(values) for name, values in columns.items()}
    in_question = {t: 1.0 if f.split("(")[0].strip("_ ") in question.folded else -1.0 for t, f in titles.items()}
    columns["title_in_question"] = np.array([in_question.get(hit.passage.title or "", 0.0) for hit in hits])
    named = np.array(
        [_named_at_start(block.text[a : a + _BEGINNING_CHARS], question.folded) for a in block.starts.tolist()]
    )
    by_article = np.zeros(int(article.max()) + 1)
    np.maximum.at(by_article, article, named)
    return columns | {"begins_named": named, "article_begins_named": by_article[article]}


def count_columns(question: AskedQuestion, places: Mapping[str, Ints], block: PassageBlock) -> dict[str, Floats]:
    """BM25 over the candidates' own texts, for those too that only the vectors found."""
    lengths = 0.25 + 0.75 * block.lengths / max(float(block.lengths.mean()), 1.0)
    total = np.zeros(len(block.starts))
    for term, rarity in zip(question.whole, question.whole_rarity.tolist(), strict=True):
        owners = np.searchsorted(block.starts, places[term], side="right") - 1
        counts = np.bincount(owners, minlength=len(total))
        total += rarity * counts / (counts + 1.2 * lengths)
    share = total / max(float(question.whole_rarity.sum()), 1e-6)
    return {"counted_words": share, "counted_words_relative": relative(share)}


def local_rarity(found: Bools) -> Floats:
    """(T,): how rare each term or pair (T, P) is among the candidates themselves."""
    share = found.mean(axis=1) if len(found) else np.zeros(0)
    return np.asarray(np.log(1.0 / np.maximum(share, 0.5 / found.shape[1])) + 0.1)


def _named_at_start(beginning: str, question: str) -> float:
    """How many characters at the beginning of a text stand together in the question; below two none."""
    beginning = beginning.lstrip('《“"「『 ')
    length = 0
    while length < len(beginning) and beginning[: length + 1] in question:
        length += 1
    return float(length) if length > 1 else 0.0
