"""A follow-up question made to stand alone: pronouns, ordinals, ellipses filled in from the earlier turns.

Rules of wording only, no index and no model (`condensing.py` asks one). A question that stands alone is returned
unchanged; where a rule finds nothing to fill in, the question stays as it is rather than being guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.conversing import followups
from rag.conversing.exchanging import attributed_to, put_in_place
from rag.conversing.referents import (
    Turn,
    last_persons,
    last_title,
    noun_phrases,
    persons_in,
    stem_of,
)
from rag.conversing.scene import Scene, counterpart
from rag.conversing.supplying import (
    ask_again,
    ask_at_time,
    body_in,
    measure_of,
    name_only,
    name_place,
    place_in,
    supply_subject,
    supply_topic,
    where_told,
    written_by,
)
from rag.verifying.names import find_names, tag_words

__all__ = ["Turn", "standalone_question"]


def standalone_question(
    question: str,
    history: Sequence[Turn],
    known_authors: Sequence[str] = (),
    known_titles: Sequence[str] = (),
) -> str:
    """`question` with what it takes from the earlier turns written out; the same string where it takes nothing."""
    asked = question.strip()
    turned = followups.TURN.sub("", asked, count=1)
    if turned and turned != asked:
        return turned
    if not history or not asked:
        return question
    authors = dict.fromkeys([*known_authors, *(author for turn in history for author in turn.authors)])
    scene = Scene(history, tuple(authors), tuple(known_titles))
    if turned_to := followups.TURNS_TO.match(asked):
        asked = _turned_to(turned_to["what"], turned_to["ask"], scene)
        return asked.rstrip("？?。") + "？"
    corrected = followups.CORRECTION.sub("", asked, count=1)
    if corrected and corrected != asked:
        return _correct(corrected, scene)
    if piece := written_by(asked.rstrip("？?。！!. 呢"), scene):
        return piece + "？"
    if this := _ask_of_this(asked.rstrip("？?。！!. "), scene):
        return this + "？"
    bare = followups.LEAD.sub("", asked, count=1)
    stem = bare.rstrip("？?。！!. ")
    rules: tuple[Callable[[str, Scene], str | None], ...] = (
        ask_again,
        _continue_list,
        ask_at_time,
        _exchange,
        name_only,
        _ask_more,
        _name_former,
        where_told,
        _name_article,
        _name_person,
        name_place,
        _name_thing,
        _within,
        supply_subject,
        supply_topic,
    )
    if bare != asked:
        rules = (_same_of_another, *rules)
    for rule in rules:
        rewritten = rule(stem, scene)
        if rewritten is not None:
            return rewritten.rstrip("？?。") + "？"
    return question


def _correct(corrected: str, scene: Scene) -> str:
    """不是，我问的是X: the question X, or the last one about X where X asks nothing."""
    stem = corrected.rstrip("？?。！!. 呢吗")
    if followups.ASKS.search(stem) or corrected.rstrip("？?").endswith("吗"):
        return corrected
    return (_exchange(f"{stem}呢", scene) or stem).rstrip("？?") + "？"


def _name_former(stem: str, scene: Scene) -> str | None:
    """后者为什么反对: the second of the two that were named together last."""
    match = followups.FORMER.search(stem)
    if match is None or match.start() > 8 or _is_bound(stem[: match.start()], scene):
        return None
    for turn in reversed(scene.history):
        persons = persons_in(turn.question, scene.authors)
        pair = followups.PAIR.search(stem_of(turn.question))
        named = persons if len(persons) == 2 else list(pair.groups()) if pair else []
        if named:
            return stem.replace("前者", named[0]).replace("后者", named[1])
    return None


def _ask_of_this(stem: str, scene: Scene) -> str | None:
    match = followups.THIS.match(stem)
    return f"{followups.state(scene.history[-1].question)}，{stem[match.end() :]}" if match else None


def _continue_list(stem: str, scene: Scene) -> str | None:
    """第三条呢, 其他两条呢, 还有呢: the list asked for before."""
    if not (followups.ORDINAL.match(stem) or followups.OTHERS.match(stem)):
        return None
    asked = re.sub(r"呢$", "", stem)
    last = scene.history[-1].question
    another = re.fullmatch(rf"(第{followups.N}+)\S{{0,4}}", asked)
    if another and len(re.findall(rf"第{followups.N}+[条点个项]", last)) == 1:
        return re.sub(rf"第{followups.N}+(?=[条点个项])", another[1], last)
    if followups.ORDINAL.fullmatch(asked) and re.fullmatch(rf"第{followups.N}+\S{{0,4}}", asked):
        asked += "是什么"
    if not re.search(r"什么|啥|哪|谁|怎|如何|吗$", asked):
        asked += (
            "是什么"
            if followups.OTHERS.match(stem) and not asked.startswith("还有")
            else "哪些" * asked.endswith("还有")
        )
    return f"{followups.state(last)}，{asked}"


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
    if whose := _exchange_whose(new, scene):
        return whose
    previous = scene.previous
    if new in previous:
        return None
    core = followups.POINTING.sub("", re.sub(r"^(?:对于?|关于|至于|在|到|截至)", "", new)) or new
    if core in previous:
        return None
    if measured := measure_of(core, scene):
        return measured
    old = counterpart(core, previous, scene)
    if new.endswith("的") and (named := attributed_to(previous)):
        old = named
    if old is None:
        return f"{core}，{previous}"
    how = followups.HOW.search(previous)
    if how and previous.find(old) >= how.end() and old[-1] != core[-1]:
        # 怎样推动产业融合, 那人才呢: what is done to one thing is not what is done to another.
        return f"{previous[: how.start()]}{core}方面{how[0]}做"
    return put_in_place(previous, old, core)


def _exchange_whose(new: str, scene: Scene) -> str | None:
    """他老婆呢: the last question of another, who is told by whom the pronoun means."""
    match = followups.PERSON_PRONOUN.match(new)
    persons = last_persons(scene.history, scene.authors) if match else []
    if match is None or not persons or followups.PLURAL.search(match[0]):
        return None
    named = persons[0] + new[match.end() :]
    return scene.previous.replace(persons[0], named, 1) if persons[0] in scene.previous else None


def _turned_to(what: str, ask: str, scene: Scene) -> str:
    """小狗呢，哪天出生: what it turns to asked about; a time alone turns to the same place."""
    if not followups.TIME_ONLY.fullmatch(what) or find_names(ask):
        return what + ask
    place = place_in(scene.previous)
    return f"{place if place not in ask else ''}{what}{ask}"


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
    plural = followups.PLURAL.search(match[0])
    body = body_in(scene.previous) if plural and not persons_in(scene.previous, scene.authors) else None
    if body:
        return f"{stem[: match.start()]}{body}{stem[match.end() :]}"
    if not persons:
        return None
    if not plural and _may_be_several(persons, scene):
        return None
    if plural:
        if len(persons) == 1:  # Asked about one after the other.
            persons += [p for p in last_persons(scene.history[:-1], scene.authors) if p not in persons][:1]
        name = "和".join(sorted(persons, key=lambda p: _first_mention(p, scene.history)))
    else:
        name = persons[0]
    written = _replace_it(f"{stem[: match.start()]}{name}{stem[match.end() :]}", scene)
    topic = scene.topic(1) if followups.GOES_ON.search(written) else None
    return f"关于{topic}，{written}" if topic and topic not in written else written


def _may_be_several(persons: Sequence[str], scene: Scene) -> bool:
    """Whether the answer to 谁发的 names several, no author among them, so that 他 may be any of them."""
    last = scene.history[-1]
    named_first = persons[0] in last.question or persons[0] in scene.authors
    sentence = re.split(r"(?<=[。！？])", last.answer)[0]
    return not named_first and len([p for p in persons if p in sentence]) > 1


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
