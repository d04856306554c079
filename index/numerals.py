"""Chinese and Arabic numerals brought to one form: 三十一 -> 31, 百分之六十 -> 60%, 3.5万 -> 35000.

It knows how numbers are written, not what they mean: 几十 and 数百 stay as they are, 十五五 (the name of a
plan) is no number, 一 alone is one only before a measure word. It is for comparing and searching, never for showing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_D = "[一二两三四五六七八九]"
# Below 万: 千 百 十 and ones in order, a 零 where a place is skipped; 一百二 is 120.
_SECTION = f"(?:{_D}千)?零?(?:{_D}百)?零?(?:{_D}?十)?零?{_D}?"
_WELL_FORMED = re.compile(f"(?:{_SECTION}万?亿)?零?(?:{_SECTION}万)?零?(?:{_SECTION})")
_POSITIONAL = re.compile("[零〇○一二三四五六七八九]+")

_CJK = "[零〇○一二两三四五六七八九十百千万亿]"
_ARABIC = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MAGNITUDE = "万亿|千亿|百亿|十亿|千万|百万|十万|万|亿|千"
_UNIT = (
    "个百分点|百分点|平方公里|平方千米|平方米|立方米|公里|千米|厘米|毫米|海里|千瓦时|千瓦|兆瓦|吉瓦|公顷|公斤|千克|毫克|"
    "英里|英尺|英寸|小时|分钟|秒钟|星期|礼拜|个月|季度|年代|世纪|周年|周岁|年级|美元|欧元|日元|港元|英镑|卢布|韩元|卢比|"
    "人民币|人次|架次|车次|班次|场次|标准箱|[亩吨克米斤升岁年月日号天周秒元角分点个名位人家户所座条项件种类次倍成届期"
    "批场支只头匹辆艘架台套部篇幅本册卷章节款步层级度枚颗粒棵株块片张份封首句字页行列组队团班排对双副把根串门间栋幢"
    "省市县区镇乡村国代轮回遍趟刻时股笔宗起例处类大环集万亿点℃°]"
)
_NUMBER = re.compile(
    rf"(?P<percent>[百千]分之)(?P<share>{_CJK}+(?:点[零〇一二三四五六七八九]+)?|{_ARABIC})"
    rf"|(?P<denominator>{_CJK}+)分之(?P<numerator>{_CJK}+)"
    rf"|(?P<arabic>(?<![A-Za-z\d.])(?:{_ARABIC}))(?:\s?(?P<about>[多余几]?)(?P<magnitude>{_MAGNITUDE}))?(?P<sign>\s?[%‰])?"
    rf"|(?P<chinese>{_CJK}+(?:点[零〇一二三四五六七八九]+(?![十百]))?)"
)
_AFTER = re.compile(rf"\s?[多余]?\s?(?P<unit>{_UNIT})")
_MEASURE = re.compile(rf"\s?(?:{_UNIT})")
_VAGUE_BEFORE = frozenset("几数若")
_VAGUE_AFTER = frozenset("几")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９％．", "0123456789%.")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit: `text[start:end]` shows both; `unit` is "%" for 百分之, "" where none follows."""

    value: Decimal
    unit: str
    start: int
    end: int


