"""What a question asks for (谁, 多少, 哪里, 何时 ...) and where a text holds things of that kind.

Rules over general Chinese cue words; texts are folded beforehand. It knows no passage, only characters.
"""

from __future__ import annotations

import re
from functools import cache

# The first pattern that matches names the kind; its number is a feature, so the order must not change.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("reason", re.compile(r"为什么|为何|为啥|因何|何以|什么原因|的原因|原因是|目的是|为了什么|什么目的")),
    (
        "time",
        re.compile(r"什么时候|何时|几时|哪[一]?[年天月日]|什么时间|哪个(?:年份|月份|时候)|几[月号]|日期|时间(?:是|为)"),
    ),
    (
        "number",
        re.compile(
            r"多少|几[个名位种类家次项条座所部支倍成岁台辆人篇天张件艘枚场级届套处户年块]|多[大长高远重深宽快久]|百分之几|第几|排名|几成"
        ),
    ),
    ("person", re.compile(r"谁|哪位|何人|什么人|哪(?:一|几)?名|名字|哪些人|由哪.{0,4}(?:主持|导演|担任)")),
    (
        "place",
        re.compile(
            r"哪里|哪儿|在哪|何处|何地|什么地方|地点|位于|哪[一几]?[个座]?(?:城市|国家?|省份?|地区?|市|县|区|村|镇|街道|州|岛|港|海域|大洲|洲)"
        ),
    ),
    ("list", re.compile(r"哪些|哪几|分别|包括什么|有什么|几[个种项]方面")),
    ("organisation", re.compile(r"哪[一]?[个家所支]|什么(?:公司|机构|单位|组织|部门|学校|大学|企业|品牌)")),
    ("named", re.compile(r"名称|名为|叫什么|称为|叫做|什么(?:名|书|电影|作品|歌|文件|报告|奖)|简称|全称|标题|主题")),
    ("manner", re.compile(r"如何|怎么|怎样|什么(?:方式|方法|措施|办法|手段|途径|形式)")),
    ("thing", re.compile(r"什么|哪|何")),
)
KIND_NAMES = (*(name for name, _ in _KINDS), "other")

_UNITS = (
    "个百分点|百分点|平方公里|平方米|立方米|公里|千米|厘米|毫米|公顷|公斤|小时|分钟|个月|美元|欧元|日元|人民币|亿元|万元|人次|"
    "[亩吨克米斤岁年月日天周秒元个名位人家户所座条项件种类次倍成届期批场支只头匹辆艘架台套部篇枚块张份句页队团省市县区国代轮度级%]"
)
_ASKED_UNIT = re.compile(rf"(?:多少|几)(?:万|亿|千|百|多)?({_UNITS})")
_NUMERAL = r"(?:\d[\d,.]*|[一二两三四五六七八九十百千零]+)[多余几]?[万亿千百]*"
# What a number may end with.
NUMERAL_ENDS = "0123456789,.一二两三四五六七八九十百千零万亿多余几"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费廉薛雷贺倪汤罗毕郝"
    "安常于傅齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄贝臧戴宋庞熊纪舒屈项祝董梁杜阮蓝席季麻贾路娄江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫"
    "裘缪解应宗丁宣邓单洪包左石崔龚程嵇邢裴陆荣翁曲段侯全甘厉武符刘景詹龙叶黎白赖卓蔺乔谭姬申冉桂牛边温庄晏柴瞿连习艾向古易慎廖庾欧沙"
    "闫肖覃岳佟"
)
_TITLES = (
    "主任|教授|院长|校长|书记|主席|总统|总理|部长|局长|省长|市长|县长|区长|厅长|行长|董事长|总经理|经理|总裁|主编|记者|研究员|院士|博士|先生|"
    "女士|同志|医生|律师|发言人|会长|队长|教练|导演|专家|分析师|司令|大使|首相|国王|选手|队员|球员|作家|诗人|将军|皇帝|演员|歌手|爵士"
)
_SAYING = (
    "说|表示|认为|指出|介绍|强调|称|透露|告诉|宣布|提出|出席|主持|率领|担任|当选|获得|夺得|写道|创作|发现|发明|提议"
)
# What each kind of answer looks like in a text.
EVIDENCE: dict[str, re.Pattern[str]] = {
    "number": re.compile(rf"(?:{_NUMERAL})(?:{_UNITS}|‰|℃)|百分之[一二三四五六七八九十百零点\d]+"),
    "time": re.compile(
        r"\d{2,4}年|\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}[日号]|[一二〇零三四五六七八九]{4}年|[上下]午|凌晨|\d{1,2}[时点:]\d{0,2}|世纪|今年|去年|明年|"
        r"昨[日天]|今[日天]|[上下本][周月]|年代|[前后]期|季度|当天|[春夏秋冬]季"
    ),
    "person": re.compile(
        rf"(?:{_TITLES})[\u4e00-\u9fff]{{2,3}}|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=(?:{_SAYING}|{_TITLES}|[、(,]))|"
        rf"[\u4e00-\u9fff]{{1,8}}·[\u4e00-\u9fff]{{1,8}}|(?:[\u4e00-\u9fff]{{2,5}})(?={_SAYING})"
    ),
    "place": re.compile(
        r"[\u4e00-\u9fff]{2}(?:省|市|县|区|州|镇|乡|村|街道|岛|半岛|海峡|机场|车站|体育[馆场]|中心|大学|公园|广场|博物馆|山|河|江|湖|港|湾|国)|"
        r"在[\u4e00-\u9fff]{2,12}(?:举行|举办|召开|开幕|启动|成立|出生|发生)|位于|地处|坐落"
    ),
    "organisation": re.compile(
        r"[\u4e00-\u9fffa-z]{2,}(?:公司|集团|银行|大学|学院|研究[所院]|委员会|协会|基金会|部|局|委|院|厅|政府|法院|中心|联盟|俱乐部|队|组织|企业|科技|"
        r"股份|证券|汽车|医院|学校)"
    ),
    "named": re.compile(r"《[^》]{1,40}》|“[^”]{2,30}”|名为|称为|叫做|简称|又称|俗称|命名|英文|(?:[a-z]{2,} ?){2,}"),
    "reason": re.compile(
        r"因为|由于|因此|原因|导致|所以|以便|为了|旨在|从而|使得|造成|引发|目的|源于|基于|以[\u4e00-\u9fff]{2}"
    ),
    "list": re.compile(r"、[^、,。]{1,15}[、和及与]|包括|分别|以及|一是|其一|首先|等[。,;]"),
    "manner": re.compile(
        r"通过|采用|采取|利用|借助|以[^,。]{2,12}的?(?:方式|形式|方法)|依靠|按照|将[^,。]{2,}|措施|方式|方法|使用"
    ),
}


def question_kind(question: str) -> str:
    """One of KIND_NAMES for a folded question."""
    for name, pattern in _KINDS:
        if pattern.search(question):
            return name
    return "other"


def evidence_pattern(kind: str) -> re.Pattern[str] | None:
    """What an answer to that kind looks like; None where it may be anything."""
    return EVIDENCE.get(kind)


def asked_unit(question: str) -> str | None:
    """The unit that a folded question asks for (多少亿元 -> 元); None where it names none."""
    match = _ASKED_UNIT.search(question)
    return match[1] if match else None


@cache
def ends_number_with(unit: str) -> re.Pattern[str]:
    """A number with this unit at the end of what is searched."""
    return re.compile(rf"{_NUMERAL}{re.escape(unit)}\Z")
