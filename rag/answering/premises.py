"""A question that states something (是第十四位，对吗) and a sentence that states it otherwise.

The verifier compares the stated part with the sentence; only figures and places are believed, of which the sentence
must hold another of the same kind. A premise is never confirmed here, only called in question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from index.records import Hit, Passage
from rag.answering.candidates import find_candidates
from rag.answering.questions import Question
from rag.citations import verify_sentence
from rag.verifying.names import find_names

_WHETHER = re.compile(r"(?:吗|(?<!什)么|嘛|对吗|对不对|对吧|是吧|是吗|是不是|没错吧|是真的吗|真的吗)$")
_OPEN = re.compile(r"什么|谁|哪|怎|如何|为何|多少|几[一-鿿]|吗.")
_LACKING = re.compile(r"^原文没有“([^”]+)”")
_DIGITS = "零〇一二三四五六七八九十百千万亿两"
_NUMBER = re.compile(rf"[\d{_DIGITS}半]")


def stated(question: Question) -> str:
    """What a question of the form ……吗, 是不是……, 是否…… states; empty for any other."""
    text = question.chinese.rstrip("?？。 ")
    said = _WHETHER.sub("", text).rstrip("，, 是")
    said = re.sub(r"是不是|是否|有没有", lambda m: m[0][0], said)
    return said if said != text and len(said) > 3 and not _OPEN.search(said) else ""


def contradicted(question: Question, shown: str, passage: Passage, article: str) -> str:
    """The figure or place that the question states where `shown` has another; empty when there is none.

    What stands anywhere in `article` (its text) may be right, so it is not called in question.
    """
    claim = stated(question)
    if not claim:
        return ""
    doubts = verify_sentence(claim + "。", [shown], background=[passage.title or ""]).doubts
    body = fold(article)
    for doubt in doubts:
        found = _LACKING.match(doubt)
        elsewhere = found and re.search(rf"(?<![\d.{_DIGITS}]){re.escape(fold(found[1]))}", body)
        if found and not elsewhere and _has_like(fold(found[1]), fold(shown)):
            return found[1]
    return ""


def _has_like(lacking: str, shown: str) -> bool:
    """Whether `shown` holds a figure of the same unit, or another place where `lacking` is one."""
    if _NUMBER.search(lacking):
        unit = re.sub(r"[\d.,零〇一二三四五六七八九十百千万亿两几余多约第半]", "", lacking)
        figures = [c.value for c in find_candidates(shown, ("figure", "time"))]
        return any(not unit or unit in value for value in figures)
    kinds = {n.kind for n in find_names(lacking)} & {"place"}
    return bool(kinds) and any(n.kind in kinds and n.text not in lacking for n in find_names(shown))


_OPPOSED = re.compile(r"反对|质疑|批评|批判|抨击|抵制|驳斥|不同意|不赞成|不支持|不认同")
_OPPOSING = re.compile(
    _OPPOSED.pattern
    + r"|抗议|不满|反驳|拒绝|谴责|指责|否定|否认|异议|争议|诟病|不应|不该|不宜|不要|担心|担忧|弊端|反感|警惕"
    # Who wants a thing stopped need not say that he is against it.
    + r"|禁止|严禁|叫停|停止|取消|关掉|关停|限制|避免|杜绝|防止"
)


def unopposed(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether it is asked who opposes a thing, or why, and no sentence that was found opposes it: the words of the
    thing alone would be answered by those who speak for it."""
    if not hits or not _OPPOSED.search(question.chinese):
        return False
    things = [t.text for t in question.terms if not _OPPOSED.search(t.text)]
    sentences = (s for h in hits for s in re.split(r"[。！？!?\n]", fold(h.passage.text)) if _OPPOSING.search(s))
    return not any(not things or any(thing in sentence for thing in things) for sentence in sentences)
