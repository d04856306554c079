"""Names of authors inside other lines: in a note on where the author works, in the dateline that a report opens with.

It looks at one line alone; whose it is the others say.
"""

from __future__ import annotations

import re

from index.reading_order.fields import POST, is_name, plain_affiliation

_NAMED_FIRST = re.compile(r"^(?P<who>[\u4e00-\u9fff]{2,4})(?:[，,、]\s*|[ \u3000]+)?(?:系|为|是)?\s*(?P<where>\S.+)$")
_NAMED_LAST = re.compile(rf"^(?P<where>.+{POST})[ \u3000，,]*(?P<who>[\u4e00-\u9fff]{{2,4}})$")
# 新华社沈阳7月21日专电（记者范春生）, 新京报讯（记者 甲 通讯员 乙）, 中新网长沙5月4日电 (甲 乙).
_DATELINE = re.compile(
    r"^\s*(?P<paper>[\u4e00-\u9fffA-Za-z]{1,8}?(?:社|报|网|台|刊))(?P<wire>[\u4e00-\u9fff]{0,10}\d{1,2}月\d{1,2}日[\u4e00-\u9fff]{0,4}?(?:电|讯)|讯|专电|消息)"
    r"\s*[（(](?P<who>[^（()）]{2,40})[）)]"
)
_ROLE = re.compile(r"(?:本报|本社|见习|实习|特约|首席)*(?:记者|通讯员|评论员|实习生)")
_BETWEEN = re.compile(r"[、，,；;/／\s\u3000]+")
_OWN = ("本报", "本社", "本刊", "本网", "本台")


def author_of_note(note: str) -> tuple[str | None, str]:
    """(author, place of work) of a note on the author: 江淮大学副教授 沈一帆; None where it names nobody."""
    first = _NAMED_FIRST.match(note)
    if first and is_name(first["who"]) and plain_affiliation(first["where"]):
        return first["who"], first["where"]
    last = _NAMED_LAST.match(note)
    if last and is_name(last["who"]):
        return last["who"], last["where"]
    return None, note


def reporters(paragraph: str) -> tuple[str, str | None] | None:
    """(names with blanks between, agency or paper) from the dateline that a paragraph opens with; None without one.

    Every name must look like one; 本报 names no paper.
    """
    found = _DATELINE.match(paragraph)
    if not found:
        return None
    names = [n for n in _BETWEEN.split(_ROLE.sub(" ", found["who"])) if n]
    if not names or not all(is_name(name) for name in names):
        return None
    paper = found["paper"]
    return " ".join(names), None if paper in _OWN else paper
