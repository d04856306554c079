"""A published index, open for reading: words, vectors and texts of one version, which never changes.

It ties the three stores together by row number. It builds nothing and embeds nothing.
"""

from __future__ import annotations

import logging
import os
import weakref
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.dense import FaissIndex, open_dense
from index.errors import EncoderError, SnapshotError
from index.manifest import Manifest, read_manifest
from index.publishing import current_folder, hold_open, latest_version
from index.records import Article, Passage
from index.store import ArticleCard, DocumentCard, Extracted, Store
from index.tokens import tokens_fingerprint

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.lexical import LexicalIndex

__all__ = ["ArticleCard", "DocumentCard", "Extracted", "Snapshot", "latest_version", "open_index", "open_snapshot"]

STORE_NAME = "passages.sqlite"
DENSE_NAME = "vectors.faiss"
LEXICAL_NAME = "lexical"
DIGESTS_NAME = "digests.npy"
# Lists of up to so many cards are remembered, so many lists.
_FEW_CARDS, _KEPT_LISTS = 500, 64
_log = logging.getLogger(__name__)


class Snapshot:
    """One version of the index. Rows 0..len-1 are the same passages in `dense`, in `lexical` and in the texts.

    Safe to share between threads. While it is open no build deletes it; `close` when another has taken its place.
    """

    def __init__(self, folder: Path, manifest: Manifest, descriptor: int) -> None:
        from index.lexical import LexicalIndex

        self.folder = folder
        self.manifest = manifest
        self._release = weakref.finalize(self, os.close, descriptor)
        try:
            self.dense: FaissIndex = open_dense(folder / DENSE_NAME, manifest.dense_kind)
            self.lexical: LexicalIndex = LexicalIndex.open(folder / LEXICAL_NAME)
            self._store = Store(folder / STORE_NAME)
            weakref.finalize(self, self._store.close)
            # Every question looks at the first few articles, and a published file never changes.
            self._few_articles = lru_cache(maxsize=_KEPT_LISTS)(self._store.articles)
            counts = {"文本": self._store.passage_count, "向量": len(self.dense), "词索引": len(self.lexical)}
            if set(counts.values()) != {manifest.passage_count}:
                found = "、".join(f"{name} {count}" for name, count in counts.items())
                raise SnapshotError(
                    f"索引 {manifest.version} 的段落数对不上：清单 {manifest.passage_count}，{found}；"
                    "请运行 ronghe index rollback 回到上一版"
                )
        except BaseException:
            self._release()
            raise

    @property
    def version(self) -> str:
        return self.manifest.version

    def __len__(self) -> int:
        return self.manifest.passage_count

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files; reading texts afterwards is an error."""
        self._few_articles.cache_clear()
        self._store.close()
        self._release()

    def check_encoder(self, encoder: Embedder) -> None:
        """`EncoderError` unless `encoder` is the one that made the vectors."""
        built = self.manifest
        if encoder.fingerprint != built.encoder_fingerprint or encoder.dimension != built.encoder_dimension:
            raise EncoderError(
                f"索引是用编码器 {built.encoder_name}（{built.encoder_dimension} 维）建的，现在配置的是 {encoder.name}"
                f"（{encoder.dimension} 维）；请运行 ronghe index rebuild，或改回 RONGHE_ENCODER"
            )

    def check_words(self) -> None:
        """Warn where questions are cut into other words than the passages were: some of those will not be found."""
        if self.manifest.tokens_fingerprint not in ("", tokens_fingerprint()):
            _log.warning(
                "索引 %s 是用另一份词典或另一版分词建的，有些词会找不到；请运行 ronghe index rebuild", self.version
            )

    def passages(self, rows: Sequence[int] | NDArray[np.int64]) -> list[Passage]:
        """The passages of `rows`, in that order; `UsageError` for a row that does not exist."""
        return self._store.passages([int(row) for row in rows])

    def row_of(self, passage_id: str) -> int:
        """`UsageError` when there is no such passage."""
        return self._store.row_of(passage_id)

    def article(self, article_id: str) -> Article:
        """`UsageError` when there is no such article."""
        return self._store.article(article_id)

    def articles(
        self,
        *,
        kind: str | None = None,
        author: str | None = None,
        document: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[ArticleCard]:
        """Cards of the articles that match all given values, in the order of the index."""
        few = limit is not None and limit <= _FEW_CARDS
        read = self._few_articles if few else self._store.articles
        return list(read(kind=kind, author=author, document=document, limit=limit, offset=offset))

    def article_passages(self, article_id: str) -> list[Passage]:
        """All passages of an article in reading order; `UsageError` when there is no such article."""
        return self._store.article_passages(article_id)

    def rows_where(
        self,
        *,
        authors: Iterable[str] | None = None,
        documents: Iterable[str] | None = None,
        article_ids: Iterable[str] | None = None,
    ) -> NDArray[np.int64]:
        """Rows of the articles that match every given condition, rising; names must be equal, wrong ones match none."""
        return self._store.rows_where(authors=authors, documents=documents, article_ids=article_ids)

    def authors(self) -> list[str]:
        return self._store.authors()

    def documents(self) -> list[DocumentCard]:
        return self._store.documents()

    def source(self, document: str) -> Extracted:
        """The document as extracted (`.source.text`, `.source.blocks`) and its `.remainder`; not for JSONL corpora."""
        return self._store.extracted(document)

    def damage(self) -> list[str]:
        """What the text store finds wrong with its own file."""
        return self._store.damage()


def open_index(data_dir: str | Path) -> Snapshot:
    """The current snapshot of `data_dir`; `SnapshotError` when there is none or it cannot be read."""
    root = Path(data_dir)
    folder = current_folder(root)
    try:
        return open_snapshot(folder)
    except FileNotFoundError:
        # Pruned between the two steps, so a newer version is current by now.
        return open_snapshot(current_folder(root))


def open_snapshot(folder: Path) -> Snapshot:
    """The snapshot in `folder`, published or about to be."""
    return Snapshot(folder, read_manifest(folder), hold_open(folder))
