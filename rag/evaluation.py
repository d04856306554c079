"""The measurements behind README's figures, from files in the evaluation formats.

Pure functions over rows and results; it opens no index and asks no model. White space never counts.
"""

from __future__ import annotations

import json
import lzma
import math
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.errors import LoadError
from index.records import Article
from rag.answer import Answer

Row = Mapping[str, Any]
_SHINGLE_CHARS = 12
_SEAM_CHARS = 8
_MAX_ANSWER_CHARS = 200


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a .jsonl or .jsonl.xz file; `LoadError` names the line that is none."""
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except json.JSONDecodeError as error:
                    raise LoadError(f"{path} 第 {number} 行不是 JSON：{error.msg}；请改正这一行") from error
                if not isinstance(row, dict):
                    raise LoadError(f"{path} 第 {number} 行不是 JSON 对象；每行应是一个 {{...}}")
                yield row
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise LoadError(f"读不了 {path}：{error}；请检查路径和编码（UTF-8）") from error


def squash(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


# --- retrieval -------------------------------------------------------------------------------------------------


def rank_of_answer(row: Row, hits: Sequence[Row]) -> int | None:
    """The rank, from 1, of the first hit that is of a named passage and holds one of the answers."""
    named = tuple(row.get("passage_ids") or [row["passage_id"]])
    answers = [squash(answer) for answer in row["answers"]]
    for rank, hit in enumerate(hits, 1):
        identity, text = str(hit["passage_id"]), squash(hit["text"])
        of_named = any(identity == i or identity.startswith((i + "#", i + "-", i + ":", i + "/")) for i in named)
        if of_named and any(answer in text for answer in answers):
            return rank
    return None


def retrieval_figures(ranks: Sequence[int | None]) -> dict[str, float]:
    """hit@k, MRR@10 and nDCG@10 (one relevant passage a question) over ranks from 1."""
    n = max(1, len(ranks))
    figures = {f"hit@{k}": sum(r is not None and r <= k for r in ranks) / n for k in (1, 3, 5, 10, 50)}
    top = [r for r in ranks if r is not None and r <= 10]
    figures["mrr@10"] = sum(1 / r for r in top) / n
    figures["ndcg@10"] = sum(1 / math.log2(r + 1) for r in top) / n
    return figures


# --- answers ---------------------------------------------------------------------------------------------------


def holds_answer(row: Row, answer: Answer) -> bool:
    """Whether a short enough answer that is no refusal holds one of the expected strings."""
    text = squash(answer.text)
    return (
        not answer.refused
        and len(answer.text) <= _MAX_ANSWER_CHARS
        and any(squash(expected) in text for expected in row["answers"])
    )


def rgb_passages(row: Row, noise: float, count: int = 5) -> list[str]:
    """The passages given at a noise rate, as the RGB paper does (arXiv 2309.01431), shuffled by the row's id."""
    if row["task"] == "integration":
        groups: list[list[str]] = row["positive"]
        passages = [group[0] for group in groups]
        more = [group[i] for i in range(1, max(map(len, groups))) for group in groups if len(group) > i]
        passages += more[: max(0, count - math.ceil(count * noise) - len(passages))]
        passages += row["negative"][: max(0, count - len(passages))]
    else:
        noisy = min(math.ceil(count * noise), len(row["negative"]))
        good = min(count - noisy, len(row["positive"])) if noise < 1 else 0
        passages = row["positive"][:good] + row["negative"][: min(count - good, len(row["negative"]))]
    random.Random(row["id"]).shuffle(passages)  # noqa: S311 - a fixed order, not a secret
    return passages


def measure_rgb(rows: Sequence[Row], answer_from: Callable[[str, list[str]], Answer]) -> list[dict[str, Any]]:
    """One figure a task and noise rate; at noise 1.0 nothing relevant is given and only a refusal counts."""
    figures = []
    for task, rates in (("noise", (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)), ("integration", (0.0, 0.2, 0.4))):
        part = [row for row in rows if row["task"] == task]
        for noise in rates if part else ():
            answers = [answer_from(row["question"], rgb_passages(row, noise)) for row in part]
            right = sum(
                answer.refused if noise == 1 else _holds_all(row, answer)
                for row, answer in zip(part, answers, strict=True)
            )
            figures.append(
                {
                    "task": task,
                    "noise": noise,
                    "measure": "rejection" if noise == 1 else "accuracy",
                    "value": right / len(part),
                    "refused": sum(a.refused for a in answers) / len(part),
                    "mean_chars": sum(len(a.text) for a in answers) / len(part),
                }
            )
    return figures


def _holds_all(row: Row, answer: Answer) -> bool:
    text = answer.text.replace(" ", "").lower()
    return (
        not answer.refused
        and len(answer.text) <= _MAX_ANSWER_CHARS
        and all(any(x.replace(" ", "").lower() in text for x in alternatives) for alternatives in row["answers"])
    )


