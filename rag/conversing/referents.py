"""Whom and what a conversation last spoke of: persons, articles, the topic of a question.

It knows the wording of questions and of answers, no index. `conversation.py` puts what is found here into a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.folding import fold
from rag.answer import Answer
from rag.answering.candidates import find_candidates
from rag.verifying.names import attributed_person, find_names, looks_like_person, tag_words

_QUOTED = re.compile(r"[“「『\"]([^”」』\"]{1,30})[”」』\"]")
_TITLE = re.compile(r"《[^《》]{1,40}》")
_ASKS_WHO = re.compile(r"谁|哪位|哪一位|哪些人|什么人|何人|作者是|作者叫|哪个(人|作者|专家|学者)|哪几位")
_ASKS_AUTHOR = re.compile(r"谁(?:说|写|撰|提|讲|谈|认为|主张|建议|指出)|作者|出自谁")
_DEFINED = re.compile(
    r"^(?:请问|请|那么|那)?(?:什么是|何谓|什么叫|解释一下|介绍一下|谈谈|说说)(.{2,24}?)(?:的?(?:含义|意思|概念|定义))?$"
    r"|^(?:请问)?(.{2,24}?)(?:指的是什么|是指什么|指什么|是什么意思|是什么|的含义是什么|的定义是什么|是啥|是怎么回事)$"
)
_OBJECT = re.compile(
    r"(?:对于|关于|有关|针对|围绕|对)([^，,。对]{2,20}?)"
    r"(?:有(?:什么|哪些|何)|是?怎么|怎样|如何|持|提出|的(?:看法|观点|建议|态度|意见|文章|影响)|$)"
)
_QUESTION_WORDS = re.compile(
    r"干嘛|干什么|干啥|为啥|咋样|咋|啥时候|啥|是不是|有没有|是否|能否|什么时候|什么样的?|什么|哪些|哪几|哪里|哪儿|哪个|哪位|哪|谁|怎么样|怎么|怎样|如何|为什么|为何|多少|多久|多[大长高远深重宽厚]|几[个种条项家名位点月号年天次件岁级层场届]|何时|何地|吗|呢|吧|请问"
)
# What is chosen among is asked for, not spoken of: 哪几个港口的灯塔.
_CHOSEN = re.compile(
    r"(?:哪[几些一]?[个种条项家名位座款类]?|什么样的)([一-鿿]{2,4}?)(?=的|[，,]|$)(?:的[一-鿿]{2,4}$)?"
)
_MEASURED = frozenset("这那此该每某几一两")
# 乔亭村 is cut into 乔亭 and 村.
_PLACE_ENDS = frozenset("村镇乡屯寨")
# What may stand behind a name of two characters and is no part of it.
_AFTER_NAME = frozenset(
    "说称指认表是在为对和与的了也就将已曾被从向等及到有等还都又并会要能可让把给跟同则却想问介告讲谈写任"
)
_PERHAPS_AFTER = frozenset("前后上下中里外最再先刚才只不没来去年月日两一今现因犯")
_NO_GIVEN_NAME = _AFTER_NAME | frozenset("市县区省村州镇乡港岛价费员厂们这那哪啥谁之与或其")
# Single characters that end a noun, which the tagger takes for something else when it stands alone.
_NOUN_ENDINGS = frozenset("厂类率额量业店院馆桥港站线型式性度法器机费价税权品车船队")
GENERIC_NOUNS = frozenset(
    "文章 作者 方面 问题 建议 措施 举措 办法 做法 内容 观点 看法 原因 目标 意义 作用 情况 单位 标题 题目 时间 地点"
    " 金额 数量 人 职务 专家 三篇 几篇 篇 段 段落 篇文章 例子 方式 途径 路径 特点 优势 困难 挑战 结果 条件 任务 要求"
    " 主张 意见 态度 本文 全文 这组 报道 新闻 名称 名字 具体措施 主要内容 比重 比例 占比 人数 价格"
    " 同比 环比 效果 目的 影响 好处 用处 产量 总产 单产 总产量 增速 涨幅 降幅 全长 长度 面积 高度 总数 总额".split()
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question, in its standalone form where that is known, with what was answered.

    `authors`, `titles` and `articles` (their ids) are those of the cited passages, in the order of their markers.
    """

    question: str
    answer: str = ""
    authors: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    refused: bool = False
    articles: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_answer(cls, answer: Answer) -> Turn:
        passages = [c.passage for c in answer.citations]
        return cls(
            answer.standalone_question or answer.question,
            answer.text,
            tuple(dict.fromkeys(p.author for p in passages if p.author)),
            tuple(dict.fromkeys(p.title for p in passages if p.title)),
            answer.refused,
            tuple(dict.fromkeys(p.article_id for p in passages)),
        )


