"""Folding: what meets what, and that offsets survive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("重慶擁有多少個製造業大類", "重庆拥有多少个制造业大类"),
        ("ＡＢＣ１２３％", "abc123%"),
        ("GDP　增長", "gdp 增长"),
        ("「引」", "“引”"),
        ("2024—2027", "2024-2027"),
        ("（简称）", "(简称)"),
        ("", ""),
    ],
)
def test_forms_that_mean_the_same_meet(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_offsets_survive_and_folding_twice_changes_nothing(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(
    st.text(alphabet=st.characters(), min_size=36, max_size=80), st.text(alphabet="產業ＡＢ「」gdp\ud800𠮷", max_size=9)
)
def test_long_texts_fold_as_their_characters_do(text: str, inserted: str) -> None:
    whole = text + inserted
    assert fold(whole) == "".join(fold(character) for character in whole)
