"""The web application: a small JSON API, the fragments the page fetches, and the Gradio page itself.

It answers nothing by itself: questions go to the chat, drawing to `rag.ui`.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from index.errors import UsageError
from rag.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.ui.desk import Desk


def open_desk(settings: Settings) -> Desk:
    """The services behind the page; the chat is opened when `desk.opening.start()` is called or at first use."""
    from rag.feedback import FeedbackStore
    from rag.opening import OpeningChat
    from rag.ui.desk import Desk

    def open_quietly() -> Any:
        from rag.assembly import open_chat

        return open_chat(settings)

    return Desk(OpeningChat(open_quietly), settings, FeedbackStore(settings.data_dir / "feedback.sqlite"))


def create_app(desk: Desk) -> FastAPI:
    """JSON API and page fragments, without Gradio."""
    from fastapi import FastAPI, Request
    from fastapi.responses import JSONResponse
    from fastapi.staticfiles import StaticFiles

    from index.errors import RongheError
    from rag.routes import api_routes, mend_routes, page_routes
    from rag.ui.page import STATIC

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.opening.close()

    app = FastAPI(title="Ronghe", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    async def explain(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": str(error)}, status_code=404 if isinstance(error, UsageError) else 503)

    app.add_exception_handler(RongheError, explain)
    app.include_router(api_routes(desk))
    app.include_router(page_routes(desk))
    app.include_router(mend_routes(desk))
    app.mount("/page/static", StaticFiles(directory=STATIC), name="page-static")
    return app


def create_page_app(desk: Desk) -> FastAPI:
    """The whole application, Gradio page included."""
    from rag.ui.head import PageHead
    from rag.ui.loading import load_gradio

    gradio = load_gradio()
    from rag.ui.page import build_page
    from rag.ui.theme import page_theme
    from rag.ui.uploads import accept_uploads_only

    accept_uploads_only(gradio)
    app = create_app(desk)
    app.add_middleware(PageHead)
    application: FastAPI = gradio.mount_gradio_app(
        app,
        build_page(desk),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        theme=page_theme(gradio),
        ssr_mode=False,
        max_file_size="200mb",
    )
    return application


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; `UsageError` says what to do where the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"{host}:{port} 用不了（{error.strerror or error}）；请用 --port 换一个端口，或关掉占用它的程序"
        ) from error
    return listener


def serve(settings: Settings) -> None:
    """Serve the page until interrupted; the address answers at once, while the page is still being made.

    Errors: `UsageError` when the address is taken, and whatever kept the page from being made.
    """
    import uvicorn

    from rag.door import Door

    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    listener = listen(settings.host, settings.port)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    sys.stderr.write(f"融合问答：请用浏览器打开 http://{host}:{listener.getsockname()[1]} （按 Ctrl-C 结束）\n")
    desk = open_desk(settings)

    def make() -> FastAPI:
        app = create_page_app(desk)
        # Loading models keeps the interpreter busy: let the browser have the page first. It asks when it is drawn.
        desk.opening.start(delay_seconds=1.5)
        return app

    problems: list[BaseException] = []

    def failed(error: BaseException) -> None:
        problems.append(error)
        server.should_exit = True

    config = uvicorn.Config(
        Door(make, failed=failed),
        log_level="warning",
        lifespan="on",
        # An open page keeps a stream open for ever; Ctrl-C must not wait for it.
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    with listener:
        server.run(sockets=[listener])
    if problems:
        raise problems[0]
