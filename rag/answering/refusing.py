"""Whether the passages are silent on what is asked, and how to say so.

The fitted chance decides; it must be the higher where a figure, a date, a person or a place is asked for and none
stands there, where the asked attribute stands nowhere near, where the year is another. What is asked about and only
named in a list is not explained there. The words come from prompts/wording.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.folding import fold
from index.records import Hit
from rag.answer import Answer
from rag.answering.answerability import answer_chance
from rag.answering.catalogue import Catalogue
from rag.answering.drafting import refusal
from rag.answering.goals import asks_goal
from rag.answering.lacking import TYPED, holds_no_such, lacks_measure, names_attribute, unknown_place
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.answering.terms import cover

# Chosen on the development sets by cross-validation; the whole curve is in tests/benchmarks/log/answers.md.
# Bare passages come with no word on how they were found; those of an index were searched for, and answer more often.
THRESHOLD = 0.58
INDEXED_THRESHOLD = 0.12
# The more bare sentences are read, the likelier one of them fits by accident: of a few short texts less is demanded.
_MANY_SENTENCES = 20
# Carried over word for word a question fits less well than it was asked.
_OF_TRANSLATION = 0.85
# Asked apart, each of two facts lacks the words of the other and looks less likely than it is.
_OF_PARTS = 0.65
# Trees of their own weigh the sentences of a few articles (tests/benchmarks/log/everyday.md has the trade-off).
_FEW_ARTICLES, _FEW_THRESHOLD = 50, 0.52


@dataclass(frozen=True, slots=True)
class Demands:
    """The least chance, and what is added to it: no such span; the asked attribute (售价, 产能) nowhere near, the more
    so for the holder of a post or where it is a measure (投资, 产值); another year; a place that none names;
    `of_little_text` is taken off, the more so the fewer sentences are read. With `of_names`, names want an attribute
    too. `of_further` is the share of the first sentence's chance that a further one needs at least, `of_adding` whether
    a further sentence must add something; `of_reading` the share of the text found that is read; with
    `of_goals` what is to be furthered must be named there; `of_missing`
    is added for a question of which no passage read holds a word, in part for a part of it."""

    threshold: float
    no_such: float = 0.1
    no_attribute: float = 0.05
    no_measure: float = 0.0
    no_post: float = 0.1
    other_year: float = 0.3
    of_names: float = 0.0
    of_little_text: float = 0.1
    of_further: float = 0.0
    of_adding: bool = False
    of_reading: float = 1.0
    of_goals: bool = True
    of_missing: float = 0.0

    @property
    def of_parts(self) -> float:
        """The least chance of the likeliest of several facts."""
        return _OF_PARTS * self.threshold


_BARE = Demands(THRESHOLD, of_goals=False)
# What is found last among many articles takes as long to read and answers no more questions (log/answers.md).
_MANY = Demands(INDEXED_THRESHOLD, of_adding=True, of_reading=0.7, of_missing=0.5)
_FEW = Demands(
    _FEW_THRESHOLD,
    no_such=0.2,
    no_attribute=0.1,
    no_measure=0.3,
    other_year=1.0,
    of_names=1.0,
    of_little_text=0.05,
    of_further=0.45,
    of_adding=True,
)
_NEAR, _HELD = 0.35, 0.3
_NAMED = frozenset({"entity", "definition"})
_NAMED_ONLY = 0.02
_OPEN = frozenset({"manner", "list", "opinion", "reason", "summary", "comparison", "definition"})
_CARRIED_OUT = re.compile(r"措施|举措|怎么|如何|怎样|建议|做法|办法|内容")


@cache
def _wording() -> dict[str, str]:
    entries: dict[str, str] = json.loads(files("prompts").joinpath("wording.json").read_text("utf-8"))
    return entries


def phrase(key: str, **values: object) -> str:
    """The Chinese wording of `key` with its values filled in."""
    return _wording()[f"answer.{key}"].format(**values)


def only_named(question: Question, sentence: ScoredSentence) -> bool:
    """What is to be carried out is no more than one entry of a list: 在甲、乙、丙等方面发力 tells nothing of 乙."""
    if not _CARRIED_OUT.search(question.chinese) or sentence.folded.count("、") < 2:
        return False
    terms = [t for t, c in zip(question.terms, sentence.covers, strict=False) if c > 0.3 and len(t.text) > 1]
    whole = sum(t.weight * cover(t.text, sentence.folded) for t in terms)
    for entry in re.split(
        r"[、，；。：]|和(?=[^、，]{4,20}(?:等|方面|。))|等(?=方面|领域|任务|工作|[，。])", sentence.folded
    ):
        if whole and sum(t.weight * cover(t.text, entry) for t in terms) >= 0.8 * whole:
            around = re.search(
                r"[、]" + re.escape(entry) + "|" + re.escape(entry) + r"[、]|" + re.escape(entry) + "等",
                sentence.folded,
            )
            return around is not None and len(entry) <= 22
    return False


def set_aside_named(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """Lower the chance of sentences that only name what is to be carried out, in place."""
    if question.kind not in _OPEN:
        return
    best = max(scored, key=lambda s: s.chance, default=None)
    # Where the likeliest sentence only names it, one that holds fewer of the asked words does not explain it.
    least = 0.9 * best.coverage if best is not None and only_named(question, best) else 0.0
    for sentence in scored:
        if sentence.chance > _NAMED_ONLY and (sentence.coverage < least or only_named(question, sentence)):
            sentence.chance = _NAMED_ONLY


def demands_of(hits: Sequence[Hit], catalogue: Catalogue | None) -> Demands:
    """What is demanded of bare passages, of those found among many articles, and of those found among a few."""
    if not any(h.signals for h in hits):
        return _BARE
    few = catalogue is not None and len(catalogue.articles(limit=_FEW_ARTICLES + 1)) <= _FEW_ARTICLES
    return _FEW if few else _MANY


def should_refuse(question: Question, scored: Sequence[ScoredSentence], demands: Demands) -> bool:
    """True when the sentences do not answer, or not likely enough."""
    best = sorted(scored, key=lambda s: -s.chance)[:2]
    if not best:
        return True
    least = demands.threshold - demands.of_little_text * max(0.0, 1 - len(scored) / _MANY_SENTENCES)
    if demands.of_goals and asks_goal(question):
        # Whoever has it done says so; here no sentence does.
        least = max(least, _FEW_THRESHOLD)
    if question.translated:
        least *= _OF_TRANSLATION
    if holds_no_such(question, best):
        least += demands.no_such
    asked = question.kind in TYPED or (demands.of_names and question.kind in _NAMED)
    if asked and names_attribute(question) and max(s.features["attribute_window"] for s in best) < _NEAR:
        least += demands.no_post if question.kind in ("person", "place") else demands.no_attribute
    if demands.no_measure and lacks_measure(question, scored):
        least += demands.no_measure
    if demands.of_names and unknown_place(question, scored):
        least += demands.of_names
    if demands.of_missing:
        least += demands.of_missing * missing_share(question, scored)
    if best[0].features["effective_year"] == 0.0:
        least += demands.other_year
    return answer_chance(scored, demands.of_names > 0) < least


def missing_share(question: Question, scored: Sequence[ScoredSentence]) -> float:
    """How much of the question, by weight, are words that no passage read holds, nor its title, nor like ones."""
    titles = fold(" ".join({s.passage.title or "" for s in scored}))
    missing = (
        t.weight
        for n, t in enumerate(question.terms)
        if len(t.text) > 1 and max(float(s.covers[n]) for s in scored) < _HELD and cover(t.text, titles) < _HELD
    )
    return sum(missing) / question.weight


def out_of_scope(question: Question) -> Answer:
    """A polite refusal of small talk, orders and the like."""
    return refusal(question.text, phrase("out_of_scope"))


_NOUN_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"^(?P<thing>.+的.+?)(?:分别)?(?:(?:是|为|达到?|叫)(?:多少|什么|"
            r"谁|哪里|哪儿|哪个|多大)[^，。]{0,3}|有(?:多少|什么|谁))$"
        ),
        "{thing}",
    ),
    (re.compile(r"^(?P<thing>.{2,24}?)(?:一?共|总共)?有(?:多少|几)[个名家位座条项种人]?$"), "{thing}的数量"),
    (re.compile(r"^(?P<thing>.{2,24}?)(?:位于|设)?在(?:哪里|哪儿|哪|何处|什么地方)$"), "{thing}在哪里"),
    (
        re.compile(
            r"^(?P<thing>.{2,24}?(?:率|量|额|价|值|比|数|人口|面积|规模|时间|"
            r"日期|地点))(?:是|为|有)?(?:多少|什么时候|多大|哪里)?$"
        ),
        "{thing}",
    ),
)


def asked_thing(question: Question) -> str:
    """What was asked, as a noun phrase: 脐橙的售价, 会员的数量; else the question in quotation marks."""
    text = re.sub(
        r"^(请问|请|.{2,8}(?:文章|文)(?:中|里)?(?:所)?(?:提到|谈到|说)的)",
        "",
        question.text.strip().rstrip("？?。！! "),
    )
    for pattern, form in _NOUN_PHRASES:
        found = pattern.match(text)
        if found and len(found["thing"]) <= 30:
            return form.format(thing=found["thing"])
    inner = text.replace("“", "‘").replace("”", "’")
    return f"“{inner}”的答案"


def unanswered(question: Question, hits: Sequence[Hit], scored: Sequence[ScoredSentence]) -> Answer:
    """A refusal that names what was asked, with the three nearest passages."""
    order = {id(s.passage): s.chance for s in sorted(scored, key=lambda s: s.chance)}
    nearest = sorted(hits, key=lambda h: -order.get(id(h.passage), 0.0))[:3]
    return refusal(question.text, phrase("unanswered", asked=asked_thing(question)), nearest)
