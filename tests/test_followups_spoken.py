"""Short follow-ups as they are spoken: what each asks when it stands alone."""

from __future__ import annotations

import pytest

from rag.conversation import Turn, standalone_question
from rag.conversing.exchanging import parallel_form, put_in_place

AUTHORS = ("简予安", "贺知秋")


@pytest.mark.parametrize(
    ("before", "asked", "alone"),
    [
        ("涉银行业的案件有多少", "涉证券业的呢", "涉证券业的案件有多少？"),
        ("涉证券业的案件有多少", "保险呢", "涉保险的案件有多少？"),
        ("堰渠长有多少", "林长呢", "林长有多少？"),
        ("首班车几点发车", "末班车呢", "末班车几点发车？"),
        ("一等奖奖金多少", "二等奖呢", "二等奖奖金多少？"),
        ("男子组冠军是谁", "女子组呢", "女子组冠军是谁？"),
        ("小学有多少所", "中学呢", "中学有多少所？"),
        ("北京上半年进口多少", "那出口呢", "北京上半年出口多少？"),
        ("北京出口太阳能电池多少", "锂电池呢", "北京出口锂电池多少？"),
        ("国家自主创新示范区有几个", "高新技术企业呢", "高新技术企业有几个？"),
        ("宁波那个孩子几岁？", "嘉兴的呢？", "嘉兴那个孩子几岁？"),
        ("辽宁怎么做养老的？", "江西？", "江西怎么做养老的？"),
        ("2029年养老要做到什么程度", "2035年？", "2035年养老要做到什么程度？"),
        ("青岛有多少所学校开了冰雪课", "全国呢", "全国有多少所学校开了冰雪课？"),
        ("怎样推动产业链融合", "那人才呢", "人才方面怎样做？"),
        ("古镇书展在哪里办？", "谁主办的", "古镇书展谁主办的？"),
        ("古镇书展在哪里办？", "最后谁赢了", "古镇书展谁赢了？"),
        ("总书记在山西说了啥？", "什么时候去的", "总书记在山西什么时候去的？"),
        ("博物馆几点开门", "什么时候关门", "博物馆什么时候关门？"),
        ("河北的旱稻总产增加多少", "种了多少亩", "旱稻种了多少亩？"),
        ("美国粗钢产量多少", "同比是涨还是跌", "美国粗钢产量同比是涨还是跌？"),
        ("上海新增多少养老床位", "那里还做了什么", "上海还做了什么？"),
        ("德州地震几级", "当地损失大吗", "德州损失大吗？"),
        ("乔亭村在哪个县", "那里的塔有多高", "乔亭村的塔有多高？"),
        ("母犬哪天被接走的", "小狗呢，哪天出生", "小狗哪天出生？"),
        ("重庆的制造业大类有多少个", "简单点说", "重庆的制造业大类有多少个？"),
        ("简予安怎么看夜经济", "贺知秋呢", "贺知秋怎么看夜经济？"),
        ("新质生产力是什么", "乡村振兴？", "乡村振兴？"),
    ],
)
def test_a_short_follow_up_stands_alone(before: str, asked: str, alone: str) -> None:
    assert standalone_question(asked, [Turn(before, "……")], AUTHORS) == alone


def test_who_wrote_it_asks_for_the_author_of_what_was_cited() -> None:
    told = Turn("古镇办了几场灯会", "十六场。", ("简予安",), ("让渡口古镇的夜晚亮起来",))
    assert standalone_question("这是谁写的", [told]) == "《让渡口古镇的夜晚亮起来》的作者是谁？"
    assert standalone_question("哪篇文章？", [told]) == "《让渡口古镇的夜晚亮起来》的作者是谁？"
    refused = Turn("古镇办了几场灯会", "文中没有提到。", refused=True)
    assert "《" not in standalone_question("这是谁写的", [refused])


def test_what_is_exchanged_leaves_nothing_of_the_old() -> None:
    assert parallel_form("末班车", "首班车几点") == "首班车"
    assert parallel_form("末班车", "门票多少钱") is None
    assert put_in_place("堰渠长有多少", "堰渠", "林长") == "林长有多少"
    assert put_in_place("门票多少钱", "船票", "车票") == "门票多少钱"
