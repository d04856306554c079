"""Which likely sentence goes first where only a few articles are read.

One with a value of the asked kind, one that says who somebody is, one that holds both facts asked for; an editor's note
goes last.

Chances are changed in place. Over many articles the fitted chances alone decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.candidates import find_candidates
from rag.answering.duties import prefer_duties
from rag.answering.expectations import answer_types, unit_pattern
from rag.answering.lacking import SET_UP, names_attribute, prefer_faults
from rag.answering.outcomes import prefer_causes, prefer_verdicts
from rag.answering.pronouns import points_back
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.answering.terms import cover

_TYPED, _NAMED = frozenset({"time", "figure"}), frozenset({"person", "place", "time"})
_ABOUT_AS_MUCH, _LIKELY = 0.6, 0.6
_WANTING, _WHOLE, _BESIDE = 0.75, 0.95, 0.8
_NOTES_SHARE, _OTHERS_SHARE = 0.1, 0.3
_INTRODUCES, _TOGETHER, _BEHIND = 0.9, 0.9, 12
_HELD = 0.3
_ON_THE_THING, _REFERRED = 0.9, 0.75
_ABOUT_HALF, _EXCLUDED_SHARE, _HALF = 0.35, 0.5, 0.5
_OPEN = frozenset({"manner", "list", "reason"})
_LISTED_NOUN = re.compile(r"(?:哪些|哪几[个家种类项条部所位]?)(?P<noun>[一-鿿]{2,8})")
_GENERIC = re.compile(
    r"措施|举措|建议|办法|方面|内容|地方|事情|问题|做法|要求|特点|东西|方式|情况|成就|成绩|变化|作用|影响|原因"
)
_EXCLUDING = re.compile(r"不属于|不包括|不得|除外|不含|不能|不可")
_NOTE = re.compile(r"编者|编辑|本版|专题|导语|按语")
_WHO = re.compile(
    r"^(?P<who>[^是谁的，,]{2,12}?)(?:到底|究竟)?(?:是(?:个)?(?:谁|什么人|何人|何许人|干什么的|做什么的|哪位|什么身份|什么来头|什么职务|哪里的[一-鿿]{1,6})|"
    r"(?:的)?(?:身份|职务|头衔|职位)(?:是(?:什么)?)?|担任(?:什么|何种)?(?:职务|职位)?|任什么职)$"
)
_POST = (
    r"(?:长|主席|总统|总理|首相|书记|教授|研究员|专家|学者|院士|博士|主任|经理|总监|总裁|董事|委员|代表|记者|律师|医生|医师|教练|队员|"
    r"选手|冠军|演员|导演|作家|分析师|经济学家|科学家|工程师|法官|检察官|发言人|创始人|ceo|cio|cfo|官员|负责人|校友|学生|村民|工人|民警|"
    r"警官|老师|教师|员|家|师|手|人|大使|顾问|秘书|助理|合伙人|站长|馆长|嘉宾|居民|业主|店主|老板|女士|先生)"
)


def set_notes_aside(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """An editor's note announces the articles; it answers only what is asked of it."""
    if _NOTE.search(question.chinese) or all(s.passage.kind == "editor_note" for s in scored):
        return
    for sentence in scored:
        if sentence.passage.kind == "editor_note":
            sentence.chance *= _NOTES_SHARE


def _fits(sentence: ScoredSentence, question: Question) -> bool:
    fitting = question.kind == "time" or unit_pattern(question)
    return bool(sentence.features["fitting"]) if fitting else bool(sentence.candidates)


