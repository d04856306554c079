"""A short answer: the sentence that answers, trimmed, and a second one when the first may not be enough.

It takes sentences with their chances and knows nothing of lists or metadata.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.drafting import Draft
from rag.paragraphs import Span, trim_blanks
from rag.questions import Question
from rag.scene import ScoredSentence
from rag.trimming import trim_sentence

_MAX_CHARS = 180


def span_of(sentence: ScoredSentence) -> Span:
    """The sentence as a quote."""
    return Span(sentence.passage, *trim_blanks(sentence.passage.text, sentence.start, sentence.end))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def repeats(text: str, said: Sequence[str]) -> bool:
    """Whether nearly all of `text` was said before."""
    mine = _pairs(text)
    return any(len(mine & _pairs(other)) > 0.7 * min(len(mine), len(_pairs(other))) for other in said) if mine else True


def compose_facts(draft: Draft, question: Question, scored: Sequence[ScoredSentence]) -> None:
    """Say the best sentence, then others while they add something and the answer stays short."""
    ranked = sorted(scored, key=lambda s: -s.chance)
    said: list[str] = []
    for sentence in ranked[:12]:
        if len(said) >= max(2, question.parts):
            break
        text = trim_sentence(question, sentence)
        if said and (sentence.chance < 0.5 * ranked[0].chance or repeats(text, said)):
            continue
        if said and draft.length + len(text) > _MAX_CHARS:
            continue
        draft.say(text, [span_of(sentence)])
        said.append(text)
