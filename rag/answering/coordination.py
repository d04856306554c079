"""What stands on either side of a conjunction in a question: numbered things (6月和7月), attributes of one thing
(主题和举办地), things of one kind (德国队和法国队). By the words and their parts of speech alone.
"""

from __future__ import annotations

import re

Words = list[tuple[str, str]]

_AND = "和与及、跟"
_CONJUNCTION = re.compile(r"[和与及、跟]|以及|还有")
_N = r"(?:\d+(?:\.\d+)?|[一二三四五六七八九十]+)"
# 6月和7月: the same unit behind both; 第一和第二季度: the unit behind the second alone.
_NUMBERED = (
    re.compile(rf"(?<![\d.])(?P<a>第?{_N})(?P<u>[一-鿿]{{1,3}}?)(?:和|与|及|以及|、)(?P<b>第?{_N})(?=(?P=u))"),
    re.compile(rf"(?<![\d.])(?P<a>第{_N})(?P<u>)(?:和|与|及|以及|、)(?P<b>第{_N})(?=[一-鿿])"),
)
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d{2})年?[和与及、]((?:19|20)\d{2})年?")
# What a thing has: the last word of what is asked for, when it is not said with a question word.
_PERSON = r"(?:者|人|导演|主演|编剧|作者|教练|校长|院长|局长|市长|部长|书记|主席|经理|主任|冠军|亚军|得主|裁判)"
_TIME = r"(?:时间|日期|年份|时刻)"
_PLACE = r"(?:地点|地址|所在地|举办地|出生地|产地|发源地|位置|场地|会场)"
_FIGURE = (
    r"(?:人数|数量|次数|人次|产量|销量|金额|总额|额|率|比例|比重|占比|涨幅|增速|标准|规模|面积|全长|长度|高度|深度|速度|"
    r"温度|价格|售价|票价|费用|收入|利润|营收|投资|总投资|损失|震级|票房|得分|工资|奖金|名额|年龄|重量|容量)"
)
_OTHER = (
    r"(?:结果|成绩|比分|排名|主题|口号|吉祥物|名称|名字|单位|院校|学历|职务|原因|背景|用途|处理器|特点|名单|内容|阵容|"
    r"期限|人员)"
)
_ATTRIBUTE = re.compile(f"(?:{_PERSON}|{_TIME}|{_PLACE}|{_FIGURE}|{_OTHER})$")
# A bare one belongs to the event that the first is asked of: 国葬时间和地点, 选举时间及结果.
_BARE = frozenset("时间 日期 地点 结果 人数 原因 比分 金额 数量 名单 地址 过程 影响 背景 主题 内容".split())
_ASKED = re.compile(r"多少|什么|谁|哪|几|何|怎")
_TAIL = re.compile(r"(?:都|又|到底|究竟)?(?:是|为|有|叫|在|达到?|多少|什么|谁|哪|几|何|怎)[^，。]*$")
# How each kind is asked for, and the question words that suit it when one is shared by two.
_ASKS = (
    (_PERSON, "是谁", "谁|哪位"),
    (_TIME, "是什么时候", "什么时候|何时|哪[年月天]|几"),
    (_PLACE, "在哪里", "哪|何处|什么地方"),
    (_FIGURE, "是多少", "多|几|什么"),
    (_OTHER, "是什么", "什么|哪|多|几"),
)
_MOST_WORDS = 5
# One thing in two words, not two things.
_ONE_THING = re.compile(r"(国家)(?:和|或|及|与)(地区)")
_PAUSED = re.compile(r"[是为在有的被将于]|什么|多少|谁|哪|几")
_NAME_TAGS = ("nr", "ns", "nt", "nz", "eng", "nrt", "nrfg")
_VERB = re.compile(r"v$|vn$")
# Offices that act together are asked one thing: 财政部和水利部预拨了多少资金.
_OFFICE = re.compile(r"(?:[部委局署厅院办室方党行府社庭]|委员会|协会)$")


def split_numbered(text: str) -> tuple[str, ...]:
    """2021年和2022年的产量, 6月和7月, 一号线和三号线, 第一和第二季度: one question for each number."""
    years = _YEARS.search(text)
    if years:
        return tuple(f"{text[: years.start()]}{year}年{text[years.end() :]}" for year in years.groups())
    found = next((m for pattern in _NUMBERED if (m := pattern.search(text))), None)
    if not found or found["a"] == found["b"] or found["a"].startswith("第") != found["b"].startswith("第"):
        return ()
    head, tail = text[: found.start()], text[found.end() :]
    if not re.match(r"[一-鿿]", tail):
        return ()
    unit = found["u"]
    return (f"{head}{found['a']}{unit or ''}{tail.removeprefix(unit)}", f"{head}{found['b']}{tail}")


def _asks(phrase: str, tail: str) -> str:
    """A question for one attribute: its own question word instead of one shared by two unlike things."""
    asked = tail.strip("?？")
    if not asked:
        return phrase
    own = next(((asks, suits) for ends, asks, suits in _ASKS if re.search(ends + "$", phrase)), None)
    return phrase + (own[0] if own and not re.search(own[1], asked) else asked)


def names_attribute(text: str) -> bool:
    """Whether a question without a question word ends in what a thing has: 成都大运会和杭州亚运会开幕时间."""
    return not _ASKED.search(text) and bool(_ATTRIBUTE.search(text.rstrip("?？。 ")))


