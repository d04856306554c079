"""What something is, or which things make it up.

The thing a question wants defined or placed, and the sentences that say so: 甲是……, 以下简称“甲”; 甲、乙和丙.

Patterns of wording alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.folding import fold
from rag.answering.questions import Question
from rag.answering.regions import regions_in
from rag.answering.scene import ScoredSentence
from rag.answering.terms import cover

_THING = (
    re.compile(r"^(?:请问)?(?:什么是|何谓|何为|什么叫做?|啥是|如何(?:理解|定义))(?P<thing>.+)$"),
    re.compile(r"^(?P<thing>.+?)(?:具体|到底|究竟)?(?:指的?是|是指|指|是)(?:什么|啥)(?:意思|含义|东西|概念)?$"),
    re.compile(r"^(?P<thing>.+?)(?:的)?(?:含义|定义|意思|概念)(?:是)?(?:什么)?$"),
    re.compile(r"^(?P<thing>.+?)(?:具体|到底|究竟)?(?:指的?是|是指|指|是)哪[两二三四五六七八九十\d]+[一-鿿]{0,2}$"),
    re.compile(
        r"^(?P<thing>[^的]+?)(?:在.+?中|在.+?里|对.+?)?(?:的|有|具有|处于|起到?|发挥|扮演)(?:着|了)?(?:什么样?的?)?(?:地位|作用|角色|意义)(?:是)?(?:什么|如何|怎样)?$"
    ),
)
_MOST_CHARS = 16


@lru_cache(maxsize=512)
def thing_asked(chinese: str) -> str:
    """The thing to be defined or placed, folded and without quotation marks; empty for other questions."""
    text = chinese.strip().rstrip("?？。 ")
    for pattern in _THING:
        found = pattern.match(text)
        if found:
            thing = re.sub(r"[“”《》‘’\s]|^.{0,6}(?:说|讲|写|提到|提出|谈到)的", "", found["thing"])
            return thing if 1 < len(thing) <= _MOST_CHARS and not re.search(r"多少|哪|谁|什么", thing) else ""
    return ""


def defines(thing: str, folded: str) -> bool:
    """Whether a sentence says what `thing` is."""
    name = re.escape(thing)
    if re.search(rf"(?:以下简称|简称|又称|称为|即|所谓)[:：]?[“‘]?{name}(?=[”’)），。；、是,]|$)", folded):
        return True
    if re.search(rf"[“‘]{name}[”’][(（](?!以下|简称|下称|见)[^()（）]{{6,}}[)）]", folded):
        return True
    return bool(
        re.search(
            rf"(?:^|[。，,；;：:\s])(?:所谓)?[“‘]?{name}[”’]?(?:是指|指的是|[，,]?即|是(?!否|不是|要|否)|[，,]是|[，,]指|作为)",
            folded,
        )
    )


def prefer_definitions(question: Question, scored: list[ScoredSentence]) -> None:
    """Raise the chance of sentences that define the asked thing, in place."""
    thing = thing_asked(question.chinese)
    if not thing:
        return
    for sentence in scored:
        if defines(thing, sentence.folded):
            sentence.chance = max(sentence.chance, 0.6 + 0.3 * sentence.features["window"])


_ENTRY = r"[^，。；：、“”（）,;:()\s]{1,14}"
_LISTED = re.compile(rf"(?:{_ENTRY}、)+{_ENTRY}?(?:和|与|及|以及){_ENTRY}|(?:{_ENTRY}、){{2,}}{_ENTRY}")


def lists(count: int, noun: str, folded: str) -> bool:
    """Whether a sentence lists `count` things that end with `noun` (产业链、创新链和人才链: 3, 链)."""
    for found in _LISTED.finditer(folded):
        entries = re.split(r"、|和|与|及|以及", found[0])
        # What follows the last entry runs on into it: 产业链和人才链深度融合.
        ends = [e[-4:] for e in entries[:-1] if e] + [entries[-1][:8]]
        if len(entries) >= count and sum(noun in e for e in ends) >= count:
            return True
    return False


def prefer_lists(question: Question, scored: list[ScoredSentence]) -> None:
    """Raise the chance of sentences that list as many things as a question of the form 哪三改 wants, in place."""
    counted = re.search(
        r"(?:哪|是)[一二两三四五六七八九十\d]+(?:个|条|种|项|大|类)?(?P<noun>[一-鿿])?[?？]?$", question.chinese
    )
    if not question.count or not counted or not counted["noun"]:
        return
    for sentence in scored:
        if sentence.features["window"] > 0.05 and lists(question.count, counted["noun"], sentence.folded):
            sentence.chance = max(sentence.chance, 0.8 + 0.2 * sentence.features["window"])


_WHICH_KINDS = (
    re.compile(r"(?:哪些|什么|哪几[个种类项家条])(?P<noun>[一-鿿]{2,8})[?？]?$"),
    # 户外业态有哪些
    re.compile(
        r"(?:^|的)(?P<noun>[^的，,]{2,8}?)(?:都|主要|具体|分别)?(?:有|包括|是)(?:哪些|哪几[个种类项家条])[?？]?$"
    ),
)
_ON_IT, _NAMES_THEM, _AROUND = 0.75, 0.75, 0.8


# 哪几个村入选: names that end so, listed.
_WHICH_ONES = re.compile(
    r"(?:哪些|哪几[个家所座]|哪[两三四五六七八九十\d]+[个家所座])(?P<noun>村|镇|乡|县|区|市|省|州|国家|学校|大学|医院|公司|企业|小区|社区|街道|银行)"
)


def _prefer_named(question: Question, scored: list[ScoredSentence]) -> None:
    """哪几个村入选: raise the chance of a sentence that lists things called so and holds the rest, in place."""
    found = _WHICH_ONES.search(question.chinese)
    if not found:
        return
    rest = [(n, t) for n, t in enumerate(question.terms) if t.text not in found[0]]
    weight = sum(t.weight for _, t in rest)
    for sentence in scored:
        if weight and lists(2, found["noun"], sentence.folded):
            title = fold(sentence.passage.title or "")
            held = sum(t.weight * max(float(sentence.covers[n]), _AROUND * cover(t.text, title)) for n, t in rest)
            if held >= _ON_IT * weight:
                sentence.chance = max(_NAMES_THEM, *(s.chance for s in scored))


def prefer_enumerated(question: Question, scored: list[ScoredSentence]) -> None:
    """抽查有哪些方式: raise the chance of a sentence on it that names them (实地核查、书面检查等方式), in place."""
    _prefer_named(question, scored)
    found = next((m for pattern in _WHICH_KINDS if (m := pattern.search(question.chinese))), None)
    if found is None:
        return
    noun = re.escape(found["noun"])
    named = re.compile(
        rf"{_ENTRY}(?:、{_ENTRY})+(?:(?:和|与|及|以及){_ENTRY})?"
        rf"(?:等[^，。；：、“”]{{0,6}}?|(?:这|共)?[\d一二两三四五六七八九十]+[个种类项家条]){noun}"
    )
    rest = [(n, t) for n, t in enumerate(question.terms) if t.text not in found["noun"] and not regions_in(t.text)]
    weight = sum(t.weight for _, t in rest)
    for sentence in scored:
        if not named.search(sentence.folded) or re.search("不适用|不属于|不包括|除外", sentence.folded):
            continue
        # What the whole passage is about (青石县的……) need not be said again.
        around = fold(f"{sentence.passage.title or ''}{sentence.passage.text}")
        held = sum(t.weight * max(float(sentence.covers[n]), _AROUND * (t.text in around)) for n, t in rest)
        if held >= _ON_IT * weight:
            sentence.chance = max(_NAMES_THEM, *(s.chance for s in scored))


_ASKS_MEANING = re.compile(r"指的?是?什么|是什么意思|什么意思|什么是|何谓|何为|什么叫|定义|含义")

_ASKS_WHAT = re.compile(r"(?:是|指)(?:什么|啥)[?？]?$|^(?:请问)?(?:什么是|啥是|何谓|何为)")


def undefined_thing(question: Question, scored: list[ScoredSentence]) -> str:
    """The thing whose meaning is asked for while no sentence that holds it explains it; else empty.

    A term in quotation marks is mostly explained where it stands, so it does not count as unexplained.
    """
    thing = thing_asked(question.chinese) if _ASKS_MEANING.search(question.chinese) else ""
    holding = [s for s in scored if thing and thing in s.folded]
    if not holding or any(_explains(thing, s.folded) for s in holding):
        return ""
    return thing


def named_thing(question: Question, scored: list[ScoredSentence]) -> str:
    """What is asked to be told (三橙工程是什么), where a sentence names it; else empty."""
    thing = thing_asked(question.chinese) if _ASKS_WHAT.search(question.chinese) else ""
    return thing if thing and any(thing in s.folded for s in scored) else ""


def _explains(thing: str, folded: str) -> bool:
    name = re.escape(thing)
    return defines(thing, folded) or bool(
        re.search(
            rf"“{name}”(?=[，,（(])|{name}[（(]|"
            rf"{name}(?:[，,](?:以|即|是|指|通过|也|用|由)|是|就是|为|意为|包括|由|即|主要|通过|根据)|"
            rf"(?:定义|称|叫|命名|视|译)(?:为|作|做)“?{name}",
            folded,
        )
    )