def put_first(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """Let the sentence go first that answers in the asked form."""
    set_entries_aside(question, scored)
    prefer_listed(question, scored)
    prefer_typed(question, scored)
    prefer_introductions(question, scored)
    prefer_set_up(question, scored)
    prefer_causes(question, scored)
    prefer_verdicts(question, scored)
    prefer_faults(question, scored)
    prefer_duties(question, scored)
    prefer_attribute(question, scored)


def prefer_attribute(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """女子举重的亚军是谁: a sentence of the same article that names the attribute, where the likeliest does not."""
    best = max(scored, key=lambda s: s.chance, default=None)
    if best is None or question.kind not in _NAMED or not names_attribute(question):
        return
    if best.features["attribute_sentence"] >= _HALF:
        return
    named = [
        s
        for s in scored
        if question.attribute in s.folded
        and s.passage.article_id == best.passage.article_id
        and (s.candidates or find_candidates(s.folded, answer_types(question)))
    ]
    if named:
        found = max(named, key=lambda s: s.chance)
        found.chance, best.chance = best.chance, _BESIDE * best.chance


def prefer_typed(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """什么时候: of sentences on the thing, one with a date goes before a likelier one without."""
    best = max(scored, key=lambda s: s.chance, default=None)
    if best is None or question.kind not in _TYPED:
        return
    if _fits(best, question) and best.coverage >= _WANTING:
        return
    whole = [
        s for s in scored if s.candidates and s.coverage >= _WHOLE and s.passage.article_id == best.passage.article_id
    ]
    if whole and best.coverage < _WANTING:
        chosen = max(whole, key=lambda s: s.chance)
        chosen.chance, best.chance = best.chance, best.chance * _OTHERS_SHARE
        return
    if _fits(best, question):
        return
    article = best.passage.article_id
    likely = [
        s
        for s in scored
        if s.passage.article_id == article
        and _fits(s, question)
        and s.coverage >= _ABOUT_AS_MUCH * best.coverage
        and s.chance > 0
    ]
    if likely:
        chosen = max(likely, key=lambda s: (s.coverage, s.chance))
        chosen.chance, best.chance = best.chance, best.chance * _OTHERS_SHARE
        return
    # The value may stand in the next sentence, which leaves the thing unnamed: both are said.
    after = [s for s in scored if s.passage is best.passage and s.index == best.index + 1 and _fits(s, question)]
    for sentence in after:
        sentence.chance = max(sentence.chance, _BESIDE * best.chance)
    _prefer_referring(scored)


def prefer_set_up(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """办公室设在哪里: 办公室设在教育部 tells it though no name of a place stands there."""
    if question.kind != "place":
        return
    for sentence in scored:
        if sentence.coverage >= _ON_THE_THING and SET_UP.search(sentence.folded):
            sentence.chance = max(sentence.chance, _REFERRED)


def _prefer_referring(scored: Sequence[ScoredSentence]) -> None:
    """摸底排查什么时候做完: 该项工作于4月底前完成, close behind a sentence on the thing."""
    for sentence in scored:
        if sentence.candidates and points_back(sentence.folded):
            before = [s for s in scored if s.passage is sentence.passage and 0 < sentence.index - s.index <= 2]
            if any(s.coverage >= _ON_THE_THING for s in before):
                sentence.chance = max(sentence.chance, _REFERRED)


def set_entries_aside(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """怎样建设韧性城市: 创新、宜居、韧性、智慧的城市 only names it among others, where another sentence is about it."""
    if question.kind not in _OPEN or not question.terms:
        return
    key = max(question.terms, key=lambda t: t.weight * (len(t.text) > 1)).text
    entry = re.compile(
        rf"(?:^|[、，,：:]|以|建设|和)[^、，,。；;]{{0,6}}{re.escape(key)}[^、，,。；;]{{0,6}}(?=、)|、[^、，,。；;]{{0,6}}{re.escape(key)}"
    )
    named = [s for s in scored if key in s.folded and not entry.sub("", s.folded).count(key)]
    if any(key in s.folded and s not in named for s in scored):
        for sentence in named:
            sentence.chance *= _OTHERS_SHARE


def prefer_listed(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """有哪些纪录片: a sentence that holds the asked kind of thing goes before one on what has them."""
    asked = _LISTED_NOUN.search(question.chinese)
    best = max(scored, key=lambda s: s.chance, default=None)
    if question.kind != "list" or best is None:
        return
    if not _EXCLUDING.search(question.chinese):
        for sentence in scored:
            sentence.chance *= _EXCLUDED_SHARE if _EXCLUDING.search(sentence.folded) else 1.0
    noun = next((t.text for t in question.terms if asked and asked["noun"].startswith(t.text) and len(t.text) > 1), "")
    if not noun or _GENERIC.search(noun) or cover(noun, best.folded) > _HELD:
        return
    holding = [
        s
        for s in scored
        if cover(noun, s.folded) > 0.9
        and s.passage.article_id == best.passage.article_id
        and s.coverage >= _ABOUT_HALF * best.coverage
    ]
    if holding:
        first = max(holding, key=lambda s: (s.coverage, s.chance))
        first.chance, best.chance = max(first.chance, best.chance), best.chance * _OTHERS_SHARE


@lru_cache(maxsize=256)
def person_asked(chinese: str) -> str:
    """Whose post is asked for (郭迅是谁, 郭迅是什么人); empty for other questions."""
    found = _WHO.match(chinese.strip().rstrip("?？。 "))
    who = found["who"].strip("“”\"' ") if found else ""
    return who if who and not re.search(r"什么|哪|这|那|他|她|作者|多少", who) else ""


def prefer_introductions(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """郭迅是谁: the sentence that names his post (副校长郭迅告诉记者) and no other."""
    who = person_asked(question.chinese)
    if not who:
        return
    name = re.escape(who)
    told = re.compile(
        rf"[一-鿿·a-z0-9)）”]{{1,20}}{_POST}[、“\s]{{0,2}}{name}|{name}[(（，,]?(?:是|系|为|现任|担任)[^。]{{0,20}}{_POST}"
    )
    introducing = [s for s in scored if told.search(s.folded)]
    if not introducing:
        return
    first = max(introducing, key=lambda s: (-s.hit_rank, -s.index))
    for sentence in scored:
        sentence.chance *= _OTHERS_SHARE
    first.chance = max(_INTRODUCES, first.chance)


def told_together(parts: Sequence[Question], scored: Sequence[ScoredSentence]) -> ScoredSentence | None:
    """The sentence that holds what two parts of a question are asked of, and a value for each; None without one."""
    own = []
    for number, part in enumerate(parts):
        others = {t.text for n, p in enumerate(parts) if n != number for t in p.terms}
        own.append([t.text for t in part.terms if t.text not in others])
    if len(parts) < 2 or not all(own) or len({p.kind for p in parts}) > 1 or parts[0].kind not in _TYPED:
        return None
    holding = [
        s
        for s in scored
        if all(cover(word, s.folded) >= _TOGETHER for words in own for word in words)
        and all(_valued(word, s) for words in own for word in words)
    ]
    return max(holding, key=lambda s: (s.coverage, s.chance), default=None)


def _valued(word: str, sentence: ScoredSentence) -> bool:
    """Whether a value stands close behind the word."""
    at = sentence.folded.find(word) + len(word)
    return any(0 <= c.start - at <= _BEHIND for c in sentence.candidates)
