"""A thing named in full in the question and in short where the passages tell of it: 清河特大桥, then 特大桥.

Articles name a thing in full once (青石县果业局局长卫长河, 脐橙新品种白鹭一号) and go on with the short name. Asked
for in full, the sentence that answers lacks half of the question's words. So the question is read with the short name,
where the passages leave no doubt that it is the same: they have the full name too, and the short one nowhere stands
behind another word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from index.folding import fold
from index.records import Hit
from rag.answering.candidates import find_candidates
from rag.answering.lacking import TYPED
from rag.answering.questions import Question, analyse_question
from rag.answering.runs import BOUNDARY, run_end
from rag.answering.terms import words
from rag.ranking.query_expansion import find_aliases

_LEAST_LEFT_OUT, _LEAST_SHORT, _LOOKED_AHEAD = 2, 2, 4
# What may stand before a short name without being part of a longer one.
_BEFORE = frozenset(
    "该这此本那座条个家所项场次届部位名在从到由对和与及跟同的了为是把被将让于向就而且也还即等给当据称说因并使至用"
)
# Measures and reasons are asked of a whole topic: 机构托老 is not 托老.
_OF_ONE_THING = TYPED | {"entity", "bibliographic"}
_TITLE = re.compile(r"《[^《》]{1,40}》|“[^”]{2,20}”")


@dataclass(frozen=True, slots=True)
class _Name:
    """`full` in the question, which may be `short` in a text; `before` stands before it in the question and goes with
    it. A person is known by the name alone; of what is said of a person or a title the words may stand elsewhere."""

    full: str
    short: str
    before: str = ""
    person: bool = False
    title: bool = False

    @property
    def lead(self) -> str:
        """What the short name leaves out."""
        return self.full[: -len(self.short)]


def in_short_names(question: Question, hits: Sequence[Hit]) -> Question:
    """The question with the short names that the hits use; the same question where they use none."""
    articles: dict[str, str] = {}
    for hit in hits:
        articles[hit.passage.article_id] = f"{articles.get(hit.passage.article_id, '')}\n{fold(hit.passage.text)}"
    texts = list(articles.values())
    chinese = question.chinese
    for full, alias in (pair for hit in hits for pair in find_aliases(hit.passage.text)):
        # 云岭至平江高速公路（以下简称云平高速）: what follows speaks of 云平高速.
        if fold(full) in chinese and fold(alias) not in chinese:
            chinese = chinese.replace(fold(full), fold(alias), 1)
    runs = _runs(chinese, texts) if question.kind in _OF_ONE_THING else ()
    for name in (*_named(chinese), *runs):
        if name.full in chinese and _same(name, texts):
            about = [text for text in texts if name.short in text]
            known = _is_noun(name.before) and all(w in text for w in words(name.before) for text in about)
            before = name.before if known else ""
            chinese = chinese.replace(before + name.full, name.short, 1)
    return question if chinese == question.chinese else replace(analyse_question(chinese), text=question.text)


def _is_noun(text: str) -> bool:
    """Whether the text may be a name: 青石县, but not 去年."""
    import rjieba

    return all(tag[0] not in "tmdrpcu" for _, tag in rjieba.tag(text))


def _names_a_thing(text: str) -> bool:
    """Whether the text ends in a noun, or is a name with a number: 特大桥, 白鹭一号, but not 托老."""
    import rjieba

    *before, (_, last) = rjieba.tag(text)
    return last[0] == "n" or (last[0] == "m" and bool(before))


def _named(chinese: str) -> Iterator[_Name]:
    """Persons and titles with what is said of them before the name."""
    persons = [(c.start, c.end) for c in find_candidates(chinese, ("person",)) if c.type == "person"]
    titles = [m.span() for m in _TITLE.finditer(chinese)]
    for start, end in (*persons, *titles):
        begin = max((m.end() for m in BOUNDARY.finditer(chinese[:start])), default=0)
        if start - begin >= _LEAST_LEFT_OUT:
            person = (start, end) in persons
            yield _Name(chinese[begin:end], chinese[start:end], person=person, title=not person)


def _runs(chinese: str, texts: Sequence[str]) -> Iterator[_Name]:
    """The longest runs of words that stand in the texts as in the question, and their ends, the shortest first."""
    for part in BOUNDARY.split(chinese):
        cut = words(part)
        done = 0
        for first in range(len(cut)):
            last = run_end(cut, first, texts, 1)
            if last - first < 2 or last <= done:
                continue
            for at in range(last - 1, first, -1):
                short = "".join(cut[at:last])
                if len(short) >= _LEAST_SHORT and _names_a_thing(short) and _is_noun("".join(cut[first:at])):
                    yield _Name("".join(cut[first:last]), short, "".join(cut[:first]))
            done = last


def _ends_word(text: str, start: int, end: int) -> bool:
    """Whether a word ends at `end`: 托老 in 托老院 is another word."""
    ends = accumulate(len(word) for word in words(text[start : end + _LOOKED_AHEAD]))
    return end - start in ends or end >= len(text)


def _same(name: _Name, texts: Sequence[str]) -> bool:
    """Whether the short name is the full one's in the texts: it stands bare, and never behind another word."""
    bare = whole = False
    for text in texts:
        places = [m.start() for m in re.finditer(re.escape(name.short), text)]
        if not (name.person or name.title):
            places = [place for place in places if _ends_word(text, place, place + len(name.short))]
        if not places:
            continue
        known = name.full in text
        if name.person or name.title:
            known = known or all(w in text for w in words(name.lead))
        if not known and not name.person:
            return False
        whole |= known
        for place in places:
            before = text[:place]
            if before.endswith(name.lead[-2:]):
                continue
            if not name.person and before and not BOUNDARY.match(before[-1]) and before[-1] not in _BEFORE:
                return False
            bare = True
    return bare and whole
