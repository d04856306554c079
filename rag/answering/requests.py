"""What a question asks of the articles as such: whose, which, how many, the n-th; and the topic that remains, if any.

Authors' names are taken out first, then the words that only ask (观点, 怎么看, 分别, 文章…). Where nothing remains the
question has no topic: it asks for an author's outline, a summary, a list of authors. It opens no article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.folding import fold
from rag.answering.catalogue import ArticleCard
from rag.answering.questions import Question, number_of
from rag.ranking.query_expansion import AuthorNames

_N = "[一二两三四五六七八九十0-9]"
POSTS = (
    "教授|副教授|局长|处长|主任|所长|院长|校长|县长|市长|书记|经理|总监|研究员|"
    "编辑|编审|记者|博士|院士|主席|会长|秘书长"
)
_POLITE = "先生|女士|老师|同志|专家|老板|总"
PIECE = (
    "文章|报纸|专访|访谈|采访|通讯|特写|社论|通知|报道|新闻|稿件|稿子|文稿|发言|讲话|演讲|消息|专题|文字|材料|资料|内容|"
    "作品|论文|评论|文"
)
GROUP = re.compile(
    rf"(?:他|她|它|这|那|以上|上述|所有|全部|全体)(?:们)?(?:的)?(?:{_N}|几|些)+(?:位|个|名)?(?:作者|专家|学者|发言人|发言者|讲者|嘉宾|人|者)?|"
    rf"(?:{_N}+|几|各|每|所有|全部|全体|不同)(?:的)?(?:位|个|名)?(?:作者|专家|学者|发言人|发言者|讲者|嘉宾|人)|"
    r"(?:作者|专家|学者|发言人|嘉宾)们|(?:他|她)们(?:俩)?|大家|大伙儿?|每人|各人|各自|各家|各方|双方"
)
_EVERY_PIECE = re.compile(
    rf"(?:{_N}+|几|各|每|所有|全部|整)(?:篇|组|条|则)(?:{PIECE})?|(?:这|那|本)(?:些|几[篇条则]|[次场回期])(?:{PIECE})?"
)
OPINION = re.compile(
    r"(?:主要|核心|基本|具体|总的|中心|个人)?(?:观点|看法|意见|主张|见解|立场|态度|想法|建议|对策|举措|措施|办法|方案|要点|论点|论述|"
    r"说法|主意|点子|良方|药方|心得|体会|感想|启示|思路|倡议|提议|招数?|妙招|高见|论断|结论|诉求|期望|希望|呼吁)"
)
_SAYS = re.compile(
    r"(?:说|讲|谈|写|提|论|聊)(?:到|及|出|起)?|(?:支持|反对|赞成|同意|关注|关心|倡导|看重|重视|突出)(?=什么|哪|了?什么)|提议|强调|认为|觉得|主张|指出|表示|论述|讨论|给出|阐述|探讨|呼吁|分析|发表|围绕"
)
_THINKS = re.compile(r"怎么(?:看|想|办|评价|理解)|如何(?:看|评价|理解|认为)|怎样(?:看|想)")
SUMMARY = re.compile(
    r"主要内容|内容|主旨|大意|概括|总结|归纳|摘要|中心思想|中心|提纲|梗概|要点|提要|简介|概述|综述|要义|重点|大纲|主题|核心|"
    r"(?:用|以)?(?:几|一|两|三)(?:句话|段话|百字)|提炼|梳理|复述"
)
COMPARE = re.compile(
    r"区别|不同(?:点|之处)?|差异|差别|分歧|异同|对比|比较|相比|不一样|一样|相同(?:点|之处)?|共同(?:点|之处)?|共性|相似(?:点|之处)?|类似|"
    r"共识|一致|重合|冲突|矛盾|相反|对照|对读|(?:放|摆|列)在?一起|并列|并排"
)
COMMON = re.compile(
    r"(?<!不)相同|共同|(?<!不)一样|共性|相似|类似|共识|(?<!不)一致|重合|都(?:提到|谈到|说到|讲到|涉及|主张|认为|强调|关注|同意|说|讲)"
)
_ASKING = re.compile(
    r"(?:谁|哪[个位篇])(?:更|最)(?:强调|关注|看重|重视|注重|突出|侧重|偏向|支持|反对)|"
    r"(?:具体)?(?:怎么|如何|怎样)(?:去)?(?:落实|落地|展开|实施|操作|执行|说明|解释)(?=[?？]?$)|"
    r"怎么(?:看待?|说|讲|想|认为|理解|评价|办|做|样)|如何(?:看待?|评价|认为|理解|想|说|做)|怎样(?:看待?|说|想)|"
    r"有(?:没有)?(?:哪些|什么|何|些什么|哪几[个条点项种])|是(?:什么|怎样|哪些|哪几[个条点项种])|(?:都|全)?(?:有|是)(?:谁|哪些|什么)|"
    r"分?(?:为|成)?(?:哪?几|多少|哪些)(?:个?(?:部分|层面|板块)|层意思?)|哪些|哪几[个条点项种]?|什么样?|多少[个条点项种]?|几[个条点项种大]|谁|哪|"
    r"应该|应当|需要|可以|能够|方面|关于|对于|针对|其中|主要|具体|大致|大概|大体|基本上?|简单|简要|详细|一共|总共|共有|分别|各自|"
    r"出现|涉及|列举|引用|用到|包含|"
    r"告诉|知道|列出|列举|找出|所有|全部|全都|一下|自己|里面|之间|这个|那个|这些|那些|吗|么|呢|"
    r"到底|究竟|干|搞|做|事情?|东西|话题?|意思|部分|层面|呈现|给|看看|出来"
)
_SMALL = frozenset(
    "的 了 是 在 有 都 也 就 还 和 与 跟 及 同 对 从 由 把 被 里 中 内 上 下 这 那 其 他 她 它 他们 她们 们 "
    "我 你 您 我们 你们 个 条 点 项 篇 则 种 次 位 名 人 者 着 过 得 地 又 所 说 讲 谈 写 提 请 用 给 让 要 "
    "会 能 可 为 以 于 等 吧 啊 吗 么 呢 之 每 各 几 两 第 些 到 来 去 一 二 三 四 五 作者 专家 学者 本文 "
    "全文 通篇 文中 文里 版面 整版 页面 这版 本版 一个 一些 新 今天 这里 上面 以上 本期 里面 是不是 有没有 "
    "什么 文本 先生 女士 老师 同志 性 地方 时候 觉 想 看 论 该 给出 有关 比 相比 更 最 点儿 处 当 并 且 而 分 "
    "提出 提到 谈到 说到 讲到 认为 回答 问题 下面 跟着 呈 现 或 出 总 主 大 全 整 版 组 期 份 报 刊 页 "
    "点 支持 赞成 反对 同意 关注 关心 倡导 看重 主张 拿 出".split()
)  # fmt: skip
_WORD = re.compile(r"[0-9a-z一-鿿]")
_NTH = re.compile(rf"第(?P<n>{_N}+)(?:个|条|点|项|大点|大|方面|部分|段|招)?(?P<of>篇|则|{PIECE})?")
_NTH_PIECE = re.compile(rf"第(?P<n>{_N}+)(?:篇|则|条(?=新闻|消息|报道)|个(?={PIECE}))")
_LAST = re.compile(r"(?:最后|末|最末)(?:的)?(?:一|那)?(?:个|条|点|项|篇|则)")


@dataclass(frozen=True, slots=True)
class Request:
    """`text` is the question without names. `topic` holds the words that remain, empty for a question without one.

    `ordinal` counts points, `piece` articles: 0 when none is asked for, -1 for the last. `everyone`
    tells that the
    authors are asked about together.
    """

    asked: Question
    text: str
    names: tuple[str, ...]
    topic: tuple[str, ...]
    everyone: bool = False
    ordinal: int = 0
    piece: int = 0
    ordinals: tuple[int, ...] = ()

    def has(self, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(self.text))

    @property
    def speaks(self) -> bool:
        """Whether it asks what somebody says or thinks, no more."""
        return self.has(OPINION) or self.has(_SAYS) or self.has(SUMMARY) or self.has(_THINKS)


def names_in(folded: str, authors: Sequence[str]) -> list[tuple[int, int, str]]:
    """(start, end, author) for each author named in a question, in order; the longest where names overlap.

    A foreign author may be called by one part of the name (汉森 for 彼得·汉森).
    """
    found: list[tuple[int, int, str]] = []
    for author in authors:
        whole = fold(author)
        parts = [whole, *(p for p in re.split(r"[·・ ]", whole) if "·" in whole and len(p) > 1)]
        at, length = next(((folded.find(p), len(p)) for p in parts if len(p) > 1 and p in folded), (-1, 0))
        if at >= 0:
            found.append((at, at + length, author))
    longest = [
        f
        for f in found
        if not any(o != f and o[0] <= f[0] and f[1] <= o[1] and o[1] - o[0] > f[1] - f[0] for o in found)
    ]
    return sorted(longest)


def _posted(folded: str, cards: Sequence[ArticleCard]) -> list[tuple[int, int, str]]:
    """何局长, 魏教授, 教授: the one author of that surname and post."""
    found = []
    for match in re.finditer(rf"(?P<surname>[一-鿿])?(?P<post>{POSTS}|{_POLITE})", folded):
        surname, post = match["surname"] or "", match["post"]
        of_name = {c.author for c in cards if c.author and surname and fold(c.author).startswith(surname)}
        of_post = {c.author for c in cards if c.author and c.affiliation and post in fold(c.affiliation)}
        both = of_name & of_post if of_post else of_name
        if len(both) == 1:
            found.append((match.start(), match.end(), both.pop()))
        elif len(of_post) == 1 and re.fullmatch(POSTS, post) and match.start("post") == 0:
            found.append((0, match.end(), of_post.pop()))
    return found


def _without(text: str, found: Sequence[tuple[int, int, str]]) -> str:
    for start, end, _ in sorted(found, reverse=True):
        text = text[:start] + " " + text[end:]
    return text


def remaining(text: str) -> tuple[str, ...]:
    """The words of a question that do more than ask."""
    import rjieba

    for pattern in (_NTH_PIECE, _NTH, _LAST, GROUP, _EVERY_PIECE, OPINION, SUMMARY, COMPARE, _ASKING):
        text = pattern.sub(" ", text)
    text = re.sub(
        rf"(?:这|那|本|该|全|整)?(?:{_N}|几|些)?(?:篇|组|条|则|个|期|份|版)?(?:{PIECE})(?:里面|里|中|内)?", " ", text
    )
    text = re.sub(r"(?:这|那|本|该)(?:一)?(?:篇|条|则|个)", " ", text)
    text = _SAYS.sub(" ", text)
    text = re.sub(rf"(?:{POSTS}|{_POLITE})(?=\s|$)", " ", text)
    words = [w for run in text.split() for w in rjieba.cut(run)]
    return tuple(w for w in words if _WORD.search(w) and w not in _SMALL)


def names_a_thing(word: str) -> bool:
    """Whether a word is a noun, or a verb that names a field (融合, 创新); 想, 听听 are none."""
    import rjieba

    tag: str = rjieba.tag(word)[0][1]
    return tag[0] in "nilj" or tag in ("vn", "an", "eng", "x") or (tag == "v" and len(word) > 1 and word[0] != word[1])


def _ordinals(text: str) -> tuple[int, int]:
    """(point, article) asked for by number; -1 is the last, 0 none."""
    piece = _NTH_PIECE.search(text)
    article = number_of(piece["n"]) if piece else 0
    rest = _NTH_PIECE.sub(" ", text)
    nth = re.search(rf"第({_N}+)(?:个|条|点|项|大|方面|部分|招)", rest)
    point = number_of(nth[1]) if nth else 0
    last = _LAST.search(rest)
    if last:
        of_piece = last[0][-1] in "篇则" or re.match(r"新闻|报道|文章", rest[last.end() :])
        article, point = (-1, point) if of_piece else (article, -1)
    return point, article


@lru_cache(maxsize=4)
def _author_names(authors: tuple[str, ...]) -> AuthorNames:
    return AuthorNames(authors)


def find_authors(
    text: str, cards: Sequence[ArticleCard], authors: Sequence[str]
) -> tuple[list[tuple[int, int, str]], bool]:
    """Where authors are named, by name or post, else mistyped; and whether they are mistyped."""
    found = names_in(text, authors) or _posted(text, cards)
    if found:
        return found, False
    for name in _author_names(tuple(authors)).mistyped(text) or _mistyped_short(text, authors):
        at = _place(text, fold(name))
        if at:
            return [(*at, name)], True
    return [], False


def with_full_names(text: str, cards: Sequence[ArticleCard], authors: Sequence[str]) -> str:
    """何局长, 汉森, 罗重普 written out as the author's name is signed."""
    found, _ = find_authors(text.rstrip("?？ "), cards, authors)
    for start, end, author in sorted(found, reverse=True):
        post = re.match(rf"(?:{POSTS}|{_POLITE})(?!的文|们)", text[end:])
        text = text[:start] + fold(author) + text[end + (post.end() if post else 0) :]
    return text


