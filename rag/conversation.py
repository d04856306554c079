"""A follow-up question made to stand alone: pronouns, ordinals, ellipses filled in from the earlier turns.

Rules of wording only, no index and no model (`condensing.py` asks one). A question that stands alone is returned
unchanged; where a rule finds nothing to fill in, the question stays as it is rather than being guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.conversing import followups
from rag.conversing.referents import (
    GENERIC_NOUNS,
    Turn,
    last_persons,
    last_title,
    noun_phrases,
    persons_in,
    stem_of,
    topic_of,
)
from rag.verifying.names import find_names, looks_like_person, tag_words

__all__ = ["Turn", "standalone_question"]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a follow-up may refer to: the earlier turns, never empty, with the authors and titles that are known."""

    history: Sequence[Turn]
    authors: Sequence[str]
    titles: Sequence[str]

    @property
    def previous(self) -> str:
        return stem_of(self.history[-1].question)

    def topic(self, turns: int | None = None) -> str | None:
        """The thing asked about in the newest of the last `turns` turns that has one."""
        recent = self.history[-turns:] if turns else self.history
        return next((t for turn in reversed(recent) if (t := topic_of(turn.question, self.authors))), None)


def standalone_question(
    question: str,
    history: Sequence[Turn],
    known_authors: Sequence[str] = (),
    known_titles: Sequence[str] = (),
) -> str:
    """`question` with what it takes from the earlier turns written out; the same string where it takes nothing."""
    if not history or not question.strip():
        return question
    authors = dict.fromkeys([*known_authors, *(author for turn in history for author in turn.authors)])
    scene = Scene(history, tuple(authors), tuple(known_titles))
    bare = followups.LEAD.sub("", question.strip(), count=1)
    stem = bare.rstrip("？?。！!. ")
    rules: tuple[Callable[[str, Scene], str | None], ...] = (
        _continue_list,
        _exchange,
        _ask_more,
        _name_article,
        _name_person,
        _name_thing,
        _within,
        _supply_subject,
    )
    if bare != question.strip():
        rules = (_same_of_another, *rules)
    for rule in rules:
        rewritten = rule(stem, scene)
        if rewritten is not None:
            return rewritten.rstrip("？?。") + "？"
    return question


def _continue_list(stem: str, scene: Scene) -> str | None:
    """第三条呢, 其他两条呢, 还有呢: the list asked for before."""
    if not (followups.ORDINAL.match(stem) or followups.OTHERS.match(stem)):
        return None
    asked = re.sub(r"呢$", "", stem)
    if followups.ORDINAL.fullmatch(asked) and re.fullmatch(rf"第{followups.N}+\S{{0,4}}", asked):
        asked += "是什么"
    if not re.search(r"什么|哪|谁|怎|如何|吗$", asked):
        asked += (
            "是什么"
            if followups.OTHERS.match(stem) and not asked.startswith("还有")
            else "哪些" * asked.endswith("还有")
        )
    return f"{followups.state(scene.history[-1].question)}，{asked}"


def _ask_more(stem: str, scene: Scene) -> str | None:
    """为什么, 具体呢, 哪一篇: a question word with nothing to ask about."""
    if not followups.BARE.match(stem):
        return None
    return f"{followups.state(scene.history[-1].question)}，{re.sub('呢$', '', stem)}"


def _exchange(stem: str, scene: Scene) -> str | None:
    """X呢: the last question again, about X instead of its like."""
    match = followups.NE.match(stem)
    if not match or (not stem.endswith("呢") and match[1] not in scene.authors):
        return None
    new = match[1].strip("，, ")
    if (
        followups.BARE.match(stem)
        or followups.ARTICLE.search(new)
        or followups.PERSON_PRONOUN.fullmatch(new)
        or followups.ASKS.search(new)
    ):
        return None
    previous = scene.previous
    if new in previous:
        return None
    core = re.sub(r"^(?:对于?|关于|至于|在)|(?:的|方面|那边)$", "", new)
    old = _counterpart(core, previous, scene)
    return previous.replace(old, core, 1) if old else f"{core}，{previous}"


def _same_of_another(stem: str, scene: Scene) -> str | None:
    """那张三怎么看: the last question, or its topic, put to another author."""
    match = followups.VIEW.match(stem)
    if match is None or match[1] not in scene.authors:
        return None
    previous = scene.previous
    persons = [p for p in persons_in(previous, scene.authors) if p != match[1]]
    if persons:
        return previous.replace(persons[0], match[1], 1)
    topic = scene.topic()
    return f"{match[1]}对{topic}{stem[match.end(1) :]}" if topic else None


def _counterpart(new: str, previous: str, scene: Scene) -> str | None:
    """What of `previous` is of one kind with `new`: a person, a year, a place, a quarter, else the topic."""
    persons = persons_in(previous, scene.authors)
    if new in scene.authors or (looks_like_person(new) and persons):
        if persons:
            return persons[-1]
        return None
    if followups.YEAR.fullmatch(new):
        year = followups.YEAR.search(previous)
        return year[0] if year else None
    for pattern in followups.TIMES:
        if pattern.fullmatch(new):
            found = pattern.search(previous)
            return found[0] if found else None
    kinds = {n.text: n.kind for n in find_names(previous)}
    own = {n.kind for n in find_names(new)}
    alike = [text for text, kind in kinds.items() if kind in own and text not in persons]
    if alike:
        return alike[0]
    ending = [p for p in noun_phrases(previous, scene.authors) if p[-1] == new[-1] or p[:1] == new[:1]]
    if ending:
        return min(ending, key=lambda p: abs(len(p) - len(new)))
    topic = topic_of(previous, scene.authors)
    return topic if topic and topic in previous and topic not in persons else None


