"""The verifier: what a sentence may say of what it cites."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from index.records import Passage
from rag.answer import Answer, Citation, Sentence, Table
from rag.citations import split_markers, verify_answer, verify_sentence

PARAPHRASES = Path(__file__).parent / "data" / "paraphrases.json"
SOURCE = (
    "截至2023年底，该公司汽车年产量没有突破95万辆，同比下降3.5%，董事长李明表示，"
    "将全部支持青港的制造业发展，可能在两江岸建设三十一个工厂。"
)


def _doubts(sentence: str, source: str = SOURCE, **options: object) -> str:
    verdict = verify_sentence(sentence, [source], **options)  # type: ignore[arg-type]
    assert verdict.supported is (not verdict.doubts)
    return "；".join(verdict.doubts)


@pytest.mark.parametrize(
    "sentence",
    [
        SOURCE,
        "同比下降3.5%……将全部支持青港的制造业发展。[1]",
        "公司年产量没有突破95万辆。",
        "公司年产量未突破95万辆。",
        "可能在两江岸建设31个工厂。",
        "产量同比下降百分之三点五，没有突破95万辆。",
        "董事长李明指出，将全部支持青港制造业发展。",
    ],
)
def test_what_the_source_says_is_supported(sentence: str) -> None:
    assert _doubts(sentence) == ""


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("该公司汽车年产量突破95万辆。", "与原文的“没有突破”相反"),
        ("该公司汽车年产量没有突破35万辆。", "原文没有“35万辆”"),
        ("该公司汽车年产量没有突破95亿辆。", "原文没有“95亿辆”"),
        ("同比没有下降3.5%。", "原文没有否定词"),
        ("同比增长3.5%。", "与原文的“下降”相反"),
        ("同比下降3.5个百分点。", "3.5个百分点"),
        ("将部分支持青港的制造业发展。", "与原文的“全部”相反"),
        ("将全部反对青港的制造业发展。", "与原文的“支持”相反"),
        ("将全部支持海州的制造业发展。", "海州"),
        ("董事长王刚表示，将全部支持青港的制造业发展。", "王刚"),
        ("将在两江岸建设三十一个工厂。", "“可能”"),
        ("可能在两江岸建设二十一个工厂。", "二十一个"),
        ("截至2024年底，该公司汽车年产量没有突破95万辆。", "2024年"),
        ("年产量没有突破95万辆，股东们因此提起了诉讼并获得赔偿。", "所引原文没有说到"),
        ("董事长李明表示，将“全力支持”青港的制造业发展。", "不一字不差"),
        ("工厂全部采用德国机器人，因此成本最低。", "所引原文没有说到"),
    ],
)
def test_what_it_does_not_say_is_doubted(sentence: str, reason: str) -> None:
    assert reason in _doubts(sentence)


@pytest.mark.parametrize(
    ("source", "sentence", "supported"),
    [
        ("甲队以三比一战胜乙队。", "甲队以三比一输给乙队。", False),
        ("华云公司收购了东石公司。", "东石公司收购了华云公司。", False),
        ("华云公司和东石公司签约。", "东石公司和华云公司签约。", True),
        ("收入增长3%，利润下降5%。", "收入下降3%，利润增长5%。", False),
        ("收入增长3%，利润下降5%。", "利润下降5%，收入增长3%。", True),
        ("总产值300亿元，增长6.1%，其中服务业160亿元，增长5.9%。", "服务业160亿元，增长5.9%。", True),
        ("总产值300亿元，增长6.1%，其中服务业160亿元，增长5.9%。", "其中服务业160亿元，增长6.1%。", False),
        ("总产值300亿元，增长6.1%，其中服务业160亿元，增长5.9%。", "总产值300亿元，增长5.9%。", False),
        ("进出口总值5.31万亿元。", "进出口总值超过5万亿元。", True),
        ("进出口总值5.31万亿元。", "进出口总值超过6万亿元。", False),
        ("会议于7月5日召开。", "会议于5月7日召开。", False),
        ("这是第三次会议。", "这是第九次会议。", False),
        ("他曾任副县长。", "他曾任县长。", False),
        ("重庆拥有全部制造业大类。", "重庆拥有最多的制造业大类。", False),
        ("张先生是港口集团总经理。", "港口集团总经理是张先生。", True),
        ("新车搭载M9芯片。", "新车搭载M8芯片。", False),
        ("居民不断增加，不少人迁来。", "居民增加，不少人迁来。", True),
        ("东石公司被云岭公司收购。", "云岭公司收购了东石公司。", True),
        ("云岭公司收购了东石公司的股份。", "东石公司的股份被云岭公司收购。", True),
        ("云岭公司收购了东石公司的股份。", "云岭公司的股份被东石公司收购。", False),
        ("同何晓帆会谈时，沈一舟表示，双方应扩大渡轮航线。", "同沈一舟会谈时，何晓帆表示，双方应扩大渡轮航线。", False),
        ("此举不会影响渡轮业务。", "渡轮业务不受影响。", True),
        ("学校没有取消晚自习，改为自愿参加。", "晚自习没有被取消。", True),
        ("春茶占全年收入的七成。", "春茶占全年收入的70%。", True),
        ("春茶占全年收入的七成。", "春茶占全年收入的60%。", False),
        ("码头缓解了居民的出行压力。", "码头激化了居民的出行压力。", False),
        ("码头缓解了居民的出行压力。", "码头减轻了居民的出行压力。", True),
        ("航线经过白鹭洲、青石矶和落雁滩。", "航线经过落雁滩、白鹭洲和青石矶。", True),
        ("鼓励企业参与课程，避免学生学非所用。", "鼓励学生参与课程，避免企业学非所用。", False),
    ],
)
def test_pairs(source: str, sentence: str, supported: bool) -> None:
    assert verify_sentence(sentence, [source]).supported is supported


def test_whose_words_they_are() -> None:
    source = "渡轮应当免费。"
    assert verify_sentence("沈一舟认为，渡轮应当免费。", [source], authors=["沈一舟"]).supported
    assert "不是何晓帆" in _doubts("何晓帆认为，渡轮应当免费。", source, authors=["沈一舟"])
    quoted = "何晓帆表示，渡轮应当免费。"
    assert verify_sentence("何晓帆认为，渡轮应当免费。", [quoted], authors=["沈一舟"]).supported
    imprints = ["作者沈一舟，沈一舟的文章《渡轮》"]
    wrong = _doubts("沈一舟认为，渡轮应当免费。", quoted, authors=["沈一舟"], imprints=imprints)
    assert "原文是何晓帆说的" in wrong


@pytest.mark.parametrize("frame", ["文章提到，", "根据资料，", "总的来看，", "据文章介绍，", "从原文看，"])
def test_words_about_the_text_speak_for_nobody(frame: str) -> None:
    assert verify_sentence(f"{frame}渡轮应当免费。", ["渡轮应当免费。"], authors=["沈一舟"]).supported


def test_statements_worded_anew_by_hand() -> None:
    """How much of honest rewording may be doubted, and of a changed meaning accepted: a bound, not a wish."""
    judged: dict[bool, list[bool]] = {True: [], False: []}
    for row in json.loads(PARAPHRASES.read_text("utf-8")):
        verdict = verify_sentence(row["sentence"], row["quotes"], authors=row["authors"])
        judged[row["true"]].append(verdict.supported)
    assert len(judged[True]) >= 70
    assert judged[True].count(False) <= 4
    assert not any(judged[False])


def test_background_vouches_for_names_and_dates_only() -> None:
    source = "渡轮每天开行四十班。"
    background = ["2023年，青港渡轮公司有职工300人。"]
    assert verify_sentence("青港渡轮每天开行四十班。", [source], background=background).supported
    assert not verify_sentence("渡轮每天开行四十班，有职工300人。", [source], background=background).supported


def test_two_quotations_together() -> None:
    quotes = ["茶园面积没有突破3万亩。", "春茶占全年收入的七成。"]
    assert verify_sentence("茶园面积没有突破3万亩，春茶占全年收入的七成。", quotes).supported
    assert not verify_sentence("茶园面积没有突破3万亩，春茶占全年收入的七成。", quotes[:1]).supported


def test_no_quotation_and_nothing_said() -> None:
    assert verify_sentence("渡轮免费。", []).doubts == ("没有引用原文",)
    assert verify_sentence("渡轮免费。", [" "]).doubts == ("没有引用原文",)
    assert verify_sentence("……", []).supported


def test_split_markers() -> None:
    assert split_markers("渡轮免费[1]，每天四十班 [2][3]。") == ("渡轮免费，每天四十班。", (1, 2, 3))
    assert split_markers("见[1,3]与【2】。") == ("见与。", (1, 3, 2))
    assert split_markers("没有编号 [注]。") == ("没有编号 [注]。", ())


def _answer(*sentences: Sentence, refused: bool = False, table: Table | None = None) -> Answer:
    text = "渡轮免费。每天开行四十班。"
    passage = Passage(
        "p", "a", "新刊", "article", "渡轮", "沈一舟", None, None, None, 1, 0, 13, text, ((0, 5), (5, 13))
    )
    citations = (Citation(1, passage, 0, 5), Citation(2, passage, 5, 13))
    return Answer("？", "", sentences, citations, refused=refused, table=table)


def test_verify_answer_marks_each_sentence() -> None:
    answer = _answer(
        Sentence("沈一舟提出两点：", heading=True),
        Sentence("渡轮免费。", (1,)),
        Sentence("每天开行五十班。", (2,)),
        Sentence("渡轮免费，每天开行四十班。", (1, 2)),
        Sentence("船员很多。"),
        Sentence("渡轮免费。", (7,)),
    )
    found = verify_answer(answer).sentences
    assert [s.verified for s in found] == [True, True, False, True, False, False]
    assert [bool(s.doubts) for s in found] == [False, False, True, False, True, True]
    assert [s.text for s in found] == [s.text for s in answer.sentences]
    assert verify_answer(verify_answer(answer)) == verify_answer(answer)


def test_a_citation_bears_out_who_wrote_the_article() -> None:
    found = verify_answer(
        _answer(
            Sentence("《渡轮》的作者是沈一舟。", (1,)),
            Sentence("沈一舟的文章是《渡轮》。", (2,)),
            Sentence("《渡轮》的作者是何晓帆。", (1,)),
            Sentence("《码头》的作者是沈一舟。", (1,)),
        )
    )
    assert [s.verified for s in found.sentences] == [True, True, False, False]


def test_verify_answer_leaves_refusals_and_checks_tables() -> None:
    refusal = _answer(Sentence("文中没有提到船长。"), refused=True)
    assert verify_answer(refusal) == refusal
    cells = (((Sentence("渡轮免费。", (1,)), Sentence("渡轮收费。", (1,))), ()),)
    table = verify_answer(_answer(table=Table(("票价", "班次"), ("沈一舟",), cells))).table
    assert table is not None
    assert [s.verified for s in table.cells[0][0]] == [True, False]


def test_fast_enough_for_every_sentence_of_an_answer() -> None:
    sentences = [f"该公司第{n}分厂年产量没有突破{n}万辆，同比下降{n}%，李明表示支持青港。" for n in range(10, 60)]
    verify_sentence(sentences[0], [SOURCE])
    started = time.process_time()
    for sentence in sentences:
        verify_sentence(sentence, [SOURCE])
    assert (time.process_time() - started) / len(sentences) < 0.01