def persons_in(text: str, known_authors: Sequence[str]) -> list[str]:
    """Persons that `text` names, in order: known authors, whoever speaks in it, whom the tagger takes for one."""
    found = {author: text.find(author) for author in known_authors if author and author in text}
    speaker = attributed_person(text)
    if speaker and not any(speaker in name or name in speaker for name in found):
        found[speaker] = text.find(speaker)
    for name in find_names(text):
        known = any(name.text in other or other in name.text for other in found)
        counted = text[name.start - 1 : name.start] in _MEASURED if name.start else False
        if name.kind == "person" and not known and not counted and (looks_like_person(name.text) or len(name.text) > 3):
            found[name.text] = name.start
    return sorted(found, key=lambda name: found[name])


def whole_name(name: str, texts: Sequence[str]) -> str:
    """沈闻舟 for 沈闻 that the tagger cut short: what every text that has the name goes on with."""
    if len(name) != 2 or not looks_like_person(name):
        return name
    said = "\n".join(texts)
    following = {said[m.end() : m.end() + 1] for m in re.finditer(re.escape(name), said)}
    after = following.pop() if len(following) == 1 else ""
    if not re.fullmatch(r"[一-鿿]", after) or after in _AFTER_NAME:
        return name
    everywhere = sum(name + after in text for text in texts) > 1
    ended = re.search(re.escape(name + after) + r"(?:[，,。；、）)：]|[是说称在表认指介告近也还曾已于因对向])", said)
    return name + after if everywhere or (ended and after not in _PERHAPS_AFTER) else name


def person_in_both(question: str, answer: str) -> str | None:
    """马山苓, cut by the tagger into a place and a rest: a surname and two characters in question and answer."""
    words = tag_words(question)
    for word in words:
        name = question[word.start : word.start + 3]
        # 苓是, a word to the tagger, is the end of a name and 是.
        ended = question[word.start + 3 : word.start + 4] in _AFTER_NAME
        known = not ended and any(
            len(w.text) > 1 and w.tag[0] != "n" and w.start < word.start + 3 <= w.end - 1 for w in words
        )
        inside = word.tag in ("ns", "nr", "nrt", "nz", "nt") or len(word.text) == 1
        if len(name) < 3 or known or not inside or not re.fullmatch(r"[一-鿿]{3}", name) or name not in answer:
            continue
        if len(word.text) < 3 and looks_like_person(name) and not _NO_GIVEN_NAME & set(name[1:]):
            return name
    return None


def last_persons(history: Sequence[Turn], known_authors: Sequence[str]) -> list[str]:
    """Whom 他 or 他们 may mean, best first, from the newest turn that names anybody."""
    for turn in reversed(history):
        texts = (turn.question, "" if turn.refused else turn.answer)
        both = person_in_both(*texts)
        asked = [whole_name(p, texts) for p in persons_in(turn.question, known_authors)] or ([both] if both else [])
        answered = [whole_name(p, texts) for p in persons_in(texts[1], known_authors)]
        if _ASKS_WHO.search(turn.question):
            # An answer in the article's words may name others too: the author of what it cites comes first.
            written = [a for a in turn.authors if a in turn.answer]
            by_author = list(turn.authors) if _ASKS_AUTHOR.search(turn.question) else []
            named = written or by_author or answered or _unknown_persons(texts[1]) or list(turn.authors)
            if named:
                return [p for p in named if p not in asked] or named
        if asked:
            return asked[::-1]
        if turn.refused:
            continue
        named = [a for a in known_authors if a in turn.answer] or answered or list(turn.authors)
        if named:
            return named
    return []


