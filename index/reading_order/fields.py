"""What each line of a page is: heading, column mark, by-line, affiliation, editor's note, caption or running text.

It looks at one line alone; `index.reading_order.settling` then looks at its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.records import Block, Source

UnitKind = Literal[
    "heading",
    "column",
    "byline",
    "affiliation",
    "post",
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
_ROLES = (
    r"(?:(?:本报|本社|新华社|人民日报|本刊|特约|全媒体|见习|实习|首席)*(?:记者|通讯员|评论员|撰稿人?|撰文|编译|作者))"
)
_NAME = r"[\u4e00-\u9fff·]{1,12}(?:[ \u3000]{1,4}[\u4e00-\u9fff·]{1,8}){0,5}"
_MARKED_BYLINE = re.compile(rf"^[{_MARKS}]\s*(?:{_ROLES}\s*[：:/／|｜]?\s*)?({_NAME})$")
_ROLE_BYLINE = re.compile(rf"^[（(]?\s*(?:{_ROLES}|文|文字|作者)\s*[：:/／|｜]\s*({_NAME})\s*[）)]?$")
_STAFF = r"(?:本报|本社|新华社|本刊)(?:记者|通讯员|评论员)[ \u3000]+"
_STAFF_NAMES = r"([\u4e00-\u9fff·]{2,4}(?:[ \u3000、]+[\u4e00-\u9fff·]{2,4}){0,3})"
_STAFF_BYLINE = re.compile(
    rf"^{_STAFF}{_STAFF_NAMES}$|^[（(]\s*(?:{_STAFF}|记者[ \u3000]*|作者[：: \u3000]+){_STAFF_NAMES}"
    r"[ \u3000]*(?:文[/／ ]?图|图[/／ ]?文|文|报道|采写|撰文)?\s*[）)]$"
)
# （龚某系市农业科学院研究员）, of several （甲系……；乙系……）: whose place of work it is stands in the note.
_NAMED_AFFILIATION = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{2,4})[ \u3000]*(?:[系为是]|单位[：:])[ \u3000]*(?P<where>\S[^；;，,]+)"
)
_BRACKETED = re.compile(r"^[（(]\s*(.+?)\s*[）)]$")
_AFFILIATION = re.compile(
    r"^[（(]\s*((?P<who>[\u4e00-\u9fff]{2,4})\s*(?:[系为是]|单位[：:])\s*(?P<where>\S.+?))\s*[）)]$"
)
_AFFILIATION = re.compile(
    r"^[（(]\s*(?:本文|第一|通讯)?(?:作者|笔者|执笔人?|撰稿人?)(?:单位|简介|分别)?\s*(?:均)?[系为是：:，,]\s*(?:分别[系为是]\s*)?(.+?)\s*[）)]$"
)
_BODY_NAME = (
    r"大学|学院|学校|党校|研究院|研究所|研究中心|研究会|研究室|中心|分中心|实验室|智库|学会|协会|商会|联合会|委员会|"
    r"办公室|管理局|局|厅|部|委|署|院|所|馆|站|社|报|公司|集团|银行|医院|政府|法院|检察院|基金会|杂志社|编辑部|出版社"
)
POST = (
    r"(?:客座|特聘|兼职|名誉|首席|高级|助理|副)?(?:教授|研究员|讲师|院士|专家|工程师|经济师|编审|编辑|主编|总编辑|记者|主任|院长|所长|"
    r"会长|理事长|秘书长|局长|处长|部长|书记|校长|馆长|董事长|总经理|经理|主席|委员|顾问|博士|博士后|硕士|博士生导师|导师|代表)"
)
# A line of its own below a by-line that says where the author works: 浔江大学经济学院教授, 单位：浔江市园林局.
_PLAIN_AFFILIATION = re.compile(
    rf"^(?:[（(]\s*)?(?:(?:作者)?(?:单位|简介|职务)\s*[：:]\s*)?((?=[^。！？；：:，,]{{0,60}}(?:{_BODY_NAME}))[^。！？；：:，,]{{1,48}}"
    rf"(?:{_BODY_NAME}|{POST})(?:[、/ ]{POST})*)\s*[）)]?$"
)
# A by-line with the affiliation behind the name: ■ 林见鹿（浔江市园林局）.
_BYLINE_WITH_AFFILIATION = re.compile(
    rf"^((?:[{_MARKS}]\s*|{_ROLES}\s*[：:/／|｜]\s*){_NAME})\s*([（(][^（）()]{{3,60}}[）)])$"
)
# And without brackets: 作者：苏晓岚 海东大学物理系讲师.
_BYLINE_WITH_POST = re.compile(
    rf"^(?:(?:{_ROLES}|文|文字|作者)\s*[：:/／|｜]\s*)([\u4e00-\u9fff]{{2,4}})[ \u3000]+(\S.{{2,60}})$"
)
_ENDS_IN_POST = re.compile(rf"{POST}\s*[）)]?$")
_NAME_THEN_POST = re.compile(r"^([\u4e00-\u9fff]{2,4})[ \u3000]{1,8}(\S.{2,60})$")
# What stands between the names of reporters.
ROLE_BETWEEN = re.compile(rf"(?:^|[ \u3000]+){_ROLES}[ \u3000]+")
_PROJECT = re.compile(r"^[（(]\s*(?:本文|本研究|本项目|基金项目|课题)[^。]{0,160}[）)]$")
_PROJECT_PART = re.compile(r"[，,；;。]\s*(?:本文|本研究|基金项目|课题|项目编号).*$")
_SIGNATURE = re.compile(r"^[—－–-]{1,3}\s*(编者|本刊编辑部|编辑部|编辑)$")
_EDITOR_START = re.compile(r"^[【\[]?(?:编者按|编者的话|编者注|开栏的话|编辑手记)[】\]]?\s*[：:]?")
_CAPTION_END = re.compile(
    r"(?:(?:记者|通讯员|新华社|本报|资料|供图|实习生)[^。！？]{0,24})摄(?:影)?\s*(?:/?[^。！？]{0,6})?[）)]?[。]?$|[（(](?:[^（）()]{0,30}(?:摄|供图|资料图片?))[）)]$"
)
_CAPTION_START = re.compile(r"^(?:图为|图[一二三四五六七八九十\d]+[：:为 ]|上图|下图|左图|右图|资料图片?[：:])")

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛"
    "邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费"
    "沐麦缪闻郗狄贝茅骆昝裘贲杭钮嵇滑荀惠芮羿储汲邴宓蓬仰伊厉戎祖韶蓟印怀蒲邰鄂索咸籍莘贡逄堵郦雍郤璩濮寿扈浦茹宦鱼戈庾暨弘寇禄殳沃蔚夔厍晁訾阚毋巢蒯逯桓"
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
_HAN_LINE = re.compile(r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff][ \u3000]{1,4}[\u4e00-\u9fff]$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of the page and what it is.

    `source.text[start:end]` is the line without outer blanks; `source.text[value_start:value_end]` is what a reader
    keeps of it (a heading without its mark, a by-line's name), equal to `value` but for inner blanks of a name.
    An "affiliation" stands under its article, a "post" in the head of it, below the by-line.
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
    return bool(bare) and (bare[-1] in TERMINAL or (bare[-1] == "." and len(bare) < len(text.rstrip()) + 1))


def is_name(text: str) -> bool:
    """Whether a bare line may be one person's name: a surname and one or two characters more."""
    squeezed = re.sub(r"\s", "", text)
    if not _HAN_LINE.match(text):
        return False
    surname = 2 if squeezed.startswith(_COMPOUND) else 1
    if squeezed[0] not in _SURNAMES and surname == 1:
        return False
    return 1 <= len(squeezed) - surname <= 2