def read_request(asked: Question, cards: Sequence[ArticleCard], authors: Sequence[str]) -> Request:
    """What `asked` wants of articles by `authors`; `cards` tell their posts."""
    text = asked.chinese.rstrip("?？ ")
    found, _ = find_authors(text, cards, authors)
    rest = _without(text, found)
    # A follow-up comes as 第二条建议,第三条是什么: what stands after the comma is asked.
    newest = next((part for part in reversed(re.split("[,，]", rest)) if re.search(rf"第{_N}", part)), rest)
    point, piece = _ordinals(newest)
    points = tuple(number_of(n) for n in re.findall(rf"第({_N}+)(?:个|条|点|项|大|方面|部分|招)", newest))
    names = tuple(dict.fromkeys(author for _, _, author in found))
    topic = remaining(rest)
    everyone = bool(GROUP.search(rest) or _EVERY_PIECE.search(rest))
    return Request(asked, rest.strip(), names, topic, everyone, point, piece, points or ((point,) if point else ()))


def _mistyped_short(text: str, authors: Sequence[str]) -> list[str]:
    """沈兰婷 for 沈兰亭: a name of two or three at the head of what speaks, one character of like sound wrong."""
    head = re.match(r"([一-鿿]{2,3}?)(?:的?(?:观点|看法|建议|主张|文章|单位|意见)|认为|怎么看|说|提出|有)", text)
    if not head:
        return []
    typed = head[1]
    near = [
        a for a in authors if len(a) == len(typed) and fold(a)[0] == typed[0] and _sound_alike(fold(a)[1:], typed[1:])
    ]
    return near if len(near) == 1 else []


# Given names that sound alike and are typed for one another.
_SOUNDS = tuple(
    (
        "明名鸣铭 强墙 伟玮维韦卫威 华花 军君均俊 平萍评 芳方房 静敬净 杰洁捷 文闻雯 辉晖挥 祥翔 丽莉利 "
        "林琳霖 建健剑 志智致治 清青晴卿 书淑舒 宁凝 玉宇雨 燕艳雁 峰锋风枫 普谱 鑫新欣心 佳家嘉 永勇 "
        "红宏洪鸿 亮良 兰岚"
    ).split()
)


def _sound_alike(a: str, b: str) -> bool:
    return (
        len(a) == len(b)
        and a != b
        and all(x == y or any(x in s and y in s for s in _SOUNDS) for x, y in zip(a, b, strict=True))
    )


def _place(text: str, name: str) -> tuple[int, int] | None:
    """Where something of the length of `name` differs from it in one character."""
    for start in range(len(text) - len(name) + 1):
        if sum(a != b for a, b in zip(text[start : start + len(name)], name, strict=True)) == 1:
            return start, start + len(name)
    return None
