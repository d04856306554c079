"""What articles begin and end with, and a latent space of character pairs, learned from the training corpus.

Writes `edges.npz` (read by `index.reading_order.line_ends`) and `topics.npz` (read by `index.reading_order.topics`).
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from index.reading_order.language import BITS, load_character_model
from index.reading_order.line_ends import EDGE_CHARS, EDGE_HASH, edge_features
from index.training.seam_counts import NEWS, is_held_out, read_corpus

PAIRS = 30_000
DIMENSIONS = 64
WINDOW_CHARS = 1000
# A pair in more than this share of the windows says nothing of a topic.
COMMONEST = 0.08


def learn_edges(folder: Path, target: Path) -> None:
    """Weights that tell an article's first (last) paragraph from its other ones by its first (last) 18 characters."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    chance = random.Random(3)
    texts: dict[str, list[str]] = {"lede": [], "closing": []}
    labels: list[int] = []
    for record in read_corpus(folder):
        paragraphs = [p for p in record["paragraphs"] if len(p) >= 15]
        if record["source"] not in NEWS or is_held_out(record) or len(paragraphs) < 3:
            continue
        if record["source"] == "crud-news" and chance.random() < 0.4:
            continue
        middle = chance.sample(paragraphs[1:-1], min(2, len(paragraphs) - 2))
        texts["lede"] += [p[:EDGE_CHARS] for p in [paragraphs[0], *middle]]
        texts["closing"] += [p[-EDGE_CHARS:][::-1] for p in [paragraphs[-1], *middle]]
        labels += [1] + [0] * len(middle)
    stored = {}
    for name, parts in texts.items():
        features = edge_features(parts)
        rows = np.concatenate([[0], np.cumsum((features >= 0).sum(axis=1))])
        columns = features[features >= 0]
        matrix = csr_matrix((np.ones(len(columns)), columns, rows), shape=(len(parts), EDGE_HASH))
        fitted = LogisticRegression(C=0.05, max_iter=60).fit(matrix, labels)
        stored[name] = fitted.coef_[0].astype(np.float16)
        stored[name + "_bias"] = np.float32(fitted.intercept_[0])
    np.savez_compressed(target / "edges.npz", **stored)


def learn_topics(folder: Path, target: Path) -> None:
    """The right singular vectors of news windows by character pairs, in 8 bits; needs about 2 GB and two minutes."""
    from scipy.sparse import csr_matrix
    from sklearn.utils.extmath import randomized_svd  # type: ignore[import-untyped]

    table = np.zeros(0x110000, dtype=np.int64)
    for ch, number in load_character_model().ids.items():
        if "\u4e00" <= ch <= "\u9fff":
            table[ord(ch)] = number
    windows = []
    for record in read_corpus(folder):
        if record["source"] in NEWS and not is_held_out(record):
            text = "\n".join([record["title"], *record["paragraphs"]])
            windows += [text[k : k + WINDOW_CHARS] for k in range(0, max(1, len(text) - 300), WINDOW_CHARS)]
    bags = []
    frequency = np.zeros(1 << (2 * BITS), dtype=np.int32)
    for window in windows:
        ids = table[np.frombuffer(window.encode("utf-32-le"), dtype=np.uint32)]
        keys = ((ids[:-1] << BITS) | ids[1:])[(ids[:-1] > 0) & (ids[1:] > 0)]
        terms, counts = np.unique(keys, return_counts=True)
        bags.append((terms, counts))
        frequency[terms] += 1
    telling = np.where(frequency > len(windows) * COMMONEST, 0, frequency)
    pairs = np.sort(np.argpartition(-telling, PAIRS)[:PAIRS])
    column = np.full(len(frequency), -1, dtype=np.int32)
    column[pairs] = np.arange(PAIRS)
    rarity = np.log(len(windows) / frequency[pairs])
    rows, columns, values = [0], [], []
    for terms, counts in bags:
        kept = column[terms] >= 0
        weights = (1 + np.log(counts[kept])) * rarity[column[terms[kept]]]
        columns.append(column[terms[kept]])
        values.append(weights / (np.sqrt((weights**2).sum()) + 1e-9))
        rows.append(rows[-1] + int(kept.sum()))
    matrix = csr_matrix((np.concatenate(values), np.concatenate(columns), rows), shape=(len(windows), PAIRS))
    _, _, vectors = randomized_svd(matrix, n_components=DIMENSIONS + 32, n_iter=3, random_state=0)
    space = vectors[:DIMENSIONS].T
    scale = np.abs(space).max(axis=0) / 127
    stored = {"pairs": pairs.astype(np.int32), "rows": np.rint(space / scale).astype(np.int8)}
    np.savez_compressed(target / "topics.npz", **stored, scale=scale.astype(np.float32))
