"""A Chinese statement as a row of marks that can be compared: figures, names in Latin script, negators, opposites.

It knows how words are written and which of them weigh; it compares nothing (see citations.py).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from index.folding import fold
from index.numerals import find_quantities
from rag.verifying import polarity

Kind = Literal["char", "figure", "latin", "negation", "direction", "hedge", "certainty", "word", "function"]

CLAUSE_END = re.compile(r"[，。；：！？…,;:!?\n]+|(?<=[^\d\s])\.(?=\s|$)|-{2,}")
_SKIPPED = re.compile(r"[\s、《》〈〉“”‘’\"'（）()\[\]【】〔〕·/~～*_#>|`・]+")
_LATIN = re.compile(r"[a-z]+\d*(?:[-+.&'][a-z0-9]+)*|\d+[a-z]+(?:[-+.&]?[a-z0-9]+)*")
_UNIT_LETTERS = re.compile(r"\d+(?:\.\d+)?(?:km|kg|mm|cm|kw|mw|gw|kwh)$")
# Counting words say little: 31家 and 31个 count the same things.
_CLASSIFIERS = frozenset(
    "个 位 名 人 家 户 所 座 条 项 件 种 类 次 批 场 支 只 头 匹 辆 艘 架 台 套 部 篇 幅 本 册 枚 颗 粒 棵 株 块"
    " 片 张 份 封 例 起 处 宗"
    " 栋 幢 间 对 双 副 把 根 串 国 组 队 团 人次 架次 车次 班次 场次 股 笔 款 大 环 门 首 句 字 级".split()
)
_SAME_UNIT = {
    "号": "日",
    "天": "天",
    "千米": "公里",
    "千克": "公斤",
    "平方千米": "平方公里",
    "元": "元",
    "人民币": "元",
    "点": "时",
    "百分点": "个百分点",
    "分钟": "分",
    "秒钟": "秒",
    "礼拜": "星期",
    "岁": "岁",
    "周岁": "岁",
}


_SHORT = 3


class Mark(NamedTuple):
    """One unit of a statement: `symbol` is what is compared, `start` and `end` are offsets in the text as given."""

    symbol: str
    kind: Kind
    start: int
    end: int
    clause: int


class Statement(NamedTuple):
    text: str
    folded: str
    marks: tuple[Mark, ...]
    clauses: tuple[tuple[int, int], ...]
    """Spans of `marks`, one a clause; together they cover it."""
    pairs: frozenset[tuple[str, str]]
    symbols: frozenset[str]


def _build_lexicon() -> dict[str, list[tuple[str, Kind, str]]]:
    """First character -> (word, kind, symbol), longest word first; an earlier list wins."""
    words: dict[str, tuple[Kind, str]] = {}

    def add(entries: list[str], kind: Kind, symbol: str) -> None:
        for word in entries:
            words.setdefault(word, (kind, symbol or word))

    add(list(polarity.PROTECTED), "char", "")
    add(list(polarity.NEGATED), "negation", "")
    add(list(polarity.NEGATORS), "negation", "¬")
    add(["副"], "negation", "副")  # 副县长 is no 县长.
    add(list(polarity.CERTAINTIES), "certainty", "!")
    for name, entries in polarity.HEDGES.items():
        add(entries.split(), "hedge", f"?{name}")
    for axis, sides in polarity.OPPOSITES.items():
        for sign, entries in zip("+-", sides, strict=True):
            add(entries.split(), "direction", axis + sign)
    for number, pair in enumerate(polarity.OPPOSITE_PAIRS):
        for sign, word in zip("+-", pair.split("/"), strict=True):
            add([word], "direction", f"{number}{sign}")
    add(list(polarity.REPORTING), "function", "")
    for line in polarity.SYNONYMS:
        group = line.split()
        add(group, "word", "=" + group[0])
    lexicon: dict[str, list[tuple[str, Kind, str]]] = {}
    for word in sorted(words, key=len, reverse=True):
        lexicon.setdefault(word[0], []).append((word, *words[word]))
    return lexicon


_LEXICON = _build_lexicon()


# What stands for the same in both scripts, as `polarity.SYNONYMS` writes it.
_LATIN_SYMBOLS = {"gdp": "=地区生产总值", "ai": "=人工智能", "cpi": "=居民消费价格指数", "app": "=应用程序"}


def _unit(unit: str) -> str:
    return "个" if unit in _CLASSIFIERS else _SAME_UNIT.get(unit, unit)


def _figures(folded: str) -> dict[int, tuple[int, str]]:
    """Start -> (end, symbol) of each quantity; the symbol is value and unit, one for all counting words."""
    found = {}
    for q in find_quantities(folded):
        if folded[q.start : q.end] == "十分":  # "very"
            continue
        value, unit = (q.value * 10, "%") if q.unit == "成" else (q.value, _unit(q.unit))
        found[q.start] = (q.end, f"{format(value.normalize(), 'f')}|{unit}")
    return found


@lru_cache(maxsize=4096)
def read_statement(text: str) -> Statement:
    """The marks of `text` in order. Function words and reporting verbs are kept as marks of kind "function"."""
    folded = fold(text)
    figures = _figures(folded)
    marks: list[Mark] = []
    clauses: list[tuple[int, int]] = []
    position = begin = 0
    while position < len(folded):
        if position in figures:
            end, symbol = figures[position]
            if not (latin := _LATIN.match(folded, position)) or _UNIT_LETTERS.match(latin[0]):
                marks.append(Mark(symbol, "figure", position, end, len(clauses)))
                position = end
                continue
        if boundary := CLAUSE_END.match(folded, position):
            # A date or a word before a comma belongs to what follows: 7日，……
            if len(marks) > begin and (boundary[0][0] not in "，," or not _is_fragment(marks[begin:])):
                clauses.append((begin, len(marks)))
                begin = len(marks)
            position = boundary.end()
        elif skipped := _SKIPPED.match(folded, position):
            position = skipped.end()
        elif latin := _LATIN.match(folded, position):
            marks.append(Mark(_LATIN_SYMBOLS.get(latin[0], latin[0]), "latin", position, latin.end(), len(clauses)))
            position = latin.end()
        else:
            position = _read_word(folded, position, len(clauses), marks)
    if len(marks) > begin:
        clauses.append((begin, len(marks)))
    content = [m.symbol for m in marks if m.kind != "function"]
    return Statement(
        text, folded, tuple(marks), tuple(clauses), frozenset(pairwise(content)), frozenset(m.symbol for m in marks)
    )


def _is_fragment(marks: list[Mark]) -> bool:
    return len(marks) < _SHORT and {"figure", "direction"} - {m.kind for m in marks} != set()


def _denies(mark: Mark, position: int) -> bool:
    return mark.symbol == "¬" and mark.end == position


def _read_word(folded: str, position: int, clause: int, marks: list[Mark]) -> int:
    """Append the mark or marks of the word or character at `position`; where to go on."""
    for word, kind, symbol in _LEXICON.get(folded[position], ()):
        if not folded.startswith(word, position):
            continue
        end = position + len(word)
        if kind == "char":
            marks += [Mark(c, "char", position + i, position + i + 1, clause) for i, c in enumerate(word)]
        elif word in polarity.NEGATED:
            rest = polarity.NEGATED[word]
            marks.append(Mark("¬", "negation", position, position + 1, clause))
            marks.append(Mark(rest, "function", position + 1, end, clause))
        elif kind == "direction" and symbol[:-1] == "多寡" and marks and _denies(marks[-1], position):
            # 没有突破 is 不足: what is denied is the other side.
            marks[-1] = Mark(f"多寡{'-' if symbol[-1] == '+' else '+'}", kind, marks[-1].start, end, clause)
        else:
            marks.append(Mark(symbol, kind, position, end, clause))
        return end
    marks.append(Mark(folded[position], "char", position, position + 1, clause))
    return position + 1
