"""What a sentence holds that could be an answer: figures, dates, persons, places, works, bodies, with their offsets.

Wording alone decides, by patterns and rjieba's part-of-speech tags; nothing is known of any question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.answering.foreign_names import FULL_NAME, family_name
from rag.answering.person_names import is_person, may_begin_name, name_of, opens_with_surname, unknown_name

_NUMBERS = frozenset({"figure", "time"})
CandidateType = Literal["figure", "time", "person", "place", "title", "body", "word"]

_CN = "零〇一二三四五六七八九十百千万亿两几数半"
_FIGURE = re.compile(
    rf"(?:百分之[{_CN}点\d.]+|[{_CN}\d]+分之[{_CN}\d]+|(?<![\d/.])\d{{1,2}}/\d{{1,2}}(?![\d/.月])|\d[\d.]*∶\d[\d.]*|[第]?(?<![a-z\d])\d[\d,.]*\s?(?:[%‰]|个百分点|百分点|[万亿千百余多]*)?[余多]?\s?"
    rf"(?:周(?![年边期围岁一二三四五六日末])|年零?\s?\d{{1,2}}\s?个月|个半小时|个小时|小时|分钟|个月|周年|多年|℃|°c|个百分点|平方公里|平方千米|平方米|立方米|公里|千米|公斤|公顷|公尺|英里|摄氏度|人次|人民币|美元|欧元|港元|英镑|日元|卢布|[元个名位种类家次项条座所部支倍成岁台辆人篇天张件艘架枚集场级届套处口户吨米亩斤年月日号时分秒度克瓦款点本只头只股层间站局盏朵匹株棵颗粒封幅首趟班批笔宗起例顶副枝份])?"
    rf"|[{_CN}\d]+个半小时|(?<!第)(?<![{_CN}])[{_CN}]+(?:个)?(?:小时|分钟|个月|周(?![年边期围岁一二三四五六日末])|周年)|(?<!第)(?<![{_CN}])[{_CN}]+(?:余|多)?(?:万|亿)?(?:个百分点|平方公里|公里|美元|[元个名位种类家次项条座所部支倍成岁台辆人篇天张件艘架枚集场级届套处口户吨米亩斤年月日度强盏朵匹株棵颗粒封幅首趟班批笔宗起例副枝份])|(?<![{_CN}第])[{_CN}]+[万亿](?=[一-鿿]))"
)
# How often: 每周至少探访一次, 两年一次, 每日三班.
_OFTEN = re.compile(
    r"(?:每|隔)(?:[一二两三四五六七八九十半\d]+)?个?(?:天|日|晚|周|星期|旬|月|季度?|年|学期|小时)[^，。；、]{0,8}?[一二两三四五六七八九十\d]+[次回趟遍班场]"
    r"|[一二两三四五六七八九十半\d]+个?(?:天|日|周|星期|月|季度?|年|小时)(?:至少|一般)?[一二两三四五六七八九十\d]+[次回趟遍]"
)
_TIME = re.compile(
    r"(?:(?:(?:公元前?|前|民国|西元)\d{1,4}|\d{3,4}|\d{2}(?=\s?年(?:代|底|初|末|度))|\d{2}(?=\s?年\s?\d{1,2}\s?月(?!\d)))\s?年(?:代|底|初|末|间|前|后|春|夏|秋|冬)?(?:\s?\d{1,2}\s?月(?:份|底|初|末|中旬|上旬|下旬)?)?(?:\s?\d{1,2}\s?[日号])?|\d{1,2}\s?月\s?\d{1,2}\s?[日号]?|\d{1,2}\s?月份?|\d{1,2}\s?[日号](?!线|楼|院|店)"
    r"|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}世纪(?:\d{2}年代)?|[一二三四五六七八九十]+世纪|\d{1,2}[:时点]\d{0,2}分?|[一二三四五六七八九〇零]{4}年(?:[一二三四五六七八九十]+月)?"
    r"|(?:正月|腊月|农历)[初一二三四五六七八九十廿]+|[今明去前]年|[今明昨]天|[一二三四]季度|[上下]半年|(?:唐|宋|元|明|清|汉|隋|秦|周|商)(?:朝|代))"
)
_WORK = re.compile(r"《[^》]{1,40}》|“[^”]{1,30}”")
_LATIN = re.compile(r"[a-z][a-z0-9.+-]*(?: [a-z0-9.+-]+){0,3}")
# Who does it, whatever his name ends in: 由县文化馆主办.
_AGENT = re.compile(
    r"由(?P<who>[一-鿿a-z0-9“”、]{2,20}?)(?:共同|联合|统一|具体)?(?:主办|承办|协办|承建|施工|建造|修建|设计|拍摄|制作|编写|研制|研发|开发|运营|托管|捐赠|供应|投资|负责|牵头|主管|承担|主持|组织|实施|审批|颁发|出品|出资|每[天日周月季年]|定期|及时)"
)
# 梁平区荷花村: where a village or a street is.
_WITHIN = re.compile(
    r"(?:(?!全[国省市县]|本[省市区县州镇乡]|[我该各每少])[^\W\d_的在于从到向由以为和与及、个几哪]{2,3}(?:省|市|区|县|州|镇|乡(?!村)|街道)){1,3}(?=[一-鿿]{2,6}(?:村|社区|镇|乡|街道|小区))"
)
_PLACE_TAGS = ("ns",)
_BODY_TAGS = ("nt",)
# What a place is called behind the name of its town: 日本武道馆, 北京大兴机场.
_PLACE_END = (
    "馆", "广场", "公园", "机场", "大厦", "大厅", "剧院", "剧场", "酒店",
    "会堂", "车站", "码头", "体育场", "大桥", "园区", "新区", "景区",
    "村", "镇", "县", "岛", "寺", "宫", "港", "湾", "大道", "大街",
)  # fmt: skip
_LEAST_PLACE = 3
_BODY_END = tuple("公司 集团 大学 学院 委员会 研究院 研究所 局 部 队 银行 协会 中心 医院 法院 政府 党".split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a folded sentence; `value` is what equal mentions share (blanks and separators out)."""

    start: int
    end: int
    type: CandidateType
    value: str


