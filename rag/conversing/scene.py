"""What a follow-up question may refer to, and what of the last question its own words stand for.

It knows turns, authors and titles, no index; the rules that use it are in conversation.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversing import followups
from rag.conversing.exchanging import like_ending, parallel_form
from rag.conversing.referents import Turn, noun_phrases, persons_in, stem_of, topic_of
from rag.verifying.names import find_names, looks_like_person


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
        topics = [topic_of(turn.question, self.authors) for turn in reversed(recent)]
        # 人均收入多少: what was measured is not what was spoken of.
        return next((t for t in topics if t and not followups.MEASURE.fullmatch(t)), None)


def counterpart(new: str, previous: str, scene: Scene) -> str | None:
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
    parallel = parallel_form(new, previous)
    if parallel:
        return parallel
    kinds = {n.text: n.kind for n in find_names(previous)}
    own = {n.kind for n in find_names(new)} or ({"place"} if followups.REGION.fullmatch(new) else set())
    alike = [text for text, kind in kinds.items() if kind in own and text not in persons]
    if alike:
        return alike[0]
    if like := like_ending(new, previous):
        return like
    ending = [p for p in noun_phrases(previous, scene.authors) if p[-1] == new[-1] or p[:1] == new[:1]]
    if ending:
        return min(ending, key=lambda p: abs(len(p) - len(new)))
    topic = topic_of(previous, scene.authors)
    return topic if topic and topic in previous and topic not in persons else None
