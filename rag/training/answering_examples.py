"""Question instances of the development sets, for fitting what the extractive composer weighs.

Passage questions and news questions come with the passages that the program finds for them, as they are and without
those that answer, and once more as bare passages; RGB rows (arXiv 2309.01431) at every noise rate. Nothing is fitted.
"""

from __future__ import annotations

import json
import lzma
import math
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.folding import fold
from index.records import Hit, Passage
from index.splitting import split_sentences
from rag.answering.questions import Question
from rag.retrieval import worth_reading
from rag.training.answering_hits import find_unseen
from rag.training.reranker import groups as group_questions

# A longer answer that a passage holds is no accident, whatever passage it is.
_BY_CHANCE = 3
_BARE_PASSAGES = 5


@dataclass(frozen=True, slots=True)
class Instance:
    """A question with the hits shown; `answers` are alternatives per expected fact, empty when nothing answers.

    `asked` is the question as the program put it to the sentences, where that is more than its analysis.
    """

    group: str
    source: str
    question: str
    hits: tuple[Hit, ...]
    answers: tuple[tuple[str, ...], ...]
    gold: frozenset[int]
    noise: float = -1.0
    asked: Question | None = None


def squash(text: str) -> str:
    """Folded, without blanks: how answers are compared."""
    return re.sub(r"\s", "", fold(text))


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    opening = lzma.open if path.suffix == ".xz" else open
    with opening(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _bare(passage_id: str, text: str, title: str | None = None) -> Passage:
    return Passage(
        passage_id, passage_id, "", "article", title, None, None, None, None, 1, 0, len(text), text,
        split_sentences(text),
    )  # fmt: skip


def group_rows(rows: list[dict[str, Any]]) -> dict[str, str]:
    """RGB rows that share a passage go into one group."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for row in rows:
        for text in _positives(row) + row["negative"]:
            parent[root(text[:60])] = root(row["id"])
    return {row["id"]: root(row["id"]) for row in rows}


def _positives(row: dict[str, Any]) -> list[str]:
    return [t for g in row["positive"] for t in g] if row["task"] == "integration" else list(row["positive"])


def rgb_passages(row: dict[str, Any], noise: float, k: int = 5) -> list[str]:
    """The passages shown for a row at a noise rate, as the benchmark's paper makes them (arXiv 2309.01431)."""
    if row["task"] == "integration":
        groups = row["positive"]
        docs = [g[0] for g in groups]
        extra = [g[i] for i in range(1, max(map(len, groups))) for g in groups if len(g) > i]
        docs += extra[: max(0, k - math.ceil(k * noise) - len(docs))]
        docs += row["negative"][: max(0, k - len(docs))]
    else:
        beside = min(math.ceil(k * noise), len(row["negative"]))
        good = min(k - beside, len(row["positive"])) if noise < 1 else 0
        docs = row["positive"][:good] + row["negative"][: min(k - good, len(row["negative"]))]
    random.Random(row["id"]).shuffle(docs)
    return docs


def rgb_instances(path: Path, extra: int = 0) -> Iterator[Instance]:
    """RGB rows at every noise rate; `extra` more draws of other passages per row for training only (noise -2)."""
    rows = list(read_rows(path))
    groups = group_rows(rows)
    for row in rows:
        positive = set(_positives(row))
        rates = (0.0, 0.2, 0.4) if row["task"] == "integration" else (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
        shown = [(rate, rgb_passages(row, rate)) for rate in rates]
        rng = random.Random(row["id"] + "x")
        for _ in range(extra):
            good = rng.choice((0, 0, 1, 1, 2, 3))
            drawn = rng.sample(sorted(positive), min(good, len(positive)))
            drawn += rng.sample(row["negative"], min(5 - len(drawn), len(row["negative"])))
            rng.shuffle(drawn)
            shown.append((-2.0, drawn))
        for rate, texts in shown:
            hits = tuple(Hit(_bare(f"{n}#1", t), 0.0) for n, t in enumerate(texts, 1))
            gold = frozenset(n for n, t in enumerate(texts) if t in positive)
            answers = tuple(tuple(a) for a in row["answers"]) if gold else ()
            yield Instance(groups[row["id"]], "rgb-" + row["task"], row["question"], hits, answers, gold, rate)


def searched_instances(
    found: Sequence[tuple[dict[str, Any], Sequence[Hit]]], source: str, k: int = 10
) -> Iterator[Instance]:
    """Each question with its first hits, `k` at most; without all that hold the answer; and both as bare passages."""
    groups = group_questions([row for row, _ in found])
    for number, (row, hits) in enumerate(found):
        wanted = tuple(squash(a) for a in row["answers"] if a)
        own = set(row.get("passage_ids") or [row.get("passage_id")])
        group = f"{source}-{groups[number]}" if wanted else f"{source}-none-{row.get('removed_passage_id', number)}"
        answers = (tuple(row["answers"]),) if wanted else ()

        def answering(shown: Sequence[Hit], own: set[Any] = own, wanted: tuple[str, ...] = wanted) -> frozenset[int]:
            """Which passages hold the answer; a short answer may stand in any passage by chance."""
            texts = [squash(h.passage.text) for h in shown]
            return frozenset(
                n
                for n, (hit, text) in enumerate(zip(shown, texts, strict=True))
                if any(a in text and (len(a) > _BY_CHANCE or hit.passage.article_id in own) for a in wanted)
            )

        def instance(
            shown: Sequence[Hit],
            kind: str,
            noise: float,
            group: str = group,
            row: dict[str, Any] = row,
            answers: Any = answers,
        ) -> Instance:
            gold = answering(shown)
            return Instance(group, kind, row["question"], tuple(shown), answers if gold else (), gold, noise)

        yield instance(worth_reading(hits, k), source, 0.0)
        if not wanted:
            continue
        silent = [
            h for h in hits if h.passage.article_id not in own and not any(a in squash(h.passage.text) for a in wanted)
        ]
        if source == "crud" or number % 2 == 0:
            yield instance(worth_reading(silent, k), source, 1.0)
        if source == "crud" or number % 2 == 1:
            telling = [hits[n] for n in sorted(answering(hits))]
            rng = random.Random(row["id"])
            for count in (rng.choice((1, 1, 1, 2, 3)), 0):
                drawn, first = rng.sample(telling, min(count, len(telling))), rng.choice((0, 0, 0, 3))
                drawn += silent[first : first + _BARE_PASSAGES - len(drawn)]
                rng.shuffle(drawn)
                bare = [Hit(_bare(f"{n}#1", h.passage.text), 0.0) for n, h in enumerate(drawn, 1)]
                gold = answering(drawn)
                yield Instance(
                    group, source + "-bare", row["question"], tuple(bare), answers if gold else (), gold, -1.0
                )


def label_sentences(instance: Instance, sentences: Iterable[Any]) -> list[int]:
    """1 for a sentence of an answering passage that holds an expected string."""
    wanted = [squash(a) for alternatives in instance.answers for a in alternatives if a]
    return [int(s.hit_rank in instance.gold and any(a in squash(s.folded) for a in wanted)) for s in sentences]


def collect(evaluation: Path, news: Path, passages: Path, most: int) -> list[Instance]:
    """All instances of the development sets; `news` and `passages` are indexes of their documents."""
    folder = evaluation / "eval"
    news_rows = list(read_rows(folder / "crud-qa-dev.jsonl"))
    passage_rows = list(read_rows(folder / "retrieval-dev.jsonl.xz"))
    random.Random(7).shuffle(passage_rows)
    found = list(rgb_instances(folder / "rgb-dev.jsonl", extra=3))
    by_news, by_passages = find_unseen(news, news_rows, passages, passage_rows, most)
    found += searched_instances(by_news, "crud")
    found += searched_instances(by_passages, "passage-qa")
    return found
