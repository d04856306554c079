"""The one place that wires: settings -> encoder, snapshot, retriever, composers, chat."""

from __future__ import annotations

import threading
from functools import partial
from importlib.resources import files
from pathlib import Path

from index.build import build_index
from index.embedding import Embedder, load_encoder
from index.publishing import latest_version
from index.snapshot import open_index
from index.tokens import load_words
from rag.chat import Chat, Engine
from rag.composing import ExtractiveComposer
from rag.conversing.condensing import condense_question
from rag.generating import LLMComposer, open_llm_composer
from rag.reranking import load_reranker
from rag.retrieval import Retriever
from rag.settings import Settings


def bundled_corpus() -> Path:
    """The folder with the page that comes with the program."""
    return Path(str(files("index") / "corpus"))


def open_encoder(settings: Settings) -> Embedder:
    """The configured encoder, or the bundled one; `EncoderError` says how to get another.

    Building and asking both begin here, so that the user's words are known to both from here on.
    """
    if settings.words is not None:
        load_words(settings.words)
    return load_encoder(settings.encoder, query_prompt=settings.query_prompt, passage_prompt=settings.passage_prompt)


def ensure_index(settings: Settings, encoder: Embedder) -> None:
    """Index the bundled page where the data folder has no index yet, so that the first question finds something."""
    if latest_version(settings.data_dir) is None:
        build_index([bundled_corpus()], settings.data_dir, encoder=encoder).close()


def open_chat(settings: Settings | None = None) -> Chat:
    """A chat over the configured data folder. Cheap: models and index are opened at the first question."""
    settings = settings or Settings.from_environment()
    lock = threading.Lock()
    loaded: dict[str, Embedder] = {}
    models: list[LLMComposer] = []

    def encoder() -> Embedder:
        with lock:
            if "encoder" not in loaded:
                loaded["encoder"] = open_encoder(settings)
            return loaded["encoder"]

    def open_engine() -> Engine:
        ensure_index(settings, encoder())
        snapshot = open_index(settings.data_dir)
        snapshot.check_encoder(encoder())
        snapshot.check_words()
        retriever = Retriever(snapshot, encoder(), load_reranker(settings.reranker))
        extractive = ExtractiveComposer(snapshot)
        if settings.llm is None:
            return Engine(snapshot, retriever, extractive)
        llm = language_model(extractive)
        return Engine(snapshot, retriever, extractive, llm, partial(condense_question, llm.quick))

    def language_model(extractive: ExtractiveComposer) -> LLMComposer:
        """One model, with one set of connections, for every snapshot that this chat will see."""
        with lock:
            if not models:
                timeout = settings.llm_timeout_seconds
                models.append(open_llm_composer(str(settings.llm), fallback=extractive, timeout_seconds=timeout))
            return models[0].over(extractive)

    def close() -> None:
        with lock:
            for model in models:
                model.close()

    return Chat(
        open_engine,
        lambda: latest_version(settings.data_dir) or "",
        passage_count=settings.passage_count,
        close=close,
    )
