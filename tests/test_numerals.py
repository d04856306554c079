"""Numbers in their Chinese and Arabic forms."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.numerals import find_quantities, normalise_numerals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三十一个", "31个"),
        ("百分之六十", "60%"),
        ("百分之六十五点三", "65.3%"),
        ("百分之百", "100%"),
        ("千分之三", "3‰"),
        ("二〇二三年五月三日", "2023年5月3日"),
        ("一九四九年", "1949年"),
        ("3.5万亿元", "3500000000000元"),
        ("1,234,567元", "1234567元"),
        ("三万五千人", "35000人"),
        ("三万五", "35000"),
        ("三万零五", "30005"),
        ("一百二", "120"),
        ("一百零五", "105"),
        ("两亿三千万", "230000000"),
        ("三分之二", "2/3"),
        ("２０２３年６０％", "2023年60%"),
        ("三点五十分", "3点50分"),
        ("第三十一届", "第31届"),
    ],
)
def test_numbers_come_to_one_form(text: str, expected: str) -> None:
    assert normalise_numerals(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "十五五规划",
        "十四五",
        "几十家",
        "数百人",
        "十几个",
        "万一",
        "一些",
        "一般",
        "千方百计",
        "七八个",
        "上百家",
        "亿万",
    ],
)
def test_words_and_vague_numbers_stay(text: str) -> None:
    assert normalise_numerals(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("拥有31个制造业大类", [("31", "个", "31个")]),
        ("增长百分之六十", [("60", "%", "百分之六十")]),
        ("达3.5万亿元", [("3500000000000.0", "元", "3.5万亿元")]),
        ("2000多亿元", [("200000000000", "元", "2000多亿元")]),
        ("2023年5月3日", [("2023", "年", "2023年"), ("5", "月", "5月"), ("3", "日", "3日")]),
        ("上升60个百分点", [("60", "个百分点", "60个百分点")]),
        ("没有数字", []),
    ],
)
def test_quantities_know_unit_and_place(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = find_quantities(text)
    assert [(str(q.value), q.unit, text[q.start : q.end]) for q in found] == expected


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**8))
def test_arabic_digits_keep_their_value(number: int) -> None:
    assert [q.value for q in find_quantities(f"共{number}个")] == [Decimal(number)]


@settings(deadline=None)
@given(st.text(alphabet="一二两三十百千万亿零〇几0123456789.,%年个百分之点 多", max_size=30))
def test_any_mixture_is_read_without_error_and_in_order(text: str) -> None:
    normalise_numerals(text)
    spans = [(q.start, q.end) for q in find_quantities(text)]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert spans == sorted(spans)
