"""Extractive answers: facts, lists, two facts, definitions, disagreement; every quote verbatim."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.records import Article, Hit
from rag import answer_from
from rag.answer import Answer
from rag.answering.drafting import Draft
from rag.answering.facts import compose_facts
from rag.answering.questions import analyse_question
from rag.answering.scoring_sentences import FEATURES, feature_matrix, score_sentences
from rag.answering.trees import load_trees, trees_from
from rag.composing import ExtractiveComposer
from tests.answering_fakes import FakeCatalogue

CATALOGUE = FakeCatalogue()
COMPOSER = ExtractiveComposer(CATALOGUE)


def ask(question: str) -> Answer:
    answer = COMPOSER.compose(question, CATALOGUE.search(question))
    check(answer)
    return answer


def check(answer: Answer) -> None:
    """What holds of every answer: quotes verbatim, markers defined, each sentence made of what it cites."""
    by_marker = {c.marker: c for c in answer.citations}
    assert sorted(by_marker) == list(range(1, len(answer.citations) + 1))
    assert {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)} <= set(by_marker)
    for citation in answer.citations:
        assert citation.quote
        assert citation.quote in citation.passage.text
    for sentence in answer.sentences:
        assert sentence.heading or sentence.markers
        assert set(sentence.markers) <= set(by_marker)


@pytest.mark.parametrize(
    ("question", "held", "author"),
    [
        ("2023年青石县脐橙产量是多少？", "18.6万吨", "沈兰亭"),
        ("青石县脐橙协会什么时候成立？", "1998年5月6日", "沈兰亭"),
        ("青石县脐橙协会的会址在哪里？", "白鹭镇", "沈兰亭"),
        ("白鹭河全长多少公里？", "46公里", "卫知远"),
        ("青石縣臍橙產量 2023", "18.6万吨", "沈兰亭"),
    ],
)
def test_facts(question: str, held: str, author: str) -> None:
    answer = ask(question)
    assert not answer.refused
    assert held in answer.text
    assert answer.citations[0].passage.author == author
    assert len(answer.text) <= 200


def test_a_list_is_whole_and_each_item_has_its_own_marker() -> None:
    answer = ask("怎样补齐冷链设施？")
    items = [s for s in answer.sentences if s.item]
    assert [s.text[:2] for s in items] == ["一是", "二是", "三是"]
    assert len({s.markers for s in items}) == 3
    assert answer.sentences[0].text == "补齐冷链设施，减少产后损失。"
    assert len(answer.text) <= 600


def test_two_sided_lists() -> None:
    assert "亲水旅游" in ask("如何统筹治水与富民？").text


def test_one_item_by_number() -> None:
    answer = ask("补齐冷链设施的第二条措施是什么？")
    assert answer.text.startswith("二是开通冷链专线。")
    assert "一是" not in answer.text


def test_measures_without_numbers() -> None:
    answer = ask("如何健全利益联结？")
    assert "订单收购" in answer.text
    assert "入股" in answer.text


@pytest.mark.parametrize(
    ("question", "held"), [("什么是小流域？", "五十平方公里以下"), ("“三橙工程”指的是什么？", "脐橙产业强村")]
)
def test_definitions(question: str, held: str) -> None:
    answer = ask(question)
    assert held in answer.sentences[0].text


def test_what_one_author_says_is_taken_from_him_alone() -> None:
    answer = ask("卫知远对人才有什么建议？")
    assert {c.passage.author for c in answer.citations} == {"卫知远"}
    assert "水利技术员" in answer.text


def test_english() -> None:
    texts = ["广西有12个制造业大类。", "重庆是制造业重镇，拥有全部31个制造业大类。"]
    assert "31" in answer_from("How many manufacturing categories does Chongqing have?", texts).text


@pytest.mark.parametrize(("chance", "hedged"), [(0.2, True), (0.9, False)])
def test_an_unsure_answer_says_that_it_is_only_the_nearest(chance: float, hedged: bool) -> None:
    question = analyse_question("2023年全县脐橙产量是多少？")
    scored = score_sentences(question, CATALOGUE.search("2023年全县脐橙产量是多少？"))
    for sentence in scored:
        sentence.chance = chance if "18.6" in sentence.text else 0.01
    draft = Draft(question.text)
    compose_facts(draft, question, scored)
    answer = draft.answer()
    check(answer)
    assert answer.text.startswith("未必直接回答，最接近的说法：\n") == hedged
    assert "18.6万吨" in answer.text
    assert len(answer.text) <= 200


@pytest.mark.parametrize(
    "asked", ["谁反对建设冷链？", "为什么反对建设预冷库？", "哪位作者质疑三橙工程？", "沈兰亭反对什么？"]
)
def test_nobody_opposes_what_is_only_spoken_for(asked: str) -> None:
    assert ask(asked).refused


def test_who_opposes_is_answered_where_somebody_does() -> None:
    texts = ["县里计划扩建码头。", "村民代表黎远航反对扩建码头，理由是会淹没良田。"]
    answer = answer_from("谁反对扩建码头？", texts)
    check(answer)
    assert "黎远航" in answer.text


def test_two_facts_from_two_passages() -> None:
    texts = [
        "2021年全国棉花产量573.1万吨，比上年下降3.0%。",
        "国家统计局公告显示，2022年全国棉花产量597.7万吨，比2021年增加24.6万吨。",
        "棉花是重要的经济作物。",
    ]
    answer = answer_from("2021年和2022年全国棉花产量分别是多少？", texts)
    check(answer)
    assert "573.1万吨" in answer.text
    assert "597.7万吨" in answer.text


def test_sources_that_disagree_are_both_shown() -> None:
    texts = ["通报说，青石县煤矿事故造成12人死亡。", "也有消息说，青石县煤矿事故造成15人死亡。"]
    answer = answer_from("青石县煤矿事故造成多少人死亡？", texts)
    assert "12人" in answer.text
    assert "15人" in answer.text


def test_what_was_said_is_not_repeated() -> None:
    text = "新华社电，青石县脐橙产量达到18.6万吨。"
    answer = answer_from("青石县脐橙产量是多少？", [text, text, text])
    assert answer.text.count("18.6万吨") == 1


def test_no_passages() -> None:
    answer = answer_from("青石县脐橙产量是多少？", [])
    assert answer.refused
    assert answer.text.startswith("文中没有提到")


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet="青石县脐橙产量多少哪谁？和", max_size=20),
    st.lists(st.text(alphabet="青石县脐橙产量18.6万吨，。；一是二是\n “”", max_size=80), max_size=4),
)
def test_any_question_over_any_passages_gives_a_sound_answer(question: str, texts: list[str]) -> None:
    answer = answer_from(question, texts)
    check(answer)
    assert answer.refused or answer.citations


def test_trees_follow_their_branches() -> None:
    tree = {
        "feature": [0, -1, -1],
        "threshold": [0.5, 0, 0],
        "left": [1, 0, 0],
        "right": [2, 0, 0],
        "value": [0, -2, 2],
    }
    model = trees_from({"names": ["x"], "trees": [tree, tree]})
    low, high = model.chances(np.array([[0.5], [0.6]]))
    assert low == pytest.approx(1 / (1 + 2.718281828**4))
    assert high == pytest.approx(1 - low)


def test_the_shipped_trees_know_the_features() -> None:
    assert load_trees("sentences").names == FEATURES
    hits = CATALOGUE.search("青石县脐橙产量")
    scored = score_sentences(analyse_question("青石县脐橙产量"), hits)
    assert feature_matrix(scored).shape == (len(scored), len(FEATURES))
    assert all(0 <= s.chance <= 1 for s in scored)


def test_an_answer_is_made_within_its_time() -> None:
    hits: list[Hit] = CATALOGUE.search("青石县脐橙产量是多少？", 10)
    times = [COMPOSER.compose("青石县脐橙产量是多少？", hits).timings_ms["compose"] for _ in range(5)]
    assert 0 < min(times) < 100


def test_a_sentence_that_nothing_goes_on_from_is_said_once() -> None:
    rules = Article(
        "article",
        "青石县渡口管理办法",
        None,
        None,
        None,
        (
            "第九条 违反本办法第八条规定的，按照下列规定处罚。",
            "（一）违反第（一）项规定的，由渡口管理所给予警告，并处二百元以下罚款：",
            "（二）违反第（二）项规定的，由渡口管理所处五百元以下罚款。",
        ),
        article_id="r1",
        document="rules.txt",
    )
    catalogue = FakeCatalogue([rules])
    question = "违反第（一）项规定的怎么罚"
    answer = ExtractiveComposer(catalogue).compose(question, catalogue.search(question))
    assert "二百元以下罚款" in answer.text
    assert answer.text.count("违反第（一）项规定的") == 1


def _over(*paragraphs: str) -> ExtractiveComposer:
    article = Article("article", "县里的事", None, None, None, paragraphs, article_id="c1", document="c.txt")
    return ExtractiveComposer(FakeCatalogue([article]))


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ("青石县果业大会向各地果农发出了四点倡议。", True),
        ("青石县果业大会向各地果农发出了四点倡议：少用农药、多施有机肥、分级采收、错峰上市。", False),
    ],
)
def test_four_points_that_are_only_counted_are_not_told(told: str, refused: bool) -> None:
    composer = _over("青石县果业大会昨天闭幕，五百人到会。", told)
    question = "青石县果业大会发出的四点倡议是哪四点"
    assert composer.catalogue is not None
    assert composer.compose(question, composer.catalogue.search(question)).refused == refused


def test_what_somebody_earns_is_a_sum() -> None:
    composer = _over("果农卫长河在合作社上班，收入一年比一年多。", "青石县去年接待游客三万人次。")
    assert composer.catalogue is not None
    question = "卫长河去年挣了多少"
    assert composer.compose(question, composer.catalogue.search(question)).refused


@pytest.mark.parametrize(("articles", "last_is_read"), [(50, True), (51, False)])
def test_of_what_is_found_among_many_articles_the_last_passages_are_not_read(articles: int, last_is_read: bool) -> None:
    told = [f"第{number}号渡口每天开船{number}次。" * 5 for number in range(1, articles)]
    told.append("青石县脐橙协会的会址设在白鹭镇。")
    catalogue = FakeCatalogue(
        [
            Article("article", None, None, None, None, (text,), article_id=f"m{n}", document="m.txt")
            for n, text in enumerate(told)
        ]
    )
    last = catalogue.article_passages(f"m{articles - 1}")[0]
    found = [Hit(p, 1.0, {"bm25": 9.0}) for n in range(9) for p in catalogue.article_passages(f"m{n}")[:1]]
    answer = ExtractiveComposer(catalogue).compose(
        "青石县脐橙协会的会址设在哪里？", [*found, Hit(last, 0.9, {"bm25": 8.0})]
    )
    assert ("白鹭镇" in answer.text) == last_is_read
