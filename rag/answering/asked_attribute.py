"""What is asked of a thing: the attribute (售价, 占比, 人口) that a question names, from its wording alone."""

from __future__ import annotations

import re

from rag.answering.terms import Term

_ASKED = re.compile(r"(分别)?(是|为|达到|达|有|约|在|叫|占|超过)?(多少|什么|哪|谁|几|多大|多高|多长|何|怎)")
_GENERIC = frozenset(
    "时间 日期 地点 人数 数量 金额 成绩 结果 情况 名称 名字 目标 地方 "
    "城市 国家 提出 处于 进行 达到 百分之 可能 开始 总额 完成 得到 "
    "提供 使用 属于 部门 分别 具体 主要".split()
)

# What is measured of a thing.
MEASURED = re.compile(
    r"(?:总?(?:投资|面积|长度|高度|宽度|造价|成本|收入|利润|规模|人口|工资|票价|租金|预算|工期|产值|年龄|身高|体重|重量)|"
    r"(?:金|总|数|税|差|销售|成交)额|占比|比[重例]|增[速幅]|[产销总数重容流运]量|[比利税概效]率|[票售单房油电水]价|[学运租水电路]费|人数|个数|件数)$"
)
# 有多少人口: what is counted is the attribute; a sum needs no word for money.
_COUNTED_NOUN = re.compile(r"多少([一-鿿]{2,4})[?？]?$")
_MONEY = frozenset("资金 经费 费用 款项 金额 人员 人次 时间 天数".split())
# When it was, how many in all, who asks: nothing that a thing has.
_NO_ATTRIBUTE = re.compile(
    r"当年|当初|当时|如今|目前|现在|总共|一共|过去|以前|之前|以后|之后|后来|最近|近年|最终|最后|全年|每年|一年|"
    r"[今去前明本当][年月日天]|上[个]?月|干嘛|干吗|为啥|两家|双方|[这那].+"
)


def attribute_of(text: str, terms: tuple[Term, ...]) -> str:
    """The word that tells what is asked of the thing: the last before the question word that is not 时间 or 人数.

    After a question word at the head of the question it is the word that follows (谁枪击了), the last after 谁是.
    """
    asked = _ASKED.search(text)
    head, tail = (text[: asked.start()], text[asked.end() :]) if asked else (text, "")
    counted = _COUNTED_NOUN.search(text)
    if counted and counted[1] not in _MONEY and any(t.text == counted[1] for t in terms):
        return counted[1]
    named = [t for t in terms if not t.text[0].isdigit() and len(t.text) > 1 and not _NO_ATTRIBUTE.fullmatch(t.text)]
    inside = [t.text for t in named if t.text in head]
    if inside:
        ordered = sorted(inside, key=lambda word: head.rfind(word) + len(word), reverse=True)
        return next((w for w in ordered if w not in _GENERIC), ordered[0])
    after = [t.text for t in named if t.text in tail]
    if not after:
        return ""
    return max(after, key=tail.rfind) if re.match(r"谁是|哪(个|位).{0,4}是", text) else min(after, key=tail.find)
