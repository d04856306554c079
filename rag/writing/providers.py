"""What the clients of language models raise and how they count, whichever provider they are of.

It knows LangChain's classes of errors and models, no prompt.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def provider_errors() -> tuple[type[Exception], ...]:
    """What a provider's client may raise; LangChain classifies most of it under its own ModelError."""
    import httpx
    from langchain_core.exceptions import LangChainException
    from openai import OpenAIError

    return (LangChainException, OpenAIError, httpx.HTTPError, OSError, ValueError, TypeError, KeyError, RuntimeError)


def may_retry(error: BaseException) -> bool:
    """Rate limits, server errors and lost connections; a time-out has used up the time there was."""
    from langchain_core.exceptions import ModelTimeoutError

    if isinstance(error, (TimeoutError, ModelTimeoutError)):
        return False
    return bool(getattr(error, "is_retryable", False)) or isinstance(error, (OSError, ValueError))


def reason_of(error: BaseException) -> str:
    from langchain_core.exceptions import ModelAuthenticationError, ModelRateLimitError, ModelTimeoutError

    if isinstance(error, (TimeoutError, ModelTimeoutError)) or "timed out" in str(error).lower():
        return "语言模型超时"
    if isinstance(error, ModelAuthenticationError):
        return "语言模型拒绝了密钥"
    if isinstance(error, ModelRateLimitError):
        return "语言模型限流"
    return f"语言模型出错（{one_line(error)}）"


def one_line(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 120 else text[:119] + "…"


def own_counter(model: BaseChatModel) -> Callable[[str], int] | None:
    """The model's own count where it has one; None where it has none, or cannot give it in time.

    LangChain's default counts with GPT-2's tokenizer, fetched from the network: not the model's own. Behind an
    OpenAI-compatible address any model may sit, so its count is not known either.
    """
    from langchain_core.language_models import BaseLanguageModel

    kind = type(model)
    own = (
        kind.get_num_tokens is not BaseLanguageModel.get_num_tokens
        or kind.get_token_ids is not BaseLanguageModel.get_token_ids
    )
    if not own or getattr(model, "openai_api_base", None) or os.environ.get("OPENAI_BASE_URL"):
        return None
    return model.get_num_tokens if _counts_in_time(model) else None


def _counts_in_time(model: BaseChatModel) -> bool:
    """Whether the model counts a word within five seconds: a tokenizer may have to be downloaded first."""
    counted: list[int] = []

    def count() -> None:
        with suppress(*provider_errors()):
            counted.append(model.get_num_tokens("字"))

    thread = threading.Thread(target=count, daemon=True)
    thread.start()
    thread.join(5)
    return bool(counted)
