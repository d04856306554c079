"""The encoder's training, from text to a model, on a corpus of a few made-up articles."""

from __future__ import annotations

import json
import lzma
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from index.build import build_index
from index.embedding import load_encoder
from index.errors import EncoderError
from index.training.encoder import Recipe, main, train_encoder
from index.training.encoder_batches import batch_rows, gather, make_batch
from index.training.encoder_export import export
from index.training.encoder_network import WordTable, bag_matrix, bag_vectors, contrastive_loss
from index.training.encoder_pairs import KINDS, Pairs, make_pairs
from index.training.encoder_questions import make_keywords, make_question
from index.training.encoder_vocabulary import build_tokenizer, count_words
from rag.training.reranker import collect

MATTERS = ("钢铁", "棉花", "茶叶", "轮船", "铁路", "水稻", "煤炭", "桥梁")
PLACES = ("东山县", "西河县", "南岭县", "北原县")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    articles = [
        {
            "source": "made-up",
            "title": f"{place}的{matter}",
            "paragraphs": [
                f"{place}去年生产{matter}{n}万吨，比前年增加了许多。当地负责人说，{matter}是全县最重要的产业。",
                f"今年{place}计划新建{n}家{matter}工厂，工人将达到{n * 3}人。市场对{matter}的需求仍在增长。",
            ],
        }
        for n, (matter, place) in enumerate(((m, p) for m in MATTERS for p in PLACES), 20)
    ]
    pairs = [{"source": "asked", "query": f"哪里有{m}？", "positive": f"{m}出在山里的工厂。"} for m in MATTERS]
    for name, rows in (("articles-000", articles), ("pairs-000", pairs)):
        with lzma.open(folder / f"{name}.jsonl.xz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return folder


@pytest.fixture(scope="module")
def tokenizer(corpus: Path) -> object:
    texts = [lzma.decompress(path.read_bytes()).decode() for path in corpus.glob("*.xz")]
    return build_tokenizer(count_words(texts), 200)


@pytest.fixture(scope="module")
def pairs(corpus: Path, tokenizer: object) -> Pairs:
    return make_pairs(corpus, tokenizer, seed=1)


def test_tokenizer_takes_the_most_probable_cut() -> None:
    tokenizer = build_tokenizer(Counter({"制造业": 50, "制造": 20, "业": 5, "大类": 10, "大": 9, "类": 9}), 10)
    assert tokenizer.encode("制造业大类，制造").tokens == ["制造业", "大类", "，", "制造"]
    numbers = [tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size())]
    assert len(set(numbers)) == len(numbers)


def test_question_asks_for_what_it_left_out() -> None:
    tagged = [("重庆", "ns"), ("拥有", "v"), ("31", "m"), ("个", "q"), ("制造业", "n"), ("门类", "n"), ("。", "x")]
    asked = {make_question(tagged, random.Random(seed)) for seed in range(60)}
    figures = [question for question in asked if "多少个" in question or "几个" in question]
    assert figures
    assert not any("31" in question for question in figures)
    assert any("什么" in question or "哪" in question for question in asked)


def test_nothing_is_asked_of_too_little() -> None:
    assert make_question([("好", "a"), ("。", "x")], random.Random(1)) == ""
    assert make_keywords([("好", "a")], random.Random(1)) == ""


def test_pairs_are_the_same_for_the_same_seed(corpus: Path, tokenizer: object, pairs: Pairs, tmp_path: Path) -> None:
    again = make_pairs(corpus, tokenizer, seed=1)
    pairs.save(tmp_path / "pairs.npz")
    stored = Pairs.load(tmp_path / "pairs.npz")
    for name in Pairs.__slots__:
        assert np.array_equal(getattr(again, name), getattr(pairs, name)), name
        assert np.array_equal(getattr(stored, name), getattr(pairs, name)), name


def test_sources_can_be_left_out(corpus: Path, tokenizer: object, pairs: Pairs) -> None:
    fewer = make_pairs(corpus, tokenizer, seed=1, left_out=("asked",))
    assert (pairs.kinds == KINDS.index("pair")).sum() == len(MATTERS)
    assert (fewer.kinds == KINDS.index("pair")).sum() == 0


def test_gather() -> None:
    tokens = np.arange(10, dtype=np.int32)
    ids, lengths = gather(tokens, np.array([2, 7, 7]), np.array([4, 7, 10]))
    assert ids.tolist() == [2, 3, 7, 8, 9]
    assert lengths.tolist() == [2, 0, 3]


