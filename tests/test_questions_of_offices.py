"""What a policy office asks of a notice: who has to do what, by when, what is wrong, how, what a code word means."""

from __future__ import annotations

import pytest

from index.records import Article, Hit, Passage
from rag.answer import Answer
from rag.answering.definitions import named_thing, prefer_enumerated
from rag.answering.differences import answer_difference
from rag.answering.duties import whose_duties
from rag.answering.lacking import lacks_fault
from rag.answering.library import Library
from rag.answering.mentions import unexplained
from rag.answering.parts import split_question
from rag.answering.questions import analyse_question
from rag.answering.scoring_sentences import score_sentences
from rag.composing import ExtractiveComposer
from tests.answering_fakes import FakeCatalogue

NOTICE = Article(
    "article",
    "推进集贸市场与冷链物流融合发展",
    "周怀瑾",
    None,
    None,
    (
        "集贸市场是城乡居民买菜的主要场所，也是农产品流通的源头。与居民的期待相比，全县集贸市场的卫生设施还有一定差距。",
        "1.登记造册。各乡镇对辖区集贸市场逐一登记造册，列出清单。该项工作于2021年3月底前完成。",
        "2.分工负责。市场监管部门要核发证照，抽检蔬菜和肉类。城市管理部门要清理占道摊位，划定停车区域。"
        "鼓励大型电商企业到集贸市场设立直供点。全县推行“527”管理法，摊主按周轮值。",
        "补齐冷链设施，延长保鲜时间。要在县城建设公共冷库，向摊主低价出租。要给运菜车辆加装冷藏箱。",
    ),
    article_id="n1",
    document="notice.md",
)
CATALOGUE = FakeCatalogue([NOTICE])
COMPOSER = ExtractiveComposer(CATALOGUE)


def ask(question: str) -> Answer:
    return COMPOSER.compose(question, CATALOGUE.search(question))


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("自然资源部门要做什么", "自然资源部门"),
        ("业主有哪些义务？", "业主"),
        ("街道办事处的职责是什么", "街道办事处"),
        ("电商企业能做些什么", "电商企业"),
        ("他们要做什么", ""),
        ("罗某做了什么", ""),
        ("哪个部门负责什么", ""),
    ],
)
def test_who_is_asked_about(question: str, who: str) -> None:
    assert whose_duties(question) == who


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("市场监管部门要做什么", "市场监管部门要核发证照，抽检蔬菜和肉类。"),
        ("城管部门负责什么", "城市管理部门要清理占道摊位，划定停车区域。"),
        ("电商企业能做些什么", "鼓励大型电商企业到集贸市场设立直供点。"),
    ],
)
def test_the_sentence_goes_first_of_which_he_is_the_subject(question: str, told: str) -> None:
    answer = ask(question)
    assert not answer.refused
    assert answer.sentences[0].text.startswith(told)


def test_what_a_sentence_points_back_to_is_said_with_it() -> None:
    answer = ask("登记造册什么时候要做完")
    assert [s.text.rstrip("…") for s in answer.sentences[-2:]] == [
        "各乡镇对辖区集贸市场逐一登记造册，列出清单。",
        "该项工作于2021年3月底前完成。",
    ]


def test_what_is_wrong_is_told_or_refused() -> None:
    assert ask("集贸市场的卫生设施有哪些短板").sentences[0].text.endswith("还有一定差距。")
    assert ask("市场监管部门的抽检有哪些短板").refused


def test_praise_is_no_fault() -> None:
    asked = analyse_question("公共冷库有哪些不足")
    scored = score_sentences(asked, CATALOGUE.search(asked.text))
    for sentence in scored:
        sentence.chance = float("公共冷库" in sentence.folded)
    assert lacks_fault(asked, scored[-2:])
    assert not lacks_fault(analyse_question("公共冷库建了多少座"), scored[-2:]), "no fault is asked for"


def test_a_code_word_is_known_where_it_is_only_named() -> None:
    asked = analyse_question("527是什么")
    scored = score_sentences(asked, CATALOGUE.search(asked.text))
    assert named_thing(asked, scored) == "527"
    assert named_thing(analyse_question("528是什么"), scored) == ""
    assert named_thing(analyse_question("527有什么作用"), scored) == "", "its meaning is not asked for"
    shown = unexplained(asked, "527", CATALOGUE.search(asked.text))
    assert shown.refused
    assert "全县推行“527”管理法" in shown.text


def test_how_of_what_an_article_is_about_gets_its_points() -> None:
    answer = ask("集贸市场和冷链物流怎么融合起来")
    assert not answer.refused
    assert "没有哪一句直接回答" in answer.text
    assert "补齐冷链设施" in answer.text
    assert answer.citations
    assert ask("殡仪馆和火葬场怎么融合起来").refused


