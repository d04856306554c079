"""Hard-wrapped text: paragraphs come back, nothing is lost, and what was broken on purpose stays broken."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.layout import restore, restore_articles, source_of_text
from index.loaders import load
from index.loading.wrapped import unwrap

TITLE = "渔业增殖放流活动在东海举行"
PARAGRAPHS = (
    "渔业部门近日在东海组织增殖放流活动，投放大黄鱼、黑鲷等苗种三百余万尾。负责人介绍，放流之后还要开展跟踪监测，评估苗种的成活情况，"
    "并根据结果调整来年的放流品种和数量，让渔业资源得到有效恢复。",
    "当地渔民表示，近两年出海作业时，能明显感到鱼群比过去多了。过去一网下去常常空手而归，如今靠近岛礁的海域，一个上午就能有不错的收成，"
    "大家对休渔的规定也更加拥护，盼着这样的活动每年都办下去。",
    "铁路部门表示，联调联试期间，将对轨道、供电、信号、通信等系统逐项检测，验证列车运行的安全性和平稳性，为年底开通运营打好基础。",
)


def wrap(paragraph: str, width: int, indent: str = "") -> list[str]:
    whole = indent + paragraph
    return [whole[at : at + width] for at in range(0, len(whole), width)]


def found_in(text: str) -> list[str]:
    unwrapped = unwrap(text)
    return [line.strip() for line in unwrapped.text[: unwrapped.body_end].split("\n") if line.strip()]


@pytest.mark.parametrize("width", [18, 23, 31])
@pytest.mark.parametrize(("indent", "gap"), [("", "\n\n"), ("　　", "\n"), ("　　", "\n\n"), ("    ", "\r\n")])
def test_wrapped_paragraphs_come_back(width: int, indent: str, gap: str) -> None:
    blocks = [TITLE, *("\n".join(wrap(p, width, indent)) for p in PARAGRAPHS)]
    assert found_in(gap.join(blocks)) == [TITLE, *PARAGRAPHS]


def test_without_indents_a_short_line_ends_a_paragraph() -> None:
    text = "\n".join([TITLE, *(line for p in PARAGRAPHS for line in wrap(p, 25))])
    assert found_in(text) == [TITLE, *PARAGRAPHS]


def test_first_lines_that_lost_their_indent_begin_paragraphs() -> None:
    paragraphs = [*PARAGRAPHS, *(p[3:] for p in PARAGRAPHS)]
    lines = [TITLE] + [line.strip("　") for p in paragraphs for line in wrap(p, 21, "　　")]
    assert found_in("\n".join(lines)) == [TITLE, *paragraphs]


def test_page_numbers_and_running_heads_step_aside() -> None:
    lines = [line for p in PARAGRAPHS for line in wrap(p, 20, "　　")]
    for page, at in ((3, 12), (2, 7), (1, 3)):
        lines[at:at] = ["", f"— {page} —", "水产通讯 2024年", ""]
    unwrapped = unwrap("\n".join(lines))
    assert found_in("\n".join(lines)) == list(PARAGRAPHS)
    aside = unwrapped.text[unwrapped.body_end :].split("\n\n")
    assert [line for line in aside if line] == [
        "— 1 —",
        "水产通讯 2024年",
        "— 2 —",
        "水产通讯 2024年",
        "— 3 —",
        "水产通讯 2024年",
    ]
    result = restore(source_of_text("\n".join(lines)))
    assert Counter(r.reason for r in result.remainder)["不在任何文本块中"] >= 6


def test_latin_words_get_their_blank_and_their_hyphen_steps_aside() -> None:
    lines = [*wrap(PARAGRAPHS[0], 20, "　　"), *wrap(PARAGRAPHS[1], 20, "　　")]
    lines += [
        "　　这一做法在国际上称为 marine stock",
        "enhancement，已有百年历史，各国 experi-",
        "ence 说明，它要与休渔配合，才能见到效果，",
        "不能只靠放流。",
    ]
    body = found_in("\n".join(lines))
    assert body[2] == (
        "这一做法在国际上称为 marine stock enhancement，已有百年历史，各国 experience 说明，"
        "它要与休渔配合，才能见到效果，不能只靠放流。"
    )
    assert unwrap("\n".join(lines)).text.endswith("\n\n-")


def test_a_word_broken_by_a_count_of_characters_is_whole_again() -> None:
    english = (
        "据悉，名为 Stock Enhancement Programme 的活动在国际上由来已久，"
        "各国渔业部门都有自己的叫法，1990年以后渐趋一致，资料可以互相比较。"
    )
    paragraphs = [*PARAGRAPHS, english]
    text = "\n\n".join("\n".join(wrap(p, 21)) for p in paragraphs)
    assert "Enhanceme\nnt" in text
    assert found_in(text) == paragraphs


def test_a_by_line_and_a_note_stay_lines_of_their_own() -> None:
    long_title = "东海渔业增殖放流活动举行三百余万尾鱼"
    text = "\n".join(
        [long_title, "■林海", *(line for p in PARAGRAPHS for line in wrap(p, 18, "　　")), "（作者系水产研究所研究员）"]
    )
    (article,) = restore_articles(text)
    assert (article.title, article.author, article.affiliation) == (long_title, "林海", "水产研究所研究员")
    assert article.paragraphs == PARAGRAPHS


VERSES = [
    "两个黄鹂鸣翠柳，一行白鹭上青天",
    "窗含西岭千秋雪，门泊东吴万里船",
    "朝辞白帝彩云间，千里江陵一日还",
    "两岸猿声啼不住，轻舟已过万重山",
    "故人西辞黄鹤楼，烟花三月下扬州",
    "孤帆远影碧空尽，唯见长江天际流？",
]
LEFT_ALONE = {
    "verses": "\n".join(VERSES),
    "free verse": "\n".join(
        [
            "我看见风从海上来的时候，带着盐",
            "它经过渔村，经过晾晒的网与沉默的船",
            "母亲在门前，数着归来的灯火",
            "一盏，两盏，像数着她的孩子",
            "而夜色终于，把所有的名字都叫遍",
            "我们都在。",
        ]
    ),
    "addresses": "\n".join(
        f"福建省厦门市思明区湖滨南路{n}号{m}单元{k}室，邮编36100{k}"
        for n, m, k in ((12, 3, 1), (45, 2, 2), (67, 1, 5), (89, 4, 7), (23, 2, 6))
    ),
    "list": "\n".join(f"{n}. 第{n}项工作由水产研究所，渔政支队共同负责落实完成" for n in range(1, 9)),
    "headlines": "\n".join(
        [
            "510 反对内卷外化；网红三连封；西贝恩情",
            "507 收缩型城市名单；独山三连；婚龄保险",
            "503 教师转岗保安保洁；尼泊尔也升海贼",
            "502 南阳要建轻轨；骑手下班受伤平台赔",
            "501 郑州摊大饼；豪华墓到头；易会满被查",
        ]
    ),
    "table": "\n".join(f"第{n}航段\t长度{n}公里，水深{n}米\t已完成疏浚{n}处，通航" for n in range(10, 20)),
    "contents": "\n".join(f"第{n}章 海洋渔业资源的恢复，与可持续利用…………{n * 7}" for n in "12345678" for n in [int(n)]),
    "dialogue": "\n".join(
        [
            "记者：这次放流一共投放了多少苗种，效果怎么样？",
            "林海：一共三百多万尾，效果要到明年才能看出来。",
            "记者：渔民们对这项工作是什么态度，支持不支持？",
            "林海：都很支持，去年还有人自己出钱买苗来放流。",
        ]
    ),
    "a sentence a line": "\n".join(sentence + "。" for p in PARAGRAPHS for sentence in p.split("。") if sentence),
    "paragraphs": "\n".join(PARAGRAPHS),
    "code": "\n".join(f"    total_{n} = count_fish(region={n}, year=20{n})" for n in range(10, 22)),
}


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_was_broken_on_purpose_stays_broken(name: str) -> None:
    text = LEFT_ALONE[name]
    assert unwrap(text).text is text


def test_a_fence_and_headings_of_markdown_stay(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    wrapped = [line for p in PARAGRAPHS for line in [*wrap(p, 22), ""]]
    file.write_text(
        "\n".join(["# 渔业", "", *wrapped, "## 铁路的联调联试与全线开通运营之准备", "", *wrapped]), encoding="utf-8"
    )
    (source,) = load(file)
    assert [b.text for b in source.blocks if b.heading_level] == ["# 渔业", "## 铁路的联调联试与全线开通运营之准备"]
    assert [b.text for b in source.blocks if not b.heading_level] == [*PARAGRAPHS, *PARAGRAPHS]
    assert all(source.text[b.start : b.end] == b.text for b in source.blocks)


@given(
    st.lists(
        st.one_of(
            st.text("海洋渔业。，、资源 abc-1第版—\t　", min_size=0, max_size=26),
            st.sampled_from([line for p in PARAGRAPHS for line in wrap(p, 20)] + ["— 1 —", "— 2 —", "第3版", ""]),
        ),
        max_size=40,
    ),
    st.sampled_from(["\n", "\r\n", "\n\n", "\f"]),
)
def test_no_character_is_lost(lines: list[str], gap: str) -> None:
    text = gap.join(lines)
    unwrapped = unwrap(text)
    assert Counter(re.sub(r"\s", "", unwrapped.text)) == Counter(re.sub(r"\s", "", text))
    assert 0 <= unwrapped.body_end <= len(unwrapped.text)
