"""Whom 他 means: the last one named in the sentences before; and whether 该项工作 points back. By wording alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.answering.candidates import Candidate, find_candidates

_PRONOUN = re.compile(
    r"(?<!其)[他她](?!们|人|国|乡|日|山)|该(?:男|女|同志|选手|学生|员工)|这[位名](?!来)|此人|后者|前者"
)
_REACH = 3
_POINTS_BACK = re.compile(r"^(?:该|此)(?:项|工作|任务|活动|工程|项目|规定|办法|政策)|^(?:上述|以上|前述)|^这(?:项|一)")


def pronoun_in(folded: str) -> re.Match[str] | None:
    """The first word of a folded sentence that stands for one person named before, if any."""
    return _PRONOUN.search(folded)


def points_back(folded: str) -> bool:
    """Whether a folded sentence opens with the thing that those before it are about (该项工作, 上述)."""
    return bool(_POINTS_BACK.search(folded))


def last_named(earlier: Iterable[str], asked: str) -> tuple[int, Candidate] | None:
    """The last person named in the folded sentences before (nearest first), and in which of them, 0 the nearest.

    At most three are read. A name that the question `asked` gives is not the one asked for.
    """
    for back, folded in enumerate(earlier):
        if back == _REACH:
            break
        names = [c for c in find_candidates(folded, ("person",)) if c.value not in asked]
        if names:
            return back, names[-1]
    return None
