"""The measurements on tiny cases whose figures are known by hand."""

from __future__ import annotations

import json
import lzma
import math
from pathlib import Path

import pytest

from index.errors import LoadError
from index.records import Article
from rag.answer import Answer
from rag.evaluation import (
    holds_answer,
    measure_reading_order,
    measure_rgb,
    naive_articles,
    rank_of_answer,
    read_rows,
    retrieval_figures,
    rgb_passages,
)


def test_rank_counts_only_named_passages_that_hold_an_answer() -> None:
    row = {"passage_ids": ["doc1"], "answers": ["三十 一"]}
    hits = [
        {"passage_id": "doc10#1", "text": "三十一"},
        {"passage_id": "doc1#2", "text": "没有"},
        {"passage_id": "doc1#3", "text": "有三十一个"},
    ]
    assert rank_of_answer(row, hits) == 3
    assert rank_of_answer({"passage_id": "doc2", "answers": ["三十一"]}, hits) is None


def test_retrieval_figures_by_hand() -> None:
    figures = retrieval_figures([1, 2, None, 20])
    assert figures["hit@1"] == 0.25
    assert figures["hit@5"] == 0.5
    assert figures["hit@50"] == 0.75
    assert figures["mrr@10"] == pytest.approx((1 + 0.5) / 4)
    assert figures["ndcg@10"] == pytest.approx((1 + 1 / math.log2(3)) / 4)


def test_an_answer_must_hold_the_string_be_short_and_not_refuse() -> None:
    row = {"answers": ["31"]}
    assert holds_answer(row, Answer("q", "拥有全部31个[1]"))
    assert not holds_answer(row, Answer("q", "拥有全部30个"))
    assert not holds_answer(row, Answer("q", "31", refused=True))
    assert not holds_answer(row, Answer("q", "31" + "字" * 200))


def test_rgb_passages_by_noise_rate() -> None:
    row = {"id": "x", "task": "noise", "positive": list("abcde"), "negative": list("vwxyz")}
    assert sorted(rgb_passages(row, 0.0)) == list("abcde")
    assert sorted(rgb_passages(row, 0.4)) == ["a", "b", "c", "v", "w"]
    assert sorted(rgb_passages(row, 1.0)) == list("vwxyz")


def test_rgb_counts_refusals_only_when_nothing_relevant_is_given() -> None:
    row = {
        "id": "x",
        "task": "noise",
        "question": "q",
        "answers": [["a"]],
        "positive": ["a"] * 5,
        "negative": ["z"] * 5,
    }
    always = measure_rgb([row], lambda question, passages: Answer(question, "".join(passages)))
    assert [f["value"] for f in always] == [1.0, 1.0, 1.0, 1.0, 1.0, 0.0]
    never = measure_rgb([row], lambda question, passages: Answer(question, "", refused=True))
    assert [f["value"] for f in never] == [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]


def _page() -> dict[str, object]:
    first, second = "甲" * 5 + "春天来了花儿都开放了大家很高兴", "继续往前走看见一条河流在眼前流过"
    page = f"{second}\n\n# 题目\n\n■王一\n\n{first}"
    cuts = []
    for number, text in enumerate((first, second)):
        start = page.index(text)
        cuts.append({"article": 0, "fragment": number, "page_start": start, "page_end": start + len(text)})
    return {
        "page": page,
        "cuts": cuts,
        "articles": [{"title": "题目", "author": "王一", "paragraphs": [first + second]}],
    }


def test_reading_order_of_a_perfect_and_of_the_naive_reading() -> None:
    page = _page()
    true = page["articles"][0]  # type: ignore[index]
    perfect = measure_reading_order(
        [page], lambda text: [Article("article", true["title"], true["author"], None, None, tuple(true["paragraphs"]))]
    )
    assert [perfect[k] for k in ("right_article", "seam_f1", "exact", "title", "author")] == [1, 1, 1, 1, 1]
    naive = measure_reading_order([page], naive_articles)
    assert naive["seam_recall"] == 0
    assert naive["exact"] == 0
    assert naive["right_article"] < 0.5


def test_rows_are_read_from_plain_and_compressed_files(tmp_path: Path) -> None:
    rows = [{"id": 1}, {"id": 2}]
    text = "\n".join(json.dumps(r) for r in rows) + "\n\n"
    (tmp_path / "a.jsonl").write_text(text, "utf-8")
    with lzma.open(tmp_path / "a.jsonl.xz", "wt", encoding="utf-8") as out:
        out.write(text)
    assert list(read_rows(tmp_path / "a.jsonl")) == rows
    assert list(read_rows(tmp_path / "a.jsonl.xz")) == rows


@pytest.mark.parametrize("content", [b'{"id": 1}\n{broken\n', b"[1]\n", b"\xff\xfe\x00"])
def test_a_bad_row_file_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    with pytest.raises(LoadError, match="bad") as error:
        list(read_rows(path))
    assert "\n" not in str(error.value)
