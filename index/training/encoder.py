"""Train the bundled sentence encoder: a folder of text in, a sentence-transformers model out.

    python -m index.training.encoder --data DIR --out DIR [--work DIR]

Every stage leaves its result in the work folder (words, tokenizer, pairs, a checkpoint an epoch), so that a run that
was stopped goes on where it was; another seed or other settings need another work folder. A graphics card is used
where torch finds one. How each stage works is said in the modules beside this one.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from index.training.encoder_batches import Batch, batch_rows, make_batch
from index.training.encoder_clusters import cluster_articles
from index.training.encoder_export import export
from index.training.encoder_network import WordTable, bag_matrix, bag_vectors, contrastive_loss
from index.training.encoder_pairs import KINDS, Pairs, make_pairs, read_articles, read_pairs
from index.training.encoder_vocabulary import UNKNOWN, build_tokenizer, count_words, punctuation

HELD_OUT_EVERY = 50  # Articles kept from training, for choosing between models.
NEAR_DUPLICATE = 0.9  # Passages as alike as this do not count as each other's negatives.
WARM_UP_STEPS = 30
# Sources that the shipped model does without: LCTT's originals are partly CC BY-NC-SA; short runs without the other
# texts on computing, or without pairs of single sentences, found slightly more.
LEFT_OUT = (
    *("lctt", "gold-miner", "tidb-docs"),
    *("lcqmc", "bq", "atec", "afqmc", "pawsx", "stsb", "oppo", "bustm", "idiom"),
    *("snli-entail", "mnli-entail", "ocnli-entail"),
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run depends on besides its data."""

    words: int = 55_000
    dimension: int = 256
    batch: int = 1024
    epochs: int = 3
    rate: float = 0.5
    scale: float = 30.0
    seed: int = 1
    threads: int = 1
    left_out: tuple[str, ...] = LEFT_OUT


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of articles-*.jsonl.xz and pairs-*.jsonl.xz")
    parser.add_argument("--out", type=Path, required=True, help="folder of the finished model")
    parser.add_argument("--work", type=Path, help="folder of what a stopped run goes on from; OUT/.work if left out")
    for name, value in asdict(Recipe()).items():
        if name != "left_out":
            parser.add_argument(f"--{name}", type=type(value), default=value)
    parser.add_argument("--left-out", nargs="*", default=LEFT_OUT, help="sources that take no part")
    options = vars(parser.parse_args(arguments))
    data, out, work = options.pop("data"), options.pop("out"), options.pop("work")
    recipe = Recipe(**{**options, "left_out": tuple(options["left_out"])})
    train_encoder(data, out, work or out / ".work", recipe)


def train_encoder(data: Path, out: Path, work: Path, recipe: Recipe) -> None:
    """Run the stages that `work` does not hold yet and write the model to `out`."""
    from tokenizers import Tokenizer

    work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(recipe.threads)
    counts = _counted(data, work / "words.json", recipe)
    tokenizer_path = work / "tokenizer.json"
    if not tokenizer_path.is_file():
        build_tokenizer(counts, recipe.words).save(str(tokenizer_path), pretty=False)
    tokenizer = Tokenizer.from_file(str(tokenizer_path))
    pairs_path = work / "pairs.npz"
    if not pairs_path.is_file():
        pairs = make_pairs(data, tokenizer, seed=recipe.seed, left_out=recipe.left_out)
        pairs.save(work / "unfinished.npz")
        (work / "unfinished.npz").replace(pairs_path)
    table = _trained(Pairs.load(pairs_path), word_list(tokenizer), counts, work, recipe)
    export(table, tokenizer, out)


def _counted(data: Path, path: Path, recipe: Recipe) -> Counter[str]:
    if not path.is_file():
        texts = ("\n".join([r["title"], *r["paragraphs"]]) for r in read_articles(data, recipe.left_out))
        counts = count_words(tqdm(texts, desc="words", unit=" articles", disable=None))
        counts += count_words(r["query"] + "\n" + r["positive"] for r in read_pairs(data, recipe.left_out))
        path.write_text(json.dumps(counts.most_common(), ensure_ascii=False), encoding="utf-8")
    return Counter(dict(json.loads(path.read_text(encoding="utf-8"))))


