"""HTML, PDF and OCR files: what is read, in which order, and what hostile files cost."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib import pdfencrypt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.errors import LoadError
from index.layout import restore
from index.loaders import load
from index.loading.lines import join_runs
from index.loading.markup import scan_markup

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def texts(path: Path) -> list[tuple[str, int]]:
    source = next(load(path))
    assert all(source.text[b.start : b.end] == b.text for b in source.blocks)
    return [(b.text, b.heading_level) for b in source.blocks]


def refusal(path: Path) -> str:
    with pytest.raises(LoadError) as caught:
        list(load(path))
    assert path.name in str(caught.value)
    return str(caught.value)


HTML = """<!doctype html><html><head><title>页 名</title><style>p{}</style><script>var a="<p>假</p>"</script></head>
<body><nav><a href=x>导航</a></nav><h1>大标题</h1>
<p>中文
   换行<b>粗体</b>，hello
world&nbsp;&lt;b&gt;。</p><!-- 注释 --><p hidden>藏</p>
<div style="display: none">藏<div>深</div></div><p>后一段<br>再一行</p>
<table><tr><td>甲</td><td>乙</td></tr></table><ul><li>一<li>二</ul><pre>行一
行二</pre></body></html>"""


def test_html(tmp_path: Path) -> None:
    path = write(tmp_path, "a.html", HTML)
    assert texts(path) == [
        ("大标题", 1),
        ("中文换行粗体，hello world <b>。", 0),
        ("后一段", 0),
        ("再一行", 0),
        ("甲 | 乙", 0),
        ("一", 0),
        ("二", 0),
        ("行一", 0),
        ("行二", 0),
    ]
    assert next(load(path)).title == "页 名"


@pytest.mark.parametrize(("encoding", "declared"), [("gb18030", "gb2312"), ("cp950", "big5"), ("utf-8", "gbk")])
def test_html_encodings(tmp_path: Path, encoding: str, declared: str) -> None:
    markup = f'<meta charset="{declared}"><p>中文網站的文章，今天公布。</p>'
    assert texts(write(tmp_path, "a.htm", markup.encode(encoding))) == [("中文網站的文章，今天公布。", 0)]


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 60_000 + "深处",
        "".join(f"<font size={i}>" for i in range(2_000)) + "<p>段" * 2_000,
        "<p " + " ".join(f"a{i}=1" for i in range(60_000)) + ">段",
        "<script" * 60_000,
        "<script></" * 60_000,
        "<!--" * 60_000,
        '<p a="' * 60_000,
        "<p a='\"" * 60_000,
        "&" * 200_000,
        "</" * 100_000,
    ],
)
def test_hostile_html_costs_little(tmp_path: Path, markup: str) -> None:
    start = time.perf_counter()
    try:
        list(load(write(tmp_path, "a.html", markup)))
    except LoadError as error:
        refused = str(error)
    else:
        refused = "a.html"
    assert "a.html" in refused
    assert time.perf_counter() - start < 5


def test_html_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.loading.html.MAX_PARAGRAPHS", 1_000)
    assert "HTML 炸弹" in refusal(write(tmp_path, "a.html", "<p>x" * 1_100))
    monkeypatch.setattr("index.loading.html.MAX_HTML_CHARACTERS", 1_000)
    assert "超过上限" in refusal(write(tmp_path, "b.html", "<p>" + "x" * 1_001))


@given(st.text(alphabet="<>/!-ab=\"' &;p中", max_size=120))
def test_scanning_any_markup_ends(markup: str) -> None:
    pieces = list(scan_markup(markup))
    assert sum(len(p.value) for p in pieces if not p.kind) <= len(markup)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("中文", "换行", "中文换行"),
        ("hello", "world", "hello world"),
        ("inter-", "national", "international"),
        ("Wilbur-", "Ross", "Wilbur-Ross"),
        ("20", "24年", "2024年"),
        ("有ABC", "，好", "有ABC，好"),
    ],
)
def test_joining_lines(first: str, second: str, joined: str) -> None:
    assert join_runs(first, second) == joined


def draw(path: Path, pages: list[list[tuple[float, float, float, str]]], **options: object) -> Path:
    """Each run is (x, y from the top, size, text) on an A4 page."""
    canvas = Canvas(str(path), pagesize=(595, 842), **options)
    for runs in pages:
        for x, y, size, text in runs:
            canvas.setFont(FONT, size)
            canvas.drawString(x, 842 - y, text)
        canvas.showPage()
    canvas.save()
    return path


def column(x: float, y: float, lines: list[str], size: float = 10) -> list[tuple[float, float, float, str]]:
    """Lines of a column; a line that begins with two wide blanks is set in, as the first line of a paragraph is."""
    return [
        (x + (2 * size if line.startswith("\u3000\u3000") else 0), y + i * 15, size, line.strip())
        for i, line in enumerate(lines)
    ]


LEFT = [
    "\u3000\u3000数字经济和实体经济要深度",
    "融合这是加快建设现代化产业",
    "体系的要求。",
    "\u3000\u3000第二段从这里开始它会跨到",
]
RIGHT = ["右边一栏的开头并且在那里结", "束。", "\u3000\u3000第三段只在右边这一栏里出", "现。"]


def test_pdf_columns_under_one_headline(tmp_path: Path) -> None:
    runs = [*column(300, 140, RIGHT), (60.0, 100.0, 24.0, "横跨两栏的大标题在这里"), *column(60, 140, LEFT)]
    path = draw(tmp_path / "a.pdf", [runs])
    source = next(load(path))
    assert [(b.text, b.heading_level, b.page) for b in source.blocks] == [
        ("横跨两栏的大标题在这里", 1, 1),
        ("数字经济和实体经济要深度融合这是加快建设现代化产业体系的要求。", 0, 1),
        ("第二段从这里开始它会跨到右边一栏的开头并且在那里结束。", 0, 1),
        ("第三段只在右边这一栏里出现。", 0, 1),
    ]
    x0, y0, x1, y1 = source.blocks[0].box or (0, 0, 0, 0)
    assert 55 < x0 < 65
    assert 70 < y0 < 100 < y1 < 110
    assert x1 > 300


def test_pdf_two_articles_one_over_the_other_keep_their_columns(tmp_path: Path) -> None:
    runs = []
    for top, name in ((100.0, "上"), (400.0, "下")):
        runs += [(60.0, top, 20.0, f"{name}面文章的标题"), *column(60, top + 40, LEFT), *column(300, top + 40, RIGHT)]
    blocks = texts(draw(tmp_path / "a.pdf", [runs[::-1]]))
    assert [level for _, level in blocks] == [1, 0, 0, 0, 1, 0, 0, 0]
    assert blocks[1:4] == blocks[5:8]
    assert blocks[0][0] == "上面文章的标题"


def test_pdf_whose_columns_read_well_is_in_order_and_one_cut_by_its_author_is_not(tmp_path: Path) -> None:
    whole = ["\u3000\u3000" + "这是一个写得完整的长句子它有四十多个字" * 2 + "。"]
    cut = ["\u3000\u3000" + "这是一个写到一半就断了的句子它有很多字" * 2]
    good = draw(tmp_path / "a.pdf", [column(40, 100, whole, 9) + column(40, 150, whole, 9) + column(40, 200, whole, 9)])
    bad = draw(tmp_path / "b.pdf", [column(40, 100, whole, 9) + column(40, 150, cut, 9) + column(40, 200, cut, 9)])
    assert next(load(good)).in_order
    assert not next(load(bad)).in_order


def test_pdf_upright_headline(tmp_path: Path) -> None:
    upright = [(60.0, 120.0 + 22 * i, 18.0, c) for i, c in enumerate("竖排标题在左")]
    blocks = texts(draw(tmp_path / "a.pdf", [[*column(100, 120, LEFT), *upright]]))
    assert blocks[0] == ("竖排标题在左", 1)


def test_pdf_furniture_is_in_no_block_but_not_lost(tmp_path: Path) -> None:
    pages = [
        [
            (60.0, 40.0, 9.0, "融合日报"),
            *column(60, 120, LEFT),
            *column(60, 180, RIGHT),
            (290.0, 810.0, 9.0, f"— {n} —"),
        ]
        for n in range(1, 6)
    ]
    source = next(load(draw(tmp_path / "a.pdf", pages)))
    body = "".join(b.text for b in source.blocks)
    assert "融合日报" not in body
    assert "—" not in body
    assert source.text.count("融合日报") == 5
    assert "— 5 —" in source.text
    restoration = restore(source)
    assert "融合日报" in "".join(source.text[r.source_start : r.source_end] for r in restoration.remainder)


def test_pdf_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", [column(60, 140, LEFT), column(60, 140, RIGHT)])
    assert [(b.text[:4], b.page) for b in next(load(path)).blocks] == [
        ("数字经济", 1),
        ("第二段从", 1),
        ("第三段只", 2),
    ]


@pytest.mark.parametrize(("turn", "shift"), [(0, (0, 0)), (90, (0, -595)), (180, (-595, -842)), (270, (-842, 0))])
def test_pdf_turned_pages_read_the_same(tmp_path: Path, turn: int, shift: tuple[int, int]) -> None:
    """Drawn sideways and shown upright by /Rotate, as landscape pages and scans' text layers are."""
    width, height = (595, 842) if turn % 180 == 0 else (842, 595)
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(width, height))
    canvas.setPageRotation(turn)
    canvas.rotate(turn)
    canvas.translate(*shift)
    for x, y, size, text in [(60.0, 100.0, 24.0, "横跨两栏的大标题"), *column(60, 140, LEFT), *column(300, 140, RIGHT)]:
        canvas.setFont(FONT, size)
        canvas.drawString(x, 842 - y, text)
    canvas.save()
    blocks = texts(tmp_path / "a.pdf")
    assert blocks[0] == ("横跨两栏的大标题", 1)
    assert blocks[2] == ("第二段从这里开始它会跨到右边一栏的开头并且在那里结束。", 0)


