"""Texts into unit vectors, behind one small Protocol; it knows no store and no ranking.

The bundled model, and any static model saved in its form, runs without torch (index/static_encoder.py). Every other
name or path goes to sentence-transformers, which must be able to load it from this machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError
from index.static_encoder import StaticEncoder, is_static_model

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

Vectors = NDArray[np.float32]
# Instructions that published models were trained with but do not carry in their configuration, by model name:
# https://huggingface.co/BAAI/bge-small-zh-v1.5#using-sentence-transformers and
# https://huggingface.co/intfloat/multilingual-e5-small#faq (query, passage).
_KNOWN_PROMPTS = (
    (re.compile(r"bge-(?:small|base|large)-zh", re.IGNORECASE), ("为这个句子生成表示以用于检索相关文章：", "")),
    (re.compile(r"(?:^|[-_/])e5-(?!.*instruct)", re.IGNORECASE), ("query: ", "passage: ")),
)
_BATCH_TEXTS = 64


class Embedder(Protocol):
    """`fingerprint` changes whenever the vectors may: weights, words, prompts or dimension."""

    name: str
    dimension: int
    fingerprint: str

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, dimension), unit norm; a text without a known word may be all zeros."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, dimension), unit norm; texts as `passage_text` makes them."""


def passage_text(title: str | None, author: str | None, text: str) -> str:
    """What is embedded for a passage: title and author on a line of their own, then the text."""
    head = " ".join(part for part in (title, author) if part)
    return f"{head}\n{text}" if head else text


@cache
def bundled_encoder() -> StaticEncoder:
    """The bundled model with its own prompts, opened once for all who use it."""
    return StaticEncoder(Path(str(files("index") / "encoder")), name="ronghe")


def load_encoder(
    name_or_path: str | None = None, *, query_prompt: str | None = None, passage_prompt: str | None = None
) -> Embedder:
    """The bundled encoder for None, else the model of that name or folder.

    Prompts given here go before the model's own, those before the known ones of its family. `EncoderError` when the
    model is not on this machine or cannot be read; nothing is downloaded.
    """
    if name_or_path is None and query_prompt is None and passage_prompt is None:
        return bundled_encoder()
    if name_or_path is None:
        folder = Path(str(files("index") / "encoder"))
        return StaticEncoder(folder, name="ronghe", query_prompt=query_prompt, passage_prompt=passage_prompt)
    path = Path(name_or_path).expanduser()
    if path.is_dir():
        if is_static_model(path):
            return StaticEncoder(path, name=path.name, query_prompt=query_prompt, passage_prompt=passage_prompt)
        name_or_path = str(path)
    elif path.is_absolute() or name_or_path.startswith((".", "~")):
        raise EncoderError(f"编码器文件夹不存在：{name_or_path}；请检查 RONGHE_ENCODER，或去掉它以使用自带的编码器")
    return SentenceTransformerEncoder(name_or_path, query_prompt=query_prompt, passage_prompt=passage_prompt)


class SentenceTransformerEncoder:
    """Any sentence-transformers model that is already on this machine."""

    def __init__(
        self, name_or_path: str, *, query_prompt: str | None = None, passage_prompt: str | None = None
    ) -> None:
        self._model = _load_model(name_or_path)
        self.name = name_or_path
        self.dimension = int(self._model.get_embedding_dimension())
        own: Mapping[str, str | None] = self._model.prompts or {}
        known = known_prompts(name_or_path)
        self.query_prompt = _first(query_prompt, own.get("query") or None, known[0])
        own_passage = own.get("document") or own.get("passage") or own.get("corpus") or None
        self.passage_prompt = _first(passage_prompt, own_passage, known[1])
        self.fingerprint = self._fingerprint()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self.query_prompt)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self.passage_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            list(texts), prompt=prompt, batch_size=_BATCH_TEXTS, normalize_embeddings=True, show_progress_bar=False
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def _fingerprint(self) -> str:
        digest = blake2b(digest_size=16)
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(f"{key} {tuple(tensor.shape)} {tensor.dtype}".encode())
            # A view as bytes: NumPy knows no bfloat16.
            digest.update(tensor.detach().cpu().contiguous().flatten().view(_torch_bytes()).numpy().tobytes())
        digest.update(f"{self.query_prompt}\0{self.passage_prompt}\0{self.dimension}".encode())
        return digest.hexdigest()


def known_prompts(name_or_path: str) -> tuple[str, str]:
    """The (query, passage) instructions of a model's family, by the last part of its name; empty where unknown."""
    name = Path(name_or_path).name
    return next((prompts for pattern, prompts in _KNOWN_PROMPTS if pattern.search(name)), ("", ""))


def as_langchain(embedder: Embedder) -> Embeddings:
    """`embedder` as LangChain's `Embeddings`, for its vector stores and chains."""
    from langchain_core.embeddings import Embeddings

    class LangChainEmbeddings(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(value) for value in row] for row in embedder.encode_passages(texts)]

        def embed_query(self, text: str) -> list[float]:
            return [float(value) for value in embedder.encode_queries([text])[0]]

    return LangChainEmbeddings()


def _first(*prompts: str | None) -> str:
    return next((prompt for prompt in prompts if prompt is not None), "")


def _torch_bytes() -> Any:
    import torch

    return torch.uint8


def _load_model(name_or_path: str) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name_or_path, local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        reason = " ".join(str(error).split())[:120]
        raise EncoderError(
            f"打不开编码器 {name_or_path}：本机没有它或文件不全（{reason}）；请先运行 hf download {name_or_path}，"
            "或把 RONGHE_ENCODER 设为模型所在的文件夹，或去掉它以使用自带的编码器"
        ) from error
