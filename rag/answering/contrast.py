"""What tells the asked thing from its like: the name a question opens with, its predicate, its numbers and sexes.

第三届 is not 第四届, 男单 not 女单, 上半年 not 下半年. From wording alone; it knows nothing of passages or stores.
"""

from __future__ import annotations

import re
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


def _share(pairs: list[str], text: str) -> float:
    return sum(p in text for p in pairs) / len(pairs) if pairs else 0.5


@lru_cache(maxsize=512)
def contrast_of(question: Question) -> Contrast:
    """The contrast of a question, made once."""
    return Contrast(question)


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
        self._sides = [(a, b) for pair in _PAIRS for a, b in (pair, pair[::-1]) if a in text and b not in text]

    def head_share(self, text: str) -> float:
        """How much of the name that opens the question stands in `text`, by pairs of characters."""
        return _share(self._head, text)

    def predicate_share(self, text: str) -> float:
        """The same for what stands beside the question word."""
        return _share(self._predicate, text)

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
