"""Trees read from text, the shipped reranker and a cross-encoder in its place."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from index.records import Hit, Passage
from rag.ranking.features import Statistics
from rag.ranking.ranking_trees import read_trees
from rag.reranking import CrossEncoderReranker, LearnedReranker, load_reranker

# Two trees over two columns: a split on b below one on a, and a single leaf.
MODEL = """tree
version=v4
feature_names=a b

Tree=0
num_leaves=3
split_feature=0 1
threshold=1.5 0.5
left_child=1 -1
right_child=-2 -3
leaf_value=10 20 30

Tree=1
num_leaves=1
leaf_value=0.25

end of trees
"""


def hit(text: str, number: int, **signals: float) -> Hit:
    passage = Passage(f"a{number}#1", f"a{number}", "d", "article", None, None, None, None, None, 1, 0, len(text), text)
    return Hit(passage, 0.0, signals)


def test_trees_give_the_sum_of_their_leaves() -> None:
    trees = read_trees(MODEL)
    assert trees.feature_names == ("a", "b")
    columns = np.array([[1.5, 0.5], [1.5, 0.6], [1.6, 0.0], [9.0, 9.0]])
    assert trees.values(columns).tolist() == [10.25, 30.25, 20.25, 20.25]


def test_trees_agree_with_the_library_that_trained_them() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import lightgbm

        random = np.random.default_rng(5)
        columns = random.normal(size=(400, 6))
        target = columns[:, 0] * columns[:, 1] + (columns[:, 2] > 0)
        parameters = {"num_leaves": 16, "verbosity": -1, "num_threads": 1, "min_data_in_leaf": 5}
        booster = lightgbm.train(parameters, lightgbm.Dataset(columns, target), 30)
        expected = booster.predict(columns)
    assert np.allclose(read_trees(booster.model_to_string()).values(columns), expected, atol=1e-9)


@pytest.mark.parametrize("text", ["", "not a model", "tree\nfeature_names=a\n"])
def test_text_that_is_no_model_is_a_clear_error(text: str) -> None:
    with pytest.raises(ModelError, match="重新训练"):
        read_trees(text)


def test_a_model_that_wants_an_unknown_column_is_a_clear_error() -> None:
    with pytest.raises(ModelError, match="特征"):
        LearnedReranker(read_trees(MODEL)).rerank("问", [hit("答", 1)])


def test_the_shipped_reranker_puts_the_answer_first() -> None:
    reranker = load_reranker()
    assert isinstance(reranker, LearnedReranker)
    reranker = reranker.with_statistics(Statistics(lambda _: 3, 1000))
    hits = [
        hit("苹果和梨都是水果，人们很喜欢吃。", 1, bm25=5.0, cosine=0.2, closeness=0.4),
        hit("重庆是山城，制造业发展很快，前景广阔。", 2, bm25=7.0, cosine=0.4, closeness=0.6),
        hit("重庆拥有31个制造业大类，是全国制造业门类最全的城市之一。", 3, bm25=6.9, cosine=0.4, closeness=0.6),
    ]
    ranked = reranker.rerank("重庆拥有多少个制造业大类？", hits)
    assert [h.passage.article_id for h in ranked] == ["a3", "a2", "a1"]
    assert {h.passage.article_id for h in ranked} == {"a1", "a2", "a3"}
    assert all(h.signals["reranker"] == h.similarity for h in ranked)
    assert ranked[0].signals["coverage"] > ranked[2].signals["coverage"]
    assert ranked[0].signals["bm25"] == 6.9
    assert reranker.rerank("问", []) == []


def test_trees_from_a_file_take_the_place_of_the_shipped_ones(tmp_path: Path) -> None:
    path = tmp_path / "trees.txt"
    path.write_text(MODEL.replace("feature_names=a b", "feature_names=bm25 length"), "utf-8")
    ranked = load_reranker(str(path)).rerank("问", [hit("答", 1, bm25=1.0), hit("答案", 2, bm25=1.2)])
    assert [h.signals["reranker"] for h in ranked] == [30.25, 30.25]
    with pytest.raises(ModelError, match="RONGHE_RERANKER"):
        load_reranker(str(tmp_path / "none.txt"))


def test_a_cross_encoder_by_path_takes_its_place(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

        vocabulary = tmp_path / "vocab.txt"
        vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"重庆制造业苹果水"]), "utf-8")
        model = tmp_path / "tiny"
        config = BertConfig(
            vocab_size=13, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8, num_labels=1
        )
        BertForSequenceClassification(config).save_pretrained(model)
        BertTokenizer(str(vocabulary)).save_pretrained(model)
        reranker = load_reranker(str(model))
        assert isinstance(reranker, CrossEncoderReranker)
        hits = [hit("重庆制造业", 1), hit("苹果", 2), hit("水果", 3)]
        ranked = reranker.rerank("重庆", hits)
        short = CrossEncoderReranker(str(model), depth=2).rerank("重庆", hits)
    values = [h.similarity for h in ranked]
    assert values == sorted(values, reverse=True)
    assert {h.passage.article_id for h in ranked} == {"a1", "a2", "a3"}
    assert short[2].passage.article_id == "a3"
    assert short[2].similarity < short[1].similarity


def test_a_cross_encoder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="RONGHE_RERANKER"):
        load_reranker(str(tmp_path / "nothing"))
