"""Authors named in Latin letters or with a blank inside."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rag.conversing.author_names import write_authors

AUTHORS = ["张明", "沈一舟、何晓帆", "欧阳澄", "单雄飞", "吕绿", "章敏", "张敏", "David Chen", "曾国强"]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Zhang Ming说了什么？", "张明说了什么？"),
        ("ZHANG Ming 的观点是什么？", "张明的观点是什么？"),
        ("zhangming怎么看渡轮？", "张明怎么看渡轮？"),
        ("Ming Zhang 怎么看渡轮？", "张明怎么看渡轮？"),
        ("Zhāng Míng说了什么？", "张明说了什么？"),
        ("Zhang, Ming说了什么？", "张明说了什么？"),
        ("He Xiaofan和Shen Yi-zhou谁说渡轮免费？", "何晓帆和沈一舟谁说渡轮免费？"),
        ("Ouyang Cheng的单位？", "欧阳澄的单位？"),
        ("Shan Xiongfei写了什么？", "单雄飞写了什么？"),
        ("Zeng Guoqiang写了什么？", "曾国强写了什么？"),
        ("Lv Lv、Lü Lü说了什么？", "吕绿、吕绿说了什么？"),
        ("张 明说了什么？", "张明说了什么？"),
        ("欧 阳　澄说了什么？", "欧阳澄说了什么？"),
    ],
)
def test_names_are_written_as_the_articles_write_them(asked: str, written: str) -> None:
    assert write_authors(asked, AUTHORS) == written


@pytest.mark.parametrize(
    "asked",
    [
        "张明说了什么？",
        "Zhang Min说了什么？",  # 章敏 or 张敏
        "Zhang说了什么？",
        "AI和GDP有什么关系？",
        "David Chen说了什么？",
        "5G 网络 覆 盖了哪里？",
        "Wang Wu说了什么？",
        "",
    ],
)
def test_what_is_nobody_or_anybody_stays(asked: str) -> None:
    assert write_authors(asked, AUTHORS) == asked
    assert write_authors(asked, []) == asked


def test_a_chinese_question_loads_no_pinyin() -> None:
    code = (
        "import sys; from rag.conversing.author_names import write_authors; write_authors('张明说了什么？', ['张明']);"
        "sys.exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
