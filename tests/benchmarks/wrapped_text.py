"""Articles broken at a fixed width, put together again: `python -m tests.benchmarks.wrapped_text`.

Each article of news-scramble-dev is wrapped at 18 to 40 characters (counted or measured in columns with the usual rules
for line starts and ends) in one of six styles, with and without running heads between pages of 25 lines. Counted are
paragraphs restored to the character, blanks aside. `--corpus N` counts how many ordinary documents are touched: every
N-th record of the training corpus, three ways. Needs RONGHE_EVAL.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

from index.loading.lines import is_wide
from index.loading.wrapped import unwrap
from tests.benchmarks.reading_order import squash

STYLES = ("blank line", "indent", "both", "neither", "indent beyond the width", "indent lost")
_NO_START = set("。，、；：？！”’）》】〕」』…—%％,.;:!?)")
_NO_END = set("“‘（《【〔「『(")


def wrap(text: str, width: int, columns: bool, taken: int) -> list[str]:
    """Lines of `width` characters, the first shorter by `taken`; in columns words and marks stay whole."""
    unit = 2 if columns else 1
    lines, line, used, room = [], "", 0, (width - taken) * unit
    for word in re.findall(r"[A-Za-z0-9.%-]+|.", text) if columns else text:
        step = sum(2 if is_wide(c) else 1 for c in word) if columns else 1
        if used + step > room and line and not (columns and word in _NO_START):
            carried = ""
            while columns and line and line[-1] in _NO_END:
                carried, line = line[-1] + carried, line[:-1]
            lines.append(line)
            line, used, room = carried, 2 * len(carried), width * unit
        line += word
        used += step
    return [*lines, line]


def wrapped(article: dict[str, Any], style: str, chance: random.Random) -> tuple[str, list[str]]:
    """The article as such a file has it, and its true paragraphs, title and by-line first."""
    width, columns = chance.randint(18, 40), chance.random() < 0.5
    head = [article["title"], *([article["byline"]] if article.get("byline") else [])]
    blocks = ["\n".join(wrap(line, width, columns, 0)) for line in head]
    indent = "" if style in ("blank line", "neither") else "　　"
    taken = 0 if style == "indent beyond the width" else len(indent)
    blocks += [indent + "\n".join(wrap(p, width, columns, taken)) for p in article["paragraphs"]]
    text = ("\n\n" if style in ("blank line", "both") else "\n").join(blocks)
    if style == "indent lost":
        text = text.replace(indent, "")
    return text, [squash(p) for p in [*head, *article["paragraphs"]]]


def with_pages(text: str) -> str:
    """The text with a page number and a running head after every 25 lines."""
    lines = text.split("\n")
    for page in range(len(lines) // 25, 0, -1):
        lines[25 * page : 25 * page] = ["", f"— {page} —", f"融合日报 2024年第{page}期", ""]
    return "\n".join(lines)


def restored(text: str) -> list[str]:
    """The lines of the text after unwrapping, blanks aside."""
    found = unwrap(text)
    return [squash(line) for line in found.text[: found.body_end].split("\n") if line.strip()]


def touched(folder: Path, step: int) -> tuple[int, int]:
    """(ordinary documents, those of them that unwrapping changes)."""
    documents = changed = 0
    for path in sorted(folder.glob("articles-*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for row in (json.loads(line) for number, line in enumerate(lines) if number % step == 0):
                raw = [row["title"], *(p for p in row["paragraphs"] if p.strip())]
                flat = [" ".join(p.split("\n")).strip() for p in raw]
                for text in ("# " + "\n\n".join(flat), "\n".join(flat), "\n".join(raw)):
                    documents += 1
                    changed += unwrap(text).text != text
    return documents, changed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=int, default=20, help="every n-th corpus document; 0 leaves them out")
    arguments = parser.parse_args()
    root = Path(os.environ["RONGHE_EVAL"])
    with lzma.open(root / "eval" / "news-scramble-dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        articles = [article for line in lines for article in json.loads(line)["articles"]]
    for pages in (False, True):
        for style in STYLES:
            right = total = 0
            for number, article in enumerate(articles):
                text, truth = wrapped(article, style, random.Random(number))
                found = Counter(restored(with_pages(text) if pages else text))
                right += (found & Counter(truth)).total()
                total += len(truth)
            print(f"{style}{', page numbers' if pages else ''}: {right / total:.4f} of {total} paragraphs")
    if arguments.corpus:
        documents, changed = touched(root / "corpus", arguments.corpus)
        print(f"ordinary documents: {changed} of {documents} touched")


if __name__ == "__main__":
    main()
