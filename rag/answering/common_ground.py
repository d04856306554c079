"""What several articles speak of alike: the longest phrases that stand in all of them, each with its sentences.

Shared words are no shared opinion; the articles are set side by side and the reader judges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from index.folding import fold
from rag.answer import Answer
from rag.answering.catalogue import ArticleCard
from rag.answering.comparing import label_of, mention_cell, tabulate
from rag.answering.drafting import Draft
from rag.answering.library import Library
from rag.answering.questions import Question
from rag.answering.refusing import phrase
from rag.answering.terms import FUNCTION_WORDS, rarity, words

_MOST_WORDS = 9
_MOST_TOPICS = 4
_LEAST_WEIGHT = 5.0
_RUN_BREAK = "\n"
_NOUN_ENDS = frozenset("区圈链业群网率量者力型路会部学")
_NO_END = frozenset(
    "要 应 等 年 月 日 以 为 其 更 们 着 性 个 加快 推动 促进 推进 加强 实现 "
    "建设 重要 不断 进一步 提升 需要 就是 这是 同时 提高 支持 鼓励 建立 完善 "
    "全省 全市 全国 全县 全区 我国 我省 我市 不足 突出 问题 情况 工作 目前 当前 截至".split()
)


def _tokens(text: str) -> list[str]:
    """Words and, between sentences and clauses, a break."""
    import rjieba

    return [w if w[0].isalnum() else _RUN_BREAK for w in rjieba.cut(fold(text)) if w.strip()]


def _phrases(tokens: Sequence[str]) -> Iterator[tuple[str, float]]:
    for start in range(len(tokens)):
        if not _opens(tokens[start]):
            continue
        yield from ((part, rarity(part)) for part in _words_within(tokens[start]))
        weight = 0.0
        for end in range(start, min(start + _MOST_WORDS, len(tokens))):
            word = tokens[end]
            if word == _RUN_BREAK:
                break
            weight += 0.0 if word in FUNCTION_WORDS else rarity(word)
            text = "".join(tokens[start : end + 1])
            if len(text) > 1 and (_opens(word) or (end > start and word in _NOUN_ENDS)):
                yield text, weight


@cache
def _is_deed(text: str) -> bool:
    """推行: a verb and nothing else is no subject."""
    import rjieba

    tags = rjieba.tag(text)
    return len(tags) == 1 and tags[0][1] == "v"


@cache
def _words_within(word: str) -> tuple[str, ...]:
    """人才 in 人才培养, which the dictionary has as one word."""
    import rjieba

    return tuple(w for w in rjieba.cut_for_search(word) if w != word and _opens(w)) if len(word) > 3 else ()


def _opens(word: str) -> bool:
    if word == _RUN_BREAK or word in FUNCTION_WORDS or word in _NO_END or word.isdigit():
        return False
    return len(word) > 1 and _is_content(word)


@cache
def _is_content(word: str) -> bool:
    import rjieba

    tag: str = rjieba.tag(word)[0][1]
    return tag[0] in "nvajilstf" or tag in ("eng", "x")


def shared_phrases(texts: Sequence[str], most: int = _MOST_TOPICS) -> list[str]:
    """The weightiest phrases that stand in every text, none inside another, most telling first."""
    held = [dict(_phrases(_tokens(text))) for text in texts]
    if not held:
        return []
    shared = {p: w for p, w in held[0].items() if w >= _LEAST_WEIGHT and all(p in other for other in held[1:])}
    common = {p: w for p, w in shared.items() if not _is_deed(p)}
    chosen: list[str] = []
    for found in sorted(common, key=lambda p: (-common[p], p)):
        parts = {w for w in words(found) if len(w) > 1}
        if not any(found in c or c in found or parts & set(words(c)) for c in chosen):
            chosen.append(found)
    return chosen[:most]


def answer_common_ground(question: Question, cards: Sequence[ArticleCard], library: Library) -> Answer | None:
    """A column for each phrase that all the articles share; None when they share none."""
    texts = ["\n".join(p.text for p in library.paragraphs(c.article_id)) for c in cards]
    topics = shared_phrases(texts)
    if not topics or len(cards) < 2:
        return None
    draft = Draft(question.text)
    draft.lead(phrase("common", topics="”“".join(topics)))
    cells = [[mention_cell(draft, library.paragraphs(c.article_id), t) for t in topics] for c in cards]
    return tabulate(draft, [label_of(c) for c in cards], topics, cells)


__all__ = ["answer_common_ground", "shared_phrases"]
