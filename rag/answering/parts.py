"""A question that asks for several facts taken apart: 甲和乙的时间 -> 甲的时间, 乙的时间; 时间和地点 -> one of each.

By wording alone. Where no like things stand around the conjunction, the question stays whole.
"""

from __future__ import annotations

import re

from rag.answering.coordination import names_attribute, split_attributes, split_numbered, split_things
from rag.answering.questions import Question

_SENTENCE = re.compile(r"[?？,，;；、]")
_ASKED = re.compile(r"多[少大长高久远宽深重快]|什么|谁|哪|几(?!乎)|何|怎")
# 德国的产量比日本高吗: two figures are wanted, one for each.
_MORE_THAN = re.compile(
    r"^(?P<a>[一-鿿]{2,8}?)(?:的)?(?P<what>[一-鿿]{0,8}?)比(?P<b>[一-鿿]{2,8}?)(?:的)?(?P=what)(?:是不是|要|更|还)?(?:多|少|高|低|大|小|长|短|快|慢|贵|便宜|早|晚)(?:吗|么|不|多少|[^，。]{0,3}吗)$"
)
# 甲和乙，哪个的产量高: likewise.
_WHICH_IS_MORE = re.compile(
    r"^(?P<a>[^，,和与]{2,12})[和与跟](?P<b>[^，,和与]{2,12}?)[，,]?(?:哪一?[个次家年边种位届]|谁)(?:的)?(?P<what>[一-鿿]{2,12}?)"
    r"(?:更|比较)?(?:多|少|高|低|大|小|长|短|快|慢|贵|便宜)(?:一?些|一?点)?$"
)
# 甲、乙谁判得重, 汇丰和渣打盈利谁掉得厉害: how much of it for each.
_WHO_MORE = re.compile(
    r"^(?P<a>[^，,和与、]{2,10})[、和与跟](?P<b>[^，,和与、]{2,10}?)(?P<two>两个?[一-鿿]{0,4}?|这?两[家位人])?(?P<what>[上下]半年[一-鿿]{0,8}|的[一-鿿]{1,8})?"
    r"(?:谁|哪[个家位])(?P<verb>[一-鿿]{1,2})得(?:更|最|比较)?(?:多|少|重|轻|狠|厉害|快|慢|高|低|大|小|惨|猛|长|短|久)$"
)
# What the second of two questions leaves to the first: 公司什么时候成立的？创始人是谁？
_SUBJECT = re.compile(
    r"^(?P<thing>《[^》]+》|.{2,16}?)(?:的[一-鿿]{1,6})?(?:是|叫|有|在|位于|由|共|一共|被|于|什么|多少|谁|哪|几|何|怎)"
)
_WHETHER = re.compile(r"(?:吗|么|没有|了没|没|是否[一-鿿]+|行不行|对不对|好不好|能不能[一-鿿]+|有没有[一-鿿]+)$")
# A piece that says under which condition is no topic.
_CONDITION = re.compile(r"如果|要是|假如|的话$|之后$|以后$|时$|的时候$|[了过]$")
_ABOUT = re.compile(r"^(?:关于|对于|至于|说到|据|根据)")
_NO_THING = re.compile(r"为|由于|在|当|对|从|据|按|如|因|谁|什么|哪|多少")
_PRONOUN = re.compile(r"^(?:它|他|她|其)(?:们)?(?:自己)?(?:的)?")
_ALSO = re.compile(r"^(?:还有|以及|并且|同时|另外|又|也|那么?)")
_STANDS_ALONE = re.compile(r"^(?:《|“)|年|月|第[一二三四五六七八九十\d]")
# What two do together is one fact.
_TOGETHER = re.compile(
    r"之间|距离|关系|合作|共同|联合|签署|会谈|会见|会晤|谈判|对阵|交手|交界|接壤|融合|结合|合并|联动|互动|互补|冲突|结婚|离婚"
)
# The first quarters or halves of a year, each with its own figure.
_QUARTERS = re.compile(r"前(?P<n>[两二三])个?季度")
_ORDINALS = ("第一", "第二", "第三")


