"""Well-known short names of China's provinces and great cities: 川渝 for 四川和重庆. General knowledge, as a table.

A short name alone (川, 京) is a common character; only names joined to another region's are looked for.
"""

from __future__ import annotations

import re
from itertools import permutations

_SHORT = {
    "北京": "京", "天津": "津", "河北": "冀", "山西": "晋", "内蒙古": "蒙", "辽宁": "辽", "吉林": "吉", "黑龙江": "黑",
    "上海": "沪", "江苏": "苏", "浙江": "浙", "安徽": "皖", "福建": "闽", "江西": "赣", "山东": "鲁", "河南": "豫",
    "湖北": "鄂", "湖南": "湘", "广东": "粤", "广西": "桂", "海南": "琼", "重庆": "渝", "四川": "川", "贵州": "黔",
    "云南": "滇", "西藏": "藏", "陕西": "陕", "甘肃": "甘", "青海": "青", "宁夏": "宁", "新疆": "疆", "香港": "港",
    "澳门": "澳", "台湾": "台", "成都": "蓉", "广州": "穗", "深圳": "深",
}  # fmt: skip
_CITIES = tuple(
    (
        "石家庄 太原 呼和浩特 沈阳 长春 哈尔滨 南京 杭州 合肥 福州 南昌 济南 郑州 武汉 长沙 南宁 海口 贵阳 昆明 拉萨 "
        "西安 兰州 西宁 银川 乌鲁木齐 大连 青岛 宁波 厦门 苏州 无锡"
    ).split()
)
_JOINED = {"成渝": ("成都", "重庆"), "成渝地区": ("四川", "重庆"), "粤港澳": ("广东", "香港", "澳门")}
_AND = r"(?:省|市|自治区)?(?:和|与|同|跟|、|以及|及)"


def regions_in(folded: str) -> frozenset[str]:
    """The provinces and great cities that a text names in full."""
    return frozenset(name for name in (*_SHORT, *_CITIES) if name in folded)


def joined_names(folded: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each run 四川和重庆 of a text: the run as written and what it is called for short (川渝, 渝川, 成渝地区)."""
    name = "(?:" + "|".join(_SHORT) + ")"
    found = []
    for match in re.finditer(rf"{name}(?:{_AND}{name})+(?:省|市|两地|两省|三地)?", folded):
        parts = re.findall(name, match[0])
        if len(parts) <= 4:
            short = ["".join(_SHORT[p] for p in order) for order in permutations(parts)]
            short += [whole for whole, members in _JOINED.items() if set(members) == set(parts)]
            found.append((match[0], tuple(short)))
    return tuple(found)


def in_short(folded: str, text: str) -> str:
    """`folded` with each run of regions put in the short form that `text` uses; unchanged where it uses none."""
    for run, forms in joined_names(folded):
        if run not in text:
            used = next((form for form in forms if form in text), None)
            folded = folded.replace(run, used) if used else folded
    return folded


def short_mentions(name: str) -> re.Pattern[str] | None:
    """What mentions a region by its short name beside another's (川渝 for 四川); None for what is no such region."""
    short = _SHORT.get(re.sub(r"[省市]$", "", name))
    if short is None:
        return None
    others = "".join(c for c in _SHORT.values() if c != short)
    return re.compile(rf"{short}[{others}]|[{others}]{short}(?=[两三四毗合地之、，,。一共协])")
