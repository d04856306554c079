"""Other names of what a question names: authors typed slightly wrong, and aliases that a text itself gives.

It knows names and texts, not indexes; what it finds is added to a query, never put in place of its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.folding import fold

_ALIAS = re.compile(
    r"[（(](?:以下)?(?:统称|简称|下称|又称|亦称|俗称|英文简称|英文缩写为|缩写)(?:为|是)?[：:“‘《「\s]*"
    r"(?P<alias>[\u4e00-\u9fffA-Za-z0-9·\-]{2,16})[”’》」]?[，,；;）)]"
)
_FULL = re.compile(r"(?:《[^《》]{2,40}》|“[^“”]{2,30}”|[\u4e00-\u9fffA-Za-z0-9·]{3,40})\s?$")
_FULL_CHARS = 43
# Words that stand before a name and do not belong to it.
_BEFORE_NAME = re.compile(
    r"^.*(?:根据|按照|关于|通过|发布了?|印发了?|出台了?|成立了?|签署了?|由|向|与|和|及|在|对|是|了|的|为|从)(?=.{3,})"
)
_SHORTEST_MISTYPED = 3
_LONGEST_MISTYPED = 4
_SPEAKING = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,6})?(?:认为|指出|提出|建议|表示|强调|主张|说|称|写|的(?:文章|观点|看法|建议|单位|主张)|怎么看|如何看)"
)


def find_aliases(text: str) -> list[tuple[str, str]]:
    """(full form, alias) for each X（以下简称“Y”） of `text`, in order, without words that lead up to X."""
    pairs = []
    for match in _ALIAS.finditer(text):
        before = _FULL.search(text[max(match.start() - _FULL_CHARS, 0) : match.start()])
        if before:
            full = before.group().strip()
            full = full.strip("《》“”") if full[0] in "《“" else _BEFORE_NAME.sub("", full)
            if full != match["alias"]:
                pairs.append((full, match["alias"]))
    return pairs


def other_names(question: str, texts: Iterable[str]) -> list[str]:
    """Full forms of aliases that `question` uses and aliases of its full forms, as `texts` give them, in order."""
    folded = fold(question)
    found: dict[str, None] = {}
    for text in texts:
        if "称" in text or "缩写" in text:
            for full, alias in find_aliases(text):
                has_full, has_alias = fold(full) in folded, fold(alias) in folded
                if has_alias and not has_full:
                    found[full] = None
                elif has_full and not has_alias:
                    found[alias] = None
    return list(found)


class AuthorNames:
    """The authors of an index, found in questions as they are or with one character mistyped."""

    def __init__(self, authors: Sequence[str]) -> None:
        self._exact: dict[str, str] = {}
        self._near: dict[tuple[str, ...], str] = {}
        for author in authors:
            for name in author.replace("、", " ").split():
                folded = fold(name)
                if len(folded) < 2:
                    continue
                self._exact.setdefault(folded, author)
                if _SHORTEST_MISTYPED <= len(folded) <= _LONGEST_MISTYPED:
                    for place in range(len(folded)):
                        self._near.setdefault(_without(folded, place), author)
        self._longest = max(map(len, self._exact), default=0)

    def named(self, question: str) -> list[str]:
        """Authors whose name stands in `question`, a name of two characters only before what a speaker does."""
        folded = fold(question)
        found: dict[str, None] = {}
        for start in range(len(folded)):
            for length in range(2, min(self._longest, len(folded) - start) + 1):
                author = self._exact.get(folded[start : start + length])
                if author and (length > 2 or _SPEAKING.match(folded[start + length :])):
                    found[author] = None
        return list(found)

    def mistyped(self, question: str) -> list[str]:
        """Authors whose name of three or four characters differs in one from what speaks in `question`."""
        folded = fold(question)
        found: dict[str, None] = {}
        for start in range(len(folded)):
            for length in range(_SHORTEST_MISTYPED, _LONGEST_MISTYPED + 1):
                window = folded[start : start + length]
                if len(window) < length or not _SPEAKING.match(folded[start + length :]):
                    continue
                for place in range(length):
                    author = self._near.get(_without(window, place))
                    if author and author not in found and fold(author) not in folded:
                        found[author] = None
        return list(found)


def _without(name: str, place: int) -> tuple[str, ...]:
    """The name with one character left open; the length is part of the key."""
    return (name[:place], name[place + 1 :], str(len(name)))