def test_sentence_queries_never_see_their_sentence(pairs: Pairs) -> None:
    """A "sentence" pair's passage is its title or the other sentences only."""
    asked = pairs.asked.copy()
    kinds = np.where(asked >= 0, KINDS.index("sentence"), pairs.kinds).astype(np.int8)
    without = Pairs(**{**{n: getattr(pairs, n) for n in Pairs.__slots__}, "kinds": kinds})
    rows = np.flatnonzero(asked >= 0)
    batch = make_batch(without, rows, np.random.default_rng(1))
    lengths = np.diff(np.append(batch.passage_offsets, len(batch.passage_ids)))
    for row, length in zip(rows, lengths, strict=True):
        title, first, last = pairs.passages[pairs.targets[row]]
        if last - first > 1:
            whole = pairs.bounds[last] - pairs.bounds[first] + pairs.bounds[title + 1] - pairs.bounds[title]
            assert length <= whole - (pairs.bounds[asked[row] + 1] - pairs.bounds[asked[row]])


def test_batches_hold_every_pair_once(pairs: Pairs) -> None:
    rows = np.arange(len(pairs.queries))
    for clusters in (None, np.arange(int(pairs.groups.max()) + 1) % 3):
        batches = list(batch_rows(pairs, rows, 16, np.random.default_rng(1), clusters))
        used = np.concatenate(batches)
        assert len(batches) == len(rows) // 16
        assert len(np.unique(used)) == len(used) == len(batches) * 16


def test_network_gradient_and_step() -> None:
    words = ["钢铁", "钢", "铁", "，"]
    network = WordTable(words, Counter({"钢铁": 5, "钢": 1, "铁": 1}), {"，"}, 4, seed=1)
    assert not network.table()[3].any()
    numbers = np.array([0, 2])
    rows = network.rows(numbers)
    assert rows.detach().numpy() == pytest.approx(network.table()[numbers], abs=1e-6)
    matrix = bag_matrix(np.array([0, 1, 1]), np.array([0, 2]), 2)
    weights = torch.arange(8.0).reshape(2, 4)
    loss = (bag_vectors(rows, matrix) * weights).sum()
    loss.backward()
    plain = torch.nn.functional.embedding_bag(torch.tensor([0, 1, 1]), rows, torch.tensor([0, 2]), mode="sum")
    theirs = (torch.nn.functional.normalize(plain, dim=-1) * weights).sum()
    assert rows.grad is not None
    assert rows.grad.numpy() == pytest.approx(torch.autograd.grad(theirs, rows)[0].numpy(), abs=1e-6)
    before = network.table()
    network.step(numbers, rows.grad, 0.01)
    after = network.table()
    assert np.abs(after - before)[0].max() > 0
    assert np.abs(after - before)[1].max() > 0  # Shares a character with a word that moved.


def test_loss_ignores_what_is_marked_the_same() -> None:
    vectors = torch.nn.functional.normalize(torch.tensor([[1.0, 0.0], [1.0, 0.1]]), dim=-1)
    same = torch.tensor([[False, True], [True, False]])
    assert float(contrastive_loss(vectors, vectors, same, 20.0)) == pytest.approx(0.0, abs=1e-5)
    assert float(contrastive_loss(vectors, vectors, torch.zeros_like(same), 20.0)) > 0.5


def test_training_goes_on_and_gives_a_model(corpus: Path, tmp_path: Path) -> None:
    out, work = tmp_path / "model", tmp_path / "work"
    recipe = Recipe(words=200, dimension=16, batch=16, epochs=1, threads=1, scale=20.0)
    train_encoder(corpus, out, work, recipe)
    assert torch.load(work / "checkpoint.pt", weights_only=True)["epoch"] == 1
    options = [
        "--words",
        "200",
        "--dimension",
        "16",
        "--batch",
        "16",
        "--epochs",
        "3",
        "--threads",
        "1",
        "--scale",
        "20",
    ]
    main(["--data", str(corpus), "--out", str(out), "--work", str(work), *options])
    assert torch.load(work / "checkpoint.pt", weights_only=True)["epoch"] == 3
    encoder = load_encoder(str(out))
    similarities = encoder.encode_queries(["哪里生产棉花？"]) @ encoder.encode_passages(["棉花是产业", "轮船是产业"]).T
    assert encoder.dimension == 16
    assert similarities[0, 0] > similarities[0, 1]


def test_the_reranker_learns_with_the_encoder_of_the_index(
    tokenizer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = np.random.default_rng(1).normal(size=(tokenizer.get_vocab_size(), 8)).astype(np.float32)
    export(table, tokenizer, tmp_path / "small")
    rows = [{"passage_id": f"p{n}", "title": "", "text": f"去年生产{matter}。"} for n, matter in enumerate(MATTERS)]
    corpus = tmp_path / "rows.jsonl"
    corpus.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    build_index([corpus], tmp_path / "data", encoder=load_encoder(str(tmp_path / "small"))).close()
    asked = [{"question": "去年生产了什么茶叶？", "passage_id": "p2", "answers": ["茶叶"]}]
    monkeypatch.setenv("RONGHE_ENCODER", str(tmp_path / "small"))
    assert collect(tmp_path / "data", asked).good.sum() == 1
    monkeypatch.delenv("RONGHE_ENCODER")
    with pytest.raises(EncoderError, match="8 维"):
        collect(tmp_path / "data", asked)
