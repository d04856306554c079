"""What each line of a page is: heading, column mark, by-line, affiliation, editor's note, caption or running text.

It looks at one line and its nearest neighbours; it knows nothing of which fragment belongs to which article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.records import Block, Source

UnitKind = Literal[
    "heading",
    "column",
    "byline",
    "affiliation",
    "editor",
    "signature",
    "caption",
    "body",
]

TERMINAL = "。！？!?…"
CLOSERS = "”’」』）)》〉】]\"'"

_HEADING = re.compile(r"^(#{1,6})[ \t]+(?=\S)")
_COLUMN = re.compile(r"^[【\[［〖]([^【】\[\]［］〖〗]{1,16})[】\]］〗]$")
_MARKS = "■□◎●▲△○◆◇★☆▌▍▎◤※"
_ROLES = r"(?:(?:本报|本社|新华社|人民日报|本刊|特约|全媒体|见习|实习|首席)*(?:记者|通讯员|评论员|撰稿人?|撰文|编译|作者))"
_NAME = r"[\u4e00-\u9fff·]{1,12}(?:[ \u3000]{1,4}[\u4e00-\u9fff·]{1,8}){0,5}"
_MARKED_BYLINE = re.compile(rf"^[{_MARKS}]\s*(?:{_ROLES}\s*[：:/／|｜]?\s*)?({_NAME})$")
_ROLE_BYLINE = re.compile(
    rf"^[（(]?\s*(?:{_ROLES}|文|文字|作者)\s*[：:/／|｜]\s*({_NAME})\s*[）)]?$"
)
_STAFF_BYLINE = re.compile(
    r"^(?:本报|本社|新华社|本刊)(?:记者|通讯员|评论员)[ \u3000]+([\u4e00-\u9fff·]{2,4}(?:[ \u3000]+[\u4e00-\u9fff·]{2,4}){0,3})$"
)
_AFFILIATION = re.compile(
    r"^[（(]\s*(?:本文|第一|通讯)?(?:作者|笔者|执笔人?|撰稿人?)(?:单位|简介|分别)?\s*(?:均)?[系为是：:，,]\s*(?:分别[系为是]\s*)?(.+?)\s*[）)]$"
)
_PROJECT = re.compile(
    r"^[（(]\s*(?:本文|本研究|本项目|基金项目|课题)[^。]{0,160}[）)]$"
)
_PROJECT_PART = re.compile(r"[，,；;。]\s*(?:本文|本研究|基金项目|课题|项目编号).*$")
_SIGNATURE = re.compile(r"^[—－–-]{1,3}\s*(编者|本刊编辑部|编辑部|编辑)$")
_EDITOR_START = re.compile(
    r"^[【\[]?(?:编者按|编者的话|编者注|开栏的话|编辑手记)[】\]]?\s*[：:]?"
)
_CAPTION_END = re.compile(
    r"(?:(?:记者|通讯员|新华社|本报|资料|供图|实习生)[^。！？]{0,24})摄(?:影)?\s*(?:/?[^。！？]{0,6})?[）)]?[。]?$|[（(](?:[^（）()]{0,30}(?:摄|供图|资料图片?))[）)]$"
)
_CAPTION_START = re.compile(
    r"^(?:图为|图[一二三四五六七八九十\d]+[：:为 ]|上图|下图|左图|右图|资料图片?[：:])"
)

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛"
    "邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费"
    "纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠"
    "连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚付佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺宿练"
)
_COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "尉迟",
    "皇甫",
    "令狐",
    "慕容",
    "司徒",
    "夏侯",
    "公孙",
    "端木",
    "南宫",
    "轩辕",
    "呼延",
    "长孙",
    "宇文",
)
_HAN_LINE = re.compile(
    r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff][ \u3000]{1,4}[\u4e00-\u9fff]$"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of the page and what it is.

    `source.text[start:end]` is the line without outer blanks; `source.text[value_start:value_end]` is what a reader
    keeps of it (a heading without its mark, a by-line's name), equal to `value` but for inner blanks of a name.
    """

    kind: UnitKind
    start: int
    end: int
    value_start: int
    value_end: int
    value: str
    level: int = 0
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    sure: bool = True


def is_closed(text: str) -> bool:
    """Whether a paragraph ends as a sentence does: 。！？… and the quotes or brackets that close after it."""
    bare = text.rstrip().rstrip(CLOSERS)
    return bool(bare) and (
        bare[-1] in TERMINAL or (bare[-1] == "." and len(bare) < len(text.rstrip()) + 1)
    )


def is_name(text: str) -> bool:
    """Whether a bare line may be one person's name: a surname and one or two characters more."""
    squeezed = re.sub(r"\s", "", text)
    if not _HAN_LINE.match(text):
        return False
    surname = 2 if squeezed.startswith(_COMPOUND) else 1
    if squeezed[0] not in _SURNAMES and surname == 1:
        return False
    return 1 <= len(squeezed) - surname <= 2


def is_common_word(text: str) -> bool:
    """Whether the dictionary knows a line as a word other than a name."""
    import rjieba

    tags = rjieba.tag(re.sub(r"\s", "", text))
    return len(tags) == 1 and not tags[0][1].startswith("nr")


def _lines(source: Source) -> list[tuple[int, int, Block]]:
    found = []
    for block in source.blocks:
        for match in re.finditer(r"[^\n\r]+", source.text[block.start : block.end]):
            line = match.group()
            stripped = line.strip()
            if stripped:
                start = block.start + match.start() + len(line) - len(line.lstrip())
                found.append((start, start + len(stripped), block))
    return found


