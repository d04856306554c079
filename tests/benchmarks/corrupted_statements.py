"""Statements that a sentence does not bear out, made from it by one change each."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import rjieba

from tests.benchmarks.statement_material import Maker, Material, clauses_of, swap_once
from tests.benchmarks.statement_words import AUTHORS, DIRECTIONS, GENERAL, HEDGES, SCOPES, UNITS, UNSEEN
from tests.benchmarks.true_statements import NUMBER

_DATE = re.compile(r"(?<!\d)(\d{1,4})(年|月|日)")


def _other_number(text: str, rng: random.Random) -> str:
    while True:
        digits = list(text)
        places = [i for i, c in enumerate(digits) if c.isdigit()]
        digits[rng.choice(places)] = rng.choice("123456789")
        new = "".join(digits)
        if new != text and not (len(new) > 1 and new[0] == "0"):
            return new


def number_changed(m: Material, rng: random.Random) -> str | None:
    numbers = [x for x in NUMBER.finditer(m.sentence) if m.sentence[x.end() : x.end() + 1] not in "年月日"]
    if not numbers:
        return None
    match = rng.choice(numbers)
    new = _other_number(match[0], rng)
    others = [x[0] for x in numbers if x[0] != match[0]]
    if others and rng.random() < 0.3:  # A figure of the same sentence, in the wrong place.
        new = rng.choice(others)
    return m.sentence[: match.start()] + new + m.sentence[match.end() :]


def chinese_number_changed(m: Material, rng: random.Random) -> str | None:
    found = list(
        re.finditer(
            r"[两三四五六七八九](?=[个名位家项条种次年大座届倍成天])|[一二三四五六七八九]十[一二三四五六七八九]?(?=[多余]?[个名位家项条种次年岁座届万亿])",
            m.sentence,
        )
    )
    if not found:
        return None
    match = rng.choice(found)
    options = [d for d in "三四五六七八九" if d != match[0][0]]
    return m.sentence[: match.start()] + rng.choice(options) + m.sentence[match.start() + 1 :]


def unit_changed(m: Material, rng: random.Random) -> str | None:
    options = [(x, y, i.start(1)) for x, y in UNITS for i in re.finditer(rf"\d({re.escape(x)})", m.sentence)]
    options = [o for o in options if not (o[0] in ("万", "亿") and m.sentence[o[2] + 1 : o[2] + 2] in "亿万")]
    if not options:
        return None
    old, new, at = rng.choice(options)
    return m.sentence[:at] + new + m.sentence[at + len(old) :]


def date_changed(m: Material, rng: random.Random) -> str | None:
    dates = list(_DATE.finditer(m.sentence))
    if not dates:
        return None
    match = rng.choice(dates)
    number, unit = int(match[1]), match[2]
    new = number + rng.choice([-3, -2, -1, 1, 2, 3])
    limit = {"年": 3000, "月": 12, "日": 31}[unit]
    if not 1 <= new <= limit:
        new = number - 1 if number > 1 else number + 1
    return m.sentence[: match.start(1)] + str(new) + m.sentence[match.end(1) :]


def _name_swapped(m: Material, names: Sequence[str], rng: random.Random) -> str | None:
    here = [n for n in names if n in m.sentence]
    if not here:
        return None
    old = rng.choice(here)
    others = [n for n in names if n not in m.sentence and n not in old and old not in n]
    return m.sentence.replace(old, rng.choice(others)) if others else None


def person_swapped(m: Material, rng: random.Random) -> str | None:
    others = m.persons if len(m.persons) > 1 else (*m.persons, *rng.sample([a for a in AUTHORS if a != m.author], 2))
    return _name_swapped(m, others, rng)


def place_swapped(m: Material, rng: random.Random) -> str | None:
    return _name_swapped(m, m.places, rng)


def organisation_swapped(m: Material, rng: random.Random) -> str | None:
    return _name_swapped(m, m.organisations, rng)


def names_exchanged(m: Material, rng: random.Random) -> str | None:
    """Two names of one kind in one sentence change places (not where they stand side by side)."""
    for names in (m.persons, m.places, m.organisations):
        here = [n for n in names if m.sentence.count(n) == 1]
        pairs = [
            (a, b) for a in here for b in here if m.sentence.find(a) < m.sentence.find(b) and a not in b and b not in a
        ]
        rng.shuffle(pairs)
        for a, b in pairs:
            i, j = m.sentence.find(a), m.sentence.find(b)
            if len(m.sentence[i + len(a) : j]) >= 3 and "、" not in m.sentence[i + len(a) : j]:
                return m.sentence[:i] + b + m.sentence[i + len(a) : j] + a + m.sentence[j + len(b) :]
    return None


def negation_inserted(m: Material, rng: random.Random) -> str | None:
    words = rjieba.tag(m.sentence)
    verbs = [
        i for i, (w, t) in enumerate(words) if t == "v" and len(w) == 2 and i > 1 and words[i - 1][1][0] in "ndatmr"
    ]
    verbs = [i for i in verbs if not re.search("[不没未无非]", "".join(w for w, _ in words[max(0, i - 2) : i + 1]))]
    if not verbs:
        return None
    i = rng.choice(verbs)
    negator = rng.choice(["没有", "未", "并未", "不", "没有", "不会", "未能"])
    return "".join(w for w, _ in words[:i]) + negator + "".join(w for w, _ in words[i:])


def negation_removed(m: Material, rng: random.Random) -> str | None:
    found = list(
        re.finditer(
            r"没有|尚未|并未|未能|不会|不能|并不|并非|无法|不再|不是(?!$)|不得|不(?=[存在符合影响涉及构成属于包含]{2})|未(?!成年|完全)(?=[发获达出公经按成完])",
            m.sentence,
        )
    )
    found = [
        x
        for x in found
        if not m.sentence[: x.start()].endswith(("有", "是", "能", "要", "会", "尚", "并", "仍", "还"))
        and m.sentence[x.end() : x.end() + 1] not in "，。”"
    ]
    if not found:
        return None
    match = rng.choice(found)
    left = {
        "未能": "",
        "不会": "会",
        "不能": "能",
        "无法": "能够",
        "并非": "是",
        "不再": "",
        "不是": "是",
        "不得": "可以",
    }.get(match[0], "")
    return m.sentence[: match.start()] + left + m.sentence[match.end() :]


def direction_flipped(m: Material, rng: random.Random) -> str | None:
    return swap_once(m.sentence, DIRECTIONS + [(b, a) for a, b in DIRECTIONS], rng)


def opposite_unseen(m: Material, rng: random.Random) -> str | None:
    return swap_once(m.sentence, UNSEEN + [(b, a) for a, b in UNSEEN], rng)


def scope_flipped(m: Material, rng: random.Random) -> str | None:
    return swap_once(m.sentence, SCOPES, rng)


def hedge_removed(m: Material, rng: random.Random) -> str | None:
    words = rjieba.tag(m.sentence)
    found = [
        i
        for i, (w, t) in enumerate(words)
        if w in HEDGES and t[0] in "vdc" and i + 1 < len(words) and words[i + 1][1] != "x"
    ]
    found = [
        i
        for i in found
        if words[i + 1][0] not in ("的", "于", "性", "和", "、", "为", "是") and words[i - 1][0] != "不"
    ]
    if not found:
        return None
    i = rng.choice(found)
    return "".join(w for j, (w, _) in enumerate(words) if j != i)


def author_swapped(m: Material, rng: random.Random) -> str | None:
    other = rng.choice([a for a in AUTHORS if a != m.author])
    return f"{other}{rng.choice(['认为', '指出', '在文章中提到', '表示'])}，{m.sentence}"


def clause_from_same_article(m: Material, rng: random.Random) -> str | None:
    source = [c.rstrip("，；：。！？”") for s in m.distant for c in clauses_of(s) if 8 <= len(c) <= 30]
    source = [c for c in source if c not in m.sentence and "“" not in c]
    return append_clause(m.sentence, rng.choice(source), rng) if source else None


def append_clause(sentence: str, clause: str, rng: random.Random) -> str:
    clauses = clauses_of(sentence)
    if len(clauses) > 2 and rng.random() < 0.3 and "“" not in sentence:
        return "".join([*clauses[:-1], clause, "，", clauses[-1]])
    return sentence.rstrip("。！？") + "，" + clause + "。"


def general_clause(m: Material, rng: random.Random) -> str | None:
    return append_clause(m.sentence, rng.choice(GENERAL), rng)


def noun_swapped(m: Material, rng: random.Random) -> str | None:
    """A common noun for another of the article; not asked for, but told."""
    words = rjieba.tag(m.sentence)
    here = [i for i, (w, t) in enumerate(words) if t == "n" and len(w) >= 2]
    others = [n for n in m.nouns if n not in m.sentence]
    if not here or not others:
        return None
    i = rng.choice(here)
    return "".join([*(w for w, _ in words[:i]), rng.choice(others), *(w for w, _ in words[i + 1 :])])


CORRUPTED: tuple[Maker, ...] = (
    number_changed, chinese_number_changed, unit_changed, date_changed, person_swapped, place_swapped,
    organisation_swapped, names_exchanged, negation_inserted, negation_removed, direction_flipped, scope_flipped,
    hedge_removed, author_swapped, clause_from_same_article, general_clause, noun_swapped, opposite_unseen,
)  # fmt: skip
