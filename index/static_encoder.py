"""A static sentence encoder without torch: tokenizers cuts the words, NumPy and SciPy add up their vectors.

It reads the folder that sentence-transformers writes for a `StaticEmbedding` model, in its plain form
(`embedding.weight`) or in model2vec's (`embeddings` int8 or float, `weights` a word, `mapping` word -> row), and
gives the same vectors. It knows no passages and no store.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, cached_property
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError
from index.folding import fold

Vectors = NDArray[np.float32]
MODULES = "modules.json"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
SETTINGS = "config_sentence_transformers.json"
# A key of ours in sentence-transformers' configuration file: texts are folded (index/folding.py) before they are cut.
FOLDED = "ronghe_folded"
_BATCH_TEXTS = 4096
_FEW_CHARS = 20_000
_MODULE_NAMES = {"StaticEmbedding", "Normalize"}


def is_static_model(folder: Path) -> bool:
    """Does `folder` hold a static model, at most normalised, that `StaticEncoder` can run?"""
    if not all((folder / name).is_file() for name in (MODULES, WEIGHTS, TOKENIZER)):
        return False
    try:
        modules = json.loads((folder / MODULES).read_text(encoding="utf-8"))
        names = [module["type"].rsplit(".", 1)[-1] for module in modules]
        at_top = modules[0]["path"] == ""
    except (ValueError, KeyError, IndexError, TypeError):
        return False
    return at_top and names[0] == "StaticEmbedding" and set(names) <= _MODULE_NAMES


class StaticEncoder:
    """Met by `index.embedding.Embedder`. Words are summed and the sum is brought to unit norm; no words, no vector:
    a text without a known word is all zeros."""

    def __init__(
        self, folder: Path, *, name: str, query_prompt: str | None = None, passage_prompt: str | None = None
    ) -> None:
        try:
            self._tokenizer, self._rows, self._scales, self._mapping, settings, content = _read_model(folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EncoderError(
                f"编码器读不出来：{folder}（{' '.join(str(error).split())[:120]}）；请重新安装，或检查 RONGHE_ENCODER"
            ) from error
        prompts = settings.get("prompts") or {}
        self.name = name
        self.dimension = int(self._rows.shape[1])
        self.query_prompt = (prompts.get("query") or "") if query_prompt is None else query_prompt
        self.passage_prompt = (prompts.get("document") or "") if passage_prompt is None else passage_prompt
        self._folded = bool(settings.get(FOLDED))
        described = f"{content}\0{self.query_prompt}\0{self.passage_prompt}\0{self.dimension}\0{self._folded}"
        self.fingerprint = blake2b(described.encode(), digest_size=16).hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self.query_prompt)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self.passage_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _BATCH_TEXTS):
            batch = [prompt + text for text in texts[start : start + _BATCH_TEXTS]]
            if self._folded:
                batch = fold_all(batch)
            vectors[start : start + len(batch)] = self._sum(batch)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.where(lengths > 0, lengths, np.float32(1.0))
        return vectors

    def words(self, texts: Sequence[str]) -> tuple[Vectors, NDArray[np.int64], NDArray[np.int64]]:
        """Word by word: float32 (distinct words, dimension), weighted; the words of all texts one after another as
        int64 rows of it; int64 (texts + 1,), where each text's words begin. No prompt, and no folding."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        bags = [encoding.ids for encoding in encodings]
        ends = np.concatenate([[0], np.cumsum([len(bag) for bag in bags])])
        ids = np.fromiter(chain.from_iterable(bags), dtype=np.int64, count=int(ends[-1]))
        words, columns = np.unique(ids, return_inverse=True)
        return self.word_vectors(words), columns, ends

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """The number of each word."""
        return dict(self._tokenizer.get_vocab())

    def word_vectors(self, numbers: NDArray[np.int64]) -> Vectors:
        """float32 (words, dimension): the vectors of words by their numbers, weighted as they are summed."""
        rows = self._rows[numbers if self._mapping is None else self._mapping[numbers]].astype(np.float32)
        if self._scales is not None:
            rows *= self._scales[numbers][:, None]
        return rows

    def _sum(self, texts: list[str]) -> Vectors:
        """The sum of each text's word vectors, as a sparse matrix of counts times the rows that occur."""
        from scipy.sparse import csr_matrix

        rows, columns, ends = self.words(texts)
        if len(texts) == 1 and len(columns):
            # A question: no matrix need be made, and the words are added up in the same order.
            return np.asarray(rows[columns].sum(axis=0, keepdims=True), dtype=np.float32)
        counts = csr_matrix((np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(texts), len(rows)))
        return np.asarray(counts @ rows, dtype=np.float32)


def fold_all(texts: Sequence[str]) -> list[str]:
    """`fold` of each text, ten times as fast for many: one look-up over all their code points."""
    lengths = [len(text) for text in texts]
    if sum(lengths) < _FEW_CHARS:
        return [fold(text) for text in texts]
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    table = _fold_table()
    folded = np.where(codes < len(table), table[np.minimum(codes, len(table) - 1)], codes)
    together = folded.tobytes().decode("utf-32-le", "surrogatepass")
    ends = np.cumsum(lengths).tolist()
    return [together[end - length : end] for end, length in zip(ends, lengths, strict=True)]


@cache
def _fold_table() -> NDArray[np.uint32]:
    """The folded code point of every code point of the first three planes."""
    everything = "".join(map(chr, range(0x30000)))
    return np.frombuffer(fold(everything).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _read_model(folder: Path) -> tuple[Any, NDArray[Any], Vectors | None, NDArray[np.int64] | None, Any, str]:
    """Tokenizer, rows, scale a word, row of a word, configuration, and a hash of what was read."""
    from safetensors.numpy import load

    weights = (folder / WEIGHTS).read_bytes()
    words = (folder / TOKENIZER).read_bytes()
    settings_path = folder / SETTINGS
    settings = json.loads(settings_path.read_text(encoding="utf-8")) if settings_path.is_file() else {}
    tensors = _tensors(load, weights)
    rows = tensors["embedding.weight"] if "embedding.weight" in tensors else tensors["embeddings"]
    scales, mapping = tensors.get("weights"), tensors.get("mapping")
    tokenizer = _tokenizer(words.decode("utf-8"))
    content = blake2b(weights, digest_size=16)
    content.update(words)
    return (
        tokenizer,
        rows,
        None if scales is None else scales.astype(np.float32),
        None if mapping is None else mapping.astype(np.int64),
        settings,
        content.hexdigest(),
    )


def _tensors(load: Any, content: bytes) -> dict[str, NDArray[Any]]:
    from safetensors import SafetensorError

    try:
        return dict(load(content))
    except SafetensorError as error:
        raise ValueError(f"{WEIGHTS}: {error}") from error


def _tokenizer(content: str) -> Any:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_str(content)
    except Exception as error:  # The library raises nothing narrower.
        raise ValueError(f"{TOKENIZER}: {error}") from error
    tokenizer.no_padding()
    return tokenizer
