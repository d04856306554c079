"""By-lines of everyday documents: who wrote a text, and where that stands."""

from __future__ import annotations

import pytest

from index.layout import restore_articles
from index.reading_order.authorship import author_of_note, reporters

TITLE = "# 小流域治理的新路子\n\n"
BODY = (
    "小流域治理是山区发展的基础工程，也是乡村振兴的一件大事，各地都在探索。\n\n"
    "第二段讲做法，村里修了三道拦水坝，今年汛期一次也没有漫过堤岸。\n"
)


def _only(text: str) -> tuple[str | None, str | None, int]:
    (article,) = restore_articles(text)
    return article.author, article.affiliation, len(article.paragraphs)


@pytest.mark.parametrize(
    ("head", "tail", "author", "affiliation"),
    [
        ("作者：沈兰亭 临川农业大学园艺学院讲师\n\n", "", "沈兰亭", "临川农业大学园艺学院讲师"),
        ("作者：沈兰亭\n\n", "", "沈兰亭", None),
        ("本报记者 沈兰亭\n\n", "", "沈兰亭", None),
        ("", "\n（作者系临川农业大学园艺学院讲师 沈兰亭）\n", "沈兰亭", "临川农业大学园艺学院讲师"),
        ("", "\n（作者：沈兰亭，临川农业大学园艺学院讲师）\n", "沈兰亭", "临川农业大学园艺学院讲师"),
        ("", "\n（作者系临川农业大学园艺学院讲师）\n", None, "临川农业大学园艺学院讲师"),
        ("", "\n（本报记者 沈兰亭）\n", "沈兰亭", None),
        ("", "\n（记者 沈兰亭 文/图）\n", "沈兰亭", None),
        ("", "\n（作者：临川农业大学园艺学院 讲师）\n", None, "临川农业大学园艺学院 讲师"),
        ("■沈兰亭\n\n", "\n（沈兰亭系临川农业大学园艺学院讲师）\n", "沈兰亭", "临川农业大学园艺学院讲师"),
        ("■沈兰亭\n\n", "\n（卫知远系临川农业大学园艺学院讲师）\n", "沈兰亭", None),
        ("", "\n（沈兰亭为临川农业大学园艺学院讲师）\n", "沈兰亭", "临川农业大学园艺学院讲师"),
        (
            "■沈兰亭 卫知远\n\n",
            "\n（沈兰亭系临川农业大学讲师；卫知远系临川市水利局局长）\n",
            "沈兰亭 卫知远",
            "沈兰亭系临川农业大学讲师；卫知远系临川市水利局局长",
        ),
        ("", "\n（新华社记者 沈兰亭 卫知远）\n", "沈兰亭 卫知远", None),
    ],
)
def test_by_lines_are_read_and_leave_the_text(
    head: str, tail: str, author: str | None, affiliation: str | None
) -> None:
    assert _only(TITLE + head + BODY + tail) == (author, affiliation, 2)


@pytest.mark.parametrize(
    ("opening", "found"),
    [
        ("新华社临川7月21日专电（记者沈兰亭）青石县昨天", ("沈兰亭", "新华社")),
        ("新华社北京1月27日电（记者沈兰亭、卫知远）", ("沈兰亭 卫知远", "新华社")),
        ("临川日报讯（记者 沈兰亭 通讯员 卫知远）近日", ("沈兰亭 卫知远", "临川日报")),
        ("本报讯（记者沈兰亭）近日", ("沈兰亭", None)),
        ("本报讯（全媒体记者 沈兰亭）近日", ("沈兰亭", None)),
        ("据新华社北京1月27日电（记者沈兰亭）", ("沈兰亭", "新华社")),
        ("中新网临川5月4日电 (沈兰亭 卫知远)", ("沈兰亭 卫知远", "中新网")),
        ("本报讯（江岸）近日", None),
        ("新华社讯（安全）近日", None),
        ("本报讯（温州 金华）近日", None),
        ("本报讯（沈兰亭 摄）近日", None),
        ("记者沈兰亭从县里获悉，", None),
        ("新华社7月21日报道，青石县（脐橙之乡）", None),
        ("青石县脐橙协会（会长沈兰亭）近日开会。", None),
        ("临川日报讯（图片由县里提供）近日", None),
        ("", None),
    ],
)
def test_reporters_of_a_dateline(opening: str, found: tuple[str, str | None] | None) -> None:
    assert reporters(opening) == found


def test_one_unsigned_report_is_its_reporters() -> None:
    opening = "新华社临川7月21日电（记者沈兰亭）"
    assert _only(TITLE + opening + BODY) == ("沈兰亭", "新华社", 2)
    (article,) = restore_articles(TITLE + opening + BODY)
    assert article.paragraphs[0].startswith(opening)


@pytest.mark.parametrize(
    "line", ["作者在书里写道：水是山区的命脉，一村人都靠它。", "（图片由沈兰亭摄）", "责任编辑：沈兰亭"]
)
def test_what_only_looks_like_a_by_line_names_nobody(line: str) -> None:
    (article, *_) = restore_articles(f"{TITLE}{BODY}\n{line}\n")
    assert article.author is None


@pytest.mark.parametrize(
    "note",
    [
        "临川农业大学园艺学院教授",
        "东方证券研究所所长",
        "东方市政府办公室主任",
        "史学家，临川农业大学教授",
        "江苏 临川农业大学教授",
        "常委、宣传部部长",
        "临川农业大学博士生导师，成都人",
        "临川市委书记项目组",
        "临川农业大学教授沈兰亭、讲师卫知远",
    ],
)
def test_a_note_that_names_nobody_stays_whole(note: str) -> None:
    assert author_of_note(note) == (None, note)


@pytest.mark.parametrize("note", ["沈兰亭，临川农业大学讲师", "沈兰亭系临川农业大学讲师", "临川农业大学讲师沈兰亭"])
def test_a_note_that_names_its_author(note: str) -> None:
    assert author_of_note(note) == ("沈兰亭", "临川农业大学讲师")


def test_offices_in_a_row_before_the_name() -> None:
    note = "临川农业大学教授、博士生导师 沈兰亭"
    assert author_of_note(note) == ("沈兰亭", "临川农业大学教授、博士生导师")


def test_each_author_of_a_page_has_his_own_note_and_reports_their_reporters() -> None:
    page = (
        f"# 专题\n\n## 小流域治理的新路子\n\n■沈兰亭\n\n{BODY}\n（沈兰亭系临川农业大学教授）\n\n"
        f"## 冷链物流的短板在哪里\n\n■卫知远\n\n{BODY}\n（作者：临川市委党校社会学教研部 副教授）\n\n"
        f"## 青石县建成首座冷库\n\n本报讯（记者 何晓帆 通讯员 白敏之）4月2日，{BODY}"
    )
    found = [(a.author, a.affiliation) for a in restore_articles(page) if a.kind == "article"]
    assert found == [
        ("沈兰亭", "临川农业大学教授"),
        ("卫知远", "临川市委党校社会学教研部 副教授"),
        ("何晓帆 白敏之", None),
    ]
