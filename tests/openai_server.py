"""A scripted OpenAI-compatible server on the loopback, so that the model's client is tested over real HTTP.

Each request takes the next reply of the script; the last one repeats. It knows nothing of what is asked.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What one request gets: `pieces` are streamed as chunks; `body` is sent raw instead where it is given.

    `cut_after` closes the connection after so many pieces, with no finish. `pause` comes before each piece.
    """

    pieces: Sequence[str] = ()
    status: int = 200
    body: bytes | None = None
    pause: float = 0.0
    cut_after: int | None = None
    finish: str = "stop"
    usage: bool = True
    headers: dict[str, str] = field(default_factory=dict)


def error(status: int, message: str = "scripted") -> Reply:
    body = json.dumps({"error": {"message": message, "type": "scripted", "code": None}}).encode()
    return Reply(status=status, body=body, headers={"Content-Type": "application/json"})


class ScriptedServer(ThreadingHTTPServer):
    """`requests` are the JSON bodies received, in order.

    `tokens_per_character` (of Chinese; a third for ASCII) makes the reported usage a count of the prompt, and `window`
    a bound on it: a longer prompt gets the error that such servers give. `counts` are the tokens of each prompt that
    was let through.
    """

    tokens_per_character: float | None = None
    window: int | None = None

    daemon_threads = True
    block_on_close = True

    def __init__(self, script: Sequence[Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        self.counts: list[int] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def last_prompt(self) -> str:
        return "\n".join(message["content"] for message in self.requests[-1]["messages"])

    def next_reply(self, request: dict[str, Any]) -> Reply:
        self.requests.append(request)
        if self.tokens_per_character is not None:
            prompt = self.last_prompt
            narrow = sum(character.isascii() for character in prompt)
            tokens = round((len(prompt) - narrow) * self.tokens_per_character + narrow / 3)
            if self.window is not None and tokens > self.window:
                return error(400, f"This model's maximum context length is {self.window} tokens, you sent {tokens}")
            self.counts.append(tokens)
        return self.script[min(len(self.requests), len(self.script)) - 1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ScriptedServer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Quiet."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        reply = self.server.next_reply(json.loads(self.rfile.read(length)))
        self.close_connection = True
        try:
            if reply.body is not None:
                self._send_body(reply)
            else:
                self._stream(reply)
        except (BrokenPipeError, ConnectionResetError):
            return

    def _send_body(self, reply: Reply) -> None:
        body = reply.body or b""
        self.send_response(reply.status)
        for name, value in {"Content-Type": "text/event-stream", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        for number, piece in enumerate(reply.pieces):
            if reply.cut_after is not None and number >= reply.cut_after:
                return
            if reply.pause and self.server.closing.wait(reply.pause):
                return
            self._event(_chunk({"content": piece}))
        if reply.cut_after is None:
            for event in self._ending(reply):
                self._event(event)
            self._write(b"")

    def _ending(self, reply: Reply) -> Iterator[str]:
        yield _chunk({}, finish=reply.finish)
        if reply.usage:
            made = sum(len(piece) for piece in reply.pieces)
            given = self.server.counts[-1] if self.server.counts else 100
            yield _chunk(None, usage={"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made})
        yield "[DONE]"

    def _event(self, data: str) -> None:
        self._write(f"data: {data}\n\n".encode())

    def _write(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _chunk(delta: dict[str, str] | None, finish: str | None = None, usage: dict[str, int] | None = None) -> str:
    choices = [] if delta is None else [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}]
    return json.dumps(
        {
            "id": "scripted",
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": "scripted",
            "choices": choices,
            "usage": usage,
        },
        ensure_ascii=False,
    )


@contextmanager
def serve(*script: Reply) -> Iterator[ScriptedServer]:
    """A running server; stopped, with its threads and sockets, at the end of the block."""
    server = ScriptedServer(script)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
