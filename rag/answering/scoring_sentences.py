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
    "place": re.compile(
        r"位于|坐落|地处|设在|建在|地址|驻地|在[^，。]{2,16}(?:举行|举办|召开|开幕|揭牌|启动|开工|落成|发生)"
    ),
    "opinion": re.compile(r"认为|表示|指出|强调|建议|应|要|说"),
}
# 过去五年 is told of no one year.
_SPAN_OF_YEARS = re.compile(r"(?:过去|近|最近|[前后])[数几二两三四五六七八九十\d]+年|“[一-鿿]{1,2}五”")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s?年|[^\d]|$)")
_NOISE = re.compile(
    r"来源[:：]|编辑[:：]|责任编辑|copyright|http|版权|转载|联系电话|分享到|点击|\.\.\.|www\.|记者 |摄\b"
)
# What is planned or hoped for is no report of what came about.
_PROSPECT = re.compile(r"预计|预期|计划|规划|有望|力争|目标|即将|拟|或将|需要超过|争取|预测")
_ASKING = re.compile(r"[?？]|怎么样|吗[，。\s]|呢[，。\s]|点击|查询|关注后|回复【|登录|扫码|更多关于|敬请")
_OPEN = ("manner", "reason", "list", "opinion", "summary", "definition")
Floats = NDArray[np.float64]
Columns = dict[str, Floats]
FEATURES = (
    "sentence", "with_before", "window", "passage", "rarest_sentence", "rarest_passage", "attribute_sentence",
    "attribute_window", "attribute_near", "bigrams", "longest_run", "run_passage", "candidates", "local", "local_share",
    "votes", "votes_share", "fitting_share", "fit", "fit_local", "fitting", "entity_sentence", "entity_window",
    "entity_passage", "entity_worst", "number_sentence", "number_passage", "year_match", "year_clash", "length",
    "place_in_passage", "rank", "bm25_share", "noise", "terms", "relative", "best_other", "unmet", "cue", "quoted",
    "title", "effective_year", "local_before", "kind_figure", "kind_time", "kind_person", "kind_place", "kind_open",
    "passages_covering", "cosine", "cosine_share", "soft", "soft_share", "soft_window", "soft_worst", "tight", "clash",
    "head_sentence", "head_passage", "head_title", "predicate", "prospect", "asking",
    "denied", "named_kind",
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


def _effective_year(scene: Scene, sentence: ScoredSentence) -> float:
    """Whether the year that holds where the sentence stands (its own, else the last before) is an asked one."""
    asked = scene.question.years
    if not asked:
        return 0.5
    end = sentence.start + (sentence.best.end if sentence.best else len(sentence.folded))
    years = _YEAR.findall(scene.bodies[sentence.hit_rank][:end]) or _YEAR.findall(scene.titles[sentence.hit_rank])
    own = _YEAR.findall(sentence.folded)
    if (
        not own
        and _SPAN_OF_YEARS.search(sentence.folded)
        and not any(y in scene.bodies[sentence.hit_rank] for y in asked)
    ):
        return 0.0
    if own:
        return 1.0 if years and years[-1] in asked else (0.7 if any(y in asked for y in own) else 0.0)
    return 0.5 if not years else (0.9 if years[-1] in asked else 0.2)


def _by_words(scene: Scene) -> Columns:
    """Which words of the question stand in each sentence, around it and in its passage."""
    question, weights = scene.question, scene.weights
    passages, ranks = scene.passage_covers, scene.ranks
    rarest = int(np.argmax(weights))
    name = next((n for n, t in enumerate(question.terms) if t.text == question.attribute), None)
    # The attribute may be a word that is no term of its own.
    attribute = np.array([cover(question.attribute, s.folded) if question.attribute else 0.5 for s in scene.sentences])

    def share(covers: Floats, of: Floats | None) -> Floats:
        """The share of some of the terms that is covered, by weight; 0.5 when there are none."""
        return covers @ of if of is not None else np.full(len(covers), 0.5)

    titled = np.array([bool(t) for t in scene.titles])
    worst = passages[:, scene.entities].min(axis=1) if scene.entities.any() else np.full(len(passages), 0.5)
    runs = np.array([longest_run(scene.focus, body) for body in scene.bodies]) / max(1, len(scene.focus))
    covering = passages @ weights
    return {
        "sentence": scene.covers @ weights,
        "with_before": scene.before @ weights,
        "window": scene.window @ weights,
        "passage": covering[ranks],
        "title": np.where(titled, scene.title_covers @ weights, -1.0)[ranks],
        "rarest_sentence": scene.covers[:, rarest],
        "rarest_passage": passages[ranks, rarest],
        "attribute_sentence": attribute,
        "attribute_window": scene.window[:, name] if name is not None else attribute,
        "entity_sentence": share(scene.covers, scene.entity_weights),
        "entity_window": share(scene.window, scene.entity_weights),
        "entity_passage": share(passages, scene.entity_weights)[ranks],
        "entity_worst": worst[ranks],
        "number_sentence": share(scene.covers, scene.number_weights),
        "number_passage": share(passages, scene.number_weights)[ranks],
        "passages_covering": np.full(len(ranks), float(sum(covering > 0.75 * covering.max()))),
        "run_passage": runs[ranks],
    }


def _by_meaning(scene: Scene) -> Columns:
    """How near in meaning each sentence and its words are to the question."""
    cosines = scene.cosines
    soft = scene.soft @ scene.weights
    _, around = scene.with_neighbours(scene.soft)
    return {
        "cosine": cosines,
        "cosine_share": cosines / max(1e-6, float(cosines.max())),
        "soft": soft,
        "soft_share": soft / max(1e-6, float(soft.max())),
        "soft_window": around @ scene.weights,
        "soft_worst": around.min(axis=1),
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


def _by_wording(scene: Scene, sentence: ScoredSentence, cue: re.Pattern[str] | None) -> dict[str, float]:
    """Runs of the question's characters, its years and numbered names against the sentence's own, its form."""
    question, s = scene.question, sentence.folded
    years = _YEAR.findall(s) if question.years else []
    return {
        "bigrams": sum(p in s for p in scene.pairs) / max(1, len(scene.pairs)),
        "longest_run": longest_run(scene.focus, s) / max(1, len(scene.focus)) if sentence.coverage else 0.0,
        "quoted": sum(x in s for x in question.quoted) / len(question.quoted) if question.quoted else 0.5,
        "tight": sentence.tight,
        "clash": scene.contrast.clash(s, scene.bodies[sentence.hit_rank], sentence.end),
        "head_sentence": scene.contrast.head_share(s),
        "predicate": scene.contrast.predicate_share(s),
        "denied": scene.contrast.denied(s, (t.text for t in question.terms)),
        "named_kind": scene.contrast.named_kind(s),
        "effective_year": _effective_year(scene, sentence),
        "year_match": float(any(y in years for y in question.years)) if question.years else 0.5,
        "length": math.log1p(len(s)),
        "place_in_passage": sentence.index / max(1, len(sentence.passage.sentences)),
        "noise": float(bool(_NOISE.search(s))),
        "prospect": 0.5 if _PROSPECT.search(question.chinese) else float(bool(_PROSPECT.search(s))),
        "asking": float(bool(_ASKING.search(s))),
        "cue": float(bool(cue.search(s))) if cue else 0.5,
    }


def _by_passage(scene: Scene) -> Columns:
    """What holds of all sentences of a passage: its place among the hits, years other than the asked ones."""
    question, hits = scene.question, scene.hits
    ranked = len({h.similarity for h in hits}) > 1
    best = max((h.signals.get("bm25", 0.0) for h in hits), default=0.0)
    clash = [
        float(bool(question.years and _YEAR.search(body) and not any(y in body + title for y in question.years)))
        for body, title in zip(scene.bodies, scene.titles, strict=True)
    ]
    ranks = scene.ranks
    return {
        "rank": ranks.astype(np.float64) if ranked else np.full(len(ranks), -1.0),
        "bm25_share": np.array([h.signals.get("bm25", 0.0) / best if best else -1.0 for h in hits])[ranks],
        "year_clash": np.array(clash)[ranks],
        "head_passage": np.array([scene.contrast.head_share(body) for body in scene.bodies])[ranks],
        "head_title": np.array([scene.contrast.head_share(t) if t else -1.0 for t in scene.titles])[ranks],
    }


def _columns(scene: Scene) -> Columns:
    question, sentences = scene.question, scene.sentences
    cue = _CUES.get(question.kind)
    columns = _by_words(scene) | _by_meaning(scene) | _by_passage(scene)
    rows = [_by_candidates(scene, s) | _by_wording(scene, s, cue) for s in sentences]
    columns |= {name: np.array([row[name] for row in rows]) for name in rows[0]}
    same = {
        "terms": float(len(question.terms)),
        "unmet": scene.unmet,
        "kind_figure": float(question.kind == "figure"),
        "kind_time": float(question.kind == "time"),
        "kind_person": float(question.kind == "person"),
        "kind_place": float(question.kind == "place"),
        "kind_open": float(question.kind in _OPEN),
    }
    columns |= {name: np.full(len(sentences), value) for name, value in same.items()}
    coverages = columns["sentence"]
    ordered = np.sort(coverages)[::-1]
    columns["relative"] = coverages / ordered[0] if ordered[0] else coverages
    columns["best_other"] = np.where(coverages == ordered[0], ordered[min(1, len(ordered) - 1)], ordered[0])
    columns["local_share"] = columns["local"] / (columns["local"].max() or 1.0)
    return columns


def describe_sentences(question: Question, hits: Sequence[Hit]) -> list[ScoredSentence]:
    """Every sentence of the hits with its features filled in, in order of hits and reading; no chance yet."""
    scene = Scene(question, hits)
    if scene.sentences:
        columns = _columns(scene)
        matrix = np.stack([columns[name] for name in FEATURES], axis=1)
        for sentence, row in zip(scene.sentences, matrix.tolist(), strict=True):
            sentence.features = dict(zip(FEATURES, row, strict=True))
    return scene.sentences


def feature_matrix(sentences: Sequence[ScoredSentence]) -> NDArray[np.float64]:
    """float64 (sentences, features) in the order of `FEATURES`."""
    rows = [list(s.features.values()) for s in sentences]
    return np.array(rows, dtype=np.float64).reshape(len(sentences), len(FEATURES))


def score_sentences(question: Question, hits: Sequence[Hit], few: bool = False) -> list[ScoredSentence]:
    """Every sentence of the hits with its chance of answering, in order of hits and reading.

    `few`: they were found among a few articles, for which there are trees of their own.
    """
    scored = describe_sentences(question, hits)
    if scored:
        matrix = feature_matrix(scored)
        plain = load_trees("sentences").chances(matrix)
        chances = load_trees("sentences_few").chances(matrix) if few else plain
        for sentence, chance, by_all in zip(scored, chances.tolist(), plain.tolist(), strict=True):
            sentence.chance, sentence.plain = chance, by_all
    return scored
