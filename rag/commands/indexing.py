"""`ronghe index ...`: build, change, list, check and roll back the index."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.errors import RongheError
from rag.commands.console import progress_bar, write, write_json
from rag.settings import Settings


def index(arguments: argparse.Namespace, settings: Settings) -> int:
    actions: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
        "build": _index_change,
        "add": _index_change,
        "remove": _index_change,
        "rebuild": _index_change,
        "list": _index_list,
        "verify": _index_verify,
        "rollback": _index_rollback,
    }
    return actions[arguments.index_command](arguments, settings)


def _index_change(arguments: argparse.Namespace, settings: Settings) -> int:
    from index import build
    from rag.assembly import open_encoder

    started = time.perf_counter()
    data_dir, encoder = settings.data_dir, open_encoder(settings)
    skipped: list[str] = []

    def on_skip(path: Path, error: RongheError) -> None:
        skipped.append(str(error))
        sys.stderr.write(f"跳过 {path}：{error}\n")

    skip = on_skip if getattr(arguments, "skip_errors", False) else None
    with progress_bar() as report:
        match arguments.index_command:
            case "build":
                snapshot = build.build_index(arguments.paths, data_dir, encoder=encoder, progress=report, on_skip=skip)
            case "add":
                snapshot = build.add_documents(
                    arguments.paths, data_dir, encoder=encoder, progress=report, on_skip=skip
                )
            case "remove":
                snapshot = build.remove_documents(arguments.ids, data_dir, encoder=encoder, progress=report)
            case _:
                snapshot = build.rebuild(data_dir, encoder=encoder, progress=report)
    summary: dict[str, Any] = {
        "version": snapshot.version,
        "documents": len(snapshot.documents()),
        "passages": len(snapshot),
        "skipped": skipped,
        "seconds": round(time.perf_counter() - started, 2),
    }
    snapshot.close()
    if arguments.json:
        write_json(summary)
    else:
        counts = f"{summary['documents']} 个文档，{summary['passages']} 段，{summary['seconds']} 秒"
        write(f"已发布 {summary['version']}：{counts}")
    return 0


def _index_list(arguments: argparse.Namespace, settings: Settings) -> int:
    from index.snapshot import open_index

    snapshot = open_index(settings.data_dir)
    cards = snapshot.documents()
    rows = [
        {"document": c.document, "articles": c.article_count, "passages": c.passage_count, "characters": c.char_count}
        for c in cards
    ]
    snapshot.close()
    if arguments.json:
        write_json(rows)
    for row in () if arguments.json else rows:
        write(f"{row['document']}  {row['articles']} 篇  {row['passages']} 段  {row['characters']} 字")
    return 0


def _index_verify(arguments: argparse.Namespace, settings: Settings) -> int:
    from index.build import verify_index

    report = verify_index(settings.data_dir)
    if arguments.json:
        write_json(report.to_dict())
    else:
        write(report.summary())
    return 0 if report.ok else 1


def _index_rollback(arguments: argparse.Namespace, settings: Settings) -> int:
    from index.build import rollback

    snapshot = rollback(settings.data_dir)
    if arguments.json:
        write_json({"version": snapshot.version, "passages": len(snapshot)})
    else:
        write(f"已回到 {snapshot.version}：{len(snapshot)} 段")
    snapshot.close()
    return 0
