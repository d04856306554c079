"""Answers written by a language model from the passages found, under the same law as the extractive ones.

The model comes through LangChain and is never trusted: what it writes is split, cited and verified sentence by
sentence, and where it fails the extractive composer answers and says why.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from index.errors import ModelError
from index.records import Hit, Passage
from rag.answer import Answer
from rag.composing import Composer
from rag.writing.budget import TokenBudget
from rag.writing.citing import CitedText, cite_text
from rag.writing.instructions import has_instruction
from rag.writing.prompting import answer_prompt, fit_passages
from rag.writing.providers import may_retry, one_line, own_counter, provider_errors, reason_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_REFUSAL = re.compile(
    r"^\W*(?:很?抱歉|对不起|不好意思)?[，,。]?(?:根据|从|在)?(?:以上|上述|所给|提供|给出|现有|已有)?的?"
    r"(?:文|文章|资料|材料|原文|段落|内容|信息|引文|报道)(?:中|里)?(?:并|都|均|也)?(?:没有|未|没|无法|不)"
)
_THINKING = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
_TOO_LONG = re.compile(
    r"context.?(?:length|window|size)|(?:maximum|max|too many) .{0,20}tokens|too long", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[。！？!?；;\n](?:\s*\[\d+\])*[^。！？!?；;\n]*$")


# What a reader waits at most before the answer is even begun.
QUICK_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Generation:
    """Bounds on one answer. `prompt_tokens` is for the whole prompt, rules and question included."""

    timeout_seconds: float = 60.0
    attempts: int = 3
    backoff_seconds: float = 0.5
    prompt_tokens: int = 6000
    max_chars: int = 600


@dataclass(slots=True)
class _Draft:
    """What has come from the model so far."""

    text: str = ""
    finished: bool = False
    input_tokens: int = 0
    output_tokens: int = 0

    def take(self, chunk: Any) -> str:
        """Add a message chunk; the text it brought."""
        delta = chunk.text if isinstance(chunk.text, str) else str(chunk.text)
        self.text += delta
        metadata = chunk.response_metadata or {}
        reason = metadata.get("finishreason_of") or metadata.get("stopreason_of") or metadata.get("donereason_of")
        self.finished = self.finished or (reason is not None and reason not in ("length", "max_tokens"))
        if usage := chunk.usage_metadata:
            self.input_tokens = max(self.input_tokens, usage["input_tokens"])
            self.output_tokens = max(self.output_tokens, usage["output_tokens"])
        return delta


def _most_tokens(model: BaseChatModel, limits: Generation) -> int:
    """The bound on a prompt: what is set, or less where LangChain knows that the model takes less."""
    window = (getattr(model, "profile", None) or {}).get("max_input_tokens")
    return min(limits.prompt_tokens, window) if isinstance(window, int) and window > 0 else limits.prompt_tokens


class LLMComposer:
    """A `Composer` that asks `model`; `fallback` answers where the model cannot."""

    def __init__(
        self,
        model: BaseChatModel,
        fallback: Composer,
        limits: Generation | None = None,
        *,
        quick: BaseChatModel | None = None,
        close: Callable[[], None] | None = None,
        budget: TokenBudget | None = None,
    ) -> None:
        """`quick` is the same model with a shorter time-out, for small questions on the side."""
        self.model = model
        self.quick = quick or model
        self.fallback = fallback
        self.limits = limits or Generation()
        self._close = close
        self._budget = budget or TokenBudget(_most_tokens(model, self.limits), own_counter(model))

    def over(self, fallback: Composer) -> LLMComposer:
        """The same model, connections and counts with another fallback; close the first one alone."""
        return LLMComposer(self.model, fallback, self.limits, quick=self.quick, budget=self._budget)

    def close(self) -> None:
        """Give the model's connections back; the composer cannot be used afterwards."""
        if self._close is not None:
            self._close()

    def compose(self, question: str, hits: Sequence[Hit]) -> Answer:
        """The whole answer; never raises for what the model or its server does."""
        return next(part for part in self.stream(question, hits) if isinstance(part, Answer))

    def stream(self, question: str, hits: Sequence[Hit]) -> Iterator[str | Answer]:
        """Text as the model writes it, then the verified `Answer`, which replaces that text."""
        if not hits or not question.strip():
            yield self.fallback.compose(question, hits)
            return
        draft = _Draft()
        try:
            shown, prompt = yield from self._write(question, [hit.passage for hit in hits], draft)
        except ModelError as error:
            yield self._fall_back(question, hits, str(error))
            return
        if draft.input_tokens:
            self._budget.learn(prompt, draft.input_tokens)
        yield self._finish(question, hits, draft, shown, prompt)

    def _write(
        self, question: str, passages: Sequence[Passage], draft: _Draft
    ) -> Generator[str, None, tuple[int, str]]:
        """Stream into `draft`; (passages shown, the prompt). Where the server says too long, once more with less."""
        for attempt in (1, 2, 3):
            system, user = answer_prompt(question, [], max_chars=self.limits.max_chars)
            left = self._budget.max_tokens - self._budget.count(system + user)
            shown = fit_passages(passages, left, self._budget.count)
            system, user = answer_prompt(question, shown, max_chars=self.limits.max_chars)
            try:
                yield from self._generate([("system", system), ("human", user)], draft)
            except ModelError as error:
                if attempt == 3 or not _TOO_LONG.search(str(error)):
                    raise
                self._budget.overrun()
            else:
                break
        return len(shown), system + user

    def _generate(self, messages: list[tuple[str, str]], draft: _Draft) -> Iterator[str]:
        """Stream into `draft`, trying again while nothing has been shown; `ModelError` when there is no answer."""
        deadline = time.monotonic() + self.limits.timeout_seconds
        for attempt in range(1, self.limits.attempts + 1):
            try:
                yield from self._stream_once(messages, draft, deadline)
            except provider_errors() as error:
                if draft.text:  # What has been shown stays; the unfinished sentence is dropped later.
                    return
                pause = min(self.limits.backoff_seconds * 2 ** (attempt - 1), deadline - time.monotonic())
                if attempt == self.limits.attempts or pause <= 0 or not may_retry(error):
                    raise ModelError(reason_of(error)) from error
                time.sleep(pause)
            else:
                if draft.text.strip():
                    return
        raise ModelError("语言模型没有写出任何内容")

    def _stream_once(self, messages: list[tuple[str, str]], draft: _Draft, deadline: float) -> Iterator[str]:
        shown = 0
        with closing(self.model.stream(messages)) as chunks:  # type: ignore[type-var]
            for chunk in chunks:
                draft.take(chunk)
                if time.monotonic() > deadline:
                    raise TimeoutError("语言模型超时")
                visible = _visible(draft.text)
                if len(visible) > shown:
                    yield visible[shown:]
                    shown = len(visible)

    def _finish(self, question: str, hits: Sequence[Hit], draft: _Draft, shown: int, prompt: str) -> Answer:
        text = _visible(draft.text, final=True).strip()
        notices: list[str] = []
        if not draft.finished and text and not text.endswith(tuple("。！？!?；]")):
            text = _complete_sentences(text)
            notices.append("语言模型的回答中断，只保留了写完的句子")
        usage = self._usage(draft, prompt)
        if _REFUSAL.match(text) and len(text) < 120:
            return Answer(question, _refusal_text(text), refused=True, mode="llm", nearest=tuple(hits[:3]), usage=usage)
        cited = cite_text(text, [hit.passage for hit in hits[:shown]])
        statements = [s for s in cited.sentences if not s.heading]
        if not any(s.verified for s in statements):
            reason = "语言模型的回答没有一句得到原文支持" if statements else "语言模型没有写出可用的回答"
            return self._fall_back(question, hits, reason, usage)
        notices += self._remarks(cited)
        return Answer(
            question,
            cited.text,
            tuple(cited.sentences),
            tuple(cited.citations),
            mode="llm",
            notice="；".join(notices),
            usage=usage,
        )

    @staticmethod
    def _remarks(cited: CitedText) -> Iterator[str]:
        doubtful = sum(not s.verified for s in cited.sentences)
        if doubtful:
            yield f"{doubtful} 句未获原文支持，已标出"
        if any(has_instruction(c.passage.text) for c in cited.citations):
            yield "所引的段落里有像指令的句子，只当作引文，没有照做"

    def _fall_back(
        self, question: str, hits: Sequence[Hit], reason: str, usage: dict[str, int] | None = None
    ) -> Answer:
        answer = self.fallback.compose(question, hits)
        notice = f"{reason}，以下是离线摘录的回答"
        return replace(answer, notice=f"{notice}；{answer.notice}" if answer.notice else notice, usage=usage or {})

    def _usage(self, draft: _Draft, prompt: str) -> dict[str, int]:
        if draft.input_tokens or draft.output_tokens:
            given, made = draft.input_tokens, draft.output_tokens
            return {"input_tokens": given, "output_tokens": made, "total_tokens": given + made}
        given, made = self._budget.count(prompt), self._budget.count(draft.text)
        return {"input_tokens": given, "output_tokens": made, "total_tokens": given + made, "estimated": 1}