def test_pdf_encrypted_scanned_broken_or_not_a_pdf(tmp_path: Path) -> None:
    locked = pdfencrypt.StandardEncryption("secret", canPrint=0)
    assert "加密" in refusal(draw(tmp_path / "a.pdf", [column(60, 140, LEFT)], encrypt=locked))
    canvas = Canvas(str(tmp_path / "scan.pdf"))
    canvas.rect(50, 50, 300, 300, fill=1)
    canvas.save()
    message = refusal(tmp_path / "scan.pdf")
    assert "没有文字层" in message
    assert "OCR" in message
    assert "ALTO" in message
    whole = draw(tmp_path / "b.pdf", [column(60, 140, LEFT)]).read_bytes()
    refusal(write(tmp_path, "c.pdf", whole[:300]))
    assert "不是 PDF" in refusal(write(tmp_path, "d.pdf", "只是文字"))


ALTO = """<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page HEIGHT="1000">
<PrintSpace><TextBlock>
<TextLine><String CONTENT="中" HPOS="50" VPOS="200" WIDTH="20" HEIGHT="20"/><SP/>
<String CONTENT="文" HPOS="70" VPOS="200" WIDTH="20" HEIGHT="20"/></TextLine>
<TextLine><String CONTENT="two" HPOS="50" VPOS="230" WIDTH="30" HEIGHT="20"/><SP/>
<String CONTENT="words" HPOS="90" VPOS="230" WIDTH="50" HEIGHT="20"/></TextLine>
</TextBlock></PrintSpace></Page></Layout></alto>"""


