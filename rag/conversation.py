"""A follow-up question made to stand alone: pronouns, ordinals, ellipses filled in from the earlier turns.

Rules of wording only, no index and no model (`condensing.py` asks one). A question that stands alone is returned
unchanged; where a rule finds nothing to fill in, the question stays as it is rather than being guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.names import find_names, looks_like_person, tag_words
from rag.referents import (
    GENERIC_NOUNS,
    Turn,
    last_persons,
    last_title,
    noun_phrases,
    persons_in,
    stem_of,
    topic_of,
)

__all__ = ["Turn", "standalone_question"]

_LEAD = re.compile(
    r"^(?:好的?|嗯|哦|谢谢|明白了?|知道了)?[，,。]?(?:那么|那|然后|所以|再问一下|请问|再请问)[，,]?(?!个|些|么|里|篇|位|种|年|时|一|呢|[两三几])"
)
_N = "[一二两三四五六七八九十0-9]"
_ORDINAL = re.compile(
    rf"^第{_N}+(?:个?(?:条|点|个|项|方面|种|步|类|部分|招|大|建议|措施|链|原因|问题))?(?:建议|措施|举措|内容|方面|要求|任务|原因)?(?:呢|是什么|是啥|具体.*|怎么.*|讲.*|说.*|指.*|有.*)?$"
)
_OTHERS = re.compile(
    rf"^(?:其他|其它|其余|另外|另|剩下|剩余|余下)的?(?:{_N}*(?:条|点|个|项|种|位|篇|家|类|大)?(?:方面|建议|措施|举措|人|作者|原因|问题)?)?(?:呢|是什么|是谁|有哪些|都?是.*)?$"
    r"|^(?:还有|还有没有|还有哪些|还有什么|还有别的|除此之外|除了这些)(?:呢|吗|别的|其他的?|哪些|什么)*(?:吗|呢)?$"
)
_BARE = re.compile(
    r"^(?:为什么|为何|为啥|原因是?什么|怎么做|怎么办|如何做到?|怎么做到的?|怎么实现|如何实现|怎么说|怎么讲|具体呢|具体来说呢?|具体一点|具体有哪些|具体是?什么|"
    r"具体怎么做|有哪些|是哪些|是什么|分别是什么|分别是哪些|比如呢?|例如呢?|举个例子|举例说明|有例子吗|有什么例子|详细说说|详细一点|展开说说|再详细些|继续|什么时候|何时|"
    r"在哪里|在哪|哪里|在什么地方|谁说的|谁写的|谁提出的|是谁|哪一篇|哪篇|哪篇文章|哪一篇文章|在哪篇文章里?|出处是?(?:哪里|什么)?|出自哪(?:里|篇|篇文章)|作者是谁|多少|有多少|几个|真的吗|确定吗|然后呢|结果呢|结果如何|依据是什么|有什么依据)(?:呢|吗|的)?$"
)
_NE = re.compile(r"^(.{1,24}?)(?:呢|怎么样|又如何|又怎样|如何)$")
_PERSON_PRONOUN = re.compile(
    r"(?<![其吉])(?:他们|她们|他|她)(?!们)|(?:这位|那位|该|这个|那个|这名)(?:作者|专家|学者|教授|研究员|人士|人|记者|老师)|此人|该作者|两位作者|(?:这|那)[两三几]位(?:作者|专家|学者)?|(?<!两)作者(?=的单位|是哪|来自)"
)
_PLURAL = re.compile(r"他们|她们|两位|[两三几]位")
_IT = re.compile(
    r"(?<!其)(?:它们|它)|(?<![因从如由据对彼])此(?:事|举|项|措施|政策|计划|概念)|(?:这|那|该)(?:个|种|项|一|件|家)?(?:概念|东西|说法|事情|事|政策|措施|计划|项目|体系|模式|问题|做法|公司|企业|城市|地方|地区|产业|平台|技术|工程|机构|组织|指标|目标|数字|工厂|行业|战略|理念|词|术语)"
)
_ITS = re.compile(r"(?<![尤极与何])其(?![他它中实余次间后]|乐|妙|貌)")
_ARTICLE = re.compile(
    r"(?:这|那|该|此|本)一?篇(?:文章|报道|稿子|评论)?|(?:该|此|本)文(?![化明件字学])|(?:上述|前面(?:那|这)篇)文章|(?:这|那)(?:个)?文章"
)
# A word after which a pronoun is an object or begins a clause.
_GOVERNS = re.compile(
    r"(?:[，,对把将为在从给向让由使到据跟和与用是有就按靠]|关于|怎么|怎样|如何|什么|推广|发展|实现|提出|看待|评价|制定|设)$"
)
_OF_WHICH = re.compile(
    r"其中|上述|上面(?:的|说的|提到的)?|以上(?:的|这)?(?=[^\d]{0,3}(?:措施|建议|方面|内容|几|各))|(?:这|那)(?:些|几|[一二两三四五六七八九十])(?:个|条|项|点|种|大|类|链|方面|家)?"
)
_ASKS = re.compile(r"什么|谁|哪|怎|为何|如何|几[个种条项家名位]|多少")
_WHOLE = re.compile(r"这组|这些文章|这几篇|所有|全部|各篇|几篇|[两三四五]篇|每篇|一共|总共")
# Times of one kind can stand for one another: 上半年 and 下半年, 一季度 and 三季度.
_TIMES = (
    re.compile(r"[上下]半年|全年"),
    re.compile(r"(?:第?[一二三四1-4]|前[一二三]个?)季度"),
    re.compile(r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?"),
    re.compile(r"今天|昨天|前天|明天|今日|昨日"),
    re.compile(r"上周|本周|下周"),
    re.compile(r"(?:上|本|这|下)个?月"),
)
_YEAR = re.compile(r"(?:19|20)\d{2}年?|去年|今年|明年|前年")
_PERSON_ATTRIBUTE = re.compile(r"^(?:的)?(?:单位|工作单位|职务|职称|头衔|身份|观点|看法|建议|主张|文章|标题)")
_EMPTY_WORDS = frozenset(
    "提出 提到 包括 需要 应该 应当 可以 采取 具体 主要 分别 一共 总共 还有 有没有 是不是 有何 之前 现在 目前 相关 有关"
    " 最后 首先 得出 这样 那样 多大 多久 为何 起来 出来 怎么样 是否 存在 属于 来自 请问".split()
)


def standalone_question(
    question: str,
    history: Sequence[Turn],
    known_authors: Sequence[str] = (),
    known_titles: Sequence[str] = (),
) -> str:
    """`question` with what it takes from the earlier turns written out; the same string where it takes nothing."""
    if not history or not question.strip():
        return question
    known_authors = [*known_authors, *(author for turn in history for author in turn.authors)]
    bare = _LEAD.sub("", question.strip(), count=1)
    stem = bare.rstrip("？?。！!. ")
    rules: tuple[Callable[[str, Sequence[Turn], Sequence[str], Sequence[str]], str | None], ...] = (
        _continue_list,
        _exchange,
        _ask_more,
        _name_article,
        _name_person,
        _name_thing,
        _within,
        _supply_subject,
    )
    for rule in rules:
        rewritten = rule(stem, history, known_authors, known_titles)
        if rewritten is not None:
            return rewritten.rstrip("？?。") + "？"
    return question


def _previous(history: Sequence[Turn]) -> str:
    return stem_of(history[-1].question)


def _stated(history: Sequence[Turn]) -> str:
    """The last question without its question word, so that what follows asks one thing, not two."""
    previous = re.sub(rf"[，,](?:其中)?第{_N}+.{{0,8}}$", "", _previous(history))
    stated = re.sub(rf"哪(?=些|几|一?{_N})些?", "", previous)
    stated = re.sub(r"有(?:什么|何|些什么)(?=[^，]{2})", "的", stated)
    stated = re.sub(r"(?:分别|都|主要)?(?:是|有|为|达到?)?(?:多少|什么|谁|哪里|哪儿)$", "", stated)
    stated = re.sub(r"^(?:哪篇文章|哪一篇文章|篇文章|有文章)(.{3,})$", r"\1的文章", stated)
    return stated if len(stated) >= 4 else previous


def _continue_list(stem: str, history: Sequence[Turn], _a: Sequence[str], _t: Sequence[str]) -> str | None:
    """第三条呢, 其他两条呢, 还有呢: the list asked for before."""
    if not (_ORDINAL.match(stem) or _OTHERS.match(stem)):
        return None
    asked = re.sub(r"呢$", "", stem)
    if _ORDINAL.fullmatch(asked) and re.fullmatch(rf"第{_N}+\S{{0,4}}", asked):
        asked += "是什么"
    if not re.search(r"什么|哪|谁|怎|如何|吗$", asked):
        asked += "是什么" if _OTHERS.match(stem) and not asked.startswith("还有") else "哪些" * asked.endswith("还有")
    return f"{_stated(history)}，{asked}"


def _ask_more(stem: str, history: Sequence[Turn], _a: Sequence[str], _t: Sequence[str]) -> str | None:
    """为什么, 具体呢, 哪一篇: a question word with nothing to ask about."""
    if not _BARE.match(stem):
        return None
    return f"{_stated(history)}，{re.sub('呢$', '', stem)}"


def _exchange(stem: str, history: Sequence[Turn], known_authors: Sequence[str], _t: Sequence[str]) -> str | None:
    """X呢: the last question again, about X instead of its like."""
    match = _NE.match(stem)
    if not match or (not stem.endswith("呢") and match[1] not in known_authors):
        return None
    new = match[1].strip("，, ")
    if _BARE.match(stem) or _ARTICLE.search(new) or _PERSON_PRONOUN.fullmatch(new) or _ASKS.search(new):
        return None
    previous = _previous(history)
    if new in previous:
        return None
    core = re.sub(r"^(?:对于?|关于|至于|在)|(?:的|方面|那边)$", "", new)
    old = _counterpart(core, previous, known_authors)
    return previous.replace(old, core, 1) if old else f"{core}，{previous}"


def _counterpart(new: str, previous: str, known_authors: Sequence[str]) -> str | None:
    """What of `previous` is of one kind with `new`: a person, a year, a place, a quarter, else the topic."""
    persons = persons_in(previous, known_authors)
    if new in known_authors or (looks_like_person(new) and persons):
        if persons:
            return persons[-1]
        return None
    if _YEAR.fullmatch(new):
        year = _YEAR.search(previous)
        return year[0] if year else None
    for pattern in _TIMES:
        if pattern.fullmatch(new):
            found = pattern.search(previous)
            return found[0] if found else None
    kinds = {n.text: n.kind for n in find_names(previous)}
    own = {n.kind for n in find_names(new)}
    alike = [text for text, kind in kinds.items() if kind in own and text not in persons]
    if alike:
        return alike[0]
    ending = [p for p in noun_phrases(previous, known_authors) if p[-1] == new[-1] or p[:1] == new[:1]]
    if ending:
        return min(ending, key=lambda p: abs(len(p) - len(new)))
    topic = topic_of(previous, known_authors)
    return topic if topic and topic in previous and topic not in persons else None


def _name_article(stem: str, history: Sequence[Turn], _a: Sequence[str], known_titles: Sequence[str]) -> str | None:
    match = _ARTICLE.search(stem)
    title = last_title(history, known_titles) if match else None
    if match is None or title is None or "《" in stem:
        return None
    return f"{stem[: match.start()]}《{title}》{stem[match.end() :]}"


def _name_person(stem: str, history: Sequence[Turn], known_authors: Sequence[str], _t: Sequence[str]) -> str | None:
    match = _PERSON_PRONOUN.search(stem)
    if match is None or not _is_whole_word(stem, match) or _is_bound(stem[: match.start()], known_authors):
        return None
    persons = last_persons(history, known_authors)
    if not persons:
        return None
    if _PLURAL.search(match[0]):
        name = "和".join(sorted(persons, key=lambda p: _first_mention(p, history)))
    else:
        name = persons[0]
    return _replace_it(f"{stem[: match.start()]}{name}{stem[match.end() :]}", history, known_authors)


def _is_whole_word(stem: str, match: re.Match[str]) -> bool:
    """Whether a pronoun is a word here: 他 in 维他命 and 马其他 is none."""
    starts = {w.start for w in tag_words(stem)}
    ends = {w.end for w in tag_words(stem)}
    return match.start() in starts and match.end() in ends


def _is_bound(before: str, known_authors: Sequence[str]) -> bool:
    """Whether what stands before a pronoun in the question itself already says whom or what it means."""
    if persons_in(before, known_authors) or find_names(before):
        return True
    earlier = re.split(r"[，,；;]", before)[:-1]
    return any(noun_phrases(clause, known_authors) for clause in earlier)


def _first_mention(person: str, history: Sequence[Turn]) -> int:
    position = history[-1].question.find(person)
    return position if position >= 0 else 10_000 + history[-1].answer.find(person)


def _replace_it(stem: str, history: Sequence[Turn], known_authors: Sequence[str]) -> str:
    match = _IT.search(stem)
    topic = _last_topic(history, known_authors) if match else None
    return f"{stem[: match.start()]}{topic}{stem[match.end() :]}" if match and topic and topic not in stem else stem


def _last_topic(history: Sequence[Turn], known_authors: Sequence[str]) -> str | None:
    return next((t for turn in reversed(history) if (t := topic_of(turn.question, known_authors))), None)


def _name_thing(stem: str, history: Sequence[Turn], known_authors: Sequence[str], _t: Sequence[str]) -> str | None:
    match = _IT.search(stem)
    if match is None:
        return _name_its(stem, history, known_authors)
    before = stem[: match.start()]
    topic = _last_topic(history, known_authors)
    if topic is None or topic in stem or _is_bound(before, known_authors):
        return None
    # 超文字这一概念: the demonstrative only repeats the noun before it.
    if len(match[0]) > 2 and before and not _GOVERNS.search(before):
        return None
    noun = re.sub(r"^[这那该此][个种项一件家]?", "", match[0])
    after = stem[match.end() :]
    return f"{before}{topic}{f'的{noun}' if noun in ('目标', '数字', '指标') and noun not in topic else ''}{after}"


def _name_its(stem: str, history: Sequence[Turn], known_authors: Sequence[str]) -> str | None:
    match = _ITS.search(stem)
    if match is None or (match.start() and not _GOVERNS.fullmatch(stem[: match.start()])):
        return None
    rest = stem[match.end() :].lstrip("的")
    persons = last_persons(history, known_authors) if _PERSON_ATTRIBUTE.match(rest) else []
    subject = persons[0] if persons else _last_topic(history, known_authors)
    return f"{stem[: match.start()]}{subject}的{rest}" if subject else None


def _within(stem: str, history: Sequence[Turn], _a: Sequence[str], _t: Sequence[str]) -> str | None:
    """其中, 这三个方面: the last question goes before."""
    match = _OF_WHICH.match(stem)
    if match is None:
        return None
    return f"{_stated(history)}，{stem}"


def _supply_subject(stem: str, history: Sequence[Turn], known_authors: Sequence[str], _t: Sequence[str]) -> str | None:
    """单位是什么, 有哪些具体措施: a question whose only nouns are attributes of what was spoken of."""
    if len(stem) > 14 or _WHOLE.search(stem) or find_names(stem) or noun_phrases(stem, known_authors):
        return None
    nouns = [w.text for w in tag_words(stem) if w.tag[0] == "n" and w.text in GENERIC_NOUNS]
    others = [
        w
        for w in tag_words(stem)
        if len(w.text) > 1 and w.text not in GENERIC_NOUNS | _EMPTY_WORDS and not _ASKS.search(w.text)
    ]
    if not nouns or others:
        return None
    persons = persons_in(history[-1].question, known_authors) or (
        last_persons(history[-1:], known_authors) if _PERSON_ATTRIBUTE.match(stem) else []
    )
    subject = persons[-1] if persons else _last_topic(history, known_authors)
    if subject is None:
        return None
    return f"{subject}{'' if stem[0] in '有是要怎如在' else '的'}{stem}"
