"""A sentence that only announces (多次走进……, 推出一系列举措), and what its paragraph goes on to say.

A list, measures or contents are asked for and the likeliest sentence holds none: the sentences after it do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.drafting import Draft
from rag.answering.facts import span_of
from rag.answering.library import Library
from rag.answering.outlines import is_topic, starts_with_verb
from rag.answering.paragraphs import Paragraph, Span
from rag.answering.questions import Question, number_of
from rag.answering.scene import ScoredSentence

_ASKS_MORE = frozenset({"list", "manner", "summary", "opinion", "entity", "figure"})
_SEVERAL = re.compile(r"哪(?P<count>[二两三四五六七八九十\d]+)(?:个|条|种|项|大)?(?P<noun>[一-鿿]?)")
_OPEN = re.compile(r"哪|什么|怎|如何|谁|啥")
_ANNOUNCES = re.compile(
    r"多次|一系列|一批|多项|多种|多个方面|各有特色|以下|如下|下列|纷纷|务实举措|积极作为|显著|越来越|引发|受到[^。]{0,16}关注|"
    r"不断(?:扩大|提升|增强|健全|完善|涌现)[^，。]{0,6}。?$|稳步推进|取得[^。]{0,8}(?:成效|进展|突破)|包括[:：]?$|有(?:这|以下|如下)|"
    r"(?:做[了出]|作[了出]|给出了?)[^。]{0,6}(?:判断|回应|解释|说明|评价|表态)。?$|[:：]$"
)
_SHOWS_IT = re.compile(r"^(?:这|该|其|它|影片|作品|书中|文中|据介绍|具体|其中|例如|比如|一是|首先|第一)")
_URGES = re.compile(r"^(?:大力|积极|加快|着力|全面|深入|持续|不断|切实|坚决|坚持|扎实|稳步|努力|推进|推动)|[该应要需]")
_GOES_ON = re.compile(r"^(?:这[条个种段次名位项家]|此时|此后|随后|于是|为此|通过|经过|接着|具体|目前，|其中)")
_NUMBERED = re.compile(
    r"^(?:(?:文章|会议|报告|他|她)?(?:还)?(?:指出|强调|提出|认为|要求)[，,])?(?:(?:另?一方面|首先|其次|同时|此外)[，,])?(?:第?[一二三四五六七八九十]+(?:是|、|，|,)|[（(][一二三四五六七八九十\d]+[）)])?(?:要|着力)?"
)
_NEXT_ITEM = re.compile(
    r"^(?:.{0,6}[，,])?(?:另一方面|[二三四五六七八九十]是|第[二三四五六七八九]|[（(][二三四五六七八九\d]+[）)])"
)
_HEADLINE_CHARS, _LEAST_CHARS = 18, 6
_LEAST_SENTENCES, _MOST_SENTENCES, _MOST_CHARS = 2, 3, 260


def is_headline(folded: str) -> bool:
    """Whether a sentence is a heading: short, no figure in it, opening with what is to be done."""
    plain = _NUMBERED.sub("", folded)
    urges = bool(_URGES.search(plain)) or starts_with_verb(plain)
    return len(plain) <= _HEADLINE_CHARS and not re.search(r"\d", plain) and urges


def only_announces(question: Question, sentence: ScoredSentence, following: str) -> bool:
    """Whether the sentence tells that there is an answer, not the answer."""
    folded = sentence.folded.strip()
    if question.kind not in _ASKS_MORE or not _OPEN.search(question.chinese) or folded.count("、") > 1:
        return False
    if question.kind == "summary":
        return bool(_SHOWS_IT.match(following))
    if question.kind == "manner" and _GOES_ON.match(following):
        return True
    several = _SEVERAL.search(question.chinese)
    if several:
        # 桥多，巷子多，石阶多: as many as are asked for stand in the sentence itself.
        return not several["noun"] or folded.count(several["noun"]) < number_of(several["count"])
    if question.kind not in ("list", "manner") and not re.search(r"做了|采取|干了|哪些", question.chinese):
        return False
    return bool(_ANNOUNCES.search(folded)) or is_headline(folded)


def only_counts(question: Question, scored: Sequence[ScoredSentence]) -> bool:
    """哪四点: the likeliest sentence tells that there are four (发出四点倡议), and not one of them."""
    several = _SEVERAL.search(question.chinese)
    sentence = max(scored, key=lambda s: s.chance, default=None)
    if several is None or sentence is None:
        return False
    told = re.search(several["count"] + "[个点条项种大]", sentence.folded)
    return told is not None and not re.search(r"[、:：;；]|[一首第]是?[，,是]|分别|即|包括", sentence.folded)


def carry_on(draft: Draft, question: Question, scored: Sequence[ScoredSentence], library: Library) -> bool:
    """Say the likeliest sentence and those behind it where it only announces; False leaves the draft as it is."""
    sentence = max(scored, key=lambda s: s.chance)
    after = _after(sentence, library, _LEAST_SENTENCES if _SEVERAL.search(question.chinese) else 1)
    following = after[0][0].text[after[0][1] : after[0][2]].strip() if after else ""
    if not following or not only_announces(question, sentence, following):
        return False
    room = _MOST_CHARS
    most = 1 if question.kind == "summary" or _GOES_ON.match(following) else _MOST_SENTENCES
    going_on: list[tuple[str, tuple[Span, ...]]] = []
    for paragraph, start, end in after[:most]:
        text = paragraph.text[start:end].strip()
        if len(text) > room or _NEXT_ITEM.match(text) or len(text) < _LEAST_CHARS:
            break
        going_on.append((text, paragraph.spans(start, end)))
        room -= len(text)
    if not going_on:
        return False
    draft.say(sentence.text.strip(), [span_of(sentence)])
    for text, spans in going_on:
        draft.say(text, spans)
    return True


def _after(sentence: ScoredSentence, library: Library, least: int) -> list[tuple[Paragraph, int, int]]:
    """The sentences behind one, as (paragraph, start, end): of its paragraph, of the next too where `least` are not."""
    paragraph = library.paragraph(sentence.passage)
    end = (paragraph.offset_of(sentence.passage) or 0) + sentence.end - 1
    after = [(paragraph, a, b) for a, b in paragraph.sentences if a >= end and paragraph.text[a:b].strip()]
    if len(after) < least:
        whole = library.paragraphs(sentence.passage.article_id)
        following = [p for p in whole if p.first.paragraph > sentence.passage.paragraph][:1]
        if len(paragraph.sentences) > 1:
            # The last sentence of a point is not carried out by the next point.
            following = [p for p in following if not is_topic(p)]
        after += [(p, a, b) for p in following for a, b in p.sentences]
    return after
