"""The copies of documents that an index is made from, by content hash, and the corrections made to them by hand.

With them a rebuild needs nothing from outside the data folder. It knows no file format.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from index.errors import LoadError, SnapshotError, os_reason
from index.loaders import suffix_of
from index.manifest import DocumentPin
from index.reading_order.corrections import Correction

_CHUNK_BYTES = 1 << 20


def document_path(data_dir: Path, pin: DocumentPin) -> Path:
    return data_dir / "documents" / f"{pin.sha256}{pin.suffix}"


def keep_document(data_dir: Path, path: Path, document: str) -> DocumentPin:
    """Copy `path` into the data folder under its content hash; nothing is copied where that exists already."""
    folder = data_dir / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".copying-{uuid.uuid4().hex[:8]}"
    digest = hashlib.sha256()
    try:
        with path.open("rb") as original, temporary.open("wb") as copy:
            while chunk := original.read(_CHUNK_BYTES):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        pin = DocumentPin(document, digest.hexdigest(), suffix_of(path))
        temporary.replace(document_path(data_dir, pin))
    except OSError as error:
        raise LoadError(f"{path.name}：读取或保存失败（{os_reason(error)}）；请检查文件、权限和磁盘空间") from error
    finally:
        temporary.unlink(missing_ok=True)
    return pin


def kept_document(data_dir: Path, pin: DocumentPin) -> Path:
    """The copy of a document; `SnapshotError` when somebody took it away."""
    path = document_path(data_dir, pin)
    if not path.is_file():
        raise SnapshotError(
            f"文档 {pin.document} 的副本 {path.name} 不见了；请用 ronghe index add 重新加入，或先 remove 它"
        )
    return path


def prune_documents(data_dir: Path, pins: Iterable[DocumentPin]) -> None:
    """Delete the copies that no kept snapshot names, and what killed copies left. Corrections stay."""
    folder = data_dir / "documents"
    wanted = {document_path(data_dir, pin).name for pin in pins}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_file() and path.name not in wanted:
            path.unlink(missing_ok=True)


def save_corrections(data_dir: Path, sha256: str, corrections: Sequence[Correction]) -> None:
    """Keep the corrections of the document of that content hash in place of earlier ones; none deletes them."""
    path = _corrections_path(data_dir, sha256)
    if not corrections:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    temporary.write_text(json.dumps([asdict(c) for c in corrections], ensure_ascii=False, indent=1) + "\n", "utf-8")
    temporary.replace(path)


def load_corrections(data_dir: Path, sha256: str) -> tuple[Correction, ...]:
    """The corrections kept for a document, in the order they were made; `SnapshotError` when they are not readable."""
    path = _corrections_path(data_dir, sha256)
    if not path.is_file():
        return ()
    try:
        return tuple(Correction(**values) for values in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise SnapshotError(f"校正文件 {path} 读不出来（{error}）；请改正或删除它") from error


def _corrections_path(data_dir: Path, sha256: str) -> Path:
    return data_dir / "corrections" / f"{sha256}.json"
