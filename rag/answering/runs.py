"""Runs of words that a question and some texts have in common: what it may be that both name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.terms import FUNCTION_WORDS

# What a name does not reach across, in a question and in a text.
BOUNDARY = re.compile(r"[^一-鿿0-9a-z·]|的")


def run_end(cut: Sequence[str], first: int, texts: Sequence[str], least: int = 0) -> int:
    """Where the longest run of words from `first` on that a text has ends, function words at its end left out; a run of
    `least` words need not stand in one. Words and texts are folded."""
    last = len(cut)
    while last - first > least and not any("".join(cut[first:last]) in text for text in texts):
        last -= 1
    while last > first and cut[last - 1] in FUNCTION_WORDS:
        last -= 1
    return last
