"""Statements that a sentence bears out, made from it by rule."""

from __future__ import annotations

import random
import re

import rjieba

from tests.benchmarks.statement_material import Maker, Material, clauses_of, close_sentence, swap_once
from tests.benchmarks.statement_words import CHINESE_DIGITS, FUNCTION, SYNONYMS

NUMBER = re.compile(r"(?<![\dA-Za-z.\-])\d+(?:\.\d+)?(?![\dA-Za-z.\-])")


def verbatim(m: Material, rng: random.Random) -> str | None:
    return m.sentence


def clause_dropped(m: Material, rng: random.Random) -> str | None:
    clauses = clauses_of(m.sentence)
    if len(clauses) < 3 or "“" in m.sentence:
        return None
    drop = rng.randrange(len(clauses))
    return close_sentence([c for i, c in enumerate(clauses) if i != drop])


def clauses_elided(m: Material, rng: random.Random) -> str | None:
    clauses = clauses_of(m.sentence)
    if len(clauses) < 3 or "“" in m.sentence:
        return None
    return clauses[0].rstrip("，；：。") + "……" + clauses[-1]


def clauses_reordered(m: Material, rng: random.Random) -> str | None:
    clauses = clauses_of(m.sentence)
    if len(clauses) < 2 or "“" in m.sentence:
        return None
    order = clauses[:]
    rng.shuffle(order)
    return "，".join(c.rstrip("，；：。！？") for c in order) + "。" if order != clauses else None


def synonyms(m: Material, rng: random.Random) -> str | None:
    changed = swap_once(m.sentence, SYNONYMS + [(b, a) for a, b in SYNONYMS], rng)
    changed = changed and (swap_once(changed, SYNONYMS, rng) or changed)
    # Words in quotation marks and titles must stay as they are.
    return changed if changed and _quoted(changed) == _quoted(m.sentence) else None


def _quoted(sentence: str) -> list[str]:
    return re.findall(r"[“《「][^”》」]*", sentence)


def function_words_removed(m: Material, rng: random.Random) -> str | None:
    words = rjieba.cut(m.sentence)
    kept = [w for w in words if w not in FUNCTION or rng.random() < 0.3]
    return "".join(kept) if len(kept) < len(words) and "“" not in m.sentence else None


def to_chinese(number: int) -> str:
    """0..9999 in Chinese numerals, as people write them."""
    if number < 10:
        return CHINESE_DIGITS[number]
    text, zero = "", False
    for power, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if zero and text else "") + CHINESE_DIGITS[digit] + mark
        zero = digit == 0
    return text[1:] if 10 <= number < 20 else text


def numerals_rewritten(m: Material, rng: random.Random) -> str | None:
    numbers = [x for x in NUMBER.finditer(m.sentence) if x[0].isdigit() and 2 < int(x[0]) < 1000 and len(x[0]) < 4]
    numbers = [
        x for x in numbers if m.sentence[x.end() : x.end() + 1] not in ("/", ":", "-", "～", "~", "％", "—", "至", "")
    ]
    if not numbers:
        return None
    match = rng.choice(numbers)
    number = to_chinese(int(match[0]))
    if m.sentence[match.end()] == "%":
        return f"{m.sentence[: match.start()]}百分之{number}{m.sentence[match.end() + 1 :]}"
    written = m.sentence[: match.start()] + number + m.sentence[match.end() :]
    return written if _quoted(written) == _quoted(m.sentence) else None


def joined(m: Material, rng: random.Random) -> str | None:
    if not (10 < len(m.after) < 90) or "“" in m.sentence + m.after:
        return None
    return m.sentence.rstrip("。！？") + "，" + m.after


def attributed(m: Material, rng: random.Random) -> str | None:
    return f"{m.author}{rng.choice(['认为', '指出', '在文章中提到', '表示'])}，{m.sentence}"


def abbreviated(m: Material, rng: random.Random) -> str | None:
    """重庆市 -> 重庆, 2023年 -> 23年 where it stands, 国家发展改革委员会 stays."""
    shorter = re.sub(r"(?<=[一-鿿]{2})(?:市|省)(?=[的在，、])", "", m.sentence, count=1)
    return shorter if shorter != m.sentence and _quoted(shorter) == _quoted(m.sentence) else None


TRUE: tuple[Maker, ...] = (
    verbatim, clause_dropped, clauses_elided, clauses_reordered, synonyms, function_words_removed, numerals_rewritten,
    joined, attributed, abbreviated,
)  # fmt: skip