def _unknown_persons(answer: str) -> list[str]:
    """Names in the first sentence of an answer that no dictionary knows, by their surnames."""
    first = re.split(r"(?<=[。！？])", answer)[0]
    return [c.value for c in find_candidates(fold(first), ("person",))]


def last_title(history: Sequence[Turn], known_titles: Sequence[str]) -> str | None:
    """The article last spoken of, without 《》; None where none was."""
    for turn in reversed(history):
        for text in (turn.question, "" if turn.refused else turn.answer):
            if match := _TITLE.search(text):
                return match[0][1:-1]
            if named := [t for t in known_titles if t and t in text]:
                return max(named, key=len)
        if turn.titles and not turn.refused:
            return turn.titles[0]
    return None


def stem_of(question: str) -> str:
    """A question without its mark and its polite beginning."""
    return re.sub(r"^(?:请问|请教一下|请|那么|那)[，,]?", "", question.strip()).rstrip("？?。！!. 呢吗嘛")


def topic_of(question: str, known_authors: Sequence[str] = ()) -> str | None:
    """The thing that a question is about: a quoted term, what is defined, else its longest noun phrase."""
    stem = stem_of(question)
    if match := _DEFINED.match(stem):
        topic = (match[1] or match[2]).strip("，,的")
        if topic and not _QUESTION_WORDS.search(topic) and topic not in GENERIC_NOUNS:
            return topic
    if match := _QUOTED.search(stem):
        return match[0]
    if match := _TITLE.search(stem):
        return match[0]
    # The object of 对 or 关于 is what the question is on; else the longest noun phrase, the first among equals.
    match = _OBJECT.search(stem)
    if match and not any(author in match[1] for author in known_authors) and not _QUESTION_WORDS.search(match[1]):
        return match[1]
    if re.search(r"[把将]", stem) and (handled := _handled(stem)):
        return handled
    chosen = _CHOSEN.sub("，", stem)
    phrases = noun_phrases(chosen, known_authors) or noun_phrases(stem, known_authors)
    phrases = [p for p in phrases if not p.endswith(("过来", "起来", "下来", "出来", "上去", "下去"))]
    places = {n.text for n in find_names(stem) if n.kind == "place"}
    longest = max(phrases, key=lambda phrase: (len(phrase), phrase not in places), default=None)
    if longest is None:
        return None
    end = stem.find(longest) + len(longest)
    return longest + stem[end] if stem[end : end + 1] and stem[end] in _PLACE_ENDS else longest


def _handled(stem: str) -> str | None:
    """论文 of 要求把渡船卖掉: the nouns behind 把."""
    start = max(stem.find("把"), stem.find("将"))
    words = [w for w in tag_words(stem) if w.start >= start]
    if not words or words[0].text not in ("把", "将"):
        return None
    phrase = ""
    for word in words[1:]:
        if word.tag[0] not in "nbj" and word.tag != "vn":
            break
        phrase += word.text
    return phrase if len(phrase) > 1 and phrase not in GENERIC_NOUNS else None


def noun_phrases(stem: str, known_authors: Sequence[str] = ()) -> list[str]:
    """Runs of nouns (with the adjectives and verb-nouns among them) that carry meaning, in order."""
    phrases: list[str] = []
    run = ""

    def close() -> None:
        nonlocal run
        phrase = re.sub(r"(?<=..)[会能将应要]$", "", run.strip("的"))
        if len(phrase) > 1 and phrase not in GENERIC_NOUNS and phrase not in known_authors:
            phrases.append(phrase)
        run = ""

    for part in _QUESTION_WORDS.split(stem):
        for word in tag_words(part):
            inside = word.tag[0] in "najtbisfh" or word.tag in ("vn", "eng", "l", "m")
            inside = inside or bool(run and word.text in _NOUN_ENDINGS)
            if inside and word.text not in GENERIC_NOUNS and not word.text.isspace():
                run += word.text
            else:
                close()
        close()
    return phrases
