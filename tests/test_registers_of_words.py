"""The list of like words: what is said and what is written, one word each, never two directions."""

import json
from importlib.resources import files

import pytest
import rjieba

from index.folding import fold
from rag.answering.terms import cover, like

_LISTS: dict[str, dict[str, list[str]]] = json.loads(files("rag").joinpath("data/spoken-words.json").read_text("utf-8"))
_LISTED = _LISTS["words"] | _LISTS["phrases"]

# Two directions of one thing: no word of one side is listed for a word of the other.
_OPPOSITES = (
    ("涨 上涨 上升 增加 提高 上调 大涨 飙升 激增 升值", "跌 下跌 下降 减少 降低 下调 下滑 暴跌 骤降 贬值 降价"),
    ("进口 购入 引进", "出口 外销"),
    ("加强 增强 强化 加剧", "削弱 减弱 减轻 缓解"),
    ("批准 获批 核准 同意 准许 允许", "驳回 否决 拒绝 不予支持 禁止 严禁"),
    ("赢 获胜 战胜 击败 胜诉", "输 失利 落败 不敌 负于 败诉"),
    ("盈利 利润 获利 赚钱", "亏 亏损 亏本"),
    ("扩大 拓展", "缩小 收窄 缩减"),
    ("加快 加速 提速", "放缓 减缓 放慢"),
    ("放宽 放开", "收紧 从严"),
    ("改善 好转 变好", "恶化 变差 变坏"),
    ("买 购买 收购", "卖 出售 销售"),
    ("释放 获释", "逮捕 羁押 关押"),
    ("上任 就职 出任", "卸任 辞职 免职"),
    ("招聘 录用 聘用", "解雇 辞退 裁员"),
    ("丈夫 老公", "妻子 老婆"),
    ("停火 停战", "开战 交战"),
)


def test_no_word_is_listed_for_itself() -> None:
    assert [word for word, others in _LISTED.items() if word in others] == []
    assert [word for word, others in _LISTED.items() if len(set(others)) < len(others)] == []


def test_no_word_is_listed_for_its_opposite() -> None:
    crossed = []
    for one, other in _OPPOSITES:
        for side, against in ((one.split(), other.split()), (other.split(), one.split())):
            crossed += [(word, other) for word in side for other in _LISTED.get(word, ()) if other in against]
    assert crossed == []


def test_every_word_is_folded() -> None:
    assert [word for word, others in _LISTED.items() for each in (word, *others) if fold(each) != each] == []


def test_a_question_holds_every_word_as_one_and_every_phrase_as_several() -> None:
    assert [word for word in _LISTS["words"] if rjieba.cut(word) != [word]] == []
    assert [phrase for phrase in _LISTS["phrases"] if len(rjieba.cut(phrase)) < 2] == []


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("砍树", "擅自采伐林木的,处以罚款"),
        ("搬走", "全村搬迁120户"),
        ("挑", "公司审慎选择投资项目"),
        ("老婆", "其配偶依法继承"),
        ("老公", "丈夫在外务工"),
        ("央行", "中国人民银行今日公布"),
        ("工信部", "工业和信息化部发布通知"),
        ("批准", "该项目日前获批"),
        ("坐牢", "判处有期徒刑三年"),
        ("亏钱", "上半年公司亏损两亿元"),
        ("招工", "工厂招聘百余人"),
        ("聘用", "面向社会招聘教师"),
        ("酒驾", "饮酒后驾驶机动车"),
        ("车祸", "发生一起道路交通事故"),
        ("降价", "成品油价格下调"),
        ("涨价", "天然气价格上调"),
        ("发烧", "出现发热症状"),
        ("竣工", "大桥主体完工"),
        ("派出所", "公安机关立案侦查"),
        ("堵车", "路段拥堵严重"),
    ],
)
def test_what_is_asked_is_found_as_it_is_written(asked: str, written: str) -> None:
    assert len(like(asked)) > 1
    assert cover(asked, fold(written)) >= 0.7


def test_the_other_direction_is_not_found() -> None:
    assert cover("降价", "天然气价格上调") == 0.0
    assert cover("涨价", "成品油价格下调") == 0.0
    assert cover("获胜", "主队落败") == 0.0
