"""提纲: an article's points in its own sentences, each topic sentence with the measures enumerated under it.

A topic sentence opens a paragraph, is short and says what is to be done or shown; nothing here is a summary in new
words, and nothing is known of questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.records import Passage
from rag.answering.drafting import Draft
from rag.answering.enumerations import Enumeration, find_enumerations
from rag.answering.paragraphs import Paragraph, Span, paragraphs_of, split_clauses, trim_blanks

_HEADED = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十\d]{1,2}[、.．]|第[一二三四五六七八九][，、]"
    r"|[一二三四五六七八九十]是|首先|其次)"
)
_DEFINING = re.compile(
    r"，(?:既|不仅|也)?是|^[^，]{1,16}是|是指|指出|强调|提出|认为|表示|"
    r"^(?:近年来|不久前|当前|目前|随着|截[至止]|据|\d{4}年)|占[^，]{0,12}\d"
)
# 增加供给是关键 says what is to be done like a heading.
_KEY = re.compile(
    r"是[一-鿿]{0,6}?(?:关键|核心|重点|抓手|底线|重中之重|当务之急|突破口|着力点|落脚点)(?:所在)?[。！]?$"
)
_DOING = re.compile(
    r"(?:严格|坚决|全面|深入|积极|着力|加快|不断|大力|切实|努力|进一步|持续|稳步|充分|有效|统筹|协同|共同|更好|精准)*"
    r"(?:构筑|借力|深化|依托|借助|变革|焕发|夯实|健全|完善|强化|优化|"
    r"细化|激发|释放|做大|做强|做优|做好|拓展|拓宽|补齐|筑牢|织密|聚焦|"
    r"围绕|立足|坚持|厚植|涵养|"
    r"攻克|破解|打通|畅通|擦亮|唱响|盘活|壮大|培优|提质|扩大|锚定|紧扣|"
    r"突出|注重|整治|推广|落实|严守|守护|守住|建强|抓好|抓实|用好|管好|以[^，。]{2,12}(?:推动|"
    r"促进|赋能|带动|引领|助力))"
)
_LEAST_CHARS, _TOPIC_CHARS = 7, 64


@dataclass(frozen=True, slots=True)
class Point:
    """A topic sentence and what is enumerated below it. `is_point` tells an opening or closing paragraph apart."""

    topic: tuple[Span, ...]
    measures: tuple[tuple[Span, ...], ...]
    paragraph: int
    is_point: bool

    @property
    def text(self) -> str:
        return "".join(s.text for s in self.topic)


@dataclass(frozen=True, slots=True)
class Outline:
    """The points of one article in order; `gist` is its opening sentence."""

    title: str | None
    author: str | None
    article_id: str
    gist: tuple[Span, ...]
    points: tuple[Point, ...]


def starts_with_verb(text: str) -> bool:
    """Whether a sentence opens like a heading: with what is to be done, or 以……, 坚决……."""
    import rjieba

    if _DOING.match(text):
        return True
    tagged = [t for t in rjieba.tag(text[:12]) if t[1] != "x"]
    return bool(tagged) and tagged[0][1].startswith("v") and len(tagged[0][0]) > 1


def topic_sentence(paragraph: Paragraph) -> tuple[int, int]:
    """Offsets of the sentence that opens the paragraph."""
    for start, end in paragraph.sentences:
        a, b = trim_blanks(paragraph.text, start, end)
        if b - a > 3:
            return a, b
    return 0, len(paragraph.text)


def is_topic(paragraph: Paragraph) -> bool:
    """Whether the paragraph opens with a short sentence that the rest carries out."""
    start, end = topic_sentence(paragraph)
    text = paragraph.text[start:end]
    if text.endswith(("？", "?")) or len(paragraph.sentences) < 2 or not _LEAST_CHARS <= len(text) <= _TOPIC_CHARS:
        return False
    if _HEADED.search(text):
        return True
    if _DEFINING.search(text) and not (_KEY.search(text) and starts_with_verb(text)):
        return False
    # 深挖乡土资源，丰富旅游产品: two clauses of like length, no subject, are a heading in a sentence's clothes.
    clauses = split_clauses(text)
    parallel = len(clauses) == 2 and min(b - a for a, b in clauses) >= 6 and len(text) <= 44
    return starts_with_verb(text) or (
        parallel and not re.search(r"[了着过有]|已|曾|\d|[一二三四五六七八九十百千万]{2,}", text)
    )


def _heads(paragraph: Paragraph, enumerations: Iterable[Enumeration]) -> tuple[tuple[Span, ...], ...]:
    outer: list[Enumeration] = []
    for enumeration in enumerations:
        if not any(o.start <= enumeration.start < o.end for o in outer):
            outer.append(enumeration)
    return tuple(paragraph.spans(i.start, i.head_end) for e in outer for i in e.items)


def outline(title: str | None, author: str | None, article_id: str, passages: Sequence[Passage]) -> Outline:
    """The outline of an article from its passages."""
    points: list[Point] = []
    paragraphs = paragraphs_of(passages)
    for number, paragraph in enumerate(paragraphs, 1):
        if not paragraph.text.strip():
            continue
        measures = _heads(paragraph, find_enumerations(paragraph))
        points.append(Point(paragraph.spans(*topic_sentence(paragraph)), measures, number, is_topic(paragraph)))
    gist = points[0].topic if points else ()
    return Outline(title, author, article_id, gist, tuple(points))


def main_points(found: Outline) -> tuple[Point, ...]:
    """The points proper; the paragraphs' opening sentences when no two are topic sentences."""
    points = tuple(p for p in found.points if p.is_point)
    return found.points if len(points) < min(2, len(found.points)) and len(found.points) > 2 else points or found.points


def say_outline(draft: Draft, found: Outline, *, measures: bool = True, max_chars: int = 560) -> None:
    """Add the outline to a draft: the article named, then each topic sentence with its measures."""
    named = "，".join(x for x in (found.author, f"《{found.title}》" if found.title else None) if x)
    if named:
        draft.lead(f"{named}：")
    begun = draft.length
    for point in main_points(found):
        if draft.length - begun + len(point.text) > max_chars:
            break
        draft.say(point.text, point.topic, item=True)
        for spans in point.measures if measures else ():
            text = "".join(s.text for s in spans)
            if draft.length - begun + len(text) < max_chars:
                draft.say(text, spans, item=True)