def _value(text: str) -> str:
    return re.sub(r"[\s,“”《》]", "", text).rstrip("余多")


def _numbers(folded: str) -> list[Candidate]:
    found = [Candidate(m.start(), m.end(), "time", _value(m[0])) for m in _TIME.finditer(folded)]
    dated = [(c.start, c.end) for c in found]
    found += [Candidate(m.start(), m.end(), "figure", _value(m[0])) for m in _OFTEN.finditer(folded)]
    figures = (m for m in _FIGURE.finditer(folded) if not any(a <= m.start() < b for a, b in dated))
    return found + [Candidate(m.start(), m.end(), "figure", _value(m[0])) for m in figures]


def _by_pattern(folded: str, types: tuple[str, ...]) -> list[Candidate]:
    found = _numbers(folded) if not types or not _NUMBERS.isdisjoint(types) else []
    found += [Candidate(m.start(), m.end(), "person", family_name(m[0])) for m in FULL_NAME.finditer(folded)]
    found += [Candidate(m.start("who"), m.end("who"), "body", m["who"]) for m in _AGENT.finditer(folded)]
    found += [Candidate(m.start(), m.end(), "place", m[0]) for m in _WITHIN.finditer(folded)]
    found += [Candidate(m.start(), m.end(), "title", _value(m[0])) for m in _WORK.finditer(folded)]
    found += [Candidate(m.start(), m.end(), "word", _value(m[0])) for m in _LATIN.finditer(folded)]
    return found


def _type_of(tag: str, word: str) -> CandidateType:
    if len(word) >= _LEAST_PLACE and word.endswith(_PLACE_END):
        return "place"
    if is_person(word, tag):
        return "person"
    if tag in _PLACE_TAGS:
        return "place"
    if tag in _BODY_TAGS or (len(word) > 2 and word.endswith(_BODY_END)):
        return "body"
    return "word"


def _by_tags(folded: str) -> list[Candidate]:
    import rjieba

    found: list[Candidate] = []
    position, town, named = 0, -1, 0
    tagged = rjieba.tag(folded)
    for index, (word, tag) in enumerate(tagged):
        start, position = position, position + len(word)
        if index < named:
            continue
        together = unknown_name(tagged, index) if may_begin_name(word) else 0
        if together:
            named = index + together
            end = start + sum(len(w) for w, _ in tagged[index : index + together])
            found.append(Candidate(start, end, "person", folded[start:end]))
        elif len(word) > 1 and (tag[0] in "nvajilz" or tag == "eng"):
            kind = _type_of(tag, word)
            name = name_of(word) if kind == "person" else word
            found.append(Candidate(start, start + len(name), kind, name))
            if kind == "place" and town >= 0:
                found.append(Candidate(town, position, "place", folded[town:position]))
            town = start if kind == "place" else -1
            continue
        town = -1
    return found


# What stands beside a name in an enumeration is one too, when it opens with a surname: 常远 in 常远、庄达菲等主演.
_ITEM_BEHIND = re.compile(r"、([一-鿿]{2,3}?)(?=[、,。;:!?《“()\s和与等饰]|主演|出演|领衔|$)")
_ITEM_BEFORE = re.compile(r"(?:(?<=[、,。;:!?》”()\s由是和与])|^)([一-鿿]{2,3})、$")


def _listed_beside(folded: str, persons: list[Candidate]) -> list[Candidate]:
    """Names that the tagger does not know, by the names that they are listed with."""
    known = [(c.start, c.end) for c in persons]
    found: list[Candidate] = []
    for person in persons:
        beside = (_ITEM_BEHIND.match(folded, person.end), _ITEM_BEFORE.search(folded[: person.start]))
        for item in beside:
            if (
                item
                and opens_with_surname(item[1])
                and not any(a < item.end(1) and item.start(1) < b for a, b in known)
            ):
                found.append(Candidate(item.start(1), item.end(1), "person", item[1]))
                known.append(item.span(1))
    return found


@lru_cache(maxsize=4096)
def find_candidates(folded: str, types: tuple[str, ...] = ()) -> tuple[Candidate, ...]:
    """Every candidate of a folded sentence, or those of some types; a word of two characters is one of type word."""
    found = _by_pattern(folded, types)
    if not types or not _NUMBERS.issuperset(types):
        names = [(c.start, c.end) for c in found if c.type == "person"]
        found += [c for c in _by_tags(folded) if not any(a < c.end and c.start < b for a, b in names)]
        if "、" in folded:
            found += _listed_beside(folded, [c for c in found if c.type == "person"])
    return tuple(c for c in found if not types or c.type in types)
