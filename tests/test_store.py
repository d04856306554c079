"""The text store: what goes in comes out, character for character, from many threads and through copies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import SnapshotError, UsageError
from index.records import Article, Block, FieldSpan, Join, Piece, Remainder, Source
from index.splitting import split_article
from index.store import Store
from index.store_writing import StoreWriter

PARAGRAPH = st.text(alphabet="甲乙，。\n 3", max_size=40)
FULL = Article(
    kind="article",
    title="题",
    author="张三",
    affiliation="某大学",
    column="圆桌",
    paragraphs=("第一段。有两句。", "第二段。"),
    pieces=(Piece(0, 8, 5, 13, 2), Piece(9, 13, 20, 24, 3)),
    fields=(FieldSpan("title", 0, 2),),
    joins=(Join(4, 0.75, ("词接上了", "引号配对")),),
    article_id="报.md/1",
    document="报.md",
)


def plain(article_id: str, document: str, *paragraphs: str, author: str | None = None) -> Article:
    return Article("article", None, author, None, None, paragraphs, article_id=article_id, document=document)


def add(writer: StoreWriter, *articles: Article, pack: bool = False) -> None:
    for one in articles:
        writer.add_article(one, split_article(one, 10, pack=pack))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of two documents: a page with its source, and a corpus of two rows."""
    path = tmp_path / "store.sqlite"
    source = Source(
        "报.md", "报.md", "题\n第一段。", (Block("题", 0, 1, 1, 1, (0.0, 1.0, 2.0, 3.5)), Block("第一段。", 2, 6))
    )
    with StoreWriter(path) as writer:
        writer.add_source(source, [Remainder(3, 4, "图片说明")])
        add(writer, FULL)
        writer.finish_document("报.md", "aa" * 32, ".md")
        add(
            writer,
            plain("行1", "库.jsonl", "一行文字。", author="李四"),
            plain("行2", "库.jsonl", "另一行。"),
            pack=True,
        )
        writer.finish_document("库.jsonl", "bb" * 32, ".jsonl")
    return path


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path)
    yield store
    store.close()


def test_an_article_comes_back_whole(store: Store) -> None:
    assert store.article("报.md/1") == FULL
    assert store.article("行2").paragraphs == ("另一行。",)


def test_passages_come_in_the_order_asked(store: Store) -> None:
    expected = split_article(FULL, 10)
    assert store.passages([1, 0, 1]) == [expected[1], expected[0], expected[1]]
    assert store.article_passages("报.md/1") == expected
    assert store.passages([2])[0].passage_id == "行1#1"
    assert store.passages([]) == []


def test_more_rows_than_sqlite_takes_at_once(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "s") as writer:
        add(writer, plain("长", "长", *[f"第{n}段。" for n in range(1200)]))
        writer.finish_document("长", "cc", ".txt")
    store = Store(tmp_path / "s")
    assert [p.text for p in store.passages(range(1200))] == [f"第{n}段。" for n in range(1200)]


def test_a_row_is_found_by_its_passage_id(store: Store) -> None:
    assert [store.row_of(i) for i in ("报.md/1#1", "报.md/1#2", "行1#1", "行2#1")] == [0, 1, 2, 3]


@pytest.mark.parametrize("wrong", ["报.md/1#0", "报.md/1#3", "报.md/1#x", "报.md/1", "没有#1", ""])
def test_an_unknown_passage_is_named(store: Store, wrong: str) -> None:
    with pytest.raises(UsageError, match="没有"):
        store.row_of(wrong)


def test_unknown_rows_articles_and_pages_are_errors(store: Store) -> None:
    with pytest.raises(UsageError, match="0 到 3 行"):
        store.passages([4])
    with pytest.raises(UsageError, match="没有文章 '无'"):
        store.article("无")
    with pytest.raises(UsageError, match=r"库\.jsonl.*没有可显示的原始版面"):
        store.extracted("库.jsonl")


def test_rows_where_conditions_must_all_hold(store: Store) -> None:
    assert store.rows_where().tolist() == [0, 1, 2, 3]
    assert store.rows_where(authors=["张三", "李四"]).tolist() == [0, 1, 2]
    assert store.rows_where(authors=["张三", "李四"], documents=["库.jsonl"]).tolist() == [2]
    assert store.rows_where(article_ids=["行2", "无"]).tolist() == [3]
    assert store.rows_where(authors=[]).tolist() == []


