"""A follow-up question made to stand alone by a language model, with the rules of `conversation.py` to fall back on.

A model that fails, answers instead of asking, or writes something unlike a question is not believed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from index.folding import fold
from rag.conversation import Turn, standalone_question
from rag.generating import QUICK_SECONDS
from rag.verifying.names import find_names
from rag.verifying.statements import read_statement
from rag.writing.prompting import as_data, load_prompt
from rag.writing.providers import provider_errors

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_TURNS = 4
_ANSWER_CHARS = 200
_LONGEST = 4000
_THINKING = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
_PREFIX = re.compile(r"^(?:改写后的?问题|独立问题|问题)[：:]\s*")


def condense_question(
    model: BaseChatModel,
    question: str,
    history: Sequence[Turn],
    known_authors: Sequence[str] = (),
    known_titles: Sequence[str] = (),
    *,
    timeout_seconds: float = QUICK_SECONDS,
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
        written = _ask(model, prompt, timeout_seconds)
    except provider_errors():
        return ruled
    candidate = _PREFIX.sub("", _THINKING.sub("", written).strip().split("\n")[0].strip(" \"'"))
    if candidate.startswith("“") and candidate.endswith("”"):
        candidate = candidate[1:-1]
    return candidate if _is_rewriting(candidate, question, history) else ruled


def _ask(model: BaseChatModel, prompt: str, timeout_seconds: float) -> str:
    """What the model writes within the time; `TimeoutError` when it takes longer, a provider's error as it comes."""
    deadline = time.monotonic() + timeout_seconds
    text = ""
    with closing(model.stream([("human", prompt)])) as chunks:  # type: ignore[type-var]
        for chunk in chunks:
            text += str(chunk.text)
            if time.monotonic() > deadline or len(text) > _LONGEST:
                raise TimeoutError("语言模型改写追问太慢或太长")
    return text


def _is_rewriting(candidate: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether `candidate` asks, is not too long, and is made of what was said: no name, figure or denial of its own."""
    if not candidate.endswith(("？", "?")) or not 3 <= len(candidate) <= 4 * len(question) + 80:
        return False
    turns = history[-_TURNS:]
    said = question + "".join("，".join((t.question, t.answer, *t.authors, *t.titles, "")) for t in turns)
    folded = fold(said)
    if any(name.text not in folded for name in find_names(candidate)):
        return False
    own, known = read_statement(candidate), read_statement(said).symbols
    if any(m.kind in ("figure", "latin", "negation") and m.symbol not in known for m in own.marks):
        return False
    # What the question itself names must still be asked about.
    if any(name.text not in own.folded for name in find_names(question)):
        return False
    content = re.findall(r"[一-鿿A-Za-z0-9]", candidate)
    return sum(character in said for character in content) >= 0.8 * len(content)
