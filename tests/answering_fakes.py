"""Invented articles and a catalogue over them for the tests of answering; no index."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.folding import fold
from index.records import Article, Hit, Passage
from index.splitting import split_article
from rag.answering.questions import analyse_question
from rag.answering.terms import cover

ORCHARD = Article(
    "article",
    "以冷链补齐山区水果的短板",
    "沈兰亭",
    "临川农业大学园艺学院教授",
    "田野观察",
    (
        "青石县种植脐橙十二万亩，2023年全县脐橙产量达到18.6万吨，同比增长7.5%。青石县脐橙协会成立于1998年5月6日，会址设在白鹭镇。"
        "脐橙产业强村、富民、兴县（以下简称“三橙工程”），是青石县的头号工程。",
        "补齐冷链设施，减少产后损失。冷链是水果从枝头到舌尖的生命线。一是建设产地预冷库。在主产乡镇布局移动预冷设备，做到随采随冷。"
        "二是开通冷链专线。与物流企业共建干线，缩短运输时间。三是培养冷链人才。依托县职业中学开设冷链管理班，每年培训技工三百人。",
        "健全利益联结，让果农分享红利。要推广订单收购，稳定果农收入。要支持合作社入股加工企业，按股分红。",
    ),
    article_id="a1",
    document="field.md",
)
RIVER = Article(
    "article",
    "让小流域治理长出新产业",
    "卫知远",
    None,
    None,
    (
        "小流域治理是山区发展的基础工程。小流域是指面积在五十平方公里以下的集水区域。白鹭河全长46公里，流经青石县三个乡镇。",
        "统筹治水与富民，拓展绿色产业。一方面，加快岸线修复，恢复河道生态。另一方面，培育亲水旅游，支持农户经营民宿。",
        "强化人才支撑，完善管护机制。要选派水利技术员驻村，培养本土管护队伍。",
    ),
    article_id="a2",
    document="field.md",
)


def invented(article_id: str, title: str | None, *paragraphs: str, author: str | None = None) -> Article:
    """An article of a test's own."""
    return Article("article", title, author, None, None, paragraphs, article_id=article_id, document=f"{article_id}.md")


@dataclass(frozen=True)
class Card:
    """What the catalogue tells of an article."""

    article_id: str
    document: str
    kind: Any
    title: str | None
    author: str | None
    affiliation: str | None
    column: str | None


class FakeCatalogue:
    """A catalogue over given articles, with a search by covered words."""

    def __init__(self, articles: Sequence[Article] = (ORCHARD, RIVER), max_chars: int = 120) -> None:
        self._articles = {a.article_id: a for a in articles}
        self._passages = {
            a.article_id: [
                replace(
                    p, title=a.title, author=a.author, affiliation=a.affiliation, column=a.column, document=a.document
                )
                for p in split_article(a, max_chars)
            ]
            for a in articles
        }

    def articles(
        self,
        *,
        kind: Any = None,
        author: str | None = None,
        document: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Card]:
        cards = [
            Card(a.article_id, a.document, a.kind, a.title, a.author, a.affiliation, a.column)
            for a in self._articles.values()
            if (kind is None or a.kind == kind)
            and (author is None or a.author == author)
            and (document is None or a.document == document)
        ]
        return cards[offset:][:limit]

    def article(self, article_id: str) -> Article:
        return self._articles[article_id]

    def article_passages(self, article_id: str) -> list[Passage]:
        return self._passages.get(article_id, [])

    def authors(self) -> list[str]:
        return [a.author for a in self._articles.values() if a.author]

    def search(self, question: str, k: int = 6) -> list[Hit]:
        asked = analyse_question(question)
        hits = []
        for passage in (p for passages in self._passages.values() for p in passages):
            text = fold(passage.text + (passage.title or "") + (passage.author or ""))
            held = sum(t.weight * cover(t.text, text) for t in asked.terms) / asked.weight
            hits.append(Hit(passage, held, {"bm25": held * 10}))
        return sorted(hits, key=lambda h: -h.similarity)[:k]


def read_asked(name: str) -> tuple[FakeCatalogue, list[dict[str, Any]]]:
    """The articles of tests/data/{name}, as a catalogue, and the questions about them."""
    data = json.loads((Path(__file__).parent / "data" / name).read_text("utf-8"))
    articles = [
        Article(
            "article",
            a["title"],
            a["author"],
            a["affiliation"],
            None,
            tuple(a["paragraphs"]),
            article_id=a["article_id"],
            document=name,
        )
        for a in data["articles"]
    ]
    return FakeCatalogue(articles), data["questions"]