def _name_article(stem: str, scene: Scene) -> str | None:
    match = followups.ARTICLE.search(stem)
    title = last_title(scene.history, scene.titles) if match else None
    if match is None or title is None or "《" in stem:
        return None
    return f"{stem[: match.start()]}《{title}》{stem[match.end() :]}"


def _name_person(stem: str, scene: Scene) -> str | None:
    match = followups.PERSON_PRONOUN.search(stem)
    if match is None or not _is_whole_word(stem, match) or _is_bound(stem[: match.start()], scene):
        return None
    persons = last_persons(scene.history, scene.authors)
    if not persons:
        return None
    if followups.PLURAL.search(match[0]):
        if len(persons) == 1:  # Asked about one after the other.
            persons += [p for p in last_persons(scene.history[:-1], scene.authors) if p not in persons][:1]
        name = "和".join(sorted(persons, key=lambda p: _first_mention(p, scene.history)))
    else:
        name = persons[0]
    written = _replace_it(f"{stem[: match.start()]}{name}{stem[match.end() :]}", scene)
    topic = scene.topic(1) if followups.GOES_ON.search(written) else None
    return f"关于{topic}，{written}" if topic and topic not in written else written


def _is_whole_word(stem: str, match: re.Match[str]) -> bool:
    """Whether a pronoun is a word here: 他 in 维他命 and 马其他 is none."""
    starts = {w.start for w in tag_words(stem)}
    ends = {w.end for w in tag_words(stem)}
    return match.start() in starts and match.end() in ends


def _is_bound(before: str, scene: Scene) -> bool:
    """Whether what stands before a pronoun in the question itself already says whom or what it means."""
    if persons_in(before, scene.authors) or find_names(before):
        return True
    earlier = re.split(r"[，,；;]", before)[:-1]
    return any(noun_phrases(clause, scene.authors) for clause in earlier)


def _first_mention(person: str, history: Sequence[Turn]) -> int:
    said = "".join(turn.question for turn in history[-2:]) + "".join(turn.answer for turn in history[-2:])
    return said.find(person)


def _replace_it(stem: str, scene: Scene) -> str:
    match = followups.IT.search(stem)
    topic = scene.topic() if match else None
    return f"{stem[: match.start()]}{topic}{stem[match.end() :]}" if match and topic and topic not in stem else stem


def _name_thing(stem: str, scene: Scene) -> str | None:
    match = followups.IT.search(stem)
    if match is None:
        return _name_its(stem, scene)
    before = stem[: match.start()]
    topic = scene.topic()
    if topic is None or topic in stem or _is_bound(before, scene):
        return None
    # 超文字这一概念: the demonstrative only repeats the noun before it.
    if len(match[0]) > 2 and before and not followups.GOVERNS.search(before):
        return None
    noun = re.sub(r"^[这那该此][个种项一件家]?", "", match[0])
    after = stem[match.end() :]
    return f"{before}{topic}{f'的{noun}' if noun in ('目标', '数字', '指标') and noun not in topic else ''}{after}"


def _name_its(stem: str, scene: Scene) -> str | None:
    match = followups.ITS.search(stem)
    if match is None or (match.start() and not followups.GOVERNS.fullmatch(stem[: match.start()])):
        return None
    rest = stem[match.end() :].lstrip("的")
    persons = last_persons(scene.history, scene.authors) if followups.PERSON_ATTRIBUTE.match(rest) else []
    subject = persons[0] if persons else scene.topic()
    return f"{stem[: match.start()]}{subject}的{rest}" if subject else None


def _within(stem: str, scene: Scene) -> str | None:
    """其中, 这三个方面: the last question goes before."""
    match = followups.OF_WHICH.match(stem)
    if match is None:
        return None
    return f"{followups.state(scene.history[-1].question)}，{stem}"


def _supply_subject(stem: str, scene: Scene) -> str | None:
    """单位是什么, 有哪些具体措施: a question whose only nouns are attributes of what was spoken of."""
    if len(stem) > 14 or followups.WHOLE.search(stem) or find_names(stem) or noun_phrases(stem, scene.authors):
        return None
    nouns = [w.text for w in tag_words(stem) if w.tag[0] == "n" and w.text in GENERIC_NOUNS]
    others = [
        w
        for w in tag_words(stem)
        if len(w.text) > 1 and w.text not in GENERIC_NOUNS | followups.EMPTY_WORDS and not followups.ASKS.search(w.text)
    ]
    if not nouns or others:
        return None
    persons = persons_in(scene.history[-1].question, scene.authors) or (
        last_persons(scene.history[-1:], scene.authors) if followups.PERSON_ATTRIBUTE.match(stem) else []
    )
    subject = persons[-1] if persons else scene.topic()
    if subject is None:
        return None
    return f"{subject}{'' if stem[0] in '有是要怎如在' else '的'}{stem}"
