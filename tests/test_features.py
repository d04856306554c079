"""The columns that the reranker sees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.folding import fold
from index.records import Hit, Passage
from rag.ranking.asked_answers import unit_places
from rag.ranking.coverage import coverage_columns, standing
from rag.ranking.evidence import asked_unit, evidence_pattern, question_kind
from rag.ranking.features import Statistics, features, read_question
from rag.ranking.matching import find_matches
from rag.ranking.meaning import likeness
from rag.ranking.passage_block import fold_codes, make_block, spread

STATISTICS = Statistics(lambda term: 5, 100)


def hit(text: str, number: int = 1, article: str = "a", **signals: float) -> Hit:
    passage = Passage(
        f"{article}#{number}", article, "d", "article", None, None, None, None, None, 1, 0, len(text), text
    )
    return Hit(passage, 0.0, {"bm25": 1.0, **signals})


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("为什么要融合", "reason"),
        ("什么时候开幕", "time"),
        ("重庆有多少个大类", "number"),
        ("谁提出了建议", "person"),
        ("会议在哪里举行", "place"),
        ("有哪些措施", "list"),
        ("如何推动融合", "manner"),
        ("介绍重庆", "other"),
    ],
)
def test_question_kinds(question: str, kind: str) -> None:
    assert question_kind(question) == kind


def test_asked_unit_is_looked_for_after_a_number() -> None:
    assert asked_unit("投资了多少亿元") == "元"
    assert asked_unit("投资了多少个百分点") == "个百分点"
    assert asked_unit("谁来了") is None
    block = make_block(["投资38.6亿元，三十多亿元，亿元", "1,200亿元。几亿元不算，38.6万吨"])
    assert [block.text[n - 2 : n + 2] for n in unit_places("亿元", block).tolist()] == [".6亿元", "十多亿元", "00亿元"]
    assert unit_places(None, block).tolist() == []


def test_evidence_of_a_number() -> None:
    pattern = evidence_pattern("number")
    assert pattern is not None
    assert pattern.search("共53枚探空仪")
    assert pattern.search("占百分之六十")
    assert not pattern.search("没有写数目")


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=6))
def test_a_block_keeps_every_passage_and_sentence_in_place(texts: list[str]) -> None:
    block = make_block(texts)
    assert len(block.text) == len(block.codes) == sum(len(t) + 1 for t in texts)
    assert block.lengths.tolist() == [len(t) for t in texts]
    assert (np.diff(block.sentences) > 0).all()
    assert set(block.starts.tolist()) <= set(block.sentences.tolist())
    assert block.passage_of.tolist() == sorted(block.passage_of.tolist())
    assert set(block.passage_of.tolist()) == set(range(len(texts)))


@settings(deadline=None)
@given(st.text(alphabet="融合製造業ＡＢ１２。， \n😀", max_size=40))
def test_codes_fold_like_texts(text: str) -> None:
    folded = "".join(c if ord(c) < 0x10000 else "\ufffd" for c in fold(text))
    assert fold_codes(text).tobytes().decode("utf-16-le") == folded


def test_latin_terms_are_found_as_whole_words() -> None:
    block = make_block(["31个大类，2310个小类", "abc ab", "b个大类型"])
    places = find_matches("", ["31", "ab", "大类", "没有这个", "大类型", "类"], block.codes).places
    assert places["31"].tolist() == [0]
    assert [block.text[p : p + 2] for p in places["ab"].tolist()] == ["ab"]
    assert places["大类"].tolist() == [3, 23]
    assert places["没有这个"].tolist() == []
    assert places["大类型"].tolist() == [23]
    assert places["类"].tolist() == [4, 12, 24]


@settings(deadline=None)
@given(
    st.lists(st.text(alphabet="甲乙丙", min_size=1, max_size=4), max_size=4, unique=True),
    st.lists(st.text(alphabet="甲乙丙。", max_size=20), min_size=1, max_size=3),
)
def test_terms_are_found_wherever_they_stand(terms: list[str], texts: list[str]) -> None:
    block = make_block(texts)
    places = find_matches("", terms, block.codes).places
    for term in terms:
        assert places[term].tolist() == [n for n in range(len(block.text)) if block.text.startswith(term, n)]


def test_what_stands_where_and_spread_stay_within_a_passage() -> None:
    block = make_block(["甲方。乙方。", "丙方。"])
    question = read_question("甲方、乙方、丙方", STATISTICS)
    found = standing(question, find_matches(question.core, question.whole + question.pieces, block.codes), block)
    assert question.whole == ("甲方", "乙方", "丙方")
    assert found.passage[found.words].tolist() == [[True, False], [True, False], [False, True]]
    assert found.sentence[found.words].tolist() == [[True, False, False], [False, True, False], [False, False, True]]
    assert found.counts[found.words].tolist() == [[1, 0], [1, 0], [0, 1]]
    assert found.core_pairs == ("甲方", "乙方", "丙方")
    two = spread(found.sentence, block.passage_of, 2)
    assert two[found.words].tolist() == [[True, False, False], [True, True, False], [False, False, True]]
    nowhere = np.zeros((len(found.sentence), 2), dtype=np.bool_)
    columns, best, _, stretches = coverage_columns(question, found, block, nowhere, nowhere[found.words])
    assert best.tolist() == [0, 2]
    assert columns["words_two"] == pytest.approx([2 / 3, 1 / 3])
    assert stretches == pytest.approx([2 / 3, 1 / 3])


def test_longest_common_run_counts_characters() -> None:
    block = make_block(["推动数字经济发展"])
    assert find_matches("数字经济", [], block.codes).runs.lengths.max() == 4
    assert find_matches("数字 经济", [], block.codes).runs.lengths.max() == 2


def test_the_passage_that_covers_the_question_has_the_greater_values() -> None:
    question = read_question("重庆拥有多少个制造业大类？", STATISTICS)
    hits = [hit("重庆拥有31个制造业大类。", 1), hit("苹果是水果。", 2, "b"), hit("重庆拥有山水。另有制造业。", 3, "c")]
    columns = features(question, hits)
    for name in ("words_passage", "words_sentence", "pairs_sentence", "longest_run", "unit_best"):
        assert columns[name].argmax() == 0, name
        assert columns[name][1] == columns[name].min(), name
    assert columns["words_sentence"][2] < columns["words_passage"][2] + 1e-9


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=20), st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_text_gives_finite_columns_of_one_length(question: str, texts: list[str]) -> None:
    columns = features(read_question(question, STATISTICS), [hit(t, n) for n, t in enumerate(texts)])
    for name, values in columns.items():
        assert values.shape == (len(texts),), name
        assert np.isfinite(values).all(), name


def test_a_passage_is_helped_by_its_title_and_by_how_its_article_begins() -> None:
    question = read_question("汉水最终注入哪条河", STATISTICS)
    hits = [hit("汉水又名襄河。", 1), hit("干流在武汉注入长江。", 2), hit("干流在武汉注入长江。", 1, "b")]
    columns = features(question, hits)
    assert columns["words_two"][1] == columns["words_two"][2]
    assert columns["words_led_two"][1] > columns["words_led_two"][2]
    assert columns["begins_named"].tolist() == [2.0, 0.0, 0.0]
    assert columns["article_begins_named"].tolist() == [2.0, 2.0, 0.0]
    titled = replace(hits[2], passage=replace(hits[2].passage, title="汉水 (湖北)"))
    columns = features(question, [hits[1], titled])
    assert columns["title_in_question"].tolist() == [0.0, 1.0]
    assert columns["words_titled_two"][1] > columns["words_titled_two"][0]


def test_counted_words_need_no_bm25() -> None:
    question = read_question("制造业大类", STATISTICS)
    columns = features(
        question, [hit("制造业有大类，制造业有小类。", 1), hit("制造业很大，农业也不小。", 2), hit("水果。", 3)]
    )
    assert columns["counted_words"].argmax() == 0
    assert columns["counted_words"][2] == 0.0


@settings(deadline=None)
@given(st.text(alphabet="甲乙丙 ", max_size=12), st.text(alphabet="甲乙丙丁", min_size=1, max_size=30))
def test_runs_are_the_longest_common_suffixes(question: str, text: str) -> None:
    runs = find_matches(question, [], fold_codes(text + "\n")).runs

    def common(at: int, end: int) -> int:
        length = 0
        while length <= min(at, end) and question[at - length] == text[end - length] != " ":
            length += 1
        return length

    lengths = {(at, end): common(at, end) for at in range(len(question)) for end in range(len(text))}
    found = zip(zip(runs.places.tolist(), runs.ends.tolist(), strict=True), runs.lengths.tolist(), strict=True)
    assert sorted(found) == sorted((key, length) for key, length in lengths.items() if length > 1)


def test_an_answer_counts_by_what_stands_around_it() -> None:
    question = read_question("会议投资了多少亿元？", STATISTICS)
    far = "会议投资很大" + "，" + "别的事情" * 20 + "共有30亿元。"
    columns = features(question, [hit("会议投资了30亿元。", 1), hit(far, 2, "b"), hit("会议投资很大。", 3, "c")])
    for name in ("asked_covered", "unit_covered"):
        assert columns[name][0] > columns[name][1] >= columns[name][2] == 0.0, name
    assert columns["unit_best"].tolist() == [1.0, 1.0, 0.0]


def test_the_same_answer_in_several_candidates_echoes() -> None:
    question = read_question("谁出席了会议？", STATISTICS)
    texts = ["会议出席：张明、李宽。", "出席会议：张明、王石。", "会议出席人多，罗平表示。"]
    columns = features(question, [hit(text, 1, name) for text, name in zip(texts, "abc", strict=True)])
    assert columns["asked_best"].tolist() == [1.0, 1.0, 1.0]
    assert columns["asked_echo"][1] == pytest.approx(np.log(2))
    assert columns["asked_echo"][2] == 0.0


def test_a_word_like_the_asked_one_is_near() -> None:
    cosines, nearest = likeness(["医生", "2023"], ["大夫给病人看病", "汽车工厂开工", "2023年的会议", ""])
    assert nearest[0, 0] > nearest[1, 0]
    assert cosines[0] > cosines[1]
    assert nearest[:, 1].tolist() == [0.0, 0.0, 0.0, 0.0]
    assert not nearest[3].any()
    assert cosines[3] == 0.0
    same, near = likeness(["医生"], ["医生"])
    assert same == pytest.approx([1.0])
    assert near == pytest.approx(np.array([[1.0]]))


def test_a_word_written_for_an_asked_one_counts_for_less() -> None:
    texts = ["狗不得进入公园。", "犬只不得进入公园。", "老人不得进入公园。", "犬只。不得进入公园。"]
    found = features(read_question("狗进入公园", STATISTICS), [hit(t, n) for n, t in enumerate(texts)])
    said, written, neither, apart = found["written_sentence"].tolist()
    assert said > written > neither
    assert apart < written
    assert found["written_two"][3] == pytest.approx(written)
    assert found["written_passage"][3] == pytest.approx(written)
    assert found["words_sentence"][1] == pytest.approx(found["words_sentence"][2])


def test_rarer_terms_weigh_more() -> None:
    statistics = Statistics({"罕见": 1, "常见": 90}.__getitem__, 100)
    assert statistics.rarity("罕见") > 10 * statistics.rarity("常见")
