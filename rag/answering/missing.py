"""Whether the first sentence of a few articles has not what is asked for, whatever its chance.

The fitted chance does not see each: no value of the kind, another thing's value, what only is announced.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.goals import only_lists_goal
from rag.answering.lacking import counts_some, lacks_fault
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.answering.terms import cover

_TYPED = frozenset({"time", "figure"})
_TOLD_WHY = frozenset({"reason", "person"})
_LIKELY = 0.6
_DEED_WEIGHT, _THING_WEIGHT, _SURE = 4.0, 6.5, 0.4
_KEY_WEIGHT, _HELD, _WHOLLY = 6.5, 0.3, 0.99
# 玫瑰种植面积是多少, asked in written words: what no sentence has is not told in others.
_WRITTEN = re.compile(r"(?:是|为|达到?|约)多少")


def misses(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """Whether the first sentence has not what is asked for: no value, or not of this thing."""
    return (
        _lacks_value(question, scored)
        or _lacks_key_word(question, scored)
        or lacks_fault(question, scored)
        or counts_some(question, scored)
        or _lacks_deed(question, scored)
        or _lacks_thing(question, scored)
        or only_lists_goal(question, (s.folded for s in scored))
    )


def _lacks_thing(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """临川为什么房价高: a noun of weight stands nowhere, and the first sentence is unsure."""
    import rjieba

    best = max(scored, key=lambda s: s.chance, default=None)
    nouns = {word for word, tag in rjieba.tag(question.chinese) if tag == "n"}
    named = [t for t in question.terms if len(t.text) > 1 and t.text in nouns and t.weight >= _THING_WEIGHT]
    if best is None or best.chance >= _SURE or question.kind not in _TOLD_WHY:
        return False
    return any(all(cover(t.text, s.folded) < _HELD for s in scored) for t in named)


def _lacks_deed(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """有没有上诉: what is asked to have happened stands in none of the likeliest sentences, nor beside them."""
    best = sorted(scored, key=lambda s: -s.chance)[:2]
    if question.kind != "yes_no" or not best or best[0].chance >= _SURE:
        return False
    named = [t for t in question.terms if len(t.text) > 1 and not t.text[0].isdigit() and t.weight >= _DEED_WEIGHT]
    if not named:
        return False
    deed = max(named, key=lambda t: question.chinese.rfind(t.text))
    near = [s.folded for b in best for s in scored if s.passage is b.passage and abs(s.index - b.index) <= 1]
    return all(cover(deed.text, text) < _HELD for text in near)


def _lacks_value(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """A date or figure is asked for; the first sentence, none too likely, holds none, nor does one beside it."""
    best = max(scored, key=lambda s: s.chance, default=None)
    if best is None or question.kind not in _TYPED or best.chance >= _LIKELY:
        return False
    return not any(s.candidates for s in scored if s.passage is best.passage and abs(s.index - best.index) <= 1)


def _lacks_key_word(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """多少起洗钱案件: the word that tells this thing from its like stands elsewhere, not by the likeliest sentence;
    or nowhere, where the question is in written words."""
    best = max(scored, key=lambda s: s.chance, default=None)
    names = [t for t in question.terms if len(t.text) > 1 and not t.text[0].isdigit() and t.weight >= _KEY_WEIGHT]
    if best is None or question.kind not in _TYPED or not names:
        return False
    key = max(names, key=lambda t: t.weight)
    near = [s.folded for s in scored if s.passage is best.passage and abs(s.index - best.index) <= 1]
    if any(cover(key.text, text) >= _HELD for text in [*near, (best.passage.title or "").lower()]):
        return False
    held = [cover(key.text, s.folded) for s in scored]
    return max(held) >= _WHOLLY or (bool(_WRITTEN.search(question.chinese)) and max(held) < _HELD)
