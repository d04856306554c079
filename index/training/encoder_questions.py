"""Sentences of running text into question-like queries about themselves; it knows no corpus and no model.

A clause loses one span (a person, a place, a time, a figure, a noun phrase) to the question word that asks for it,
which is as near to a reader's question as text without questions comes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

_CLAUSE = re.compile(r"[^，。；：！？!?;:\n,]+")
_PERSON = ("谁", "谁", "哪位", "什么人")
_PLACE = ("哪里", "哪个地方", "什么地方", "哪个城市", "哪个国家", "哪个地区", "何处")
_BODY = ("哪个机构", "哪家公司", "哪个部门", "什么组织", "哪家", "哪个单位")
_TIME = ("什么时候", "何时", "哪一年", "哪天", "什么时间")
_THING = ("什么", "什么", "哪些", "哪个", "哪种", "何种")
_ENDS = ("？", "？", "？", "", "呢？", "?")
_FRONTS = ("", "", "", "", "", "请问", "据报道，", "关于")
_LEFT_OUT = frozenset(("d", "c", "uj", "ul", "uz", "y", "zg", "ad"))
MIN_CONTENT_WORDS = 3
Tagged = Sequence[tuple[str, str]]


def make_question(tagged: Tagged, generator: random.Random) -> str:
    """A question-like query from one sentence's (word, part of speech) pairs; empty if nothing can be asked."""
    words = _window(list(tagged), generator)
    spans = list(_answer_spans(words))
    if not spans:
        return ""
    start, end, asked = generator.choice(spans)
    before_tagged = [pair for pair in words[:start] if _kept(pair[1], generator)]
    after_tagged = [pair for pair in words[end:] if _kept(pair[1], generator)]
    if sum(_content(tag) for _, tag in before_tagged + after_tagged) < MIN_CONTENT_WORDS:
        return ""
    before, after = [w for w, _ in before_tagged], [w for w, _ in after_tagged]
    question_word = _question_word(asked, words[start:end], generator)
    if generator.random() < 0.2:
        body = question_word + "".join(after) + "".join(before)
    else:
        body = "".join(before) + question_word + "".join(after)
    return generator.choice(_FRONTS) + body + generator.choice(_ENDS)


def make_keywords(tagged: Tagged, generator: random.Random) -> str:
    """Two to six content words of a sentence, in order; empty if it has fewer than two."""
    content = [word for word, tag in tagged if _content(tag)]
    if len(content) < 2:
        return ""
    chosen = sorted(generator.sample(range(len(content)), min(len(content), generator.randint(2, 6))))
    return generator.choice(("", " ")).join(content[i] for i in chosen)


def _window(words: list[tuple[str, str]], generator: random.Random) -> list[tuple[str, str]]:
    """One or two neighbouring clauses, seldom the whole."""
    clauses: list[list[tuple[str, str]]] = [[]]
    for word, tag in words:
        if _CLAUSE.fullmatch(word):
            clauses[-1].append((word, tag))
        elif clauses[-1]:
            clauses.append([])
    clauses = [clause for clause in clauses if clause]
    if not clauses:
        return []
    first = generator.randrange(len(clauses))
    count = generator.choice((1, 1, 2, 2, 3))
    window = [pair for clause in clauses[first : first + count] for pair in clause]
    if first > 0 and generator.random() < 0.3:
        window = clauses[0][:6] + window
    return window[:40]


def _answer_spans(words: Tagged) -> list[tuple[int, int, str]]:
    """(start, end, kind) of every span that a question may ask for."""
    spans: list[tuple[int, int, str]] = []
    position = 0
    while position < len(words):
        tag = words[position][1]
        end = position + 1
        if tag == "m" or tag == "t":
            while end < len(words) and words[end][1] in ("m", "q", "t", "mq"):
                end += 1
            text = "".join(word for word, _ in words[position:end])
            spans.append((position, end, "time" if re.search(r"[年月日]$|[时点]", text) else "figure"))
        elif tag.startswith("nr"):
            spans.append((position, end, "person"))
        elif tag.startswith("ns"):
            spans.append((position, end, "place"))
        elif tag.startswith("nt"):
            spans.append((position, end, "body"))
        elif tag in ("n", "nz", "vn", "an", "l", "i", "eng", "j"):
            while end < len(words) and words[end][1] in ("n", "nz", "vn", "an", "eng", "j") and end - position < 5:
                end += 1
            spans.append((position, end, "thing"))
        position = end
    return spans


def _question_word(asked: str, answer: Tagged, generator: random.Random) -> str:
    if asked == "figure":
        unit = answer[-1][0] if len(answer) > 1 else re.sub(r"[\d.一二三四五六七八九十百千万亿两%]+", "", answer[-1][0])
        return generator.choice(("多少", "多少", "几")) + unit
    if asked == "thing":
        word = generator.choice(_THING)
        keep_head = len(answer) > 1 and generator.random() < 0.6
        return word + (answer[-1][0] if keep_head else "")
    return generator.choice({"person": _PERSON, "place": _PLACE, "body": _BODY, "time": _TIME}[asked])


def _content(tag: str) -> bool:
    return tag[0] in "nvaijlm" or tag == "eng"


def _kept(tag: str, generator: random.Random) -> bool:
    """Readers leave out adverbs, particles, times and, now and then, anything."""
    if tag in _LEFT_OUT:
        return generator.random() < 0.4
    if tag == "t":
        return generator.random() < 0.5
    return generator.random() < 0.88
