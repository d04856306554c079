"""Persons in tagged Chinese words: which words are names, and names that the dictionary does not know put together.

A name opens with a surname, or is written in the characters of transliteration; what the tagger takes for a name
otherwise (亚军, 公开赛) is a word. 吴京 is a town for the dictionary and a person beside 主演.
"""

from __future__ import annotations

from rag.answering.foreign_names import is_transliterated
from rag.answering.terms import is_common_word, rarity

_TAGS = ("nr", "nrt", "nrfg")
_NAME_RARITY = 7.5
_FUNCTION_SURNAMES = frozenset("和于时从成米达连向项能都可有过同与")
# Surnames that are mostly words of their own: a name only beside a role or a deed.
_WORDLIKE = frozenset("全应党费夏包车严武白明盛方高易安农时常景官关单支项连卫席都国文水通")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄"
    "聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈"
    "饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇"
    "桑郎甄丛仲虞敖巩明佘池查麻苑迟邝厉赖蔺阎尧习常咸戈伏冼霍"
)
# Family names of two characters, Chinese and Japanese.
_LONG_SURNAMES = tuple(
    (
        "欧阳 司马 上官 诸葛 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 端木 安倍 岸田 石破 河野 小泉 福田 野田 鸠山 "
        "麻生 佐藤 铃木 高桥 田中 渡边 伊藤 山本 中村 小林 加藤 吉田 山田 佐佐木 山口 松本 井上 木村 清水 斋藤 "
        "村上 东野 宫崎 大江 川端 三岛 黑泽 小川 中岛 池田 桥本 石川 山下 森田 藤田 后藤 长谷川 近藤 坂本 远藤 "
        "青木 西村 太田 三浦 冈本 松田 中野 羽生 大坂 锦织 久保"
    ).split()
)
_BEGINNINGS = _SURNAMES | {name[0] for name in _LONG_SURNAMES}
_LONGEST, _CHINESE_LONGEST, _USUAL = 6, 4, 3
# 毛伟 明: a name cut by the tagger goes on with one more character, but for those that mostly begin what he does.
_GOES_ON = frozenset("nazjgb")
_NO_GIVEN_NAME = frozenset(
    "的了在和说称是等将也对从与及曾还已又都均共亲本率因为给让把被向以于至有要能会可就才只再最很更先后前上下中内外们省市县区镇村州队"
)
# 张丹饰: the tagger takes what a person does for a part of the name.
_NOT_OF_NAMES = frozenset("饰演称说任曾是作率")
_ROLES = tuple(
    (
        "导演 编剧 演员 主演 男主角 女主角 歌手 作家 作者 诗人 画家 教授 博士 院士 选手 名将 小将 队员 球员 "
        "运动员 主任 局长 市长 省长 书记 部长 总理 总统 主席 首相 校长 院长 所长 会长 经理 总经理 董事长 总裁 "
        "创始人 记者 教练 主教练 队长 代表 委员 专家 学者 医生 老师 教师 律师 法官 司机 村民 居民 市民 负责人 "
        "发言人 研究员 工程师 科学家 航天员 冠军"
    ).split()
)
_DEEDS = frozenset(
    (
        "说 表示 认为 指出 介绍 称 告诉 坦言 强调 饰演 饰 主演 出演 扮演 执导 编剧 担任 夺得 获得 夺冠 摘得 获 "
        "率 当选 出任 领衔 领衔主演 等"
    ).split()
)

_LINKS = frozenset("等由是和与、")

Tagged = list[tuple[str, str]]


def may_begin_name(word: str) -> bool:
    """Whether a name may begin with this word; False for most words, at once."""
    return word[0] in _BEGINNINGS


def opens_with_surname(word: str) -> bool:
    """Whether a word begins as a Chinese or Japanese name does."""
    return word[0] in _SURNAMES or word.startswith(_LONG_SURNAMES)


def is_person(word: str, tag: str) -> bool:
    """Whether a tagged word is a person's name; the tagger takes many a common word for one.

    A real name is rare, but for the three characters of somebody whom the news names daily.
    """
    if tag not in _TAGS or not 2 <= len(word) <= _LONGEST:
        return False
    if tag == "nrfg":
        return True
    if len(word) == 2 and word[0] in _WORDLIKE and is_common_word(word):
        return False
    if rarity(word) < _NAME_RARITY and (len(word) != _USUAL or word[0] not in _SURNAMES - _WORDLIKE):
        return False
    chinese = opens_with_surname(word) and len(word) <= _CHINESE_LONGEST
    return chinese or word.startswith(_LONG_SURNAMES) or is_transliterated(word)


def name_of(word: str) -> str:
    """The name in a word that the tagger calls one: 张丹饰 -> 张丹."""
    return word[:-1] if len(word) > 2 and word[-1] in _NOT_OF_NAMES else word


def _is_cut(tagged: Tagged, at: int) -> bool:
    """Whether the name at `at` goes on with the one character behind it."""
    word, tag = tagged[at]
    if tag not in _TAGS or word[0] not in _SURNAMES or at + 1 >= len(tagged):
        return False
    following, kind = tagged[at + 1]
    short = len(word) == 2 or (len(word) == _USUAL and word[1] in _SURNAMES)
    return short and len(following) == 1 and kind[0] in _GOES_ON and following not in _NO_GIVEN_NAME


def _acts(before: str, after: str) -> bool:
    """Whether a role stands before, or a deed behind, what may be a name."""
    return before.endswith(_ROLES) or (after in _DEEDS and (after not in _LINKS or before in _LINKS))


def unknown_name(tagged: Tagged, at: int) -> int:
    """How many words from `at` make a name that the dictionary does not know: 林 郑月 娥, 雷 佳音, 吴京 (a town) beside
    主演; 0 where none begins there."""
    word, tag = tagged[at]
    if _is_cut(tagged, at):
        return 2
    before = tagged[at - 1][0] if at else ""
    if at + 1 < len(tagged) and len(word) == 1 and word in _SURNAMES - _FUNCTION_SURNAMES:
        following, kind = tagged[at + 1]
        if not 1 <= len(following) <= 2 or not "一" <= following[0] <= "鿿" or following[0] in _NO_GIVEN_NAME:
            return 0
        # 黎 远航: a given name may be a verb behind a role.
        if kind[0] in "vpcuf" and len(following) > 1 and not (kind[0] == "v" and before.endswith(_ROLES)):
            return 0
        after = tagged[at + 2][0] if at + 2 < len(tagged) else ""
        return 2 if word not in _WORDLIKE or _acts(before, after) else 0
    if len(word) not in (2, 3) or tag in _TAGS or tag[0] not in "nzjax" or not opens_with_surname(word):
        return 0
    if tag == "x":
        # Made of characters that the dictionary does not know: 马骁.
        return int(all("一" <= character <= "鿿" for character in word))
    after = tagged[at + 1][0] if at + 1 < len(tagged) else ""
    return int(rarity(word) >= _NAME_RARITY and _acts(before, after))
