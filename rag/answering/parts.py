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
_MOST_WORDS = 5


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


def split_question(question: Question) -> tuple[str, ...]:
    """The questions for the single facts, one or two; the folded text."""
    import rjieba

    text = _without_marks(question.chinese)
    by_sentences = _by_sentences(text)
    if by_sentences:
        return tuple(by_sentences)
    text = _YEARS.sub(r"\1年和\2年", text)
    if (
        question.parts < 2
        and not _YEARS.search(question.chinese)
        and "年和" not in text
        and not re.search(r"(时间|日期|主演|导演|地点|结果|收入|处理器|男女)", text)
    ):
        return (question.chinese,)
    if re.search(r"男女", text):
        return (text.replace("男女", "男子"), text.replace("男女", "女子"))
    words = rjieba.tag(text)
    inside = 0
    for at, (word, _) in enumerate(words):
        inside += word.count("《") + word.count("“") - word.count("》") - word.count("”")
        if inside or not 0 < at < len(words) - 1 or not _CONJUNCTION.fullmatch(word):
            continue
        found = _conjuncts(words, at)
        if found:
            left, right = found
            first = "".join(w for w, _ in words[:at] + words[at + 1 + right :])
            second = "".join(w for w, _ in words[: at - left] + words[at + 1 :])
            return (first, second)
    return (question.chinese,)
