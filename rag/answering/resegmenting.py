"""A question's words cut as the passages write them: 河长湖长 is 河长 and 湖长 where a passage speaks of 河湖长.

A tagger that does not know a word cuts across it (云靠 out of 地震云靠谱) and what it makes stands in no passage. Such
a word is put back together with its neighbours into the longest pieces that do stand there. What is still unknown is
no name where it is made of words that only help (人要, 天到) or is only said (交上去): it counts for its pieces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.folding import fold
from index.records import Hit
from rag.answering.framing import without_frame
from rag.answering.questions import Question
from rag.answering.terms import FUNCTION_WORDS, Term, cover, is_common_word, rarity, words

_LONGEST, _MOST_WEIGHT = 6, 9.0
_UNKNOWN, _SURE = 0.3, 3
_SPOKEN_WEIGHT = 5.0
# What is said behind a verb to finish it: 交上去, 救回来, 查出.
_COMPLEMENT = re.compile(r"(?<=[一-鿿])(?:[上下进出回过起][来去]|[到了完着过掉出上下好住成走来去起得])$")
# Single characters that stand beside the words asked about; what a tagger joins them to is seldom a name.
_HELPING = frozenset(
    "要能会还该各没不哪那这才再既由对往从把被让给想多太最新全真先快又就人天点上里内后前外到得了完来去着过出下起进回位次个条种块款件份笔支"
    "本艘枚片堂座轮两几算办做搞弄拿买卖开停写装填加收发送看听说问找走跑带接用教换"
)
_CHINESE = re.compile(r"[一-鿿]{2,}")


def in_written_words(question: Question, hits: Sequence[Hit]) -> Question:
    """`question` with such terms exchanged for words of the hits; the same question where none is."""
    bodies = [fold(h.passage.title or "") + "\n" + fold(h.passage.text) for h in hits]
    if not bodies:
        return question
    whole = "\n".join(bodies)
    terms = {t.text: t for t in question.terms}
    lost = [t for t in question.terms if _CHINESE.fullmatch(t.text) and cover(t.text, whole) < _UNKNOWN]
    changed = False
    for term in lost:
        found = _around(term.text, question.chinese, whole)
        if found:
            old, new = found
            for text in old:
                terms.pop(text, None)
            terms |= {w: Term(w, min(rarity(w), _MOST_WEIGHT)) for w in new}
            changed = True
        elif (looser := _loosened(term)) is not None:
            terms.pop(term.text, None)
            terms |= {t.text: t for t in looser if t.text not in terms}
            changed = True
    if not changed or not terms:
        return question
    attribute = question.attribute if question.attribute in terms else ""
    return replace(question, terms=tuple(terms.values()), attribute=attribute)


def _loosened(term: Term) -> list[Term] | None:
    """An unknown word that is no name as its pieces, those that only help left out; None for what may be a name."""
    import rjieba

    if is_common_word(term.text):
        return None
    if rjieba.has_word(term.text):
        stem = _COMPLEMENT.sub("", term.text)
        return [Term(stem, min(term.weight, _SPOKEN_WEIGHT, rarity(stem)))]
    pieces = [p for p in rjieba.cut(term.text, False) if p not in FUNCTION_WORDS and p not in _HELPING]
    if "".join(pieces) == term.text and all(len(p) == 1 for p in pieces):
        return None
    return [Term(p, min(rarity(p), _MOST_WEIGHT) * (0.5 if len(p) == 1 else 1.0)) for p in pieces]


def _around(text: str, chinese: str, whole: str) -> tuple[list[str], list[str]] | None:
    """The words around an unknown one and the pieces that replace them: all of the unknown one stands in pieces."""
    for run in re.findall(r"[一-鿿]+", without_frame(chinese)):
        cut = words(run)
        if text not in cut:
            continue
        at = cut.index(text)
        before, after = cut[max(0, at - 1) : at], cut[at + 1 : at + 2]
        stretch = "".join([*before, text, *after])
        pieces = _pieces(stretch, whole)
        start = len("".join(before))
        covered = {n for a, b in pieces for n in range(a, b)}
        whole_word = covered >= set(range(start, start + len(text)))
        crossing = [b - a for a, b in pieces if a < start < b or a < start + len(text) < b]
        inside = any(start < a < start + len(text) for a, _ in pieces)
        left_over = [c for n, c in enumerate(stretch) if start <= n < start + len(text) and n not in covered]
        bare = bool(crossing) and all(c in FUNCTION_WORDS for c in left_over)
        if (whole_word and (crossing or inside)) or bare or max(crossing, default=0) >= _SURE:
            new = [w for w in (stretch[a:b] for a, b in pieces) if w not in FUNCTION_WORDS]
            return [*before, text, *after], new
    return None


def _pieces(stretch: str, whole: str) -> list[tuple[int, int]]:
    """The cutting of `stretch` whose pieces of two and more stand in `whole`, the longest pieces first."""
    nothing: list[tuple[int, int]] = []
    best = [(0, nothing)] * (len(stretch) + 1)
    for end in range(1, len(stretch) + 1):
        options = [best[end - 1]]
        for start in range(max(0, end - _LONGEST), end - 1):
            if stretch[start:end] in whole:
                worth, pieces = best[start]
                options.append((worth + (end - start) ** 2, [*pieces, (start, end)]))
        best[end] = max(options, key=lambda option: option[0])
    return best[-1][1]
