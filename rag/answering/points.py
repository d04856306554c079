"""Answers in points: how, what measures, what advice. A whole enumeration, or a topic sentence with its measures.

It is given sentences with their chances; whether to answer at all is decided before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.folding import fold
from index.records import Passage
from rag.answering.advice import advice_behind
from rag.answering.drafting import LEFT_OUT, Draft, tidy
from rag.answering.enumerations import Enumeration, Item, find_enumerations
from rag.answering.library import Library
from rag.answering.outlines import is_topic, main_points, outline, topic_sentence
from rag.answering.paragraphs import Paragraph, Span
from rag.answering.questions import Question, analyse_question
from rag.answering.reasons import say_reasons
from rag.answering.scene import ScoredSentence, longest_run
from rag.answering.terms import cover, held_share
from rag.answering.trimming import cut

_ASKS_MEASURES = re.compile(
    r"措施|建议|举措|对策|做法|任务|要求|方面|办法|路径|抓手|内容|方式|怎|如何|要点|原则|步骤|要做"
)
_CLOSING = "”’」』）)\"' "
_COUNTING = re.compile(r"第?[一二三四五六七八九十两几0-9]+[个条点项]?|建议|措施|举措|提出|方面|入手|作者|条|点|项")
_MAX_CHARS = 580
_ENOUGH = 0.5
_WIDER, _ONE_ITEM_CHARS = 0.4, 420
_LEAST_MEASURES, _ON_THE_POINT = 2, 0.4
_PUTS_IT, _HOLDS = 0.75, 0.7
_MORE_HELD = 0.3


@dataclass(frozen=True, slots=True)
class _Found:
    worth: float
    paragraph: Paragraph
    enumeration: Enumeration | None


def coverage(question: Question, text: str) -> float:
    """The share of the question's words, by weight, that `text` holds."""
    folded = fold(text)
    return held_share([t for t in question.terms if not _COUNTING.fullmatch(t.text)], folded)


def _worth(question: Question, paragraph: Paragraph, found: Enumeration | None) -> float:
    topic = paragraph.text[slice(*topic_sentence(paragraph))]
    author = paragraph.first.author or ""
    if found is None:
        return 0.8 * coverage(question, topic + author) + 0.2 * coverage(question, paragraph.text + author)
    lead = paragraph.text[slice(*found.lead)]
    heads = "".join(paragraph.text[i.start : i.head_end] for i in found.items)
    worth = 0.7 * max(coverage(question, topic + author), coverage(question, lead + author))
    worth += 0.3 * coverage(question, topic + lead + heads + author)
    if question.count:
        worth += 0.2 if question.count == len(found.items) else -0.2
    return worth


def _candidates(question: Question, scored: Sequence[ScoredSentence], library: Library) -> list[_Found]:
    best: dict[tuple[str, int], ScoredSentence] = {}
    for sentence in scored:
        key = (sentence.passage.article_id, sentence.passage.paragraph)
        if key not in best or sentence.chance > best[key].chance:
            best[key] = sentence
    found = []
    for sentence in sorted(best.values(), key=lambda s: -s.chance)[:6]:
        paragraph = library.paragraph(sentence.passage)
        found += [_Found(_worth(question, paragraph, e), paragraph, e) for e in find_enumerations(paragraph)]
        if is_topic(paragraph):
            found.append(_Found(_worth(question, paragraph, None) - 0.02, paragraph, None))
    if (question.count or question.ordinal) and scored:
        # Points may be counted through an article, a paragraph each: 第一，……第二，…….
        best_hit = max(scored, key=lambda s: s.chance).passage
        whole = library.whole(best_hit.article_id)
        wanted = question.count or question.ordinal
        counted = (
            e
            for e in find_enumerations(whole)
            if "\n" in _between(whole, e) and (len(e.items) == wanted or (not question.count and len(e.items) > wanted))
        )
        found += [_Found(_worth(question, whole, e), whole, e) for e in counted]
    return sorted(found, key=lambda f: -f.worth)


def _between(paragraph: Paragraph, found: Enumeration) -> str:
    return paragraph.text[found.start : found.end]


def item_text(paragraph: Paragraph, item: Item, max_chars: int) -> str:
    """An item as far as it fits: its name, then whole sentences of its detail, …… when some were left out."""
    end = item.head_end
    for _, sentence_end in paragraph.sentences:
        if item.head_end < sentence_end <= item.end + 1 and sentence_end - item.start <= max_chars:
            end = min(sentence_end, item.end)
    text = tidy(paragraph.text[item.start : end])
    return text if end >= item.end - 1 else text.rstrip("，、；：") + LEFT_OUT


def _full_quote(paragraph: Paragraph, start: int, end: int) -> tuple[Span, ...]:
    """The span, or the sentence around it when it ends inside one."""
    for a, b in paragraph.sentences:
        if a < end < b and paragraph.text[end:b].strip():
            return paragraph.spans(start, b)
    return paragraph.spans(start, end)


