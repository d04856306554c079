"""Follow-up questions made to stand alone, on invented dialogs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.conversation import Turn, standalone_question

DATA = json.loads((Path(__file__).parent / "data" / "dialogs.json").read_text("utf-8"))


def _turn(row: dict[str, Any]) -> Turn:
    return Turn(row["question"], row["answer"], tuple(row.get("authors", ())), tuple(row.get("titles", ())))


@pytest.mark.parametrize("dialog", DATA["dialogs"], ids=lambda d: d["question"])
def test_dialog(dialog: dict[str, Any]) -> None:
    history = [_turn(row) for row in dialog["history"]]
    found = standalone_question(dialog["question"], history, DATA["authors"], DATA["titles"])
    if dialog.get("unchanged"):
        assert found == dialog["question"]
    if "exact" in dialog:
        assert found == dialog["exact"]
    assert [part for part in dialog.get("contains", ()) if part not in found] == [], found
    assert [part for part in dialog.get("lacks", ()) if part in found] == [], found
