"""Changes to the set of documents: what they publish, what they embed again, and that failures change nothing."""

from __future__ import annotations

import errno
import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest

from index import build_index, open_index
from index.build import (
    add_documents,
    correct_document,
    corrections_of,
    preview,
    rebuild,
    remove_documents,
    verify_index,
)
from index.errors import LoadError, RongheError, SnapshotError, UsageError
from index.lexical import LexicalBase, LexicalIndex, LexicalRow
from index.publishing import current_folder, latest_version
from index.reading_order.corrections import Correction
from index.snapshot import Snapshot
from tests.benchmarks.kills import document_text, kill_builds
from tests.hashed_encoder import HashedEncoder

TEXTS = {
    "甲.txt": "云阳县去年建成三座粮库。粮库共存稻谷九百吨。\n\n第二段讲丰都县的码头。",
    "乙.txt": "石柱县的莼菜种了两万亩。农户说收成很好。",
}


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[Path]]:
    def write(**texts: str) -> list[Path]:
        paths = []
        for name, text in texts.items():
            path = tmp_path / name.replace("_", ".")
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return paths

    return write


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    build_index([tmp_path / name for name in TEXTS], tmp_path / "data", encoder=HashedEncoder()).close()
    return tmp_path / "data"


def documents(snapshot: Snapshot) -> list[str]:
    return [card.document for card in snapshot.documents()]


def unchanged(data: Path, version: str | None) -> bool:
    with open_index(data) as snapshot:
        return snapshot.version == version and documents(snapshot) == list(TEXTS) and verify_index(data).ok


def test_build_replaces_the_set(data: Path, files: Callable[..., list[Path]]) -> None:
    with build_index(files(丙_txt="秀山县的茶叶。"), data, encoder=HashedEncoder()) as snapshot:
        assert documents(snapshot) == ["丙.txt"]
        assert len(snapshot) == 1


def test_a_folder_is_indexed_with_all_below_it(tmp_path: Path) -> None:
    (tmp_path / "集" / "内").mkdir(parents=True)
    (tmp_path / "集" / "一.txt").write_text("第一个文件的内容。", encoding="utf-8")
    (tmp_path / "集" / "内" / "二.md").write_text("第二个文件的内容。", encoding="utf-8")
    with build_index([tmp_path / "集"], tmp_path / "data", encoder=HashedEncoder()) as snapshot:
        assert documents(snapshot) == ["集/一.txt", "集/内/二.md"]


def test_add_embeds_only_what_is_new(data: Path, files: Callable[..., list[Path]]) -> None:
    encoder = HashedEncoder()
    with add_documents(files(丙_txt="秀山县的茶叶。"), data, encoder=encoder) as snapshot:
        assert documents(snapshot) == [*TEXTS, "丙.txt"]
        assert len(snapshot) == 4
        encoded_to_index = encoder.texts[: -len(snapshot)]  # the rest is the self-test's
        assert encoded_to_index == ["秀山县的茶叶。"]
        assert verify_index(data).ok


