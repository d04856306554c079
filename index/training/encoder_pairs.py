"""Corpus records into (query, passage) pairs of token ids, kept on disk so that training can resume.

A passage is a run of whole sentences with its title; a query may ask about one sentence of it, which training
can leave in or take out. It knows no vectors.
"""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from index.folding import fold
from index.splitting import split_sentences
from index.training.encoder_questions import make_keywords, make_question

Ids = NDArray[np.int32]
Offsets = NDArray[np.int64]
KINDS = ("title", "question", "keywords", "sentence", "pair")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Flat token arrays. Unit u is `tokens[bounds[u]:bounds[u + 1]]`: a title, a sentence or a query.

    Passage p is units `passages[p, 0]` (its title, maybe empty) and `passages[p, 1]:passages[p, 2]` (sentences).
    Pair q asks with unit `queries[q]` for passage `targets[q]`; `asked[q]` is the sentence unit asked about, or -1.
    `groups[q]` is its article, `kinds[q]` an index into KINDS.
    """

    tokens: Ids
    bounds: Offsets
    passages: Offsets
    queries: Offsets
    targets: Offsets
    asked: Offsets
    groups: Offsets
    kinds: NDArray[np.int8]

    def save(self, path: Path) -> None:
        np.savez(path, **{name: getattr(self, name) for name in self.__slots__})

    @classmethod
    def load(cls, path: Path) -> Pairs:
        with np.load(path) as stored:
            return cls(**{name: stored[name] for name in cls.__slots__})


def read_articles(folder: Path, left_out: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The records of `articles-*.jsonl.xz`, without the sources named in `left_out`."""
    for path in sorted(folder.glob("articles-*.jsonl.xz")):
        yield from _read(path, left_out)


def read_pairs(folder: Path, left_out: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The records of `pairs-*.jsonl.xz`, without the sources named in `left_out`."""
    for path in sorted(folder.glob("pairs-*.jsonl.xz")):
        yield from _read(path, left_out)


def _read(path: Path, left_out: Sequence[str]) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["source"] not in left_out:
                yield record


@dataclass(slots=True)
class _Gathering:
    """Texts as they come, tokenised a block at a time."""

    tokenizer: Any
    texts: list[str] = field(default_factory=list)
    blocks: list[Ids] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    units: int = 0
    passages: list[tuple[int, int, int]] = field(default_factory=list)
    rows: list[tuple[int, int, int, int, int]] = field(default_factory=list)

    def unit(self, text: str) -> int:
        self.texts.append(fold(text))
        self.units += 1
        if len(self.texts) >= 50_000:
            self.flush()
        return self.units - 1

    def flush(self) -> None:
        encodings = self.tokenizer.encode_batch_fast(self.texts, add_special_tokens=False)
        ids = [encoding.ids for encoding in encodings]
        self.lengths += [len(row) for row in ids]
        self.blocks.append(np.fromiter((i for row in ids for i in row), dtype=np.int32))
        self.texts.clear()

    def finished(self) -> Pairs:
        self.flush()
        rows = np.array(self.rows, dtype=np.int64).reshape(-1, 5)
        bounds = np.concatenate([[0], np.cumsum(self.lengths, dtype=np.int64)])
        return Pairs(
            np.concatenate(self.blocks),
            bounds,
            np.array(self.passages, dtype=np.int64),
            queries=np.ascontiguousarray(rows[:, 0]),
            targets=np.ascontiguousarray(rows[:, 1]),
            asked=np.ascontiguousarray(rows[:, 2]),
            groups=np.ascontiguousarray(rows[:, 3]),
            kinds=rows[:, 4].astype(np.int8),
        )


def make_pairs(
    folder: Path, tokenizer: Any, *, seed: int, left_out: Sequence[str] = (), limit: int | None = None
) -> Pairs:
    """All pairs of the corpus in `folder`; the same seed gives the same pairs."""
    generator = random.Random(seed)
    gathering = _Gathering(tokenizer)
    group = 0
    for record in tqdm(read_articles(folder, left_out), desc="articles", unit="", disable=None, mininterval=5):
        _add_article(gathering, record, group, generator)
        group += 1
        if limit is not None and group >= limit:
            break
    for record in read_pairs(folder, left_out):
        passage = _add_passage(gathering, "", [record["positive"]])
        gathering.rows.append((gathering.unit(record["query"]), passage, -1, group, KINDS.index("pair")))
        group += 1
    return gathering.finished()


def _add_passage(gathering: _Gathering, title: str, sentences: Sequence[str]) -> int:
    title_unit = gathering.unit(title)
    first = gathering.units
    for sentence in sentences:
        gathering.unit(sentence)
    gathering.passages.append((title_unit, first, gathering.units))
    return len(gathering.passages) - 1


def _add_article(gathering: _Gathering, record: dict[str, Any], group: int, generator: random.Random) -> None:
    import rjieba

    title = str(record["title"])
    sentences = [p[a:b].strip() for p in record["paragraphs"] for a, b in split_sentences(p)]
    # Long records (whole programmes, whole statutes) would drown the others: a dozen passages each are enough.
    runs = list(_runs([s for s in sentences if s], generator))
    if len(runs) > 12:
        runs = [runs[i] for i in sorted(generator.sample(range(len(runs)), 12))]
    for number, run in enumerate(runs):
        passage = _add_passage(gathering, title, run)
        first = gathering.passages[passage][1]
        add = gathering.rows.append
        if title and (number == 0 or generator.random() < 0.2):
            add((gathering.passages[passage][0], passage, -1, group, KINDS.index("title")))
        askable = [i for i, sentence in enumerate(run) if 10 <= len(sentence) <= 160]
        generator.shuffle(askable)
        for i in askable[:2]:
            tagged = rjieba.tag(run[i])
            question = make_question(tagged, generator)
            if len(question) >= 8:
                add((gathering.unit(question), passage, first + i, group, KINDS.index("question")))
            if generator.random() < 0.2:
                keywords = make_keywords(tagged, generator)
                if len(keywords) >= 4:
                    add((gathering.unit(keywords), passage, first + i, group, KINDS.index("keywords")))
            if len(run) > 2 and generator.random() < 0.2:
                add((first + i, passage, first + i, group, KINDS.index("sentence")))


def _runs(sentences: Sequence[str], generator: random.Random) -> Iterator[list[str]]:
    """Neighbouring sentences together, to lengths between a short paragraph and a full passage."""
    run: list[str] = []
    wanted = generator.randint(60, 360)
    for sentence in sentences:
        run.append(sentence[:400])
        if sum(map(len, run)) >= wanted:
            yield run
            run, wanted = [], generator.randint(60, 360)
    if sum(map(len, run)) >= 30:
        yield run
