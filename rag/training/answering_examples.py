"""Question instances of the development sets, for fitting what the extractive composer weighs.

Passage questions and news questions come with the passages that BM25 finds, once with and once without those that
answer; RGB rows (arXiv 2309.01431) at every noise rate. Nothing is fitted here.
"""

from __future__ import annotations

import json
import lzma
import math
import random
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.folding import fold
from index.lexical import LexicalIndex, LexicalRow
from index.records import Article, Hit, Passage
from index.splitting import split_article, split_sentences


@dataclass(frozen=True, slots=True)
class Instance:
    """A question with the hits shown; `answers` are alternatives per expected fact, empty when nothing answers."""

    group: str
    source: str
    question: str
    hits: tuple[Hit, ...]
    answers: tuple[tuple[str, ...], ...]
    gold: frozenset[int]
    noise: float = -1.0


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


def _searched(
    questions: list[dict[str, Any]], passages: list[Passage], source: str, work: Path, k: int = 8
) -> Iterator[Instance]:
    """Questions over a pool: as found, and once more without every passage that holds the answer."""
    folder = work / source
    shutil.rmtree(folder, ignore_errors=True)
    index = LexicalIndex.build(folder, (LexicalRow(p.text, p.title or "", "") for p in passages))
    for number, row in enumerate(questions):
        found = [(passages[r], value) for r, value in index.search(row["question"], k + 12)]
        top = found[0][1] if found else 1.0
        hits = [Hit(p, value / top, {"bm25": value}) for p, value in found]
        wanted = tuple(squash(a) for a in row["answers"] if a)
        own = set(row.get("passage_ids") or [row.get("passage_id")])

        def answers_it(hit: Hit, own: set[Any] = own, wanted: tuple[str, ...] = wanted) -> bool:
            return hit.passage.article_id in own and any(a in squash(hit.passage.text) for a in wanted)

        group = f"{source}-{sorted(map(str, own))[0]}" if wanted else f"{source}-none-{number}"
        if wanted:
            shown = hits[:k]
            gold = frozenset(i for i, h in enumerate(shown) if answers_it(h))
            if gold:
                yield Instance(group, source, row["question"], tuple(shown), (tuple(row["answers"]),), gold)
        without = [
            h for h in hits if h.passage.article_id not in own and not any(a in squash(h.passage.text) for a in wanted)
        ]
        if not wanted or number % 2 == 0:
            yield Instance(group, source, row["question"], tuple(without[:k]), (), frozenset())


def passage_instances(folder: Path, work: Path, most: int) -> Iterator[Instance]:
    """Questions of the passage QA development set."""
    pool = [
        replace(_bare(r["passage_id"], r["text"], r.get("title") or None), article_id=r["passage_id"])
        for r in read_rows(folder / "passages-dev.jsonl.xz")
    ]
    rows = list(read_rows(folder / "retrieval-dev.jsonl.xz"))
    random.Random(7).shuffle(rows)
    yield from _searched(rows[:most], pool, "passage-qa", work)


def news_instances(evaluation: Path, work: Path) -> Iterator[Instance]:
    """Questions of the CRUD development set over its news documents."""
    passages: list[Passage] = []
    for row in read_rows(evaluation / "bench" / "crud-news.jsonl.xz"):
        article = Article("article", row.get("title") or None, None, None, None, tuple(row["text"].split("\n")))
        article = replace(article, article_id=row["passage_id"])
        passages += [replace(p, article_id=row["passage_id"]) for p in split_article(article)]
    yield from _searched(list(read_rows(evaluation / "eval" / "crud-qa-dev.jsonl")), passages, "crud", work)


def label_sentences(instance: Instance, sentences: Iterable[Any]) -> list[int]:
    """1 for a sentence of an answering passage that holds an expected string."""
    wanted = [squash(a) for alternatives in instance.answers for a in alternatives if a]
    return [int(s.hit_rank in instance.gold and any(a in squash(s.folded) for a in wanted)) for s in sentences]


def collect(evaluation: Path, work: Path, most: int) -> list[Instance]:
    """All instances of the development sets."""
    work.mkdir(parents=True, exist_ok=True)
    found = list(rgb_instances(evaluation / "eval" / "rgb-dev.jsonl", extra=4))
    found += passage_instances(evaluation / "eval", work, most)
    found += news_instances(evaluation, work)
    return found