def test_only_new_words_are_cut_but_where_tokens_changed(
    data: Path, files: Callable[..., list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    cut: list[list[str]] = []
    build = LexicalIndex.build

    def recording(folder: Path, rows: Iterable[LexicalRow], base: LexicalBase | None = None) -> LexicalIndex:
        given = list(rows)
        cut.append([row.text for row in given])
        return build(folder, given, base)

    monkeypatch.setattr(LexicalIndex, "build", recording)
    monkeypatch.setattr("index.indexing._MAX_DELETED", 99.0)
    with add_documents(files(丙_txt="秀山县的茶叶。"), data, encoder=HashedEncoder()) as snapshot:
        assert [row for row, _ in snapshot.lexical.search("秀山的茶叶", 5)] == [3]
        assert [row for row, _ in snapshot.lexical.search("石柱的莼菜", 5)] == [2]
    with add_documents(files(甲_txt="重写了，只讲开州。"), data, encoder=HashedEncoder()) as snapshot:
        assert snapshot.lexical.search("丰都", 5) == []
        assert [row for row, _ in snapshot.lexical.search("石柱的莼菜", 5)] == [0]
        assert [row for row, _ in snapshot.lexical.search("开州", 5, np.array([1, 2]))] == [2]
    with remove_documents(["乙.txt"], data, encoder=HashedEncoder()) as snapshot:
        assert [row for row, _ in snapshot.lexical.search("秀山的茶叶", 5)] == [0]
        assert verify_index(data).ok
    assert cut == [["秀山县的茶叶。"], ["重写了，只讲开州。"], []]
    rebuild(data, encoder=HashedEncoder()).close()
    monkeypatch.setattr("index.indexing.tokens_fingerprint", lambda: "another dictionary")
    add_documents(files(丁_txt="城口县的板栗。"), data, encoder=HashedEncoder()).close()
    assert [len(texts) for texts in cut[3:]] == [2, 3]


def test_a_snapshot_without_the_keys_of_its_words_is_cut_anew_once(
    data: Path, files: Callable[..., list[Path]]
) -> None:
    digests = current_folder(data) / "digests.npy"
    np.save(digests, np.load(digests)[:, :16])
    encoder = HashedEncoder()
    with add_documents(files(丙_txt="秀山县的茶叶。"), data, encoder=encoder) as snapshot:
        assert encoder.texts[0] == "秀山县的茶叶。"
        assert [row for row, _ in snapshot.lexical.search("石柱的莼菜", 5)] == [2]
        assert np.load(snapshot.folder / "digests.npy").shape == (4, 24)


@pytest.mark.parametrize("seed", range(4))
def test_changes_one_after_another_find_what_a_fresh_build_finds(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.indexing._MAX_DELETED", 99.0)
    chance, data = random.Random(seed), tmp_path / "data"
    texts = {f"{n}.txt": document_text(n, 12) for n in range(12)}

    def written(names: Iterable[str]) -> list[Path]:
        for name in names:
            (tmp_path / name).write_text(texts[name], encoding="utf-8")
        return [tmp_path / name for name in names]

    build_index(written(list(texts)), data, encoder=HashedEncoder()).close()
    for turn in range(8):
        name = chance.choice(list(texts))
        match chance.choice(("add", "replace", "remove")):
            case "remove":
                del texts[name]
                remove_documents([name], data, encoder=HashedEncoder()).close()
                continue
            case "replace":
                lines = texts.pop(name).split("\n\n")
                lines[chance.randrange(len(lines))] = (
                    f"第{turn}次改写的一段，说的是{chance.choice('甲乙丙丁')}镇的磨坊。"
                )
                texts[name] = "\n\n".join(lines)
            case _:
                name = f"new-{turn}.txt"
                texts[name] = document_text(1000 + turn, 5)
        add_documents(written([name]), data, encoder=HashedEncoder()).close()
    with (
        open_index(data) as changed,
        build_index(written(list(texts)), tmp_path / "fresh", encoder=HashedEncoder()) as fresh,
    ):
        assert verify_index(data).ok
        every = range(len(fresh))
        assert changed.passages(every) == fresh.passages(every)
        assert (changed.dense.vectors(np.array(every)) == fresh.dense.vectors(np.array(every))).all()
        for question in ("云阳的粮库存了多少稻谷", "磨坊在哪个镇", "第3007号文件", "丰都第1001年"):
            ours, theirs = (dict(s.lexical.search(question, len(fresh))) for s in (changed, fresh))
            assert ours.keys() == theirs.keys()
            for row, bm25 in theirs.items():
                assert ours[row] == pytest.approx(bm25, rel=0.25, abs=0.1)  # deleted texts still count in frequencies


def test_rebuild_keeps_every_known_vector(data: Path) -> None:
    encoder = HashedEncoder()
    with rebuild(data, encoder=encoder) as snapshot:
        assert encoder.texts == [p.text for p in snapshot.passages(range(3))]  # the self-test's only
        assert documents(snapshot) == list(TEXTS)


def test_another_encoder_embeds_everything_anew(data: Path) -> None:
    encoder = HashedEncoder("other", 16)
    with rebuild(data, encoder=encoder) as snapshot:
        assert len(encoder.texts) == 2 * len(snapshot)
        snapshot.check_encoder(encoder)


def test_rebuild_needs_nothing_from_outside(data: Path) -> None:
    for name in TEXTS:
        (data.parent / name).unlink()
    with rebuild(data, encoder=HashedEncoder()) as snapshot:
        assert documents(snapshot) == list(TEXTS)


def test_a_file_of_the_same_name_replaces_the_document(data: Path, files: Callable[..., list[Path]]) -> None:
    with add_documents(files(甲_txt="重写了，只讲云阳的粮库。"), data, encoder=HashedEncoder()) as snapshot:
        assert documents(snapshot) == ["乙.txt", "甲.txt"]
        assert len(snapshot) == 2
        assert snapshot.rows_where(documents=["甲.txt"]).tolist() == [1]


def test_remove_by_name_and_by_hash(data: Path) -> None:
    with open_index(data) as snapshot:
        sha256 = snapshot.documents()[1].sha256
    with remove_documents([sha256[:12]], data, encoder=HashedEncoder()) as snapshot:
        assert documents(snapshot) == ["甲.txt"]
        assert snapshot.lexical.search("莼菜", 5) == []
    with remove_documents(["甲.txt"], data, encoder=HashedEncoder()) as snapshot:
        assert len(snapshot) == 0
        assert snapshot.passages([]) == []
    assert verify_index(data).ok
    with add_documents([data.parent / "甲.txt"], data, encoder=HashedEncoder()) as snapshot:
        assert documents(snapshot) == ["甲.txt"]


def test_removing_an_unknown_document_names_the_nearest(data: Path) -> None:
    version = latest_version(data)
    with pytest.raises(UsageError, match=r"没有文档 '甲.text'.*甲\.txt"):
        remove_documents(["甲.text"], data, encoder=HashedEncoder())
    assert unchanged(data, version)


def test_the_same_content_again_is_an_error_or_is_reported(data: Path, files: Callable[..., list[Path]]) -> None:
    version = latest_version(data)
    same, new = files(别名_txt=TEXTS["甲.txt"], 丙_txt="秀山县的茶叶。")
    with pytest.raises(UsageError, match=r"别名\.txt 与文档 甲\.txt 内容完全相同"):
        add_documents([same, new], data, encoder=HashedEncoder())
    assert unchanged(data, version)
    skipped: list[tuple[str, str]] = []
    with add_documents(
        [same, new], data, encoder=HashedEncoder(), on_skip=lambda path, error: skipped.append((path.name, str(error)))
    ) as snapshot:
        assert documents(snapshot) == [*TEXTS, "丙.txt"]
    assert [name for name, _ in skipped] == ["别名.txt"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.txt", b"", "空.txt"),
        ("图.txt", bytes(range(256)) * 40, "图.txt"),
        ("坏.docx", b"PK\x03\x04 broken", "坏.docx"),
        ("坏.jsonl", b'{"passage_id": "a", "text": "\xe7\x94\xb2"}\nnot json\n', "坏.jsonl 第 2 行"),
        ("表.xlsx", b"x", "表.xlsx"),
    ],
)
def test_one_bad_file_among_good_ones_publishes_nothing(data: Path, name: str, content: bytes, words: str) -> None:
    version = latest_version(data)
    (data.parent / name).write_bytes(content)
    (data.parent / "丙.txt").write_text("秀山县的茶叶。", encoding="utf-8")
    paths = [data.parent / "丙.txt", data.parent / name]
    with pytest.raises(LoadError, match=words):
        add_documents(paths, data, encoder=HashedEncoder())
    assert unchanged(data, version)
    skipped: list[RongheError] = []
    with add_documents(
        paths, data, encoder=HashedEncoder(), on_skip=lambda _, error: skipped.append(error)
    ) as snapshot:
        assert documents(snapshot) == [*TEXTS, "丙.txt"]
        assert len(snapshot) == 4
    assert len(skipped) == 1
    assert words in str(skipped[0])
    assert verify_index(data).ok


def test_a_folder_added_again_adds_what_is_new_in_it(tmp_path: Path) -> None:
    folder, data = tmp_path / "集", tmp_path / "集" / "data"
    folder.mkdir()
    (folder / "一.txt").write_text("第一个文件的内容。", encoding="utf-8")
    build_index([folder], data, encoder=HashedEncoder()).close()
    with pytest.raises(UsageError, match=r"没有可以加入的新文件；跳过了 2 个（如 .*data：索引自己的数据文件夹）"):
        add_documents([folder], data, encoder=HashedEncoder())
    (folder / "二.txt").write_text("第二个文件的内容。", encoding="utf-8")
    with add_documents([folder], data, encoder=HashedEncoder()) as snapshot:
        assert documents(snapshot) == ["集/一.txt", "集/二.txt"]


def test_nothing_to_index_is_an_error(data: Path, tmp_path: Path) -> None:
    version = latest_version(data)
    (tmp_path / "空夹").mkdir()
    with pytest.raises(RongheError, match=r"空夹 里没有可以加入的新文件；可用的格式有 \.txt"):
        build_index([tmp_path / "空夹"], data, encoder=HashedEncoder())
    with pytest.raises(LoadError, match="没有这个"):
        build_index([tmp_path / "没有这个.txt"], data, encoder=HashedEncoder())
    assert unchanged(data, version)


def test_add_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("一句话。", encoding="utf-8")
    with pytest.raises(SnapshotError, match="ronghe index build"):
        add_documents([tmp_path / "甲.txt"], tmp_path / "data", encoder=HashedEncoder())


def test_corpus_rows_keep_their_ids_and_long_ones_are_split(tmp_path: Path) -> None:
    rows = [
        {"passage_id": "r-1", "title": "莼菜", "text": "石柱县种莼菜。\n收成很好。"},
        {"passage_id": "r-2", "title": "", "text": "".join(f"第{n}句话说的是粮食的储存和运输。" for n in range(60))},
        {"passage_id": "r-3", "title": "", "text": ""},
    ]
    path = tmp_path / "库.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    other = tmp_path / "另.jsonl"
    other.write_text(json.dumps({"passage_id": "r-1", "title": "", "text": "另一个库的同号行。"}), encoding="utf-8")
    with build_index([path, other], tmp_path / "data", encoder=HashedEncoder()) as snapshot:
        passages = snapshot.passages(range(len(snapshot)))
        assert passages[0].passage_id == "r-1#1"
        assert passages[0].text == rows[0]["text"]
        assert passages[0].title == "莼菜"
        assert {p.passage_id for p in passages[1:-1]} == {f"r-2#{n}" for n in range(1, len(passages) - 1)}
        assert "".join(p.text for p in passages[1:-1]) == rows[1]["text"]
        assert passages[-1].passage_id == "r-1~2#1"
        assert snapshot.article("r-3").text == ""
        with pytest.raises(UsageError, match="没有可显示的原始版面"):
            snapshot.source("库.jsonl")


def test_a_corpus_row_is_attributed_to_its_author(tmp_path: Path) -> None:
    row = {"passage_id": "r-1", "title": "莼菜", "text": "石柱县种莼菜。", "author": "何川", "affiliation": "县农业局"}
    path = tmp_path / "库.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    with build_index([path], tmp_path / "data", encoder=HashedEncoder()) as snapshot:
        assert [(p.author, p.affiliation) for p in snapshot.passages([0])] == [("何川", "县农业局")]
        assert [row for row, _ in snapshot.lexical.search("何川的文章", 1)] == [0]
    path.write_text(json.dumps({**row, "author": "江一苇"}, ensure_ascii=False), encoding="utf-8")
    with add_documents([path], tmp_path / "data", encoder=HashedEncoder()) as snapshot:
        assert snapshot.authors() == ["江一苇"]
        assert snapshot.lexical.search("何川", 1) == []


def test_the_page_as_extracted_is_kept(data: Path) -> None:
    with open_index(data) as snapshot:
        assert snapshot.source("甲.txt").source.text.rstrip() == TEXTS["甲.txt"]
        article = snapshot.article("甲.txt/1")
        assert article.pieces
        source = snapshot.source("甲.txt").source.text
        for piece in article.pieces:
            assert article.text[piece.start : piece.end] == source[piece.source_start : piece.source_end]


def test_corrections_are_kept_and_reach_the_parser(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from index import parsing

    seen: list[tuple[Correction, ...]] = []
    real = parsing.restore
    monkeypatch.setattr(parsing, "restore", lambda source, given: (seen.append(tuple(given)), real(source, ()))[1])
    wanted = (Correction("split", 12),)
    correct_document("甲.txt", wanted, data, encoder=HashedEncoder()).close()
    assert seen == [wanted]  # the other document was not read again
    assert corrections_of("甲.txt", data) == wanted
    rebuild(data, encoder=HashedEncoder()).close()
    assert seen[1:] == [wanted, ()]
    correct_document("甲.txt", (), data, encoder=HashedEncoder()).close()
    assert corrections_of("甲.txt", data) == ()


def test_a_correction_that_cannot_be_published_is_not_kept(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = latest_version(data)

    def refuse(*_: object) -> None:
        raise LoadError("甲.txt：改不了")

    monkeypatch.setattr("index.parsing.restore", refuse)
    with pytest.raises(LoadError, match="改不了"):
        correct_document("甲.txt", [Correction("split", 12)], data, encoder=HashedEncoder())
    assert corrections_of("甲.txt", data) == ()
    assert unchanged(data, version)


def test_preview_shows_what_would_be_indexed(data: Path) -> None:
    with open_index(data) as snapshot:
        assert preview(data.parent / "甲.txt") == [snapshot.article("甲.txt/1")]


def test_progress_goes_through_every_stage_and_ends_full(data: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    rebuild(data, encoder=HashedEncoder(), progress=lambda *call: calls.append(call)).close()
    stages = list(dict.fromkeys(stage for stage, _, _ in calls))
    assert stages == ["读取文章", "计算向量", "建向量索引", "建词语索引", "校验", "自检", "发布"]
    assert calls[-1] == ("发布", 1, 1)
    assert all(done <= total for _, done, total in calls)


def test_an_index_that_cannot_find_its_own_is_not_published(data: Path) -> None:
    class Forgetful(HashedEncoder):
        """Gives other vectors for the same text each time."""

        def encode_passages(self, texts: list[str]):  # type: ignore[no-untyped-def]
            return -super().encode_passages(texts) if self.texts else super().encode_passages(texts)

    version = latest_version(data)
    with pytest.raises(SnapshotError, match="自检失败"):
        rebuild(data, encoder=Forgetful("forgetful"))
    assert unchanged(data, version)


def test_a_text_without_a_vector_can_be_published(data: Path) -> None:
    class Blank(HashedEncoder):
        def encode_passages(self, texts: list[str]):  # type: ignore[no-untyped-def]
            return 0 * super().encode_passages(texts)

    with rebuild(data, encoder=Blank("blank")) as snapshot:
        assert snapshot.manifest.encoder_name == "blank"


def test_an_encoder_that_breaks_stops_the_build_cleanly(data: Path) -> None:
    class Broken(HashedEncoder):
        def encode_passages(self, texts: list[str]):  # type: ignore[no-untyped-def]
            raise MemoryError

    version = latest_version(data)
    with pytest.raises(MemoryError):
        rebuild(data, encoder=Broken("broken"))
    assert unchanged(data, version)
    assert [p.name for p in (data / "snapshots").iterdir()] == [version]


@pytest.mark.parametrize("where", ["vectors", "mapped", "words"])
def test_a_full_disk_leaves_the_old_index_and_says_so(data: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    import faiss

    def full(*_: object) -> None:
        raise RuntimeError("write error: 12 != 34 (No space left on device)")

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    from index import lexical

    class FullIndex:
        def __init__(self, real: object) -> None:
            self._real = real

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

        def writer(self, *_: object) -> FullIndex:
            return self

        def add_document(self, _: object) -> None:
            raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")

    version, opened = latest_version(data), lexical._with_tokenizer
    match where:
        case "vectors":
            monkeypatch.setattr(faiss, "write_index", full)
        case "mapped":
            monkeypatch.setattr("os.posix_fallocate", no_room, raising=False)
        case _:
            monkeypatch.setattr(lexical, "_with_tokenizer", lambda index: FullIndex(opened(index)))
    with pytest.raises(SnapshotError, match=r"磁盘已满.*原来的索引仍可用"):
        rebuild(data, encoder=HashedEncoder())
    monkeypatch.undo()
    assert unchanged(data, version)


@pytest.mark.parametrize("operation", ["_fsync", "switch_current"])
@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_crash_inside_the_publish_leaves_the_old_index(
    data: Path, monkeypatch: pytest.MonkeyPatch, operation: str, after: int
) -> None:
    from index import publishing

    real, calls = getattr(publishing, operation), iter(range(1000))

    def crash(*arguments: object) -> object:
        if next(calls) == (after if operation == "_fsync" else 0):
            raise OSError(28, "No space left on device")
        return real(*arguments)

    version = latest_version(data)
    monkeypatch.setattr(publishing, operation, crash)
    with pytest.raises(SnapshotError, match=r"磁盘已满.*原来的索引仍可用"):
        rebuild(data, encoder=HashedEncoder())
    assert unchanged(data, version)
    monkeypatch.undo()
    rebuild(data, encoder=HashedEncoder()).close()
    assert verify_index(data).ok
    assert len(list((data / "snapshots").iterdir())) <= 3


@pytest.mark.slow
def test_killed_builds_leave_a_whole_index(tmp_path: Path) -> None:
    seen = kill_builds(tmp_path, kills=8, seed=random.randrange(1000), longest_wait_seconds=0.6)
    assert seen["indexes whole afterwards"] == 8
