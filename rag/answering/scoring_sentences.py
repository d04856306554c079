"""How likely each sentence of some hits answers a question: features, and the fitted trees that weigh them.

It reads texts, titles and ranks alone. `FEATURES` lists the features; the trees are in rag/data/answering-model.json,
fitted by `rag/training/answering.py`. Ties keep reading order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.records import Hit
from rag.answering.questions import Question
from rag.answering.scene import Scene, ScoredSentence, agreeing_value, longest_run
from rag.answering.terms import cover, like
from rag.answering.trees import load_trees

_CUES: dict[str, re.Pattern[str]] = {
    "definition": re.compile(r"是指|指的是|以下简称|简称|即|称为|叫做?|所谓|意思|全称|是一[种个类]|又称|又名|别称"),
    "reason": re.compile(r"因为|由于|因此|所以|原因|为了|以便|导致|使得|源于|在于|鉴于|出于"),
    "manner": re.compile(r"要|应|需|加快|推进|推动|加强|通过|利用|依托|建设|打造|促进|健全|完善|以.{1,12}为"),
    "list": re.compile(r"一是|二是|首先|其次|包括|分别|一方面|第一|、|以及"),
    "opinion": re.compile(r"认为|表示|指出|强调|建议|应|要|说"),
}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s?年|[^\d]|$)")
_NOISE = re.compile(
    r"来源[:：]|编辑[:：]|责任编辑|copyright|http|版权|转载|联系电话|分享到|点击|\.\.\.|www\.|记者 |摄\b"
)
_OPEN = ("manner", "reason", "list", "opinion", "summary", "definition")
FEATURES = (
    "sentence", "with_before", "window", "passage", "rarest_sentence", "rarest_passage", "attribute_sentence",
    "attribute_window", "attribute_near", "bigrams", "longest_run", "run_passage", "candidates", "local", "local_share",
    "votes", "votes_share", "fitting_share", "fit", "fit_local", "fitting", "entity_sentence", "entity_window",
    "entity_passage", "entity_worst", "number_sentence", "number_passage", "year_match", "year_clash", "length",
    "place_in_passage", "rank", "bm25_share", "noise", "terms", "relative", "best_other", "unmet", "cue", "quoted",
    "title", "effective_year", "local_before", "kind_figure", "kind_time", "kind_person", "kind_place", "kind_open",
    "passages_covering",
)  # fmt: skip


def _near(question: Question, sentence: ScoredSentence, reach: int = 24) -> float:
    """How near the asked attribute stands to the best candidate: 1.0 beside it, 0.0 beyond `reach` or absent."""
    best, span = 0.0, sentence.best
    for word in like(question.attribute) if question.attribute and span else ():
        at = sentence.folded.find(word)
        while at >= 0 and span:
            best = max(best, 1 - max(at - span.end, span.start - at - len(word), 0) / reach)
            at = sentence.folded.find(word, at + 1)
    return best


def _share(covers: NDArray[np.float64], weights: NDArray[np.float64] | None) -> float:
    """The share of some of the terms that is covered, by weight; 0.5 when there are none."""
    return float(covers @ weights) if weights is not None else 0.5


def _effective_year(scene: Scene, sentence: ScoredSentence) -> float:
    """Whether the year that holds where the sentence stands (its own, else the last before) is an asked one."""
    asked = scene.question.years
    if not asked:
        return 0.5
    end = sentence.start + (sentence.best.end if sentence.best else len(sentence.folded))
    years = _YEAR.findall(scene.bodies[sentence.hit_rank][:end]) or _YEAR.findall(scene.titles[sentence.hit_rank])
    own = _YEAR.findall(sentence.folded)
    if own:
        return 1.0 if years and years[-1] in asked else (0.7 if any(y in asked for y in own) else 0.0)
    return 0.5 if not years else (0.9 if years[-1] in asked else 0.2)


def _by_words(scene: Scene, position: int) -> dict[str, float]:
    """Which words of the question stand in the sentence, around it and in its passage."""
    sentence, question = scene.sentences[position], scene.question
    s, passage = sentence.folded, scene.passage_covers[sentence.hit_rank]
    with_before, window = scene.window(position)
    rarest = int(np.argmax(scene.weights))
    attribute = cover(question.attribute, s) if question.attribute else 0.5
    rank = sentence.hit_rank
    title = float(scene.title_covers[rank] @ scene.weights) if scene.titles[rank] else -1.0
    names = [n for n, t in enumerate(question.terms) if t.text == question.attribute]
    return {
        "sentence": sentence.coverage,
        "with_before": float(with_before @ scene.weights),
        "window": float(window @ scene.weights),
        "passage": float(passage @ scene.weights),
        "title": title,
        "rarest_sentence": float(sentence.covers[rarest]),
        "rarest_passage": float(passage[rarest]),
        "attribute_sentence": attribute,
        "attribute_window": float(window[names[0]]) if names else attribute,
        "entity_sentence": _share(sentence.covers, scene.entity_weights),
        "entity_window": _share(window, scene.entity_weights),
        "entity_passage": _share(passage, scene.entity_weights),
        "entity_worst": float(passage[scene.entities].min()) if scene.entities.any() else 0.5,
        "number_sentence": _share(sentence.covers, scene.number_weights),
        "number_passage": _share(passage, scene.number_weights),
        "bigrams": sum(p in s for p in scene.pairs) / max(1, len(scene.pairs)),
        "longest_run": longest_run(scene.focus, s) / max(1, len(scene.focus)),
        "quoted": sum(x in s for x in question.quoted) / len(question.quoted) if question.quoted else 0.5,
    }


def _by_candidates(scene: Scene, sentence: ScoredSentence) -> dict[str, float]:
    """What the sentence holds that could answer, and how many passages agree on it."""
    best = sentence.best
    form = scene.form(best) if best else 0.0
    votes = scene.support.get(agreeing_value(best), 0.0) if best else 0.0
    return {
        "candidates": math.log1p(len(sentence.candidates)),
        "local": sentence.local,
        "local_before": max(sentence.local, 0.0) + 0.5 * (1.0 - sentence.coverage) * form,
        "votes": votes,
        "votes_share": votes / scene.most_support if scene.most_support else 0.0,
        "fitting_share": min(1.0, votes / scene.most_fitting_support) if scene.most_fitting_support else 0.0,
        "fit": form,
        "fit_local": form * sentence.local,
        "fitting": float(any(scene.form(c) == 1.0 for c in sentence.candidates)),
        "attribute_near": _near(scene.question, sentence),
    }


def _by_place(scene: Scene, sentence: ScoredSentence, ranked: bool) -> dict[str, float]:
    """Where the sentence stands, its years against the asked ones, its form."""
    question, s, body = scene.question, sentence.folded, scene.bodies[sentence.hit_rank]
    years, around = set(_YEAR.findall(s)), set(_YEAR.findall(body))
    title = scene.titles[sentence.hit_rank]
    signals = scene.hits[sentence.hit_rank].signals
    best_bm25 = max((h.signals.get("bm25", 0.0) for h in scene.hits), default=0.0)
    cue = _CUES.get(question.kind)
    return {
        "effective_year": _effective_year(scene, sentence),
        "year_match": float(any(y in years for y in question.years)) if question.years else 0.5,
        "year_clash": float(bool(question.years and around and not any(y in body + title for y in question.years))),
        "length": math.log1p(len(s)),
        "place_in_passage": sentence.index / max(1, len(sentence.passage.sentences)),
        "rank": float(sentence.hit_rank) if ranked else -1.0,
        "bm25_share": signals.get("bm25", 0.0) / best_bm25 if best_bm25 else -1.0,
        "noise": float(bool(_NOISE.search(s))),
        "cue": float(bool(cue.search(s))) if cue else 0.5,
    }


def describe_sentences(question: Question, hits: Sequence[Hit]) -> list[ScoredSentence]:
    """Every sentence of the hits with its features filled in, in order of hits and reading; no chance yet."""
    scene = Scene(question, hits)
    ranked = len({h.similarity for h in hits}) > 1
    passages = [float(c @ scene.weights) for c in scene.passage_covers]
    coverages = sorted((s.coverage for s in scene.sentences), reverse=True)
    best_local = max((s.local for s in scene.sentences), default=0.0)
    runs = [longest_run(scene.focus, body) / max(1, len(scene.focus)) for body in scene.bodies]
    common = {
        "terms": float(len(question.terms)),
        "unmet": scene.unmet,
        "kind_figure": float(question.kind == "figure"),
        "kind_time": float(question.kind == "time"),
        "kind_person": float(question.kind == "person"),
        "kind_place": float(question.kind == "place"),
        "kind_open": float(question.kind in _OPEN),
        "passages_covering": float(sum(c > 0.75 * max(passages) for c in passages)),
    }
    for position, sentence in enumerate(scene.sentences):
        alone = len(coverages) > 1 and sentence.coverage == coverages[0]
        sentence.features = {
            **common,
            **_by_words(scene, position),
            **_by_candidates(scene, sentence),
            **_by_place(scene, sentence, ranked),
            "run_passage": runs[sentence.hit_rank],
            "relative": sentence.coverage / coverages[0] if coverages[0] else 0.0,
            "best_other": coverages[1] if alone else coverages[0],
            "local_share": sentence.local / best_local if best_local else 0.0,
        }
    return scene.sentences


def feature_matrix(sentences: Sequence[ScoredSentence]) -> NDArray[np.float64]:
    """float64 (sentences, features) in the order of `FEATURES`."""
    rows = [[s.features[name] for name in FEATURES] for s in sentences]
    return np.array(rows, dtype=np.float64).reshape(len(sentences), len(FEATURES))


def score_sentences(question: Question, hits: Sequence[Hit]) -> list[ScoredSentence]:
    """Every sentence of the hits with its chance of answering, in order of hits and reading."""
    scored = describe_sentences(question, hits)
    if scored:
        for sentence, chance in zip(scored, load_trees("sentences").chances(feature_matrix(scored)), strict=True):
            sentence.chance = float(chance)
    return scored
