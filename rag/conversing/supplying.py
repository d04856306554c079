"""What a short follow-up leaves unsaid, supplied from the last turns: topic, subject, place, the question itself.

Each rule gives the whole question, or None where it has nothing to supply. `conversation.py` tells their order.
"""

from __future__ import annotations

import re

from rag.answering.mentions import asked_mention
from rag.conversing import followups
from rag.conversing.exchanging import put_in_place
from rag.conversing.referents import GENERIC_NOUNS, last_persons, noun_phrases, persons_in, stem_of
from rag.conversing.scene import Scene, counterpart
from rag.verifying.names import attributed_person, find_names, tag_words

# How an answer shows the items of a list, and how many turns back one is looked for.
_ASKED_VALUE = re.compile(r"(?:分别|都|一共|总共)?(?:是|有|为|达到?)?(?:多少|多[大高长]|几成|百分之几)$")
_LISTED, _BACK = "\n- ", 3


def supply_topic(stem: str, scene: Scene) -> str | None:
    """什么时候贯通, 谁主办的: when, where or who of the last topic, and where that was."""
    if followups.PERSON_PRONOUN.search(stem):
        return None
    stem = followups.AFTER_ALL.sub("", stem)
    topic = scene.topic()
    named = any(len(phrase) > 2 for phrase in noun_phrases(stem, scene.authors)) or find_names(stem)
    if not topic or named or not (followups.WHEN.match(stem) or followups.VERBAL.match(stem)):
        return None
    place = followups.AT_PLACE.search(scene.previous)
    where = place[0] if place and place[1] not in topic and find_names(place[1]) else ""
    return f"{topic}{where}{stem}"


def ask_at_time(stem: str, scene: Scene) -> str | None:
    """现在是多少: the last question again, at another time; where it names no time, of its thing."""
    match = followups.AT_TIME.match(stem)
    if match is None:
        return None
    before = followups.TIME_ONLY.search(scene.previous)
    if before:
        return scene.previous[: before.start()] + match[1] + scene.previous[before.end() :]
    if stem.endswith("呢") or followups.ASKS.search(scene.previous) is None:
        return f"{match[1]}{scene.previous}"
    topic = scene.topic(1)
    return f"{topic}{stem}" if topic else None


def measure_of(new: str, scene: Scene) -> str | None:
    """总造价呢 after 码头二期多少泊位，什么时候完工: another measure of the same thing, and that alone."""
    match = followups.MEASURE_ASKED.match(scene.previous) if followups.ATTRIBUTE.search(new) else None
    if match is None or new in match[1]:
        return None
    words = tag_words(followups.ATTRIBUTE.sub("", match[1]).rstrip("的"))
    while words and words[-1].tag[0] in "vdtp" and words[-1].tag != "vn":
        words = words[:-1]
    thing = match[1][: words[-1].end] if words else ""
    return f"{thing}{new}是多少" if len(thing) > 1 and not followups.ASKS.search(thing) else None


def body_in(question: str) -> str | None:
    """The body that a question speaks of: 渡口委员会 of 渡口委员会谁牵头."""
    for clause in re.split(r"[，,的是了在把被对和与给向让由从到有说]", question):
        if match := followups.BODY.search(clause):
            return match[0]
    return None


def name_only(stem: str, scene: Scene) -> str | None:
    """江西？ after 辽宁怎么做的: a bare name puts the last question to its like, a name of the same kind."""
    if len(stem) > 8 or followups.ASKS.search(stem) or stem in scene.previous:
        return None
    kinds = {n.kind for n in find_names(stem) if n.text == stem}
    old = next((n.text for n in find_names(scene.previous) if n.kind in kinds), None)
    if followups.YEAR.fullmatch(stem):
        old = counterpart(stem, scene.previous, scene)
    return put_in_place(scene.previous, old, stem) if old else None


