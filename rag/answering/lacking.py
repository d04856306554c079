"""What the likeliest sentences lack that the question asks for: a value of the kind, the asked attribute, the place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from rag.answering.asked_attribute import MEASURED
from rag.answering.candidates import find_candidates
from rag.answering.expectations import unit_pattern
from rag.answering.questions import Question
from rag.answering.regions import regions_in
from rag.answering.scene import ScoredSentence
from rag.answering.terms import cover, is_common_word, like

# A name may be one that is not recognised as such.
_NAMELESS = 0.4
_ON_IT, _SAYS_SO, _BESIDE = 0.75, 0.8, 0.8
TYPED = frozenset({"figure", "time", "person", "place"})
# How many of them: 件数 is told as 9203件.
_COUNTED = re.compile(r"[件户人次台家个篇项张辆字例]数$|^(?:数量|总数|总量|个数|人数)$")
_HARDLY = 0.3
SET_UP = re.compile(r"(?:设在|设于|位于|坐落|落户|建在|挂靠|地点[在为是])[^，。；]{2,}")

_HOW_MANY = re.compile(r"有(?:多少|几)[个家所座条名位户]?(?P<noun>[一-鿿]{2,8})[?？]?$")
# What is wrong with a thing, asked for, and the words that tell of anything wrong.
_FAULTS = (
    "短板|不足|缺点|缺陷|缺憾|难点|困难|难题|难处|障碍|瓶颈|弊端|弊病|弱项|隐患|毛病|痛点|堵点|薄弱环节|弱点|坏处|劣势"
)
_ASKS_FAULTS = re.compile(
    rf"(?:什么|哪些|哪几[个点方面]+|何)(?:{_FAULTS})|(?:{_FAULTS})(?:分别)?(?:是|有|都|在|[?？]|$)|难在哪|"
    r"(?:有|存在|面临|遇到)(?:着|了|的)?(?:什么|哪些|哪几[个点])问题|问题(?:是什么|出?在哪)"
)
# The words that call it so outright.
_CALLED_FAULT = re.compile(rf"{_FAULTS}|问题|差距|薄弱|滞后|缺乏|缺少|欠缺|不够|不高|不强|制约|挑战|落后")
# 查找问题短板, 破解难题: the fault is what something is done about; that it is there is not told.
_MENDS = re.compile(
    rf"(?:补|查找|排查|解决|破解|化解|补齐|补上|克服|消除|整治|整改|针对|梳理|发现|聚焦|攻克|打通|疏通)[^，。；]{{0,20}}?(?:{_FAULTS}|问题)+(?:和?(?:{_FAULTS}|问题))*"
    r"|问题(?:清单|导向|台账)"
)
_TELLS_FAULTS = re.compile(
    rf"{_FAULTS}|问题|[难缺弱差少低慢乱滞漏错]|不(?!断|仅|但|久|同|只|少|过|可或缺|忘|管|论|再是)|[没未无]|制约|束缚|挑战|风险|矛盾|卡点|压力|过于|"
    r"过[高大多长重度]|受限|限制|阻|损|害|危|失|繁重|有待|亟[须待需]|脱节|失衡|被动|落后|贵|冲突|浪费|欠"
)


def _asks_faults(question: Question) -> bool:
    """Whether it is asked what is wrong with a thing, not what is done about that (怎么补短板)."""
    return question.kind not in TYPED and _ASKS_FAULTS.search(_MENDS.sub("", question.chinese)) is not None


def prefer_faults(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """Let a sentence that says what is wrong with the thing go first, and surely, where that is asked, in place."""
    best = max(scored, key=lambda s: s.chance, default=None)
    if best is None or not _asks_faults(question):
        return
    of_thing = [n for n, t in enumerate(question.terms) if not _CALLED_FAULT.search(t.text)]
    weight = sum(question.terms[n].weight for n in of_thing)
    telling = [s for s in scored if _CALLED_FAULT.search(_MENDS.sub("", s.folded)) and s.chance > 0]
    held = [_held(question, s, of_thing) / weight for s in telling] if weight else []
    if held and max(held) >= _ON_IT:
        first = max(zip(held, telling, strict=True), key=lambda entry: (entry[0], entry[1].chance))[1]
        first.chance = max(best.chance, _SAYS_SO)


def _held(question: Question, sentence: ScoredSentence, numbers: Sequence[int]) -> float:
    """The weight of some of the question's words in a sentence; a word of its passage alone counts somewhat less."""
    around = fold(f"{sentence.passage.title or ''}{sentence.passage.text}")
    near = {n: _BESIDE if question.terms[n].text in around else 0.0 for n in numbers}
    return sum(question.terms[n].weight * max(float(sentence.covers[n]), near[n]) for n in numbers)


def lacks_fault(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """What is wrong with a thing is asked for (有哪些短板), and neither of the likeliest sentences tells of a fault."""
    if not _asks_faults(question):
        return False
    best = sorted(scored, key=lambda s: -s.chance)[:2]
    return not any(_TELLS_FAULTS.search(_MENDS.sub("", s.folded)) for s in best)


def counts_some(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """How many there are is asked, and the likeliest sentence tells how many have not or are hit: 127个村未通公路."""
    asked = _HOW_MANY.search(question.chinese)
    if asked is None or not scored:
        return False
    best = max(scored, key=lambda s: s.chance)
    counted = rf"\d[\d,.]*[万亿多余]*[个家所座条名位户]?[^，。；]{{0,4}}{re.escape(asked['noun'])}"
    return bool(re.search(counted + "(?:仍|还|尚|均|都|已|就|被)?(?:未|没|不|缺|存在|出现|受)", best.folded))


def lacks_measure(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """投资多少 is asked, and neither the likeliest sentence nor those beside it have 投资 or a word for it."""
    if question.kind != "figure" or not MEASURED.search(question.attribute):
        return False
    best = max(scored, key=lambda s: s.chance)
    near = [s.folded for s in scored if s.passage is best.passage and abs(s.index - best.index) <= 1]
    return all(cover(word, text) < _HARDLY for word in like(question.attribute) for text in near)


def holds_no_such(question: Question, best: Sequence[ScoredSentence]) -> bool:
    """A typed question, and none of the best sentences holds a span of the type and form asked for."""
    if question.kind not in TYPED:
        return False
    if not any(s.features["candidates"] for s in best):
        if question.kind == "place" and SET_UP.search(best[0].folded):
            # 办公室设在教育部: a place that is no name of one.
            return False
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
