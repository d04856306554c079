"""Pronouns of a follow-up put by what they mean: 他 a person, 他们 several or a body, 它 and 其 a thing.

A pronoun that the question itself explains, or that may mean several, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversing import followups
from rag.conversing.referents import Turn, last_persons, noun_phrases, persons_in
from rag.conversing.scene import Scene
from rag.conversing.supplying import body_in
from rag.verifying.names import find_names, tag_words


def name_person(stem: str, scene: Scene) -> str | None:
    """他怎么看: the person last spoken of; 他们 two persons, or the body that was asked about."""
    match = followups.PERSON_PRONOUN.search(stem)
    if match is None or not _is_whole_word(stem, match) or is_bound(stem[: match.start()], scene):
        return None
    persons = last_persons(scene.history, scene.authors)
    plural = followups.PLURAL.search(match[0])
    body = _body_meant(scene) if plural else None
    if body:
        return f"{stem[: match.start()]}{body}{stem[match.end() :]}"
    if not persons:
        return None
    if not plural and _may_be_several(persons, scene):
        return None
    if plural:
        if len(persons) == 1:  # Asked about one after the other.
            persons += [p for p in last_persons(scene.history[:-1], scene.authors) if p not in persons][:1]
        if len(persons) == 1:
            return None
        name = "和".join(sorted(persons, key=lambda p: _first_mention(p, scene.history)))
    else:
        name = persons[0]
    written = _replace_it(f"{stem[: match.start()]}{name}{stem[match.end() :]}", scene)
    topic = scene.topic(1) if followups.GOES_ON.search(written) else None
    # Of the article that he wrote it is asked anyway.
    told = topic is None or topic in written or topic.startswith("《")
    return written if told else f"关于{topic}，{written}"


def _body_meant(scene: Scene) -> str | None:
    """The body last asked about, or told where it was asked who; none where persons are named."""
    last = scene.history[-1]
    if persons_in(scene.previous, scene.authors):
        return None
    told = "" if last.refused or not re.search("谁|哪家|哪个", last.question) else last.answer
    return body_in(scene.previous) or body_in(re.split(r"(?<=[。！？])", told)[0])


def _may_be_several(persons: Sequence[str], scene: Scene) -> bool:
    """Whether the answer to 谁救的 names several, no author among them, so that 他 may be any of them."""
    last = scene.history[-1]
    named_first = persons[0] in last.question or persons[0] in scene.authors
    sentence = re.split(r"(?<=[。！？])", last.answer)[0]
    return not named_first and len([p for p in persons if p in sentence]) > 1


def _is_whole_word(stem: str, match: re.Match[str]) -> bool:
    """Whether a pronoun is a word here: 他 in 维他命 and 马其他 is none."""
    starts = {w.start for w in tag_words(stem)}
    ends = {w.end for w in tag_words(stem)}
    return match.start() in starts and match.end() in ends


def is_bound(before: str, scene: Scene) -> bool:
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


def name_thing(stem: str, scene: Scene) -> str | None:
    """它多少钱, 其作用: the topic last asked about."""
    match = followups.IT.search(stem)
    if match is None:
        return _name_its(stem, scene)
    before = stem[: match.start()]
    topic = scene.topic()
    if topic is None or topic in stem or is_bound(before, scene):
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
