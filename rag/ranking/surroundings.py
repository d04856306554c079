"""What stands around the matching sentences: the title, how the article begins, the other candidates.

Columns for features.py. What tells a passage from its rivals is often what few of them hold, or what its article names
once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index.folding import fold
from index.records import Hit
from rag.ranking.asked_question import AskedQuestion, Floats
from rag.ranking.coverage import Standing, relative
from rag.ranking.passage_block import Bools, Ints, PassageBlock

# A heading or a definition begins with the name of its subject; longer runs are quoted questions.
_BEGINNING_CHARS = 24


def articles(hits: Sequence[Hit]) -> Ints:
    """(P,): a number for the article of each hit; one without an article is its own."""
    numbers: dict[str, int] = {}
    names = (hit.passage.article_id or f"\0{n}" for n, hit in enumerate(hits))
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)


def folded_titles(hits: Sequence[Hit]) -> list[str]:
    """(P,): the title of each hit's article, folded; empty where it has none."""
    folded = {title: fold(title) if title else "" for title in {hit.passage.title for hit in hits}}
    return [folded[hit.passage.title] for hit in hits]


def in_titles(terms: Sequence[str], titles: Sequence[str]) -> Bools:
    """(T, P): which folded terms stand in which folded titles."""
    found = np.zeros((len(terms), len(titles)), dtype=np.bool_)
    if any(titles):
        held = {title: [term in title for term in terms] for title in set(titles)}
        found[:] = np.array([held[title] for title in titles], dtype=np.bool_).reshape(len(titles), len(terms)).T
    return found


def title_columns(
    question: AskedQuestion, hits: Sequence[Hit], titles: Sequence[str], titled: Bools, coverage: Floats
) -> dict[str, Floats]:
    """What of the question's words the titles hold, `titled` (words, P), and whether the question names the author or
    what the title does."""
    share = question.whole_rarity @ titled / max(float(question.whole_rarity.sum()), 1e-6)
    names = {title: title.split("(")[0].strip("_ ") for title in set(titles)}
    told = {title: 1.0 if name in question.folded else -1.0 for title, name in names.items() if title}
    authors = {hit.passage.author for hit in hits if hit.passage.author}
    named = {a: float(any(len(n) > 1 and fold(n) in question.folded for n in a.split())) for a in authors}
    return {
        "title_coverage": share,
        "title_and_passage": share + coverage,
        "title_in_question": np.array([told.get(title, 0.0) for title in titles]),
        "author_named": np.array([named.get(hit.passage.author or "", 0.0) for hit in hits]),
    }


def beginning_columns(question: AskedQuestion, same: Bools, block: PassageBlock) -> dict[str, Floats]:
    """How many characters of its beginning stand together in the question: of a passage, and of the best of its
    article; `same` (P, P) by article."""
    starts = block.starts.tolist()
    named = np.array([_named_at_start(block.text[a : a + _BEGINNING_CHARS], question.folded) for a in starts])
    return {"begins_named": named, "article_begins_named": np.where(same, named, 0.0).max(axis=1)}


def framing_columns(
    question: AskedQuestion, found: Standing, two: Bools, led: Bools, best: Ints, titles: Sequence[str]
) -> dict[str, Floats]:
    """How much of the name that opens the question, and of what stands beside the word that asks, the best sentence and
    its next hold, and the passage with its title and how its article begins; by pairs of characters."""
    columns: dict[str, Floats] = {}
    row_of: Mapping[str, int] = {pair: row for row, pair in enumerate(found.core_pairs, found.pairs.start)}
    for name, wanted in (("opening", question.opening), ("beside", question.beside)):
        rows = [row_of[pair] for pair in wanted if pair in row_of]
        if rows:
            pairs = [found.core_pairs[row - found.pairs.start] for row in rows]
            around = found.passage[rows] | led[rows] | in_titles(pairs, titles)
            values = {"two": two[rows][:, best].mean(axis=0), "passage": around.mean(axis=0)}
        else:
            values = dict.fromkeys(("two", "passage"), np.full(len(best), 0.5))
        columns |= {f"{name}_{where}": share for where, share in values.items()}
    return columns | {f"{name}_relative": relative(values) for name, values in columns.items()}


def article_columns(
    found: Bools, rarity: Floats, bm25: Floats, same: Bools, starts_in_article: Sequence[int]
) -> dict[str, Floats]:
    """What the other candidates of the same article add, and the place of the passage in it; `found` (words, P)."""
    union = found.astype(np.float32) @ same.astype(np.float32) > 0
    share = rarity @ union / max(float(rarity.sum()), 1e-6)
    greatest = max(float(bm25.max()), 1e-6)
    return {
        "article_coverage": share,
        "article_coverage_relative": relative(share),
        "article_best": (np.where(same, bm25, -np.inf).max(axis=1) - bm25) / greatest,
        "article_share": same @ bm25 / greatest,
        "article_candidates": same.sum(axis=1).astype(np.float64),
        "passage_start": np.log1p(starts_in_article),
    }


def sibling_columns(columns: Mapping[str, Floats], same: Bools) -> dict[str, Floats]:
    """By how much a passage is ahead of the best other candidate of its article; 0 where it is alone."""
    values = np.stack(list(columns.values()))
    ahead = np.zeros_like(values)
    others = same & ~np.eye(len(same), dtype=np.bool_)
    some = np.flatnonzero(others.any(axis=1))
    if len(some):
        best = np.where(others[some], values[:, None, :], -np.inf).max(axis=2)
        ahead[:, some] = values[:, some] - best
    return {f"{name}_ahead": row for name, row in zip(columns, ahead, strict=True)}


def _named_at_start(beginning: str, question: str) -> float:
    """How many characters at the beginning of a text stand together in the question; below two none."""
    beginning = beginning.lstrip('《“"「『 ')
    length = 0
    while length < len(beginning) and beginning[: length + 1] in question:
        length += 1
    return float(length) if length > 1 else 0.0
