"""The bundled encoder, the hub path and the adapter."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import embedding
from index.embedding import SentenceTransformerEncoder, as_langchain, load_encoder, passage_text
from index.errors import EncoderError
from index.folding import fold
from index.static_encoder import FOLDED, StaticEncoder, fold_all, is_static_model
from index.training.encoder_export import export, quantise

BUNDLED = Path(embedding.__file__).parent / "encoder"
TEXTS = [
    "重庆拥有31个制造业大类，是全国工业门类最齐全的城市之一。",
    "央行决定下调金融机构存款准备金率0.25个百分点",
    "什么是产业融合？",
    "GPT-4 发布后，ChatGPT Plus 用户每3小时可发送50条消息",
    "臺灣戰後時期的教育改革",
    "“双循环”新发展格局\n\n以国内大循环为主体",
]


@pytest.fixture(scope="module")
def bundled() -> embedding.Embedder:
    return load_encoder()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A static model of four words with known vectors."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = [("[UNK]", 0.0), ("制造业", -1.0), ("工业", -1.0), ("天气", -1.0), ("台", -2.0)]
    tokenizer = Tokenizer(models.Unigram(words, unk_id=0, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    table = np.array([[0, 0], [3, 0], [2, 0], [0, 1], [1, 1]], dtype=np.float32)
    export(table, tokenizer, tmp_path / "small")
    return tmp_path / "small"


def test_bundled_vectors_are_unit_float32(bundled: embedding.Embedder) -> None:
    vectors = bundled.encode_passages(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), bundled.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_bundled_tells_alike_from_unlike(bundled: embedding.Embedder) -> None:
    question = bundled.encode_queries(["城市里有多少工业门类？"])
    similarities = question @ bundled.encode_passages([TEXTS[0], TEXTS[1], "今天的天气晴朗，适合出游。"]).T
    assert similarities.argmax() == 0


def test_bundled_equals_sentence_transformers(bundled: embedding.Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(BUNDLED), local_files_only=True).encode([fold(text) for text in TEXTS])
    cosines = (bundled.encode_passages(TEXTS) * theirs).sum(axis=1)
    assert cosines.min() > 0.9999
    assert bundled.encode_queries(TEXTS) == pytest.approx(theirs, abs=1e-4)


def test_bundled_folds_script_width_and_case(bundled: embedding.Embedder) -> None:
    pairs = bundled.encode_queries(["臺灣戰後時期", "台湾战后时期", "ＧＰＴ４", "gpt4"])
    assert pairs[0] == pytest.approx(pairs[1])
    assert pairs[2] == pytest.approx(pairs[3])


def test_bundled_fits_in_the_repository() -> None:
    assert sum(path.stat().st_size for path in BUNDLED.rglob("*") if path.is_file()) < 40_000_000
    assert (BUNDLED / "README.md").read_text(encoding="utf-8").startswith("---\n")


def test_vectors_do_not_depend_on_the_batch(bundled: embedding.Embedder) -> None:
    together = bundled.encode_passages(TEXTS)
    alone = np.concatenate([bundled.encode_passages([text]) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-6)


def test_no_texts_and_blank_texts(bundled: embedding.Embedder) -> None:
    assert bundled.encode_passages([]).shape == (0, bundled.dimension)
    assert not bundled.encode_queries(["", " \n"]).any()


def test_bundled_path_imports_no_torch() -> None:
    program = (
        "import sys; from index.embedding import load_encoder; load_encoder().encode_queries(['制造业']);"
        "print([name for name in ('torch', 'sentence_transformers', 'transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_known_vectors(small: Path) -> None:
    encoder = load_encoder(str(small))
    assert isinstance(encoder, StaticEncoder)
    assert (encoder.name, encoder.dimension) == ("small", 2)
    vectors = encoder.encode_passages(["制造业", "制造业天气天气天气", "天气 臺"])
    half = np.sqrt(0.5)
    assert vectors == pytest.approx(np.array([[1, 0], [half, half], [1 / 5**0.5, 2 / 5**0.5]]), abs=0.01)


def test_quantising_keeps_rows_within_half_a_step() -> None:
    table = np.random.default_rng(1).standard_normal((50, 8)).astype(np.float32)
    table[3] = 0
    rows, scales = quantise(table)
    assert np.abs(rows * scales[:, None] - table).max() <= np.abs(table).max() / 127 / 2 + 1e-6
    assert scales[3] == 0


def test_plain_and_mapped_weights(small: Path) -> None:
    from safetensors.numpy import save_file

    plain = np.array([[0, 0], [1, 0], [1, 0], [0, 1], [1, 1]], dtype=np.float32)
    save_file({"embedding.weight": plain}, small / "model.safetensors")
    assert load_encoder(str(small)).encode_queries(["工业"]) == pytest.approx(np.array([[1, 0]]))
    mapping = np.array([0, 1, 1, 2, 2])
    save_file({"embeddings": plain[[0, 1, 3]], "mapping": mapping}, small / "model.safetensors")
    assert load_encoder(str(small)).encode_queries(["天气"]) == pytest.approx(np.array([[0, 1]]))


def test_fingerprint_follows_weights_and_prompts(small: Path) -> None:
    first = load_encoder(str(small)).fingerprint
    assert load_encoder(str(small)).fingerprint == first
    assert load_encoder(str(small), query_prompt="工业").fingerprint != first
    content = bytearray((small / "model.safetensors").read_bytes())
    content[-1] ^= 1
    (small / "model.safetensors").write_bytes(content)
    assert load_encoder(str(small)).fingerprint != first


def test_prompts_go_before_the_text(small: Path) -> None:
    encoder = load_encoder(str(small), query_prompt="天气")
    assert encoder.encode_queries(["制造业"]) == pytest.approx(encoder.encode_passages(["天气制造业"]))
    assert encoder.encode_passages(["制造业"]) == pytest.approx(np.array([[1, 0]]))


def test_damaged_model_is_one_clear_line(small: Path) -> None:
    (small / "model.safetensors").write_bytes(b"\x00" * 100)
    with pytest.raises(EncoderError, match="编码器读不出来") as caught:
        load_encoder(str(small))
    assert str(small) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_damaged_tokenizer_is_one_clear_line(small: Path) -> None:
    (small / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderError, match="编码器读不出来"):
        load_encoder(str(small))


def test_missing_folder_names_the_setting() -> None:
    with pytest.raises(EncoderError, match=r"编码器文件夹不存在：/nowhere/model；.*RONGHE_ENCODER"):
        load_encoder("/nowhere/model")


def test_model_that_is_not_here_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="hf download nobody/no-such-model") as caught:
        load_encoder("nobody/no-such-model")
    assert "\n" not in str(caught.value)


def test_not_every_folder_is_static(small: Path, tmp_path: Path) -> None:
    assert is_static_model(small)
    assert not is_static_model(tmp_path)
    modules = json.loads((small / "modules.json").read_text(encoding="utf-8"))
    modules[1]["type"] = "sentence_transformers.base.modules.dense.Dense"
    (small / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    assert not is_static_model(small)


def test_sentence_transformers_model_with_its_prompts(small: Path, tmp_path: Path) -> None:
    """The general path on the same small model, named like a family whose instruction is known."""
    named = tmp_path / "bge-small-zh-v1.5"
    shutil.copytree(small, named)
    encoder = SentenceTransformerEncoder(str(named))
    assert encoder.query_prompt == "为这个句子生成表示以用于检索相关文章："
    assert encoder.passage_prompt == ""
    assert encoder.encode_passages(["制造业天气天气天气"]) == pytest.approx(
        load_encoder(str(small)).encode_passages(["制造业天气天气天气"]), abs=1e-5
    )
    assert encoder.encode_queries([]).shape == (0, 2)
    assert SentenceTransformerEncoder(str(named), query_prompt="").query_prompt == ""
    assert SentenceTransformerEncoder(str(named), query_prompt="").fingerprint != encoder.fingerprint

    settings = json.loads((named / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    settings["prompts"] = {"query": "问：", "document": "文："}
    (named / "config_sentence_transformers.json").write_text(json.dumps(settings), encoding="utf-8")
    own = SentenceTransformerEncoder(str(named))
    assert (own.query_prompt, own.passage_prompt) == ("问：", "文：")


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("BAAI/bge-large-zh-v1.5", ("为这个句子生成表示以用于检索相关文章：", "")),
        ("intfloat/multilingual-e5-small", ("query: ", "passage: ")),
        ("intfloat/multilingual-e5-large-instruct", ("", "")),
        ("BAAI/bge-m3", ("", "")),
    ],
)
def test_known_families(name: str, prompts: tuple[str, str]) -> None:
    assert embedding.known_prompts(name) == prompts


def test_unfolded_models_keep_the_case(small: Path) -> None:
    settings = json.loads((small / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    del settings[FOLDED]
    (small / "config_sentence_transformers.json").write_text(json.dumps(settings), encoding="utf-8")
    assert not load_encoder(str(small)).encode_queries(["臺"]).any()


def test_langchain_adapter(small: Path) -> None:
    from langchain_core.embeddings import Embeddings

    encoder = load_encoder(str(small))
    adapter = as_langchain(encoder)
    assert isinstance(adapter, Embeddings)
    assert adapter.embed_query("制造业") == pytest.approx([1.0, 0.0])
    assert adapter.embed_documents(["制造业", "天气"])[1] == pytest.approx([0.0, 1.0])


def test_passage_text() -> None:
    assert passage_text("题目", "张三", "正文") == "题目 张三\n正文"
    assert passage_text(None, "", "正文") == "正文"
    assert passage_text("题目", None, "正文") == "题目\n正文"


@given(st.lists(st.text(max_size=40), max_size=20))
def test_folding_many_is_folding_each(texts: list[str]) -> None:
    padded = [*texts, "鐵路ＡＢＣ" * 5000]
    assert fold_all(padded) == [fold(text) for text in padded]
