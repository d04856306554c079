"""Whether the passages are silent on what is asked, and how to say so.

The decision weighs the chances of the best sentences; the words come from prompts/wording.json.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from index.records import Hit
from rag.answer import Answer
from rag.drafting import refusal
from rag.questions import Question
from rag.scoring_sentences import ScoredSentence

THRESHOLD = 0.35


@cache
def _wording() -> dict[str, str]:
    entries: dict[str, str] = json.loads(files("prompts").joinpath("wording.json").read_text("utf-8"))
    return entries


def phrase(key: str, **values: object) -> str:
    """The Chinese wording of `key` with its values filled in."""
    return _wording()[f"answer.{key}"].format(**values)


def should_refuse(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """True when no sentence is likely enough to answer."""
    return max((s.chance for s in scored), default=0.0) < THRESHOLD


def out_of_scope(question: Question) -> Answer:
    """A polite refusal of small talk, orders and the like."""
    return refusal(question.text, phrase("out_of_scope"))


def unanswered(question: Question, hits: Sequence[Hit], scored: Sequence[ScoredSentence]) -> Answer:
    """A refusal that names what was asked, with the three nearest passages."""
    asked = question.text.strip().rstrip("？?。 ")
    return refusal(question.text, phrase("unanswered", asked=f"“{asked}”的答案"), hits[:3])
