"""One thing of a question put in place of another: 末班车 for 首班车, 林长 for 河湖长, 锂电池 for 太阳能电池.

What is to go is known as a word or a run of nouns; here it is fitted to what comes, so that no character stands twice
and nothing of the old thing stays. Strings alone, no conversation.
"""

from __future__ import annotations

import re

from rag.verifying.names import find_names, tag_words

_NAME_TAGS = ("ns", "nr", "nt", "nrt", "nz")
_STOPS = re.compile(r"[的和与及、，,对在把从向给到]")


def put_in_place(previous: str, old: str, new: str) -> str:
    """`previous` with `new` where `old` stands."""
    old = _last_noun(old, new)
    start = previous.find(old)
    if start < 0:
        return previous
    end = start + len(old)
    if old[-1] != new[-1]:
        start = _compound_start(previous, start)
    start, end = _widened(previous, start, end, new)
    return previous[:start] + new + previous[end:]


def parallel_form(new: str, previous: str) -> str | None:
    """What differs from `new` in one character, whole words of `previous`: 首班车 for 末班车, 一等奖 for 二等奖."""
    tagged = tag_words(previous)
    edges = {w.start for w in tagged} | {w.end for w in tagged}
    for start in range(len(previous) - len(new) + 1):
        window = previous[start : start + len(new)]
        differing = sum(a != b for a, b in zip(window, new, strict=True))
        if len(new) > 1 and differing == 1 and {start, start + len(new)} <= edges and not _STOPS.search(window):
            return window
    return None


def like_ending(new: str, previous: str) -> str | None:
    """渔业法 of 渔业法检查报告 for 海上交通法: a word inside a run of nouns that ends in the same character."""
    tagged = tag_words(previous)
    if len(new) < 3:
        return None
    alike = [w for w in tagged if len(w.text) > 2 and w.text[-1] == new[-1] and w.tag[0] in "nljb"]
    followed = {w.start for w in tagged if w.tag[0] == "n" or w.tag == "vn"}
    inside = [w.text for w in alike if w.end in followed]
    return inside[0] if len(inside) == 1 and len(alike) == 1 else None


def attributed_to(previous: str) -> str | None:
    """宁波 of 宁波那个孩子几岁: the name that 嘉兴的 stands in place of."""
    names = find_names(previous)
    return names[0].text if names else None


def _compound_start(previous: str, start: int) -> int:
    """Where the compound begins that a noun at `start` ends: 国家自主创新示范区."""
    before = [w for w in tag_words(previous) if w.end <= start]
    whole = before and before[-1].end == start and all(w.tag[0] in "nvb" and w.tag not in _NAME_TAGS for w in before)
    return 0 if whole and len(before) > 1 and before[0].tag[0] == "n" else start


def _last_noun(old: str, new: str) -> str:
    """Of a run 北京出口太阳能电池 what is one thing with `new`: behind the last place and the last verb in it."""
    if len(old) <= len(new) + 1 or old[-1] != new[-1]:
        return old
    tagged = tag_words(old)
    cut = max((w.end for w in tagged[:-1] if w.tag in ("ns", "vn", "v", "t", "m")), default=0)
    return old[cut:] if len(old) - cut > 1 else old


def _widened(previous: str, start: int, end: int, new: str) -> tuple[int, int]:
    """The span made wider where the text around it repeats an end of `new`, or completes a word like it."""
    for length in range(len(new) - 1 if previous[end - 1] != new[-1] else 0, 0, -1):
        if previous[end : end + length] == new[-length:]:
            end += length
            break
    for length in range(len(new) - 1, 0, -1):
        if start >= length and previous[start - length : start] == new[:length]:
            start -= length
            break
    wanted = end - len(new)
    if (
        0 <= wanted < start
        and previous[start:end] == new[start - wanted :]
        and not _STOPS.search(previous[wanted:start])
    ):
        start = wanted
    return start, end
