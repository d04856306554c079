"""Who 他 is: where a person is asked for and the sentence that answers says 他, the sentence before that names him."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.candidates import find_candidates
from rag.answering.pronouns import last_named, pronoun_in
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.answering.terms import Term
from rag.answering.trimming import cut_to_terms

_MOST_CHARS = 52


def named_before(
    question: Question, sentence: ScoredSentence, scored: Sequence[ScoredSentence]
) -> tuple[ScoredSentence, str] | None:
    """The sentence that names the one meant, cut around the name; None where the sentence does so itself."""
    asked = question.chinese
    if question.kind != "person" or not pronoun_in(sentence.folded):
        return None
    if any(c.value not in asked for c in find_candidates(sentence.folded, ("person",))):
        return None
    before = [s for s in scored if s.passage is sentence.passage and s.index < sentence.index]
    before.sort(key=lambda s: -s.index)
    found = last_named((s.folded for s in before), asked)
    if not found:
        return None
    earlier, name = before[found[0]], found[1]
    return earlier, cut_to_terms(earlier.text, [Term(name.value, 1.0)], _MOST_CHARS)
