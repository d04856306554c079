"""A question that asks for two facts taken apart: 甲和乙的时间 -> 甲的时间, 乙的时间; 时间和地点 -> one of each.

By wording alone. Where no two like things stand around the conjunction, the question stays whole.
"""

from __future__ import annotations

import re

from rag.answering.questions import Question

_CONJUNCTION = re.compile(r"[和与及、跟]|以及|还有")
_SENTENCE = re.compile(r"[?？,，;；]")
_ASKS = re.compile(r"多少|什么|谁|哪|几|何|怎|时间|日期|地点|主演|导演|结果|收入|冠军|处理器")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d{2})年?[和与及、]((?:19|20)\d{2})年?")
# 德国的产量比日本高吗: two figures are wanted, one for each.
_MORE_THAN = re.compile(
    r"^(?P<a>[一-鿿]{2,8}?)(?:的)?(?P<what>[一-鿿]{0,8}?)比(?P<b>[一-鿿]{2,8}?)(?:的)?(?P=what)(?:是不是|要|更|还)?(?:多|少|高|低|大|小|长|短|快|慢|贵|便宜|早|晚)(?:吗|么|不|多少|[^，。]{0,3}吗)$"
)
_MOST_WORDS = 5
# One thing in two words, not two things.
_ONE_THING = re.compile(r"(国家)(?:和|或|及|与)(地区)")
_PAUSED = re.compile(r"[是为在有的被将于]|分别|什么|多少|谁|哪|几")
# What two do together is one fact.
_TOGETHER = re.compile(r"之间|距离|关系|合作|共同|联合|签署|会谈|会见|对阵|交界|接壤")
_NAME_TAGS = ("nr", "ns", "nt", "nz", "eng", "nrt", "nrfg")


def _without_marks(text: str) -> str:
    return re.sub(r"分别|各自", "", text)


def _by_sentences(text: str) -> list[str]:
    """Two questions in one: 它的导演是谁 takes the thing from the first."""
    pieces = [p.strip() for p in _SENTENCE.split(text) if p.strip()]
    if len(pieces) != 2 or not all(re.search(r"多少|什么|谁|哪|几|何|怎", p) for p in pieces):
        return []
    subject = re.match(r"(《[^》]+》|.{2,12}?(?=是|的|有|在|逃|被))", pieces[0])
    second = re.sub(r"^(它|他|她|其)(的)?", "", pieces[1])
    return [pieces[0], (subject[0] if subject else "") + second]


def _conjuncts(words: list[tuple[str, str]], at: int) -> tuple[int, int] | None:
    """How many words on either side of the conjunction at `at` belong to it: those of the same parts of speech."""
    left, right = words[:at], words[at + 1 :]
    # Two things named alike end alike: 德国队和法国队, 成都大运会和杭州亚运会.
    lengths = range(1, min(_MOST_WORDS, len(left), len(right)) + 1)
    for length in lengths:
        if left[-1][0] == right[length - 1][0]:
            return length, length
    for length in lengths:
        word = right[length - 1][0]
        if len(word) > 1 and left[-1][0][-1] == word[-1]:
            return length, length
    alike = _begin_alike(left, right)
    if alike:
        return alike
    best = 0
    for length in lengths:
        pairs = zip(left[-length:], right[:length], strict=True)
        if all(a[1][0] == b[1][0] and a[1][0] != "x" and a[0] not in "的是" for a, b in pairs):
            best = length
    if best:
        return best, best
    if left and right and left[-1][1][0] not in "xupc" and right[0][1][0] not in "xupc":
        return 1, 1
    return None


def _begin_alike(left: list[tuple[str, str]], right: list[tuple[str, str]]) -> tuple[int, int] | None:
    """Two things named alike may begin alike: 最佳电视剧和最佳电视动画; the second ends where the question goes on."""
    for length in range(2, min(_MOST_WORDS, len(left)) + 1):
        if len(right[0][0]) > 1 and left[-length][0] == right[0][0]:
            end = next((n for n, (word, tag) in enumerate(right) if n and (_PAUSED.match(word) or tag[0] == "x")), 0)
            return (length, end or len(right)) if (end or len(right)) <= _MOST_WORDS else None
    return None


def _whole_name(words: list[tuple[str, str]], at: int) -> int:
    """How many words before `at` make the name that the question opens with: the tagger parts 布 from 林肯."""
    return at if at <= 3 and all(len(w) == 1 or t[0] == "n" for w, t in words[:at]) and len(words[0][0]) == 1 else 0


def _two_names(words: list[tuple[str, str]]) -> bool:
    """甲和乙推出的……: a question that opens with two names."""
    return (
        len(words) > 4
        and words[1][0] in "和与及、"
        and all(w[1] in _NAME_TAGS and len(w[0]) > 1 for w in (words[0], words[2]))
    )


def _shared_head(first: str, second: str) -> tuple[str, str, str]:
    """(德国, 粗钢产量, 日本) of 德国粗钢产量 and 日本: the first word is compared, the rest is said of both."""
    import rjieba

    words = list(rjieba.cut(first))
    return words[0], "".join(words[1:]).removeprefix("的"), second


def split_question(question: Question) -> tuple[str, ...]:
    """The questions for the single facts, one or two; the folded text."""
    import rjieba

    text = _without_marks(question.chinese)
    by_sentences = _by_sentences(text)
    if by_sentences:
        return tuple(by_sentences)
    versus = _MORE_THAN.match(text.rstrip("?？。 "))
    if versus:
        first, what, second = _shared_head(versus["a"] + versus["what"], versus["b"])
        return (f"{first}{what}多少", f"{second}{what}多少")
    if _TOGETHER.search(text) and text == question.chinese:
        return (question.chinese,)
    years = _YEARS.search(text)
    if years:
        return tuple(f"{text[: years.start()]}{year}年{text[years.end() :]}" for year in years.groups())
    text = _ONE_THING.sub(r"\1或者\2", text)
    words = rjieba.tag(text)
    if (
        question.parts < 2
        and not re.search(r"(时间|日期|主演|导演|地点|结果|收入|处理器|男女)", text)
        and not _two_names(words)
    ):
        return (question.chinese,)
    if re.search(r"男女", text):
        return (text.replace("男女", "男子"), text.replace("男女", "女子"))
    inside = 0
    for at, (word, _) in enumerate(words):
        inside += word.count("《") + word.count("“") - word.count("》") - word.count("”")
        if inside or not 0 < at < len(words) - 1 or not _CONJUNCTION.fullmatch(word):
            continue
        found = _conjuncts(words, at)
        if found:
            left, right = found
            left = max(left, _whole_name(words, at))
            first = "".join(w for w, _ in words[:at] + words[at + 1 + right :])
            second = "".join(w for w, _ in words[: at - left] + words[at + 1 :])
            return (first, second)
    return (question.chinese,)
