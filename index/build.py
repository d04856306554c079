"""Changes to the set of indexed documents: every one builds a whole new snapshot aside, tries it, and publishes it.

Whatever fails or is killed on the way leaves the published index as it was. It knows nothing of questions or chat.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from index.changing import Change, OnSkip
from index.documents import load_corrections, save_corrections
from index.embedding import Embedder
from index.errors import SnapshotError, UsageError
from index.indexing import Progress
from index.manifest import DocumentPin, damaged_files, read_manifest
from index.parsing import parse_document
from index.publishing import (
    build_lock,
    current_folder,
    latest_version,
    published_versions,
    snapshots_dir,
    switch_current,
)
from index.reading_order.corrections import Correction
from index.records import Article
from index.snapshot import Snapshot, open_snapshot
from index.splitting import MAX_CHARS
from index.verifying import VerifyReport, verify_index

__all__ = [
    "OnSkip",
    "Progress",
    "VerifyReport",
    "add_documents",
    "build_index",
    "correct_document",
    "corrections_of",
    "preview",
    "rebuild",
    "remove_documents",
    "rollback",
    "verify_index",
]


def build_index(
    paths: Iterable[str | Path],
    data_dir: str | Path,
    *,
    encoder: Embedder | None = None,
    progress: Progress | None = None,
    on_skip: OnSkip | None = None,
    max_chars: int = MAX_CHARS,
) -> Snapshot:
    """Index the files and folders `paths` in place of whatever was indexed; the published snapshot.

    A file that cannot be read, or whose content came already, is an error that names it, and nothing is published;
    with `on_skip` it is reported there and left out. `progress(stage, done, total)` is called from this thread, `total`
    0 while it is not known. None for `encoder` means the bundled one.
    """
    with Change(data_dir, encoder, progress, on_skip) as change:
        pins = change.take_in(paths, present=())
        return change.publish(pins, copied=(), max_chars=max_chars, keep_words=False)


def add_documents(
    paths: Iterable[str | Path],
    data_dir: str | Path,
    *,
    encoder: Embedder | None = None,
    progress: Progress | None = None,
    on_skip: OnSkip | None = None,
) -> Snapshot:
    """Add files and folders; one with the name of an indexed document and other content replaces it.

    Content that is indexed already is an error, or is skipped as in `build_index`.
    """
    with Change(data_dir, encoder, progress, on_skip) as change:
        present = change.current_manifest().documents
        added = change.take_in(paths, present)
        names = {pin.document for pin in added}
        kept = [pin for pin in present if pin.document not in names]
        return change.publish(
            [*kept, *added], copied={pin.document for pin in kept}, max_chars=change.current_manifest().max_chars
        )


def remove_documents(
    ids: Iterable[str],
    data_dir: str | Path,
    *,
    encoder: Embedder | None = None,
    progress: Progress | None = None,
) -> Snapshot:
    """Remove documents by name or by content hash (8 digits or more); `UsageError` names the nearest to a wrong one."""
    with Change(data_dir, encoder, progress) as change:
        present = change.current_manifest().documents
        gone = {_wanted(one, present) for one in ids}
        kept = [pin for pin in present if pin not in gone]
        return change.publish(
            kept, copied={pin.document for pin in kept}, max_chars=change.current_manifest().max_chars
        )


def rebuild(
    data_dir: str | Path,
    *,
    encoder: Embedder | None = None,
    progress: Progress | None = None,
) -> Snapshot:
    """Read every kept document again, with its corrections, and index all anew; known passages keep their vectors."""
    with Change(data_dir, encoder, progress) as change:
        return change.publish(
            change.current_manifest().documents,
            copied=(),
            max_chars=change.current_manifest().max_chars,
            keep_words=False,
        )


def correct_document(
    document: str,
    corrections: Sequence[Correction],
    data_dir: str | Path,
    *,
    encoder: Embedder | None = None,
    progress: Progress | None = None,
) -> Snapshot:
    """Keep `corrections` as all those of a document, and read that document again; nothing is kept if that fails."""
    with Change(data_dir, encoder, progress) as change:
        present = change.current_manifest().documents
        pin = _wanted(document, present)
        before = load_corrections(change.root, pin.sha256)
        save_corrections(change.root, pin.sha256, corrections)
        try:
            copied = {other.document for other in present if other != pin}
            return change.publish(present, copied=copied, max_chars=change.current_manifest().max_chars)
        except BaseException:
            save_corrections(change.root, pin.sha256, before)
            raise


def corrections_of(document: str, data_dir: str | Path) -> tuple[Correction, ...]:
    """The corrections kept for an indexed document, in the order they were made."""
    root = Path(data_dir)
    return load_corrections(root, _wanted(document, read_manifest(current_folder(root)).documents).sha256)


def rollback(data_dir: str | Path) -> Snapshot:
    """Make the snapshot before the current one current again; `SnapshotError` when there is none that is whole."""
    root = Path(data_dir)
    with build_lock(root):
        current = latest_version(root)
        if current is None:
            current_folder(root)  # says that there is no index, and how to make one
        try:
            target = read_manifest(current_folder(root)).previous
        except SnapshotError:
            # The current one is damaged, and with it the name of the one before.
            target = max((v for v in published_versions(root) if v != current), default=None)
        if target is None or target not in published_versions(root):
            raise SnapshotError(f"{root} 里没有比 {current or '当前'} 更早的一版可回；请运行 ronghe index build 重建")
        folder = snapshots_dir(root) / target
        if problems := damaged_files(folder, read_manifest(folder)):
            raise SnapshotError(f"上一版 {target} 也不完整（{problems[0]}）；请运行 ronghe index build 重建")
        snapshot = open_snapshot(folder)
        switch_current(root, target)
        return snapshot


def preview(path: str | Path) -> list[Article]:
    """The articles of a file as they would be indexed, without indexing it."""
    file = Path(path)
    return [
        article for parsed in parse_document(file, file.name, max_chars=MAX_CHARS) for article, _ in parsed.articles
    ]


def _wanted(one: str, present: Collection[DocumentPin]) -> DocumentPin:
    found = [pin for pin in present if pin.document == one or (len(one) >= 8 and pin.sha256.startswith(one))]
    if len(found) == 1:
        return found[0]
    names = [pin.document for pin in present]
    near = difflib.get_close_matches(one, names, 3, 0.3) or names[:3]
    raise UsageError(f"索引里没有文档 {one!r}；最接近的是：{'、'.join(near) or '（索引是空的）'}")
