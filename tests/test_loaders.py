"""Files of every kind into Sources: offsets, encodings, limits, and a clear refusal of what cannot be read."""

from __future__ import annotations

import io
import json
import lzma
import os
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import LoadError
from index.loaders import SUPPORTED_SUFFIXES, check_allowed, iter_files, load
from index.loading.text import blocks_of_text
from index.records import Source

PARAGRAPHS = "# 大标题\n\n第一段讲数字经济。\n第二段讲制造业。\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only(path: Path) -> Source:
    sources = list(load(path))
    assert len(sources) == 1
    check_offsets(sources[0])
    return sources[0]


def check_offsets(source: Source) -> None:
    end = 0
    for block in source.blocks:
        assert source.text[block.start : block.end] == block.text
        assert block.start >= end
        assert block.text.strip()
        end = block.end


def refusal(path: Path) -> str:
    with pytest.raises(LoadError) as caught:
        list(load(path))
    message = str(caught.value)
    assert path.name in message
    assert "\n" not in message
    return message


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_blocks_hold_every_character_that_is_not_blank(text: str) -> None:
    blocks = blocks_of_text(text)
    check_offsets(Source("s", "d", text, blocks))
    covered = {i for b in blocks for i in range(b.start, b.end)}
    assert all(i in covered or c.isspace() for i, c in enumerate(text))


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("# 标题", 1),
        ("### 第三级", 3),
        ("#没有空格的标题", 1),
        ("#话题# 今天聊一聊", 0),
        ("#这一句是正文，它有句号。", 0),
        ("正文 # 不是标题", 0),
        ("#!/bin/sh", 0),
        ("####### 七个井号", 0),
    ],
)
def test_markdown_headings(line: str, level: int) -> None:
    assert [b.heading_level for b in blocks_of_text(line)] == [level]


def test_code_fences_hold_no_headings_but_an_open_fence_changes_nothing() -> None:
    assert [b.heading_level for b in blocks_of_text("```\n# 注释\n```\n# 标题")] == [0, 0, 0, 1]
    assert [b.heading_level for b in blocks_of_text("```\n# 标题")] == [0, 1]


def test_underlined_heading() -> None:
    assert [b.heading_level for b in blocks_of_text("标题\n====\n正文")] == [1, 0, 0]


def test_markdown_is_kept_verbatim(tmp_path: Path) -> None:
    source = only(write(tmp_path, "页.md", PARAGRAPHS))
    assert source.text == PARAGRAPHS
    assert [(b.text, b.heading_level) for b in source.blocks] == [
        ("# 大标题", 1),
        ("第一段讲数字经济。", 0),
        ("第二段讲制造业。", 0),
    ]
    assert (source.source_id, source.document, source.in_order) == ("页.md", "页.md", False)


def test_document_name_can_be_given(tmp_path: Path) -> None:
    assert next(load(write(tmp_path, "a.txt", "正文。"), document="夹/a.txt")).document == "夹/a.txt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert only(write(tmp_path, "a.txt", PARAGRAPHS.encode(encoding))).text == PARAGRAPHS


def test_jsonl_rows_are_sources_in_order(tmp_path: Path) -> None:
    rows = [{"passage_id": "甲", "title": "", "text": "一行\n两行"}, {"passage_id": 7, "title": "题", "text": "丙"}]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n"
    plain = write(tmp_path, "a.jsonl", "\ufeff" + lines)
    packed = write(tmp_path, "b.jsonl.xz", lzma.compress(lines.encode()))
    for path in (plain, packed):
        sources = list(load(path))
        assert [(s.source_id, s.title, s.in_order, len(s.blocks)) for s in sources] == [
            ("甲", None, True, 2),
            ("7", "题", True, 1),
        ]
        for source in sources:
            check_offsets(source)


