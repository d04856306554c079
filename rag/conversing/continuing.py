"""A follow-up that goes on about the article just cited: when it does, and which of two answers is the reader's.

最后得了什么奖 names nothing of its own: the article that the last answer cited is asked first. A question with names or
things of its own is a new one, and is asked of all articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.folding import fold
from index.records import Hit
from rag.answer import Answer
from rag.answering.refusing import phrase
from rag.conversing import followups
from rag.conversing.referents import GENERIC_NOUNS, Turn, noun_phrases, stem_of
from rag.verifying.names import find_names, tag_words

# 最后得了什么奖: an answer says 奖.
_WHAT_KIND = re.compile(r"什么([^事样用人意话时东么呢吗的了，,])$")
_NOW = ("现在", "目前", "如今", "眼下", "今年")
_PRESENT = re.compile(r"现在|目前|如今|眼下|今年|当前|现有|已有|已达")
# An answer from more articles than these goes on about none of them.
_MOST_ARTICLES = 2
_OVER_ALL = re.compile(r"哪[几一]?篇|几篇|哪些文章|哪[几一]?条新闻|文章|报道|作者|谁写|《")
_EMPTY = frozenset(
    "现在 目前 如今 以前 之前 后来 当时 当年 以后 总共 一共 自己 最后 已经 具体 这次 上次 这回 那次 那回 私下"
    " 当初 早先".split()
)
_OWN_SUBJECT = re.compile(r"[那这][个位家名]|[他她它]|此|其|前者|后者")


def articles_spoken_of(history: Sequence[Turn]) -> tuple[str, ...]:
    """The articles that the newest answer cites, of the last two turns; none where it cites many."""
    for turn in reversed(history[-2:]):
        if turn.articles and not turn.refused:
            return turn.articles if len(turn.articles) <= _MOST_ARTICLES else ()
    return ()


def names_new(question: str, history: Sequence[Turn]) -> bool:
    """Whether the question names what no earlier turn speaks of, or asks for articles: it is asked of all of them."""
    said = _said(history)
    return bool(_OVER_ALL.search(question)) or any(name.text not in said for name in find_names(question))


def with_subject(question: str, history: Sequence[Turn]) -> str | None:
    """后来怎么判的 with the subject of the last question in front; None where it has one of its own."""
    stem = followups.LEAD.sub("", question.strip(), count=1).rstrip("？?。！!. ")
    stem = re.sub(r"^[那这](?=(?:19|20)\d\d)", "", stem)
    words = tag_words(stem)
    own = _OWN_SUBJECT.search(stem) or not words or (words[0].tag[0] in "nr" and words[0].text not in _EMPTY)
    subject = None if own or not followups.ASKING.search(stem) else subject_of(stem_of(history[-1].question))
    return f"{subject}{stem}？" if subject and subject not in stem else None


def subject_of(stem: str) -> str | None:
    """The nouns that a question begins with: 青港那位船长 of 青港那位船长救了几个人."""
    subject = ""
    words = tag_words(re.split(r"[，,]", stem)[0])
    for word in words:
        role = bool(subject) and word.text[-1] in "长员者家手师" and word.tag[0] == "v" and len(word.text) == 2
        pointing = re.fullmatch(r"[那这](?:[个位家名只条场起]|边)?", word.text)
        if not (word.tag[0] in "nbja" or word.tag in ("x", "eng", "vn", "zg", "uj") or role or pointing):
            break
        if word.text in _EMPTY:
            break
        subject += "" if word.text.endswith("边") else word.text
    subject = subject.rstrip("的那这")
    return subject if len(subject) > 1 and subject not in GENERIC_NOUNS else None


def leans(question: str, history: Sequence[Turn]) -> bool:
    """Whether the question has no thing of its own to ask about: none but what the last turn spoke of."""
    said = _said(history[-1:])
    stem = followups.PERSON_PRONOUN.sub("，", followups.IT.sub("，", stem_of(question)))
    own = [p for p in noun_phrases(stem) if p not in _EMPTY and p not in said]
    return not own and not names_new(question, history)


def is_lost(question: str, answer: Answer, history: Sequence[Turn]) -> bool:
    """Whether 第二条是啥 found no list to count in, where the last answer did: that answer holds it."""
    counted = history and not history[-1].refused and followups.ORDINAL.match(followups.LEAD.sub("", stem_of(question)))
    return bool(counted) and (answer.refused or phrase("unanswered", asked="").rstrip("。")[:6] in answer.text)


def tells_another_time(question: str, answer: Answer, history: Sequence[Turn]) -> bool:
    """Whether 现在是多少 after 2031年要到多少 is answered with the figure of 2031 again."""
    stem = followups.LEAD.sub("", question.strip(), count=1).rstrip("？?。！!. ")
    match = followups.AT_TIME.match(stem)
    before = re.search(r"(?:19|20)\d{2}年", history[-1].question) if match and history else None
    told = "".join(citation.quote for citation in answer.citations) or answer.text
    if match is None or before is None or answer.refused or before[0] not in told or match[1] in told:
        return False
    if match[1][0] in "12":
        return True
    return match[1] in _NOW and not _PRESENT.search(told)


def first_of_these(hits: Sequence[Hit], articles: Sequence[str]) -> list[Hit]:
    """The hits of `articles` first, each part in its order; similarities made to fall with the new order."""
    ordered = sorted(hits, key=lambda hit: hit.passage.article_id not in articles)
    values = sorted((hit.similarity for hit in hits), reverse=True)
    return [replace(hit, similarity=value) for hit, value in zip(ordered, values, strict=True)]


def better_of(question: str, going_on: Answer, anywhere: Answer, *, leaning: bool) -> Answer:
    """The answer of the article just cited, or the one out of all: the former where the question leans on it.

    A question with a thing of its own takes the former only in place of a doubtful answer, never of a refusal: what
    all the articles do not tell, one of them does not either.
    """
    if not tells(question, going_on):
        return anywhere
    if leaning:
        return anywhere if is_plain(question, anywhere) and not is_plain(question, going_on) else going_on
    return going_on if not (anywhere.refused or is_plain(question, anywhere)) else anywhere


def tells(question: str, answer: Answer) -> bool:
    """Whether it answers, and with a word of the kind of thing asked for: 奖 for 最后得了什么奖."""
    kind = _WHAT_KIND.search(stem_of(question))
    return not answer.refused and not (kind and kind[1] not in answer.text)


def is_plain(question: str, answer: Answer) -> bool:
    """Whether it tells, and not as the nearest wording only."""
    return tells(question, answer) and phrase("nearest") not in answer.text


def _said(history: Sequence[Turn]) -> str:
    return fold("\n".join("，".join((turn.question, turn.answer, *turn.titles, *turn.authors)) for turn in history))
