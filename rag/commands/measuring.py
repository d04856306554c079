"""`ronghe eval ...`: the measurements of README on files in the evaluation formats."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from rag.commands.console import progress_bar, write, write_json
from rag.settings import Settings


def evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    measures: dict[str, Callable[[argparse.Namespace, Settings], list[dict[str, Any]]]] = {
        "reading-order": _eval_reading_order,
        "retrieval": _eval_retrieval,
        "answers": _eval_answers,
        "rgb": _eval_rgb,
    }
    figures = measures[arguments.eval_command](arguments, settings)
    if arguments.json:
        write_json(figures)
        return 0
    for row in figures:
        write("  ".join(f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()))
    return 0


def _eval_reading_order(arguments: argparse.Namespace, settings: Settings) -> list[dict[str, Any]]:
    from index.layout import restore_articles
    from rag.evaluation import measure_reading_order, naive_articles, read_rows

    del settings
    pages = list(read_rows(arguments.pages))
    started = time.perf_counter()
    figures: dict[str, Any] = {"reading": "restored", **measure_reading_order(pages, restore_articles)}
    figures["ms_per_page"] = (time.perf_counter() - started) * 1000 / max(1, len(pages))
    return [{"reading": "as extracted", **measure_reading_order(pages, naive_articles)}, figures]


def _eval_retrieval(arguments: argparse.Namespace, settings: Settings) -> list[dict[str, Any]]:
    from rag.assembly import open_chat
    from rag.evaluation import rank_of_answer, read_rows, retrieval_figures

    service = open_chat(settings)
    ranks: dict[str, list[int | None]] = {}
    latencies: list[float] = []
    rows = [row for row in read_rows(arguments.questions) if row.get("answerable", True)]
    with progress_bar() as report:
        for done, row in enumerate(rows, 1):
            started = time.perf_counter()
            hits = service.search(row["question"], 50)
            latencies.append((time.perf_counter() - started) * 1000)
            found = [{"passage_id": h.passage.passage_id, "text": h.passage.text} for h in hits]
            rank = rank_of_answer(row, found)
            for group in ("all", str(row.get("source", "crud"))):
                ranks.setdefault(group, []).append(rank)
            report("检索", done, len(rows))
    latencies.sort()
    figures: list[dict[str, Any]] = [{"group": g, "n": len(r), **retrieval_figures(r)} for g, r in ranks.items()]
    if latencies:
        figures.append({"p50_ms": latencies[len(latencies) // 2], "p95_ms": latencies[int(len(latencies) * 0.95)]})
    return figures


def _eval_answers(arguments: argparse.Namespace, settings: Settings) -> list[dict[str, Any]]:
    from rag.assembly import open_chat
    from rag.evaluation import holds_answer, read_rows

    service = open_chat(settings)
    rows = [row for row in read_rows(arguments.questions) if row.get("answerable", True)]
    answers = []
    with progress_bar() as report:
        for done, row in enumerate(rows, 1):
            answers.append(service.ask(row["question"]))
            report("提问", done, len(rows))
    n = max(1, len(rows))
    return [
        {
            "n": len(rows),
            "holds_answer": sum(holds_answer(row, a) for row, a in zip(rows, answers, strict=True)) / n,
            "refused": sum(a.refused for a in answers) / n,
            "mean_chars": sum(len(a.text) for a in answers) / n,
        }
    ]


def _eval_rgb(arguments: argparse.Namespace, settings: Settings) -> list[dict[str, Any]]:
    from rag import answer_from
    from rag.evaluation import measure_rgb, read_rows

    del settings
    return measure_rgb(list(read_rows(arguments.questions)), answer_from)
