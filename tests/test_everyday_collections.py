"""The everyday questions: their file, how texts are put to them, what the trees are fitted to."""

from __future__ import annotations

import dataclasses
import json
import lzma
import os
from pathlib import Path
from typing import Any

import pytest

from rag.training import everyday
from rag.training.answering_examples import label_sentences
from rag.training.everyday import EVERYDAY, everyday_instances, read_collections, record_key, strays, write_archive
from rag.training.reranker import is_right, read_questions
from tests.benchmarks.everyday import ask_all, tells

_RECORD = {
    "source": "made-up",
    "title": "青石县办灯会",
    "paragraphs": [
        "青石县元宵灯会2月5日在河滨公园开幕。灯会由县文化馆主办，展出灯彩320组。",
        "县文化馆馆长杜青说，灯彩都是本县二十多位老艺人手扎的。往年的灯会只有百余组灯彩。",
        "灯会持续到2月20日。",
    ],
}


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of one record and the questions on its first two paragraphs."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    with lzma.open(folder / "articles-000.jsonl.xz", "wt", encoding="utf-8") as out:
        out.write(json.dumps(_RECORD, ensure_ascii=False) + "\n")
    text = "\n".join(_RECORD["paragraphs"])
    start = text.index("灯会由县文化馆")
    questions = [
        {
            "question": "灯会展出多少组灯彩",
            "kind": "figure",
            "answers": [[0, start, text.index("\n")]],
            "also": [],
        },
        {"question": "灯会门票卖多少钱", "kind": "unanswerable", "answers": [], "also": []},
    ]
    document = {"source": "made-up", "key": record_key(_RECORD), "paragraphs": 2}
    missing = {"source": "made-up", "key": "0" * 12, "paragraphs": 1}
    rows: list[dict[str, Any]] = [
        {"collection": "a", "held_out": False, "documents": [document], "questions": questions},
        {"collection": "b", "held_out": False, "documents": [document, missing], "questions": questions},
    ]
    file = tmp_path / "everyday.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    monkeypatch.setattr(everyday, "QUESTIONS", file)
    return folder


def test_texts_come_from_the_corpus(corpus: Path) -> None:
    (collection,) = read_collections(corpus)
    assert collection.name == "a", "a collection of which a record is missing is left out"
    assert collection.titles == ("青石县办灯会",)
    assert collection.texts[0].endswith("百余组灯彩。"), "two paragraphs of three"
    assert collection.told(collection.questions[0]["answers"]) == ("灯会由县文化馆主办，展出灯彩320组。",)


def test_sentences_that_answer_are_labelled(corpus: Path, tmp_path: Path) -> None:
    instances = list(everyday_instances(corpus, tmp_path / "work"))
    assert [i.group for i in instances] == [f"{EVERYDAY}-a"] * 2
    asked, silent = instances
    assert asked.asked is not None
    assert asked.gold
    assert not silent.gold
    assert not silent.answers
    from rag.answering.scoring_sentences import describe_sentences

    sentences = describe_sentences(asked.asked, asked.hits)
    labelled = [s.text.strip() for s, label in zip(sentences, label_sentences(asked, sentences), strict=True) if label]
    assert labelled == ["灯会由县文化馆主办，展出灯彩320组。"]
    assert list(everyday_instances(corpus, tmp_path / "work", held_out=True)) == []


def test_the_benchmark_tells_shown_from_refused(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RONGHE_DATA", "")
    (collection,) = read_collections(corpus)
    first, second = ask_all(collection, tmp_path / "work")
    assert first.answerable
    assert first.shown
    assert first.whole
    assert not first.refused
    assert not second.answerable
    assert not second.shown
    assert second.refused
    assert tells("灯彩320组", "320组")
    assert not tells("灯彩32组", "灯会由县文化馆主办，展出灯彩320组。")


def test_questions_of_other_collections_stray_into_each(corpus: Path, tmp_path: Path) -> None:
    (collection,) = read_collections(corpus)
    asked = tuple(
        {"question": f"第{n}届龙舟赛的冠军是哪个队", "kind": "entity", "answers": [[0, 0, 5]]} for n in range(9)
    )
    other = dataclasses.replace(collection, name="b", questions=asked)
    drawn = strays(collection, [collection, other])
    assert drawn == strays(collection, [collection, other])
    assert len({row["question"] for row in drawn}) == len(drawn) == 4
    assert all(row["question"].startswith("第") and row["stray"] and not row["answers"] for row in drawn)
    assert strays(collection, [collection]) == []
    *_, answered = ask_all(collection, tmp_path / "work", drawn[:1])
    assert answered.kind == "stray"
    assert answered.refused


def test_the_archive_has_every_record_and_the_answerable_questions(corpus: Path, tmp_path: Path) -> None:
    write_archive(corpus, tmp_path / "out")
    (record,) = (json.loads(line) for line in (tmp_path / "out" / "archive.jsonl").read_text("utf-8").splitlines())
    assert record["passage_id"] == record_key(_RECORD)
    assert record["text"].endswith("灯会持续到2月20日。"), "whole, not only what the collection has"
    (asked,) = read_questions(tmp_path / "out" / "questions.jsonl")
    assert asked["question"] == "灯会展出多少组灯彩"
    assert is_right(asked, record["passage_id"], record["text"])
    assert (tmp_path / "out" / "held-out.jsonl").read_text("utf-8") == ""


def test_the_questions_are_whole() -> None:
    rows = [json.loads(line) for line in everyday.QUESTIONS.read_text("utf-8").splitlines()]
    assert len(rows) == len({row["collection"] for row in rows}) == 200
    assert sum(row["held_out"] for row in rows) == 50
    keys = {d["key"] for row in rows if row["held_out"] for d in row["documents"]}
    assert not keys & {d["key"] for row in rows if not row["held_out"] for d in row["documents"]}
    for row in rows:
        assert row["questions"]
        assert all(q["question"].strip() for q in row["questions"])
        for question in row["questions"]:
            assert bool(question["answers"]) == (question["kind"] != "unanswerable"), question
            for document, start, end in [*question["answers"], *question["also"]]:
                assert 0 <= document < len(row["documents"])
                assert 0 <= start < end


def test_every_record_is_in_the_corpus() -> None:
    folder = os.environ.get("RONGHE_EVAL")
    if not folder:
        pytest.skip("RONGHE_EVAL is unset: the corpus of the everyday questions is not here")
    collections = read_collections(Path(folder) / "corpus")
    assert len(collections) == 200
    for collection in collections:
        for question in collection.questions:
            assert all(text.strip() for text in collection.told(question["answers"])), collection.name