def name_place(stem: str, scene: Scene) -> str | None:
    """那里有多少企业, 当地怎么做的: the place that was spoken of last."""
    match = followups.THERE.search(stem)
    if match is None:
        return None
    asked = [turn.question for turn in reversed(scene.history)]
    told = [turn.answer for turn in reversed(scene.history) if not turn.refused]
    place = next((place for text in [*asked, *told] if (place := place_in(text))), None)
    return f"{stem[: match.start()]}{place}{stem[match.end() :]}" if place else None


def place_in(text: str) -> str:
    """The first place that a text names, one that the tagger does not know by its last character (乔亭村)."""
    known = next((n.text for n in find_names(text) if n.kind == "place"), "")
    ending = followups.PLACE_ENDING.search(text)
    return ending[0] if ending and (not known or known in ending[0]) else known


def ask_again(stem: str, scene: Scene) -> str | None:
    """简单点说, 没看懂: the last question once more."""
    return scene.previous if followups.AGAIN.match(stem) else None


def supply_subject(stem: str, scene: Scene) -> str | None:
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
    last = scene.history[-1]
    subject = persons[-1] if persons else scene.topic()
    if subject is None and len(last.authors) == 1 and not last.refused:
        # What was told names nothing: it is asked of whoever told it.
        subject = last.authors[0]
    if subject is None:
        return None
    return f"{subject}{'' if stem[0] in '有是要怎如在' else '的'}{stem}"


def where_told(stem: str, scene: Scene) -> str | None:
    """在哪一段: where it stands is told by the answer itself, so the last question is put again."""
    return scene.previous if followups.WHERE_TOLD.match(stem) else None


def written_by(stem: str, scene: Scene) -> str | None:
    """这是谁写的, 哪篇文章: of the one article that the last answer cited."""
    last = scene.history[-1]
    said = followups.SAID_BY.match(stem) and len(last.authors) == 1 and not attributed_person(last.answer)
    if not (followups.WRITTEN_BY.match(stem) or said) or last.refused or len(last.titles) != 1:
        return None
    return f"《{last.titles[0]}》的作者是谁"


def speaks_too(stem: str, scene: Scene) -> str | None:
    """沈兰亭没提吗: whether an author speaks of the last topic."""
    match = followups.SPEAKS_TOO.match(stem)
    topic = scene.topic() if match and match["who"] in scene.authors else None
    return f"{match['who']}提到{topic}了吗" if match and topic else None


def who_speaks(stem: str, scene: Scene) -> str | None:
    """哪篇没有提到: which of the articles speaks of the last topic."""
    topic = _topic_spoken_of(scene) if followups.WHO_SPEAKS.match(stem) else None
    return f"{stem}{topic}" if topic else None


def _topic_spoken_of(scene: Scene) -> str | None:
    """What the last turns asked the articles for (人才 of 甲和乙都谈到人才了吗), else the topic."""
    for turn in reversed(scene.history[-_BACK:]):
        _, what = asked_mention(turn.question)
        if what:
            return what
    return scene.topic()


def why_so(stem: str, scene: Scene) -> str | None:
    """为什么这么低 after 入托率是多少: why the thing is so."""
    match = followups.WHY_SO.match(stem)
    stated = _ASKED_VALUE.sub("", stem_of(scene.previous)) if match else ""
    return f"{stated}为什么{match['how']}" if match and stated and not followups.ASKS.search(stated) else None


def list_again(stem: str, scene: Scene) -> str | None:
    """一共几条: the question that the list just told answered, put again."""
    return with_list(scene) if followups.HOW_MANY.match(stem) and told_list(scene) else None


def told_list(scene: Scene) -> bool:
    """Whether one of the last turns was answered with a list."""
    return any(_LISTED in turn.answer for turn in scene.history[-_BACK:])


def with_list(scene: Scene) -> str:
    """The question of the newest of the last turns that was answered with a list, else of the last turn."""
    recent = scene.history[-_BACK:]
    return next((t.question for t in reversed(recent) if _LISTED in t.answer), scene.history[-1].question)
