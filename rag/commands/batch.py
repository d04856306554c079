"""Rows of questions in, rows of results out: one bad row costs that row, not the others.

It knows nothing of what is asked of a row; the commands pass that in.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from index.errors import EncoderError, LoadError, RongheError, SnapshotError, UsageError, os_reason
from rag.commands.console import progress_bar

_FORMAT = '每行应为 {"id": …, "question": "…"}'
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAMED_LINES = 5


def run_batch(source: Path, out: Path | None, answer: Callable[[list[str]], dict[str, Any]], label: str) -> None:
    """Write {"id", **answer(turns)} to `out` for every row of `source`, in order; {"id", "error"} for a bad one.

    `UsageError` at the end when rows were bad, all the others answered. What concerns every row (an index that cannot
    be opened, an unwritable `out`) ends the run at once; what was written by then stays.
    """
    if out is None:
        raise UsageError("--batch 需要 --out 文件名")
    lines = _lines(source)
    if out.exists() and out.samefile(source):
        raise UsageError(f"--out {out} 就是 --batch 的文件，会盖掉其中的问题；请换一个文件名")
    bad: list[int] = []
    try:
        # A lone half of a surrogate pair is written as the escape that it was read from.
        with out.open("w", encoding="utf-8", errors="backslashreplace") as rows, progress_bar() as report:
            for done, (number, line) in enumerate(lines, 1):
                result = _result(number, line, answer)
                if "error" in result:
                    bad.append(number)
                rows.write(json.dumps(result, ensure_ascii=False) + "\n")
                report(label, done, len(lines))
    except OSError as error:
        raise UsageError(f"写不了 {out}：{os_reason(error)}；换一个可写的位置") from error
    if bad:
        named = "、".join(map(str, bad[:_NAMED_LINES])) + (" 等" if len(bad) > _NAMED_LINES else "")
        raise UsageError(
            f"{source} 的 {len(lines)} 行里有 {len(bad)} 行没有作答（第 {named} 行），其余都已作答；"
            f"原因在 {out} 各行的 error 里，改正后可以只重跑这几行"
        )


def _lines(path: Path) -> list[tuple[int, bytes]]:
    """(number, content) of the lines of a .jsonl or .jsonl.xz that are not blank."""
    try:
        with _open(path) as stream:
            lines = [(number, line) for number, line in enumerate(stream, 1) if line.strip()]
    except (OSError, EOFError, lzma.LZMAError) as error:
        reason = os_reason(error) if isinstance(error, OSError) else error
        raise LoadError(f"读不了 {path}：{reason}；请检查路径") from error
    if not lines:
        raise LoadError(f"{path} 里没有一行问题；{_FORMAT}")
    return lines


def _open(path: Path) -> IO[bytes]:
    return lzma.open(path) if path.suffix.lower() == ".xz" else path.open("rb")


def _result(number: int, line: bytes, answer: Callable[[list[str]], dict[str, Any]]) -> dict[str, Any]:
    identity: Any = None
    try:
        row = _row(number, line)
        identity = row.get("id")
        return {"id": identity, **answer(turns_of(row, number))}
    except (SnapshotError, EncoderError):
        raise
    except RongheError as error:
        return {"id": identity, "error": str(error)}


def _row(number: int, line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise LoadError(f"第 {number} 行不是 UTF-8 编码（第 {error.start + 1} 个字节）；请转为 UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise LoadError(f"第 {number} 行不是 JSON（{str(error)[:80]}）；{_FORMAT}") from error
    if not isinstance(row, dict):
        raise LoadError(f"第 {number} 行是 {type(row).__name__} 而不是 JSON 对象；{_FORMAT}")
    return row


def turns_of(row: dict[str, Any], number: int) -> list[str]:
    """The turns of a row's question; `LoadError` where it is none."""
    question = row.get("question")
    turns = [question] if isinstance(question, str) else question
    if not isinstance(turns, list) or not turns or not all(_is_text(turn) for turn in turns):
        raise LoadError(f"第 {number} 行的 question 应是文字或文字的列表，现在是 {str(question)[:60]!r}；{_FORMAT}")
    return turns


def _is_text(turn: object) -> bool:
    return isinstance(turn, str) and bool(turn.strip()) and not _SURROGATE.search(turn)
