"""Files into Sources: which reader a file needs, the limits on what is read, and the folders it may come from.

The readers are in loading_*.py; this module knows paths and suffixes, and puts their paragraphs into one text.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import LoadError
from index.loading_columns import paragraphs_of_pages
from index.loading_encoding import decode
from index.loading_jsonl import load_jsonl
from index.loading_text import blocks_of_text
from index.records import Block, Source

SUPPORTED_SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".jsonl", ".jsonl.xz", ".xml", ".hocr")
MAX_DOCUMENT_BYTES = 100_000_000
_TEXT_SUFFIXES = (".txt", ".md")
_CORPUS_SUFFIXES = (".jsonl", ".jsonl.xz")


@dataclass(frozen=True, slots=True)
class _Part:
    """One paragraph of a document whose text is put together here."""

    text: str
    heading_level: int = 0
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


def suffix_of(path: Path) -> str:
    """The supported suffix that `path` ends with (`.jsonl.xz` counts as one), else its last one, in lower case."""
    name = path.name.lower()
    return ".jsonl.xz" if name.endswith(".jsonl.xz") else path.suffix.lower()


def load(path: Path, *, document: str | None = None, max_bytes: int = MAX_DOCUMENT_BYTES) -> Iterator[Source]:
    """The Sources of one file: one, except for a JSONL corpus, which gives one a row.

    `document` is the name that the Sources carry (default: the file's name). `max_bytes` bounds every format but
    JSONL, which is streamed. Raises LoadError on anything that cannot be read, before or while Sources are given.
    """
    path = Path(path)
    suffix = suffix_of(path)
    size = _checked_size(path, suffix)
    document = document or path.name
    try:
        if suffix in _CORPUS_SUFFIXES:
            yield from load_jsonl(path, document)
            return
        if size > max_bytes:
            raise LoadError(
                f"{path.name}：文件有 {size / 1e6:.0f} MB，超过单个文档的上限 {max_bytes / 1e6:.0f} MB；"
                "请拆成几个文件，或整理成每行一篇的 .jsonl。"
            )
        data = path.read_bytes()
    except PermissionError as error:
        raise LoadError(f"{path.name}：没有读取权限；请修改文件权限后重试。") from error
    except OSError as error:
        raise LoadError(f"{path.name}：读取失败（{error.strerror or error}）；请检查磁盘或文件。") from error
    source = _source(data, suffix, path.name, document)
    if not source.blocks:
        raise LoadError(f"{path.name}：文件里没有文字；请换一个有内容的文件。")
    yield source


def _checked_size(path: Path, suffix: str) -> int:
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise LoadError(f"{path}：文件不存在；请检查路径。") from error
    except PermissionError as error:
        raise LoadError(f"{path}：没有访问权限；请修改权限后重试。") from error
    except (OSError, ValueError) as error:
        raise LoadError(f"{path}：路径无效（{error}）；请检查路径或符号链接。") from error
    if path.is_dir():
        raise LoadError(f"{path}：是文件夹而不是文件；请给出其中的文件，或把整个文件夹交给 index build。")
    if not path.is_file():
        raise LoadError(f"{path}：不是普通文件；请给出普通文件。")
    if suffix not in SUPPORTED_SUFFIXES:
        raise LoadError(
            f"{path.name}：不支持的格式 {suffix or '（没有扩展名）'}；可用的格式有 {' '.join(SUPPORTED_SUFFIXES)}。"
        )
    if status.st_size == 0:
        raise LoadError(f"{path.name}：文件是空的（0 字节）；请换一个有内容的文件。")
    return status.st_size


def _source(data: bytes, suffix: str, name: str, document: str) -> Source:
    title: str | None = None
    if suffix in _TEXT_SUFFIXES:
        text = decode(data, name)
        return Source(document, document, text, blocks_of_text(text))
    if suffix == ".pdf":
        from index.loading_pdf import read_pdf

        parts = _parts_of_pages(read_pdf(data, name))
    elif suffix == ".docx":
        from index.loading_docx import read_docx

        parts = [_Part(text, level) for text, level in read_docx(data, name)]
    elif suffix == ".xml":
        from index.loading_ocr import read_alto

        parts = _parts_of_pages(read_alto(data, name))
    else:
        title, parts = _parts_of_html(data, name)
    text, blocks = _text_and_blocks(parts)
    return Source(document, document, text, blocks, title=title)


def _parts_of_html(data: bytes, name: str) -> tuple[str | None, list[_Part]]:
    from index.loading_html import decode_html, read_html
    from index.loading_ocr import looks_like_hocr, read_hocr

    markup = decode_html(data, name)
    if looks_like_hocr(markup):
        return None, _parts_of_pages(read_hocr(markup, name))
    title, paragraphs = read_html(markup, name)
    return title, [_Part(text, level) for text, level in paragraphs]


def _parts_of_pages(pages: list) -> list[_Part]:  # type: ignore[type-arg]
    return [_Part(p.text, p.heading_level, p.page, p.box) for p in paragraphs_of_pages(pages)]


def _text_and_blocks(parts: Sequence[_Part]) -> tuple[str, tuple[Block, ...]]:
    blocks: list[Block] = []
    position = 0
    for part in parts:
        end = position + len(part.text)
        blocks.append(Block(part.text, position, end, part.page, part.heading_level, part.box))
        position = end + 2
    return "\n\n".join(part.text for part in parts), tuple(blocks)


def check_allowed(path: Path, roots: Iterable[Path]) -> Path:
    """The real path of `path`, symbolic links resolved; raises LoadError when it lies outside every one of `roots`."""
    try:
        real = Path(path).resolve(strict=True)
        allowed = [Path(root).resolve(strict=True) for root in roots]
    except (OSError, RuntimeError, ValueError) as error:
        raise LoadError(f"{path}：路径不存在或符号链接成环；请检查路径。") from error
    if not any(real == root or root in real.parents for root in allowed):
        folders = "、".join(str(root) for root in allowed) or "（无）"
        raise LoadError(f"{path}：不在允许的文件夹内（{folders}）；请把文件复制进去后重试。")
    return real


class FileList(list[tuple[Path, str]]):
    """(path, document name) of the files to read, in a stable order; `skipped` says what was passed over and why."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped: list[tuple[Path, str]] = []


def iter_files(paths: Iterable[Path]) -> FileList:
    """The files under `paths`, folders recursively and sorted, each with a unique document name.

    A file in a folder is named by its path from the folder's parent, a file given by itself by its file name; names
    that would clash are told apart by more of their path. Hidden files and unknown suffixes inside folders are skipped
    and reported; a file given by itself is always listed, so that `load` can say what is wrong with it.
    Raises LoadError when a path does not exist.
    """
    files = FileList()
    seen: set[Path] = set()
    names: set[str] = set()
    for given in map(Path, paths):
        found = sorted(_walk(given, files.skipped)) if given.is_dir() else [given]
        if not given.is_dir() and not given.exists():
            raise LoadError(f"{given}：文件或文件夹不存在；请检查路径。")
        for path in found:
            real = path.resolve()
            if real in seen:
                files.skipped.append((path, "重复的文件"))
                continue
            seen.add(real)
            name = path.relative_to(given.parent).as_posix() if given.is_dir() else path.name
            files.append((path, _unique(name, path, names)))
    return files


def _unique(name: str, path: Path, names: set[str]) -> str:
    parents = [parent.name for parent in path.resolve().parents if parent.name]
    depth = name.count("/")
    while name in names and depth < len(parents):
        name = f"{parents[depth]}/{name}"
        depth += 1
    number, base = 2, name
    while name in names:
        name = f"{base}#{number}"
        number += 1
    names.add(name)
    return name


def _walk(folder: Path, skipped: list[tuple[Path, str]]) -> Iterator[Path]:
    """Supported files below `folder`; folders that are symbolic links are not entered, so there are no loops."""
    for parent, folders, names in os.walk(
        folder, onerror=lambda error: skipped.append((Path(error.filename), "无法打开"))
    ):
        for name in list(folders):
            if name.startswith(".") or (Path(parent) / name).is_symlink():
                folders.remove(name)
                skipped.append((Path(parent) / name, "隐藏的或符号链接的文件夹"))
        for name in names:
            path = Path(parent) / name
            if name.startswith((".", "~$")):
                skipped.append((path, "隐藏的文件"))
            elif suffix_of(path) not in SUPPORTED_SUFFIXES:
                skipped.append((path, f"不支持的格式 {path.suffix or '（没有扩展名）'}"))
            elif not path.is_file():
                skipped.append((path, "不是普通文件或链接已失效"))
            else:
                yield path
