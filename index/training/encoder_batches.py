"""Pairs into batches of flat token ids; it knows no model.

What is dropped here (words, the sentence asked about) is dropped anew in each epoch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.training.encoder_pairs import KINDS, Ids, Offsets, Pairs

WORD_DROPOUT = 0.1
# How often the sentence asked about is left in its passage: a real passage holds its answer, but an encoder that
# always sees it learns little beyond shared words.
KEEP_ASKED = {"title": 1.0, "question": 0.75, "keywords": 0.7, "sentence": 0.0, "pair": 1.0}
KEEP_TITLE = {"title": 0.0, "question": 0.5, "keywords": 0.5, "sentence": 0.5, "pair": 1.0}


@dataclass(frozen=True, slots=True)
class Batch:
    """Bags of token ids: bag b is `ids[offsets[b]:offsets[b + 1]]` (the last one runs to the end)."""

    query_ids: Ids
    query_offsets: Offsets
    passage_ids: Ids
    passage_offsets: Offsets
    rows: Offsets


def gather(tokens: Ids, starts: Offsets, ends: Offsets) -> tuple[Ids, Offsets]:
    """The ranges `tokens[starts[i]:ends[i]]` one after another, and the length of each."""
    lengths = ends - starts
    first = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return tokens[first + np.arange(int(lengths.sum()))], lengths


def _bags(ids: Ids, owners: Offsets, kept: NDArray[np.bool_], count: int) -> tuple[Ids, Offsets]:
    lengths = np.bincount(owners[kept], minlength=count)
    return ids[kept], np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)


def make_batch(pairs: Pairs, rows: Offsets, generator: np.random.Generator) -> Batch:
    """The batch of the pairs numbered `rows`, with words, titles and sentences asked about left out at random."""
    count = len(rows)
    kinds = pairs.kinds[rows]
    units = pairs.queries[rows]
    ids, lengths = gather(pairs.tokens, pairs.bounds[units], pairs.bounds[units + 1])
    owners = np.repeat(np.arange(count), lengths)
    query_ids, query_offsets = _bags(ids, owners, generator.random(len(ids)) >= WORD_DROPOUT, count)

    title, first, last = pairs.passages[pairs.targets[rows]].T
    body, body_lengths = gather(pairs.tokens, pairs.bounds[first], pairs.bounds[last])
    owners = np.repeat(np.arange(count), body_lengths)
    kept = generator.random(len(body)) >= WORD_DROPOUT
    drop = (pairs.asked[rows] >= 0) & (generator.random(count) >= np.array([KEEP_ASKED[k] for k in KINDS])[kinds])
    asked = np.where(drop, pairs.asked[rows], 0)
    before = np.repeat(np.cumsum(body_lengths) - body_lengths, body_lengths)
    places = pairs.bounds[first][owners] + np.arange(len(body)) - before
    inside = (places >= pairs.bounds[asked][owners]) & (places < pairs.bounds[asked + 1][owners]) & drop[owners]
    # A passage of one sentence would be left empty: such a sentence stays.
    alone = (last - first == 1)[owners]
    kept &= ~inside | alone

    heads, head_lengths = gather(pairs.tokens, pairs.bounds[title], pairs.bounds[title + 1])
    head_owners = np.repeat(np.arange(count), head_lengths)
    with_title = generator.random(count) < np.array([KEEP_TITLE[k] for k in KINDS])[kinds]
    all_owners = np.concatenate([owners, head_owners])
    all_kept = np.concatenate([kept, with_title[head_owners]])
    order = np.argsort(all_owners, kind="stable")
    both = np.concatenate([body, heads])[order]
    passage_ids, passage_offsets = _bags(both, all_owners[order], all_kept[order], count)
    return Batch(query_ids, query_offsets, passage_ids, passage_offsets, rows)


def batch_rows(
    pairs: Pairs, rows: Offsets, size: int, generator: np.random.Generator, clusters: Offsets | None = None
) -> Iterator[Offsets]:
    """`rows` in batches: one article's pairs stand together, and so do articles of one cluster where given.

    Neighbours make hard negatives: other passages of the article, other articles on the matter.
    """
    group_rank = generator.permutation(int(pairs.groups.max()) + 1)
    keys = [generator.random(len(rows)), group_rank[pairs.groups[rows]]]
    if clusters is not None:
        cluster_rank = generator.permutation(int(clusters.max()) + 1)
        keys.append(cluster_rank[clusters[pairs.groups[rows]]])
    ordered = rows[np.lexsort(keys)]
    chunk = size if clusters is None else max(size // 16, 1)
    pieces = [ordered[i : i + chunk] for i in range(0, len(ordered), chunk)]
    mixed = np.concatenate([pieces[i] for i in generator.permutation(len(pieces))])
    for start in range(0, len(mixed) - size + 1, size):
        yield mixed[start : start + size]
