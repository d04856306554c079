"""Fusion, names in questions, and the retriever over a small published index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import build_index
from index.records import Hit, Passage
from index.snapshot import Snapshot
from rag.ranking.fusion import fuse_convex, fuse_reciprocal_ranks
from rag.ranking.query_expansion import AuthorNames, find_aliases, other_names
from rag.reranking import load_reranker
from rag.retrieval import Filters, Retriever, _likeliest, worth_reading
from tests.hashed_encoder import HashedEncoder

PAGE = """# 数字经济如何发展

■罗重谱

重庆拥有三十一个制造业大类，是全国制造业门类最全的城市之一。数字经济和实体经济应当深度融合。

要加强数字基础设施建设，夯实发展底座。百分之六十的企业已经上云。

# 服务业怎样升级

■张明

先进制造业和现代服务业深度融合（以下简称“两业融合”）是重要途径。应当建设工业设计中心。

要培养服务业的人才，完善服务业的标准，发展科技服务、金融服务和现代物流。
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder: Path = tmp_path_factory.mktemp("retrieval")
    (folder / "page.md").write_text(PAGE, "utf-8")
    snapshot = build_index([folder / "page.md"], folder / "data", encoder=HashedEncoder())
    yield snapshot
    snapshot.close()


@pytest.fixture(scope="module")
def retriever(snapshot: Snapshot) -> Retriever:
    return Retriever(snapshot, HashedEncoder(), load_reranker())


def test_reciprocal_rank_fusion_has_known_values() -> None:
    fused = dict(fuse_reciprocal_ranks([[7, 8], [8, 9]]))
    assert fused[8] == pytest.approx(1 / 62 + 1 / 61)
    assert fused[7] == pytest.approx(1 / 61)
    assert [row for row, _ in fuse_reciprocal_ranks([[7, 8], [8, 9]])] == [8, 7, 9]
    assert fuse_reciprocal_ranks([[3, 3]], smoothing=1) == [(3, 0.5)]


def test_convex_fusion_scales_each_ranking() -> None:
    rankings = [(np.array([1, 2]), np.array([30.0, 10.0])), (np.array([2, 3]), np.array([0.9, 0.1]))]
    rows, fused, (first, second) = fuse_convex(rankings, [1.0, 0.3])
    assert rows.tolist() == [1, 2, 3]
    assert fused == pytest.approx([1.0, 0.3, 0.0])
    assert first == pytest.approx([30.0, 10.0, np.nan], nan_ok=True)
    assert second == pytest.approx([np.nan, 0.9, 0.1], nan_ok=True)
    none = (np.array([], dtype=np.int64), np.array([]))
    rows, fused, _ = fuse_convex([none, (np.array([5]), np.array([0.2]))], [1.0, 0.3])
    assert (rows.tolist(), fused.tolist()) == ([5], [0.3])
    assert len(fuse_convex([none, none], [1.0, 0.3])[0]) == 0


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 20), unique=True), max_size=4))
def test_fusion_keeps_every_row_once_in_falling_order(rankings: list[list[int]]) -> None:
    fused = fuse_reciprocal_ranks(rankings)
    assert sorted(row for row, _ in fused) == sorted({row for ranking in rankings for row in ranking})
    assert [value for _, value in fused] == sorted((value for _, value in fused), reverse=True)


def test_aliases_are_read_from_the_text() -> None:
    assert find_aliases("根据世界卫生组织（简称世卫组织，WHO）的数据") == [("世界卫生组织", "世卫组织")]
    assert find_aliases("《数字经济规划》（以下简称《规划》）发布") == [("数字经济规划", "规划")]
    assert find_aliases("没有别名（2023年）") == []


def test_other_names_go_both_ways() -> None:
    texts = ["世界卫生组织（简称“世卫组织”）发布报告"]
    assert other_names("世卫组织说了什么", texts) == ["世界卫生组织"]
    assert other_names("世界卫生组织说了什么", texts) == ["世卫组织"]
    assert other_names("别的问题", texts) == []


def test_authors_in_questions_exact_and_mistyped() -> None:
    names = AuthorNames(["罗重谱", "张明"])
    assert names.named("羅重譜认为重庆如何") == ["罗重谱"]
    assert names.named("张明怎么看") == ["张明"]
    assert names.named("张明星有谁") == []
    assert names.mistyped("罗重普认为重庆如何") == ["罗重谱"]
    assert names.mistyped("罗重谱认为重庆如何") == []
    assert names.mistyped("重庆如何") == []


@pytest.mark.parametrize(
    ("question", "author", "held"),
    [
        ("重庆有31个什么？", "罗重谱", "三十一个"),
        ("重慶擁有多少個製造業大類？", "罗重谱", "三十一个"),
        ("６０％的企业怎么了？", "罗重谱", "百分之六十"),
        ("张明认为要怎样？", "张明", ""),
        ("罗重普认为要怎样？", "罗重谱", ""),
        ("两业融合指什么？", "张明", "两业融合"),
    ],
)
def test_the_right_passage_comes_first(retriever: Retriever, question: str, author: str, held: str) -> None:
    best = retriever.search(question, 2)[0].passage
    assert best.author == author
    assert held in best.text


