"""Cutting a long sentence down to the clauses that answer; only at punctuation, what is left out is marked ……

The cut text is for the answer; its citation goes on quoting the full sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.folding import fold
from rag.answering.clause_cuts import describe_cuts
from rag.answering.drafting import LEFT_OUT, tidy
from rag.answering.paragraphs import split_clauses
from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence
from rag.answering.terms import Term, cover
from rag.answering.trees import load_trees

# What the whole width costs: clauses that add next to nothing stay out. Five characters less at 92 for 0.8% more
# answers cut off; from 2 on the answers suffer.
_FOR_LENGTH = 1.2


def trim_sentence(question: Question, sentence: ScoredSentence, max_chars: int = 76) -> str:
    """The cut within `max_chars` that answers best, or one clause when even that is longer."""
    text = sentence.text
    if len(text.strip()) <= max_chars:
        return tidy(text)
    cuts, matrix = describe_cuts(question, sentence, max_chars)
    lengths = np.array([sum(end - start for start, end in ranges) for ranges in cuts]) / max_chars
    best = (load_trees("cuts").ranking.values(matrix) - _FOR_LENGTH * lengths).argmax()
    return cut(text, *cuts[int(best)])


def cut(text: str, *kept: tuple[int, int]) -> str:
    """The stretches `kept` of `text`, in order, with …… where words of the sentence were left out."""
    said, at = "", 0
    for start, end in kept:
        said = said.rstrip("，、；：,;: ") + (LEFT_OUT if text[at:start].strip() else "")
        said += tidy(text[start:end]).strip()
        at = end
    return said.rstrip("，、；：,;: ") + LEFT_OUT if text[at:].strip() else said


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
    return cut(text, (clauses[best[1]][0], clauses[best[2] - 1][1]))