def word_list(tokenizer: Any) -> list[str]:
    """The words by their number."""
    return [tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size())]


def training_rows(pairs: Pairs) -> NDArray[np.int64]:
    """Pairs of the articles that are not held out, whose query has at least two words."""
    lengths = pairs.bounds[pairs.queries + 1] - pairs.bounds[pairs.queries]
    return np.flatnonzero((pairs.groups % HELD_OUT_EVERY != 0) & (lengths > 1))


def _trained(pairs: Pairs, words: list[str], counts: Counter[str], work: Path, recipe: Recipe) -> NDArray[np.float32]:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = WordTable(words, counts, {UNKNOWN, *punctuation()}, recipe.dimension, recipe.seed).to(device)
    checkpoint = work / "checkpoint.pt"
    first = network.restore(checkpoint) if checkpoint.is_file() else 0
    rows = training_rows(pairs)
    steps = recipe.epochs * (len(rows) // recipe.batch)
    for epoch in range(first, recipe.epochs):
        generator = np.random.default_rng((recipe.seed, epoch))
        clusters = cluster_articles(pairs, network.table(), recipe.seed) if epoch else None
        batches = list(batch_rows(pairs, rows, recipe.batch, generator, clusters))
        bar = tqdm(batches, desc=f"epoch {epoch + 1}/{recipe.epochs}", unit=" batches", disable=None)
        for number, chosen in enumerate(bar, epoch * len(batches)):
            rate = recipe.rate * min(1.0, (number + 1) / WARM_UP_STEPS) * max(0.02, 1 - number / steps)
            loss = train_step(network, pairs, make_batch(pairs, chosen, generator), rate, recipe.scale)
            if number % 20 == 0:
                bar.set_postfix(loss=f"{loss:.3f}")
        network.keep(checkpoint, epoch + 1)
    return network.table()


def train_step(network: WordTable, pairs: Pairs, batch: Batch, rate: float, scale: float) -> float:
    """One step on `batch`; its loss."""
    ids = np.concatenate([batch.query_ids, batch.passage_ids])
    occurring = np.zeros(len(network.own), dtype=bool)
    occurring[ids] = True
    numbers = np.flatnonzero(occurring)
    columns = (np.cumsum(occurring) - 1)[ids]
    vectors = network.rows(numbers)
    cut = len(batch.query_ids)
    queries = bag_vectors(vectors, bag_matrix(columns[:cut], batch.query_offsets, len(numbers)))
    passages = bag_vectors(vectors, bag_matrix(columns[cut:], batch.passage_offsets, len(numbers)))
    same = _same(pairs, batch.rows, queries.device) | (passages.detach() @ passages.detach().T > NEAR_DUPLICATE)
    loss = contrastive_loss(queries, passages, same.fill_diagonal_(False), scale)
    loss.backward()  # type: ignore[no-untyped-call]
    if vectors.grad is not None:
        network.step(numbers, vectors.grad, rate)
    return float(loss.detach())


def _same(pairs: Pairs, rows: NDArray[np.int64], device: torch.device) -> torch.Tensor:
    """Which passages are no negatives for which queries: the same passage, or the same article for its title."""
    targets, groups = torch.from_numpy(pairs.targets[rows]), torch.from_numpy(pairs.groups[rows])
    titles = torch.from_numpy(pairs.kinds[rows] == KINDS.index("title"))
    same = (targets[:, None] == targets) | ((groups[:, None] == groups) & titles[:, None])
    return same.to(device)


def held_out_rows(pairs: Pairs) -> Iterator[int]:
    """The questions of held-out articles."""
    held = (pairs.groups % HELD_OUT_EVERY == 0) & (pairs.kinds == KINDS.index("question"))
    yield from np.flatnonzero(held).tolist()


if __name__ == "__main__":
    main()
