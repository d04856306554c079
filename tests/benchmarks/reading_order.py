"""Reading order, measured: scrambled newspaper pages, ordinary documents, speed.

Run as `python -m tests.benchmarks.reading_order`; data are read from the folder named in RONGHE_EVAL.

right article   share of characters (12-character shingles) that stand in the restored article matched to their true one
seams           a seam is joined when the last 8 characters before a cut and the first 8 after it stand together in one
                restored article, blanks aside; precision counts all pairs of fragments that stand together wrongly
exact           articles whose whole text, blanks aside, is restored to the character
title, author   of the matched article, exactly right, blanks aside
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

Restored = list[dict[str, Any]]
Tally = Counter[str]


def squash(text: str | None) -> str:
    """The text without blanks."""
    return re.sub(r"\s+", "", text or "")


def read_naively(page: str) -> Restored:
    """A page read as extracted: a heading opens an article, what follows belongs to it."""
    found: Restored = [{"title": None, "author": None, "paragraphs": []}]
    for line in (line.strip() for line in page.split("\n")):
        if line.startswith("#"):
            found.append({"title": line.lstrip("# "), "author": None, "paragraphs": []})
        elif line.startswith("■"):
            found[-1]["author"] = line[1:].strip()
        elif line:
            found[-1]["paragraphs"].append(line)
    return found if found[0]["paragraphs"] else found[1:]


def read_restored(page: str) -> Restored:
    """A page read by `restore_articles`, articles only."""
    from index.layout import restore_articles

    return [
        {"title": a.title, "author": a.author, "paragraphs": list(a.paragraphs)}
        for a in restore_articles(page)
        if a.kind == "article"
    ]


def _shingles(text: str, length: int = 12) -> set[str]:
    return {text[i : i + length] for i in range(len(text) - length + 1)}


def _match(gold: Sequence[str], texts: Sequence[str]) -> dict[int, int]:
    shingles = [_shingles(g) for g in gold], [_shingles(t) for t in texts]
    pairs = sorted(
        ((len(g & p), i, j) for i, g in enumerate(shingles[0]) for j, p in enumerate(shingles[1])), reverse=True
    )
    match: dict[int, int] = {}
    for shared, i, j in pairs:
        if shared and i not in match and j not in match.values():
            match[i] = j
    return match


def score_page(record: dict[str, Any], restored: Restored, tally: Tally) -> None:
    """Add one page's counts to the tally."""
    gold = [squash("".join(a["paragraphs"])) for a in record["articles"]]
    texts = [squash("".join(a["paragraphs"])) for a in restored]
    fragments = [
        (c["article"], c["fragment"], squash(record["page"][c["page_start"] : c["page_end"]])) for c in record["cuts"]
    ]
    match = _match(gold, texts)
    for i, text in enumerate(gold):
        tally["chars"] += len(_shingles(text))
        tally["articles"] += 1
        if i in match:
            found = restored[match[i]]
            tally["right"] += len(_shingles(text) & _shingles(texts[match[i]]))
            damaged = "".join(t for _, t in sorted((f, t) for a, f, t in fragments if a == i))
            tally["exact"] += texts[match[i]] in (text, damaged)
            tally["title"] += squash(found["title"]) == squash(record["articles"][i]["title"])
            tally["author"] += squash(found["author"]) == squash(record["articles"][i]["author"])
    for a, f, left in fragments:
        for b, g, right in fragments:
            if (a, f) == (b, g) or min(len(left), len(right)) < 8:
                continue
            together = any(left[-8:] + right[:8] in text for text in texts)
            true = a == b and g == f + 1
            tally["seams"] += true
            tally["joined"] += true and together
            tally["wrong"] += together and not true
            if true:
                kind = _cut_kind(record, a, g, left)
                tally[f"seams:{kind}"] += 1
                tally[f"joined:{kind}"] += together


def _cut_kind(record: dict[str, Any], article: int, fragment: int, left: str) -> str:
    cut = next(c for c in record["cuts"] if (c["article"], c["fragment"]) == (article, fragment))
    text = "\n\n".join(record["articles"][article]["paragraphs"])
    if cut["lost"]:
        return "a character lost"
    if "\n" in text[cut["start"] - 2 : cut["start"] + 2]:
        return "between paragraphs"
    return "after a sentence" if left[-1] in "。！？；" else "inside a sentence"


def figures(tally: Tally) -> dict[str, float]:
    """The shares that the tally amounts to."""
    precision = tally["joined"] / max(1, tally["joined"] + tally["wrong"])
    recall = tally["joined"] / max(1, tally["seams"])
    shares = {name: tally[name] / max(1, tally["articles"]) for name in ("exact", "title", "author")}
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    right = tally["right"] / max(1, tally["chars"])
    return {"right article": right, "seam precision": precision, "seam recall": recall, "seam F1": f1, **shares}


