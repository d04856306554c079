"""True and corrupted statements made by rule from news sentences, each with the quotations it cites.

The words used here are this file's own: the verifier's lists are not imported, so that a word it lacks costs it a case.
A case is corrupted by exactly one change; half of the corrupted ones are lightly paraphrased first, as a model would.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import rjieba

from index.splitting import split_sentences

CHINESE_DIGITS = "零一二三四五六七八九"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
AUTHORS = "周明远 林静之 何卫东 苏婉清 郑怀安 许知行 梁思齐 高以宁 邓嘉树 沈一舟 欧阳澄 白敏之".split()
SYNONYMS = [
    ("表示", "称"), ("指出", "谈到"), ("举行", "举办"), ("进行", "开展"), ("提升", "提高"), ("增长", "增加"), ("推动", "促进"),
    ("公司", "企业"), ("目前", "现阶段"), ("由于", "因为"), ("认为", "觉得"), ("由于", "鉴于"), ("持续", "不断"), ("众多", "许多"),
    ("实施", "施行"), ("造成", "导致"), ("协助", "帮助"), ("但是", "不过"), ("大力", "着力"), ("加快", "加速"), ("购买", "选购"),
    ("获得", "取得"), ("负责", "主管"), ("启动", "开启"), ("前往", "赶赴"), ("位于", "地处"), ("包括", "涵盖"), ("强化", "增强"),
    ("完善", "健全"), ("打造", "构建"), ("开始", "着手"), ("保护", "维护"), ("适合", "适宜"), ("重要", "要紧"), ("合作", "协作"),
    ("显示", "表明"), ("预计", "估计"), ("立即", "即刻"), ("严格", "从严"), ("介绍", "讲述"), ("需要", "须"), ("非常", "十分"),
    ("全面", "全方位"), ("继续", "接着"), ("应对", "应付"), ("比赛", "赛事"), ("孩子", "小孩"), ("同时", "与此同时"),
    ("市民", "居民"), ("遭遇", "遭到"), ("依法", "依照法律"), ("计划", "打算"), ("希望", "期望"), ("迅速", "很快"), ("大约", "约"),
]  # fmt: skip
DIRECTIONS = [
    ("增长", "下降"), ("增加", "减少"), ("上涨", "下跌"), ("上升", "下降"), ("提高", "降低"), ("提升", "降低"), ("扩大", "缩小"), ("超过", "不足"),
    ("支持", "反对"), ("以上", "以下"), ("高于", "低于"), ("进口", "出口"), ("加快", "放缓"), ("增强", "减弱"), ("开放", "关闭"), ("流入", "流出"),
    ("允许", "禁止"), ("成功", "失败"), ("最高", "最低"), ("买入", "卖出"), ("同意", "拒绝"), ("之前", "之后"), ("上半年", "下半年"), ("最大", "最小"),
    ("盈利", "亏损"), ("击败", "负于"), ("提前", "推迟"), ("有利", "不利"), ("开始", "结束"), ("多于", "少于"), ("涨幅", "跌幅"), ("国内", "国外"),
    ("启动", "停止"), ("促进", "阻碍"), ("获得", "失去"), ("回升", "回落"), ("长期", "短期"), ("高", "低"), ("恢复", "中断"), ("积极", "消极"),
]  # fmt: skip
SCOPES = [
    ("全部", "部分"), ("所有", "个别"), ("多数", "少数"), ("大部分", "小部分"), ("必须", "可以"), ("部分", "全部"), ("一些", "所有"), ("全国", "部分地区"),
    ("大量", "少量"), ("均", "部分"), ("许多", "个别"), ("普遍", "偶尔"), ("首次", "再次"), ("主要", "次要"), ("至少", "至多"), ("长期", "临时"),
]  # fmt: skip
HEDGES = ("可能", "或许", "或将", "预计", "有望", "拟", "计划", "涉嫌", "疑似", "据传", "也许")
FUNCTION = ("的", "了", "也", "还", "进行", "已经", "正在", "等", "均", "都", "将会", "更加", "进一步", "共", "总", "约")
FUNCTION = ("的", "了", "也", "还", "已经", "正在", "更加", "进一步", "其实", "则", "就", "便")
GENERAL = (
    "这一做法得到了专家的一致好评", "当地居民对此普遍感到满意", "这在历史上尚属首次", "相关部门已经介入调查", "未来还将投入更多资金",
    "其背后的原因十分复杂", "这也引起了国际社会的广泛关注", "该项目因此获得了国家级奖项", "双方为此签署了长期合作协议", "此举每年可节省大量开支",
    "业内人士对前景并不看好", "许多年轻人因此选择离开", "这与去年的情况完全不同", "最终由法院作出了裁决", "有关负责人随后公开道歉",
)  # fmt: skip
UNITS = [("万元", "亿元"), ("亿元", "万元"), ("万", "亿"), ("亿", "万"), ("美元", "欧元"), ("公里", "米"), ("平方米", "平方公里"), ("吨", "公斤"), ("个百分点", "倍"), ("%", "‰"), ("小时", "分钟"), ("个月", "周"), ("天", "小时"), ("元", "美元"), ("岁", "个月"), ("米", "厘米")]  # fmt: skip
_NAME_IN_SPEECH = re.compile(
    rf"(?:主任|教授|院长|主席|总统|总理|部长|局长|记者|研究员|董事长|总经理|发言人|会长|队长|先生|女士|书记|市长)([{SURNAMES}][一-鿿]{{1,2}})(?=表示|说|介绍|认为|指出|告诉|称|，|、)"
)
_FOREIGN = re.compile(r"[一-鿿]{2,5}·[一-鿿]{2,6}(?=[，、。的在与和表说称])")
_NUMBER = re.compile(r"(?<![\dA-Za-z.\-])\d+(?:\.\d+)?(?![\dA-Za-z.\-])")
_DATE = re.compile(r"(?<!\d)(\d{1,4})(年|月|日)")
_CLAUSES = re.compile(r"[^，；：]+[，；：。！？]?[”’]?")


@dataclass(frozen=True)
class Case:
    kind: str
    is_true: bool
    sentence: str
    quotes: tuple[str, ...]
    authors: tuple[str, ...]
    half: int
    source: str


@dataclass(frozen=True)
class Material:
    """One sentence with what stands about it in its article."""

    sentence: str
    before: str
    after: str
    article: str
    persons: tuple[str, ...]
    places: tuple[str, ...]
    organisations: tuple[str, ...]
    nouns: tuple[str, ...]
    distant: tuple[str, ...]
    author: str


Maker = Callable[[Material, random.Random], str | None]


def materials_of(paragraphs: Sequence[str], rng: random.Random, most: int = 3) -> list[Material]:
    """Up to `most` sentences of an article, with the names that the article holds."""
    sentences = [p[s:e].strip() for p in paragraphs for s, e in split_sentences(p)]
    text = "".join(sentences)
    names: dict[str, set[str]] = {"nr": set(), "ns": set(), "nt": set(), "n": set()}
    for word, tag in rjieba.tag(text):
        key = "nr" if tag in ("nr", "nrt", "nrfg") else tag
        if key in names and len(word) >= 2 and (key != "nr" or (word[0] in SURNAMES and len(word) <= 3)):
            names[key].add(word)
    persons = {p for p in names["nr"] if text.count(p) >= 2} | set(_NAME_IN_SPEECH.findall(text)) | set(_FOREIGN.findall(text))
    usable = [i for i, s in enumerate(sentences) if 22 <= len(s) <= 130 and s[-1] in "。！？”" and s.count("“") == s.count("”")]
    author = rng.choice(AUTHORS)
    chosen = rng.sample(usable, min(most, len(usable)))
    return [
        Material(
            sentences[i],
            sentences[i - 1] if i else "",
            sentences[i + 1] if i + 1 < len(sentences) else "",
            text,
            tuple(sorted(persons)),
            tuple(sorted(names["ns"])),
            tuple(sorted(names["nt"])),
            tuple(sorted(names["n"])),
            tuple(s for j, s in enumerate(sentences) if abs(j - i) > 1 and 12 <= len(s) <= 60),
            author,
        )
        for i in chosen
    ]


def clauses_of(sentence: str) -> list[str]:
    return [c for c in _CLAUSES.findall(sentence) if re.search(r"\w", c)]


def _close(clauses: Sequence[str]) -> str:
    return "".join(clauses).rstrip("，；：。！？") + "。"


def _swap_once(sentence: str, pairs: Sequence[tuple[str, str]], rng: random.Random) -> str | None:
    """One word of a pair for the other, as a whole word of the sentence."""
    words = rjieba.cut(sentence)
    present = [(a, b) for a, b in pairs if a in words]
    if not present:
        return None
    old, new = rng.choice(present)
    position = rng.choice([i for i, w in enumerate(words) if w == old])
    return "".join([*words[:position], new, *words[position + 1 :]])


# --- true ---------------------------------------------------------------------------------------------------------------


def verbatim(m: Material, rng: random.Random) -> str | None:
    return m.sentence


def clause_dropped(m: Material, rng: random.Random) -> str | None:
    clauses = clauses_of(m.sentence)
    if len(clauses) < 3 or "“" in m.sentence:
        return None
    drop = rng.randrange(len(clauses))
    return _close([c for i, c in enumerate(clauses) if i != drop])


def clauses_elided(m: Material, rng: random.Random) -> str | None:
    clauses = clauses_of(m.sentence)
    if len(clauses) < 3 or "“" in m.sentence:
        return None
    return clauses[0].rstrip("，；：。") + "……" + clauses[-1]


def clauses_reordered(m: Material, rng: random.Random) -> str | None:
    clauses = clauses_of(m.sentence)
    if len(clauses) < 2 or "“" in m.sentence:
        return None
    order = clauses[:]
    rng.shuffle(order)
    return "，".join(c.rstrip("，；：。！？") for c in order) + "。" if order != clauses else None


def synonyms(m: Material, rng: random.Random) -> str | None:
    changed = _swap_once(m.sentence, SYNONYMS + [(b, a) for a, b in SYNONYMS], rng)
    changed = changed and (_swap_once(changed, SYNONYMS, rng) or changed)
    # Words in quotation marks and titles must stay as they are.
    return changed if changed and _quoted(changed) == _quoted(m.sentence) else None


def _quoted(sentence: str) -> list[str]:
    return re.findall(r"[“《「][^”》」]*", sentence)


def function_words_removed(m: Material, rng: random.Random) -> str | None:
    words = rjieba.cut(m.sentence)
    kept = [w for w in words if w not in FUNCTION or rng.random() < 0.3]
    return "".join(kept) if len(kept) < len(words) and "“" not in m.sentence else None


def to_chinese(number: int) -> str:
    """0..9999 in Chinese numerals, as people write them."""
    if number < 10:
        return CHINESE_DIGITS[number]
    text, zero = "", False
    for power, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if zero and text else "") + CHINESE_DIGITS[digit] + mark
        zero = digit == 0
    return text[1:] if 10 <= number < 20 else text


def numerals_rewritten(m: Material, rng: random.Random) -> str | None:
    numbers = [x for x in _NUMBER.finditer(m.sentence) if x[0].isdigit() and 2 < int(x[0]) < 1000 and len(x[0]) < 4]
    numbers = [x for x in numbers if m.sentence[x.end() : x.end() + 1] not in ("/", ":", "-", "～", "~", "％", "—", "至", "")]
    if not numbers:
        return None
    match = rng.choice(numbers)
    number = to_chinese(int(match[0]))
    if m.sentence[match.end()] == "%":
        return f"{m.sentence[: match.start()]}百分之{number}{m.sentence[match.end() + 1 :]}"
    written = m.sentence[: match.start()] + number + m.sentence[match.end() :]
    return written if _quoted(written) == _quoted(m.sentence) else None


def joined(m: Material, rng: random.Random) -> str | None:
    if not (10 < len(m.after) < 90) or "“" in m.sentence + m.after:
        return None
    return m.sentence.rstrip("。！？") + "，" + m.after


def attributed(m: Material, rng: random.Random) -> str | None:
    return f"{m.author}{rng.choice(['认为', '指出', '在文章中提到', '表示'])}，{m.sentence}"


def abbreviated(m: Material, rng: random.Random) -> str | None:
    """重庆市 -> 重庆, 2023年 -> 23年 where it stands, 国家发展改革委员会 stays."""
    shorter = re.sub(r"(?<=[一-鿿]{2})(?:市|省)(?=[的在，、])", "", m.sentence, count=1)
    return shorter if shorter != m.sentence and _quoted(shorter) == _quoted(m.sentence) else None


# --- corrupted ----------------------------------------------------------------------------------------------------------


def _other_number(text: str, rng: random.Random) -> str:
    while True:
        digits = list(text)
        places = [i for i, c in enumerate(digits) if c.isdigit()]
        digits[rng.choice(places)] = rng.choice("123456789")
        new = "".join(digits)
        if new != text and not (len(new) > 1 and new[0] == "0"):
            return new


def number_changed(m: Material, rng: random.Random) -> str | None:
    numbers = [x for x in _NUMBER.finditer(m.sentence) if m.sentence[x.end() : x.end() + 1] not in "年月日"]
    if not numbers:
        return None
    match = rng.choice(numbers)
    new = _other_number(match[0], rng)
    others = [x[0] for x in numbers if x[0] != match[0]]
    if others and rng.random() < 0.3:  # A figure of the same sentence, in the wrong place.
        new = rng.choice(others)
    return m.sentence[: match.start()] + new + m.sentence[match.end() :]


def chinese_number_changed(m: Material, rng: random.Random) -> str | None:
    found = list(re.finditer(r"[两三四五六七八九](?=[个名位家项条种次年大座届倍成天])|[一二三四五六七八九]十[一二三四五六七八九]?(?=[多余]?[个名位家项条种次年岁座届万亿])", m.sentence))
    if not found:
        return None
    match = rng.choice(found)
    options = [d for d in "三四五六七八九" if d != match[0][0]]
    return m.sentence[: match.start()] + rng.choice(options) + m.sentence[match.start() + 1 :]


def unit_changed(m: Material, rng: random.Random) -> str | None:
    options = [(x, y, i.start(1)) for x, y in UNITS for i in re.finditer(rf"\d({re.escape(x)})", m.sentence)]
    options = [o for o in options if not (o[0] in ("万", "亿") and m.sentence[o[2] + 1 : o[2] + 2] in "亿万")]
    if not options:
        return None
    old, new, at = rng.choice(options)
    return m.sentence[:at] + new + m.sentence[at + len(old) :]


def date_changed(m: Material, rng: random.Random) -> str | None:
    dates = list(_DATE.finditer(m.sentence))
    if not dates:
        return None
    match = rng.choice(dates)
    number, unit = int(match[1]), match[2]
    new = number + rng.choice([-3, -2, -1, 1, 2, 3])
    limit = {"年": 3000, "月": 12, "日": 31}[unit]
    if not 1 <= new <= limit:
        new = number - 1 if number > 1 else number + 1
    return m.sentence[: match.start(1)] + str(new) + m.sentence[match.end(1) :]


def _name_swapped(m: Material, names: Sequence[str], rng: random.Random) -> str | None:
    here = [n for n in names if n in m.sentence]
    if not here:
        return None
    old = rng.choice(here)
    others = [n for n in names if n not in m.sentence and n not in old and old not in n]
    return m.sentence.replace(old, rng.choice(others)) if others else None


def person_swapped(m: Material, rng: random.Random) -> str | None:
    others = m.persons if len(m.persons) > 1 else (*m.persons, *rng.sample([a for a in AUTHORS if a != m.author], 2))
    return _name_swapped(m, others, rng)


def place_swapped(m: Material, rng: random.Random) -> str | None:
    return _name_swapped(m, m.places, rng)


def organisation_swapped(m: Material, rng: random.Random) -> str | None:
    return _name_swapped(m, m.organisations, rng)


def names_exchanged(m: Material, rng: random.Random) -> str | None:
    """Two names of one kind in one sentence change places (not where they stand side by side)."""
    for names in (m.persons, m.places, m.organisations):
        here = [n for n in names if m.sentence.count(n) == 1]
        pairs = [(a, b) for a in here for b in here if m.sentence.find(a) < m.sentence.find(b) and a not in b and b not in a]
        rng.shuffle(pairs)
        for a, b in pairs:
            i, j = m.sentence.find(a), m.sentence.find(b)
            if len(m.sentence[i + len(a) : j]) >= 3 and "、" not in m.sentence[i + len(a) : j]:
                return m.sentence[:i] + b + m.sentence[i + len(a) : j] + a + m.sentence[j + len(b) :]
    return None


def negation_inserted(m: Material, rng: random.Random) -> str | None:
    words = rjieba.tag(m.sentence)
    verbs = [i for i, (w, t) in enumerate(words) if t == "v" and len(w) == 2 and i > 1 and words[i - 1][1][0] in "ndatmr"]
    verbs = [i for i in verbs if not re.search("[不没未无非]", "".join(w for w, _ in words[max(0, i - 2) : i + 1]))]
    if not verbs:
        return None
    i = rng.choice(verbs)
    negator = rng.choice(["没有", "未", "并未", "不", "没有", "不会", "未能"])
    return "".join(w for w, _ in words[:i]) + negator + "".join(w for w, _ in words[i:])


def negation_removed(m: Material, rng: random.Random) -> str | None:
    found = list(re.finditer(r"没有|尚未|并未|未能|不会|不能|并不|并非|无法|不再|不是(?!$)|不得|不(?=[存在符合影响涉及构成属于包含]{2})|未(?!成年|完全)(?=[发获达出公经按成完])", m.sentence))
    found = [x for x in found if not m.sentence[: x.start()].endswith(("有", "是", "能", "要", "会", "尚", "并", "仍", "还")) and m.sentence[x.end() : x.end() + 1] not in "，。”"]
    if not found:
        return None
    match = rng.choice(found)
    left = {"未能": "", "不会": "会", "不能": "能", "无法": "能够", "并非": "是", "不再": "", "不是": "是", "不得": "可以"}.get(match[0], "")
    return m.sentence[: match.start()] + left + m.sentence[match.end() :]


def direction_flipped(m: Material, rng: random.Random) -> str | None:
    return _swap_once(m.sentence, DIRECTIONS + [(b, a) for a, b in DIRECTIONS], rng)


def scope_flipped(m: Material, rng: random.Random) -> str | None:
    return _swap_once(m.sentence, SCOPES, rng)


def hedge_removed(m: Material, rng: random.Random) -> str | None:
    words = rjieba.tag(m.sentence)
    found = [i for i, (w, t) in enumerate(words) if w in HEDGES and t[0] in "vdc" and i + 1 < len(words) and words[i + 1][1] != "x"]
    found = [i for i in found if words[i + 1][0] not in ("的", "于", "性", "和", "、", "为", "是") and words[i - 1][0] != "不"]
    if not found:
        return None
    i = rng.choice(found)
    return "".join(w for j, (w, _) in enumerate(words) if j != i)


def author_swapped(m: Material, rng: random.Random) -> str | None:
    other = rng.choice([a for a in AUTHORS if a != m.author])
    return f"{other}{rng.choice(['认为', '指出', '在文章中提到', '表示'])}，{m.sentence}"


def clause_from_same_article(m: Material, rng: random.Random) -> str | None:
    source = [c.rstrip("，；：。！？”") for s in m.distant for c in clauses_of(s) if 8 <= len(c) <= 30]
    source = [c for c in source if c not in m.sentence and "“" not in c]
    return _append(m.sentence, rng.choice(source), rng) if source else None


def _append(sentence: str, clause: str, rng: random.Random) -> str:
    clauses = clauses_of(sentence)
    if len(clauses) > 2 and rng.random() < 0.3 and "“" not in sentence:
        return "".join([*clauses[:-1], clause, "，", clauses[-1]])
    return sentence.rstrip("。！？") + "，" + clause + "。"


def general_clause(m: Material, rng: random.Random) -> str | None:
    return _append(m.sentence, rng.choice(GENERAL), rng)


def noun_swapped(m: Material, rng: random.Random) -> str | None:
    """A common noun for another of the article; not asked for, but told."""
    words = rjieba.tag(m.sentence)
    here = [i for i, (w, t) in enumerate(words) if t == "n" and len(w) >= 2]
    others = [n for n in m.nouns if n not in m.sentence]
    if not here or not others:
        return None
    i = rng.choice(here)
    return "".join([*(w for w, _ in words[:i]), rng.choice(others), *(w for w, _ in words[i + 1 :])])


TRUE: tuple[Maker, ...] = (
    verbatim, clause_dropped, clauses_elided, clauses_reordered, synonyms, function_words_removed, numerals_rewritten,
    joined, attributed, abbreviated,
)  # fmt: skip
CORRUPTED: tuple[Maker, ...] = (
    number_changed, chinese_number_changed, unit_changed, date_changed, person_swapped, place_swapped,
    organisation_swapped, names_exchanged, negation_inserted, negation_removed, direction_flipped, scope_flipped,
    hedge_removed, author_swapped, clause_from_same_article, general_clause, noun_swapped,
)  # fmt: skip
LIGHT: tuple[Maker, ...] = (clause_dropped, function_words_removed, synonyms)


def make_case(maker: Maker, m: Material, foreign: str, half: int, source: str, rng: random.Random) -> Case | None:
    """One case, or None where the sentence does not lend itself to this kind. Two quotations in every third case."""
    is_true = maker in TRUE
    start = m
    if not is_true and rng.random() < 0.5 and (light := rng.choice(LIGHT)(m, rng)):
        start = Material(light, m.before, m.after, m.article, m.persons, m.places, m.organisations, m.nouns, m.distant, m.author)  # fmt: skip
    sentence = maker(start, rng)
    if not sentence or sentence == start.sentence and maker is not verbatim:
        return None
    quotes = [m.sentence]
    if maker is joined:
        quotes.append(m.after)
    elif rng.random() < 0.33 and m.before:
        quotes.insert(0, m.before)
    return Case(maker.__name__, is_true, sentence, tuple(quotes), (m.author,), half, source)


def clause_from_elsewhere(m: Material, foreign: str, half: int, source: str, rng: random.Random) -> Case:
    return Case("clause_from_elsewhere", False, _append(m.sentence, foreign, rng), (m.sentence,), (m.author,), half, source)
