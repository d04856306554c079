"""Which files are read: paths into a stable list of files with document names, and the folders they may come from.

It looks at names and links only, never into a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import LoadError, os_reason

SUPPORTED_SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".jsonl", ".jsonl.xz", ".xml", ".hocr")
HIDDEN_FILE = "隐藏的文件"


def suffix_of(path: Path) -> str:
    """The supported suffix that `path` ends with (`.jsonl.xz` counts as one), else its last one, in lower case."""
    name = path.name.lower()
    return ".jsonl.xz" if name.endswith(".jsonl.xz") else path.suffix.lower()


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


def iter_files(paths: Iterable[str | Path], *, without: Path | None = None) -> FileList:
    """The files under `paths`, folders recursively and sorted, each with a unique document name.

    A file in a folder is named by its path from the folder's parent, a file given by itself by its file name; names
    that would clash are told apart by more of their path. Hidden files and unknown suffixes inside folders are skipped
    and reported, and so is the folder `without`, where the index itself lies; a file given by itself is always listed,
    so that `load` can say what is wrong with it. Raises LoadError when a path is not there or cannot be looked at.
    """
    files = FileList()
    seen: set[Path] = set()
    names: set[str] = set()
    own = without.resolve() if without is not None else None
    for one in paths:
        given = _checked(one)
        found = sorted(_walk(given, own, files.skipped)) if given.is_dir() else [given]
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


def _checked(given: str | Path) -> Path:
    """`given` as a path that exists; an empty one would mean the folder one is in, which nobody means by it."""
    path = Path(given)
    if not str(given).strip():
        raise LoadError(f"路径 {str(given)!r} 是空的；请给出文件或文件夹（当前文件夹写作 .）。")
    try:
        path.stat()
    except OSError as error:
        reason = os_reason(error)
        if not isinstance(error, PermissionError) and path.is_symlink():
            reason = "符号链接成环或已失效"
        elif isinstance(error, FileNotFoundError):
            reason = "文件或文件夹不存在"
        raise LoadError(f"{path}：{reason}；请检查路径和权限。") from error
    except ValueError as error:
        raise LoadError(f"{str(given)!r}：路径无效（{error}）；请检查路径。") from error
    return path


def _walk(folder: Path, own: Path | None, skipped: list[tuple[Path, str]]) -> Iterator[Path]:
    """Supported files below `folder`; folders that are symbolic links are not entered, so there are no loops."""
    for parent, folders, names in os.walk(
        folder, onerror=lambda error: skipped.append((Path(error.filename), "没有权限，无法打开"))
    ):
        for name in list(folders):
            if name.startswith(".") or (Path(parent) / name).is_symlink():
                folders.remove(name)
                skipped.append((Path(parent) / name, "隐藏的或符号链接的文件夹"))
            elif own is not None and (Path(parent) / name).resolve() == own:
                folders.remove(name)
                skipped.append((Path(parent) / name, "索引自己的数据文件夹"))
        for name in names:
            path = Path(parent) / name
            if name.startswith((".", "~$")):
                skipped.append((path, HIDDEN_FILE))
            elif suffix_of(path) not in SUPPORTED_SUFFIXES:
                skipped.append((path, f"不支持的格式 {path.suffix or '（没有扩展名）'}"))
            elif not path.is_file():
                skipped.append((path, "不是普通文件或链接已失效"))
            else:
                yield path
