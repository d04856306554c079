"""Repeats among the hits: found by their words, moved behind, never lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.records import Hit, Passage
from rag.ranking.repeats import containment, repeats_last

REPORT = (
    "泰安站的工作人员表示，候车室现有座椅一千四百八十八个，其中普通座椅五百五十八个，按摩椅九百三十个，"
    "暑期客流增长较快，高峰时段座椅紧张，车站已经上报有关情况，将研究增加普通座椅的数量，方便旅客候车。"
)
OTHER = (
    "省气象台预计，未来三天全省大部地区有小到中雨，局地有大雨，气温下降四到六摄氏度，请公众注意防范强降雨"
    "可能引发的山洪和地质灾害，出行前留意最新的预报和预警信息，城市低洼地段要防内涝。"
)


def _hit(number: int, text: str, author: str | None = None) -> Hit:
    passage = Passage(
        f"a{number}-1", f"a{number}", "d", "article", None, author, None, None, None, 1, 0, len(text), text
    )
    return Hit(passage, 10.0 - number, {"reranker": 10.0 - number})


def _ids(hits: list[Hit]) -> list[str]:
    return [hit.passage.article_id for hit in hits]


def test_the_share_of_the_shorter_text_counts() -> None:
    spaced = " ".join(REPORT)
    shares = containment([REPORT + OTHER, spaced, OTHER, "座椅"])
    assert shares[0, 1] > 0.99
    assert shares[0, 2] > 0.95
    assert shares[1, 2] < 0.05
    assert np.array_equal(shares, shares.T)
    assert not shares[3].any()


def test_a_repeat_goes_behind_and_values_still_fall() -> None:
    hits = [_hit(0, REPORT), _hit(1, "据本报讯，" + REPORT), _hit(2, OTHER)]
    moved = repeats_last(hits, 24)
    assert _ids(moved) == ["a0", "a2", "a1"]
    assert [hit.similarity for hit in moved] == [10.0, 9.0, 8.0]
    assert moved[2].signals == {"reranker": 9.0}


def test_the_same_words_by_another_author_stay() -> None:
    hits = [_hit(0, REPORT, "张明"), _hit(1, REPORT, "罗重谱"), _hit(2, OTHER), _hit(3, REPORT, "张明")]
    assert _ids(repeats_last(hits, 24)) == ["a0", "a1", "a2", "a3"]
    assert _ids(repeats_last([*hits[:2], hits[3], hits[2]], 24)) == ["a0", "a1", "a2", "a3"]


def test_beyond_the_depth_nothing_moves() -> None:
    hits = [_hit(0, OTHER), _hit(1, REPORT), _hit(2, REPORT), _hit(3, "别的")]
    assert _ids(repeats_last(hits, 2)) == ["a0", "a1", "a2", "a3"]
    assert repeats_last([], 5) == []


@settings(deadline=None)
@given(st.lists(st.sampled_from([REPORT, OTHER, REPORT[:60], "", "短"]), max_size=8), st.integers(1, 9))
def test_no_hit_is_lost(texts: list[str], depth: int) -> None:
    hits = [_hit(n, text) for n, text in enumerate(texts)]
    moved = repeats_last(hits, depth)
    assert sorted(_ids(moved)) == sorted(_ids(hits))
    values = [hit.similarity for hit in moved]
    assert values == sorted(values, reverse=True)
