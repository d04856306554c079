"""Names of authors inside other lines: in a note on where the author works, in the dateline that a report opens with.

It looks at one line alone; whose it is the others say.
"""

from __future__ import annotations

import re

from index.reading_order.fields import POST, is_name, plain_affiliation

# Something must part the name from the rest: 东方证券研究所所长 begins with a surname, and names nobody.
_NAMED_FIRST = re.compile(
    r"^(?P<who>[\u4e00-\u9fff]{2,4})(?:[，,]\s*|[ \u3000]+|(?=[系为是]))[系为是]?\s*(?P<where>\S.+)$"
)
_NAMED_LAST = re.compile(rf"^(?P<where>.+{POST})[ \u3000，,]*(?P<who>[\u4e00-\u9fff]{{2,4}})$")
# Each office ends as one: what is 江淮大学教授甲、讲师 has a person in it already.
_OFFICES = re.compile(rf"^[^、]*{POST}(?:、[^、]*{POST})*$")
# 新华社沈阳7月21日专电（记者范春生）, 新京报讯（记者 甲 通讯员 乙）, 中新网长沙5月4日电 (甲 乙).
_DATELINE = re.compile(
    r"^\s*据?(?P<paper>[\u4e00-\u9fffA-Za-z]{1,8}?(?:社|报|网|台|刊))(?P<wire>[\u4e00-\u9fff]{0,10}\d{1,2}月\d{1,2}日[\u4e00-\u9fff]{0,4}?(?:电|讯)|讯|专电|消息)"
    r"\s*[（(](?P<who>[^（()）]{2,40})[）)]"
)
_ROLE = re.compile(r"(?:本报|本社|全媒体|融媒体|见习|实习|特约|首席)*(?:记者|通讯员|评论员|实习生)")
_BETWEEN = re.compile(r"[、，,；;/／\s\u3000]+")
_OWN = ("本报", "本社", "本刊", "本网", "本台")


def author_of_note(note: str) -> tuple[str | None, str]:
    """(author, place of work) of a note on the author: 江淮大学副教授 沈一帆; None where it names nobody."""
    first = _NAMED_FIRST.match(note)
    if first and _is_person(first["who"]) and plain_affiliation(first["where"]):
        return first["who"], first["where"]
    last = _NAMED_LAST.match(note)
    if last and _is_person(last["who"]) and _OFFICES.match(last["where"]):
        return last["who"], last["where"]
    return None, note


def reporters(paragraph: str) -> tuple[str, str | None] | None:
    """(names with blanks between, agency or paper) from the dateline that a paragraph opens with; None without one.

    Every name must look like one, and be no word (江岸, 综合) where no role stands before it; 本报 names no paper.
    """
    found = _DATELINE.match(paragraph)
    if not found:
        return None
    who, roles = _ROLE.subn(" ", found["who"])
    names = [n for n in _BETWEEN.split(who) if n]
    if not names or not all(is_name(name) if roles else _is_person(name) for name in names):
        return None
    paper = found["paper"]
    return " ".join(names), None if paper in _OWN else paper


def _is_person(text: str) -> bool:
    """Whether what looks like a name begins with no word of the dictionary: 史学家, 江苏, 项目组 and 成都人 do."""
    if not is_name(text):
        return False
    import rjieba

    # Without guesses at unknown words: those split names as they please.
    word = rjieba.cut(text, False)[0]
    return len(word) < 2 or rjieba.tag(word)[0][1].startswith("nr")
