"""Who 他 is: where a person is asked for and the sentence that answers says 他, the sentence before that names him."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.candidates import find_candidates
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.answering.terms import Term
from rag.answering.trimming import cut_to_terms

_PRONOUN = re.compile(
    r"(?<!其)[他她](?!们|人|国|乡|日|山)|该(?:男|女|同志|选手|学生|员工)|这[位名](?!来)|此人|后者|前者"
)
_REACH = 3
_MOST_CHARS = 52


def named_before(
    question: Question, sentence: ScoredSentence, scored: Sequence[ScoredSentence]
) -> tuple[ScoredSentence, str] | None:
    """The sentence that names the one meant, cut around the name, or None where the sentence itself does or needs none.

    A name that the question gives is not the one asked for.
    """
    if question.kind != "person" or not _PRONOUN.search(sentence.folded) or _persons(question, sentence.folded):
        return None
    before = [
        s for s in scored if s.passage is sentence.passage and sentence.index - _REACH <= s.index < sentence.index
    ]
    for earlier in sorted(before, key=lambda s: -s.index):
        names = _persons(question, earlier.folded)
        if names:
            return earlier, cut_to_terms(earlier.text, [Term(name, 1.0) for name in names[-1:]], _MOST_CHARS)
    return None


def _persons(question: Question, folded: str) -> list[str]:
    return [c.value for c in find_candidates(folded, ("person",)) if c.value not in question.chinese]
