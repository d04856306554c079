"""What single lines are, and what their neighbours make of them."""

from __future__ import annotations

import pytest

from index.layout import source_of_text
from index.reading_order.anchors import find_anchors
from index.reading_order.fields import is_closed, is_name
from index.reading_order.settling import recognise


def kinds(*lines: str) -> list[tuple[str, str]]:
    return [(u.kind, u.value) for u in recognise(source_of_text("\n".join(lines)))]


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("## 促进深度融合", "heading", "促进深度融合"),
        ("# 2018-05-2217:22:58某公司方案浮出水面", "heading", "2018-05-2217:22:58某公司方案浮出水面"),
        ("# 【新征程】开创新局面", "heading", "【新征程】开创新局面"),
        ("## 【决策建议】", "column", "决策建议"),
        ("【智库圆桌】", "column", "智库圆桌"),
        ("■王海明", "byline", "王海明"),
        ("□李 强", "byline", "李强"),
        ("本报记者 王海明", "byline", "王海明"),
        ("记者：王海明", "byline", "王海明"),
        ("（作者系某某大学教授，本文为某项目成果）", "affiliation", "某某大学教授"),
        ("（作者单位：某某研究院）", "affiliation", "某某研究院"),
        ("（本文系国家项目23XGL040成果）", "affiliation", ""),
        ("这是一段普通的话。", "body", "这是一段普通的话。"),
    ],
)
def test_single_lines(line: str, kind: str, value: str) -> None:
    assert kinds(line, "后面还有一段普通的话，比较长，用来衬托。")[0] == (kind, value)


def test_a_hash_without_a_blank_marks_no_heading() -> None:
    assert kinds("# 题目", "#没有空格")[1] == ("body", "#没有空格")


def test_a_caption_is_set_apart_on_a_newspaper_page_only() -> None:
    caption = "2月21日，工人们在车间里检查产品。记者王刚摄"
    assert kinds("# 题目", "■王海明", caption, "正文。")[2] == ("caption", caption)
    assert kinds("# 题目", caption, "正文。")[1] == ("body", caption)


def test_the_paragraph_above_the_editors_signature_is_the_note() -> None:
    assert kinds("近期，本报推出专题。", "——编者") == [("editor", "近期，本报推出专题。"), ("signature", "编者")]
    assert kinds("——编者") == [("body", "——编者")]


def test_bare_names_need_headings_and_do_not_repeat() -> None:
    assert kinds("# 题目", "王海明", "正文。")[1] == ("byline", "王海明")
    assert kinds("# 题目", "张 明", "正文。")[1] == ("byline", "张明")
    assert ("byline", "王海明") not in kinds("王海明", "在吗", "王海明", "在。")
    assert kinds("# 题目", "高兴", "正文。", "方法", "其他。")[3] == ("body", "方法")


@pytest.mark.parametrize(("name", "expected"), [("张明", True), ("欧阳修", True), ("司马相如", True), ("你好", False)])
def test_names(name: str, expected: bool) -> None:
    assert is_name(name) is expected


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("说完了。", True),
        ("“说完了。”", True),
        ("（说完了！）", True),
        ("没有说", False),
        ("说：", False),
        ("“题目”", False),
    ],
)
def test_closed_paragraphs(text: str, closed: bool) -> None:
    assert is_closed(text) is closed


def owners(*lines: str) -> dict[str, list[str]]:
    units = recognise(source_of_text("\n".join(lines)))
    anchors = find_anchors(units)
    return {units[h].value: [units[b].value for b in group] for h, group in anchors.byline_of.items()}


def test_bylines_below_and_above_their_headings() -> None:
    assert owners("# 甲", "■王一", "正文。", "■李二", "正文。", "# 乙", "正文。") == {"甲": ["王一"], "乙": ["李二"]}
    # The by-line under 乙 belongs to 丙: 乙 has its own above.
    lines = ("■王一", "文。", "# 乙", "■李二", "文。", "# 丙", "文。")
    assert owners(*lines) == {"乙": ["王一"], "丙": ["李二"]}


def test_two_bylines_that_touch_are_of_one_article() -> None:
    assert owners("# 甲", "■王一", "■李二", "正文。") == {"甲": ["王一", "李二"]}


def test_the_pages_column_passes_to_its_articles_until_the_next() -> None:
    lines = ("# 页题", "【圆桌】", "本期讨论。", "——编者", "# 甲", "■王一", "文。", "【建议】", "# 乙", "■李二", "文。")
    units = recognise(source_of_text("\n".join(lines)))
    anchors = find_anchors(units)
    columns = {units[h].value: units[c].value for h, c in anchors.columns_of.items()}
    assert columns == {"页题": "圆桌", "甲": "圆桌", "乙": "建议"}
    assert {units[h].value for h in anchors.page_headings} == {"页题"}
