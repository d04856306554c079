"""Newspaper pages as real PDFs, made from scrambled-page articles, read back and scored for reading order.

`python -m tests.benchmarks.pdf_pages` draws each record of news-scramble-dev as one PDF page (articles in columns,
headlines across columns, captions under pictures, boxes, upright headlines, running head and foot; the drawing order is
shuffled as typesetting programs do), then scores three readings: the loader's block order alone, the loader's blocks
put through `restore`, and the PDF's raw text put through `restore_articles`. Needs RONGHE_EVAL.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import lzma
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdfium2
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from index.loaders import load
from index.records import Source

FONT = "STSong-Light"
PAGE = (1100.0, 1560.0)
MARGIN = 50.0
NO_START = set("。，、；：？！”’）》】〕」』…—%％,.;:!?)")
NO_END = set("“‘（《【〔「『(")
Restored = list[dict[str, Any]]


def width(text: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, size))


def break_lines(text: str, size: float, room: float, indent: float) -> list[str]:
    """Lines no wider than `room` (the first less by `indent`), by the usual rules for line starts and ends."""
    lines, line, used, limit = [], "", 0.0, room - indent
    for character in text:
        step = width(character, size)
        if used + step > limit + 0.01 and line and character not in NO_START:
            carried = ""
            while line and line[-1] in NO_END:
                carried, line = line[-1] + carried, line[:-1]
            lines.append(line)
            line, limit = carried, room
            used = width(carried, size)
        line += character
        used += step
    if line:
        lines.append(line)
    return lines


class PageDrawing:
    """Collects what to draw, so that it can be drawn in a shuffled order; y grows downwards."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.runs: list[list[tuple[float, float, float, str]]] = []
        self.boxes: list[tuple[float, float, float, float, bool]] = []
        self.truth: list[dict[str, Any]] = []
        self.cuts: list[tuple[int, int, str]] = []

    def draw(self, path: Path) -> None:
        canvas = Canvas(str(path), pagesize=PAGE)
        for x, y, w, h, filled in self.boxes:
            canvas.setFillGray(0.8)
            canvas.rect(x, PAGE[1] - y - h, w, h, fill=int(filled), stroke=1)
        canvas.setFillGray(0)
        self.rng.shuffle(self.runs)
        for run in self.runs:
            for x, y, size, text in run:
                canvas.setFont(FONT, size)
                canvas.drawString(x, PAGE[1] - y, text)
        canvas.save()

    def record(self) -> dict[str, Any]:
        page, cuts = "", []
        for article, fragment, text in self.cuts:
            cuts.append(
                {"article": article, "fragment": fragment, "page_start": len(page), "page_end": len(page) + len(text)}
            )
            page += text + "\n\n"
        return {"page": page, "cuts": cuts, "articles": self.truth}


def place_article(
    drawing: PageDrawing, number: int, article: dict[str, Any], frame: tuple[float, ...], style: str
) -> None:
    """Draws one article into `frame` (x, y, w, h): headline, by-line, then balanced columns."""
    rng = drawing.rng
    x, y, w, h = frame
    boxed = style == "boxed"
    if boxed:
        drawing.boxes.append((x + 2, y + 2, w - 4, h - 10, False))
        x, y, w, h = x + 10, y + 10, w - 20, h - 28
    gap = rng.choice((12.0, 14.0, 18.0))
    title = article["title"] or ""
    if style == "upright":
        size = 20.0
        per = max(1, int((h - 10) / (size * 1.15)))
        strips = [title[i : i + per] for i in range(0, len(title), per)]
        for column, strip in enumerate(strips):
            left = x + (len(strips) - 1 - column) * size * 1.3
            drawing.runs.append([(left, y + (i + 1) * size * 1.15, size, c) for i, c in enumerate(strip)])
        taken = len(strips) * size * 1.3 + 10
        x, w = x + taken, w - taken
        top = y
    else:
        size = 24.0 if w > 500 else 18.0 if w > 280 else 15.0
        headline = break_lines(title, size, w, 0)
        drawing.runs.append([(x, y + (i + 1) * size * 1.25, size, line) for i, line in enumerate(headline)])
        top = y + len(headline) * size * 1.25 + 12
    if article.get("byline"):
        drawing.runs.append([(x, top + 10, 9.5, article["byline"])])
        top += 20
    picture = style == "picture"
    room = y + h - top
    body, leading = flow_size(article["paragraphs"], w, room - (110 if picture else 0), gap)
    count = max(1, round(w / (body * 17 + gap)))
    column_width = (w - gap * (count - 1)) / count
    lines = column_lines(article["paragraphs"], body, column_width)
    tops = [top] * count
    if picture:
        spot = count - 1
        left = x + spot * (column_width + gap)
        drawing.boxes.append((left, top, column_width, 70, True))
        caption = break_lines("图为活动现场。新华社记者摄影报道", body - 1.5, column_width, 0)
        drawing.runs.append([(left, top + 82 + i * 11, body - 1.5, line) for i, line in enumerate(caption)])
        tops[spot] = top + 82 + len(caption) * 11 + 6
    per_column = balance(len(lines), tops, leading)
    start = 0
    drawing.truth.append(
        {
            "title": title,
            "author": article.get("author") if article.get("byline") else None,
            "paragraphs": article["paragraphs"],
        }
    )
    fragment = 0
    for column, amount in enumerate(per_column):
        chosen = lines[start : start + amount]
        start += amount
        if not chosen:
            continue
        left = x + column * (column_width + gap)
        drawing.runs.append(
            [(left + shift, tops[column] + body + i * leading, body, text) for i, (shift, text) in enumerate(chosen)]
        )
        drawing.cuts.append((number, fragment, "".join(text for _, text in chosen)))
        fragment += 1


