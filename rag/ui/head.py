"""Puts the page's own head into Gradio's document: language, style sheet and script before the first paint.

A plain ASGI middleware for "/" alone; nothing else is touched.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_HEAD = (
    '<meta name="color-scheme" content="light dark"><link rel="icon" href="page/static/icon.svg" type="image/svg+xml">'
    '<link rel="stylesheet" href="page/static/ronghe.css"><script src="page/static/ronghe.js"></script></head>'
)
# Gradio's preview cards name pictures elsewhere; nothing on this page points outside.
_PREVIEW_META = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')


def own_head(document: str) -> str:
    """Gradio's HTML with the page's head."""
    document = _PREVIEW_META.sub("", document).replace('<html\n\tlang="en"', '<html\n\tlang="zh-Hans"', 1)
    return document.replace("</head>", _HEAD, 1)


class PageHead:
    """Rewrites the HTML answer to GET /."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        # Without accept-encoding the document comes uncompressed, so that it can be read here.
        scope = {**scope, "headers": [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]}
        start: Message = {}
        chunks: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            chunks.append(message.get("body", b""))
            if not message.get("more_body", False):
                body = own_head(b"".join(chunks).decode()).encode()
                kept = [(k, v) for k, v in start["headers"] if k not in (b"content-length", b"etag")]
                await send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
                await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, collect)
