"""`ronghe index ...`: build, change, list, check and roll back the index."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.errors import RongheError, SnapshotError
from index.loading.paths import HIDDEN_FILE
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
    before = _indexed(data_dir) if arguments.index_command == "add" else {}
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
    cards = snapshot.documents()
    replaced = [card.document for card in cards if before.get(card.document, card.sha256) != card.sha256]
    if skip is None and arguments.index_command in ("build", "add"):
        _tell_skipped(arguments.paths, data_dir)
    summary: dict[str, Any] = {
        "version": snapshot.version,
        "documents": len(cards),
        "passages": len(snapshot),
        "skipped": skipped,
        "replaced": replaced,
        "seconds": round(time.perf_counter() - started, 2),
    }
    snapshot.close()
    if arguments.json:
        write_json(summary)
    else:
        counts = f"{summary['documents']} 个文档，{summary['passages']} 段，{summary['seconds']} 秒"
        write(f"已发布 {summary['version']}：{counts}")
        if replaced:
            write(
                f"同名的旧文档已换成新的：{'、'.join(replaced)}（不是同一篇的话，请 ronghe index rollback，改名后再加）"
            )
    return 0


def _indexed(data_dir: Path) -> dict[str, str]:
    """Content hash by name of the documents that are indexed now; none where there is no index to read."""
    from index.manifest import read_manifest
    from index.publishing import current_folder

    try:
        return {pin.document: pin.sha256 for pin in read_manifest(current_folder(data_dir)).documents}
    except (SnapshotError, FileNotFoundError):
        return {}


def _tell_skipped(paths: list[str], data_dir: Path) -> None:
    """One line on how many files below the folders were passed over, and why; hidden ones go without saying."""
    from index.loaders import iter_files

    reasons = Counter(why for _, why in iter_files(paths, without=data_dir).skipped if why != HIDDEN_FILE)
    if reasons:
        told = "，".join(f"{why} {count} 个" for why, count in reasons.most_common(5))
        sys.stderr.write(f"没有读的：{told}；加 --skip-errors 逐个列出\n")


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
