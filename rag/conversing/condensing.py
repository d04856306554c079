"""A follow-up question made to stand alone by a language model, with the rules of `conversation.py` to fall back on.

A model that fails, answers instead of asking, or writes something unlike a question is not believed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.conversation import Turn, standalone_question
from rag.generating import provider_errors
from rag.writing.prompting import as_data, load_prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_TURNS = 4
_ANSWER_CHARS = 200
_PREFIX = re.compile(r"^(?:改写后的?问题|独立问题|问题)[：:]\s*")


def condense_question(
    model: BaseChatModel,
    question: str,
    history: Sequence[Turn],
    known_authors: Sequence[str] = (),
    known_titles: Sequence[str] = (),
) -> str:
    """The standalone question, by `model` where the rules see that one is needed; never raises for the model's sake.

    A question that the rules leave alone is not sent: it costs nothing and stays word for word as it was.
    """
    ruled = standalone_question(question, history, known_authors, known_titles)
    if ruled == question:
        return question
    dialog = "\n".join(
        f"问：{as_data(turn.question)}\n答：{as_data(turn.answer[:_ANSWER_CHARS])}" for turn in history[-_TURNS:]
    )
    prompt = load_prompt("condense").substitute(history=dialog, question=as_data(question))
    try:
        written = model.invoke([("human", prompt)]).text
    except provider_errors():
        return ruled
    candidate = _PREFIX.sub("", str(written).strip().split("\n")[0].strip(" “”\"'"))
    return candidate if _is_rewriting(candidate, question, history) else ruled


def _is_rewriting(candidate: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether `candidate` asks, is not too long, and is made of what was said."""
    if not candidate.endswith(("？", "?")) or not 3 <= len(candidate) <= 4 * len(question) + 80:
        return False
    said = question + "".join(turn.question + turn.answer for turn in history[-_TURNS:])
    content = re.findall(r"[一-鿿A-Za-z0-9]", candidate)
    return sum(character in said for character in content) >= 0.8 * len(content)
