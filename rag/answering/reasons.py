"""为什么: sentences that give a reason (因为, 在于, 是……的要求) for what is asked, not what is to be done about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.folding import fold
from rag.answering.advice import urges
from rag.answering.drafting import Draft
from rag.answering.enumerations import find_enumerations
from rag.answering.library import Library
from rag.answering.paragraphs import Paragraph
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.answering.terms import Term, cover
from rag.answering.trimming import cut_to_terms
from rag.ranking.query_expansion import find_aliases

_CAUSE = re.compile(
    r"因为|由于|因此|所以|缘于|源于|在于|起因|原因|根源|理由|鉴于|出于|受惠于|得益于|有赖于|归因|所致|引起|造成|导致|使得|以免|以便|否则|为此前|不然|从而|为了|只好|迫使|"
    r"为(?:救治|避免|防止|响应|方便|保护|提高|解决)|才能|离不开"
)
_IS_WORTH = re.compile(
    r"是[^。；;]{0,40}(?:的)?(?:要求|途径|路径|关键|支撑|保障|根本|基础|前提|之路|举措|引擎|资源|源泉|动力|必然|抓手|命脉|生命线|根基|需要|选择|核心|重点|底座|主体|源头|"
    r"起点|起始|关口|总机关|总开关|灵魂|法宝|钥匙|枢纽|屏障|底线|先导|主力军|生力军|压舱石|支柱|之本|之基|之源|之要|之重)|"
    r"(?:有利于|有助于)[^。；;]{2,}|意义|至关重要|不可或缺|必须|亟待|差距|难题|短板|瓶颈|不适应|不能适应"
)
_IS_GOOD = re.compile(r"(?:能够|可以|增强|提升)[^。；;]{2,}")
# What a thing is good for, asked outright: 民宿有什么作用.
_ASKS_USE = re.compile(r"作用|好处|意义|价值|用处")
_ASKS_HARM = re.compile(r"危害|坏处|害处|后果")
_IS_HARM = re.compile(
    r"(?:加剧|造成|导致|埋下|影响|挤占|带来|引发|损害|破坏|威胁|危及|妨碍|阻碍|拖累|加重|恶化|浪费)[^。；;]{2,}"
)
_IS_OF_USE = re.compile(r"(?:能够|可以|增强|提升|提供|带来|孕育|催生)[^。；;]{2,}")
_WHY = re.compile(
    r"(?:说|认为|觉得|主张)?(?:为什么|为何|为甚么|何以|因何)(?:会|要|说|必须|需要|应该|应当|得|叫|非要|强调|提出|呢)*|"
    r"(?:的)?(?:主要|根本|具体)?(?:原因|理由|缘故|意义|好处|作用|价值|用处|危害|坏处|害处|后果|必要性|重要性)(?:是|在于|有|为)?(?:什么|哪些|何在|何)?|有(?:什么|何|哪些)(?=意义|好处|必要|作用|价值|用处|危害|坏处|害处|后果)|(?:怎么|那么|这么)?重要"
)
_CALLED = re.compile(
    r"(?:理由|原因|因素|缘故)(?:主要)?(?:有[一二两三四五几]?[个点条]?|如下|很多|是多方面的|包括)?[：:。，]?$"
)
_MOST_CHARS = 320
_ENOUGH, _NEAR = 0.45, 0.8
_LIKELY, _SURELY, _SPOKEN_OF = 0.6, 1.1, 0.35
_WEIGHT_CAUSE, _WEIGHT_WORTH, _URGED = 0.35, 0.25, 0.1


@dataclass(frozen=True, slots=True)
class _Reason:
    worth: float
    paragraph: Paragraph
    start: int
    end: int


def _asked_terms(question: Question) -> tuple[Term, ...]:
    held = _WHY.sub(" ", question.chinese)
    terms = tuple(t for t in question.terms if t.text in held and len(t.text) > 1) or question.terms
    return tuple(t for t in terms if t.text not in ("促进", "推动", "原因", "理由", "意义", "重要")) or terms


def _names_of(chinese: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    """(alias, full name) for what the question calls by the short name that an article gives."""
    pairs = [(fold(alias), fold(full)) for text in texts for full, alias in find_aliases(text)]
    return [(alias, full) for alias, full in pairs if alias in chinese]


def _worth(terms: Sequence[Term], folded: str, topic: str) -> float:
    weight = sum(t.weight for t in terms) or 1.0
    here = sum(t.weight * cover(t.text, folded) for t in terms) / weight
    around = sum(t.weight * max(cover(t.text, folded), 0.7 * cover(t.text, topic)) for t in terms) / weight
    return max(here, around)


def _paragraphs(scored: Sequence[ScoredSentence], library: Library) -> list[Paragraph]:
    seen: dict[tuple[str, int], Paragraph] = {}
    for sentence in scored:
        key = (sentence.passage.article_id, sentence.passage.paragraph)
        if key not in seen:
            seen[key] = library.paragraph(sentence.passage)
    return list(seen.values())


def _useful(question: Question) -> re.Pattern[str]:
    """What tells of good or of harm, as the question asks for it."""
    if _ASKS_USE.search(question.chinese):
        return _IS_OF_USE
    return _IS_HARM if _ASKS_HARM.search(question.chinese) else _IS_GOOD


def _reasons_in(
    paragraph: Paragraph, terms: Sequence[Term], names: Sequence[tuple[str, str]], useful: re.Pattern[str]
) -> list[_Reason]:
    """The sentences of a paragraph that give a reason for what `terms` are about."""
    found = []
    before = ""
    for start, end in paragraph.sentences:
        folded = fold(paragraph.text[start:end])
        cause, worthy = bool(_CAUSE.search(folded)), bool(_IS_WORTH.search(folded))
        good = not worthy and bool(useful.search(folded))
        if (cause or worthy or good) and not folded.rstrip().endswith("?"):
            named = any(full in folded or alias in folded for alias, full in names)
            titled = _worth(terms, fold(paragraph.first.title or ""), "") if re.search("因为|原因", folded) else 0.0
            worth = max(_worth(terms, folded, before), 0.9 if named else 0.0, 0.8 * titled)
            chief = max(terms, key=lambda t: t.weight)
            spoken_of = named or cover(chief.text, folded + before + fold(paragraph.first.title or "")) >= _SPOKEN_OF
            if worth >= _ENOUGH and spoken_of:
                sure = _WEIGHT_CAUSE * cause + _WEIGHT_WORTH * worthy
                # Measures speak of what they improve too.
                sure += (-_URGED if useful is _IS_OF_USE and urges(folded) else _WEIGHT_WORTH) * good
                found.append(_Reason(worth + sure, paragraph, start, end))
        before = folded
    return found


def _text(reason: _Reason) -> str:
    return reason.paragraph.text[reason.start : reason.end]


def _say_listed(draft: Draft, reason: _Reason) -> bool:
    """The items of an enumeration that the sentence calls reasons; False when it calls none so."""
    paragraph, start, end = reason.paragraph, reason.start, reason.end
    for one in find_enumerations(paragraph):
        called = one.start >= start and _CALLED.search(paragraph.text[start : one.start].rstrip())
        if called and (one.lead[0] <= start < one.lead[1] or start <= one.start < end):
            for item in one.items:
                text = paragraph.text[item.start : item.head_end]
                draft.say(text, paragraph.spans(item.start, item.head_end), item=True)
            return True
    return False


def say_reasons(draft: Draft, question: Question, scored: Sequence[ScoredSentence], library: Library) -> bool:
    """Up to three sentences with reasons, or the reasons that one enumerates; False when there are none."""
    terms = _asked_terms(question)
    if not terms:
        return False
    paragraphs = _paragraphs(scored, library)
    names = _names_of(question.chinese, [p.text for p in paragraphs])
    found = [r for p in paragraphs for r in _reasons_in(p, terms, names, _useful(question))]
    found.sort(key=lambda r: -r.worth)
    likeliest = max(scored, key=lambda s: s.chance)
    plain = not found or found[0].worth < _SURELY
    if (
        plain
        and likeliest.chance >= _LIKELY
        and not any(likeliest.folded.strip()[:20] in fold(_text(r)) for r in found)
    ):
        # A sentence without any such word is surely the answer: the facts tell it.
        return False
    chosen = [r for r in found[:3] if r.worth >= _NEAR * found[0].worth]
    order = {id(p): n for n, p in enumerate(paragraphs)}
    # The surest reason first, the others as they are read.
    for reason in sorted(chosen, key=lambda r: (r is not chosen[0], order[id(r.paragraph)], r.start)):
        if _say_listed(draft, reason):
            continue
        text = cut_to_terms(_text(reason), terms, 140)
        if draft.length + len(text) <= _MOST_CHARS:
            draft.say(text, reason.paragraph.spans(reason.start, reason.end), item=len(chosen) > 1)
    return bool(draft.citations)
