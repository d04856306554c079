"""What the page draws: everything escaped, every marker a button, every card the quote inside its paragraph."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Block, Hit, Join, Passage, Piece, Remainder, Source
from rag.answer import Answer, Citation, Sentence, Table
from rag.ui import exporting, extracted, reading, rendering, shelving, sources
from rag.ui.ask_tab import bar_html, welcome_html
from rag.ui.escaping import address, marked, text
from rag.ui.head import own_head
from rag.ui.rendering import ShownTurn
from rag.ui.wording import say, wording

HOSTILE = (
    """<script>alert(1)</script>"'><img src=x onerror=alert(2)>![图](http://e.com/x.png)[链](javascript:alert(3))&lt;"""
)
ROOT = Path(__file__).parent.parent


class Tags(HTMLParser):
    """Every tag with its attributes, and the text outside tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"br", "img", "input", "path", "circle"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"path", "circle"}:
            assert self.open
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def safe(html: str) -> Tags:
    """The parsed HTML, after making sure that nothing in it can run, load or lead outside, and that tags balance."""
    parsed = Tags(html)
    assert not parsed.open
    for tag, attributes in parsed.tags:
        assert tag not in {"script", "img", "iframe", "a", "object", "link", "style"}
        assert not [name for name in attributes if name.startswith("on") or name in {"src", "href"}]
    return parsed


def passage(words: str, **fields: object) -> Passage:
    given_fields: dict[str, object] = {
        "passage_id": "p1", "article_id": "a/1?x", "document": "d", "kind": "article", "title": "题", "author": "人",
        "affiliation": None, "column": None, "page": None, "paragraph": 1, "start": 0, "end": len(words), "text": words,
    }  # fmt: skip
    return Passage(**{**given_fields, **fields})  # type: ignore[arg-type]


def cited(words: str, quote: str, marker: int = 1, **fields: object) -> Citation:
    start = words.index(quote)
    return Citation(marker, passage(words, **fields), start, start + len(quote))


ANSWER = Answer(
    "多少？",
    "共31个。[1]",
    (Sentence("共31个。[1]", (1,)),),
    (cited("开头一句。共31个大类。结尾一句。", "共31个大类。"),),
    timings_ms={"total": 12.0},
)


def test_a_marker_is_a_button_with_its_quote_and_place() -> None:
    parsed = safe(rendering.turn_html(ShownTurn("t1", ANSWER)))
    (marker,) = [a for tag, a in parsed.tags if tag == "button" and a.get("class") == "marker"]
    assert marker["data-marker"] == "1"
    assert marker["data-quote"] == "共31个大类。"
    assert marker["aria-label"] == "出处 1：《题》人 · 第 1 段"
    assert "[1]" not in parsed.words


def test_a_marker_without_its_citation_is_not_shown() -> None:
    html = rendering.sentence_html(Sentence("没有出处。[7]", (7,)), {})
    assert "marker" not in html
    assert "没有出处。" in html


def test_hostile_text_stays_text_everywhere() -> None:
    citation = cited(HOSTILE, HOSTILE, title=HOSTILE, author=HOSTILE, document=HOSTILE, article_id=HOSTILE)
    hit = Hit(citation.passage, 0.5)
    sentence = Sentence(HOSTILE, (1,), verified=False, doubts=(HOSTILE,))
    table = Table((HOSTILE,), (HOSTILE,), (((sentence,),),))
    answer = Answer(HOSTILE, HOSTILE, (sentence,), (citation,), notice=HOSTILE, suggestions=(HOSTILE,))
    article = Article(
        "article", HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), joins=(Join(3, 0.5, (HOSTILE,)),), article_id=HOSTILE
    )
    source = Source("s", HOSTILE, HOSTILE, (Block(HOSTILE, 0, len(HOSTILE)),))
    drawn = [
        rendering.turn_html(ShownTurn(HOSTILE, answer)),
        rendering.turn_html(ShownTurn("t", Answer(HOSTILE, HOSTILE, refused=True, nearest=(hit,)))),
        rendering.body(Answer(HOSTILE, HOSTILE, table=table, citations=(citation,))),
        rendering.streaming_html(HOSTILE, HOSTILE, HOSTILE),
        rendering.failed_html(HOSTILE, HOSTILE),
        reading.article_html(
            article,
            [reading.OutlineEntry(1, HOSTILE, (HOSTILE,)), reading.OutlineEntry(2, HOSTILE)],
            reading.Highlight(2, 9),
        ),
        reading.drawer_bar(article),
        reading.reader_bar(article, comparing=True, has_source=True),
        extracted.extracted_html(source, [article], HOSTILE, [Remainder(0, 5, HOSTILE)]),
        shelving.preview_html([shelving.Parsed(HOSTILE, (article,)), shelving.Parsed(HOSTILE, error=HOSTILE)]),
        shelving.progress_html(HOSTILE, 1, 2),
        shelving.progress_html(HOSTILE, 0, 0),
        shelving.failed_html(HOSTILE),
        shelving.done_html(HOSTILE),
        welcome_html([HOSTILE]),
        bar_html([{"id": HOSTILE, "turns": [{"answer": {"question": HOSTILE}}]}], HOSTILE),
    ]
    for html in drawn:
        safe(html)
        assert "alert" in html or "展开" in html


@given(st.text(max_size=60), st.integers(-5, 70), st.integers(-5, 70))
def test_marking_loses_nothing(words: str, start: int, end: int) -> None:
    html = marked(words, start, end)
    assert Tags(f"<p>{html}</p>").words.replace("\r\n", "\n").replace("\r", "\n") == re.sub(r"\r\n?", "\n", words)
    if 0 <= start < end <= len(words):
        assert f"<mark>{text(words[start:end])}</mark>" in html


def test_an_address_cannot_break_out_of_its_attribute_or_path() -> None:
    assert address("page", "article", '../"x?#', start=1, q=None) == "page/article/..%2F%22x%3F%23?start=1"


def test_an_unverified_sentence_is_struck_out_with_its_reason() -> None:
    citation = ANSWER.citations[0]
    html = rendering.sentence_html(
        Sentence("共95个。", (1,), verified=False, doubts=("数字 95 不在所引原文中",)), {1: citation}
    )
    assert '<s class="sentence doubtful">共95个。</s>' in html
    assert "数字 95 不在所引原文中" in html


def test_the_verdict_counts_sentences() -> None:
    doubtful = Sentence("疑。", (1,), verified=False)
    assert "1 句均有出处" in rendering.verdict_html(ANSWER)
    mixed = Answer("q", "t", (*ANSWER.sentences, doubtful), ANSWER.citations)
    assert "1 句有出处，1 句存疑" in rendering.verdict_html(mixed)
    assert "1 句存疑" in rendering.verdict_html(Answer("q", "t", (doubtful,)))
    assert rendering.verdict_html(Answer("q", "文中没有提到。", (Sentence("文中没有提到。"),), refused=True)) == ""


def test_items_make_a_list_that_counts_once() -> None:
    items = (Sentence("两条：", heading=True), Sentence("1. 甲。", item=True), Sentence("2. 乙。", item=True))
    html = rendering.body(Answer("q", "t", items))
    assert html.count("<li") == 2
    assert "1." not in Tags(html).words
    counted = rendering.body(Answer("q", "t", (Sentence("一是甲。", item=True), Sentence("二是乙。", item=True))))
    assert counted.count('<li class="bare">') == 2


def test_an_empty_cell_says_so() -> None:
    table = Table(("甲点",), ("张三", "李四"), (((Sentence("说。", (1,)),),), ((),)))
    html = rendering.body(Answer("q", "t", table=table, citations=ANSWER.citations))
    assert html.count("文中未涉及") == 1
    assert 'data-label="甲点"' in html


def test_a_refusal_shows_the_nearest_passages() -> None:
    answer = Answer(
        "q", "文中没有提到。", refused=True, nearest=(Hit(passage("最近的一段。"), 0.4),), suggestions=("问这个？",)
    )
    html = rendering.turn_html(ShownTurn("t", answer))
    assert "最近的一段。" in html
    assert 'data-ask="问这个？"' in html
    assert sources.heading(answer) == "文中最接近的段落"


def test_a_card_shows_the_quote_inside_the_whole_paragraph() -> None:
    paragraph = "第一句在前一个片段里。第二句被引用。第三句在后。"
    article = Article("article", "题", "人", None, None, ("开头段。", paragraph), joins=(Join(10, 0.98),))
    words = "第二句被引用。第三句在后。"
    begin = len("开头段。\n") + paragraph.index(words)
    citation = cited(words, "第二句被引用。", paragraph=2, start=begin, end=begin + len(words))
    contexts = sources.contexts_of([citation], lambda _: article)
    html = sources.cards(Answer("q", "t", citations=(citation,)), contexts)
    assert "第一句在前一个片段里。<mark>第二句被引用。</mark>第三句在后。" in html
    assert "由两栏拼接，可信度 0.98" in html
    assert sources.contexts_of([citation], lambda _: None) == {}


def test_a_long_paragraph_is_cut_at_a_sentence() -> None:
    paragraph = "甲" * 200 + "。" + "这是近处的一句话。" + "被引的一句。" + "乙" * 200 + "。"
    start = paragraph.index("被引")
    html = sources.excerpt(paragraph, start, start + 6)
    assert html.startswith("……这是近处的一句话。<mark>被引的一句。</mark>乙")
    assert html.endswith("……")


def test_a_join_is_marked_where_it_is() -> None:
    article = Article("article", "题", None, None, None, ("甲乙丙丁", "戊己"), joins=(Join(2, 0.99), Join(5, 0.55)))
    html = reading.restored_text(article, reading.Highlight(1, 3))
    assert Tags(html).words == "甲乙拼接 0.99丙丁拼接 0.55戊己"
    assert "甲<mark>乙</mark><span" in html
    assert html.count("seam certain") == 1
    assert html.count("seam doubtful") == 1


def test_a_fragment_is_coloured_by_the_article_it_went_to() -> None:
    words = "甲文\n乙文\n残余"
    blocks = (Block("甲文", 0, 2), Block("乙文", 3, 5), Block("残余", 6, 8))
    one = Article("article", "甲", None, None, None, ("甲文",), pieces=(Piece(0, 2, 0, 2),), article_id="1")
    two = Article("article", "乙", None, None, None, ("乙文",), pieces=(Piece(0, 2, 3, 5),), article_id="2")
    html = extracted.extracted_html(Source("s", "d", words, blocks), [one, two], "1", [Remainder(6, 8, "广告")])
    classes = [a["class"] for tag, a in safe(html).tags if "fragment" in (a.get("class") or "")]
    assert classes == ["fragment chosen", "fragment hue-1", "fragment left-over"]
    assert "未归入文章：广告" in html


def test_markdown_keeps_document_text_from_meaning_anything() -> None:
    answer = Answer("问 *重*", "共31个。[1]", ANSWER.sentences, (cited(HOSTILE, HOSTILE, title="[x](y)"),))
    exported = exporting.to_markdown(answer)
    assert re.search(r"(?<!\\)<script", exported) is None
    assert re.search(r"(?<!\\)!\[", exported) is None
    assert re.search(r"(?<!\\)\]\(", exported) is None
    assert "共31个。" in exported


def test_the_head_is_ours_and_points_nowhere_else() -> None:
    head = (
        '<html\n\tlang="en"\n><head><meta property="og:image" content="https://raw.githubusercontent.com/x" /></head>'
    )
    ours = own_head(head)
    assert "githubusercontent" not in ours
    assert 'lang="zh-Hans"' in ours
    assert ours.index("ronghe.css") < ours.index("</head>")


def test_every_word_the_page_asks_for_exists_and_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "rag").rglob("*.py"))
    asked = set(re.findall(r'say\(\s*["\']([a-z_.]+)["\']', code))
    assert asked - set(wording()) == set()
    named = {key for key in wording() if f'"{key}"' in code or f"'{key}'" in code}
    named |= {f"kind.{kind}" for kind in ("article", "editor_note", "caption")}
    assert set(wording()) - named == set()


def test_a_missing_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("no.such.words")


def test_the_wording_file_is_flat() -> None:
    words = json.loads((ROOT / "prompts" / "page.json").read_text(encoding="utf-8"))
    assert all(isinstance(value, str) and value for value in words.values())