def split_attributes(text: str) -> tuple[str, ...]:
    """甲的主题和举办地: the question for each of two attributes of one thing; empty without such."""
    import rjieba

    bare = text.rstrip("?？。 ")
    tail_found = _TAIL.search(bare)
    tail = tail_found[0] if tail_found else ""
    words: Words = rjieba.tag(bare[: len(bare) - len(tail)])
    at = next((n for n in range(len(words) - 1, 0, -1) if _CONJUNCTION.fullmatch(words[n][0])), 0)
    left, right = words[:at], words[at + 1 :]
    second = "".join(w for w, _ in right)
    if not left or not 0 < len(right) <= _MOST_WORDS or any(w == "的" for w, _ in right):
        return ()
    if not _ATTRIBUTE.search(second) or not _ATTRIBUTE.search(left[-1][0]):
        return ()
    start = _attribute_start(left, right)
    thing, first = "".join(w for w, _ in left[:start]), "".join(w for w, _ in left[start:])
    if _CONJUNCTION.search(first):
        return ()
    return _asks(thing + first, tail), _asks(thing + second, tail)


def _attribute_start(left: Words, right: Words) -> int:
    """Where the first attribute begins: behind 的, unless the second is a bare one, or as long as the second."""
    owned = next((n + 1 for n in range(len(left) - 1, -1, -1) if left[n][0] == "的"), 0)
    if len(right) == 1 and right[0][0] in _BARE:
        return len(left) - 1
    if owned and len(left) - owned <= _MOST_WORDS:
        return owned
    return max(0, len(left) - max(1, len(right)))


def _conjuncts(left: Words, right: Words) -> tuple[int, int] | None:
    """How many words on either side of the conjunction belong to it: those that end, begin or are tagged alike."""
    owner = next((n for n, (word, _) in enumerate(right) if word == "的"), 0)
    length = _end_alike(left, right)
    if not length:
        alike = _begin_alike(left, right)
        if alike:
            return alike
        length = owner if 1 < owner <= min(_MOST_WORDS, len(left)) else _tagged_alike(left, right)
    return (length, length) if length else None


def _end_alike(left: Words, right: Words) -> int:
    """How many words two things of one last word, or else of one last character, are long: 德国队和法国队."""
    lengths = range(1, min(_MOST_WORDS, len(left), len(right)) + 1)
    same = (n for n in lengths if left[-1][0] == right[n - 1][0])
    alike = (n for n in lengths if len(right[n - 1][0]) > 1 and left[-1][0][-1] == right[n - 1][0][-1])
    return next(same, 0) or next(alike, 0)


def _tagged_alike(left: Words, right: Words) -> int:
    """The most words on either side that are the same parts of speech in the same order; else one."""
    best = 0
    for length in range(1, min(_MOST_WORDS, len(left), len(right)) + 1):
        pairs = zip(left[-length:], right[:length], strict=True)
        if all(a[1][0] == b[1][0] and a[1][0] != "x" and a[0] not in "的是" for a, b in pairs):
            best = length
    one = left and right and left[-1][1][0] not in "xupc" and right[0][1][0] not in "xupc"
    return best or int(bool(one))


def _begin_alike(left: Words, right: Words) -> tuple[int, int] | None:
    """Two things named alike may begin alike: 最佳电视剧和最佳电视动画; the second ends where the question goes on."""
    for length in range(2, min(_MOST_WORDS, len(left)) + 1):
        if len(right[0][0]) > 1 and left[-length][0] == right[0][0]:
            paused = (n for n, (word, tag) in enumerate(right) if n and (_PAUSED.match(word) or tag[0] in "xd"))
            end = next(paused, 0)
            return (length, end or len(right)) if (end or len(right)) <= _MOST_WORDS else None
    return None


def _whole_name(words: Words, at: int) -> int:
    """How many words before `at` make the name that the question opens with: the tagger parts 布 from 林肯."""
    return at if at <= 3 and all(len(w) == 1 or t[0] == "n" for w, t in words[:at]) and len(words[0][0]) == 1 else 0


def _opens_with_two(words: Words) -> bool:
    """Whether the question opens with two names (甲和乙推出的……), or two nouns that something is said of."""
    if len(words) < 5 or words[1][0] not in _AND or len(words[0][0]) < 2 or len(words[2][0]) < 2:
        return False
    tags = (words[0][1], words[2][1])
    return all(t in _NAME_TAGS for t in tags) or (
        all(t[0] == "n" for t in tags) and any(t in _NAME_TAGS for t in tags) and bool(_VERB.match(words[3][1]))
    )


def _act_together(words: Words, at: int, right: int) -> bool:
    """Whether two offices stand before what they did."""
    behind = words[at + 1 + right][0] if at + 1 + right < len(words) else ""
    return bool(_OFFICE.search(words[at - 1][0]) and _OFFICE.search(words[at + right][0])) and behind != "的"


def split_things(text: str, *, named: bool = False, apart: bool = False) -> tuple[str, ...]:
    """甲和乙的产量: the same question of each, three at most; with `named` only where it opens with two names.

    `apart` tells that the question says so (分别): only then 甲、乙 are two, and two offices are.
    """
    import rjieba

    text = _ONE_THING.sub(r"\1或者\2", text)
    words: Words = rjieba.tag(text)
    if named and not _opens_with_two(words):
        return ()
    inside = 0
    for at, (word, _) in enumerate(words):
        inside += word.count("《") + word.count("“") - word.count("》") - word.count("”")
        if inside or not 0 < at < len(words) - 1 or not _CONJUNCTION.fullmatch(word) or (word == "、" and not apart):
            continue
        found = _conjuncts(words[:at], words[at + 1 :])
        if found and not apart and _act_together(words, at, found[1]):
            return ()
        if found:
            left, right = max(found[0], _whole_name(words, at)), found[1]
            first = "".join(w for w, _ in words[:at] + words[at + 1 + right :])
            second = "".join(w for w, _ in words[: at - left] + words[at + 1 :])
            more = split_things(second, apart=True) if word == "、" else ()
            return (first, *more[:2]) if len(more) > 1 else (first, second)
    return ()