# --- reading order ---------------------------------------------------------------------------------------------


def naive_articles(page: str) -> list[Article]:
    """A page read as extracted: a heading starts an article and what follows belongs to it (the baseline)."""
    heads: list[tuple[str | None, list[str], list[str]]] = []
    for line in filter(None, map(str.strip, page.split("\n"))):
        if line.startswith("#"):
            heads.append((line.lstrip("# "), [], []))
            continue
        if not heads:
            heads.append((None, [], []))
        _, authors, paragraphs = heads[-1]
        if line.startswith("■"):
            authors.append(line.lstrip("■ "))
        else:
            paragraphs.append(line)
    return [
        Article("article", title, authors[-1] if authors else None, None, None, tuple(paragraphs))
        for title, authors, paragraphs in heads
    ]


def measure_reading_order(
    pages: Iterable[Row], restore_articles: Callable[[str], Sequence[Article]]
) -> dict[str, float]:
    """Seams, characters, articles, titles and authors put right, over damaged pages whose true articles are known.

    A seam counts as joined when the last 8 characters before the cut and the first 8 after it stand together in one
    restored article; every other pair of fragments that stands together counts against precision.
    """
    tally = dict.fromkeys(("pages", "chars", "right", "articles", "exact", "title", "author"), 0)
    seams = dict.fromkeys(("true", "joined", "wrong"), 0)
    for page in pages:
        restored = [a for a in restore_articles(page["page"]) if a.kind == "article"]
        texts = [squash("".join(a.paragraphs)) for a in restored]
        tally["pages"] += 1
        _count_articles(page, restored, texts, tally)
        _count_seams(page, texts, seams)
    precision = seams["joined"] / max(1, seams["joined"] + seams["wrong"])
    recall = seams["joined"] / max(1, seams["true"])
    articles = max(1, tally["articles"])
    return {
        "pages": tally["pages"],
        "right_article": tally["right"] / max(1, tally["chars"]),
        "seam_precision": precision,
        "seam_recall": recall,
        "seam_f1": 2 * precision * recall / max(1e-9, precision + recall),
        "exact": tally["exact"] / articles,
        "title": tally["title"] / articles,
        "author": tally["author"] / articles,
    }


def _shingles(text: str) -> set[str]:
    return {text[i : i + _SHINGLE_CHARS] for i in range(len(text) - _SHINGLE_CHARS + 1)}


def _match(gold: Sequence[str], texts: Sequence[str]) -> dict[int, tuple[int, int]]:
    """True article -> (restored article, shared shingles), greedily from the largest overlap."""
    gold_shingles, text_shingles = [_shingles(g) for g in gold], [_shingles(t) for t in texts]
    overlaps = sorted(
        ((len(g & t), i, j) for i, g in enumerate(gold_shingles) for j, t in enumerate(text_shingles)), reverse=True
    )
    matched: dict[int, tuple[int, int]] = {}
    used: set[int] = set()
    for shared, i, j in overlaps:
        if shared and i not in matched and j not in used:
            matched[i] = (j, shared)
            used.add(j)
    return matched


def _fragments(page: Row) -> list[tuple[int, int, str]]:
    return [(c["article"], c["fragment"], squash(page["page"][c["page_start"] : c["page_end"]])) for c in page["cuts"]]


def _count_articles(page: Row, restored: Sequence[Article], texts: Sequence[str], tally: dict[str, int]) -> None:
    gold = [squash("".join(a["paragraphs"])) for a in page["articles"]]
    matched = _match(gold, texts)
    for i, true in enumerate(page["articles"]):
        tally["articles"] += 1
        tally["chars"] += len(_shingles(gold[i]))
        if i not in matched:
            continue
        j, shared = matched[i]
        # Where a character was lost at a cut, the fragments as they stand on the page are all that can be restored.
        damaged = "".join(text for article, _, text in sorted(_fragments(page)) if article == i)
        tally["right"] += shared
        tally["exact"] += texts[j] in (gold[i], damaged)
        tally["title"] += squash(restored[j].title) == squash(true["title"])
        tally["author"] += squash(restored[j].author) == squash(true.get("author"))


def _count_seams(page: Row, texts: Sequence[str], seams: dict[str, int]) -> None:
    fragments = [f for f in _fragments(page) if len(f[2]) >= _SEAM_CHARS]
    for article, number, text in fragments:
        for other, other_number, other_text in fragments:
            if (article, number) == (other, other_number):
                continue
            together = any(text[-_SEAM_CHARS:] + other_text[:_SEAM_CHARS] in t for t in texts)
            true = article == other and other_number == number + 1
            seams["true"] += true
            seams["joined"] += true and together
            seams["wrong"] += together and not true