def _section_value(digits: str) -> int:
    """Value of a well-formed numeral below 万 (千 百 十 and ones)."""
    total, digit, last_power, after_zero = 0, 0, 10, False
    for character in digits:
        if character in _POWERS:
            last_power = _POWERS[character]
            total += (digit or 1) * last_power
            digit, after_zero = 0, False
        else:
            value = _DIGITS[character]
            after_zero = after_zero or value == 0
            digit = value
    shorthand = digit and last_power >= 100 and total and not after_zero
    return total + digit * (last_power // 10 if shorthand else 1)


def _chinese_value(numeral: str) -> Decimal | int:
    """Value of a numeral that `_is_number` accepted."""
    whole, _, fraction = numeral.partition("点")
    if fraction:
        digits = "".join(str(_DIGITS[c]) for c in fraction)
        return Decimal(f"{_chinese_value(whole)}.{digits}")
    if len(whole) > 1 and _POSITIONAL.fullmatch(whole):
        return int("".join(str(_DIGITS[c]) for c in whole))
    total, rest = 0, whole
    for mark in "亿万":
        head, found, tail = rest.rpartition(mark)
        if found:
            size = _POWERS[mark]
            total += (int(_chinese_value(head)) if head else 1) * size
            rest = tail
            if len(rest) == 1 and rest in _DIGITS:  # 三万五 is 35000; 三万零五 keeps its 零
                return total + _DIGITS[rest] * size // 10
    return total + _section_value(rest)


def _is_number(numeral: str, before: str, after: str) -> bool:
    """Whether a run of numeral characters stands for one number here."""
    whole = numeral.partition("点")[0]
    if before in _VAGUE_BEFORE or after[:1] in _VAGUE_AFTER or whole[0] in "百千万亿":
        return False
    if len(whole) == 1:
        return "点" in numeral or (whole[0] not in "零〇○" and bool(_MEASURE.match(after)))
    if _POSITIONAL.fullmatch(whole):
        return len(whole) >= 3 or after.startswith("年") or any(c in "零〇○" for c in whole)
    return bool(_WELL_FORMED.fullmatch(whole))


def _plain(value: Decimal | int) -> str:
    text = format(Decimal(value), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _magnitude(word: str) -> int:
    size = 1
    for character in word:
        size *= _POWERS[character]
    return size


class _Number(NamedTuple):
    start: int
    end: int
    value: Decimal
    sign: str  # "%", "‰" or ""
    plain: str


def _share_value(share: str) -> Decimal | None:
    """X of 百分之X; None where X is no number."""
    if share.isascii():
        return Decimal(share.replace(",", ""))
    if share == "百":
        return Decimal(100)
    return Decimal(_chinese_value(share)) if _is_number(share, "", "个") else None


def _read(match: re.Match[str], before: str, after: str) -> _Number | None:
    """The number that a match of `_NUMBER` stands for; None where its characters are part of a word."""
    start, end = match.span()
    if match["percent"]:
        sign = "%" if match["percent"][0] == "百" else "‰"
        value = _share_value(match["share"])
        return None if value is None else _Number(start, end, value, sign, _plain(value) + sign)
    if match["denominator"]:
        top, bottom = match["numerator"], match["denominator"]
        if not (_is_number(top, before, "个") and _is_number(bottom, before, "个")):
            return None
        above, below = Decimal(_chinese_value(top)), Decimal(_chinese_value(bottom))
        return _Number(start, end, above / below, "", f"{_plain(above)}/{_plain(below)}") if below else None
    if match["arabic"]:
        value = Decimal(match["arabic"].replace(",", "")) * _magnitude(match["magnitude"] or "")
        sign = (match["sign"] or "").strip()
        return _Number(start, end, value, sign, _plain(value) + (match["about"] or "") + sign)
    if _is_number(match["chinese"], before, after):
        value = Decimal(_chinese_value(match["chinese"]))
        return _Number(start, end, value, "", _plain(value))
    return None


def _scan(text: str) -> Iterator[_Number]:
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        number = _read(match, text[start - 1 : start] if start else "", text[end : end + 6])
        if number:
            yield number


def normalise_numerals(text: str) -> str:
    """`text` with its numbers in Arabic digits, 百分之 as %, 万 and 亿 multiplied out; the length may change."""
    text = text.translate(_FULL_WIDTH)
    parts, done = [], 0
    for number in _scan(text):
        parts += [text[done : number.start], number.plain]
        done = number.end
    return "".join([*parts, text[done:]])


def find_quantities(text: str) -> list[Quantity]:
    """The numbers of `text` with their units, in order; 3.5万亿元 is 35000000000000 元, 2023年5月3日 is three.

    Offsets are code points in `text` itself.
    """
    folded = text.translate(_FULL_WIDTH)
    quantities = []
    for number in _scan(folded):
        unit = None if number.sign else _AFTER.match(folded, number.end)
        name, end = (unit["unit"], unit.end()) if unit else (number.sign, number.end)
        quantities.append(Quantity(number.value, name, number.start, end))
    return quantities
