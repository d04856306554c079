"""Tokens and the BM25 index."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from index.errors import SnapshotError, UsageError
from index.lexical import LexicalBase, LexicalIndex, LexicalRow, tokenize
from index.tokens import add_words, load_words, question_terms, question_words, tokens_fingerprint

TEXTS = [
    "重庆拥有三十一个制造业大类。",
    "数字经济和实体经济深度融合。",
    "全市百分之六十的企业使用GPT-4模型。",
    "苹果和梨都是水果，苹果更甜。",
    "梨也是水果。",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical")
    LexicalIndex.build(
        folder, [LexicalRow(t, title=f"第{n}篇", author="张明" if n == 1 else "") for n, t in enumerate(TEXTS)]
    )
    return LexicalIndex.open(folder)


def test_numbers_are_tokens_in_both_forms() -> None:
    assert {"三十一个", "31"} <= set(tokenize("三十一个"))
    assert {"百分之六十", "60%"} <= set(tokenize("百分之六十"))
    assert "gpt-4" in tokenize("GPT-4模型")
    assert "1" not in tokenize("三十一个")


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("锦地罗又被称之为什么？", "锦地罗（学名不详），又称宽叶毛毡苔。"),
        ("谁创办了利嘉国际？", "富豪中有如利嘉国际的陈隆基。"),
        ("雌狸大约有多长？", "雌狸长65-70厘米。"),
        ("以仁王有什么才能？", "以仁王自幼擅长和歌。"),
    ],
)
def test_names_no_dictionary_knows_are_cut_alike_whatever_stands_beside_them(asked: str, written: str) -> None:
    name = question_words(asked)
    shared = set(tokenize(written)) & set(question_terms(asked))
    assert any(len(token) == 2 and token in name for token in shared)


def test_signs_inside_numbers_and_codes_join() -> None:
    assert {"21.7%", "3.4", "covid-19", "v1.2.3", "60%"} <= set(tokenize("占21.7%，3.4万人，COVID-19，v1.2.3，60%"))
    assert question_words("GPT-4占多少") == ["gpt", "4", "占", "gpt-4"]


def test_a_word_that_is_no_token_is_as_frequent_as_its_rarest_part(index: LexicalIndex) -> None:
    assert index.document_frequency("制造业大类") == min(index.document_frequency(w) for w in ("制造业", "大类"))


def test_traditional_and_full_width_fold_to_one_token() -> None:
    assert tokenize("製造業６０％") == tokenize("制造业60%")


def test_tokens_hold_no_blank_and_no_mark() -> None:
    assert all(t.strip() == t and t not in "，。" for t in tokenize("一，二。 三\n四　五"))


def test_asking_words_are_dropped_from_questions_only() -> None:
    assert question_terms("请问重庆的优势是什么？") == ["重庆", "优势"]
    assert "什么" in tokenize("优势是什么")
    assert question_terms("什么？") == ["什么"]


def test_search_finds_what_is_meant(index: LexicalIndex) -> None:
    assert len(index) == len(TEXTS)
    assert index.search("重庆有31个什么？", 1)[0][0] == 0
    assert index.search("60%的企业", 1)[0][0] == 2
    assert index.search("重慶的製造業", 1)[0][0] == 0
    assert index.search("张明", 1)[0][0] == 1
    assert [row for row, _ in index.search("苹果水果", 5)] == [3, 4]


def test_search_is_best_first_and_bounded(index: LexicalIndex) -> None:
    values = [bm25 for _, bm25 in index.search("苹果 水果 梨", 5)]
    assert values == sorted(values, reverse=True)
    assert len(index.search("苹果 水果 梨", 1)) == 1
    assert index.search("", 3) == []
    assert index.search("苹果", 0) == []


def test_search_within_rows(index: LexicalIndex) -> None:
    assert [row for row, _ in index.search("水果", 5, np.array([4, 0]))] == [4]
    assert index.search("水果", 5, np.array([], dtype=np.int64)) == []


def test_many_scattered_rows_are_filtered_alike(tmp_path: Path) -> None:
    index = LexicalIndex.build(tmp_path, [LexicalRow(f"水果{n}号仓库") for n in range(400)])
    wanted = np.arange(1, 400, 2)
    found = [row for row, _ in index.search("水果仓库", 10, wanted)]
    assert len(found) == 10
    assert all(row % 2 for row in found)


def test_a_word_written_for_a_token_counts_half(tmp_path: Path) -> None:
    texts = ["昨天发生一起车祸。", "昨天发生一起交通事故。", "城市公园禁止垂钓。", "养老保险费按月缴纳。"]
    index = LexicalIndex.build(tmp_path, [LexicalRow(text) for text in texts])
    plain = index.search_terms({"车祸": 1.0}, 4)
    assert [row for row, _ in plain] == [0]
    both = index.search_terms({"车祸": 1.0}, 4, instead={"车祸": ("交通事故", "追尾")})
    assert [row for row, _ in both] == [0, 1]
    assert both[0] == plain[0]
    assert both[1][1] < both[0][1]
    several = index.search_terms({"社保": 1.0}, 4, instead={"社保": ("养老保险费", "")})
    assert [row for row, _ in several] == [3]


def test_document_frequency_counts_texts(index: LexicalIndex) -> None:
    assert index.document_frequency("水果") == 2
    assert index.document_frequency("没有") == 0


def test_titles_count_where_most_texts_have_none(tmp_path: Path) -> None:
    rows = [LexicalRow(f"第{n}号仓库存放粮食，梁平也有仓库。") for n in range(200)]
    rows.append(LexicalRow("全文不提那个地方，只谈收成。", title="梁平柚子丰收", author="江一苇"))
    index = LexicalIndex.build(tmp_path / "mixed", rows)
    assert index.search("梁平柚子", 1)[0][0] == 200
    assert index.search("江一苇的文章", 1)[0][0] == 200


def test_rows_added_behind_others_rank_as_if_built_at_once(tmp_path: Path) -> None:
    rows = [
        LexicalRow(f"第{n}座水库在{'丰都' if n % 3 else '云阳'}县，库容{n}万方。", author="何川") for n in range(60)
    ]
    LexicalIndex.build(tmp_path / "first", rows[:40])
    origin = np.r_[np.arange(40), np.full(20, -1)]
    grown = LexicalIndex.build(tmp_path / "grown", rows[40:], LexicalBase(tmp_path / "first", origin))
    whole = LexicalIndex.build(tmp_path / "whole", rows)
    assert len(grown) == 60
    assert len(LexicalIndex.open(tmp_path / "first")) == 40
    for question in ("云阳的水库", "库容57万方的水库", "何川"):
        ours, theirs = grown.search(question, 60), whole.search(question, 60)
        assert [row for row, _ in ours] == [row for row, _ in theirs]
        assert [bm25 for _, bm25 in ours] == pytest.approx([bm25 for _, bm25 in theirs])


def test_fingerprint_changes_with_the_users_words() -> None:
    before = tokens_fingerprint()
    assert before == tokens_fingerprint()
    add_words(["蘅芜苑项目部"])
    assert before != tokens_fingerprint()


def test_an_index_in_a_folder_that_may_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    LexicalIndex.build(tmp_path / "shared", [LexicalRow(text) for text in TEXTS])
    for lock in (tmp_path / "shared").glob(".*.lock"):
        lock.unlink()
    before = sorted(path.name for path in (tmp_path / "shared").iterdir())
    access = os.access
    monkeypatch.setattr("os.access", lambda path, mode: mode != os.W_OK and access(path, mode))
    index = LexicalIndex.open(tmp_path / "shared")
    assert index.search("重庆的制造业", 1)[0][0] == 0
    assert sorted(path.name for path in (tmp_path / "shared").iterdir()) == before


def test_no_index_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="ronghe index"):
        LexicalIndex.open(tmp_path / "nothing")


def test_user_dictionary_keeps_words_whole(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("# 词典\n鹬蚌科技园 10\n\n", "utf-8")
    assert "鹬蚌科技园" not in tokenize("走进鹬蚌科技园")
    assert load_words(words) == 1
    assert "鹬蚌科技园" in tokenize("走进鹬蚌科技园")


def test_unreadable_dictionary_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="词典"):
        load_words(tmp_path / "none.txt")