def say_enumeration(
    draft: Draft, question: Question, paragraph: Paragraph, found: Enumeration, max_chars: int = _MAX_CHARS
) -> None:
    """The topic sentence and every item, each with its own marker."""
    topic = topic_sentence(paragraph)
    lead = paragraph.text[slice(*found.lead)]
    if coverage(question, lead) > coverage(question, paragraph.text[slice(*topic)]):
        topic = found.lead
    if topic[1] <= found.start:
        draft.say(paragraph.text[slice(*topic)], paragraph.spans(*topic))
    elif found.lead[1] > found.lead[0]:
        draft.say(paragraph.text[slice(*found.lead)], paragraph.spans(*found.lead))
    room = max(40, (max_chars - draft.length) // len(found.items) - 8)
    for item in found.items:
        text = item_text(paragraph, item, min(room, 170))
        length = len(text.removesuffix(LEFT_OUT))
        draft.say(text, _full_quote(paragraph, item.start, min(item.end, item.start + length)), item=True)


def _say_measures(draft: Draft, question: Question, paragraph: Paragraph) -> None:
    topic = topic_sentence(paragraph)
    draft.say(paragraph.text[slice(*topic)], paragraph.spans(*topic))
    advice = advice_behind(paragraph, topic[1])
    held = {s: coverage(question, paragraph.text[s[0] : s[1]]) for s in advice}
    order = sorted(advice, key=lambda s: -held[s])
    # What is said of another thing in passing (此外，要……) is no part of the answer while others are on the point.
    order = order[:_LEAST_MEASURES] + [s for s in order[_LEAST_MEASURES:] if held[s] >= _ON_THE_POINT * held[order[0]]]
    chosen: list[tuple[int, int]] = []
    room = _MAX_CHARS - draft.length
    for sentence in order[:5]:
        if sentence[1] - sentence[0] + 6 <= room:
            chosen.append(sentence)
            room -= sentence[1] - sentence[0] + 6
    for start, end in sorted(chosen):
        draft.say(paragraph.text[start:end], paragraph.spans(start, end), item=True)


def _firsts(question: Question, found: Sequence[_Found], scored: Sequence[ScoredSentence]) -> list[Passage]:
    """A passage of the article whose points are counted; the hits' first article when nothing else is said of it."""
    named = [t for t in question.terms if not _COUNTING.fullmatch(t.text)]
    if not named and scored:
        return [scored[0].passage]
    return [f.paragraph.first for f in found[:1] if f.worth >= 0.25]


def _say_ordinal(
    draft: Draft, question: Question, found: Sequence[_Found], scored: Sequence[ScoredSentence], library: Library
) -> bool:
    """第三条: the third item of the best enumeration, or the article's third point."""
    for entry in found:
        if entry.enumeration and len(entry.enumeration.items) >= question.ordinal and entry.worth >= 0.25:
            item = entry.enumeration.items[question.ordinal - 1]
            text = item_text(entry.paragraph, item, 400)
            draft.say(text, entry.paragraph.spans(item.start, item.end))
            return True
    for first in _firsts(question, found, scored):
        points = main_points(outline(first.title, first.author, first.article_id, library.passages(first.article_id)))
        if len(points) >= question.ordinal:
            point = points[question.ordinal - 1]
            draft.say(point.text, point.topic)
            for spans in point.measures:
                draft.say("".join(s.text for s in spans), spans, item=True)
            return True
    return False


def _asked_item(question: Question, paragraph: Paragraph, found: Enumeration) -> Item | None:
    """The one item that is about what is asked, where the list as a whole is about something wider; else None."""
    heads = [fold(paragraph.text[i.start : i.head_end]) for i in found.items]
    # What most items hold tells none of them apart (城市 in 智慧城市怎么建).
    telling = [t for t in question.terms if 2 * sum(cover(t.text, head) >= _HOLDS for head in heads) <= len(heads)]
    asked = replace(question, terms=tuple(telling)) if telling else question
    held = [coverage(asked, head) for head in heads]
    first, second = sorted(held, reverse=True)[:2]
    around = paragraph.text[slice(*topic_sentence(paragraph))] + paragraph.text[slice(*found.lead)]
    if first < _ENOUGH or second > _WIDER * first or coverage(asked, around) > _WIDER * first:
        return None
    return found.items[held.index(first)]


def _say_after_question(draft: Draft, question: Question, scored: Sequence[ScoredSentence], library: Library) -> bool:
    """The article puts the question itself (怎样帮助蜜蜂？), or a reporter does: what stands after it is the answer."""
    if question.kind == "comparison" or library.catalogue is None:
        return False
    best = max(scored, key=lambda s: s.chance)
    asks = [s for s in scored if s.folded.rstrip(_CLOSING).endswith("?") and _puts(question, s.folded)]
    asking = asks if best in asks and best.coverage >= _WIDER else [s for s in asks if s.coverage >= _PUTS_IT]
    if not asking:
        return False
    title = fold(best.passage.title or "")
    # What the title says is asked about throughout.
    telling = [n for n, t in enumerate(question.terms) if cover(t.text, title) < _HOLDS] or range(len(question.terms))
    held = {id(s): sum(question.terms[n].weight * float(s.covers[n]) for n in telling) for s in asking}
    first = max(asking, key=lambda s: (held[id(s)], longest_run(question.chinese, s.folded), s.coverage))
    paragraph = library.paragraph(first.passage)
    offset = paragraph.offset_of(first.passage) or 0
    after = [s for s in paragraph.sentences if s[0] >= offset + first.end - 1]
    if not after:
        # In an interview the answer is the next paragraph.
        whole, number = library.paragraphs(first.passage.article_id), first.passage.paragraph
        paragraph = next((p for p in whole if p.first.paragraph > number), paragraph)
        after = list(paragraph.sentences) if paragraph.first.paragraph > number else []
        found = find_enumerations(paragraph)
        if found and question.kind in ("list", "reason", "manner", "entity", "opinion"):
            say_enumeration(draft, question, paragraph, found[0])
            return True
    for start, end in after[:2]:
        draft.say(paragraph.text[start:end], paragraph.spans(start, end))
    return bool(draft.citations)


def _puts(question: Question, folded: str) -> bool:
    """Whether a sentence with a question mark asks for the like: where, where a place is asked for."""
    if question.kind in ("place", "time", "figure", "person", "yes_no"):
        return analyse_question(re.sub(r"^[一-鿿]{1,4}:", "", folded)).kind == question.kind
    return bool(re.search(r"怎|如何|为何|什么|哪", folded))


def compose_ordinal(draft: Draft, question: Question, scored: Sequence[ScoredSentence], library: Library) -> bool:
    """第三条是什么: that item or point alone, 为什么: sentences with reasons; False when there are none."""
    if question.kind == "reason" and not question.ordinal and say_reasons(draft, question, scored, library):
        return True
    if not question.ordinal and _say_after_question(draft, question, scored, library):
        return True
    return bool(question.ordinal) and _say_ordinal(
        draft, question, _candidates(question, scored, library), scored, library
    )


def compose_points(draft: Draft, question: Question, scored: Sequence[ScoredSentence], library: Library) -> bool:
    """Answer in points when a paragraph is about what is asked; False leaves the draft empty for a short answer."""
    if question.kind == "list" and not (question.count or _ASKS_MEASURES.search(question.chinese)):
        return False
    found = _candidates(question, scored, library)
    if question.count:
        # 哪三改 wants three things named: an enumeration, or the sentence that lists them.
        found = [f for f in found if f.enumeration is not None and len(f.enumeration.items) == question.count]
    if not found or found[0].worth < _ENOUGH or _elsewhere(question, found[0], scored):
        return False
    _say(draft, question, found[0])
    return True


def say_points_of(draft: Draft, question: Question, paragraphs: Sequence[Paragraph]) -> bool:
    """The measures or the enumeration of the paragraph whose opening is most about what is asked; False without one."""
    found = [_Found(_worth(question, p, e), p, e) for p in paragraphs for e in find_enumerations(p)]
    found += [_Found(_worth(question, p, None) - 0.02, p, None) for p in paragraphs if is_topic(p)]
    best = max(found, key=lambda f: f.worth, default=None)
    if best is None or best.worth < _PUTS_IT:
        return False
    _say(draft, question, best)
    return True


def _say(draft: Draft, question: Question, best: _Found) -> None:
    if best.enumeration is not None:
        item = _asked_item(question, best.paragraph, best.enumeration)
        if item is not None:
            draft.say(item_text(best.paragraph, item, _ONE_ITEM_CHARS), best.paragraph.spans(item.start, item.end))
        else:
            say_enumeration(draft, question, best.paragraph, best.enumeration)
    else:
        _say_measures(draft, question, best.paragraph)


def _elsewhere(question: Question, found: _Found, scored: Sequence[ScoredSentence]) -> bool:
    """The likeliest sentence stands in another paragraph and holds words that this one's heads lack."""
    likeliest = max(scored, key=lambda s: s.chance).passage if scored else None
    first = found.paragraph.first
    if likeliest is None or (likeliest.article_id, likeliest.paragraph) == (first.article_id, first.paragraph):
        return False
    paragraph, heads = found.paragraph, []
    if found.enumeration is not None:
        heads = [found.enumeration.lead, *((i.start, i.head_end) for i in found.enumeration.items)]
    held = "".join(paragraph.text[a:b] for a, b in [topic_sentence(paragraph), *heads])
    best = max(coverage(question, s.text) for s in scored if s.passage is likeliest)
    return best > coverage(question, held + (first.author or "")) + _MORE_HELD


def item_around(paragraph: Paragraph, start: int) -> str:
    """The name of the enumerated item that holds offset `start`, empty when none does."""
    for enumeration in reversed(find_enumerations(paragraph)):
        for item in enumeration.items:
            if item.head_end <= start < item.end:
                return cut(paragraph.text[item.start : item.head_end], (0, item.head_end - item.start))
    return ""
