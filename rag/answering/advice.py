"""Which sentences of a paragraph say what is to be done: 要……, 鼓励……, or what opens with a verb."""

from __future__ import annotations

import re

from rag.answering.outlines import starts_with_verb
from rag.answering.paragraphs import Paragraph

_ADVICE = re.compile(
    r"(?:^|[，；。：、为此时])(?:就.{1,8}而言，)?(?:也|还|更|都)?(?:要|应|应当|应该|须|必须|需要?|可以|能够)|鼓励|引导|为此|建议|加快|推进|推动|着力|聚焦|支持|坚持|完善|建立|打造"
)
_URGED = re.compile(
    r"(?:^|[，；。：、])(?:就.{1,8}而言，)?(?:也|还|更|都|同时)?(?:要|应|应当|应该|须|必须|可以|能够)(?!求|看到|指出|该看到|当看到|用|对|急)"
    r"|^[一-鿿]{2,4}(?:要|应|须|必须)(?!求|看到)"
    r"|^(?:鼓励|引导|建议|支持|坚持|借助|依托|加快|推进|推动|完善|建立|健全)"
)


def urges(sentence: str) -> bool:
    """Whether a sentence says in so many words that something is to be done."""
    return _URGED.search(sentence) is not None


def advice_behind(paragraph: Paragraph, end: int) -> list[tuple[int, int]]:
    """Behind offset `end` the sentences that urge something if several do, else those that speak of doing, or all."""
    rest = [s for s in paragraph.sentences if s[0] >= end - 1]
    told = {s: paragraph.text[s[0] : s[1]].strip() for s in rest}
    urged = [s for s in rest if urges(told[s]) or starts_with_verb(told[s])]
    if len(urged) < min(2, len(rest)):
        urged = []
    return urged or [s for s in rest if _ADVICE.search(told[s])] or rest
