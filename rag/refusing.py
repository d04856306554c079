"""Whether the passages are silent on what is asked, and how to say so.

The decision weighs the chances of the best sentences; the words come from prompts/wording.json.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.records import Hit
from rag.answer import Answer
from rag.drafting import refusal
from rag.questions import Question
from rag.scoring_sentences import ScoredSentence

THRESHOLD = 0.35


def should_refuse(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """True when no sentence is likely enough to answer."""
    return max((s.chance for s in scored), default=0.0) < THRESHOLD


def out_of_scope(question: Question) -> Answer:
    """A polite refusal of small talk, orders and the like."""
    return refusal(question.text, "文中没有提到这类内容。这里只依据已收录的文章作答，可以问文章里的事实、观点、作者和要点。")


def unanswered(question: Question, hits: Sequence[Hit], scored: Sequence[ScoredSentence]) -> Answer:
    """A refusal that names what was asked, with the three nearest passages."""
    asked = question.text.strip().rstrip("？?。 ")
    return refusal(question.text, f"文中没有提到“{asked}”的答案。", hits[:3])
