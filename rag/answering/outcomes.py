"""How it came about (水泵是怎么烧坏的) and how a court ended it (最后怎么判的): sentences that say so go first.

Chances are changed in place; patterns of wording alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence

_HOW_IT_CAME = re.compile(r"(?:怎么|咋)(?:会|就)?[^，。什么]{1,4}的[?？]?$")
_CAUSE = re.compile(r"因为|由于|导致|致使|所致|起因|缘于|源于|造成|引发|引起")
_ASKS_VERDICT = re.compile(r"(?:怎么|如何|咋)(?:判|裁)|判了(?:什么|啥|多少|几)|(?:判决|裁决|审理)(?:的)?结果")
_VERDICT = re.compile(r"判决|判处|判令|裁定|裁决|驳回|维持原判|改判|宣判|予以支持")
_ABOUT, _SAYS_SO = 0.5, 0.75


def prefer_causes(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """Of sentences on a thing one that says why it is so goes before one that says that it is so."""
    best = max(scored, key=lambda s: s.chance, default=None)
    if best is None or not _HOW_IT_CAME.search(question.chinese) or _CAUSE.search(best.folded):
        return
    telling = [s for s in scored if _CAUSE.search(s.folded) and s.coverage >= best.coverage and s.chance > 0]
    if telling:
        first = max(telling, key=lambda s: s.chance)
        first.chance, best.chance = best.chance, first.chance


def prefer_verdicts(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """The likeliest sentence is surely the answer where a verdict is asked for and it tells one."""
    best = max(scored, key=lambda s: s.chance, default=None)
    if best is None or not _ASKS_VERDICT.search(question.chinese):
        return
    if best.coverage >= _ABOUT and _VERDICT.search(best.folded):
        best.chance = max(best.chance, _SAYS_SO)
