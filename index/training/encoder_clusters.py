"""Articles into clusters of like matter, by the encoder in training; neighbours in a cluster are hard negatives."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from index.training.encoder_batches import gather
from index.training.encoder_network import bag_matrix, bag_vectors
from index.training.encoder_pairs import Pairs

ARTICLES_A_CLUSTER = 100
_ROUNDS = 6
_BLOCK = 8192


def cluster_articles(pairs: Pairs, table: NDArray[np.float32], seed: int) -> NDArray[np.int64]:
    """The cluster of each article, by spherical k-means over the mean of its passages' vectors."""
    import faiss

    vectors = article_vectors(pairs, table)
    count = max(1, len(vectors) // ARTICLES_A_CLUSTER)
    means = faiss.Kmeans(
        table.shape[1], count, niter=_ROUNDS, spherical=True, seed=seed, max_points_per_centroid=40, verbose=False
    )
    means.train(vectors)
    return np.asarray(means.index.search(vectors, 1)[1][:, 0], dtype=np.int64)


def article_vectors(pairs: Pairs, table: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 (articles, dimension), unit norm, zero where an article has no pair."""
    owners = np.zeros(len(pairs.passages), dtype=np.int64)
    owners[pairs.targets] = pairs.groups
    sums = np.zeros((int(pairs.groups.max()) + 1, table.shape[1]), dtype=np.float32)
    rows = torch.from_numpy(table)
    for start in range(0, len(pairs.passages), _BLOCK):
        block = pairs.passages[start : start + _BLOCK]
        ids, lengths = gather(pairs.tokens, pairs.bounds[block[:, 1]], pairs.bounds[block[:, 2]])
        offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        vectors = bag_vectors(rows, bag_matrix(ids, offsets, len(table))).numpy()
        np.add.at(sums, owners[start : start + _BLOCK], vectors)
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    sums /= np.where(norms > 0, norms, np.float32(1.0))
    return sums