def test_jsonl_rows_may_say_who_wrote_them(tmp_path: Path) -> None:
    rows = [
        {"author": " 何川\n", "affiliation": "云阳县粮食局", "column": "调研", "date": "2025-03-01", "views": 7},
        {"author": ["何川", None, "江 一苇"], "affiliation": "", "source": {"url": "x"}},
        {"author": None},
    ]
    lines = (json.dumps({"passage_id": n, "text": "粮库。", **row}, ensure_ascii=False) for n, row in enumerate(rows))
    assert [(s.author, s.affiliation, s.column) for s in load(write(tmp_path, "a.jsonl", "\n".join(lines)))] == [
        ("何川", "云阳县粮食局", "调研"),
        ("何川 江 一苇", None, None),
        (None, None, None),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"passage_id": "1", "text": "重复"}', "重复"),
        ('{"text": "没有编号"}', "缺少 passage_id"),
        ('{"passage_id": "", "text": "空编号"}', "缺少 passage_id"),
        ('{"passage_id": "2"}', "缺少 text"),
        ('{"passage_id": "2", "text": 3}', "缺少 text"),
        ('{"passage_id": "2", "title": 4, "text": "x"}', "title"),
        ('{"passage_id": "2", "author": {"name": "何川"}, "text": "x"}', "author 应是文字或文字的列表，现在是 {'name'"),
        ('{"passage_id": "2", "author": "\\ud800", "text": "x"}', "代理字符"),
        ("[1, 2]", "不是 JSON 对象"),
        ("{broken", "不是合法的 JSON"),
        ('{"passage_id": "2", "text": "\\ud800"}', "代理字符"),
        ("[" * 100_000, "不是合法的 JSON"),
    ],
)
def test_bad_jsonl_names_the_line(tmp_path: Path, line: str, said: str) -> None:
    message = refusal(write(tmp_path, "a.jsonl", '{"passage_id": "1", "text": "好"}\n' + line + "\n"))
    assert "第 2 行" in message
    assert said in message


