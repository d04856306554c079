"""A question's words cut as the passages write them: 河长湖长 is 河长 and 湖长 where a passage speaks of 河湖长.

A tagger that does not know a word cuts across it (云靠 out of 地震云靠谱) and what it makes stands in no passage. Such
a word is put back together with its neighbours into the longest pieces that do stand there; else nothing changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.folding import fold
from index.records import Hit
from rag.answering.framing import without_frame
from rag.answering.questions import Question
from rag.answering.terms import FUNCTION_WORDS, Term, cover, rarity, words

_LONGEST, _MOST_WEIGHT = 6, 9.0
_UNKNOWN, _SURE = 0.3, 3
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
    if not changed or not terms:
        return question
    attribute = question.attribute if question.attribute in terms else ""
    return replace(question, terms=tuple(terms.values()), attribute=attribute)


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
