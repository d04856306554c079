"""A follow-up question made to stand alone: pronouns, ordinals, ellipses filled in from the earlier turns.

Rules of wording only, no index and no model (`condensing.py` asks one). A question that stands alone is returned
unchanged; where a rule finds nothing to fill in, the question stays as it is rather than being guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.conversing import followups
from rag.conversing.exchanging import attributed_to, like_ending, put_in_place
from rag.conversing.pronouns import is_bound, name_person, name_thing
from rag.conversing.referents import (
    Turn,
    last_persons,
    last_title,
    persons_in,
    stem_of,
)
from rag.conversing.scene import Scene, counterpart
from rag.conversing.supplying import (
    ask_again,
    ask_at_time,
    list_again,
    measure_of,
    name_only,
    name_place,
    place_in,
    speaks_too,
    supply_subject,
    supply_topic,
    where_told,
    who_speaks,
    why_so,
    with_list,
    written_by,
)
from rag.verifying.names import find_names

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
        list_again,
        speaks_too,
        who_speaks,
        why_so,
        _continue_list,
        ask_at_time,
        _exchange,
        name_only,
        _ask_more,
        _name_former,
        where_told,
        _name_article,
        name_person,
        name_place,
        name_thing,
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
    if match is None or match.start() > 8 or is_bound(stem[: match.start()], scene):
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
    last = with_list(scene)
    another = re.fullmatch(rf"(第{followups.N}+)\S{{0,4}}", asked)
    if another and len(re.findall(rf"第{followups.N}+[条点个项]", last)) == 1:
        return re.sub(rf"第{followups.N}+(?=[条点个项])", another[1], last)
    if followups.ORDINAL.fullmatch(asked) and re.fullmatch(rf"第{followups.N}+\S{{0,4}}", asked) and "是" not in asked:
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
    if followups.ASIDE.fullmatch(scene.previous) and new not in scene.authors and len(scene.history) > 1:
        scene = replace(scene, history=scene.history[:-1])
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
        return f"{core}{'' if followups.TIME_ONLY.fullmatch(core) else '，'}{previous}"
    return _put_to(core, old, previous)


def _put_to(core: str, old: str, previous: str) -> str:
    """`previous` with `core` for `old`."""
    if old == like_ending(core, previous):
        # With the nouns behind it the thing is named whole: what it was said at goes.
        previous = next(clause for clause in re.split("[，,]", previous) if old in clause)
    how = followups.HOW.search(previous)
    if how and previous.find(old) >= how.end() and old[-1] != core[-1]:
        # 怎样推动产业融合, 那人才呢: what is done to one thing is not what is done to another.
        return f"{previous[: how.start()]}{core}方面{how[0]}做"
    return put_in_place(previous, old, core)


def _exchange_whose(new: str, scene: Scene) -> str | None:
    """他徒弟呢: the last question of another, who is told by whom the pronoun means."""
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


def _within(stem: str, scene: Scene) -> str | None:
    """其中, 这三个方面: the last question goes before."""
    match = followups.OF_WHICH.match(stem)
    if match is None:
        return None
    return f"{followups.state(scene.history[-1].question)}，{stem}"
