"""What somebody has to do or may do (自然资源部门要做什么, 业主有哪些义务): sentences of which he is the subject.

Patterns of wording alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.questions import Question
from rag.answering.scene import ScoredSentence

_NOT = r"不能|不可以?|不得|不准|不许|不应当?"
_MAY = rf"(?:{_NOT}|都|还|又|具体|主要|分别|应该|应当|需要|必须|可以|能够|要|应|能|该|得|须)*"
_WHAT = r"(?:些|点|好)?(?:什么|哪些|啥|哪几[项件个])"
_ASKED = (
    re.compile(
        rf"^(?:请问)?(?P<who>[^，,。的了]{{2,14}}?){_MAY}(?:做|干|办|负责|承担|履行|落实){_WHAT}"
        r"(?:样的)?(?:事情?|工作|职责|任务|责任|义务)?$"
    ),
    re.compile(
        r"^(?:请问)?(?P<who>[^，,。的了]{2,14}?)(?:有|负有|享有)(?:什么|哪些|啥)(?:职责|责任|义务|权利|职权|任务)$"
    ),
    re.compile(
        r"^(?:请问)?(?P<who>[^，,。了]{2,14}?)的(?:主要|具体)?(?:职责|责任|义务|权利|职权|分工)(?:是|有|包括)?(?:什么|哪些|啥)$"
    ),
)
# 各级 or 政府性融资 before it narrow down who is meant; 对 or 由 before it make him no subject.
_BEFORE = (
    r"(?:^|[，,。；;：:)）\s])(?:第[一二三四五六七八九十百零\d]+条\s*)?[^，,。；;：:对向由与为给把将从在\s]{0,12}?"
)
_DOES = (
    r"(?:等|及其|和|与|会同)?[^，,。；;]{0,14}?(?:要|应|须|必须|负责|可以|可|不得|有权|有义务|有责任|按|根据|依|参与|承担|加强|做好|牵头|"
    r"组织|制定|履行|统筹|落实|设立|开展|推动|支持|享有)"
)
_BIDDEN = r"(?:鼓励|支持|引导|组织|指导|要求|允许|督促|禁止|责令)(?:和(?:鼓励|支持|引导))?[^，,。；;、]{0,4}?"
_FORBIDS = re.compile(rf"{_NOT}|禁止|严禁")
_SAYS_SO = 0.8


@lru_cache(maxsize=256)
def whose_duties(chinese: str) -> str:
    """Who is asked about, folded; empty for other questions."""
    text = chinese.strip().rstrip("?？。 ")
    found = next((m for pattern in _ASKED if (m := pattern.match(text))), None)
    who = found["who"] if found else ""
    return "" if re.search(r"[谁哪什怎几多这那他她它我你]|文章|作者|一共|总共", who) else who


@lru_cache(maxsize=256)
def _subject(who: str) -> re.Pattern[str]:
    """`who`, or what it is short for (住建部门: 住房城乡建设部门), where a clause begins and says what he does."""
    name = re.escape(who) if len(who) < 3 else "[^，,。；;、]{0,4}?".join(map(re.escape, who))
    return re.compile(f"{_BEFORE}{name}{_DOES}|{_BIDDEN}{name}")


def prefer_duties(question: Question, scored: Sequence[ScoredSentence]) -> None:
    """Let the sentences that say what the one asked about does go first, and surely, in place."""
    who = whose_duties(question.chinese)
    if not who:
        return
    forbidden = re.search(_NOT, question.chinese)
    for sentence in scored:
        allowed = not forbidden or _FORBIDS.search(sentence.folded)
        if allowed and sentence.coverage and _subject(who).search(sentence.folded):
            sentence.chance = max(sentence.chance, _SAYS_SO)