def test_what_is_done_together_is_not_asked_apart() -> None:
    together = "集贸市场和冷链物流融合有哪些短板"
    assert split_question(analyse_question(together)) == (together,)
    assert len(split_question(analyse_question("甲县和乙县各有多少人"))) == 2


def test_two_things_stand_side_by_side() -> None:
    text = (
        "抽查分为重点检查事项和一般检查事项。重点检查事项涉及安全和质量，抽查比例不设上限。"
        "一般检查事项的抽查比例由县里设定上限。两者都要公示结果。"
    )
    article = Article("article", "抽查办法", None, None, None, (text,), article_id="d1", document="d.md")
    other = Article("article", "农忙", None, None, None, ("今年小麦长势很好。",), article_id="d2", document="e.md")
    catalogue = FakeCatalogue([article, other])
    question = "重点检查事项和一般检查事项有什么区别？"
    answer = ExtractiveComposer(catalogue).compose(question, catalogue.search(question))
    assert answer.table is None
    assert [s.text for s in answer.sentences] == [
        "重点检查事项涉及安全和质量，抽查比例不设上限。",
        "一般检查事项的抽查比例由县里设定上限。",
    ]
    assert answer.notice
    assert answer_difference(analyse_question("抽查办法有什么规定"), (), Library(catalogue, ())) is None


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("抽查可以用哪些方式", "抽查可以采取实地核查、书面检查、网络监测等方式。", True),
        ("试点有哪些城市", "试点选在青石、临川、白鹭3个城市。", True),
        ("抽查可以用哪些方式", "抽查的方式由各县自定。", False),
        ("处罚可以用哪些方式", "抽查可以采取实地核查、书面检查、网络监测等方式。", False),
    ],
)
def test_a_sentence_that_names_them_is_likely(question: str, text: str, told: bool) -> None:
    asked = analyse_question(question)
    passage = Passage("1#1", "1", "", "article", None, None, None, None, None, 1, 0, len(text), text, ((0, len(text)),))
    scored = score_sentences(asked, [Hit(passage, 1.0)])
    for sentence in scored:
        sentence.chance = 0.1
    prefer_enumerated(asked, scored)
    assert [s.chance > 0.5 for s in scored] == [told]


def test_an_office_is_set_up_where_another_one_is() -> None:
    text = "治理办公室设在县教育局，负责日常工作。"
    article = Article("article", "治理方案", None, None, None, (text,), article_id="d1", document="d.md")
    catalogue = FakeCatalogue([article])
    answer = ExtractiveComposer(catalogue).compose("治理办公室设在哪里", catalogue.search("治理办公室设在哪里"))
    assert answer.sentences[0].text == text


def test_words_of_somebody_are_no_measures() -> None:
    text = (
        "强化机制，加快治理。县长沈兰亭强调，治理小流域必须先治山。要健全小流域治理机制，加快岸线修复。"
        "要完善管护制度，推动小流域治理常态化。"
    )
    article = Article("article", "治水", None, None, None, (text,), article_id="d1", document="d.md")
    catalogue = FakeCatalogue([article])
    question = "县长沈兰亭怎么说小流域治理"
    answer = ExtractiveComposer(catalogue).compose(question, catalogue.search(question))
    assert answer.sentences[0].text.startswith("县长沈兰亭强调")


def test_advice_of_an_author_is_told_from_its_paragraph() -> None:
    answer = ask("周怀瑾对冷链设施有什么建议")
    assert "要在县城建设公共冷库" in answer.text
    assert {c.passage.author for c in answer.citations} == {"周怀瑾"}


def test_points_of_a_paragraph_that_lacks_a_word_are_not_told() -> None:
    about = "加强科技创新，建好人才队伍。要引进高层次人才，支持科技创新团队。要改革人才评价，推动科技创新。"
    other = "全县设立风险池，财政与金融机构按三七分担，让金融支持科技创新的企业敢闯敢试。"
    article = Article("article", "创新", None, None, None, (about, other), article_id="d1", document="d.md")
    catalogue = FakeCatalogue([article])
    question = "金融怎么支持科技创新"
    answer = ExtractiveComposer(catalogue).compose(question, catalogue.search(question))
    assert answer.sentences[0].text.startswith("全县设立风险池")
    assert "高层次人才" not in answer.text


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("闸门是怎么坏的", "闸门坏了是因为洪水冲来树干。"),
        ("法院怎么判的", "法院判决厂家赔偿三万元。"),
    ],
)
def test_causes_and_verdicts_go_first(question: str, first: str) -> None:
    text = "五月的一天，闸门坏了。闸门坏了是因为洪水冲来树干。法院判决厂家赔偿三万元。法院随后公布了案情。"
    article = Article("article", "闸门", None, None, None, (text,), article_id="d1", document="d.md")
    catalogue = FakeCatalogue([article])
    answer = ExtractiveComposer(catalogue).compose(question, catalogue.search(question))
    assert next(told.text for told in answer.sentences if told.markers) == first
