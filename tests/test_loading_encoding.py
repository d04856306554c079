"""Encodings: the right text or a refusal, for long texts and for a few characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LoadError
from index.loading.encoding import decode, likelihood

SIMPLIFIED = (
    "改革开放以来，这座城市的面貌发生了很大变化。",
    "他说：“今年的粮食产量比去年增加了12.5%。”",
    "联通",
    "你好",
    "程序员的一天",
    "第一章 总则\n第一条 为了规范市场秩序，制定本法。\n",
    "GDP增长5.2%，CPI上涨0.2%。",
)
TRADITIONAL = (
    "改革開放以來，這座城市的面貌發生了很大變化。",
    "他說：「今年的糧食產量比去年增加了12.5%。」",
    "臺灣大學的學生",
    "第一章　總則\n",
    "電腦與網路",
)


@pytest.mark.parametrize("text", SIMPLIFIED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_simplified(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("text", TRADITIONAL)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "big5", "cp950", "gb18030", "utf-16", "utf-16-be"])
def test_traditional(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("text", ["Plain ASCII text.\n", "Le café était fermé.", "Привет, мир", "これは日本語です。"])
def test_other_languages_in_utf8_stay_as_they_are(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("これは日本語の文章です。今日は天気がいいですね。", "shift_jis"),
        ("これは日本語の文章です。今日は天気がいいですね。", "euc_jp"),
        ("한국어 문장입니다. 오늘은 날씨가 좋네요.", "euc_kr"),
        ("Привет, как дела? Это русский текст.", "cp1251"),
        ("Le café était fermé à midi, où êtes-vous allé?", "cp1252"),
    ],
)
def test_other_encodings_are_refused_rather_than_shown_as_mojibake(text: str, encoding: str) -> None:
    with pytest.raises(LoadError, match=r"a\.txt"):
        decode(text.encode(encoding), "a.txt")


def test_damaged_utf8_says_where() -> None:
    data = bytearray("改革开放以来，这座城市的面貌发生了很大变化。".encode() * 3)
    data[100] = 0xFF
    with pytest.raises(LoadError, match="第 100 个字节"):
        decode(bytes(data), "a.txt")


def test_truncated_gb18030_and_marked_utf16_are_refused() -> None:
    with pytest.raises(LoadError):
        decode("改革开放以来，这座城市的面貌发生了很大变化。".encode("gbk")[:-1], "a.txt")
    with pytest.raises(LoadError, match="UTF-16"):
        decode("改革".encode("utf-16") + b"\xd8", "a.txt")


def test_gb18030_rare_characters_among_usual_ones() -> None:
    text = "这位老人名叫𠮷田䶮，住在镕基路，今年八十岁。"
    assert decode(text.encode("gb18030"), "a.txt") == text


def test_the_right_reading_is_likelier_than_a_wrong_one() -> None:
    text = SIMPLIFIED[0]
    wrong = text.encode("gbk").decode("big5", errors="replace")
    assert likelihood(text)[1] > -7 > -8.5 > likelihood(wrong)[1]


@given(
    st.text(alphabet="的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动，。", min_size=8)
)
def test_usual_characters_come_back_from_every_encoding(text: str) -> None:
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert decode(text.encode(encoding), "a.txt") == text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1))
def test_any_marked_utf8_comes_back(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode(), "a.txt") == text
