"""Reading order: nothing lost or invented, ordinary documents unchanged, pages put right, corrections kept."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.layout import Correction, restore, restore_articles, source_of_text
from index.records import Article, Block, Restoration, Source

PAGE = Path(__file__).parent.parent / "index" / "corpus" / "page.md"
GOLDEN = Path(__file__).parent / "golden"

SEA = (
    "渔业部门近日在东海组织增殖放流活动，投放大黄鱼、黑鲷等苗种三百余万尾。",
    "负责人介绍，放流之后还要开展跟踪监测，评估苗种的成活情况，并根据结果调整来年的放流品种和数量，让渔业资源得到有效恢复。",
    "当地渔民表示，近两年出海作业时，能明显感到鱼群比过去多了。",
)
RAIL = (
    "西部高铁新线今天开始联调联试，这条铁路全长四百多公里，设计时速三百五十公里。",
    "铁路部门表示，联调联试期间，将对轨道、供电、信号、通信等系统逐项检测，验证列车运行的安全性和平稳性，为年底开通运营打好基础。",
    "开通以后，沿线群众乘坐火车前往省会的时间将缩短到两个小时以内。",
)


def check_conservation(source: Source, result: Restoration) -> None:
    """Every character that is not blank is in exactly one piece, field or remainder; pieces map as they say."""
    seen = [0] * len(source.text)
    spans = [(r.source_start, r.source_end) for r in result.remainder]
    for article in result.articles:
        check_article(source, article)
        spans += [(p.source_start, p.source_end) for p in article.pieces]
        spans += [(f.source_start, f.source_end) for f in article.fields]
    for low, high in spans:
        for position in range(low, high):
            seen[position] += 1
    for position, ch in enumerate(source.text):
        if not ch.isspace():
            assert seen[position] == 1, (position, source.text[max(0, position - 10) : position + 10])


def check_article(source: Source, article: Article) -> None:
    """Its pieces stand in the source as they say and make up all its paragraphs; joins are where pieces begin."""
    for piece in article.pieces:
        assert article.text[piece.start : piece.end] == source.text[piece.source_start : piece.source_end]
    assert sum(p.end - p.start for p in article.pieces) == sum(len(p) for p in article.paragraphs)
    for join in article.joins:
        assert 0.0 <= join.confidence <= 1.0
        assert join.reasons
        assert any(piece.start == join.position for piece in article.pieces)


def paragraphs(articles: list[Article]) -> list[str]:
    return [p for a in articles for p in a.paragraphs]


def test_the_bundled_page_equals_its_golden_file() -> None:
    golden = json.loads((GOLDEN / "page.json").read_text(encoding="utf-8"))
    found = [a.to_dict() for a in restore_articles(PAGE.read_text(encoding="utf-8"))]
    for article in found:
        del article["joins"]
    assert found == golden


def test_the_bundled_page_loses_nothing() -> None:
    source = source_of_text(PAGE.read_text(encoding="utf-8"))
    result = restore(source)
    check_conservation(source, result)
    assert result.remainder == ()


def test_two_articles_whose_tails_are_swapped() -> None:
    sea, rail = SEA[1], RAIL[1]
    page = "\n\n".join(
        ["# 东海开展增殖放流", "■王海明", SEA[0], sea[:35], rail[41:], RAIL[2],
         "# 西部高铁新线联调联试", "■李建国", RAIL[0], rail[:41], sea[35:], SEA[2]]
    )  # fmt: skip
    articles = restore_articles(page)
    assert [(a.title, a.author) for a in articles] == [
        ("东海开展增殖放流", "王海明"),
        ("西部高铁新线联调联试", "李建国"),
    ]
    assert [a.paragraphs for a in articles] == [SEA, RAIL]
    assert all(j.confidence > 0.5 for a in articles for j in a.joins)


def test_a_headline_inside_a_sentence_and_a_byline_above() -> None:
    sea = SEA[1]
    page = "\n\n".join(["■王海明", SEA[0], sea[:35], "# 东海开展增殖放流", sea[35:], SEA[2]])
    (article,) = restore_articles(page)
    assert (article.title, article.author, article.paragraphs) == ("东海开展增殖放流", "王海明", SEA)
    (join,) = article.joins
    assert article.text[join.position :].startswith(sea[35:45])


@pytest.mark.parametrize("mark", ["# ", ""])
def test_an_article_in_good_order_is_unchanged(mark: str) -> None:
    (article,) = restore_articles("\n\n".join([mark + "东海开展增殖放流", *SEA]))
    assert (article.title, article.paragraphs, article.joins) == ("东海开展增殖放流", SEA, ())


def test_lists_laws_and_chats_are_unchanged() -> None:
    listed = ["需要准备：", "一台电脑", "一根网线", "然后按下面的步骤做：", "打开电源", "连接网线", "等待提示"]
    law = ["第一条 为了保护渔业资源，制定本条例。", "第二条 下列行为应当经过批准：", "（一）采捕；", "（二）放流。"]
    chat = ["张三", "在吗", "李四", "在，什么事", "张三", "明天开会", "李四", "好的"]
    for lines in (listed, law, chat):
        for text in ("\n".join(lines), "# 文档\n\n" + "\n\n".join(lines)):
            found = restore_articles(text)
            titles = [a.title for a in found if a.title and a.title != "文档"]
            assert titles + paragraphs(found) == lines
            assert not any(a.joins for a in found)


def test_subheadings_of_a_short_document_stay_inside_its_article() -> None:
    text = "\n\n".join(["# 两件事", "## 渔业", *SEA, "## 铁路", *RAIL])
    source = source_of_text(text)
    result = restore(source)
    (article,) = result.articles
    assert article.title == "两件事"
    assert article.paragraphs == ("渔业", *SEA, "铁路", *RAIL)
    check_conservation(source, result)


def test_sections_of_a_long_document_become_articles_under_its_title() -> None:
    body = [f"第{k}段。" + SEA[1] * 3 for k in range(30)]
    text = "\n\n".join(["# 长文", "## 上篇", *body, "## 下篇", *body])
    found = restore_articles(text)
    assert [(a.title, a.column) for a in found] == [("上篇", "长文"), ("下篇", "长文")]
    assert paragraphs(found) == body + body


def test_a_source_known_to_be_in_order_is_not_touched() -> None:
    lines = [SEA[1][35:], "■王海明", SEA[1][:35]]
    text = "\n".join(lines)
    found = restore(replace_in_order(source_of_text(text), title="题目")).articles
    assert [(a.title, a.paragraphs) for a in found] == [("题目", tuple(lines))]


def replace_in_order(source: Source, title: str) -> Source:
    return Source(source.source_id, source.document, source.text, source.blocks, title, in_order=True)


def test_empty_and_blank_texts_give_nothing() -> None:
    for text in ("", "\n\n \u3000\n"):
        assert restore_articles(text) == []


def test_text_outside_of_blocks_is_reported() -> None:
    source = Source("s", "d", "页眉\n正文在这里。", (Block("正文在这里。", 3, 9),))
    result = restore(source)
    check_conservation(source, result)
    assert [r.reason for r in result.remainder] == ["不在任何文本块中"]


LINES = st.sampled_from(
    [*SEA, *RAIL, SEA[1][:20], SEA[1][20:], RAIL[1][:30], RAIL[1][30:], "# 标题一", "## 标题二", "#", "# #", "【栏目】",
     "## 【栏目】", "■王海明", "李 强", "张明", "——编者", "编者按：这里。", "（作者系某大学教授，本文为某项目成果）",
     "（本文系项目成果）", "记者王刚摄", "图为现场。记者 王刚摄", "，的", "”", "。", "（", "1.", "\u200b", "𠮷野家",
     "　空格　"]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_nothing_is_lost_on_odd_pages(lines: list[str], separator: str) -> None:
    source = source_of_text(separator.join(lines))
    check_conservation(source, restore(source))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
def test_nothing_is_lost_on_any_text(text: str) -> None:
    source = source_of_text(text)
    check_conservation(source, restore(source))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, min_size=2, max_size=10), st.data())
def test_nothing_is_lost_with_corrections(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    offsets = st.integers(0, len(text))
    actions = st.sampled_from(["split", "join", "move"])
    corrections = [
        Correction(data.draw(actions), data.draw(offsets), data.draw(offsets))  # type: ignore[arg-type]
        for _ in range(data.draw(st.integers(1, 3)))
    ]
    source = source_of_text(text)
    check_conservation(source, restore(source, corrections))


def test_a_split_and_a_move_by_hand() -> None:
    text = "\n\n".join(["# 渔业", *SEA, "# 铁路", *RAIL])
    source = source_of_text(text)
    start = text.index(SEA[2])
    (sea, apart, rail) = sorted(
        restore(source, [Correction("split", start)]).articles, key=lambda a: a.pieces[0].source_start
    )
    assert (sea.paragraphs, apart.title, apart.paragraphs, rail.paragraphs) == (SEA[:2], None, SEA[2:], RAIL)
    moved = restore(source, [Correction("split", start), Correction("move", start, text.index("# 铁路"))]).articles
    assert [a.paragraphs for a in moved] == [SEA[:2], (*RAIL, SEA[2])]
    assert moved[1].joins[-1].reasons == ("人工更正",)


def test_a_join_by_hand_goes_on_inside_the_sentence() -> None:
    text = "\n\n".join(["# 渔业", SEA[0], SEA[1][:20], SEA[2], SEA[1][20:]])
    source = source_of_text(text)
    result = restore(source, [Correction("join", text.index(SEA[1][20:]), text.index(SEA[1][:20]))])
    assert result.articles[0].paragraphs == SEA
    check_conservation(source, result)


def test_a_join_by_hand_after_a_whole_sentence_is_a_paragraph_of_its_own() -> None:
    text = "\n\n".join(["# 渔业", *SEA[:2], "# 铁路", *RAIL])
    source = source_of_text(text)
    result = restore(source, [Correction("join", text.index(RAIL[1]), text.index(SEA[0]))])
    assert [a.paragraphs for a in result.articles] == [(SEA[0], *RAIL[1:], SEA[1]), RAIL[:1]]
    assert [j.reasons for j in result.articles[0].joins] == [("人工更正",)]
    check_conservation(source, result)


def test_what_stood_inside_a_sentence_goes_and_the_sentence_closes_again() -> None:
    text = "\n\n".join(["# 渔业", SEA[0][:20], SEA[1][:15], SEA[0][20:], SEA[1][15:]])
    source = source_of_text(text)
    parts = [text.index(part) for part in (SEA[0][:20], SEA[1][:15], SEA[0][20:], SEA[1][15:])]
    by_hand = [Correction("join", parts[2], parts[0]), Correction("join", parts[3], parts[1])]
    result = restore(source, by_hand)
    assert result.articles[0].paragraphs == SEA[:2]
    check_conservation(source, result)
    # Joined wrongly first, then put right: what was joined to it goes on with the sentence that is left open.
    wrong = [Correction("join", parts[3], parts[0]), Correction("join", parts[2], parts[0])]
    result = restore(source, [*wrong, Correction("join", parts[3], parts[1])])
    assert result.articles[0].paragraphs == SEA[:2]
    check_conservation(source, result)


def test_a_correction_that_fits_nothing_changes_nothing() -> None:
    source = source_of_text("\n\n".join(["# 渔业", *SEA]))
    for correction in (Correction("move", 9999, 0), Correction("join", 0, 9999), Correction("split", 0)):
        assert restore(source, [correction]) == restore(source)


def test_a_long_book_is_read_in_windows_and_stays_in_order() -> None:
    chance = random.Random(4)
    lines = []
    for chapter in range(40):
        lines.append(f"# 第{chapter}章")
        lines += [chance.choice(SEA + RAIL) + f"这是第{chapter}章的第{k}段。" for k in range(20)]
    found = restore_articles("\n\n".join(lines))
    assert [x for a in found for x in (f"# {a.title}", *a.paragraphs)] == lines


def test_who_wrote_it_is_read_from_many_kinds_of_head() -> None:
    heads = [
        ("沐云舟\n\n浔江大学城市研究院教授", "沐云舟", "浔江大学城市研究院教授"),
        ("作者：顾望舒\n\n单位：浔江市交通研究所", "顾望舒", "浔江市交通研究所"),
        ("■ 林见鹿（浔江市园林局）", "林见鹿", "浔江市园林局"),
        ("本报记者 周望川 通讯员 李一苇", "周望川 李一苇", None),
        ("张一鸣　江岸大学信息学院副教授", "张一鸣", "江岸大学信息学院副教授"),
        ("作者：何清源\n\n（作者系云溪县文化旅游局局长）", "何清源", "云溪县文化旅游局局长"),
        ("文/许知行", "许知行", None),
    ]
    texts = [
        f"# 第{n}个题目\n\n{head}\n\n{SEA[0]}\n\n第{n}段正文讲的是别的事。" for n, (head, _, _) in enumerate(heads)
    ]
    source = source_of_text("\n\n".join(texts))
    result = restore(source)
    check_conservation(source, result)
    assert [(a.title, a.author, a.affiliation) for a in result.articles] == [
        (f"第{n}个题目", author, affiliation) for n, (_, author, affiliation) in enumerate(heads)
    ]
    assert all(a.paragraphs == (SEA[0], f"第{n}段正文讲的是别的事。") for n, a in enumerate(result.articles))


def test_a_short_line_above_a_body_is_no_author() -> None:
    (article,) = restore_articles("# 机构设置\n\n领导组\n\n浔江市交通局\n\n下设三个科室，各有分工。")
    assert article.author is None
    assert article.paragraphs == ("领导组", "浔江市交通局", "下设三个科室，各有分工。")
