"""The front door: listens at once, shows a cover while the page is being made, then lets everybody in.

A plain ASGI application that imports neither FastAPI nor Gradio; `make` returns the real one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from importlib.resources import files
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Door:
    """Serves the cover until `make` (run in a thread) has returned; then passes every request on."""

    def __init__(self, make: Callable[[], Any], *, failed: Callable[[BaseException], None]) -> None:
        """`failed` is told when `make` raised; the server should then end."""
        self._make = make
        self._failed = failed
        self._inner: Application | None = None
        self._leaving = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif self._inner is not None:
            await self._inner(scope, receive, send)
        elif scope["type"] == "http":
            await _cover(scope, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        opening = asyncio.create_task(self._open())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._leaving.set()
        await asyncio.wait([opening])
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self) -> None:
        """Make the inner application and keep its own lifespan open as long as the door's."""
        try:
            inner = await asyncio.to_thread(self._make)
        except Exception as error:
            # Nobody awaits this task before the end, so the error would lie unseen until then.
            self._failed(error)
            raise
        async with inner.router.lifespan_context(inner):
            self._inner = inner
            await self._leaving.wait()


async def _cover(scope: Scope, send: Send) -> None:
    if scope["path"] == "/":
        status, kind = 200, b"text/html; charset=utf-8"
        body = (files("rag") / "static" / "cover.html").read_bytes()
    else:
        # The cover asks here until somebody else answers; 200, since a browser would log anything else as an error.
        status = 200 if scope["path"] == "/api/health" else 503
        kind, body = b"application/json", b'{"status":"cover"}'
    headers = [(b"content-type", kind), (b"cache-control", b"no-store"), (b"retry-after", b"1")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
