"""Readers' thumbs, kept in SQLite beside the index; it knows neither the page nor how answers are made."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import UsageError
from rag.answer import Answer

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    turn_id TEXT PRIMARY KEY,
    vote INTEGER NOT NULL CHECK (vote IN (-1, 1)),
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    given_at TEXT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Vote:
    """One reader's judgement of one answer: `value` is 1 or -1, `given_at` ISO 8601 in UTC."""

    turn_id: str
    value: int
    question: str
    answer: str
    snapshot: str
    given_at: str


class FeedbackStore:
    """Votes by turn; a second vote on the same turn replaces the first. Safe to use from many threads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, turn_id: str, value: int, answer: Answer, snapshot: str = "") -> None:
        """Keep a vote of 1 or -1, or with 0 take it back."""
        if value not in (-1, 0, 1):
            raise UsageError(f"评价只能是 1、-1 或 0，收到的是 {value!r}")
        with self._connection() as connection:
            if value == 0:
                connection.execute("DELETE FROM feedback WHERE turn_id = ?", (turn_id,))
                return
            body = json.dumps(answer.to_dict(), ensure_ascii=False)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            connection.execute(
                "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?)",
                (turn_id, value, answer.question, body, snapshot, now),
            )

    def votes(self) -> list[Vote]:
        """All votes, oldest first."""
        if not self._path.exists():
            return []
        query = "SELECT turn_id, vote, question, answer, snapshot, given_at FROM feedback ORDER BY given_at, turn_id"
        with self._connection() as connection:
            return [Vote(*row) for row in connection.execute(query)]

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=10)
        try:
            with connection:
                connection.execute(_SCHEMA)
                yield connection
        finally:
            connection.close()
