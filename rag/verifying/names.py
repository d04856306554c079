"""Names in a Chinese sentence: people, places, organisations, titles in 《》, as candidates with offsets.

It knows the tagger and the surnames; whether a name is the right one is for citations.py to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from index.folding import fold

NameKind = Literal["person", "place", "organisation", "title"]

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦"
    "昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹"
    "姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐"
    "邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊"
    "於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景"
    "詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍"
    "璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终居衡步都耿满弘匡国文寇"
    "广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益"
    "桓公闫肖付代覃岳佟仝佘"
)
_COMPOUND_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "端木",
    "澹台",
)
# A name stands before one of these: 张三认为, 李四教授.
ROLE = (
    "主任|教授|院长|校长|书记|主席|总统|总理|部长|局长|省长|市长|县长|区长|厅长|处长|"
    "科长|镇长|村长|行长|董事长|总经理|经理|总裁|主编|编辑|记者|研究员|院士|博士|先生|"
    "女士|同志|老师|医生|律师|法官|警官|发言人|会长|秘书长|队长|教练|导演|专家|分析师|"
    "工程师|司令|大使|代表|委员"
)
SPEECH = "认为|指出|提出|建议|表示|强调|主张|写道|看来|说|称|介绍|透露|谈到|坦言|告诉|分析|补充|回应|呼吁|提到"
_SPEAKER = re.compile(rf"(?<![一-鿿])([一-鿿]{{2,4}}?)(?=(?:{ROLE})?(?:在[^，。]{{1,20}}中)?(?:还|也|则)?(?:{SPEECH}))")
_TITLE = re.compile(r"《([^《》]{1,40})》")
_TAGS: dict[str, NameKind] = {
    "nr": "person",
    "nrt": "person",
    "nrfg": "person",
    "ns": "place",
    "nt": "organisation",
    "nz": "organisation",
}


_NOT_NAMES = frozenset(
    "城市 都市 两国 大国 新区 深度 青春 美丽 新春 海洋 深海 大桥 惠及 普及 上市 台风 文明 高水平 强降雨 养老"
    " 弘扬 智慧 友谊 洪水"
    " 祝福 公正 玉米 滑雪 权威 康复 林火 祝贺 卫星 惠民 拓宽 高峰 阳光 通达 幼儿园 普惠 雷达 山洪 高新区 过敏"
    " 碧波 春耕 蓝图"
    " 福祉 师生 宝贵 许可证 楼栋 续航 高中生 幸存者 科考 关怀 保驾护航 令人 育人 始祖 崇高 冬奥 路基 新进展"
    " 新兴产业 中西部"
    " 加工厂 卫生院 卫生室 交易所 交易会 音乐会 航空展 上市公司 中华文化 海洋生物 中央财政 广播电视 采取措施 周一"
    " 周二 周三"
    " 周四 周五 周六 周日 高达 高考 高铁 高校 高度 高速 方面 方便 成为 成功 成熟 时间 安全 安排 金融 经济 向好"
    " 明显 明确 常见 常态".split()
)


class Name(NamedTuple):
    text: str
    kind: NameKind
    start: int
    end: int


class Word(NamedTuple):
    text: str
    tag: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def tag_words(text: str) -> tuple[Word, ...]:
    """The words of folded `text` with their part of speech (jieba's tag set) and offsets."""
    import rjieba

    words, position = [], 0
    for word, tag in rjieba.tag(text):
        words.append(Word(word, tag, position, position + len(word)))
        position += len(word)
    return tuple(words)


def looks_like_person(text: str) -> bool:
    """A surname with one or two characters after it (two or three after a compound surname's first)."""
    if text.startswith(_COMPOUND_SURNAMES):
        return 3 <= len(text) <= 4
    return 2 <= len(text) <= 3 and text[0] in _SURNAMES


@lru_cache(maxsize=4096)
def find_names(text: str) -> tuple[Name, ...]:
    """Name candidates of `text` in order, folded. The tagger errs, so callers look whether the source has them."""
    folded = fold(text)
    names: dict[tuple[int, int], Name] = {}
    words = tag_words(folded)
    for number, word in enumerate(words):
        if is_new_person(word):
            names[word.start, word.end] = Name(word.text, "person", word.start, word.end)
        elif name := _tagged_name(word) or _split_name(words, number):
            names[name.start, name.end] = name
    for match in _SPEAKER.finditer(folded):
        if looks_like_person(match[1]) and not any(s < match.end(1) and match.start(1) < e for s, e in names):
            names[match.span(1)] = Name(match[1], "person", *match.span(1))
    for match in _TITLE.finditer(folded):
        names[match.span(1)] = Name(match[1], "title", *match.span(1))
    return tuple(names[span] for span in sorted(names))


def is_new_person(word: Word) -> bool:
    """A word that no dictionary has, with a surname at its head: 许知行, whatever its tag."""
    import rjieba

    return looks_like_person(word.text) and len(word.text) > 2 and not rjieba.has_word(word.text)


def _tagged_name(word: Word) -> Name | None:
    kind = _TAGS.get(word.tag)
    if kind is None or len(word.text) < 2 or word.text.isascii() or _is_common(word):
        return None
    if word.tag == "nr" and not looks_like_person(word.text) and len(word.text) < 4:
        return None
    return Name(word.text, kind, word.start, word.end)


def _is_common(word: Word) -> bool:
    """What the tagger's dictionary calls a name though it is none: 努力实现 (nr), 充分肯定 (nz), 深度 (ns)."""
    import rjieba

    if word.text in _NOT_NAMES or word.text.endswith(("化", "性", "感")):
        return True
    if word.tag == "nz":
        return rjieba.has_word(word.text) and not word.text.endswith(("网", "社", "报", "队", "号", "公司", "集团"))
    return word.tag == "nr" and len(word.text) == 4 and all(map(rjieba.has_word, (word.text[:2], word.text[2:])))


def _split_name(words: Sequence[Word], number: int) -> Name | None:
    """周 + 明远: a surname tagged as a name by itself, with the given name after it."""
    word = words[number]
    if len(word.text) > 1 or word.tag != "nr" or number + 1 == len(words) or word.text not in _SURNAMES:
        return None
    given = words[number + 1]
    if len(given.text) > 2 or given.tag in ("x", "c", "p", "uj", "ul", "m"):
        return None
    return Name(word.text + given.text, "person", word.start, given.end)


_ATTRIBUTION = re.compile(
    rf"^(?:据|按照|根据|依)?(?P<name>[一-鿿]{{2,4}}?(?:·[一-鿿]{{1,6}})*)(?:{ROLE})?(?:在《[^》]+》(?:一文)?中?|在(?:该|其|这篇|本)?文章?中|的文章)?"
    rf"(?:还|也|则|同样|明确|进一步)*(?:{SPEECH}|的(?:观点|看法|建议|文章|主张))"
)


# What a sentence says of its own making before it says anything: 根据资料，……
_FRAME = re.compile(
    r"^(?:(?:根据|据|按照|按|从|依据|由)?(?:该|这篇|本|上述|以上|所给|提供的|现有|相关)?(?:文章|原文|资料|材料|报道|文中|该文|本文|引文|内容|数据|信息)"
    r"(?:中|里|的)?(?:的?(?:内容|介绍|描述|记载|说法))?(?:还|也)?(?:提到|提及|指出|显示|介绍|表明|写道|说明|可知|可见|可以看出|来?看|报道|称)?"
    r"|(?:总的|总体|整体|具体|简单|概括|综合|换句话)(?:来看|来说|来讲|而言|说)|简言之|简而言之|综上所述|综上|总之|概括起来|也就是说"
    r"|(?:首先|其次|再次|最后|此外|另外|同时|与此同时|不仅如此|除此之外|因此|由此可见|可见))[，,：:]"
)


def without_attribution(sentence: str, authors: Sequence[str]) -> str:
    """What is left of 「张三认为，……」 where 张三 is one of `authors`; the sentence itself where he is not.

    「根据资料，」 and the like go too: they say nothing of the matter.
    """
    folded = fold(sentence)
    if (frame := _FRAME.match(folded)) and len(folded) == len(sentence):
        return without_attribution(sentence[frame.end() :], authors)
    match = _ATTRIBUTION.match(folded)
    if match and any(match["name"] in fold(author) or fold(author) in match["name"] for author in authors):
        return sentence[match.end() :].lstrip("：，,: ")
    return sentence


def attributed_person(sentence: str) -> str | None:
    """Whom a sentence such as 「张三认为，……」 speaks for; None where it names nobody at its head."""
    match = _ATTRIBUTION.match(fold(sentence).lstrip("“‘ "))
    if match is None or not looks_like_person(match["name"]):
        return None
    words = tag_words(match["name"])
    # 文章提到 speaks for nobody, though 文 is a surname.
    return None if len(words) == 1 and words[0].tag in ("n", "vn", "v", "l", "r", "t") else match["name"]
