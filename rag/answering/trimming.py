"""Cutting a long sentence down to the clauses that answer; only at punctuation, what is left out is marked ……

The cut text is for the answer; its citation goes on quoting the full sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from rag.answering.contrast import contrast_of
from rag.answering.definitions import defines, thing_asked
from rag.answering.drafting import LEFT_OUT, tidy
from rag.answering.paragraphs import split_clauses
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.answering.terms import Term, cover

# What it is worth to keep the span that answers best, the next, and the one after; and each of many names.
_KEPT = (0.9, 0.35, 0.15)
_KEPT_NAMES = (0.5,) * 8
# And to keep what stands beside the question word in the question.
_BESIDE_THE_GAP = 0.5
# And one of the asked kind by name: E组 where 哪个组 is asked.
_NAMED_KIND = 0.9
# And to keep the words that say what the asked thing is.
_DEFINED = 2.0
# What a cut that says nothing yet costs.
_FRAGMENT = 0.6
_LEAST_CHARS = 10
_UNFINISHED = re.compile(
    r"(?:时|时候|之后|以后|之际|之前|期间|以来|强调|指出|提出|要求|寄语|叮嘱|嘱托|勉励|提醒|警告|坦言|回忆|写道|[他她]说|表示|认为|介绍|称|报道|显示|获悉|由于|因为|为了|随着|时期|[^今最前]后)$|^[\d年月日\s]+$"
)


def _worth(question: Question, folded: str, values: list[str], kept: Sequence[float]) -> float:
    worth = sum(t.weight * cover(t.text, folded) for t in question.terms) / question.weight
    worth += _BESIDE_THE_GAP * contrast_of(question).predicate_share(folded)
    worth += _NAMED_KIND * (contrast_of(question).named_kind(folded) == 1.0)
    thing = thing_asked(question.chinese)
    worth += _DEFINED * (bool(thing) and defines(thing, folded))
    plain = folded.replace(",", "").replace(" ", "")
    return worth + sum(worthy for value, worthy in zip(values, kept, strict=False) if value in plain)


def is_fragment(text: str) -> bool:
    """Whether a cut leaves no statement: 谢锋强调……, ……第三次遭起诉之际……."""
    if not text.endswith(LEFT_OUT):
        return False
    inside = text.strip(LEFT_OUT[0])
    return len(inside) < _LEAST_CHARS or bool(_UNFINISHED.search(inside))


def trim_sentence(
    question: Question, sentence: ScoredSentence, max_chars: int = 76, *, every_name: bool = False
) -> str:
    """The best run of clauses within `max_chars`, or one clause when even that is longer.

    With `every_name` the run that holds most of the spans that could answer, else the one with the best of them.
    """
    text = sentence.text
    if len(text.strip()) <= max_chars:
        return tidy(text)
    clauses = split_clauses(text)
    kept = _KEPT_NAMES if every_name else _KEPT
    values = list(dict.fromkeys(c.value for c in sentence.candidates))[: len(kept)]
    best: tuple[float, int, int] = (-1.0, 0, 1)
    for first in range(len(clauses)):
        for last in range(first + 1, len(clauses) + 1):
            length = clauses[last - 1][1] - clauses[first][0]
            if length > max_chars and last > first + 1:
                break
            folded = fold(text[clauses[first][0] : clauses[last - 1][1]])
            worth = _worth(question, folded, values, kept) - 0.002 * length - (0.05 if first else 0.0)
            if clauses[last - 1][1] < len(text.rstrip()):
                said = text[clauses[first][0] : clauses[last - 1][1]].strip(" ，、；：,;:")
                worth -= _FRAGMENT * is_fragment(said + LEFT_OUT)
            if worth > best[0]:
                best = (worth, first, last)
    _, first, last = best
    return cut(text, clauses[first][0], clauses[last - 1][1])


def cut(text: str, start: int, end: int) -> str:
    """`text[start:end]` with …… where words of the sentence were left out."""
    inside = tidy(text[start:end]).strip()
    before = LEFT_OUT if text[:start].strip() else ""
    if text[end:].strip():
        return before + inside.rstrip("，、；：,;: ") + LEFT_OUT
    return before + inside


def cut_to_terms(text: str, terms: Sequence[Term], max_chars: int) -> str:
    """`text` whole when it fits, else its run of clauses that holds most of `terms`."""
    if len(text.strip()) <= max_chars:
        return tidy(text)
    clauses = split_clauses(text)
    best: tuple[float, int, int] = (-1.0, 0, 1)
    for first in range(len(clauses)):
        for last in range(first + 1, len(clauses) + 1):
            length = clauses[last - 1][1] - clauses[first][0]
            if length > max_chars and last > first + 1:
                break
            folded = fold(text[clauses[first][0] : clauses[last - 1][1]])
            worth = sum(t.weight * cover(t.text, folded) for t in terms) / (sum(t.weight for t in terms) or 1.0)
            worth += 0.1 * min(1.0, length / max_chars) - (0.05 if first else 0.0)
            if worth > best[0]:
                best = (worth, first, last)
    return cut(text, clauses[best[1]][0], clauses[best[2] - 1][1])
