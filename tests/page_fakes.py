"""A small chat over two made-up articles, for tests of the page and the API that need no index and no model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.errors import SnapshotError, UsageError
from index.records import Article, Block, Hit, Join, Passage, Piece, Source
from index.splitting import split_sentences
from index.store import ArticleCard, DocumentCard, Extracted
from rag.answer import Answer, Citation, Sentence
from rag.feedback import FeedbackStore
from rag.opening import OpeningChat
from rag.settings import Settings
from rag.ui.desk import Desk

TEXT = "灯会由居民扎灯。\n去年共点亮八千六百盏花灯，\n均由手工扎成。\n桥上有三座碑亭。"


def _article(number: int, title: str, author: str, paragraphs: Sequence[str], start: int, **fields: Any) -> Article:
    words = "\n".join(paragraphs)
    return Article(
        "article", title, author, f"{author}所在单位", "副刊", tuple(paragraphs),
        pieces=(Piece(0, len(words), start, start + len(words)),), article_id=f"doc.md#{number}", document="doc.md",
        **fields,
    )  # fmt: skip


ARTICLES = (
    _article(
        0, "灯会记", "林望舒", ("灯会由居民扎灯。", "去年共点亮八千六百盏花灯，均由手工扎成。"), 0,
        joins=(Join(22, 0.97),),
    ),
    _article(1, "古桥记", "周守义", ("桥上有三座碑亭。",), 38),
)  # fmt: skip


def passages_of(article: Article) -> list[Passage]:
    found, start = [], 0
    for number, paragraph in enumerate(article.paragraphs, start=1):
        found.append(
            Passage(
                f"{article.article_id}:{number}", article.article_id, article.document, article.kind, article.title,
                article.author, article.affiliation, article.column, None, number, start, start + len(paragraph),
                paragraph, split_sentences(paragraph),
            )
        )  # fmt: skip
        start += len(paragraph) + 1
    return found


class FakeSnapshot:
    version = "v1"

    def __len__(self) -> int:
        return 3

    def articles(
        self, *, kind: str | None = None, author: str | None = None, document: str | None = None,
        limit: int | None = None, offset: int = 0,
    ) -> list[ArticleCard]:  # fmt: skip
        cards = [
            ArticleCard(
                a.article_id, a.document, a.kind, a.title, a.author, a.affiliation, a.column, len(a.paragraphs),
                len(a.text), len(a.joins), None,
            )
            for a in ARTICLES
            if author in (None, a.author)
        ]  # fmt: skip
        return cards[offset:][:limit]

    def article(self, article_id: str) -> Article:
        for article in ARTICLES:
            if article.article_id == article_id:
                return article
        raise UsageError(f"没有文章 {article_id!r}")

    def article_passages(self, article_id: str) -> list[Passage]:
        return passages_of(self.article(article_id))

    def authors(self) -> list[str]:
        return [str(article.author) for article in ARTICLES]

    def documents(self) -> list[DocumentCard]:
        return [DocumentCard("doc.md", "0" * 64, ".md", 2, 3, len(TEXT))]

    def source(self, document: str) -> Extracted:
        blocks, start = [], 0
        for line in TEXT.split("\n"):
            blocks.append(Block(line, start, start + len(line)))
            start += len(line) + 1
        return Extracted(Source(document, document, TEXT, tuple(blocks)), ())


class FakeChat:
    has_llm = False
    passage_count = 10

    def __init__(self) -> None:
        self.snapshot = FakeSnapshot()
        self.asked: list[tuple[str, int, Any]] = []
        self.closed = 0

    def close(self) -> None:
        self.closed += 1

    def search(self, query: str, k: int | None = None, filters: Any = None) -> list[Hit]:
        return [Hit(passage, 0.5) for article in ARTICLES for passage in passages_of(article)][:k]

    def ask(self, question: str, history: Sequence[Any] = (), **options: Any) -> Answer:
        return next(p for p in self.stream(question, history, **options) if isinstance(p, Answer))

    def stream(self, question: str, history: Sequence[Any] = (), **options: Any) -> Iterator[str | Answer]:
        self.asked.append((question, len(history), options))
        if "坏" in question:
            raise SnapshotError("索引坏了；请重建")
        yield "去年共点亮"
        passage = passages_of(ARTICLES[0])[1]
        start = passage.text.index("去年")
        answer = Answer(
            question, "去年共点亮八千六百盏花灯。[1]", (Sentence("去年共点亮八千六百盏花灯。[1]", (1,)),),
            (Citation(1, passage, start, len(passage.text)),), timings_ms={"total": 3.0},
        )  # fmt: skip
        if "没有" in question:
            nearest = (Hit(passage, 0.2),)
            answer = replace(answer, text="文中没有提到。", sentences=(), citations=(), refused=True, nearest=nearest)
        yield answer


def fake_desk(folder: Path, *, failing: bool = False) -> Desk:
    def open_chat() -> Any:
        if failing:
            raise SnapshotError("索引打不开；请运行 ronghe index rebuild")
        return FakeChat()

    settings = Settings.from_environment({"RONGHE_DATA": str(folder)})
    return Desk(OpeningChat(open_chat), settings, FeedbackStore(folder / "feedback.sqlite"))