def _classify(line: str, start: int, end: int, block: Block) -> Unit:
    def unit(
        kind: UnitKind,
        group: tuple[int, int] | None = None,
        level: int = 0,
        sure: bool = True,
    ) -> Unit:
        low, high = group or (0, len(line))
        return Unit(
            kind,
            start,
            end,
            start + low,
            start + high,
            line[low:high],
            level,
            block.page,
            block.box,
            sure,
        )

    mark = _HEADING.match(line)
    level = block.heading_level or (len(mark.group(1)) if mark else 0)
    bare_start = mark.end() if mark else 0
    bare = line[bare_start:]
    if match := _COLUMN.match(bare):
        if not _EDITOR_START.match(bare):
            return unit(
                "column",
                (bare_start + match.start(1), bare_start + match.end(1)),
                level,
            )
    if level:
        low = bare_start
        return unit(
            "heading", (low, len(line.rstrip("# ")) if mark else len(line)), level
        )
    if len(line) <= 60:
        if (
            match := _MARKED_BYLINE.match(line)
            or _ROLE_BYLINE.match(line)
            or _STAFF_BYLINE.match(line)
        ):
            return unit("byline", match.span(1))
        if match := _SIGNATURE.match(line):
            return unit("signature", match.span(1))
        if is_name(line):
            return unit("byline", sure=False)
    if len(line) <= 400 and (match := _AFFILIATION.match(line)):
        low, high = match.span(1)
        project = _PROJECT_PART.search(line, low, high)
        return unit("affiliation", (low, project.start() if project else high))
    if _PROJECT.match(line):
        return unit("affiliation", (0, 0))
    if _EDITOR_START.match(line):
        return unit("editor")
    if len(line) <= 200 and (
        _CAPTION_END.search(line) or (_CAPTION_START.match(line) and len(line) <= 120)
    ):
        return unit("caption")
    return unit("body")


def _settle_bare_names(units: list[Unit]) -> list[Unit]:
    """Bare names are by-lines only where there are headings enough for them, and none is a speaker who returns.

    A name that is also a word (金于 is none, 高兴 is) counts only where it touches a heading or the page has by-lines.
    """
    bare = {i for i, u in enumerate(units) if u.kind == "byline" and not u.sure}
    if not bare:
        return units
    headings = sum(u.kind == "heading" for u in units)
    marked = sum(u.kind == "byline" and u.sure for u in units)
    counts = Counter(units[i].value for i in bare)
    words = {i for i in bare if is_common_word(units[i].value)}
    touching = {
        i
        for i in words
        if any(
            0 <= m < len(units) and units[m].kind == "heading" for m in (i - 1, i + 1)
        )
    }
    accepted = bare - words
    if marked + len(accepted) == 0:
        accepted |= touching
    else:
        accepted |= words
    if len(accepted) + marked > headings:
        accepted -= words - touching
    if len(accepted) + marked > headings or max(counts.values()) > 1:
        accepted = set()
    return [
        replace(u, kind="body", value_start=u.start, value_end=u.end)
        if i in bare - accepted
        else u
        for i, u in enumerate(units)
    ]


def _settle_signatures(units: list[Unit]) -> list[Unit]:
    """The paragraph above ——编者 is the editor's note."""
    result = list(units)
    for index, unit in enumerate(units):
        if unit.kind == "signature":
            above = index - 1
            if above >= 0 and result[above].kind == "body":
                result[above] = replace(result[above], kind="editor")
            elif above < 0 or result[above].kind != "editor":
                result[index] = replace(
                    unit, kind="body", value_start=unit.start, value_end=unit.end
                )
    return result


def _settle_plain_headings(units: list[Unit]) -> list[Unit]:
    """Where nothing is marked as a heading, a short line above a by-line, or the first of a document, is one."""
    if any(u.kind == "heading" for u in units):
        return units
    result = list(units)
    for index, unit in enumerate(units):
        short = (
            unit.kind == "body"
            and 2 <= len(unit.value) <= 42
            and unit.value[-1] not in TERMINAL + "，、；：,;:"
        )
        below = units[index + 1] if index + 1 < len(units) else None
        if not short or below is None or "：" in unit.value[:8]:
            continue
        first = (
            index == 0
            and below.kind in ("body", "byline")
            and len(below.value) > len(unit.value)
        )
        if first or (below.kind == "byline" and below.sure):
            result[index] = replace(unit, kind="heading", level=1, sure=False)
    return result


def _settle_captions(units: list[Unit]) -> list[Unit]:
    """Captions are set apart on a newspaper's page only; elsewhere they stay where they stand in the text."""
    if any(u.kind in ("byline", "affiliation", "column", "editor") for u in units):
        return units
    return [replace(u, kind="body") if u.kind == "caption" else u for u in units]


def recognise(source: Source) -> list[Unit]:
    """The lines of a source in page order, each with its kind; blank lines are left out."""
    text = source.text
    units = [
        _classify(text[start:end], start, end, block)
        for start, end, block in _lines(source)
    ]
    units = _settle_captions(
        _settle_signatures(_settle_bare_names(_settle_plain_headings(units)))
    )
    return [
        replace(u, value=re.sub(r"(?<=^.)\s+(?=.$)", "", u.value))
        if u.kind == "byline"
        else u
        for u in units
    ]


def open_text(units: Sequence[Unit]) -> list[Unit]:
    """The running text among the units, in page order."""
    return [u for u in units if u.kind == "body"]
