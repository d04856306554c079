"""Every visible character of a document arrives: notes, running heads, boxes, tables, definitions, readings."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from index.layout import restore
from index.loaders import load
from index.records import Source
from tests.test_layout import check_conservation

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {name: name for name in ("footnotes", "endnotes", "numbering", "styles")}
_PARTS |= {"header1": "header", "footer1": "footer"}
_ROOTS = _PARTS | {"header1": "hdr", "footer1": "ftr"}


def p(words: str, after: str = "") -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r>{after}</w:p>"


def note(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def notes(kind: str, *texts: str) -> str:
    ruled = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    return ruled + "".join(f'<w:{kind} w:id="{n}">{p(text)}</w:{kind}>' for n, text in enumerate(texts, start=1))


def docx(path: Path, body: str, **parts: str) -> Path:
    """A minimal Word file by hand; `parts` are the inner XML of those in `_PARTS`."""
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}.{_PARTS[name]}+xml"/>' for name in parts
    )
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{_REL}/{_PARTS[name]}" Target="{name}.xml"/>' for name in parts
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(
            "[Content_Types].xml",
            f'{head}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
            f'PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>{overrides}</Types>',
        )
        package.writestr(
            "_rels/.rels",
            f'{head}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_REL}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        package.writestr(
            "word/_rels/document.xml.rels",
            f'{head}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        )
        package.writestr("word/document.xml", f"{head}<w:document {_NS}><w:body>{body}</w:body></w:document>")
        for name, inner in parts.items():
            root = _ROOTS[name]
            package.writestr(f"word/{name}.xml", f"{head}<w:{root} {_NS}>{inner}</w:{root}>")
    return path


def read(path: Path) -> Source:
    """The one source of a file, after checking that its restoration loses nothing of it."""
    (source,) = load(path)
    check_conservation(source, restore(source))
    return source


def paragraphs(source: Source) -> list[str]:
    return [block.text for block in source.blocks]


def test_footnotes_follow_their_paragraph_and_endnotes_the_text(tmp_path: Path) -> None:
    body = p("鱼群比过去多了。", note("footnote", 2) + note("endnote", 1)) + p("收成不错。", note("footnote", 1))
    source = read(
        docx(
            tmp_path / "a.docx",
            body,
            footnotes=notes("footnote", "据渔政统计。", "见附表。"),
            endnotes=notes("endnote", "海洋所，2023年。"),
        )
    )
    assert paragraphs(source) == [
        "鱼群比过去多了。", "〔注1〕见附表。", "收成不错。", "〔注2〕据渔政统计。", "〔尾注1〕海洋所，2023年。",
    ]  # fmt: skip


def test_running_heads_are_kept_apart_from_the_text(tmp_path: Path) -> None:
    source = read(docx(tmp_path / "a.docx", p("正文一段。"), header1=p("内部资料"), footer1=p("第 1 页")))
    assert paragraphs(source) == ["正文一段。"]
    assert source.text.split("\n\n") == ["正文一段。", "内部资料", "第 1 页"]
    assert {source.text[r.source_start : r.source_end] for r in restore(source).remainder} == {
        "内部资料",
        "第",
        "1",
        "页",
    }


def test_boxes_tables_controls_and_marks_of_word(tmp_path: Path) -> None:
    box = f"<wps:txbx><w:txbxContent>{p('框中的话。')}</w:txbxContent></wps:txbx>"
    shape = f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    shape += "</mc:AlternateContent></w:r>"
    cell = f"<w:tc>{p('甲')}<w:tbl><w:tr><w:tc>{p('内层')}</w:tc></w:tr></w:tbl></w:tc>"
    controlled = f"<w:sdt><w:sdtContent><w:tc>{p('乙', note('footnote', 1))}</w:tc></w:sdtContent></w:sdt>"
    body = p("框外。", shape) + f"<w:tbl><w:tr>{cell}{controlled}<w:tc>{p('', shape)}</w:tc></w:tr></w:tbl>"
    body += (
        "<w:p><w:r><w:t>自</w:t><w:noBreakHyphen/><w:t>主</w:t></w:r><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>"
    )
    body += "<w:p><w:r><w:ruby><w:rt><w:r><w:t>chī</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>魑</w:t></w:r></w:rubyBase>"
    body += "</w:ruby></w:r><w:del><w:r><w:t>删去</w:t></w:r></w:del>"
    body += "<w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>"
    body += f"<w:sdt><w:sdtContent>{p('控件里的一段。')}</w:sdtContent></w:sdt>"
    source = read(docx(tmp_path / "a.docx", body, footnotes=notes("footnote", "表注。")))
    assert paragraphs(source) == [
        "框外。", "框中的话。", "甲 内层 | 乙 | 框中的话。", "〔注1〕表注。", "自-主x=1", "魑（chī）", "控件里的一段。",
    ]  # fmt: skip


HTML = {
    "details": ("<details><summary>放流安排</summary><p>每年六月。</p></details>", ["放流安排", "每年六月。"]),
    "figure": ("<figure><img src=x.png alt=图><figcaption>放流现场</figcaption></figure>", ["放流现场"]),
    "definitions": (
        "<dl><dt>休渔<dd>停止捕捞。<dt>放流<dd>投放苗种。</dl>",
        ["休渔", "停止捕捞。", "放流", "投放苗种。"],
    ),
    "ruby": ("<p><ruby>魑<rp>(</rp><rt>chī</rt><rp>)</rp></ruby>与人</p>", ["魑（chī）与人"]),
    "ruby without end tags": ("<p><ruby>魑<rt>chī<rb>魅<rt>mèi</ruby>与人</p>", ["魑（chī）魅（mèi）与人"]),
    "table": (
        "<table><caption>苗种</caption><tr><th>种类<th>数量<tr><td>黑鲷<td>一百万尾</table>",
        ["苗种", "种类 | 数量", "黑鲷 | 一百万尾"],
    ),
    "form around the page": ("<form id=f runat=server><p>通知正文。</p><input value=x></form>", ["通知正文。"]),
    "lists": ("<ol><li>一层<ul><li>二层</ul><li>又一层</ol>", ["一层", "二层", "又一层"]),
    "notes": ("<p>正文<sup>[1]</sup>。</p><aside>[1] 据统计。</aside>", ["正文[1]。", "[1] 据统计。"]),
    "formula": ("<p>设<math><mi>x</mi><mo>=</mo><mn>1</mn><annotation>x=1</annotation></math>。</p>", ["设x=1。"]),
    "field set": ("<fieldset><legend>说明</legend>请填写。</fieldset>", ["说明", "请填写。"]),
    "quotation": (
        "<blockquote>引文。<cite>某书</cite></blockquote><pre>第一行\n第二行</pre>",
        ["引文。某书", "第一行", "第二行"],
    ),
}


@pytest.mark.parametrize("name", HTML)
def test_what_a_browser_shows_arrives(tmp_path: Path, name: str) -> None:
    markup, wanted = HTML[name]
    file = tmp_path / "a.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{markup}", encoding="utf-8")
    assert paragraphs(read(file)) == wanted


MARKDOWN = {
    "table": "| 种类 | 数量 |\n|---|---|\n| 黑鲷 | 一百万尾 |",
    "footnotes": "鱼群比过去多了[^1]。\n\n[^1]: 据渔政统计。\n    第二行说明。",
    "nested lists": "- 一层\n  - 二层\n    1. 三层\n- 又一层",
    "quotes and code": "> 引文。\n>> 又引。\n\n```\n# 不是标题\n```",
    "definitions": "休渔\n: 停止捕捞。\n\n放流\n: 投放苗种。",
}


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_arrives_as_it_was_written(tmp_path: Path, name: str) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"# 渔业\n\n{MARKDOWN[name]}\n", encoding="utf-8")
    source = read(file)
    assert "".join("".join(paragraphs(source)).split()) == "".join(source.text.split())
