"""Snapshots on disk: pinned, checked, switched at one stroke, kept while somebody reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.build import add_documents, build_index, rollback, verify_index
from index.errors import EncoderError, SnapshotError
from index.manifest import damaged_files, read_manifest
from index.publishing import build_lock, building_folder, latest_version, new_version, published_versions
from index.snapshot import Snapshot, open_index
from tests.hashed_encoder import HashedEncoder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "甲.txt").write_text("云阳县去年建成三座粮库。粮库存稻谷。\n\n第二段讲丰都县的码头。", encoding="utf-8")
    build_index([tmp_path / "甲.txt"], tmp_path / "data", encoder=HashedEncoder()).close()
    return tmp_path / "data"


def add_another(data: Path, number: int) -> Snapshot:
    path = data.parent / f"加{number}.txt"
    path.write_text(f"石柱县第{number}次开会，讨论莼菜的种植。", encoding="utf-8")
    return add_documents([path], data, encoder=HashedEncoder())


def current_folder(data: Path) -> Path:
    return data / "snapshots" / str(latest_version(data))


def test_rows_are_the_same_in_all_three_stores(data: Path) -> None:
    with open_index(data) as snapshot:
        assert len(snapshot) == 2
        passage = snapshot.passages([1])[0]
        assert passage.text == "第二段讲丰都县的码头。"
        assert snapshot.lexical.search("丰都县的码头", 1)[0][0] == 1
        assert snapshot.dense.search(HashedEncoder().encode_queries([passage.text]), 1)[1].tolist() == [[1]]
        assert snapshot.row_of(passage.passage_id) == 1


def test_the_manifest_pins_what_the_index_was_made_with(data: Path) -> None:
    with open_index(data) as snapshot:
        manifest = snapshot.manifest
    assert (manifest.encoder_name, manifest.encoder_dimension, manifest.encoder_fingerprint) == (
        "hashed",
        32,
        "hashed-32",
    )
    assert (manifest.document_count, manifest.article_count, manifest.passage_count) == (1, 1, 2)
    assert manifest.dense_kind == "flat"
    assert manifest.documents[0].document == "甲.txt"
    assert {"passages.sqlite", "vectors.faiss", "digests.npy", "lexical/meta.json"} <= set(manifest.files)
    assert read_manifest(current_folder(data)) == manifest


def test_another_encoder_is_refused_by_name_and_command(data: Path) -> None:
    with open_index(data) as snapshot:
        snapshot.check_encoder(HashedEncoder())
        with pytest.raises(EncoderError, match=r"hashed（32 维）.*other（16 维）.*ronghe index rebuild"):
            snapshot.check_encoder(HashedEncoder("other", 16))


def test_no_index_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    assert latest_version(tmp_path) is None
    with pytest.raises(SnapshotError, match="ronghe index build"):
        open_index(tmp_path)
    with pytest.raises(SnapshotError, match="ronghe index build"):
        verify_index(tmp_path)


@pytest.mark.parametrize("name", ["passages.sqlite", "vectors.faiss", "lexical/meta.json", "digests.npy"])
def test_a_changed_or_missing_file_is_found(data: Path, name: str) -> None:
    folder = current_folder(data)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    assert any(name in line and "已改变" in line for line in damaged_files(folder, read_manifest(folder)))
    assert not verify_index(data).ok
    (folder / name).unlink()
    assert f"缺少文件 {name}" in verify_index(data).problems


def test_a_missing_document_copy_is_found(data: Path) -> None:
    next((data / "documents").iterdir()).unlink()
    report = verify_index(data)
    assert "甲.txt 的副本不见了" in report.summary()
    assert report.to_dict()["ok"] is False


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format_version": 1}', '{"format_version": 99}'])
def test_a_damaged_manifest_is_an_error_with_a_way_out(data: Path, content: str) -> None:
    (current_folder(data) / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(SnapshotError, match="ronghe index"):
        open_index(data)


def test_counts_that_disagree_are_refused(data: Path) -> None:
    path = current_folder(data) / "manifest.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**values, "passage_count": 3}), encoding="utf-8")
    with pytest.raises(SnapshotError, match="清单 3，文本 2、向量 2、词索引 2"):
        open_index(data)


def test_rollback_returns_to_the_version_before(data: Path) -> None:
    first = latest_version(data)
    add_another(data, 1).close()
    assert latest_version(data) != first
    with rollback(data) as back:
        assert back.version == first
        assert len(back) == 2
    assert latest_version(data) == first
    with pytest.raises(SnapshotError, match="没有比"):
        rollback(data)


def test_rollback_from_a_damaged_version(data: Path) -> None:
    first = latest_version(data)
    add_another(data, 1).close()
    (current_folder(data) / "manifest.json").write_text("{", encoding="utf-8")
    with rollback(data) as back:
        assert back.version == first


def test_rollback_does_not_go_to_a_damaged_version(data: Path) -> None:
    first = current_folder(data)
    with add_another(data, 1) as second:
        (first / "vectors.faiss").write_bytes(b"x")
        with pytest.raises(SnapshotError, match=r"上一版.*不完整"):
            rollback(data)
        assert latest_version(data) == second.version


def test_two_versions_are_kept_and_none_that_is_being_read(data: Path) -> None:
    reader = open_index(data)
    versions = [reader.version]
    for number in range(3):
        with add_another(data, number) as snapshot:
            versions.append(snapshot.version)
    assert published_versions(data) == [versions[0], *versions[-2:]]
    assert reader.passages([0])[0].text.startswith("云阳县")
    reader.close()
    with add_another(data, 3) as snapshot:
        assert published_versions(data) == [versions[-1], snapshot.version]


def test_a_reader_in_another_process_keeps_its_version(data: Path) -> None:
    code = (
        "import sys; from index.snapshot import open_index; s = open_index(sys.argv[1]); print(s.version, flush=True);"
        " sys.stdin.readline(); print(s.passages([1])[0].text.encode().hex())"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    version = reader.stdout.readline().strip()
    for number in range(3):
        add_another(data, number).close()
    assert version in published_versions(data)
    out, _ = reader.communicate("\n")
    assert bytes.fromhex(out.strip()).decode() == "第二段讲丰都县的码头。"


def test_a_second_builder_is_told_who_is_at_work(data: Path) -> None:
    with build_lock(data), pytest.raises(SnapshotError, match=f"进程 {os.getpid()}.*等它结束"):
        add_another(data, 1)
    add_another(data, 1).close()


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x", encoding="utf-8")
    (tmp_path / "甲.txt").write_text("一句话。", encoding="utf-8")
    with pytest.raises(SnapshotError, match=r"文件 不能写.*--data"):
        build_index([tmp_path / "甲.txt"], tmp_path / "文件", encoder=HashedEncoder())


def test_leftovers_of_killed_builds_are_cleaned(data: Path) -> None:
    leftover = data / "snapshots" / ".building-dead"
    leftover.mkdir()
    (leftover / "passages.sqlite").write_bytes(b"half")
    (data / "documents" / ".copying-dead").write_bytes(b"half")
    add_another(data, 1).close()
    assert not leftover.exists()
    assert not (data / "documents" / ".copying-dead").exists()


def test_a_failed_build_leaves_no_folder(tmp_path: Path) -> None:
    def build() -> None:
        with building_folder(tmp_path) as folder:
            (folder / "file").write_bytes(b"x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        build()
    assert list((tmp_path / "snapshots").iterdir()) == []


def test_versions_rise_even_when_the_clock_goes_back(data: Path) -> None:
    future = data / "snapshots" / "29991231-000000-000000"
    future.mkdir()
    (future / "manifest.json").write_text("{}", encoding="utf-8")
    assert new_version(data) > future.name
