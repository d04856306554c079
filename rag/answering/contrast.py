"""What tells the asked thing from its like: the name a question opens with, its predicate, its numbers and sexes.

第三届 is not 第四届, 男单 not 女单, 上半年 not 下半年. From wording alone; it knows nothing of passages or stores.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rag.answering.questions import Question, number_of
from rag.ranking.asked_wording import beside_asking, opening, pairs_of

_NUMBER = "第?([0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
_COUNTED = re.compile(_NUMBER + "(届|任|季度|季|期|次|代|版|轮|号|批|集|站|月份|月|日|点)")
_PAIRS = (
    ("男", "女"), ("上半年", "下半年"), ("进口", "出口"), ("冬", "夏"), ("上旬", "下旬"), ("最高", "最低"),
    ("最大", "最小"), ("收入", "支出"), ("城镇", "农村"), ("冠军", "亚军"), ("出生", "死亡"), ("单打", "双打"),
    ("单", "双"), ("国内", "国际"), ("开幕", "闭幕"), ("主场", "客场"), ("环比", "同比"), ("累计", "当月"),
    ("同意", "反对"),
)  # fmt: skip
# What did not come about; nothing is denied by 不断, 不仅, 无人机.
_DENIED = re.compile(
    r"没有|未能|未曾|并未|尚未|从未|未[获能被在](?!来)|无法|不是|并非|不能|不会|不再|拒绝|取消|落选|无缘|错失|放弃|退出|失败|不得|否认"
)
# How far before the words of the question a denial still holds for them.
_DENIED_REACH = 16
# 哪个组, 哪一届, 哪款车型, 什么奖: the kind of thing that is asked for.
_CLASS = re.compile(
    r"(?:哪|什么)(?:一|几|两)?(?:(?P<own>届|组(?!织)|级别?|类型|型号)|(?:个|些|家|座|种|款|支|项|条|所|位|名|部|首|次)?(?P<noun>[一-鿿]{0,3}?(?:组(?!织)|奖|类|派|党|队|线|路|型|号|星|病|州|门|站|校|系|院|房|局|版|等|品牌|系统|平台|项目|部门|公司|机构|行业|领域|专业|语言|职位|货币|比赛|赛事|活动|会议|节目|文件|法律|计划|工程|技术|产品|材料|作物|景点|药物|疾病)))(?![一-鿿]*(?:哪|什么))"
)
_NOT_NAMED = frozenset("这那该各每本此的个些某何全两几有同其多")


def _share(pairs: list[str], text: str) -> float:
    return [p in text for p in pairs].count(True) / len(pairs) if pairs else 0.5


@lru_cache(maxsize=512)
def contrast_of(question: Question) -> Contrast:
    """The contrast of a question, made once."""
    return Contrast(question)


@lru_cache(maxsize=256)
def _class_pattern(own: str | None, noun: str | None) -> re.Pattern[str]:
    """What names one of the asked kind: E组, 第三届, but 小组 is no group's name; 华星奖 a prize's."""
    if own in ("届", "组", "级"):
        return re.compile(f"([0-9a-z一二三四五六七八九十甲乙丙丁特]){own}")
    return re.compile("([0-9a-z一-鿿])[”》]?" + re.escape(own or noun or ""))


class Contrast:
    """The distinguishing wording of one question."""

    def __init__(self, question: Question) -> None:
        text = question.chinese
        self._head = pairs_of(opening(text))
        self._predicate = [pair for part in beside_asking(text) for pair in pairs_of(part)]
        self._numbers: dict[str, set[int]] = {}
        for found in _COUNTED.finditer(text):
            self._numbers.setdefault(found[2], set()).add(number_of(found[1]))
        self._counters = {c: re.compile(_NUMBER + c) for c in self._numbers}
        self._text, self._denies = text, bool(_DENIED.search(text))
        kind = _CLASS.search(text)
        self._class = _class_pattern(kind["own"], kind["noun"]) if kind else None
        self._sides = [(a, b) for pair in _PAIRS for a, b in (pair, pair[::-1]) if a in text and b not in text]

    def head_share(self, text: str) -> float:
        """How much of the name that opens the question stands in `text`, by pairs of characters."""
        return _share(self._head, text)

    def predicate_share(self, text: str) -> float:
        """The same for what stands beside the question word."""
        return _share(self._predicate, text)

    def denied(self, sentence: str, words: Iterable[str]) -> float:
        """1.0 where a denial stands shortly before one of `words` of the question, 0.5 elsewhere in the sentence, 0.0
        where nothing is denied or the question denies itself."""
        if self._denies:
            return 0.0
        ends = [m.end() for m in _DENIED.finditer(sentence)]
        if not ends:
            return 0.0
        starts = [sentence.find(word) for word in words]
        near = any(0 <= start - end <= _DENIED_REACH for end in ends for start in starts if start >= 0)
        return 1.0 if near else 0.5

    def named_kind(self, sentence: str) -> float:
        """Whether the sentence names one of the asked kind (哪个组: E组); 0.5 where no kind is asked for."""
        if not self._class:
            return 0.5
        found = self._class.finditer(sentence)
        return float(any(m[1] not in _NOT_NAMED and m[0] not in self._text for m in found))

    def clash(self, sentence: str, body: str, end: int) -> float:
        """1.0 where another number or side holds than the asked one, 0.0 where the asked one does, else 0.5; a number
        that the sentence leaves out is the last before it in `body[:end]`."""
        worst = 0.5
        for counter, wanted in self._numbers.items():
            own = [number_of(n) for n in self._counters[counter].findall(sentence)]
            if not own:
                own = [number_of(n) for n in self._counters[counter].findall(body[:end])][-1:]
            if own and not wanted & set(own):
                return 1.0
            if own:
                worst = 0.0
        for asked, other in self._sides:
            if asked not in sentence and other in sentence:
                return 1.0
        return worst
