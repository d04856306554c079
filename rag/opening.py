"""Opens the chat service in the background, so that the page is up before models and index are.

It knows nothing of the page; whoever needs the chat waits here, and an opening that failed is tried again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from index.errors import RongheError

if TYPE_CHECKING:
    from rag.chat import Chat

State = Literal["opening", "ready", "failed"]


class OpeningChat:
    """`open_chat` runs once, in its own thread, when `start` is called; `chat` waits for it."""

    def __init__(self, open_chat: Callable[[], Chat]) -> None:
        self._open_chat = open_chat
        self._lock = threading.Lock()
        self._chat: Chat | None = None
        self._error: RongheError | None = None

    @property
    def state(self) -> State:
        if self._chat is not None:
            return "ready"
        return "failed" if self._error is not None else "opening"

    @property
    def reason(self) -> str:
        """Why opening failed, in one line; empty otherwise."""
        return str(self._error) if self._error is not None else ""

    def start(self, delay_seconds: float = 0.0) -> None:
        """Begin opening after a while; returns at once. Whoever needs the chat before that opens it at once."""
        timer = threading.Timer(delay_seconds, self.settle)
        timer.daemon = True
        timer.start()

    def chat(self) -> Chat:
        """The open chat, waited for; a `RongheError` says why there is none."""
        if self._chat is not None:
            return self._chat
        with self._lock:
            if self._chat is None:
                self._open()
            if self._chat is None:
                raise self._error or RongheError("索引打不开，请重新启动")
            return self._chat

    def settle(self) -> None:
        """Wait until opening has ended, well or badly."""
        with self._lock:
            if self._chat is None and self._error is None:
                self._open()

    def close(self) -> None:
        """Give back what the chat holds open, if it was opened; never waits for an opening."""
        if self._chat is not None:
            self._chat.close()

    def _open(self) -> None:
        try:
            chat = self._open_chat()
            # Touching the snapshot loads encoder and index now rather than at the first question.
            _ = chat.snapshot
        except RongheError as error:
            self._error = error
        except Exception as error:
            # In a thread of its own nobody would see this, and the page would wait for ever.
            self._error = RongheError(f"程序内部出错（{type(error).__name__}: {error}）；请看启动它的窗口里的记录")
            raise
        else:
            self._chat, self._error = chat, None
