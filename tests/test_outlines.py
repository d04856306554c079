"""Outlines from an article's own sentences, and questions about whole articles."""

from __future__ import annotations

import pytest

from index.records import Article
from index.splitting import split_article
from rag.answering.outlines import is_topic, main_points, outline
from rag.answering.paragraphs import paragraphs_of
from rag.composing import ExtractiveComposer
from tests.answering_fakes import ORCHARD, FakeCatalogue

CATALOGUE = FakeCatalogue()


def test_points_and_measures() -> None:
    found = outline(ORCHARD.title, ORCHARD.author, "a1", CATALOGUE.article_passages("a1"))
    assert [p.is_point for p in found.points] == [False, True, True]
    points = main_points(found)
    assert [p.text for p in points] == ["补齐冷链设施，减少产后损失。", "健全利益联结，让果农分享红利。"]
    assert ["".join(s.text for s in m) for m in points[0].measures] == [
        "一是建设产地预冷库。",
        "二是开通冷链专线。",
        "三是培养冷链人才。",
    ]
    for span in [s for p in points for s in (*p.topic, *(s for m in p.measures for s in m))]:
        assert span.passage.text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加强数字建设，夯实发展底座。发展需要支撑。", True),
        ("借力数字经济，塑造业态新篇。在冲击之下，旧办法不行了。", True),
        ("（一）完善制度。制度要管用。", True),
        ("制造业是国民经济的根基，正加快推动高质量发展。服务业是引擎。", False),
        ("不久前，会议指出要加快发展。这很重要。", False),
        ("加强建设。", False),
        ("增加普惠供给是关键。要办托班。", True),
        ("健全联农机制是关键所在。要签合同。", True),
        ("治理有效是乡村振兴的基础。要抓好党建。", False),
        ("整治农村人居环境。不搞一刀切。", True),
        ("截至2024年底，全省老人占常住人口的21.7%。床位不够。", False),
    ],
)
def test_topic_sentences(text: str, expected: bool) -> None:
    article = Article("article", None, None, None, None, (text,), article_id="x")
    assert is_topic(paragraphs_of(split_article(article))[0]) is expected


def test_an_article_without_topic_sentences_keeps_its_paragraphs() -> None:
    article = Article("article", "题", None, None, None, ("他来了。天亮了。", "我走了。天黑了。"), article_id="x")
    found = outline("题", None, "x", split_article(article))
    assert [p.text for p in main_points(found)] == ["他来了。", "我走了。"]


def test_what_an_article_says() -> None:
    answer = ExtractiveComposer(CATALOGUE).compose("沈兰亭的文章讲了什么？", CATALOGUE.search("沈兰亭"))
    assert "补齐冷链设施，减少产后损失。" in answer.text
    assert "三是培养冷链人才。" in answer.text
    assert {c.passage.author for c in answer.citations} == {"沈兰亭"}


def test_what_all_the_articles_say() -> None:
    answer = ExtractiveComposer(CATALOGUE).compose("这组文章讲了什么？", CATALOGUE.search("文章"))
    assert {c.passage.author for c in answer.citations} == {"沈兰亭", "卫知远"}
    assert len(answer.text) <= 900
    assert all(s.heading or s.markers for s in answer.sentences)
