"""The cuts that can be made of a long sentence, and what of a question each of them holds.

The features are for trees fitted by `rag.training.answering`; nothing is chosen here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.folding import fold
from rag.answering.candidates import Candidate
from rag.answering.contrast import contrast_of
from rag.answering.definitions import defines, thing_asked
from rag.answering.drafting import LEFT_OUT
from rag.answering.expectations import answer_types, fit, unit_pattern
from rag.answering.paragraphs import split_clauses
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.answering.terms import cover

FEATURES = (
    "coverage", "lost", "of_most", "first_clause", "last_clause", "clause_before", "clause_behind",
    "best_value", "second_value", "third_value", "values", "typed", "form",
    "predicate", "head", "named_kind", "defines", "names_a_work", "asked_year", "other_year",
    "length", "too_long", "opens", "closes", "fragment", "colon", "new_characters",
    "clauses", "place", "with_head",
)  # fmt: skip
# What is kept, in order: offsets in the sentence, or numbers of clauses.
Cut = tuple[tuple[int, int], ...]
_LEAST_CHARS = 10
_UNFINISHED = re.compile(
    r"(?:时|时候|之后|以后|之际|之前|期间|以来|强调|指出|提出|要求|寄语|叮嘱|嘱托|勉励|提醒|警告|坦言|回忆|写道|[他她]说|表示|认为|介绍|称|报道|显示|获悉|由于|因为|为了|随着|时期|[^今最前]后)$|^[\d年月日\s]+$"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
# Behind these a sentence may go on about something else.
_NEW_SUBJECT = re.compile(r"[；;：:。！？\n]|——|\s{2}")
_NAMED_WORK = re.compile("[《“]")
_ENDS = " ，、；：,;:"
# As many names or figures, and as many characters that the question has not, count as many.
_MANY_VALUES, _MANY_CHARS = 10, 40


def is_fragment(text: str) -> bool:
    """Whether a cut leaves no statement: 谢锋强调……, ……第三次遭起诉之际……."""
    if not text.endswith(LEFT_OUT):
        return False
    inside = text.strip(LEFT_OUT[0])
    return len(inside) < _LEAST_CHARS or bool(_UNFINISHED.search(inside))


def find_cuts(text: str, max_chars: int) -> list[Cut]:
    """Every cut within `max_chars`, as clauses `(first, last)`, the last one not in it.

    A cut is a run of clauses, a longer clause by itself; or the first clause, which mostly names what the sentence is
    about, and a run further on that is parted from it by commas alone, so that it is still about the same.
    """
    clauses = split_clauses(text)
    runs = [
        (first, last)
        for first in range(len(clauses))
        for last in range(first + 1, len(clauses) + 1)
        if last == first + 1 or clauses[last - 1][1] - clauses[first][0] <= max_chars
    ]
    head = clauses[0][1] if clauses else 0
    apart = [
        ((0, 1), (first, last))
        for first, last in runs
        if first > 1
        and head + clauses[last - 1][1] - clauses[first][0] <= max_chars
        and not _NEW_SUBJECT.search(text[: clauses[first][0]])
    ]
    return [*((run,) for run in runs), *apart]


def describe_cuts(
    question: Question, sentence: ScoredSentence, max_chars: int
) -> tuple[list[Cut], NDArray[np.float64]]:
    """Every cut, and float64 (cuts, FEATURES); at least one."""
    text = sentence.text
    clauses = split_clauses(text)
    weights = np.array([t.weight for t in question.terms] or [1.0])
    weights = weights / weights.sum()
    covers = np.array([_covers(question, fold(text[a:b])) for a, b in clauses])
    told = covers @ weights
    most = float(covers.max(axis=0) @ weights)
    describe = _Describing(question, sentence, max_chars)
    cuts, rows = [], []
    for runs in find_cuts(text, max_chars):
        first, last = runs[-1]
        cut = tuple((clauses[a][0], clauses[b - 1][1]) for a, b in runs)
        held = covers[first:last].max(axis=0)
        if len(runs) > 1:
            held = np.maximum(held, covers[0])
        coverage = float(held @ weights)
        cuts.append(cut)
        rows.append([
            coverage, most - coverage, coverage / most if most else 1.0, told[first], told[last - 1],
            told[first - 1] if first else 0.0, told[last] if last < len(clauses) else 0.0,
            *describe(cut), last - first, first / len(clauses), float(len(runs) > 1),
        ])  # fmt: skip
    return cuts, np.array(rows, dtype=np.float64)


def _covers(question: Question, folded: str) -> list[float]:
    return [cover(t.text, folded) for t in question.terms] or [0.0]


class _Describing:
    """What a cut of one sentence holds beside the question's words."""

    def __init__(self, question: Question, sentence: ScoredSentence, max_chars: int) -> None:
        self._contrast = contrast_of(question)
        self._thing = thing_asked(question.chinese)
        self._asked = set(question.chinese)
        self._typed = float(bool(answer_types(question)))
        self._text, self._folded, self._max = sentence.text, sentence.folded, max_chars
        self._end = len(sentence.text.rstrip())
        self._years = set(question.years)
        units = unit_pattern(question)
        self._spans = [(c.start, c.end, c.value, fit(question, units, c)) for c in sentence.candidates]
        self._values = _values(sentence.candidates)

    def __call__(self, cut: Cut) -> Sequence[float]:
        """`best_value` to `new_characters`."""
        folded = " ".join(self._folded[start:end] for start, end in cut)
        inside = [
            (value, form) for a, b, value, form in self._spans if any(start <= a and b <= end for start, end in cut)
        ]
        held = {value for value, _ in inside}
        start, end = cut[-1]
        said = self._text[start:end].strip(_ENDS)
        closes = end >= self._end
        length = sum(b - a for a, b in cut)
        return (
            *(float(len(self._values) > n and self._values[n] in held) for n in range(3)),
            min(1.0, len(held) / _MANY_VALUES), self._typed, max((form for _, form in inside), default=0.0),
            self._contrast.predicate_share(folded), self._contrast.head_share(folded),
            self._contrast.named_kind(folded), float(bool(self._thing) and defines(self._thing, folded)),
            float(bool(_NAMED_WORK.search(folded))), *self._years_in(folded),
            length / self._max, float(length > self._max), float(cut[0][0] == 0), float(closes),
            float(not closes and is_fragment(said + LEFT_OUT)), float(self._text[end - 1] in "：:"),
            min(1.0, len(set(folded) - self._asked) / _MANY_CHARS),
        )  # fmt: skip

    def _years_in(self, folded: str) -> tuple[float, float]:
        """Whether the year asked for is named, and whether only another one is; 0.5 where none is asked for."""
        if not self._years:
            return 0.5, 0.5
        found = set(_YEAR.findall(folded))
        return float(bool(found & self._years)), float(bool(found) and not found & self._years)


def _values(candidates: Sequence[Candidate]) -> list[str]:
    return list(dict.fromkeys(c.value for c in candidates))