def is_name_above(text: str, below: str) -> bool:
    """Whether a bare line as short as a name, of whatever surname, stands above a line that ends in a post."""
    return bool(_HAN_LINE.match(text)) and len(text) < 4 and ends_in_post(below)


def ends_in_post(text: str) -> bool:
    """Whether a place of work ends in what one is there: 江岸大学副教授, 江岸大学会长、代表."""
    return _ENDS_IN_POST.search(text) is not None


def plain_affiliation(line: str) -> tuple[int, int] | None:
    """Where in a line below a by-line the place of work stands, if the line is nothing else: a body or a post."""
    match = _PLAIN_AFFILIATION.match(line)
    return match.span(1) if match else None


def name_and_post(line: str) -> int | None:
    """Where the post begins in a line that is a name, blanks and a post: 张一鸣　江岸大学副教授."""
    match = _NAME_THEN_POST.match(line)
    return match.start(2) if match and is_name(match.group(1)) and plain_affiliation(match.group(2)) else None


def split_byline(line: str) -> int | None:
    """Where the affiliation behind a marked by-line begins."""
    match = _BYLINE_WITH_AFFILIATION.match(line)
    if match and plain_affiliation(match.group(2)):
        return match.start(2)
    match = _BYLINE_WITH_POST.match(line)
    return match.start(2) if match and is_name(match.group(1)) and plain_affiliation(match.group(2)) else None