def open_llm_composer(
    model: str, *, fallback: Composer, timeout_seconds: float = 60.0, limits: Generation | None = None
) -> LLMComposer:
    """A composer for `provider:model`; keys and addresses come from the provider's usual environment variables.

    `ModelError` where the provider's package or key is missing.
    """
    from langchain.chat_models import init_chat_model

    limits = limits or Generation(timeout_seconds=timeout_seconds)
    provider, _, name = model.partition(":")
    options: dict[str, Any] = {"timeout": timeout_seconds, "max_retries": 0}
    close: Callable[[], None] | None = None
    if not re.match(r"o\d|gpt-5", name):  # Reasoning models accept no temperature.
        options["temperature"] = 0
    if provider == "openai":
        import httpx

        client = httpx.Client(timeout=httpx.Timeout(timeout_seconds, connect=min(10.0, timeout_seconds)))
        options |= {"http_client": client, "stream_usage": True}
        close = client.close
    try:
        chat_model = init_chat_model(model, **options)
        quick = init_chat_model(model, **options | {"timeout": min(QUICK_SECONDS, timeout_seconds)})
    except ImportError as error:
        raise ModelError(f"RONGHE_LLM={model!r} 所需的包没有安装：{error}") from error
    except provider_errors() as error:
        raise ModelError(f"RONGHE_LLM={model!r} 无法使用：{one_line(error)}；请检查模型名和密钥变量") from error
    return LLMComposer(chat_model, fallback, limits, quick=quick, close=close)


def _visible(text: str, *, final: bool = False) -> str:
    """`text` without a reasoning model's <think> part; an opening that may become one is held back."""
    visible = _THINKING.sub("", text)
    if not final and "<think>".startswith(visible.lstrip()[:7]) and len(visible.lstrip()) < 7:
        return ""
    return visible.lstrip() if visible != text else visible


def _complete_sentences(text: str) -> str:
    match = _SENTENCE_END.search(text)
    return text[: match.start() + 1] if match else ""


def _refusal_text(text: str) -> str:
    if text.startswith("文中没有提到"):
        return text
    return "文中没有提到所问的内容。"
