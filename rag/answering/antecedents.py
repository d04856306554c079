"""Who 他 is, what 该项工作 is: the sentence before that names him or it, said with the one that answers."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.candidates import find_candidates
from rag.answering.pronouns import last_named, points_back, pronoun_in
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.answering.terms import Term
from rag.answering.trimming import cut_to_terms

_MOST_CHARS, _NEAR, _HOLDS = 52, 2, 0.6


def named_before(
    question: Question, sentence: ScoredSentence, scored: Sequence[ScoredSentence]
) -> tuple[ScoredSentence, str] | None:
    """The sentence that names the one or the thing meant, cut around it; None where the sentence does so itself."""
    before = [s for s in scored if s.passage is sentence.passage and s.index < sentence.index]
    before.sort(key=lambda s: -s.index)
    if points_back(sentence.folded):
        return _on_the_thing(question, sentence, before[:_NEAR])
    asked = question.chinese
    if question.kind != "person" or not pronoun_in(sentence.folded):
        return None
    if any(c.value not in asked for c in find_candidates(sentence.folded, ("person",))):
        return None
    found = last_named((s.folded for s in before), asked)
    if not found:
        return None
    earlier, name = before[found[0]], found[1]
    return earlier, cut_to_terms(earlier.text, [Term(name.value, 1.0)], _MOST_CHARS)


def _on_the_thing(
    question: Question, sentence: ScoredSentence, before: Sequence[ScoredSentence]
) -> tuple[ScoredSentence, str] | None:
    """Of a few sentences the last that holds what is asked about, where the one that answers does not."""
    holding = [s for s in before if s.coverage >= _HOLDS]
    if not holding or sentence.coverage >= _HOLDS:
        return None
    return holding[0], cut_to_terms(holding[0].text, question.terms, _MOST_CHARS)