def _by_sentences(text: str) -> tuple[str, ...]:
    """Questions one behind the other: 它的导演是谁 takes the thing from the first, 大陆占多少，台湾占多少 the topic."""
    pieces = [p.strip() for p in _SENTENCE.split(text) if p.strip()]
    asking = [bool(_ASKED.search(p) or _WHETHER.search(p)) for p in pieces]
    if len(pieces) == 3 and asking == [False, True, True] and not _CONDITION.search(pieces[0]):
        topic = _ABOUT.sub("", pieces[0])
        return topic + pieces[1], topic + pieces[2]
    if len(pieces) != 2 or not all(asking) or not _ASKED.search(pieces[0]):
        return ()
    subject = _SUBJECT.match(pieces[0])
    thing = _noun_phrase(subject["thing"]) if subject and not _NO_THING.match(pieces[0]) else ""
    second = _PRONOUN.sub("", _ALSO.sub("", pieces[1]))
    if not thing or thing in second or (_STANDS_ALONE.search(second) and not _PRONOUN.match(pieces[1])):
        return pieces[0], second
    # What is owned stands behind 的 (创始人), what is done behind the thing itself (什么时候开始).
    return pieces[0], thing + ("的" if _is_owned(second) else "") + second


def _noun_phrase(text: str) -> str:
    """`text` without the verbs and particles that it ends in: 总共坑了 is none."""
    import rjieba

    words = rjieba.tag(text)
    while words and words[-1][1][0] not in "njexsiltb" and words[-1][1] != "vn":
        words.pop()
    return "" if words and words[0][1] == "d" else "".join(word for word, _ in words)


def _is_owned(text: str) -> bool:
    """Whether a question opens with what a thing has: 创始人是谁, 导演是谁."""
    import rjieba

    words = rjieba.tag(text)
    noun = words[0][1][0] in "nj" or (len(words) > 1 and words[1][0] in ("是", "叫", "有") and len(words[0][0]) > 1)
    return noun and not _WHETHER.search(text)


def _shared_head(first: str, second: str) -> tuple[str, str, str]:
    """(德国, 粗钢产量, 日本) of 德国粗钢产量 and 日本: the first word is compared, the rest is said of both."""
    import rjieba

    words = list(rjieba.cut(first))
    return words[0], "".join(words[1:]).removeprefix("的"), second


def _by_quarters(text: str, asked_apart: bool) -> tuple[str, ...]:
    """前两季度营收分别是多少: one question a quarter."""
    found = _QUARTERS.search(text)
    if not found or not asked_apart:
        return ()
    count = 3 if found["n"] == "三" else 2
    return tuple(f"{text[: found.start()]}{n}季度{text[found.end() :]}" for n in _ORDINALS[:count])


def split_question(question: Question) -> tuple[str, ...]:
    """The questions for the single facts, three at most, or the one question itself; the folded text."""
    whole = (question.chinese,)
    text = re.sub(r"分别|各自|各(?=[是为有])", "", question.chinese)
    asked_apart = text != question.chinese
    versus = _MORE_THAN.match(text.rstrip("?？。 "))
    if versus:
        first, what, second = _shared_head(versus["a"] + versus["what"], versus["b"])
        return (f"{first}{what}多少", f"{second}{what}多少")
    more = _WHICH_IS_MORE.match(text.rstrip("?？。 "))
    if more:
        return (f"{more['a']}{more['what']}多少", f"{more['b']}{more['what']}多少")
    by_sentences = _by_sentences(text)
    if by_sentences:
        return by_sentences
    who = _WHO_MORE.match(text.rstrip("?？。 "))
    if who:
        what = who["what"] or ""
        return (f"{who['a']}{what}{who['verb']}了多少", f"{who['b']}{what}{who['verb']}了多少")
    if _TOGETHER.search(text) and not asked_apart:
        return whole
    if "男女" in text:
        return (text.replace("男女", "男子"), text.replace("男女", "女子"))
    return (
        _by_quarters(text, asked_apart)
        or split_numbered(text)
        or split_attributes(text)
        or (split_things(text, apart=asked_apart) if question.parts > 1 or asked_apart or names_attribute(text) else ())
        or split_things(text, named=True)
        or whole
    )