def test_jsonl_that_is_no_utf8_or_damaged_xz_or_empty(tmp_path: Path) -> None:
    assert "UTF-8" in refusal(write(tmp_path, "a.jsonl", '{"passage_id":"1","text":"中文"}'.encode("gbk")))
    whole = lzma.compress(os.urandom(200_000))
    assert "xz" in refusal(write(tmp_path, "a.jsonl.xz", whole[: len(whole) // 2]))
    assert "xz" in refusal(write(tmp_path, "b.jsonl.xz", b"no xz at all"))
    assert "没有任何一行" in refusal(write(tmp_path, "c.jsonl", "\n\n"))


def test_docx_headings_tables_and_text_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("总标题", 0)
    document.add_heading("小标题", 2)
    document.add_paragraph("正文一段。")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "甲", "乙"
    document.add_paragraph("表后一段。")
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert [(b.text, b.heading_level) for b in only(path).blocks] == [
        ("总标题", 1),
        ("小标题", 2),
        ("正文一段。", 0),
        ("甲 | 乙", 0),
        ("表后一段。", 0),
    ]


def test_broken_docx_are_refused(tmp_path: Path) -> None:
    assert "压缩包损坏" in refusal(write(tmp_path, "a.docx", b"PK\x03\x04 no zip"))
    assert "加密" in refusal(write(tmp_path, "b.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("a.txt", "x")
    assert "不是 Word 文档" in refusal(write(tmp_path, "c.docx", other.getvalue()))
    hollow = io.BytesIO()
    with zipfile.ZipFile(hollow, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    refusal(write(tmp_path, "d.docx", hollow.getvalue()))


def test_docx_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("正文一段。" * 50)
    document.save(whole)
    data = whole.getvalue()
    for share in (0.1, 0.5, 0.9, 0.999):
        refusal(write(tmp_path, "a.docx", data[: int(len(data) * share)]))


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.loading.docx.MAX_UNPACKED_BYTES", 9_000_000)
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        with package.open("word/document.xml", "w", force_zip64=True) as stream:
            for _ in range(10):
                stream.write(b"\0" * 1_000_000)
    assert "压缩炸弹" in refusal(path)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.jsonl", "a.xml"])
def test_empty_files(tmp_path: Path, name: str) -> None:
    assert "空的" in refusal(write(tmp_path, name, b""))


def test_blank_text_is_refused(tmp_path: Path) -> None:
    assert "没有文字" in refusal(write(tmp_path, "a.txt", " \n\t\n"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        (b"%PDF-1.4 ...", "PDF"),
        (b"\x7fELF\x02\x01\x01" + bytes(100), "程序"),
        (bytes(range(256)) * 20, "二进制"),
        (b"\x00\x01\x02\x03" * 300, "二进制"),
    ],
)
def test_binary_renamed_txt(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refusal(write(tmp_path, "a.txt", content))


def test_limits_and_paths(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "正文" * 100)
    with pytest.raises(LoadError, match="超过单个文档的上限"):
        list(load(path, max_bytes=100))
    assert "不支持的格式" in refusal(write(tmp_path, "a.xyz", "x"))
    assert "不存在" in refusal(tmp_path / "没有.txt")
    assert "文件夹" in refusal(tmp_path)
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    assert "路径无效" in refusal(loop)


def test_a_sparse_file_of_200_mb_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    assert "200 MB" in refusal(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "正文")
    path.chmod(0)
    assert "权限" in refusal(path)


def test_check_allowed_resolves_links(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    secret, good = write(outside, "s.txt", "x"), write(inside, "g.txt", "x")
    link = inside / "link.txt"
    link.symlink_to(secret)
    assert check_allowed(good, [inside]) == good.resolve()
    for path in (secret, link, inside / ".." / "out" / "s.txt"):
        with pytest.raises(LoadError, match="不在允许的文件夹内"):
            check_allowed(path, [inside])
    with pytest.raises(LoadError, match="不存在"):
        check_allowed(inside / "none.txt", [inside])
    sibling = tmp_path / "in2"
    sibling.mkdir()
    with pytest.raises(LoadError):
        check_allowed(write(sibling, "a.txt", "x"), [inside])


def test_iter_files_is_sorted_recursive_unique_and_reports(tmp_path: Path) -> None:
    folder = tmp_path / "报纸"
    (folder / "子").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in ("b.txt", "a.md", "子/c.txt", ".hidden.txt", "~$x.docx", "x.exe", ".git/z.txt"):
        write(folder, name, "x")
    (folder / "回路").symlink_to(folder)
    other = tmp_path / "别处"
    other.mkdir()
    single = write(other, "b.txt", "x")
    files = iter_files([folder, single, single])
    assert [name for _, name in files] == ["报纸/a.md", "报纸/b.txt", "报纸/子/c.txt", "b.txt"]
    skipped = {path.name for path, _ in files.skipped}
    assert skipped == {".hidden.txt", "~$x.docx", "x.exe", ".git", "回路", "b.txt"}


def test_paths_that_cannot_be_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "环.txt").symlink_to(tmp_path / "环.txt")
    for path, said in (
        ("", "路径 '' 是空的"),
        (tmp_path / "环.txt", "成环或已失效"),
        (tmp_path / "x\0.txt", "路径无效"),
    ):
        with pytest.raises(LoadError, match=said):
            iter_files([path])

    def closed(self: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", closed)
    with pytest.raises(LoadError, match=r"关/说明\.txt：没有权限；请检查路径和权限"):
        iter_files([Path("关/说明.txt")])


def test_iter_files_tells_equal_names_apart(tmp_path: Path) -> None:
    paths = []
    for name in ("一", "二"):
        (tmp_path / name).mkdir()
        paths.append(write(tmp_path / name, "a.txt", "x"))
    names = [name for _, name in iter_files(paths)]
    assert names == ["a.txt", "二/a.txt"]
    with pytest.raises(LoadError, match="不存在"):
        iter_files([tmp_path / "none"])


@settings(deadline=None, max_examples=40)
@given(data=st.binary(min_size=1, max_size=400), suffix=st.sampled_from(SUPPORTED_SUFFIXES))
def test_any_bytes_give_sources_or_a_load_error(
    data: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write(tmp_path_factory.mktemp("fuzz"), "文件" + suffix, data)
    try:
        for source in load(path):
            check_offsets(source)
            source.text.encode("utf-8")
    except LoadError as error:
        message = str(error)
    else:
        message = "文件"
    assert "文件" in message