def column_lines(paragraphs: list[str], size: float, room: float) -> list[tuple[float, str]]:
    lines: list[tuple[float, str]] = []
    for paragraph in paragraphs:
        broken = break_lines(paragraph, size, room, 2 * size)
        lines += [(2 * size if i == 0 else 0.0, line) for i, line in enumerate(broken)]
    return lines


def flow_size(paragraphs: list[str], w: float, room: float, gap: float) -> tuple[float, float]:
    """The largest body size whose columns fit in the frame."""
    for size in (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0):
        count = max(1, round(w / (size * 17 + gap)))
        lines = column_lines(paragraphs, size, (w - gap * (count - 1)) / count)
        if len(lines) * size * 1.45 <= count * (room - 2 * size):
            return size, size * 1.45
    return 4.5, 6.0


def balance(total: int, tops: list[float], leading: float) -> list[int]:
    """Lines a column, so that the columns end at about the same height."""
    low, high = max(tops), max(tops) + total * leading + 1
    for _ in range(60):
        middle = (low + high) / 2
        if sum(int((middle - top) / leading + 1e-6) for top in tops) >= total:
            high = middle
        else:
            low = middle
    amounts, left = [], total
    for top in tops:
        amounts.append(min(left, int((high - top) / leading + 1e-6)))
        left -= amounts[-1]
    return amounts


def split_frames(weights: list[float], frame: tuple[float, ...], rng: random.Random) -> list[tuple[float, ...]]:
    """A frame for each weight: a random guillotine cut, areas in proportion."""
    if len(weights) == 1:
        return [frame]
    x, y, w, h = frame
    at = rng.randrange(1, len(weights))
    share = sum(weights[:at]) / sum(weights)
    share = min(0.75, max(0.25, share))
    if h > w * 0.8 or w < 420:
        first, second = (x, y, w, h * share - 8), (x, y + h * share + 8, w, h * (1 - share) - 8)
    else:
        first, second = (x, y, w * share - 9, h), (x + w * share + 9, y, w * (1 - share) - 9, h)
    return split_frames(weights[:at], first, rng) + split_frames(weights[at:], second, rng)


def draw_page(record: dict[str, Any], path: Path) -> dict[str, Any]:
    """Draws one record as a PDF page and gives the true articles and cuts in the scorer's form."""
    rng = random.Random(record["id"])
    drawing = PageDrawing(rng)
    articles = [a for a in record["articles"] if a["paragraphs"]]
    weights = [sum(map(len, a["paragraphs"])) + 300.0 for a in articles]
    area = (MARGIN, MARGIN + 40, PAGE[0] - 2 * MARGIN, PAGE[1] - 2 * MARGIN - 80)
    for number, (article, frame) in enumerate(zip(articles, split_frames(weights, area, rng), strict=True)):
        style = rng.choice(("plain", "plain", "boxed", "picture", "upright"))
        place_article(drawing, number, article, frame, style)
    drawing.runs.append([(MARGIN, MARGIN + 10, 12.0, "2024年5月6日 星期一")])
    drawing.runs.append([(PAGE[0] - 200, MARGIN + 10, 12.0, "融合日报 第3版")])
    drawing.runs.append([(PAGE[0] / 2, PAGE[1] - 30, 9.0, "3")])
    drawing.draw(path)
    return drawing.record()


