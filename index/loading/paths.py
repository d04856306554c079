"""Which files are read: paths into a stable list of files with document names, and the folders they may come from.

It looks at names and links only, never into a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import LoadError

SUPPORTED_SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".jsonl", ".jsonl.xz", ".xml", ".hocr")


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
