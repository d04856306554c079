"""JSONL corpora, plain or xz-compressed, as a stream of Sources: one row at a time, whatever the size of the file.

A row is {"passage_id", "title", "text"}; the title may be empty. It may state "author", "affiliation" and "column" as
well, each a text or a list of texts; other keys are passed over. Rows are in reading order: no repair is tried on them.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from index.errors import LoadError
from index.loading.text import blocks_of_text
from index.records import Source

MAX_ROW_BYTES = 32_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_ATTRIBUTION = ("author", "affiliation", "column")
# What a row must be, repeated in each error: it is the next step as well.
_FORMAT = '每行应为 {"passage_id": "…", "title": "…", "text": "…"}'


def load_jsonl(path: Path, document: str) -> Iterator[Source]:
    """One Source a row; a blank line is passed over.

    Raises LoadError, naming the line, at a row that is not JSON, lacks `passage_id` or `text`, repeats an id, or names
    its author by anything but text.
    """
    seen: dict[str, int] = {}
    number = 0
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        row = _row(line, path, number)
        source_id = row["passage_id"]
        if source_id in seen:
            raise LoadError(
                f"{path.name} 第 {number} 行：passage_id “{source_id}” "
                f"与第 {seen[source_id]} 行重复；请改成不同的编号。"
            )
        seen[source_id] = number
        yield Source(
            source_id=source_id,
            document=document,
            text=row["text"],
            blocks=blocks_of_text(row["text"]),
            title=row["title"],
            in_order=True,
            author=row["author"],
            affiliation=row["affiliation"],
            column=row["column"],
        )
    if not seen:
        raise LoadError(f"{path.name}：文件里没有任何一行数据；{_FORMAT}。")


def _lines(path: Path) -> Iterator[bytes]:
    with _open(path) as stream:
        number = 0
        while True:
            number += 1
            try:
                line = stream.readline(MAX_ROW_BYTES + 1)
            except (lzma.LZMAError, EOFError) as error:
                raise LoadError(
                    f"{path.name} 第 {number} 行：xz 压缩数据损坏或不完整（{error}）；请重新压缩或下载。"
                ) from error
            if not line:
                return
            if len(line) > MAX_ROW_BYTES:
                raise LoadError(f"{path.name} 第 {number} 行：超过 {MAX_ROW_BYTES // 1_000_000} MB；请把它拆成几行。")
            yield line


def _open(path: Path) -> IO[bytes]:
    return lzma.open(path) if path.suffix.lower() == ".xz" else path.open("rb")


def _row(line: bytes, path: Path, number: int) -> dict[str, Any]:
    where = f"{path.name} 第 {number} 行"
    try:
        value = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise LoadError(f"{where}：不是 UTF-8 编码（第 {error.start + 1} 个字节）；请转为 UTF-8 后重试。") from error
    except (ValueError, RecursionError) as error:
        raise LoadError(f"{where}：不是合法的 JSON（{str(error)[:80]}）；{_FORMAT}。") from error
    if not isinstance(value, dict):
        raise LoadError(f"{where}：是 {type(value).__name__} 而不是 JSON 对象；{_FORMAT}。")
    passage_id = value.get("passage_id")
    if isinstance(passage_id, int) and not isinstance(passage_id, bool):
        passage_id = str(passage_id)
    if not isinstance(passage_id, str) or not passage_id.strip():
        raise LoadError(f"{where}：缺少 passage_id；{_FORMAT}。")
    text, title = value.get("text"), value.get("title") or None
    if not isinstance(text, str):
        raise LoadError(f"{where}：缺少 text 或它不是字符串；{_FORMAT}。")
    if title is not None and not isinstance(title, str):
        raise LoadError(f"{where}：title 不是字符串；{_FORMAT}。")
    stated = {name: _stated(value.get(name), name, where) for name in _ATTRIBUTION}
    if any(_SURROGATE.search(part or "") for part in (passage_id, text, title, *stated.values())):
        raise LoadError(f"{where}：含有不成对的代理字符（\\ud800–\\udfff），无法保存；请修正该行的转义。")
    return {"passage_id": passage_id, "text": text.replace("\0", " "), "title": title, **stated}


def _stated(value: Any, name: str, where: str) -> str | None:
    """What a row states of its author and the like on one line, several with a blank between, as by-lines have them."""
    parts = value if isinstance(value, list) else [value]
    if not all(part is None or isinstance(part, str) for part in parts):
        raise LoadError(f"{where}：{name} 应是文字或文字的列表，现在是 {str(value)[:60]}；请改正或去掉它。")
    return " ".join(word for part in parts if part for word in part.replace("\0", " ").split()) or None
