"""Words of a text and how rare they are in general Chinese; it knows nothing of questions, passages or stores.

Rarity is -log of the share of paragraphs that hold the word, counted over general news, law and commentary text. A word
that is not in the table is as rare as the rarest that is. What one who asks the same in other words mostly drops (那边,
到底) counts for less, by how often rewordings keep it. `rag/training/word_counts.py` makes both tables.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from index.folding import fold
from rag.ranking.spoken_words import is_phrase, phrases_in, written_for

_SOMEBODY = re.compile(
    r"((?<![一-鿿])[一-鿿]某{1,2}(?!些|种|个|处|地|人|事|日|天|年)|(?<=[的人个和与、对给被由叫位])[一-鿿]某{1,2}(?!些|种|个|处|地|人|事|日|天|年))"
)
_WORD = re.compile(r"[0-9a-z一-鿿㐀-䶿]")
# Function words: they say nothing about what a sentence is on.
FUNCTION_WORDS = frozenset(
    "的 了 是 在 和 与 及 或 也 都 就 而 但 并 被 把 将 对 对于 关于 "
    "从 由 向 到 以 为 于 之 其 这 那 这个 那个 这些 那些 该 此 各 "
    "每 "
    "有 没有 会 能 可以 可 要 应 应该 应当 需要 需 得 地 着 过 吗 "
    "呢 吧 啊 呀 么 嘛 请 请问 我 你 他 她 它 我们 你们 他们 自己 "
    "一 一个 一种 一些 个 种 些 些什么 什么 甚么 哪 哪个 哪些 哪里 "
    "哪儿 哪一 哪几 哪种 谁 何 何时 何地 何处 何人 多少 几 几个 怎么 "
    "怎样 如何 "
    "怎么样 为什么 为何 为什 为甚么 多久 多大 多长 多高 多远 多重 "
    "是否 是不是 有没有 哪位 哪一年 哪年 哪天 哪一个 哪方面 "
    "以及 等 等等 所 中 里 内 上 下 时 后 前 当 当时 时候 进行 成为 "
    "作为 通过 根据 按照 其中 之间 方面 包括 分别 各自 都有 "
    "的话 并且 而且 因为 所以 如果 虽然 但是 不 没 很 最 更 还 又 再 只 已 已经 曾 曾经 正 正在 来 去 让 使 给 跟 同 "
    "指 指的 是指 称为 称 叫 叫做 被称为 主要 具体 文章 文中 提到 "
    "认为 谈到 讲 说 介绍 告诉 一下 有关 哪一位 哪家 几种 几项 "
    "属于 处于 之类 类似 有何 有什么 有着 用来 用 做 做出 拥有 呢？ 话".split()
)


@dataclass(frozen=True, slots=True)
class Term:
    """A folded word and its weight (its rarity)."""

    text: str
    weight: float


@cache
def _rarity() -> dict[str, float]:
    raw = json.loads(files("rag").joinpath("data/answering-rarity.json").read_text("utf-8"))
    return {word: level * raw["step"] for level, words in raw["levels"] for word in words.split()}


@cache
def _kept() -> dict[str, float]:
    raw = json.loads(files("rag").joinpath("data/answering-kept.json").read_text("utf-8"))
    return {word: int(tenths) / 10 for tenths, words in raw.items() for word in words.split()}


@cache
def _rarest() -> float:
    return max(_rarity().values())


def rarity(word: str) -> float:
    """How rare `word` (folded) is, in nats; about 2 for a common word, about 11 for an unknown one."""
    found = _rarity().get(word)
    if found is not None:
        return found
    if word.isdigit() and len(word) < 4:
        return 4.0
    return _rarest()


def is_common_word(word: str) -> bool:
    """Whether the table of rarity knows `word` (folded)."""
    return word in _rarity()


def words(folded: str) -> list[str]:
    """The words of a folded text in order, marks left out."""
    import rjieba

    if "某" not in folded:
        return [w for w in rjieba.cut(folded) if _WORD.search(w)]
    # 章某判了几年: whoever is called so by a court keeps his name.
    pieces = [[p] if _SOMEBODY.fullmatch(p) else rjieba.cut(p) for p in _SOMEBODY.split(folded)]
    return [w for piece in pieces for w in piece if _WORD.search(w)]


# 那份, 这位: they point, and say nothing themselves.
_POINTING, _POINTING_WORTH = re.compile("[这那某][一-鿿]"), 0.2
# What several common words weigh together as a phrase: less than a name.
_MOST_OF_PHRASE = 6.9
_COUNTED = frozenset("月日号届任季米岁级赛第次期代版强度")


def _joined(pieces: list[str]) -> list[str]:
    """Words with a number and its counter made one: 6 月 -> 6月, 31 届 -> 31届; a year stays bare."""
    out: list[str] = []
    for piece in pieces:
        if out and out[-1].isdigit() and len(out[-1]) < 4 and (piece in _COUNTED or piece == "月份"):
            out[-1] += piece[0]
        else:
            out.append(piece)
    return out


def _without_counters(pieces: list[str]) -> list[str]:
    """哪几|个村 asks for 村: a counter that the segmenter leaves on the noun behind 几 or 哪 is taken off."""
    return [
        piece[1:] if len(piece) > 1 and piece[0] in "个位家条" and before.endswith(("几", "哪", "多少")) else piece
        for before, piece in zip(["", *pieces], pieces, strict=False)
    ]


def content_terms(text: str) -> tuple[Term, ...]:
    """The words of `text` that carry meaning, once each, in order of appearance."""
    seen: dict[str, Term] = {}
    pieces = _without_counters(_joined(words(fold(text))))
    ends = dict(phrases_in(pieces))
    at = 0
    while at < len(pieces):
        end = ends.get(at, at + 1)
        term = _term(pieces[at:end])
        if term:
            seen.setdefault(term.text, term)
        at = end
    return tuple(seen.values())


def _term(pieces: Sequence[str]) -> Term | None:
    """One word, or the words of a phrase, as a term; None where none of them carries meaning."""
    carrying = [word for word in pieces if word not in FUNCTION_WORDS]
    if not carrying:
        return None
    weights = [_weight(word) for word in carrying]
    if len(pieces) > 1 and len(carrying) == 1 and len(carrying[0]) == 1:
        # 涨 in 涨了: what stands beside it says which 涨.
        weights = [2 * weights[0]]
    text = "".join(pieces)
    return Term(text, sum(weights) if len(pieces) == 1 else min(sum(weights), max(_MOST_OF_PHRASE, *weights)))


def _weight(word: str) -> float:
    weight = rarity(word) * (_POINTING_WORTH if _POINTING.fullmatch(word) else _kept().get(word, 1.0))
    if word[0].isdigit():
        return max(4.0, min(weight, 6.0))
    return weight * 0.5 if len(word) == 1 else weight


@lru_cache(maxsize=4096)
def _carrying(phrase: str) -> tuple[str, ...]:
    """The words of a phrase that carry meaning."""
    return tuple(w for w in words(phrase) if w not in FUNCTION_WORDS)


@cache
def _number_pattern(term: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\d.])" + re.escape(term) + ("(?!\\d)" if term[-1].isdigit() else ""))


def cover(term: str, folded: str) -> float:
    """How far `term` stands in `folded`: 1.0 as a whole, 0.9 as two words apart (培养……人才), 0.8 where
    the term is short for what stands there, 0.7 by a word of like meaning, else less: a phrase by its words,
    a word by its pairs."""
    if term[0].isdigit():
        return float(bool(_number_pattern(term).search(folded)))
    if term in folded:
        return 1.0
    if _WHOLE.fullmatch(term):
        # 全市 and 我市 are the same one to who writes there.
        return 0.9 if re.search("[全我本该]" + term[1], folded) else 0.0
    others, phrase, pairs = _known_of(term)
    for other in others:
        if other in folded:
            return 0.7
    if phrase:
        held = [cover(w, folded) for w in _carrying(term)]
        # 垃圾分类 is not half told where there is 分类 and no 垃圾.
        return _AS_WORDS * (sum(held) / len(held) + min(held)) / 2 if held else 0.0
    if not pairs:
        return _SHORTENED if len(term) == 2 and _stands_for_two(term, folded) else 0.0
    parts = _parts(term)
    if parts and parts[0] in folded and parts[1] in folded:
        return 0.9
    # The pattern is made only where all of its characters are there.
    if all(character in folded for character in term) and _shortened(term).search(folded):
        return _SHORTENED
    return 0.6 * [p in folded for p in pairs].count(True) / len(pairs)


def held_share(terms: Sequence[Term], folded: str) -> float:
    """How much of some terms, by weight, `folded` holds; 0.0 of none."""
    return sum(t.weight * cover(t.text, folded) for t in terms) / (sum(t.weight for t in terms) or 1.0)


def _stands_for_two(term: str, folded: str) -> bool:
    """Whether a rare word is short for two things named together: 农旅 for 农业和旅游业."""
    if not (term[0] in folded and term[1] in folded) or rarity(term) < _RARE:
        return False
    return re.search(rf"{term[0]}[一-鿿]{{1,4}}(?:[和与及、]|以及){term[1]}[一-鿿]{{1,3}}", folded) is not None


@lru_cache(maxsize=4096)
def _known_of(term: str) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
    """What may be written for a term, whether it is a phrase, and its pairs of characters, none of a short one."""
    pairs = tuple(term[i : i + 2] for i in range(len(term) - 1)) if len(term) > 2 else ()
    return written_for(term), is_phrase(term), pairs


_WHOLE = re.compile("[全我本该][省市区县州镇乡村校院厂]")
_SHORTENED, _AS_WORDS, _RARE = 0.8, 0.9, 9.5


@lru_cache(maxsize=4096)
def _shortened(term: str) -> re.Pattern[str]:
    """What `term` may be short for: its characters in order with a few between, two of them side by side (锂电池 for
    锂离子蓄电池, 60岁以上 for 60周岁及以上)."""
    gap = "[^,。;:、!?\\s“”《》()的和与]{0,3}"
    runs = (gap.join([*term[:n], term[n : n + 2], *term[n + 2 :]]) for n in range(len(term) - 1))
    return re.compile("|".join(runs))


@lru_cache(maxsize=4096)
def _parts(term: str) -> tuple[str, str] | None:
    """The two words of two characters that a dictionary word of four is made of: 培养人才 is 培养 and 人才."""
    import rjieba

    halves = (term[:2], term[2:])
    known = len(term) == 4 and set(halves) <= set(rjieba.cut_for_search(term))
    return halves if known else None


def like(term: str) -> tuple[str, ...]:
    """`term` and the words of like meaning; behind them those that a phrase is made of."""
    return (term, *written_for(term), *(_carrying(term) if is_phrase(term) else ()))
