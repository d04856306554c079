"""What a snapshot says of itself: versions, encoder, counts, settings and the checksum of every file.

It knows how to write and read that as JSON, and how to check files against it; it opens no store.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.errors import SnapshotError

# 2: the BM25 index may number its texts otherwise than by row (index/lexical.py); 1 is read as before.
FORMAT_VERSION = 2
_READABLE = (1, 2)
MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class DocumentPin:
    """A document of the set; its copy is kept by content hash, so that a rebuild needs nothing from outside."""

    document: str
    sha256: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the snapshot is made of. Vectors of another `encoder_fingerprint` cannot be compared with its own, and
    tokens of another `tokens_fingerprint` may not be found.

    `files` maps paths inside the snapshot, with forward slashes, to SHA-256. `created` is UTC, ISO 8601."""

    version: str
    previous: str | None
    created: str
    encoder_name: str
    encoder_dimension: int
    encoder_fingerprint: str
    dense_kind: str
    document_count: int
    article_count: int
    passage_count: int
    char_count: int
    max_chars: int
    tokens_fingerprint: str = ""
    documents: tuple[DocumentPin, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    format_version: int = FORMAT_VERSION

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / MANIFEST_NAME).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest in `folder`; `SnapshotError` when it is missing, damaged or of another format."""
    path = folder / MANIFEST_NAME
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = values.get("format_version")
        if found not in _READABLE:
            raise SnapshotError(
                f"索引 {folder.name} 的格式是第 {found} 版，本程序读第 {FORMAT_VERSION} 版；请运行 ronghe index rebuild"
            )
        values["documents"] = tuple(DocumentPin(**d) for d in values["documents"])
        return Manifest(**values)
    except FileNotFoundError:
        raise
    except PermissionError as error:
        raise SnapshotError(f"索引清单 {path} 没有读取权限；请修改文件权限后重试") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError(f"索引清单 {path} 已损坏（{error}）；请运行 ronghe index rollback 回到上一版") from error


def file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def checksum_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under `folder` but the manifest itself, by relative path."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).as_posix() != MANIFEST_NAME)
    return {path.relative_to(folder).as_posix(): file_sha256(path) for path in paths}


def damaged_files(folder: Path, manifest: Manifest) -> list[str]:
    """One Chinese line for each file that is missing or differs from its checksum."""
    problems = []
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            problems.append(f"缺少文件 {name}")
        elif (found := file_sha256(path)) != expected:
            problems.append(f"文件 {name} 已改变：SHA-256 应为 {expected[:12]}…，现为 {found[:12]}…")
    return problems
