"""What an answer should look like: the kinds of span that can answer and the units that fit what is asked.

From the question alone; general Chinese measure words, no lists of things.
"""

from __future__ import annotations

import re

from rag.answering.candidates import Candidate
from rag.answering.questions import Question

_TYPES: dict[str, tuple[str, ...]] = {
    "figure": ("figure",),
    "time": ("time",),
    "person": ("person", "body"),
    "place": ("place", "body"),
    "bibliographic": ("person", "title", "body"),
}
_UNITS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"百分点"), "百分点"),
    (
        re.compile(r"(?:多久|多长时间|几天|几周|几个月|几年|多少天)[^，。]{0,8}[一多几][次回趟遍]|频[率次]"),
        "[次回趟遍班场]$",
    ),
    (
        re.compile(
            r"率|占比|比重|之比|占(?:了|到)?多[少大]|比例|增速|增长了?多少|增幅|涨幅|涨了多少|上涨|下降了?多少|百分|份额|增长$"
        ),
        "%|分之|百分点|‰|成$|\\d/\\d|∶",
    ),
    (re.compile(r"多少人次|人次|吞吐量|客流|旅客发送"), "人次|人"),
    (
        re.compile(
            r"票房|营收|收入|利润|金额|价格|售价|票价|奖金|投资|赔偿|罚|钱|gdp|总值|产值|预算|税|工资|费用|补贴|市值|成本|款"
        ),
        "元|镑|卢布|[亿万]$",
    ),
    (
        re.compile(
            r"人数|多少[^，。]{0,3}(?:人|员)|几人|人口|多少(?:大?学生|游客|观众|工人|专家|选手|农民|居民|孩子|儿童|老人|[教老]师|"
            r"学者|代表|旅客|乘客|志愿者|职工|用户|村民)|多少名|多少位|几位|几名"
        ),
        "人|名|位|万|亿",
    ),
    (re.compile(r"(?:[挣赚]|[花罚赔投拨捐欠亏值缴]|拿到|领到|分到)了?多少(?![一-鿿])"), "元|镑|卢布|[亿万]$"),
    (re.compile(r"产量|重量|多重|载重|储量"), "吨|斤|台|辆|克|件"),
    (re.compile(r"销量|交付|出口量|进口量|产能"), "辆|台|部|万|吨|件|套"),
    (re.compile(r"震级|几级|多少级"), "级"),
    (re.compile(r"面积|占地"), "平方|亩|公顷|平米"),
    (re.compile(r"多长时间|多久|几天|多少天|几年|多少年"), "天|年|月|小时|分|周|日"),
    (re.compile(r"长度|多长|全长|高度|多高|宽|深|距离|多远|里程|海拔"), "米|公里|千米|里|尺"),
    (re.compile(r"议席|席位|多少席"), "席|个|名|位|\\d$"),
    (re.compile(r"年龄|多大年纪|几岁|多少岁|多大岁数"), "岁|年"),
    (re.compile(r"温度|气温|多少度"), "度|℃"),
)
_ALIKE = {
    "个": "个家座项种条所名位",
    "名": "名位人",
    "位": "位名人",
    "人": "人名位",
    "家": "家个户",
    "座": "座个",
    "钱": "元",
    "种": "种类个",
    "类": "类种",
    "次": "次届回",
    "条": "条项个款",
    "天": "天日周",
    "场": "场次个",
    "款": "款个",
    "队": "队支个",
    "部": "部个",
    "支": "支个",
    "项": "项个条",
    "公里": "公里千米",
    "度": "度℃",
}
# What is counted is mostly left out behind 万 and 亿; 几成 is told in per cent.
_BARE = {"人": "人|名|位|[亿万]$", "名": "名|位|人|[亿万]$", "钱": "元|镑|[亿万]$", "成": "成|%|分之|\\d/\\d"}
_CHAMPION = re.compile(r"(冠军|亚军|季军|金牌|银牌|铜牌|得主|主演|导演|女主角|男主角|四强|队伍|球队|哪支|主创)")
_NAMED = re.compile(r"(吉祥物|主题|处理器|口号|词汇|型号|平台|影片奖|手机)")
_DAY = re.compile(r"\d{1,2}\s?[月-]\s?\d{1,2}|\d日|\d号")
# A body that acts is no place where something happens.
_ACTS = re.compile(r"(?:政府|公司|集团|委员会|[局部党队社]|银行|协会)$")
_ANY_YEAR = re.compile(r"\d{3,4}\s?年|[〇零一二三四五六七八九]{4}年|年代|世纪")


def answer_types(question: Question) -> tuple[str, ...]:
    """The candidate types that can answer, empty when any words can."""
    if question.kind in ("entity", "list") and "manner" not in question.forms and _CHAMPION.search(question.chinese):
        return ("person", "body", "place", "title")
    if question.kind in ("entity", "definition", "list") and _NAMED.search(question.chinese):
        return ("title", "word", "person", "figure")
    return _TYPES.get(question.kind, ())


def unit_pattern(question: Question) -> str:
    """A pattern of the units that fit, empty when none is asked for."""
    if question.kind != "figure":
        return ""
    if question.unit:
        unit = question.unit
        if unit in _BARE:
            return _BARE[unit]
        return "|".join(_ALIKE.get(unit, _ALIKE.get(unit[-1], unit[-1]))) if unit[-1] not in "元" else "元"
    return next((units for asked, units in _UNITS if asked.search(question.chinese)), "")


def fit(question: Question, units: str, candidate: Candidate) -> float:
    """1.0 for a span of the form asked for, 0.0 for one of another, 0.5 when the question leaves it open."""
    if question.kind == "time":
        if re.search(r"哪一?年|何年|年份|哪个年代|世纪", question.chinese):
            return float(bool(_ANY_YEAR.search(candidate.value)))
        return 1.0 if _DAY.search(candidate.value) else 0.4
    if question.kind == "place":
        return float(not _ACTS.search(candidate.value))
    if not units:
        return 0.5
    return float(bool(re.search(units, candidate.value)))
