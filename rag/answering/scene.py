"""The sentences of some hits laid out for one question: which of its words each holds, which spans could answer,
and how many passages agree on a span. Computed once; the features of `scoring_sentences` read it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.folding import fold
from index.records import Hit, Passage
from rag.answering.candidates import Candidate, find_candidates
from rag.answering.contrast import contrast_of
from rag.answering.expectations import answer_types, fit, unit_pattern
from rag.answering.foreign_names import family_names
from rag.answering.likeness import likeness
from rag.answering.pronouns import last_named, pronoun_in
from rag.answering.questions import Question
from rag.answering.terms import FUNCTION_WORDS, cover, like
from rag.cores import beside

_RARE = 7.0
_MONTH_DAY = re.compile(r"\d{1,2}月\d{1,2}")
_NUMBER = re.compile(r"[\d.]+[万亿千百%‰]*|[零〇一二三四五六七八九十百千万亿两几]+")
# Spans are looked into only in sentences that hold at least this share of what the best sentence holds.
_PROMISING = 0.3
_REACH = 50
# Words that stand within so many characters stand together.
_CLOSE = 40


@dataclass(slots=True)
class ScoredSentence:
    """A sentence of a hit: the spans that could answer, best first, and its `chance` of answering; `plain` is the
    chance by the trees for all texts where those for a few articles gave `chance`.

    `covers[i]` tells how far term i of the question stands in it, `coverage` the same as one weighted share.
    """

    hit_rank: int
    passage: Passage
    index: int
    start: int
    end: int
    folded: str
    covers: NDArray[np.float64]
    coverage: float = 0.0
    local: float = 0.0
    tight: float = 0.0
    chance: float = 0.0
    plain: float = 0.0
    features: dict[str, float] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    best: Candidate | None = None

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def agreeing_value(candidate: Candidate) -> str:
    """What two mentions of one thing share: a date its month and day, a figure its number."""
    if candidate.type == "time":
        found = _MONTH_DAY.search(candidate.value)
        return found[0] if found else candidate.value
    if candidate.type == "figure":
        number = _NUMBER.search(candidate.value.replace("百分之", "%"))
        return number[0] if number else candidate.value
    return candidate.value


def longest_run(question: str, text: str) -> int:
    """The length of the longest run of characters of `question` that stands in `text`; 0 below two."""
    best, size = 0, 2
    for start in range(len(question)):
        while start + size <= len(question) and question[start : start + size] in text:
            best, size = size, size + 1
    return best


class Scene:
    """All sentences of the hits for one question.

    Arrays, S sentences and T terms (one column of zeros when there is no term): `covers`, `before` (with the sentence
    before), `window` (with both neighbours), `soft` (words near in meaning too): (S, T); `passage_covers`: (hits, T).
    """

    def __init__(self, question: Question, hits: Sequence[Hit]) -> None:
        self.question = question
        self.terms = terms = question.terms
        self.weights = np.array([t.weight for t in question.terms] or [1.0])
        self.weights = self.weights / self.weights.sum()
        self._weights: list[float] = self.weights.tolist()
        self.entities = np.array([t.weight >= _RARE and not t.text[0].isdigit() for t in question.terms] or [False])
        self.numbers = np.array([t.text[0].isdigit() for t in question.terms] or [False])
        self.entity_weights = self._only(self.entities)
        self.number_weights = self._only(self.numbers)
        self.focus = "".join(
            re.findall(
                r"[0-9a-z一-鿿.]",
                re.sub(r"(是)?(多少|什么|哪些|哪个|哪里|谁|何时|几|如何|怎样|怎么)", "", question.chinese),
            )
        )
        self.pairs = {self.focus[i : i + 2] for i in range(len(self.focus) - 1)}
        self.types = answer_types(question)
        self.units = unit_pattern(question)
        self.contrast = contrast_of(question)
        self._forms: dict[str, float] = {}
        self.hits = hits
        self.bodies = [fold(h.passage.text) for h in hits]
        self.titles = [fold(h.passage.title or "") for h in hits]
        self.foreign = family_names(self.bodies) if "person" in self.types else frozenset()
        self.title_covers = np.array([self._covers(t) if t else self._nothing() for t in self.titles])
        self.sentences = [s for rank in range(len(hits)) for s in self._sentences(rank)]
        # Words are looked up beside the search for candidates, which needs the interpreter; the tokenizer does not.
        near = beside(likeness, question.chinese, [t.text for t in terms], [s.folded for s in self.sentences])
        self._lay_out()
        self.most_coverage = max((s.coverage for s in self.sentences), default=0.0)
        self.support: dict[str, float] = {}
        self.most_support = self.most_fitting_support = 0.0
        self._find_candidates()
        self.cosines, words_near = near.result()
        self.soft = np.maximum(self.covers, words_near) if terms else self.covers

    def _only(self, which: NDArray[np.bool_]) -> NDArray[np.float64] | None:
        """The weights of some terms, their sum 1 and the rest 0; None when there are none."""
        weights = self.weights * which
        total = float(weights.sum())
        return weights / total if total else None

    def _nothing(self) -> NDArray[np.float64]:
        return np.zeros(len(self.weights))

    def _covers(self, folded: str) -> NDArray[np.float64]:
        return np.array([cover(t.text, folded) for t in self.terms] or [0.0])

    def _sentences(self, rank: int) -> list[ScoredSentence]:
        passage, body = self.hits[rank].passage, self.bodies[rank]
        # What the passage does not hold none of its sentences holds.
        present = [(n, t.text) for n, t in enumerate(self.terms) if cover(t.text, body)]
        found = []
        for index, (start, end) in enumerate(passage.sentences or ((0, len(passage.text)),)):
            folded = body[start:end]
            if len(folded.strip()) > 1:
                covers = self._nothing()
                for n, text in present:
                    covers[n] = cover(text, folded)
                found.append(
                    ScoredSentence(rank, passage, index, start, end, folded, covers, float(covers @ self.weights))
                )
        return found

    def _lay_out(self) -> None:
        """The arrays over all sentences."""
        width = len(self.weights)
        self.covers = np.array([s.covers for s in self.sentences]).reshape(-1, width)
        self.ranks = np.array([s.hit_rank for s in self.sentences], dtype=np.int64)
        self.passage_covers = self.title_covers.reshape(-1, width).copy()
        np.maximum.at(self.passage_covers, self.ranks, self.covers)
        self.before, self.window = self.with_neighbours(self.covers)
        best = self.passage_covers.max(axis=0) if self.hits else self._nothing()
        self.unmet = float(max((t.weight for t, c in zip(self.terms, best, strict=False) if c < 0.5), default=0.0))

    def with_neighbours(self, covers: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What each sentence covers with the one before it, and with both neighbours, within its passage."""
        together = (self.ranks[1:] == self.ranks[:-1])[:, None]
        before, window = covers.copy(), covers.copy()
        np.maximum(before[1:], covers[:-1] * together, out=before[1:])
        np.maximum(before[:-1], covers[1:] * together, out=window[:-1])
        window[-1:] = before[-1:]
        return before, window

    def form(self, candidate: Candidate) -> float:
        """How the candidate's form suits the question (`expectations.fit`)."""
        form = self._forms.get(candidate.value)
        if form is None:
            form = self._forms[candidate.value] = fit(self.question, self.units, candidate)
        return form

    def _spans(self, folded: str) -> Sequence[Candidate]:
        """The spans of the asked types; foreigners named in full anywhere in the hits are known by the family name."""
        found = find_candidates(folded, self.types)
        known = [
            Candidate(m.start(), m.end(), "person", name) for name in self.foreign for m in re.finditer(name, folded)
        ]
        if not known:
            return found
        return [c for c in found if not any(k.start < c.end and c.start < k.end for k in known)] + known

    def _meant(self, place: int) -> Sequence[Candidate]:
        """Where a sentence says 他 for the one asked for: who was named last before it, standing where 他 does."""
        folded = self.sentences[place].folded
        pronoun = pronoun_in(folded) if self.question.kind == "person" else None
        if not pronoun:
            return ()
        rank = self.ranks[place]
        earlier = (s.folded for s in self.sentences[:place][::-1] if s.hit_rank == rank)
        found = last_named(earlier, self.question.chinese)
        return (Candidate(pronoun.start(), pronoun.end(), "person", found[1].value),) if found else ()

    def _find_candidates(self) -> None:
        asked = self.question.chinese
        support: dict[str, dict[int, float]] = defaultdict(dict)
        fitting: set[str] = set()
        for place, nearby in enumerate((self.before @ self.weights).tolist()):
            sentence = self.sentences[place]
            if nearby < _PROMISING * self.most_coverage:
                continue
            for c in self._spans(sentence.folded) or self._meant(place):
                if c.value in asked or c.value in FUNCTION_WORDS:
                    continue
                sentence.candidates.append(c)
                value = agreeing_value(c)
                worth = max(sentence.coverage, 0.6 * nearby)
                if worth > support[value].get(sentence.hit_rank, 0.0):
                    support[value][sentence.hit_rank] = worth
                if self.form(c) >= 0.5:
                    fitting.add(value)
        self.support = {value: sum(by_passage.values()) for value, by_passage in support.items()}
        self.most_support = max(self.support.values(), default=0.0)
        self.most_fitting_support = max((self.support[v] for v in fitting), default=0.0)
        for sentence in self.sentences:
            if sentence.coverage or sentence.candidates:
                self._rank_candidates(sentence)

    def _rank_candidates(self, sentence: ScoredSentence) -> None:
        """Candidates best first: near the question's words, of the asked form, agreed on by other passages."""
        places = [
            (a, b, n)
            for n, t in enumerate(self.terms)
            if sentence.covers[n]
            for a, b in self._places(t.text, sentence.folded)
        ]
        sentence.tight = max((self._within(places, start) for start, _, _ in places), default=0.0)
        if not sentence.candidates:
            return
        local = [self._nearness(places, c) for c in sentence.candidates]
        sentence.local = max(local)
        most = self.most_support or 1.0
        worth = [
            (-(near + 0.4 * self.form(c) + 0.5 * self.support[agreeing_value(c)] / most), c.start, number)
            for number, (near, c) in enumerate(zip(local, sentence.candidates, strict=True))
        ]
        sentence.candidates = [sentence.candidates[number] for _, _, number in sorted(worth)]
        sentence.best = sentence.candidates[0]

    def _within(self, places: Sequence[tuple[int, int, int]], start: int) -> float:
        """The weights of the terms that stand wholly within `_CLOSE` characters from `start` on."""
        held = {n for a, b, n in places if a >= start and b <= start + _CLOSE}
        return sum(self._weights[n] for n in held)

    def _nearness(self, places: Sequence[tuple[int, int, int]], candidate: Candidate) -> float:
        """The weights of the terms around a candidate; a word counts less the further off it stands."""
        nearest: dict[int, int] = {}
        for start, end, n in places:
            apart = max(start - candidate.end, candidate.start - end, 0)
            if apart < nearest.get(n, _REACH):
                nearest[n] = apart
        return sum(self._weights[n] * (1 - apart / _REACH) for n, apart in nearest.items())

    @staticmethod
    def _places(term: str, folded: str) -> list[tuple[int, int]]:
        found = []
        for word in like(term):
            at = folded.find(word)
            while at >= 0:
                found.append((at, at + len(word)))
                at = folded.find(word, at + 1)
            if found:
                break
        return found
