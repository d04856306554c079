"""The chat as a LangChain `Runnable`, for those who compose it with chains of their own.

It adds nothing to `Chat`: a question (or {"question", "history"}) goes in, an `Answer` comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from index.errors import UsageError
from rag.answer import Answer
from rag.chat import Chat

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable


def as_runnable(chat: Chat) -> Runnable[str | Mapping[str, Any], Answer]:
    """`chat` as a Runnable: `.invoke`, `.batch` and `|` work; history is a sequence of `Turn`."""
    from langchain_core.runnables import RunnableLambda

    def answer(question: str | Mapping[str, Any]) -> Answer:
        if isinstance(question, str):
            return chat.ask(question)
        if not isinstance(question.get("question"), str):
            raise UsageError(f"输入应是问题文字或含 question 的字典，现在的键是 {sorted(question)}")
        return chat.ask(question["question"], question.get("history", ()))

    return RunnableLambda(answer, name="ronghe")
