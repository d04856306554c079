"""One change to the index, from taking the write lock to publishing the new snapshot.

It does the steps in their order; which documents the change is about, its caller says.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from index.documents import keep_document, kept_document, load_corrections, prune_documents
from index.embedding import Embedder, load_encoder
from index.errors import LoadError, RongheError, SnapshotError, UsageError, os_reason
from index.indexing import KnownPassages, Progress, index_words_and_vectors
from index.loaders import SUPPORTED_SUFFIXES, FileList, iter_files
from index.manifest import DocumentPin, Manifest, checksum_files, read_manifest
from index.parsing import check_file, parse_document
from index.publishing import (
    build_lock,
    building_folder,
    current_folder,
    new_version,
    prune_snapshots,
    publish,
    published_versions,
    snapshots_dir,
)
from index.snapshot import STORE_NAME, Snapshot, open_index, open_snapshot
from index.store_writing import StoreWriter
from index.tokens import tokens_fingerprint
from index.verifying import check_answers

OnSkip = Callable[[Path, RongheError], None]

STAGE_TAKE_IN = "收存文件"
STAGE_READ = "读取文章"
STAGE_CHECKSUM = "校验"
STAGE_CHECK = "自检"
STAGE_PUBLISH = "发布"
_REPORT_EVERY = 1000


class Change:
    """Holds the right to write and the snapshot that is current, for one change. Use as a context manager."""

    def __init__(
        self, data_dir: str | Path, encoder: Embedder | None, progress: Progress | None, on_skip: OnSkip | None = None
    ) -> None:
        self.root = Path(data_dir)
        self._given_encoder = encoder
        self._progress: Progress = progress or (lambda _stage, _done, _total: None)
        self._on_skip = on_skip
        self._previous: Snapshot | None = None
        self._damage: SnapshotError | None = None
        self._held = ExitStack()

    def __enter__(self) -> Change:
        with ExitStack() as held:
            held.enter_context(build_lock(self.root))
            try:
                self._previous = held.enter_context(open_index(self.root))
            except SnapshotError as error:
                self._damage = error
            self._held = held.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def current(self) -> Snapshot:
        """The snapshot that is changed; `SnapshotError` when there is none that can be read."""
        if self._previous is None:
            raise self._damage or SnapshotError(f"{self.root} 里还没有索引；请先运行 ronghe index build")
        return self._previous

    def current_manifest(self) -> Manifest:
        """Its manifest, which may be whole where a store is not."""
        if self._previous is not None:
            return self._previous.manifest
        return read_manifest(current_folder(self.root))

    def take_in(self, paths: Iterable[str | Path], present: Iterable[DocumentPin]) -> list[DocumentPin]:
        """Keep copies of all files under `paths` whose content is not `present` yet."""
        given = list(map(str, paths))
        files = iter_files(given, without=self.root)
        if self._on_skip is not None:
            for path, reason in files.skipped:
                self._on_skip(path, LoadError(f"{path.name}：{reason}"))
        before = set(present)
        by_hash = {pin.sha256: pin.document for pin in before}
        pins: dict[str, DocumentPin] = {}
        for number, (path, name) in enumerate(files):
            self._progress(STAGE_TAKE_IN, number, len(files))
            try:
                check_file(path)
                pin = keep_document(self.root, path, name)
                if pin in before:
                    files.skipped.append((path, "已在索引中，内容没有变"))
                    continue
                if pin.sha256 in by_hash:
                    raise UsageError(f"{path.name} 与文档 {by_hash[pin.sha256]} 内容完全相同，已在索引中；不必再加")
            except (LoadError, UsageError) as error:
                self._skip(path, error)
                continue
            by_hash[pin.sha256] = pin.document
            pins[pin.document] = pin
        self._progress(STAGE_TAKE_IN, len(files), len(files))
        if not pins:
            raise UsageError(_nothing_new(given, files))
        return list(pins.values())

    def publish(
        self, pins: Sequence[DocumentPin], *, copied: Collection[str], max_chars: int, keep_words: bool = True
    ) -> Snapshot:
        """Build a snapshot of the documents `pins`, those in `copied` taken over as parsed before, and publish it.

        Vectors of known passages are taken over too, and with `keep_words` their words.
        """
        encoder = self._given_encoder or load_encoder()
        try:
            with building_folder(self.root) as folder:
                manifest = self._build_in(folder, pins, copied, max_chars, encoder, keep_words=keep_words)
                self._progress(STAGE_CHECK, 0, 1)
                with open_snapshot(folder) as candidate:
                    check_answers(candidate, encoder)
                self._progress(STAGE_PUBLISH, 0, 1)
                publish(folder, self.root, manifest.version)
            self._prune(manifest)
        except (OSError, sqlite3.Error) as error:
            reason = os_reason(error) if isinstance(error, OSError) else error
            raise SnapshotError(f"写 {self.root} 失败（{reason}）；请检查磁盘空间和权限，原来的索引仍可用") from error
        self._progress(STAGE_PUBLISH, 1, 1)
        return open_snapshot(snapshots_dir(self.root) / manifest.version)

    def _build_in(
        self,
        folder: Path,
        pins: Sequence[DocumentPin],
        copied: Collection[str],
        max_chars: int,
        encoder: Embedder,
        *,
        keep_words: bool,
    ) -> Manifest:
        """Everything of a snapshot in `folder`, its manifest last."""
        writer, read = self._fill_store(folder, pins, copied, max_chars)
        known = KnownPassages(self._previous, encoder, keep_words=keep_words)
        kind = index_words_and_vectors(folder, encoder, known, self._progress)
        self._progress(STAGE_CHECKSUM, 0, 1)
        manifest = Manifest(
            version=new_version(self.root),
            previous=self._previous.version if self._previous is not None else None,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            encoder_name=encoder.name,
            encoder_dimension=encoder.dimension,
            encoder_fingerprint=encoder.fingerprint,
            dense_kind=kind,
            document_count=writer.document_count,
            article_count=writer.article_count,
            passage_count=writer.passage_count,
            char_count=writer.char_count,
            max_chars=max_chars,
            tokens_fingerprint=tokens_fingerprint(),
            documents=tuple(read),
            files=checksum_files(folder),
        )
        manifest.write(folder)
        return manifest

    def _fill_store(
        self, folder: Path, pins: Sequence[DocumentPin], copied: Collection[str], max_chars: int
    ) -> tuple[StoreWriter, list[DocumentPin]]:
        """Texts and articles of all documents; with the documents that could be read."""
        old = self.current().folder / STORE_NAME if copied else None
        read = []
        with StoreWriter(folder / STORE_NAME, old, copied) as writer:
            for number, pin in enumerate(pins):
                self._progress(STAGE_READ, number, len(pins))
                if pin.document in copied:
                    writer.copy_document(pin.document)
                else:
                    try:
                        self._parse_into(writer, pin, max_chars)
                    except LoadError as error:
                        writer.discard_document()
                        self._skip(Path(pin.document), error)
                        continue
                    writer.finish_document(pin.document, pin.sha256, pin.suffix)
                read.append(pin)
        self._progress(STAGE_READ, len(pins), len(pins))
        if pins and not read:
            raise UsageError("没有一个文件读得出文章；索引没有改变")
        return writer, read

    def _parse_into(self, writer: StoreWriter, pin: DocumentPin, max_chars: int) -> None:
        path = kept_document(self.root, pin)
        before, count = writer.passage_count, 0
        try:
            for parsed in parse_document(
                path,
                pin.document,
                max_chars=max_chars,
                corrections=load_corrections(self.root, pin.sha256),
                unused_id=writer.unused_article_id,
            ):
                if not parsed.is_row:
                    writer.add_source(parsed.source, parsed.remainder)
                for article, passages in parsed.articles:
                    writer.add_article(article, passages)
                count += 1
                if count % _REPORT_EVERY == 0:
                    self._progress(f"{STAGE_READ} {pin.document}", count, 0)
        except LoadError as error:
            # The loader saw the kept copy, whose name says nothing to the reader.
            raise LoadError(str(error).replace(path.name, pin.document)) from error
        if writer.passage_count == before:
            raise LoadError(f"{pin.document}：里面没有可以检索的正文；请换一个有正文的文件")

    def _skip(self, path: Path, error: RongheError) -> None:
        if self._on_skip is None:
            raise error
        self._on_skip(path, error)

    def _prune(self, manifest: Manifest) -> None:
        prune_snapshots(self.root, {manifest.version, manifest.previous or ""})
        pins = set(manifest.documents)
        for version in published_versions(self.root):
            pins.update(read_manifest(snapshots_dir(self.root) / version).documents)
        prune_documents(self.root, pins)


def _nothing_new(given: Sequence[str], files: FileList) -> str:
    """Why a change has nothing to add, with the first file that was passed over."""
    skipped = ""
    if files.skipped:
        path, reason = files.skipped[0]
        skipped = f"；跳过了 {len(files.skipped)} 个（如 {path}：{reason}）"
    return (
        f"{'、'.join(given) or '（没有路径）'} 里没有可以加入的新文件{skipped}；"
        f"可用的格式有 {' '.join(SUPPORTED_SUFFIXES)}；索引没有改变"
    )