def test_cards_say_what_a_list_needs(store: Store) -> None:
    card = store.articles(kind="article", author="张三")[0]
    assert (card.article_id, card.document, card.paragraph_count, card.char_count, card.join_count, card.page) == (
        "报.md/1", "报.md", 2, 13, 1, 2,
    )  # fmt: skip
    assert [c.article_id for c in store.articles(limit=1, offset=1)] == ["行1"]
    assert [c.article_id for c in store.articles(document="库.jsonl")] == ["行1", "行2"]
    assert [(d.document, d.article_count, d.passage_count, d.char_count) for d in store.documents()] == [
        ("报.md", 1, 2, 13),
        ("库.jsonl", 2, 2, 9),
    ]
    assert store.authors() == ["张三", "李四"]


def test_the_page_as_extracted_comes_back(store: Store) -> None:
    page = store.extracted("报.md")
    assert page.source.text == "题\n第一段。"
    assert page.source.blocks[0] == Block("题", 0, 1, 1, 1, (0.0, 1.0, 2.0, 3.5))
    assert page.remainder == (Remainder(3, 4, "图片说明"),)


def test_searchable_gives_every_row_in_order(store: Store) -> None:
    assert list(store.searchable()) == [
        ("第一段。有两句。", "题", "张三"),
        ("第二段。", "题", "张三"),
        ("一行文字。", None, "李四"),
        ("另一行。", None, None),
    ]


def test_many_threads_read_at_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: store.passages([n % 4])[0], range(400)))
    assert [p.text for p in found] == [store.passages([n % 4])[0].text for n in range(400)]


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(SnapshotError, match="已关闭"):
        store.documents()


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"not a database, but long enough to look at" * 100)
    with pytest.raises(SnapshotError, match="打不开"):
        Store(tmp_path / "x")
    with pytest.raises(SnapshotError, match="打不开"):
        Store(tmp_path / "missing")


def test_copied_documents_are_the_same_at_other_rows(path: Path, store: Store, tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "new", path, ["库.jsonl", "报.md"]) as writer:
        assert writer.unused_article_id("行1") == "行1~2"
        add(writer, plain("行1~2", "新.txt", "新来的。"))
        writer.finish_document("新.txt", "dd", ".txt")
        writer.copy_document("库.jsonl")
        writer.copy_document("报.md")
        assert (writer.document_count, writer.article_count, writer.passage_count) == (3, 4, 5)
    new = Store(tmp_path / "new")
    assert [d.document for d in new.documents()] == ["新.txt", "库.jsonl", "报.md"]
    assert new.article("报.md/1") == FULL
    assert new.extracted("报.md") == store.extracted("报.md")
    assert [p.text for p in new.passages(range(5))] == [
        "新来的。",
        "一行文字。",
        "另一行。",
        "第一段。有两句。",
        "第二段。",
    ]
    assert new.row_of("报.md/1#2") == 4
    assert new.rows_where(documents=["库.jsonl"]).tolist() == [1, 2]


def test_a_discarded_document_leaves_nothing(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "s") as writer:
        add(writer, plain("好", "好", "留下。"))
        writer.finish_document("好", "aa", ".txt")
        add(writer, plain("坏", "坏", *["丢掉。"] * 6000))
        writer.discard_document()
        add(writer, plain("又好", "又好", "也留。"))
        writer.finish_document("又好", "bb", ".txt")
    store = Store(tmp_path / "s")
    assert [p.text for p in store.passages(range(store.passage_count))] == ["留下。", "也留。"]
    assert [c.article_id for c in store.articles()] == ["好", "又好"]


def test_two_articles_of_one_id_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError), StoreWriter(tmp_path / "s") as writer:
        add(writer, plain("同", "甲", "一"), plain("同", "甲", "二"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(PARAGRAPH, min_size=1, max_size=5), st.booleans())
def test_any_text_survives(tmp_path: Path, paragraphs: list[str], pack: bool) -> None:
    """Blank paragraphs, line breaks inside paragraphs and blanks at the ends included."""
    path = tmp_path / "any.sqlite"
    path.unlink(missing_ok=True)
    one = plain("甲", "甲", *paragraphs)
    with StoreWriter(path) as writer:
        add(writer, one, pack=pack)
        writer.finish_document("甲", "aa", ".txt")
    store = Store(path)
    assert store.article("甲") == one
    for passage in store.article_passages("甲"):
        assert one.text[passage.start : passage.end] == passage.text
    store.close()
