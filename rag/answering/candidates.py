"""What a sentence holds that could be an answer: figures, dates, persons, places, works, bodies, with their offsets.

Wording alone decides, by patterns and rjieba's part-of-speech tags; nothing is known of any question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.answering.terms import rarity

CandidateType = Literal["figure", "time", "person", "place", "title", "body", "word"]

_CN = "零〇一二三四五六七八九十百千万亿两几数半"
_FIGURE = re.compile(
    rf"(?:百分之[{_CN}点\d.]+|[第]?(?<![a-z\d])\d[\d,.]*\s?(?:[%‰]|个百分点|百分点|[万亿千百余多]*)?[余多]?\s?"
    rf"(?:个半小时|个小时|小时|分钟|个月|周年|多年|个百分点|平方公里|平方千米|平方米|立方米|公里|千米|公斤|公顷|公尺|英里|摄氏度|人次|人民币|美元|欧元|港元|英镑|日元|卢布|[元个名位种类家次项条座所部支倍成岁台辆人篇天张件艘架枚集场级届套处口户吨米亩斤年月日号时分秒度克瓦款点本只头只股层间站局盏朵匹株棵颗粒封幅首趟班批笔宗起例顶副枝份])?"
    rf"|[{_CN}\d]+个半小时|[{_CN}]+(?:个)?(?:小时|分钟|个月)|[{_CN}]+(?:余|多)?(?:万|亿)?(?:个百分点|平方公里|公里|美元|[元个名位种类家次项条座所部支倍成岁台辆人篇天张件艘架枚集场级届套处口户吨米亩斤年月日度强盏朵匹株棵颗粒封幅首趟批笔宗起例副枝份]))"
)
_TIME = re.compile(
    r"(?:(?:公元前?|前|民国|西元)?\d{1,4}\s?年(?:代|底|初|末|间|前|后|春|夏|秋|冬)?(?:\s?\d{1,2}\s?月(?:份|底|初|末|中旬|上旬|下旬)?)?(?:\s?\d{1,2}\s?[日号])?|\d{1,2}\s?月\s?\d{1,2}\s?[日号]?|\d{1,2}\s?月份?|\d{1,2}\s?[日号](?!线|楼|院|店)"
    r"|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}世纪(?:\d{2}年代)?|[一二三四五六七八九十]+世纪|\d{1,2}[:时点]\d{0,2}分?|[一二三四五六七八九〇零]{4}年(?:[一二三四五六七八九十]+月)?"
    r"|(?:正月|腊月|农历)[初一二三四五六七八九十廿]+|[今明去前]年|[今明昨]天|[一二三四]季度|[上下]半年|(?:唐|宋|元|明|清|汉|隋|秦|周|商)(?:朝|代))"
)
_FOREIGN_NAME = re.compile(r"[一-鿿a-z]{1,8}(?:[·・][一-鿿a-z]{1,10})+")
_WORK = re.compile(r"《[^》]{1,40}》|“[^”]{1,30}”")
_LATIN = re.compile(r"[a-z][a-z0-9.+-]*(?: [a-z0-9.+-]+){0,3}")
_PERSON_TAGS = ("nr", "nrt", "nrfg")
_PLACE_TAGS = ("ns",)
_BODY_TAGS = ("nt",)
_BODY_END = (
    "公司",
    "集团",
    "大学",
    "学院",
    "委员会",
    "研究院",
    "研究所",
    "局",
    "部",
    "队",
    "银行",
    "协会",
    "中心",
    "医院",
    "法院",
    "政府",
    "党",
)
_NAME_RARITY = 7.5
_FUNCTION_SURNAMES = frozenset("和于时从成米达连向项能都可有过同与")
_SURNAMES = set(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a folded sentence; `value` is what equal mentions share (blanks and separators out)."""

    start: int
    end: int
    type: CandidateType
    value: str


def _value(text: str) -> str:
    return re.sub(r"[\s,“”《》]", "", text).rstrip("余多")


def _by_pattern(folded: str) -> list[Candidate]:
    found = [Candidate(m.start(), m.end(), "time", _value(m[0])) for m in _TIME.finditer(folded)]
    dated = [(c.start, c.end) for c in found]
    figures = (m for m in _FIGURE.finditer(folded) if not any(a <= m.start() < b for a, b in dated))
    found += [Candidate(m.start(), m.end(), "figure", _value(m[0])) for m in figures]
    found += [Candidate(m.start(), m.end(), "person", _value(m[0])) for m in _FOREIGN_NAME.finditer(folded)]
    found += [Candidate(m.start(), m.end(), "title", _value(m[0])) for m in _WORK.finditer(folded)]
    found += [Candidate(m.start(), m.end(), "word", _value(m[0])) for m in _LATIN.finditer(folded)]
    return found


def _type_of(tag: str, word: str) -> CandidateType:
    if tag in _PERSON_TAGS:
        # The tagger takes many a common verb for a name; a real name is rare.
        return "person" if rarity(word) >= _NAME_RARITY else "word"
    if tag in _PLACE_TAGS:
        return "place"
    if tag in _BODY_TAGS or (len(word) > 2 and word.endswith(_BODY_END)):
        return "body"
    return "word"


def _by_tags(folded: str) -> list[Candidate]:
    import rjieba

    found: list[Candidate] = []
    position = 0
    tagged = rjieba.tag(folded)
    for index, (word, tag) in enumerate(tagged):
        start, position = position, position + len(word)
        if len(word) > 1 and (tag[0] in "nvajilz" or tag == "eng"):
            found.append(Candidate(start, position, _type_of(tag, word), word))
        elif word in _SURNAMES and word not in _FUNCTION_SURNAMES and index + 1 < len(tagged):
            # A name that the dictionary does not know falls apart behind its surname: 林 郑月 娥.
            following, kind = tagged[index + 1]
            chinese = 1 <= len(following) <= 2 and "一" <= following[0] <= "鿿"
            if chinese and (kind[0] not in "vpcuf" or len(following) == 1):
                end = position + len(following)
                found.append(Candidate(start, end, "person", folded[start:end]))
    return found


@lru_cache(maxsize=4096)
def find_candidates(folded: str, types: tuple[str, ...] = ()) -> tuple[Candidate, ...]:
    """Every candidate of a folded sentence, or those of some types; a word of two characters is one of type word."""
    found = _by_pattern(folded)
    if not types or not set(types) <= {"figure", "time"}:
        found += _by_tags(folded)
    return tuple(c for c in found if not types or c.type in types)
