"""The answer to how a goal is furthered: the point that names it, then what other points and articles say on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.carrying_on import carry_on
from rag.answering.drafting import Draft
from rag.answering.enumerations import Item, find_enumerations
from rag.answering.facts import repeats, span_of
from rag.answering.goals import Goal, goal_of, names_who
from rag.answering.library import Library
from rag.answering.outlines import is_topic
from rag.answering.paragraphs import Paragraph
from rag.answering.points import compose_points, item_text
from rag.answering.questions import Question
from rag.answering.refusing import phrase
from rag.answering.scene import ScoredSentence
from rag.answering.trimming import trim_sentence

_IN_HEAD, _HEAD_CHARS = 0.4, 48
_ONE_ITEM_CHARS, _SENTENCE_CHARS, _FURTHER_CHARS, _MAX_CHARS = 420, 150, 110, 540
# A further sentence names the goal in its own words, or heads a point.
_MOST_FURTHER, _PLAIN, _ABOUT_AS = 2, 1.0, 0.85


@dataclass(frozen=True, slots=True)
class _Named:
    """A sentence that names the goal as something to be done."""

    worth: float
    sentence: ScoredSentence
    paragraph: Paragraph
    item: Item | None
    opens: bool


def compose_goal(draft: Draft, question: Question, scored: Sequence[ScoredSentence], library: Library) -> bool:
    """Tell how the goal is furthered; False leaves the draft empty: no goal is asked for, or no sentence names it."""
    goal = goal_of(question)
    if goal is None:
        return False
    found = [named for s in scored if (named := _named(goal, s, library))]
    if not found:
        return False
    found.sort(key=lambda n: (-n.worth, -n.sentence.chance))
    _say(draft, question, found[0], library)
    _say_further(draft, question, found)
    return True


def _named(goal: Goal, sentence: ScoredSentence, library: Library) -> _Named | None:
    worth, end = goal.told_in(sentence.folded)
    article = library.whole(sentence.passage.article_id).text if worth and goal.who else ""
    if not worth or not names_who(goal, sentence.folded, sentence.passage, article):
        return None
    paragraph = library.paragraph(sentence.passage)
    item = _headed(paragraph, sentence, end)
    opens = sentence.index == 0 and is_topic(paragraph)
    return _Named(worth + _IN_HEAD * (opens or item is not None), sentence, paragraph, item, opens)


def _headed(paragraph: Paragraph, sentence: ScoredSentence, end: int) -> Item | None:
    """The item of an enumeration whose name holds the clause that ends at `end` of the sentence."""
    offset = paragraph.offset_of(sentence.passage)
    if offset is None:
        return None
    place = offset + sentence.start + end - 1
    items = (item for found in find_enumerations(paragraph) for item in found.items)
    return next((i for i in items if i.start <= place < i.head_end and i.head_end - i.start <= _HEAD_CHARS), None)


def _say(draft: Draft, question: Question, first: _Named, library: Library) -> None:
    if first.item is not None:
        text = item_text(first.paragraph, first.item, _ONE_ITEM_CHARS)
        draft.say(text, first.paragraph.spans(first.item.start, first.item.end))
    elif not (first.opens and compose_points(draft, question, [first.sentence], library)) and not carry_on(
        draft, question, [first.sentence], library
    ):
        draft.say(trim_sentence(question, first.sentence, _SENTENCE_CHARS), [span_of(first.sentence)])


def _say_further(draft: Draft, question: Question, found: Sequence[_Named]) -> None:
    """Sentences of other paragraphs that name the goal, those of other articles called so."""
    said = [sentence.text for sentence in draft.sentences]
    first, led, told = found[0], False, {_place(found[0])}
    # What the first article says comes before what others do.
    further = [n for n in found[1:] if n.worth >= min(_PLAIN, _ABOUT_AS * first.worth)]
    for named in sorted(further, key=lambda n: n.sentence.passage.article_id != first.sentence.passage.article_id):
        text = trim_sentence(question, named.sentence, _FURTHER_CHARS)
        if _place(named) in told or repeats(text, said) or draft.length + len(text) > _MAX_CHARS:
            continue
        if named.sentence.passage.article_id != first.sentence.passage.article_id and not led:
            draft.lead(phrase("others_on_it"))
            led = True
        draft.say(text, [span_of(named.sentence)], item=led)
        told.add(_place(named))
        said.append(text)
        if len(told) > _MOST_FURTHER:
            break


def _place(named: _Named) -> tuple[str, int]:
    return named.sentence.passage.article_id, named.sentence.passage.paragraph