def test_other_names_add_passages_and_the_question_ranks_them(tmp_path: Path) -> None:
    named = "世界卫生组织（简称WHO）要求推动健全机制。"
    rows = [named, "总干事到访世界卫生组织。", "某会要求推动健全机制。", "某会要求健全别的机制。"]
    lines = [json.dumps({"passage_id": f"r{n}", "title": "", "text": text}) for n, text in enumerate(rows)]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), "utf-8")
    with build_index([tmp_path / "rows.jsonl"], tmp_path / "data", encoder=HashedEncoder()) as snapshot:
        retriever = Retriever(snapshot, None, load_reranker())
        question = "WHO要求推动健全什么机制？"
        assert rows[1] not in {hit.passage.text for hit in retriever.candidates(question, 10)}
        hits = retriever.search(question, 10)
        assert hits[0].passage.text == named
        assert rows[1] in {hit.passage.text for hit in hits[1:]}


def test_what_is_said_finds_what_is_written(tmp_path: Path) -> None:
    texts = ["养犬人应当及时清除犬只粪便，违者处二百元罚款。", "公园里设有垂钓区，门票每张十元。", "河面禁止游泳。"]
    rows = [
        json.dumps({"passage_id": f"p{n}", "title": f"第{n}条", "text": text}, ensure_ascii=False)
        for n, text in enumerate(texts)
    ]
    source = tmp_path / "rules.jsonl"
    source.write_text("\n".join(rows), encoding="utf-8")
    with build_index([source], tmp_path / "data") as snapshot:
        hits = Retriever(snapshot, None).search("狗拉屎不收拾怎么罚", 1)
        assert hits[0].passage.text == texts[0]
        assert hits[0].signals["written"] > 0


def test_filters_restrict_and_combine(retriever: Retriever, snapshot: Snapshot) -> None:
    hits = retriever.search("重庆制造业大类", 5, Filters(authors=("张明",)))
    assert {hit.passage.author for hit in hits} == {"张明"}
    assert retriever.search("重庆", 5, Filters(authors=("没有此人",))) == []
    article = hits[0].passage.article_id
    assert {h.passage.article_id for h in retriever.search("重庆", 5, Filters(article_ids=(article,)))} == {article}
    assert not Filters()
    assert Filters(documents=("a",))


def test_hits_are_distinct_ordered_and_bounded(retriever: Retriever) -> None:
    hits = retriever.search("服务业的标准", 3)
    assert len(hits) <= 3
    assert len({hit.passage.passage_id for hit in hits}) == len(hits)
    values = [hit.similarity for hit in hits]
    assert values == sorted(values, reverse=True)
    assert {"cosine", "reranker", "coverage"} <= set(hits[0].signals)
    assert retriever.search("  ", 3) == []
    assert retriever.search("重庆", 0) == []


def test_fewer_passages_are_read_where_they_are_long_and_more_where_they_are_short() -> None:
    def hits(length: int) -> list[Hit]:
        text = "长" * length
        one = Passage("a#1", "a", "d", "article", None, None, None, None, None, 1, 0, length, text)
        return [Hit(one, 40.0 - n) for n in range(40)]

    assert [len(worth_reading(hits(length), 10)) for length in (100, 210, 420, 500, 900, 9000)] == [30, 20, 10, 8, 6, 6]
    assert worth_reading(hits(900), 1) == hits(900)[:1]
    assert worth_reading([], 10) == []


def test_only_the_likeliest_texts_are_read(snapshot: Snapshot) -> None:
    bm25, cosine = np.array([9.0, 2.0, np.nan, 3.0]), np.array([0.1, 0.1, 0.9, 0.1])
    closeness = np.array([0.9, 0.1, 0.9, 0.1])
    assert _likeliest(bm25, cosine, closeness, 2).tolist() == [0, 2]
    assert _likeliest(bm25, cosine, closeness, 9).tolist() == [0, 1, 2, 3]
    few = Retriever(snapshot, HashedEncoder(), read_candidates=3)
    assert len(few.candidates("制造业", 1)) == 3
    assert len(few.candidates("制造业", 4)) == 4


def test_what_holds_a_name_that_stands_once_is_read_however_low_bm25_puts_it(tmp_path: Path) -> None:
    usual = "谁制作出来的？由工匠制作出来，制作出来以后再制作。"
    rows = [f"{usual}第{n}回。" for n in range(40)] + ["他造出的Blucher牵引煤车。" + "煤矿的事，" * 60]
    lines = [json.dumps({"passage_id": f"r{n}", "title": "", "text": text}) for n, text in enumerate(rows)]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), "utf-8")
    with build_index([tmp_path / "rows.jsonl"], tmp_path / "data", encoder=HashedEncoder()) as snapshot:
        question = "「Blucher」是由谁制作出来的？"
        few = Retriever(snapshot, None, lexical_candidates=5, read_candidates=5).candidates(question, 1)
        assert [h.passage.text for h in few if "Blucher" in h.passage.text] == rows[-1:]
        assert len(few) <= 6
        none = Retriever(snapshot, None, lexical_candidates=5, read_candidates=5).candidates("由谁制作出来的？", 1)
        assert not [h for h in none if "Blucher" in h.passage.text]


def test_without_vectors_and_without_reranker(snapshot: Snapshot) -> None:
    hits = Retriever(snapshot, None).search("工业设计中心", 2)
    assert "工业设计中心" in hits[0].passage.text
    assert "cosine" not in hits[0].signals
    assert hits[0].signals["bm25"] > 0


def test_langchain_gets_the_same_passages(retriever: Retriever) -> None:
    from rag.langchain_retriever import RongheRetriever

    documents = RongheRetriever(retriever=retriever, k=2).invoke("重庆拥有多少个制造业大类？")
    hits = retriever.search("重庆拥有多少个制造业大类？", 2)
    assert [d.page_content for d in documents] == [h.passage.text for h in hits]
    assert documents[0].metadata["author"] == "罗重谱"
