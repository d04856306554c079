"""A short answer: the sentence that answers, trimmed, and a second one when the first may not be enough.

It takes sentences with their chances and knows nothing of lists or metadata.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from rag.answering.antecedents import named_before
from rag.answering.clause_cuts import is_fragment
from rag.answering.definitions import defines, thing_asked
from rag.answering.drafting import Draft
from rag.answering.expectations import answer_types
from rag.answering.paragraphs import Span, trim_blanks
from rag.answering.premises import contradicted
from rag.answering.questions import Question
from rag.answering.refusing import phrase
from rag.answering.scene import ScoredSentence, agreeing_value
from rag.answering.terms import Term, cover, words
from rag.answering.trimming import trim_sentence

_MAX_CHARS = 188
# By the chance of the best sentence: how many are said at most, and the share of that chance that a further one needs.
# The surer the first, the shorter the answer; tests/benchmarks/log/answers.md has the trade-off.
_LENGTHS = ((0.85, 2, 0.2), (0.5, 3, 0.12), (0.0, 4, 0.1))
_SEVERAL_SHARE = 0.2
# Below this chance of the best sentence the answer says that it is only the nearest that was found.
_UNSURE = 0.4
_FIRST_CHARS, _NEXT_CHARS, _MANY_CHARS = 92, 56, 44
# Over a few articles a sentence is cut later: what was asked in other words may stand in the clause cut off.
_WIDE_CHARS = 130
# Asked for several facts: the first sentence of each leaves room for a second one, which may be the one that answers.
_OF_ROOM, _PART_CHARS = 0.6, 50
_PER_NAME, _MOST_NAMES = 0.2, 5
_LOOKED_AT = 14
_TOLD = 0.5
# What the words of 首次会议 count for where they stand apart.
_APART = 0.45
_SAME_THING, _BOTH_LIKELY, _WHOLE = 0.85, 0.6, 0.85
_SEVERAL = re.compile(r"主演|主创|四强|八强|队伍|对手|成员|有哪些|都有|哪些|哪几|得主|组合")
_VALUED, _VALUELESS = ("figure", "time", "place"), 0.4
_BESIDE, _MORE = 0.22, 0.3


def span_of(sentence: ScoredSentence) -> Span:
    """The sentence as a quote."""
    return Span(sentence.passage, *trim_blanks(sentence.passage.text, sentence.start, sentence.end))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def repeats(text: str, said: Sequence[str]) -> bool:
    """Whether nearly all of `text` was said before."""
    mine = _pairs(text)
    return any(len(mine & _pairs(other)) > 0.7 * min(len(mine), len(_pairs(other))) for other in said) if mine else True


def several_wanted(question: Question) -> bool:
    """Whether several names are asked for at once: 主演, 四强, 哪些."""
    return question.kind == "list" or bool(_SEVERAL.search(question.chinese))


def _take_best(waiting: list[ScoredSentence], named: set[str], several: bool) -> ScoredSentence:
    """Take out the likeliest sentence; with `several`, one with many names that are new goes before."""

    def worth(place: int) -> float:
        new = len(_names(waiting[place]) - named) if several else 0
        return waiting[place].chance * (1 + _PER_NAME * min(new, _MOST_NAMES))

    return waiting.pop(max(range(len(waiting)), key=worth))


def _names(sentence: ScoredSentence) -> set[str]:
    return {agreeing_value(c) for c in sentence.candidates if len(c.value) > 1}


def _choose(
    question: Question,
    scored: Sequence[ScoredSentence],
    most: int,
    room: int,
    widths: tuple[int, int],
    share: float,
    adding: bool = False,
) -> list[tuple[ScoredSentence, str]]:
    """The best sentences and their trimmed texts: each adding something, its chance at least `share` of the first's.

    `widths` are the most characters of the first and of every further one.
    """
    several = several_wanted(question) and bool(answer_types(question))
    ranked = sorted(scored, key=lambda s: -s.chance)
    waiting = ranked[:_LOOKED_AT]
    chosen: list[tuple[ScoredSentence, str]] = []
    named: set[str] = set()
    least = share * ranked[0].chance if ranked else 0.0
    while waiting and len(chosen) < most:
        sentence = _take_best(waiting, named, several)
        if chosen and sentence.chance < least:
            continue
        text = trim_sentence(question, sentence, widths[min(1, len(chosen))])
        if len(text) > room:
            continue
        shown = fold(text)
        values = {agreeing_value(c) for c in sentence.candidates[: 12 if several else 3] if c.value in shown}
        if adding and chosen and not values - named and not _adds_word(sentence, [c for c, _ in chosen]):
            continue
        # The same words with another figure are no repetition: two sources may disagree.
        another = question.kind == "figure" and sentence.best and agreeing_value(sentence.best) not in named
        if repeats(text, [t for _, t in chosen]) and not another:
            continue
        # A further sentence must name something new of the asked kind, and be one.
        # (Figures and dates are always recognised, names are not.)
        wanting = not values and question.kind in ("figure", "time")
        if chosen and (wanting or (answer_types(question) and values and values <= named) or is_fragment(text)):
            continue
        named |= values
        room -= len(text) + 3
        chosen.append((sentence, text))
    return chosen


def _adds_word(sentence: ScoredSentence, before: Sequence[ScoredSentence]) -> bool:
    """Whether a sentence holds a word of the question that those before it lack."""
    held = [max(float(b.covers[n]) for b in before) for n in range(len(sentence.covers))]
    return any(float(c) > h + _MORE for c, h in zip(sentence.covers, held, strict=True))


def disagree(question: Question, chosen: Sequence[ScoredSentence]) -> bool:
    """Whether the two best sentences, of different articles, give different figures of one unit for the same thing."""
    if question.kind != "figure" or len(chosen) < 2:
        return False
    first, second = chosen[0], chosen[1]
    if first.passage.article_id == second.passage.article_id or not (first.best and second.best):
        return False
    units = [
        re.sub(r"[\d.,零〇一二三四五六七八九十百千万亿两几余多约]", "", s.best.value) for s in (first, second) if s.best
    ]
    if min(s.local for s in (first, second)) < _SAME_THING:
        return False
    alike = min(first.coverage, second.coverage) > _SAME_THING and min(first.chance, second.chance) > _BOTH_LIKELY
    return alike and units[0] == units[1] != "" and agreeing_value(first.best) != agreeing_value(second.best)


def compose_facts(
    draft: Draft,
    question: Question,
    scored: Sequence[ScoredSentence],
    least_share: float = 0.0,
    *,
    adding: bool = False,
    wide: bool = False,
) -> None:
    """Say the best sentence; others while they add something, more of them the less sure the first one is.

    A further sentence needs at least `least_share` of the first one's chance; with `adding` it must hold another value
    of the asked kind, or a word of the question that those before it lack. `wide` leaves the first one longer.
    """
    best = max(scored, key=lambda s: s.chance)
    several = several_wanted(question)
    most, share = next((most, share) for least, most, share in _LENGTHS if best.chance >= least)
    if several:
        most, share = max(most, 4), min(share, _SEVERAL_SHARE)
    share = max(share, least_share)
    thing = thing_asked(question.chinese)
    if thing and defines(thing, best.folded):
        most = 1
    adding = adding and not several and question.kind != "definition"
    first_chars, room = (_WIDE_CHARS, _MAX_CHARS + _WIDE_CHARS - _FIRST_CHARS) if wide else (_FIRST_CHARS, _MAX_CHARS)
    widths = (first_chars, _NEXT_CHARS if most < 4 else _MANY_CHARS)
    hedge = phrase("nearest") if best.chance < _UNSURE else ""
    chosen = _choose(question, scored, most, room - len(hedge), widths, share, adding)
    if disagree(question, [sentence for sentence, _ in chosen]):
        draft.lead(phrase("disagree"))
    first = chosen[0][0] if chosen else None
    claimed = contradicted(question, first.text, first.passage, article_of(first, scored)) if first else ""
    if claimed:
        draft.lead(phrase("premise", claimed=claimed))
    if hedge and not draft.sentences:
        draft.lead(hedge)
    meant = named_before(question, first, scored) if first else None
    if meant:
        chosen = [meant, *((sentence, text) for sentence, text in chosen if sentence is not meant[0])]
    for sentence, text in chosen:
        draft.say(text, [span_of(sentence)])


def article_of(sentence: ScoredSentence, scored: Sequence[ScoredSentence]) -> str:
    """What is at hand of the article of a sentence."""
    passages = {id(s.passage): s.passage for s in scored if s.passage.article_id == sentence.passage.article_id}
    return "\n".join(p.text for p in passages.values())


def _shared(texts: Sequence[Sequence[str]]) -> int:
    """How many words all begin with."""
    return next((n for n, at in enumerate(zip(*texts, strict=False)) if len(set(at)) > 1), min(map(len, texts)))


def _differing(texts: Sequence[str]) -> list[str]:
    """What each of some questions has between the words at the beginning and the end that all share."""
    cut = [words(text) for text in texts]
    head = _shared(cut)
    tail = _shared([own[head:][::-1] for own in cut])
    return ["".join(own[head : len(own) - tail]) for own in cut]


def answered_together(question: Question, parts: Sequence[Question], scored: Sequence[ScoredSentence]) -> bool:
    """Whether one likely sentence holds what two facts of one kind seem to be asked of: 甲和乙预拨了多少资金."""
    if re.search(r"分别|各自|各", question.chinese) or not scored or len({p.kind for p in parts}) > 1:
        return False
    best = max(scored, key=lambda s: s.chance)
    if best.coverage < _WHOLE or best.chance < _BOTH_LIKELY:
        return False
    held = set(words(best.folded))
    return all(phrase in best.folded or held >= set(words(phrase)) for phrase in _differing([p.chinese for p in parts]))


def tell_apart(parts: Sequence[tuple[Question, Sequence[ScoredSentence]]]) -> None:
    """Lower, in place, the chances of sentences that are about the other thing asked for: 2022 where 2023 is wanted.

    What tells the questions apart counts as a whole: 首次会议 is not held by 首届……立法会议员.
    """
    phrases = _differing([q.chinese for q, _ in parts])
    for number, (question, scored) in enumerate(parts):
        others = {t.text for n, (q, _) in enumerate(parts) if n != number for t in q.terms}
        own = [t for t in question.terms if t.text not in others]
        foreign = [p for n, p in enumerate(phrases) if n != number and len(p) > 1]
        if not own or any(q.kind != question.kind for q, _ in parts):
            continue
        weight = sum(t.weight for t in own)
        bodies: dict[int, float] = {}
        # Where a passage speaks of this thing alone its sentences need not name it again.
        alone: dict[int, float] = {}

        def share(text: str, own: Sequence[Term] = own, weight: float = weight, phrase: str = phrases[number]) -> float:
            if phrase and phrase in text:
                return 1.0
            apart = sum(t.weight * cover(t.text, text) for t in own) / weight
            return apart if len(own) < 2 else _APART * apart

        for sentence in scored:
            rank = sentence.hit_rank
            if rank not in bodies:
                body = fold(sentence.passage.text)
                bodies[rank] = share(body)
                alone[rank] = 0.6 if any(other in body for other in foreign) else 0.9
            held = share(sentence.folded)
            sentence.chance *= 0.2 + 0.8 * max(held, alone[rank] * bodies[rank])
            if held < _TOLD and any(phrase in sentence.folded for phrase in foreign):
                sentence.chance *= 0.3


def _want_value(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """Lower the chance of sentences without any value of the asked kind, in place, where another has one."""
    if question.kind in _VALUED and any(s.candidates and s.chance > _BESIDE for s in scored):
        for sentence in scored:
            sentence.chance *= 1.0 if sentence.candidates else _VALUELESS


def compose_parts(draft: Draft, parts: Sequence[tuple[Question, Sequence[ScoredSentence]]]) -> None:
    """The best sentence for each fact asked for, then a second one where room is left; none is said twice."""
    tell_apart(parts)
    for question, scored in parts:
        _want_value(question, scored)
    room = _MAX_CHARS - draft.length
    first_chars = _FIRST_CHARS if len(parts) < 2 else max(_MANY_CHARS, int(_OF_ROOM * room / len(parts)))
    found = [_choose(question, scored, 3, room, (first_chars, _PART_CHARS), _BESIDE) for question, scored in parts]
    said: list[str] = []
    for rank in range(3):
        for (question, scored), chosen in zip(parts, found, strict=True):
            if rank < len(chosen):
                sentence, text = chosen[rank]
                meant = named_before(question, sentence, scored) if not rank else None
                if meant and not repeats(meant[1], said) and draft.length + len(meant[1]) + len(text) <= _MAX_CHARS:
                    draft.say(meant[1], [span_of(meant[0])])
                    said.append(meant[1])
                if not repeats(text, said) and draft.length + len(text) <= _MAX_CHARS:
                    draft.say(text, [span_of(sentence)])
                    said.append(text)
