"""Every choice a user can make, read once from the environment; it loads nothing and touches no disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import UsageError


def _default_data_dir() -> Path:
    from platformdirs import user_data_path

    return user_data_path("ronghe", appauthor=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """`encoder` and `reranker` None mean the bundled ones; `llm` None means offline, extractive answers.

    `words` is a file of words to keep whole, one a line. `llm` is `provider:model` as LangChain's `init_chat_model`
    takes it. `passage_count` is how many passages an answer is made from.
    """

    data_dir: Path
    encoder: str | None = None
    query_prompt: str | None = None
    passage_prompt: str | None = None
    reranker: str | None = None
    words: Path | None = None
    llm: str | None = None
    llm_timeout_seconds: float = 60.0
    passage_count: int = 10
    host: str = "127.0.0.1"
    port: int = 7860

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings from RONGHE_* variables; a value that cannot be used is a `UsageError` naming it."""
        env = os.environ if environment is None else environment

        def text(name: str) -> str | None:
            return env.get(name, "").strip() or None

        data, words = text("RONGHE_DATA"), text("RONGHE_WORDS")
        return cls(
            data_dir=Path(data).expanduser() if data else _default_data_dir(),
            encoder=text("RONGHE_ENCODER"),
            query_prompt=env.get("RONGHE_QUERY_PROMPT"),
            passage_prompt=env.get("RONGHE_PASSAGE_PROMPT"),
            reranker=text("RONGHE_RERANKER"),
            words=Path(words).expanduser() if words else None,
            llm=_provider_model(text("RONGHE_LLM")),
            llm_timeout_seconds=_number("RONGHE_LLM_TIMEOUT", text("RONGHE_LLM_TIMEOUT"), 60.0, 1.0, 3600.0),
            passage_count=int(_number("RONGHE_PASSAGES", text("RONGHE_PASSAGES"), 10, 1, 50)),
            host=text("RONGHE_HOST") or "127.0.0.1",
            port=int(_number("RONGHE_PORT", text("RONGHE_PORT"), 7860, 1, 65535)),
        )

    def with_data_dir(self, data_dir: str | Path | None) -> Settings:
        return self if data_dir is None else replace(self, data_dir=Path(data_dir).expanduser())


def _provider_model(value: str | None) -> str | None:
    if value is not None and not all(value.partition(":")[::2]):
        raise UsageError(f"RONGHE_LLM={value!r} 不是「提供方:模型」，例如 openai:gpt-4o-mini；留空则用离线摘录")
    return value


def _number(name: str, value: str | None, default: float, low: float, high: float) -> float:
    if value is None:
        return default
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise UsageError(f"{name}={value!r} 不在 {low:g} 到 {high:g} 之间；改正或去掉这个变量")
    return number
