"""The questions about the bundled page, asked through the command line as a user would."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rag.cli import main

WANTED = 30


def squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shortcomings(row: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """What the answer to a row lacks: the refusal, the evidence, the expected words, the author."""
    if answer["refused"] == row["answerable"]:
        return ["refusal"]
    if not row["answerable"]:
        return []
    cited = squash("\n".join(c["text"] for c in answer["citations"]))
    authors = {c["author"] for c in answer["citations"]}
    lacking = [quote for quote in row["quotes"] if squash(quote) not in cited]
    lacking += [w for w in row["include"] if not any(x in squash(answer["answer"]) for x in w.split("|"))]
    if row["article"] == "all3":
        lacking += ["three authors"] * (len(authors - {None}) < 3)
    elif row["article"] and row["article"] not in authors:
        lacking.append(row["article"])
    return lacking


def test_most_questions_about_the_bundled_page_are_answered_with_evidence(
    evaluation_dir: Path, bundled_page: Path, tmp_path: Path
) -> None:
    questions, out, data = (
        evaluation_dir / "eval" / "seed-dev.jsonl",
        tmp_path / "answers.jsonl",
        str(tmp_path / "data"),
    )
    assert main(["index", "build", str(bundled_page), "--data", data]) == 0
    assert main(["ask", "--batch", str(questions), "--out", str(out), "--data", data]) == 0
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines() if line.strip()]
    answers = {a["id"]: a for a in map(json.loads, out.read_text("utf-8").splitlines())}
    for answer in answers.values():
        assert all(c["quote"] in c["text"] for c in answer["citations"])
        assert all(s["verified"] for s in answer["sentences"]), answer["answer"]
    failed = {row["id"]: lacking for row in rows if (lacking := shortcomings(row, answers[row["id"]]))}
    if len(rows) - len(failed) < WANTED:
        pytest.fail(f"{len(rows) - len(failed)} of {len(rows)} questions pass, wanted {WANTED}: {failed}")