def by_headings(source: Source) -> Restored:
    """The block order alone: a heading starts an article, a short ■ or □ line is its by-line."""
    out: Restored = []
    for block in source.blocks:
        if block.heading_level:
            if out and not out[-1]["paragraphs"]:
                out[-1]["title"] += block.text
            else:
                out.append({"title": block.text, "author": None, "paragraphs": []})
        elif block.text[:1] in "■□":
            if out:
                out[-1]["author"] = block.text[1:].strip()
        else:
            if not out:
                out.append({"title": None, "author": None, "paragraphs": []})
            out[-1]["paragraphs"].append(block.text)
    return out


def restored_dicts(articles: Any) -> Restored:
    return [
        {"title": a.title, "author": a.author, "paragraphs": list(a.paragraphs)}
        for a in articles
        if a.kind == "article"
    ]


def readings() -> dict[str, Callable[[Path], Restored]]:
    def blocks(path: Path) -> Restored:
        return by_headings(next(load(path)))

    def restored(path: Path) -> Restored:
        from index.layout import restore

        return restored_dicts(restore(next(load(path))).articles)

    def raw_text(path: Path) -> Restored:
        from index.layout import restore_articles

        document = pypdfium2.PdfDocument(path)
        text = "\n\n".join(page.get_textpage().get_text_range() for page in document)
        return restored_dicts(restore_articles(text.replace("\r\n", "\n")))

    return {"blocks": blocks, "restored": restored, "raw-text": raw_text}


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_order", evaluation_folder() / "eval" / "score_order.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def evaluation_folder() -> Path:
    folder = os.environ.get("RONGHE_EVAL")
    if not folder:
        raise SystemExit("set RONGHE_EVAL to the folder that holds eval/news-scramble-dev.jsonl.xz")
    return Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reading", choices=("blocks", "restored", "raw-text"), action="append")
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/ronghe-pdf-pages"), help="where the PDFs are made")
    parser.add_argument("-v", "--verbose", action="store_true")
    arguments = parser.parse_args()
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with lzma.open(evaluation_folder() / "eval" / "news-scramble-dev.jsonl.xz", "rt", encoding="utf8") as stream:
        rows = [json.loads(line) for line in stream][: arguments.limit]
    paths = [arguments.folder / f"{number:03d}.pdf" for number in range(len(rows))]
    truths = [draw_page(row, path) for row, path in zip(rows, paths, strict=True)]
    score = scorer().score
    for name, read in readings().items():
        if arguments.reading and name not in arguments.reading:
            continue
        keys = ("chars", "right", "articles", "exact", "title", "author", "seams", "joined", "wrong")
        tally, start = dict.fromkeys(keys, 0), time.perf_counter()
        for path, truth in zip(paths, truths, strict=True):
            before = dict(tally)
            score(truth, read(path), tally)
            if arguments.verbose and tally["exact"] - before["exact"] < len(truth["articles"]):
                print(path.name, {k: tally[k] - before[k] for k in keys})
        print_scores(name, tally, len(rows), time.perf_counter() - start)


def print_scores(name: str, tally: dict[str, int], pages: int, seconds: float) -> None:
    precision = tally["joined"] / max(1, tally["joined"] + tally["wrong"])
    recall = tally["joined"] / max(1, tally["seams"])
    both = 2 * precision * recall / max(1e-9, precision + recall)
    print(
        f"{name:9} pages {pages}  right article {tally['right'] / tally['chars']:.4f}  "
        f"seam precision {precision:.4f} recall {recall:.4f} F1 {both:.4f}  "
        f"exact {tally['exact'] / tally['articles']:.4f}  title {tally['title'] / tally['articles']:.4f}  "
        f"author {tally['author'] / tally['articles']:.4f}  {seconds / pages * 1000:.0f} ms/page"
    )


if __name__ == "__main__":
    main()