def measure(
    pages: Path, read: Callable[[str], Restored] = read_restored, limit: int | None = None
) -> dict[str, dict[str, float]]:
    """Figures over a file of scrambled pages: `all`, each mode, and `cuts` (recall by kind of cut); times in ms."""
    tallies: dict[str, Tally] = {"all": Counter()}
    seconds = 0.0
    count = 0
    for record in _read_lines(pages, limit):
        start = time.perf_counter()
        restored = read(record["page"])
        seconds += time.perf_counter() - start
        count += 1
        one: Tally = Counter()
        score_page(record, restored, one)
        for key in ("all", record["mode"]):
            tallies.setdefault(key, Counter()).update(one)
    result = {key: figures(tally) for key, tally in tallies.items()}
    total = tallies["all"]
    kinds = sorted(k.split(":")[1] for k in total if k.startswith("seams:"))
    result["cuts"] = {kind: total[f"joined:{kind}"] / total[f"seams:{kind}"] for kind in kinds}
    result["all"]["ms per page"] = 1000 * seconds / max(1, count)
    return result


def _read_lines(path: Path, limit: int | None = None) -> Iterator[dict[str, Any]]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if limit is not None and number >= limit:
                return
            yield json.loads(line)


def measure_ordinary(corpus: Path, step: int = 60) -> dict[str, float]:
    """Every `step`-th document of the corpus as Markdown and as plain text: the share that comes out as it went in."""
    from index.layout import restore_articles

    documents = changed = 0
    for path in sorted(corpus.glob("articles-*.jsonl.xz")):
        for number, row in enumerate(_read_lines(path)):
            if number % step:
                continue
            title = squash(row["title"].split(" > ")[-1]) if "\n" in row["title"] else row["title"].split(" > ")[-1]
            paragraphs = [" ".join(p.split("\n")).strip() for p in row["paragraphs"] if p.strip()]
            for mark, gap in (("# ", "\n\n"), ("", "\n")):
                text = gap.join(([mark + title] if title else []) + paragraphs)
                found = restore_articles(text)
                lines = [line for a in found for line in ([a.title] if a.title else []) + list(a.paragraphs)]
                documents += 1
                changed += len(found) != 1 or lines != ([title] if title else []) + paragraphs
    return {"documents": documents, "unchanged": 1 - changed / max(1, documents)}


def measure_speed(pages: Path) -> dict[str, float]:
    """Processor seconds to load everything, for a page of about 6,000 characters, and for a book of 300,000."""
    start = time.process_time()
    read_restored("# 题目\n\n■王明\n\n这是一段话，\n\n说到这里。")
    load = time.process_time() - start
    records = list(_read_lines(pages, 200))
    texts = [record["page"] for record in records]
    page = min(texts, key=lambda t: abs(len(t) - 6000))
    start = time.process_time()
    for _ in range(5):
        read_restored(page)
    one = (time.process_time() - start) / 5
    articles = [a for record in records for a in record["articles"]]
    chapters = ["\n\n".join([f"# {a['title']}", *a["paragraphs"]]) for a in articles]
    book = "\n\n".join(chapters)[:300_000]
    start = time.process_time()
    read_restored(book)
    return {"load s": load, "page chars": len(page), "page s": one, "book s": time.process_time() - start}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, help="default: RONGHE_EVAL/eval/news-scramble-dev.jsonl.xz")
    parser.add_argument("--limit", type=int, help="only so many pages")
    parser.add_argument("--ordinary-step", type=int, default=60, help="every n-th corpus document; 0 leaves them out")
    args = parser.parse_args()
    root = Path(os.environ.get("RONGHE_EVAL", "."))
    pages = args.pages or root / "eval" / "news-scramble-dev.jsonl.xz"
    speed = measure_speed(pages)
    for name, read in (("as extracted", read_naively), ("restored", read_restored)):
        result = measure(pages, read, args.limit)
        print(f"\n## {name}")
        for key, values in result.items():
            print(f"{key:12s} " + "  ".join(f"{label} {value:.4f}" for label, value in values.items()))
    print("\n## speed\n" + "  ".join(f"{k} {v:.3f}" for k, v in speed.items()))
    if args.ordinary_step:
        ordinary = measure_ordinary(root / "corpus", args.ordinary_step)
        print("\n## ordinary documents\n" + "  ".join(f"{k} {v:.5g}" for k, v in ordinary.items()))


if __name__ == "__main__":
    main()
