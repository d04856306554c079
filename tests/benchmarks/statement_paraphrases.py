"""True statements worded as a language model would: several words for near-synonyms, modifiers left out, lists turned
about, sentences merged, numerals rewritten. Made by rule from one or two news sentences, which still bear them out.
"""

from __future__ import annotations

import random
import re

import rjieba

from tests.benchmarks.statement_material import Maker, Material, clauses_of, close_sentence
from tests.benchmarks.statement_words import PARAPHRASES, RISES, SYNONYMS
from tests.benchmarks.true_statements import NUMBER, to_chinese

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_CHINESE = re.compile(
    r"(?<![一二三四五六七八九十百千万第星期])([一二三四五六七八九])?十([一二三四五六七八九])?(?=[个名位家项条种次岁座届])"
)
_LIST = re.compile(r"(?<=[，是有括含、])([一-鿿]{2,6})、([一-鿿]{2,6})和([一-鿿]{2,6})(?=[，。等的])")
_ADVERBS = "非常 十分 不断 持续 大力 积极 切实 充分 更加 进一步 深入 着力 扎实".split()
_TIME = re.compile(r"^((?:今年|去年|目前|当天|近日|当地时间)?[\d一-鿿]{0,8}[年月日天时]|今年|去年|目前|当天|近日)，")
_ORGANISATION = re.compile(r"^([一-鿿]{2,12}(?:公司|集团|大学|医院|学院|研究院))(?=[^，。的]{2})")
_SAYS = re.compile(r"(?<=[一-鿿])(表示|指出|认为|称|说|介绍)，")


def _swap_words(sentence: str, pairs: dict[str, list[str]], most: int, rng: random.Random) -> str | None:
    """Up to `most` whole words outside quotation marks for words of the same meaning."""
    words = rjieba.cut(sentence)
    depth, places = 0, []
    for i, word in enumerate(words):
        depth += word.count("“") + word.count("《") - word.count("”") - word.count("》")
        if depth == 0 and word in pairs:
            places.append(i)
    if not places:
        return None
    for i in rng.sample(places, min(most, len(places))):
        words[i] = rng.choice(pairs[words[i]])
    return "".join(words)


def _both_ways(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for a, b in pairs:
        table.setdefault(a, []).append(b)
        table.setdefault(b, []).append(a)
    return table


_WORDS = _both_ways(SYNONYMS + PARAPHRASES)
_RISING = _both_ways(RISES)


def words_replaced(m: Material, rng: random.Random) -> str | None:
    return _swap_words(m.sentence, _WORDS, 3, rng)


def rise_reworded(m: Material, rng: random.Random) -> str | None:
    return _swap_words(m.sentence, _RISING, 2, rng)


def modifiers_dropped(m: Material, rng: random.Random) -> str | None:
    """Adverbs of degree and manner and adjectives before a noun left out; none that denies, limits or hedges."""
    words = rjieba.tag(m.sentence)
    kept = []
    for i, (word, tag) in enumerate(words):
        following = words[i + 1][1] if i + 1 < len(words) else "x"
        adjective = (
            tag in ("a", "ad", "b") and len(word) == 2 and following == "n" and not re.search("[最首副前不无]", word)
        )
        adverb = word in (
            "非常",
            "十分",
            "不断",
            "持续",
            "大力",
            "积极",
            "切实",
            "充分",
            "更加",
            "进一步",
            "深入",
            "着力",
            "扎实",
        )
        if not (adjective or adverb) or "“" in m.sentence:
            kept.append(word)
    return "".join(kept) if len(kept) < len(words) else None


def list_turned(m: Material, rng: random.Random) -> str | None:
    match = _LIST.search(m.sentence)
    if match is None:
        return None
    a, b, c = match.groups()
    return f"{m.sentence[: match.start()]}{c}、{a}和{b}{m.sentence[match.end() :]}"


def numerals_both_ways(m: Material, rng: random.Random) -> str | None:
    if match := _CHINESE.search(m.sentence):
        tens, ones = _DIGITS.get(match[1] or "一", 1), _DIGITS.get(match[2] or "零", 0)
        return (
            f"{m.sentence[: match.start()]}{tens * 10 + ones}{m.sentence[match.end() :]}"
            if "“" not in m.sentence
            else None
        )
    for match in NUMBER.finditer(m.sentence):
        if (
            match[0].isdigit()
            and 2 < int(match[0]) < 100
            and m.sentence[match.end() :][:1] in tuple("个名位家项条种岁座届")
        ) and "“" not in m.sentence:
            return m.sentence[: match.start()] + to_chinese(int(match[0])) + m.sentence[match.end() :]
    return None


def merged(m: Material, rng: random.Random) -> str | None:
    """One clause or two of this sentence and the whole of the next in one sentence."""
    clauses = clauses_of(m.sentence)
    if not (10 < len(m.after) < 80) or len(clauses) < 2 or "“" in m.sentence + m.after:
        return None
    return close_sentence(clauses[:-1]).rstrip("。") + rng.choice(["，同时，", "，此外，", "，并且", "；"]) + m.after


def time_moved(m: Material, rng: random.Random) -> str | None:
    """去年，甲…… -> 甲去年……"""
    match = _TIME.match(m.sentence)
    if match is None:
        return None
    words = rjieba.tag(m.sentence[match.end() :])
    if len(words) < 3 or not words[0][1].startswith(("nr", "ns", "nt", "nz")):
        return None
    return words[0][0] + match[1] + "".join(w for w, _ in words[1:])


def subject_taken_up(m: Material, rng: random.Random) -> str | None:
    """该公司 for the company that the sentence before names, or that stands at this one's head."""
    match = _ORGANISATION.match(m.sentence)
    if match is None or "“" in m.sentence:
        return None
    kind = next(k for k in ("公司", "集团", "大学", "医院", "研究院", "学院") if match[1].endswith(k))
    return f"该{kind}{m.sentence[match.end() :]}"


def said_otherwise(m: Material, rng: random.Random) -> str | None:
    match = _SAYS.search(m.sentence)
    if match is None:
        return None
    return m.sentence[: match.start()] + rng.choice(["强调", "提到", "谈到", "提出"]) + "，" + m.sentence[match.end() :]


def framed(m: Material, rng: random.Random) -> str | None:
    head = rng.choice(
        ["根据资料，", "文章提到，", "具体来说，", "总的来看，", "从原文看，", "据文章介绍，", "报道显示，"]
    )
    return head + m.sentence


def reworded_and_shortened(m: Material, rng: random.Random) -> str | None:
    """Two of these at once, as a summary does."""
    clauses = clauses_of(m.sentence)
    if len(clauses) < 3 or "“" in m.sentence:
        return None
    drop = rng.randrange(len(clauses))
    return _swap_words(close_sentence([c for i, c in enumerate(clauses) if i != drop]), _WORDS, 2, rng)


PARAPHRASED: tuple[Maker, ...] = (
    words_replaced, rise_reworded, modifiers_dropped, list_turned, numerals_both_ways, merged, time_moved,
    subject_taken_up, said_otherwise, framed, reworded_and_shortened,
)  # fmt: skip
