"""Is a snapshot whole, and does it answer? Before it is published, and whenever somebody asks.

It repairs nothing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.documents import document_path
from index.embedding import Embedder, passage_text
from index.errors import RongheError, SnapshotError
from index.manifest import damaged_files, file_sha256, read_manifest
from index.publishing import current_folder
from index.records import Passage
from index.snapshot import Snapshot, open_snapshot

_PROBES = 5
_DEPTH = 30
# 16-bit storage moves a cosine by less than 0.001; an encoder run in other batches moves it about as much.
_SAME_COSINE = 0.99


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """`problems` are Chinese lines, none when all is well."""

    version: str
    document_count: int
    article_count: int
    passage_count: int
    file_count: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems

    def summary(self) -> str:
        head = (
            f"索引 {self.version}：{self.document_count} 个文档，{self.article_count} 篇文章，{self.passage_count} 段，"
            f"{self.file_count} 个文件"
        )
        return (
            f"{head}，校验全部通过"
            if self.ok
            else "\n".join([f"{head}，有 {len(self.problems)} 个问题：", *self.problems])
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "problems": list(self.problems), "ok": self.ok}


def verify_index(data_dir: str | Path) -> VerifyReport:
    """Check the current snapshot: every checksum, the counts of all stores, the kept documents.

    `SnapshotError` when there is no index or its manifest cannot be read; other damage is in the report.
    """
    root = Path(data_dir)
    folder = current_folder(root)
    manifest = read_manifest(folder)
    problems = damaged_files(folder, manifest)
    if not problems:
        problems += _inner_problems(folder)
    for pin in manifest.documents:
        path = document_path(root, pin)
        if not path.is_file():
            problems.append(f"文档 {pin.document} 的副本不见了；请用 ronghe index add 重新加入")
        elif file_sha256(path) != pin.sha256:
            problems.append(f"文档 {pin.document} 的副本已改变；请用 ronghe index add 重新加入")
    return VerifyReport(
        manifest.version, manifest.document_count, manifest.article_count, manifest.passage_count, len(manifest.files),
        tuple(problems),
    )  # fmt: skip


def check_answers(snapshot: Snapshot, encoder: Embedder) -> None:
    """Ask a snapshot for some of its own passages, by words and by vector; `SnapshotError` when one is not found."""
    if not len(snapshot):
        return
    rows = np.linspace(0, len(snapshot) - 1, min(_PROBES, len(snapshot)), dtype=np.int64)
    passages = snapshot.passages(rows)
    texts = [passage_text(p.title, p.author, p.text) for p in passages]
    vectors = encoder.encode_passages(texts)
    similarities, _ = snapshot.dense.search(vectors, 1)
    for passage, vector, similarity in zip(passages, vectors, similarities[:, 0], strict=True):
        # A text without a word that the encoder knows has no direction, and can be found by its words alone.
        if vector.any() and not similarity >= _SAME_COSINE:
            raise SnapshotError(
                f"自检失败：按向量找不到段落 {passage.passage_id}（最近的只有 {similarity:.3f}），没有发布"
            )
        if not _found_by_words(snapshot, passage):
            raise SnapshotError(f"自检失败：按词语找不到段落 {passage.passage_id}，没有发布")


def _found_by_words(snapshot: Snapshot, passage: Passage) -> bool:
    """Whether its longest sentence finds the passage, or another that holds the same sentence."""
    sentence = max((passage.text[a:b].strip() for a, b in passage.sentences), key=len)
    if sum("\u4e00" <= c <= "\u9fff" for c in sentence) < 4:
        return True  # figures and signs alone make no fair question
    found = snapshot.lexical.search(sentence, _DEPTH)
    return any(sentence in p.text for p in snapshot.passages([row for row, _ in found]))


def _inner_problems(folder: Path) -> list[str]:
    """What checksums cannot tell: whether the stores agree with one another. Opening compares their counts."""
    try:
        with open_snapshot(folder) as snapshot:
            cards = snapshot.documents()
            manifest = snapshot.manifest
            problems = snapshot.damage()
            if sum(card.passage_count for card in cards) != manifest.passage_count:
                problems.append("文本库里各文档的段落数之和与清单不符")
            if [(c.document, c.sha256) for c in cards] != [(p.document, p.sha256) for p in manifest.documents]:
                problems.append("文本库里的文档与清单不符")
            return problems
    except RongheError as error:
        return [str(error)]
