"""How likely each sentence of some passages answers a question: features, and the fitted trees that weigh them.

It reads texts and titles alone. Features are listed in `FEATURES`; the trees are in rag/data/answering-model.json and
are fitted by `index/training/answering.py`. Ties keep reading order.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.folding import fold
from index.records import Hit, Passage
from rag.candidates import Candidate, find_candidates
from rag.questions import Question
from rag.terms import FUNCTION_WORDS, cover
from rag.trees import load_trees

_WANTED: dict[str, tuple[str, ...]] = {
    "figure": ("figure",),
    "time": ("time",),
    "person": ("person", "body"),
    "place": ("place", "body"),
    "bibliographic": ("person", "title", "body"),
}
_CUES: dict[str, re.Pattern[str]] = {
    "definition": re.compile(r"是指|指的是|以下简称|简称|即|称为|叫做?|所谓|意思|全称|是一[种个类]|又称|又名|别称"),
    "reason": re.compile(r"因为|由于|因此|所以|原因|为了|以便|导致|使得|源于|在于|鉴于|出于"),
    "manner": re.compile(r"要|应|需|加快|推进|推动|加强|通过|利用|依托|建设|打造|促进|健全|完善|以.{1,12}为"),
    "list": re.compile(r"一是|二是|首先|其次|包括|分别|一方面|第一|、|以及"),
    "opinion": re.compile(r"认为|表示|指出|强调|建议|应|要|说"),
}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s?年|[^\d]|$)")
_NOISE = re.compile(r"来源[:：]|编辑[:：]|责任编辑|copyright|http|版权|转载|联系电话|分享到|点击|\.\.\.|www\.|记者 |摄\b", re.I)
FEATURES = (
    "sentence", "with_before", "window", "passage", "rarest_sentence", "rarest_passage", "attribute_sentence",
    "attribute_window", "bigrams", "longest_run", "wanted_count", "wanted_new", "unit", "local", "votes",
    "votes_share", "year_match", "year_clash", "length", "place_in_passage", "passage_rank", "question_mark", "noise",
    "terms", "relative", "best_other", "missing", "cue", "quoted", "title", "kind_figure", "kind_time", "kind_person",
    "kind_place", "kind_open", "local_share", "run_passage", "passages_covering", "similarity",
)  # fmt: skip


@dataclass(slots=True)
class ScoredSentence:
    """A sentence of a hit with its features, its candidates in the order of promise, and `chance` of answering."""

    hit_rank: int
    passage: Passage
    index: int
    start: int
    end: int
    folded: str
    coverage: float = 0.0
    chance: float = 0.0
    features: dict[str, float] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    best: Candidate | None = None

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def wanted_types(question: Question) -> tuple[str, ...]:
    """The candidate types that can answer, empty when any words can."""
    return _WANTED.get(question.kind, ())


def _longest_run(question: str, text: str) -> int:
    best, size = 0, 2
    for start in range(len(question)):
        while start + size <= len(question) and question[start : start + size] in text:
            best, size = size, size + 1
    return best


def _focus(question: Question) -> str:
    return "".join(re.findall(r"[0-9a-z一-鿿.]", re.sub(r"(是)?(多少|什么|哪些|哪个|哪里|谁|何时|几|如何|怎样|怎么)", "", question.chinese)))


def _coverage(question: Question, folded: str) -> float:
    return sum(t.weight * cover(t.text, folded) for t in question.terms) / question.weight


def _local_coverage(question: Question, folded: str, candidate: Candidate, reach: int = 50) -> float:
    """Coverage by words near the candidate; a word counts less the further off it stands."""
    total = 0.0
    for term in question.terms:
        best, at = 0.0, folded.find(term.text)
        while at >= 0:
            distance = max(at - candidate.end, candidate.start - at - len(term.text), 0)
            best = max(best, 1 - distance / reach)
            at = folded.find(term.text, at + 1)
        total += term.weight * best
    return total / question.weight


class _Scene:
    """All sentences of the hits and what is computed once for them together."""

    def __init__(self, question: Question, hits: Sequence[Hit]) -> None:
        self.question = question
        self.focus = _focus(question)
        self.wanted = wanted_types(question)
        self.sentences: list[ScoredSentence] = []
        self.bodies: list[str] = []
        self.titles: list[str] = []
        for rank, hit in enumerate(hits):
            passage = hit.passage
            body = fold(passage.text)
            self.bodies.append(body)
            self.titles.append(fold(passage.title or ""))
            for index, (start, end) in enumerate(passage.sentences or ((0, len(passage.text)),)):
                folded = body[start:end]
                if len(folded.strip()) > 1:
                    self.sentences.append(ScoredSentence(rank, passage, index, start, end, folded))
        self.similarity = [hit.similarity for hit in hits]
        self.passage_cover = [_coverage(question, b + t) for b, t in zip(self.bodies, self.titles, strict=True)]
        self.everything = "\n".join(self.bodies) + "\n".join(self.titles)
        self._find_candidates()

    def _find_candidates(self) -> None:
        asked = self.question.chinese
        support: dict[str, dict[int, float]] = defaultdict(dict)
        self.local: list[float] = []
        for sentence in self.sentences:
            sentence.coverage = _coverage(self.question, sentence.folded)
            new = [c for c in find_candidates(sentence.folded) if c.value not in asked and c.value not in FUNCTION_WORDS]
            sentence.candidates = [c for c in new if not self.wanted or c.type in self.wanted]
            for c in sentence.candidates:
                weight = max(sentence.coverage, 0.0)
                value = self._key(c)
                if weight > support[value].get(sentence.hit_rank, 0.0):
                    support[value][sentence.hit_rank] = weight
        self.support = {value: sum(by_passage.values()) for value, by_passage in support.items()}
        self.most_support = max(self.support.values(), default=0.0)
        for sentence in self.sentences:
            best_local = 0.0
            ranked = []
            for c in sentence.candidates:
                local = _local_coverage(self.question, sentence.folded, c)
                unit = 0.3 if self.question.unit and self.question.unit[-1] in c.value else 0.0
                votes = self.support[self._key(c)] / self.most_support if self.most_support else 0.0
                best_local = max(best_local, local)
                ranked.append((-(local + unit + 0.5 * votes), c.start, c))
            ranked.sort(key=lambda entry: entry[:2])
            sentence.candidates = [c for _, _, c in ranked]
            sentence.best = sentence.candidates[0] if sentence.candidates else None
            self.local.append(best_local)

    @staticmethod
    def _key(candidate: Candidate) -> str:
        return candidate.value


def _context(scene: _Scene, sentence: ScoredSentence) -> tuple[str, str]:
    body = scene.bodies[sentence.hit_rank]
    spans = sentence.passage.sentences
    before = body[spans[sentence.index - 1][0] : sentence.start] if spans and sentence.index else ""
    after = body[sentence.end : spans[sentence.index + 1][1]] if spans and sentence.index + 1 < len(spans) else ""
    return before, after


def _features(scene: _Scene, sentence: ScoredSentence, local: float) -> dict[str, float]:
    q, s, body = scene.question, sentence.folded, scene.bodies[sentence.hit_rank]
    title = scene.titles[sentence.hit_rank]
    before, after = _context(scene, sentence)
    rarest = max(q.terms, key=lambda t: t.weight).text if q.terms else ""
    runs = _longest_run(scene.focus, s)
    pairs = {scene.focus[i : i + 2] for i in range(len(scene.focus) - 1)}
    years = set(_YEAR.findall(s))
    around = set(_YEAR.findall(body))
    votes = scene.support.get(sentence.best.value, 0.0) if sentence.best else 0.0
    unit = q.unit[-1] if q.unit else ""
    size = max(1, len(sentence.passage.sentences))
    cue = _CUES.get(q.kind)
    return {
        "sentence": sentence.coverage,
        "with_before": _coverage(q, before + s),
        "window": _coverage(q, before + s + after),
        "passage": scene.passage_cover[sentence.hit_rank],
        "rarest_sentence": cover(rarest, s),
        "rarest_passage": cover(rarest, body + title),
        "attribute_sentence": cover(q.attribute, s) if q.attribute else 0.5,
        "attribute_window": cover(q.attribute, before + s + after) if q.attribute else 0.5,
        "bigrams": sum(p in s for p in pairs) / max(1, len(pairs)),
        "longest_run": runs / max(1, len(scene.focus)),
        "run_passage": _longest_run(scene.focus, body) / max(1, len(scene.focus)),
        "wanted_count": math.log1p(len(sentence.candidates)),
        "wanted_new": float(bool(sentence.candidates)),
        "unit": float(any(unit in c.value for c in sentence.candidates)) if unit else 0.5,
        "local": local,
        "votes": votes,
        "votes_share": votes / scene.most_support if scene.most_support else 0.0,
        "year_match": float(any(y in years for y in q.years)) if q.years else 0.5,
        "year_clash": float(bool(q.years and around and not any(y in body or y in title for y in q.years))),
        "length": math.log1p(len(s)),
        "place_in_passage": sentence.index / size,
        "passage_rank": float(sentence.hit_rank),
        "question_mark": float(s.rstrip("”’」』）) \n").endswith(("?", "？"))),
        "noise": float(bool(_NOISE.search(s))),
        "terms": float(len(q.terms)),
        "cue": float(bool(cue.search(s))) if cue else 0.5,
        "quoted": sum(x in s for x in q.quoted) / len(q.quoted) if q.quoted else 0.5,
        "title": _coverage(q, title) if title else -1.0,
        "missing": max((t.weight for t in q.terms if cover(t.text, scene.everything) < 0.5), default=0.0),
        "kind_figure": float(q.kind == "figure"),
        "kind_time": float(q.kind == "time"),
        "kind_person": float(q.kind == "person"),
        "kind_place": float(q.kind == "place"),
        "kind_open": float(q.kind in ("manner", "reason", "list", "opinion", "summary", "definition")),
        "similarity": scene.similarity[sentence.hit_rank],
        "passages_covering": float(sum(c > 0.75 * max(scene.passage_cover) for c in scene.passage_cover)),
    }


def describe_sentences(question: Question, hits: Sequence[Hit]) -> list[ScoredSentence]:
    """Every sentence of the hits with its features filled in, in order of hits and reading; no chance yet."""
    scene = _Scene(question, hits)
    best_local = max(scene.local, default=0.0)
    covers = sorted((s.coverage for s in scene.sentences), reverse=True)
    for sentence, local in zip(scene.sentences, scene.local, strict=True):
        found = _features(scene, sentence, local)
        found["relative"] = sentence.coverage / covers[0] if covers[0] else 0.0
        found["best_other"] = covers[1] if len(covers) > 1 and sentence.coverage == covers[0] else covers[0]
        found["local_share"] = local / best_local if best_local else 0.0
        sentence.features = found
    return scene.sentences


def feature_matrix(sentences: Sequence[ScoredSentence]) -> NDArray[np.float64]:
    """float64 (sentences, features) in the order of `FEATURES`."""
    return np.array([[s.features[name] for name in FEATURES] for s in sentences], dtype=np.float64).reshape(len(sentences), len(FEATURES))


def score_sentences(question: Question, hits: Sequence[Hit]) -> list[ScoredSentence]:
    """Every sentence of the hits with its chance of answering, in order of hits and reading."""
    scored = describe_sentences(question, hits)
    if scored:
        for sentence, chance in zip(scored, load_trees("sentences").chances(feature_matrix(scored)), strict=True):
            sentence.chance = float(chance)
    return scored
