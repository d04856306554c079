"""The `ronghe` command as a user meets it: output, JSON shapes, exit codes, one-line errors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index import open_index
from rag.cli import main

ARTICLE = """# 山城步道怎么修

■周望川

山城步道全长三百二十公里，串起十二个公园。一是修旧如旧，保留石阶。二是补齐路灯，方便夜行。

（作者系江岸市园林研究院研究员）
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    article = folder / "steps.md"
    article.write_text(ARTICLE, "utf-8")
    assert main(["index", "build", str(article), "--data", str(folder / "data")]) == 0
    return folder / "data"


def run(data_dir: Path, *arguments: str) -> int:
    return main([*arguments, "--data", str(data_dir)])


def test_ask_prints_the_answer_and_its_source(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data_dir, "ask", "山城步道全长多少公里？") == 0
    output = capsys.readouterr().out
    assert "三百二十公里" in output
    assert "[1] 山城步道怎么修 · 周望川 · 第1段" in output


def test_ask_json_keeps_the_contract(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data_dir, "ask", "山城步道串起多少个公园？", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert {"question", "standalone_question", "answer", "refused", "citations", "sentences", "timings_ms"} <= set(
        answer
    )
    citation = answer["citations"][0]
    assert citation["quote"] in citation["text"]
    assert citation["quote"] == citation["text"][citation["start"] : citation["end"]]
    assert (citation["author"], citation["marker"], citation["paragraph"]) == ("周望川", 1, 1)
    assert all(sentence["verified"] for sentence in answer["sentences"])


def test_a_batch_answers_every_row_and_takes_turns(data_dir: Path, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "question": "今天的天气怎么样？"},
        {"id": "b", "question": ["谁写了山城步道？", "他的单位是什么？"]},
    ]
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), "utf-8")
    assert run(data_dir, "ask", "--batch", str(questions), "--out", str(out)) == 0
    first, second = map(json.loads, out.read_text("utf-8").splitlines())
    assert (first["id"], first["refused"]) == ("a", True)
    assert second["id"] == "b"
    assert "江岸市园林研究院" in second["answer"]


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_bad_row_of_a_batch_costs_that_row_only(
    data_dir: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    lines = [
        '{"id": "a", "question": "山城步道串起多少个公园？"}',
        '{"id": "b", "question": " "}',
        "{broken",
        "",
        "[1]",
        '{"id": "c", "question": ["路灯", 3]}',
        '{"id": "\\ud800", "question": "\\ud800"}',
        '{"id": "z", "question": "路灯怎么办？"}',
    ]
    questions.write_bytes("\n".join(lines).encode() + b'\n{"id": "gbk", "question": "\xc2\xb7\xb5\xc6"}\n')
    assert run(data_dir, command, "--batch", str(questions), "--out", str(out)) == 1
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["a", "b", None, None, "c", "\ud800", "z", None]
    assert ["error" in row for row in rows] == [False, True, True, True, True, True, False, True]
    assert "第 3 行不是 JSON" in rows[2]["error"]
    assert "第 9 行不是 UTF-8" in rows[7]["error"]
    error = capsys.readouterr().err
    assert "8 行里有 6 行没有作答（第 2、3、5、6、7 等 行）" in error
    assert error.count("\n") == 1


def test_a_batch_never_overwrites_its_questions(data_dir: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"id": 1, "question": "路灯"}', "utf-8")
    before = questions.read_bytes()
    assert run(data_dir, "search", "--batch", str(questions), "--out", str(questions)) == 1
    assert questions.read_bytes() == before
    questions.write_text("\n", "utf-8")
    assert run(data_dir, "search", "--batch", str(questions), "--out", str(tmp_path / "h.jsonl")) == 1
    assert not (tmp_path / "h.jsonl").exists()


def test_search_rows(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data_dir, "search", "路灯", "-k", "3", "--json") == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert set(hits[0]) == {"passage_id", "document", "article", "author", "similarity", "text"}
    assert "路灯" in hits[0]["text"]


def test_articles_needs_no_index(bundled_page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["articles", str(bundled_page), "--json"]) == 0
    articles = json.loads(capsys.readouterr().out)
    assert all(set(a) >= {"kind", "title", "author", "affiliation", "column", "paragraphs"} for a in articles)


def test_index_list_verify_and_unknown_removal(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data_dir, "index", "list", "--json") == 0
    assert [row["document"] for row in json.loads(capsys.readouterr().out)] == ["steps.md"]
    assert run(data_dir, "index", "verify") == 0
    assert run(data_dir, "index", "remove", "nowhere.md") == 1
    assert "nowhere.md" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["articles", "no-such-file.md"],
        ["search", "甲", "-k", "0"],
        ["ask", " "],
        ["ask", "--batch", "no-such.jsonl", "--out", "x.jsonl"],
        ["eval", "rgb", "no-such.jsonl"],
    ],
)
def test_errors_are_one_line_and_exit_1(
    data_dir: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data_dir, *arguments) == 1
    error = capsys.readouterr().err
    assert error.startswith("ronghe: ")
    assert error.count("\n") == 1


def test_replaced_and_skipped_files_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("甲", "乙"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "步道.md").write_text(ARTICLE + f"又一段，只有{name}有。\n", "utf-8")
    (tmp_path / "甲" / "旧.doc").write_bytes(b"\xd0\xcf")
    data = tmp_path / "data"
    assert run(data, "index", "build", str(tmp_path / "甲")) == 0
    assert "不支持的格式 .doc 1 个；加 --skip-errors" in capsys.readouterr().err
    assert run(data, "index", "add", str(tmp_path / "甲" / "步道.md"), "--json") == 1
    assert run(data, "index", "build", str(tmp_path / "甲" / "步道.md")) == 0
    capsys.readouterr()
    assert run(data, "index", "add", str(tmp_path / "乙" / "步道.md")) == 0
    assert "同名的旧文档已换成新的：步道.md" in capsys.readouterr().out


def test_a_word_list_is_used_in_building_and_a_later_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "步道.md").write_text(ARTICLE, "utf-8")
    words = tmp_path / "words.txt"
    words.write_text("保留石阶\n", "utf-8")
    monkeypatch.setenv("RONGHE_WORDS", str(words))
    assert run(tmp_path / "data", "index", "build", str(tmp_path / "步道.md")) == 0
    with open_index(tmp_path / "data") as snapshot:
        assert snapshot.lexical.document_frequency("保留石阶") == 1
    words.write_text("补齐路灯方便\n", "utf-8")
    assert run(tmp_path / "data", "search", "路灯") == 0
    assert "ronghe index rebuild" in caplog.text


def test_usage_is_exit_2() -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["index"])
    assert exit_.value.code == 2


def test_help_waits_for_no_heavy_library() -> None:
    code = (
        "import sys\nfrom rag.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'torch', 'gradio', 'faiss', 'langchain', 'tantivy', 'lightgbm'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
