"""What the likeliest sentences lack that the question asks for: a value of the kind, the asked attribute, the place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from rag.answering.candidates import find_candidates
from rag.answering.expectations import unit_pattern
from rag.answering.questions import Question
from rag.answering.regions import regions_in
from rag.answering.scene import ScoredSentence
from rag.answering.terms import is_common_word

# A name may be one that is not recognised as such.
_NAMELESS = 0.4
TYPED = frozenset({"figure", "time", "person", "place"})
# How many of them: 件数 is told as 9203件.
_COUNTED = re.compile(r"[件户人次台家个篇项张辆字例]数$|^(?:数量|总数|总量|个数|人数)$")


def holds_no_such(question: Question, best: Sequence[ScoredSentence]) -> bool:
    """A typed question, and none of the best sentences holds a span of the type and form asked for."""
    if question.kind not in TYPED:
        return False
    if not any(s.features["candidates"] for s in best):
        return question.kind != "person" or best[0].chance < _NAMELESS
    if question.kind == "time" and not any(s.features["fit"] > 0.3 or s.features["fitting"] for s in best):
        return True
    counted = question.unit or not re.search(r"多少[一-鿿]", question.chinese)
    if question.kind == "figure" and counted and unit_pattern(question):
        return not any(s.features["fitting"] for s in best) and best[0].chance < 0.9
    return False


def names_attribute(question: Question) -> bool:
    """Whether the asked attribute is a thing (售价, 产能), not what is done or how much so (发了, 最高)."""
    import rjieba

    if not question.attribute or _COUNTED.search(question.attribute):
        return False
    if question.attribute[0] > "~" and not (rjieba.has_word(question.attribute) or is_common_word(question.attribute)):
        # A tagger's own making: 上飞机前要做 cut as 前要.
        return False
    tag: str = rjieba.tag(question.attribute)[-1][1]
    return tag[0] in "nibjl" or tag in ("vn", "an", "eng", "x", "t")


def unknown_place(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """The question is about a place that none of the passages names, or the likeliest sentence is about another one."""
    places = {c.value for c in find_candidates(question.chinese, ("place",))}
    if not places:
        return False
    if any(not any(place in s.folded for s in scored) for place in places):
        return True
    if question.kind not in TYPED or "yes_no" in question.forms:
        # What is said of another place is told as such.
        return False
    best = max(scored, key=lambda s: s.chance)
    asked, told = regions_in(question.chinese), regions_in(best.folded)
    around = regions_in(fold(f"{best.passage.title or ''}{best.passage.text}"))
    return bool(asked and told) and not asked & around
