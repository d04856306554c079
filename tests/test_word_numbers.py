"""Numbers that Word counts by itself arrive in the text as a reader of the page sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.loading.word_numerals import numeral
from tests.test_loaders_lossless import docx, p, paragraphs, read


def level(at: int, form: str, pattern: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def abstract(number: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def num(number: int, definition: int, override: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{override}</w:num>'


def item(words: str, number: int = 1, at: int = 0, style: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    place = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>' if number >= 0 else ""
    return f"<w:p><w:pPr>{named}{place}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def shown(tmp_path: Path, body: str, numbering: str, **parts: str) -> list[str]:
    return paragraphs(read(docx(tmp_path / "a.docx", body, numbering=numbering, **parts)))


def test_a_policy_document_has_its_chapters_articles_and_items(tmp_path: Path) -> None:
    numbering = abstract(
        4,
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
        level(2, "chineseCounting", "（%3）"),
    ) + num(7, 4)
    body = item("总则", 7) + item("为了规范粮库管理，制定本办法。", 7, 1) + item("本办法适用于全县。", 7, 1)
    body += item("管理", 7) + item("粮库应当做到：", 7, 1) + item("分仓储存；", 7, 2) + item("按月盘点。", 7, 2)
    body += p("前款所称盘点，由两人进行。") + item("违反本办法的，限期改正：", 7, 1) + item("拒不改正的，通报。", 7, 2)
    assert shown(tmp_path, body, numbering) == [
        "第一章 总则", "第一条 为了规范粮库管理，制定本办法。", "第二条 本办法适用于全县。", "第二章 管理",
        "第三条 粮库应当做到：", "（一）分仓储存；", "（二）按月盘点。", "前款所称盘点，由两人进行。",
        "第四条 违反本办法的，限期改正：", "（一）拒不改正的，通报。",
    ]  # fmt: skip


def test_decimal_outlines_restart_below_and_legal_levels_count_in_figures(tmp_path: Path) -> None:
    numbering = abstract(
        0,
        level(0, "upperRoman", "%1."),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "lowerLetter", "%3)", '<w:suff w:val="nothing"/>'),
    ) + num(1, 0)
    body = item("甲") + item("乙", at=1) + item("丙", at=2) + item("丁", at=2) + item("戊", at=1) + item("己", at=2)
    body += item("庚") + item("辛", at=1)
    assert shown(tmp_path, body, numbering) == [
        "I. 甲", "1.1 乙", "a)丙", "b)丁", "1.2 戊", "a)己", "II. 庚", "2.1 辛"
    ]  # fmt: skip


def test_lists_of_one_definition_count_on_unless_one_says_where_it_starts(tmp_path: Path) -> None:
    restarted = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "ideographTraditional", "%1、", start=3)}</w:lvlOverride>'
    numbering = abstract(0, level(0, "decimal", "%1．")) + abstract(1, level(0, "decimal", "%1．"))
    numbering += num(1, 0) + num(2, 0) + num(3, 0, restarted) + num(4, 1, other)
    body = item("一") + item("二", 2) + item("三", 3) + item("四", 3) + item("五", 4) + item("六", 9)
    assert shown(tmp_path, body, numbering) == ["1．一", "2．二", "1．三", "2．四", "丙、五", "六"]


def test_styles_number_their_paragraphs_and_list_0_takes_it_away(tmp_path: Path) -> None:
    by_style = '<w:pStyle w:val="B"/>'
    numbering = abstract(0, level(0, "chineseCountingThousand", "%1、"), level(1, "decimal", "%2.", by_style))
    numbering = abstract(5, more='<w:numStyleLink w:val="L"/>') + numbering.replace(
        '"0">', '"0"><w:styleLink w:val="L"/>', 1
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="甲"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="B"><w:name w:val="乙"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="C">'
        '<w:name w:val="丙"/><w:basedOn w:val="A"/></w:style>'
    )
    body = item("总体要求", -1, style="A") + item("目标", -1, style="B") + item("不编号", 0, style="A")
    body += item("保障措施", -1, style="C") + item("资金", -1, style="B")
    assert shown(tmp_path, body, numbering + num(1, 5), styles=styles) == [
        "一、总体要求", "1. 目标", "不编号", "二、保障措施", "1. 资金"
    ]  # fmt: skip


def test_bullets_empty_items_and_cells(tmp_path: Path) -> None:
    numbering = abstract(0, level(0, "bullet", "\uf0b7")) + abstract(1, level(0, "decimal", "%1."))
    body = item("圆点") + item("甲", 2) + item("", 2) + f"<w:tbl><w:tr><w:tc>{item('乙', 2)}</w:tc></w:tr></w:tbl>"
    body += f"<w:del>{item('删去的', 2)}</w:del>" + item("丙", 2)
    assert shown(tmp_path, body, numbering + num(1, 0) + num(2, 1)) == ["圆点", "1. 甲", "3. 乙", "4. 丙"]


@pytest.mark.parametrize("bad", ["x", "-1", "99999999999", ""])
def test_nonsense_in_the_numbering_loses_no_text(tmp_path: Path, bad: str) -> None:
    numbering = abstract(0, level(0, "decimal", "第%1条%9").replace('w:start w:val="1"', f'w:start w:val="{bad}"'))
    numbering += num(1, 0, f'<w:lvlOverride w:ilvl="{bad}"><w:startOverride w:val="{bad}"/></w:lvlOverride>')
    body = item("甲").replace('ilvl w:val="0"', f'ilvl w:val="{bad}"') + item("乙", at=8)
    texts = shown(tmp_path, body, numbering)
    assert [text[-1] for text in texts] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "japaneseCounting", "二十"),
        (103, "chineseCountingThousand", "一百零三"),
        (110, "chineseCountingThousand", "一百一十"),
        (1001, "chineseCountingThousand", "一千零一"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (21, "ideographLegalTraditional", "貳拾壹"),
        (20, "ideographDigital", "二〇"),
        (10, "ideographTraditional", "癸"),
        (11, "ideographTraditional", "11"),
        (12, "ideographZodiac", "亥"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (5, "decimalZero", "05"),
        (15, "decimalFullWidth", "１５"),
        (1994, "upperRoman", "MCMXCIV"),
        (28, "lowerLetter", "bb"),
        (3, "none", ""),
        (7, "hebrew1", "7"),
    ],
)
def test_numerals(number: int, form: str, written: str) -> None:
    assert numeral(number, form) == written
