"""Names of foreigners in Chinese text: 诺瓦克·德约科维奇, and 德约科维奇 alone where the whole stands elsewhere.

A name ends where a character stands that no transliteration uses (the usual table of about 450 characters, without
those that are mostly words of their own: 可, 能, 大).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SYLLABLES = (
    "阿埃艾爱安昂奥澳巴白拜班邦包保堡鲍北贝本比彼毕边别宾冰波玻伯勃博卜布采查柴昌彻茨楚春达代戴丹道德登邓狄迪蒂丁东杜敦顿恩尔法凡范菲费芬丰冯夫弗福富"
    "伏盖甘冈高戈哥歌格根贡古瓜圭郭果哈海汉翰豪赫黑亨洪侯胡华怀惠霍基吉季加贾简江杰捷津金京久居喀卡凯坎康考科克肯孔库夸奎昆拉莱赖兰朗劳勒雷李里力利莉丽"
    "廉连良列烈林琳卢鲁露伦罗洛吕马玛麦迈曼芒毛茅梅门蒙孟米密敏缪莫墨默姆木穆纳娜奈南瑙内嫩尼妮涅宁牛纽农努诺欧帕派潘庞佩彭蓬皮匹平珀泼葡蒲普契恰钱乔切"
    "琴青丘曲热仁荣茹儒瑞若撒萨塞赛桑瑟森沙莎尚绍舍申圣施什史士舒斯丝松苏孙索塔泰坦汤唐陶特滕廷亭图土吐托脱瓦万旺威韦维魏温翁沃乌伍武西希锡席夏肖谢辛欣"
    "幸雄休许逊雅亚延扬杨耶叶伊依易因英永尤约宰赞泽詹章珍芝知治朱兹宗佐祖卓奇齐蕾薇婷黛芙蓓琪娅玫黎茜萝莲洁斐弥咪涛鹏迦喜柯多大妲彦蔓岑娃珊蕊"
)
FULL_NAME = re.compile(rf"(?:[{_SYLLABLES}]{{1,7}}|[a-z]\.?)(?:[·・•‧][{_SYLLABLES}a-z]{{1,9}})+")
_DOT = re.compile(r"[·・•‧]")


def family_name(name: str) -> str:
    """What a name is called by when it stands alone: the part behind its last dot."""
    return _DOT.split(name)[-1]


def family_names(texts: Iterable[str]) -> frozenset[str]:
    """The family names of the full names in some folded texts, those of two characters and more."""
    found = (family_name(m[0]) for text in texts if _DOT.search(text) for m in FULL_NAME.finditer(text))
    return frozenset(name for name in found if len(name) > 1)


def is_transliterated(word: str) -> bool:
    """Whether a word is written in characters of transliteration alone."""
    return all(c in _SYLLABLES for c in word)