def test_alto(tmp_path: Path) -> None:
    joined = "".join(text for text, _ in texts(write(tmp_path, "a.xml", ALTO)))
    assert "中文" in joined
    assert "two words" in joined
    assert next(load(tmp_path / "a.xml")).blocks[0].page == 1


def test_hostile_or_other_xml(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bb">]><alto>&b;</alto>'
    assert "DTD" in refusal(write(tmp_path, "a.xml", bomb))
    assert "不是 ALTO" in refusal(write(tmp_path, "b.xml", "<html/>"))
    assert "有错" in refusal(write(tmp_path, "c.xml", "<alto"))
    assert "没有文字行" in refusal(write(tmp_path, "d.xml", "<alto/>"))


HOCR = """<html><body><div class='ocr_page' title='bbox 0 0 600 1000'><p class='ocr_par'>
<span class='ocr_line' title='bbox 50 200 150 220; x_size 20'><span class='ocrx_word'>中</span>
<span class='ocrx_word'>文</span></span>
<span class='ocr_line' title='bbox 50 230 150 250; x_size 20'><span class='ocrx_word'>two</span>
<span class='ocrx_word'>words</span></span></p></div></body></html>"""


@pytest.mark.parametrize("name", ["a.hocr", "a.html"])
def test_hocr_by_either_suffix(tmp_path: Path, name: str) -> None:
    joined = "".join(text for text, _ in texts(write(tmp_path, name, HOCR)))
    assert "中文" in joined
    assert "two words" in joined