def is_common_word(text: str) -> bool:
    """Whether the dictionary knows a line as a word other than a name."""
    import rjieba

    tags = rjieba.tag(re.sub(r"\s", "", text))
    return len(tags) == 1 and not tags[0][1].startswith("nr")


def split_lines(source: Source) -> list[tuple[int, int, Block]]:
    found = []
    for block in source.blocks:
        for match in re.finditer(r"[^\n\r]+", source.text[block.start : block.end]):
            line = match.group()
            stripped = line.strip()
            if stripped:
                start = block.start + match.start() + len(line) - len(line.lstrip())
                behind_name = split_byline(stripped)
                if behind_name:
                    found.append((start, start + len(stripped[:behind_name].rstrip()), block))
                found.append((start + (behind_name or 0), start + len(stripped), block))
    return found


def classify(line: str, start: int, end: int, block: Block) -> Unit:
    """What a line seems to be, taken alone; `line` is `source.text[start:end]`, without outer blanks."""
    kind, low, high, level, sure = _kind_of(line, block.heading_level)
    return Unit(kind, start, end, start + low, start + high, line[low:high], level, block.page, block.box, sure)


_Found = tuple[UnitKind, int, int, int, bool]


def _kind_of(line: str, heading_level: int) -> _Found:
    """Kind, where the value begins and ends in the line, heading level, and whether the kind is sure."""
    mark = _HEADING.match(line)
    level = heading_level or (len(mark.group(1)) if mark else 0)
    low = mark.end() if mark else 0
    if (match := _COLUMN.match(line[low:])) and not _EDITOR_START.match(line[low:]):
        return "column", low + match.start(1), low + match.end(1), level, True
    if level:
        return "heading", low, max(low + 1, len(line.rstrip("# "))) if mark else len(line), level, True
    return _short_line(line) or _long_line(line)


def _short_line(line: str) -> _Found | None:
    if len(line) > 60:
        return None
    if match := _MARKED_BYLINE.match(line) or _ROLE_BYLINE.match(line) or _STAFF_BYLINE.match(line):
        low, high = match.span(match.lastindex or 1)
        # （作者：市委党校副教授） names no one.
        unnamed = not is_name(line[low:high]) and plain_affiliation(line[low:high])
        return "affiliation" if unnamed else "byline", low, high, 0, True
    if match := _SIGNATURE.match(line):
        return "signature", match.start(1), match.end(1), 0, True
    return ("byline", 0, len(line), 0, False) if is_name(line) else None


def named_affiliations(note: str) -> dict[str, str]:
    """The place of work of each person that a note is about, in order; empty where it is about anything else."""
    found = {}
    for part in re.split(r"[；;，,]\s*", note.strip().rstrip("。")):
        match = _NAMED_AFFILIATION.fullmatch(part)
        if not match or not is_name(match["who"]) or not plain_affiliation(match["where"]):
            return {}
        found[match["who"]] = match["where"]
    return found


def _long_line(line: str) -> _Found:
    bracketed = _BRACKETED.match(line)
    if bracketed and len(line) <= 400 and named_affiliations(bracketed[1]):
        return "affiliation", *bracketed.span(1), 0, True
    if len(line) <= 400 and (match := _AFFILIATION.match(line)):
        project = _PROJECT_PART.search(line, *match.span(1))
        return "affiliation", match.start(1), project.start() if project else match.end(1), 0, True
    if _PROJECT.match(line):
        return "affiliation", 0, 0, 0, True
    if _EDITOR_START.match(line):
        return "editor", 0, len(line), 0, True
    if len(line) <= 200 and (_CAPTION_END.search(line) or (_CAPTION_START.match(line) and len(line) <= 120)):
        return "caption", 0, len(line), 0, True
    return "body", 0, len(line), 0, True
