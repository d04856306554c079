"""Sentences and passages: nothing lost, nothing too long, cuts where a reader would make them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Passage, Piece
from index.splitting import split_article, split_sentences

TEXT = st.text(alphabet='甲乙丙3a。！，；、…\n\u3000 .”’)"', max_size=120)
PARAGRAPH = st.text(alphabet="甲乙丙3a。！，；、… .”", max_size=90)


def article(*paragraphs: str, pieces: tuple[Piece, ...] = ()) -> Article:
    return Article("article", "题", "张三", None, None, paragraphs, pieces, article_id="报.txt/1", document="报.txt")


def texts(passages: list[Passage]) -> list[str]:
    return [p.text for p in passages]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("没有句号", ["没有句号"]),
        ("一句。两句！三句？", ["一句。", "两句！", "三句？"]),
        ("他说：“好！”然后走了。", ["他说：“好！”", "然后走了。"]),
        ("增长3.5%，见www.a.cn。完", ["增长3.5%，见www.a.cn。", "完"]),
        ("It ends. 又一句", ["It ends. ", "又一句"]),
        ("等等……还有", ["等等……", "还有"]),
        ("省略…不断", ["省略…不断"]),
        ("第一行\n第二行", ["第一行\n", "第二行"]),
        ("真的吗？！是。", ["真的吗？！", "是。"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text)] == sentences


@given(TEXT)
def test_sentences_cover_the_text(text: str) -> None:
    spans = split_sentences(text)
    assert "".join(text[a:b] for a, b in spans) == text
    assert all(a < b for a, b in spans)


def test_paragraphs_are_passages() -> None:
    passages = split_article(article("第一段。它有两句。", "第二段。"), 20)
    assert texts(passages) == ["第一段。它有两句。", "第二段。"]
    assert [p.passage_id for p in passages] == ["报.txt/1#1", "报.txt/1#2"]
    assert [p.paragraph for p in passages] == [1, 2]
    assert passages[0].sentences == ((0, 4), (4, 9))
    assert (passages[1].start, passages[1].end) == (10, 14)
    assert passages[1].author == "张三"


def test_a_long_paragraph_becomes_balanced_parts_of_one_number() -> None:
    passages = split_article(article("甲甲甲甲。乙乙乙乙。丙丙丙丙。丁丁丁丁。", "短。"), 12)
    assert texts(passages) == ["甲甲甲甲。乙乙乙乙。", "丙丙丙丙。丁丁丁丁。", "短。"]
    assert [p.paragraph for p in passages] == [1, 1, 2]


def test_a_monstrous_sentence_is_cut_at_commas_then_hard() -> None:
    assert texts(split_article(article("甲甲甲甲甲，乙乙乙乙乙，丙丙丙丙丙"), 8)) == [
        "甲甲甲甲甲，",
        "乙乙乙乙乙，",
        "丙丙丙丙丙",
    ]
    assert texts(split_article(article("甲" * 20), 8)) == ["甲" * 8, "甲" * 8, "甲" * 4]


def test_packing_joins_short_lines_and_no_passage_starts_or_ends_with_a_break() -> None:
    rows = split_article(article("甲甲。", "乙乙。", "丙丙丙丙。", "丁。"), 9, pack=True)
    assert texts(rows) == ["甲甲。\n乙乙。", "丙丙丙丙。\n丁。"]
    assert [p.paragraph for p in rows] == [1, 3]


def test_a_passage_knows_the_page_it_begins_on() -> None:
    pieces = (Piece(0, 3, 0, 3, page=1), Piece(3, 8, 40, 45, page=2))
    assert [p.page for p in split_article(article("第一页", "第二页。", pieces=pieces), 20)] == [1, 2]


def test_a_bound_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="max_chars=0"):
        split_article(article("甲"), 0)


@given(st.lists(PARAGRAPH, min_size=1, max_size=6), st.integers(1, 60), st.booleans())
def test_nothing_is_lost_and_nothing_is_too_long(paragraphs: list[str], max_chars: int, pack: bool) -> None:
    whole = article(*paragraphs)
    passages = split_article(whole, max_chars, pack=pack)
    for p in passages:
        assert whole.text[p.start : p.end] == p.text
        assert len(p.text) <= max_chars
        assert "".join(p.text[a:b] for a, b in p.sentences) == p.text
    assert [p.passage_id for p in passages] == [f"报.txt/1#{n}" for n in range(1, len(passages) + 1)]
    ends = [0, *(p.end for p in passages)]
    starts = [*(p.start for p in passages), len(whole.text)]
    assert all(a <= b and not whole.text[a:b].strip() for a, b in zip(ends, starts, strict=True))


@given(st.lists(PARAGRAPH, min_size=1, max_size=6), st.integers(1, 60))
def test_a_passage_stays_in_its_paragraph(paragraphs: list[str], max_chars: int) -> None:
    whole = article(*paragraphs)
    starts = [sum(len(t) + 1 for t in paragraphs[:n]) for n in range(len(paragraphs))]
    for p in split_article(whole, max_chars):
        first = starts[p.paragraph - 1]
        assert first <= p.start
        assert p.end <= first + len(paragraphs[p.paragraph - 1])
