"""Enumerations found in articles, and the paragraphs they are put together from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article
from index.splitting import split_article
from rag.answering.enumerations import find_enumerations
from rag.answering.paragraphs import join_article, join_paragraph, paragraphs_of, split_clauses
from rag.answering.points import item_text
from tests.answering_fakes import ORCHARD


def _paragraph(text: str, max_chars: int = 350):  # type: ignore[no-untyped-def]
    article = Article("article", None, None, None, None, tuple(text.split("\n")), article_id="x")
    return join_article(split_article(article, max_chars))


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        (
            "要办三件事。一是修路。先修主干道。二是架桥。三是通电。电要通到户。",
            ["一是修路。", "二是架桥。", "三是通电。"],
        ),
        ("要做到：一要守住底线；二要打开思路；三要扎实干事。", ["一要守住底线；", "二要打开思路；", "三要扎实干事。"]),
        ("一方面，加快修复河道。另一方面，培育旅游产业。", ["一方面，加快修复河道。", "另一方面，培育旅游产业。"]),
        (
            "首先，摸清家底。其次，定好规划。最后，抓好落实。",
            ["首先，摸清家底。", "其次，定好规划。", "最后，抓好落实。"],
        ),
        ("第一，选好树种。第二，管好水肥。", ["第一，选好树种。", "第二，管好水肥。"]),
        ("办法如下：（一）申报。由村里提出；（二）审核。由镇里负责。", ["（一）申报。", "（二）审核。"]),
        ("一、总体要求\n坚持系统观念。\n二、主要任务\n修路架桥。", ["一、总体要求", "二、主要任务"]),
        ("1.报名时间为周一。2.考试时间为周五。", ["1.报名时间为周一。", "2.考试时间为周五。"]),
    ],
)
def test_families(text: str, heads: list[str]) -> None:
    paragraph = _paragraph(text)
    found = find_enumerations(paragraph)[0]
    assert [paragraph.text[i.start : i.head_end].strip() for i in found.items] == heads


def test_items_carry_their_detail_and_the_sentence_they_hang_on() -> None:
    paragraph = _paragraph("加强建设，补齐短板。一是修路。先修主干道。二是架桥。先架中心桥。")
    found = find_enumerations(paragraph)[0]
    assert paragraph.text[slice(*found.lead)] == "加强建设，补齐短板。"
    assert [paragraph.text[i.start : i.end] for i in found.items] == [
        "一是修路。先修主干道。",
        "二是架桥。先架中心桥。",
    ]


@pytest.mark.parametrize(
    "text", ["这是三大难题之一是事实。", "他是一个人。", "第一名是他，第三名是我。", "一方面说得好。", ""]
)
def test_what_is_no_enumeration(text: str) -> None:
    assert find_enumerations(_paragraph(text)) == []


def test_an_inner_list_ends_where_the_outer_goes_on() -> None:
    text = "一方面，健全机制。微观层面，放活企业。宏观层面，稳定预期。另一方面，扩大开放。开放带来进步。"
    paragraph = _paragraph(text)
    inner = next(e for e in find_enumerations(paragraph) if e.family == "层面")
    assert paragraph.text[inner.items[-1].start : inner.items[-1].end] == "宏观层面，稳定预期。"


def test_a_list_over_two_passages_is_whole_and_each_item_is_quoted_where_it_stands() -> None:
    passages = split_article(ORCHARD, 60)
    paragraph = paragraphs_of(passages)[1]
    assert len(paragraph.pieces) > 1
    found = find_enumerations(paragraph)[0]
    assert len(found.items) == 3
    for item in found.items:
        spans = paragraph.spans(item.start, item.end)
        assert "".join(s.text for s in spans) == paragraph.text[item.start : item.end]
        assert all(s.passage.text[s.start : s.end] == s.text for s in spans)


def test_an_item_that_does_not_fit_is_cut_at_a_sentence_and_marked() -> None:
    paragraph = _paragraph("一是修路。先修主干道，再修支路。二是架桥。")
    item = find_enumerations(paragraph)[0].items[0]
    assert item_text(paragraph, item, 8) == "一是修路。……"
    assert item_text(paragraph, item, 80) == "一是修路。先修主干道，再修支路。"


@given(
    st.lists(
        st.sampled_from(["修路架桥。", "一是快。", "二是稳！", "三是好；", "\n", "（一）甲", "、", "首先，", "其次，"]),
        max_size=30,
    )
)
def test_offsets_lie_inside_and_in_order(pieces: list[str]) -> None:
    paragraph = _paragraph("".join(pieces) or "空。", 12)
    for found in find_enumerations(paragraph):
        starts = [i.start for i in found.items]
        assert starts == sorted(starts)
        for item in found.items:
            assert 0 <= item.start <= item.head_end <= len(paragraph.text)
            assert item.end <= len(paragraph.text)


@given(st.text(alphabet="甲乙，。；：a1 \n、“”—", max_size=80))
def test_clauses_cover_a_sentence(text: str) -> None:
    spans = split_clauses(text)
    assert "".join(text[a:b] for a, b in spans) == text


@given(st.text(alphabet="甲乙丙，。\n", min_size=1, max_size=120), st.integers(5, 40))
def test_a_paragraph_is_the_sum_of_its_passages(text: str, max_chars: int) -> None:
    article = replace(ORCHARD, paragraphs=(text.replace("\n", "") or "甲",))
    passages = split_article(article, max_chars)
    if passages:
        joined = join_paragraph(passages)
        assert joined.text == "".join(p.text for p in passages)
        assert "".join(s.text for s in joined.spans(0, len(joined.text))) == joined.text
