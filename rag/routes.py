"""The addresses of the web application: JSON for programs, fragments of HTML for the page."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from index.errors import RongheError, UsageError
from index.records import Article
from rag.ui import extracted, reading
from rag.ui.desk import Desk
from rag.ui.escaping import text
from rag.ui.mending import corrections_count, mend
from rag.ui.wording import say

_SHELF_PAGE = 60


class Exchange(BaseModel):
    """One earlier turn of a conversation."""

    question: str = Field(max_length=2000)
    answer: str = Field(default="", max_length=20000)


class AskRequest(BaseModel):
    """A question with its conversation and filters."""

    question: str = Field(min_length=1, max_length=2000)
    history: list[Exchange] = Field(default_factory=list, max_length=50)
    k: int | None = Field(default=None, ge=1, le=50)
    mode: str | None = Field(default=None, pattern="^(extractive|llm)$")
    authors: list[str] = Field(default_factory=list, max_length=200)
    documents: list[str] = Field(default_factory=list, max_length=200)


def api_routes(desk: Desk) -> APIRouter:
    """/api/health, /api/ask, /api/search, /api/articles, /api/articles/{id}."""
    router = APIRouter(prefix="/api")

    @router.get("/health")
    def health(response: Response) -> dict[str, Any]:
        state = desk.opening.state
        found: dict[str, Any] = {"status": state}
        if state == "ready":
            snapshot = desk.snapshot
            found |= {"version": snapshot.version, "passages": len(snapshot)}
        elif state == "failed":
            response.status_code = 503
            found["error"] = desk.opening.reason
        return found

    @router.post("/ask")
    def ask(request: AskRequest) -> dict[str, Any]:
        from rag.conversation import Turn
        from rag.retrieval import Filters

        history = [Turn(turn.question, turn.answer) for turn in request.history]
        filters = Filters(authors=tuple(request.authors), documents=tuple(request.documents))
        return desk.chat.ask(request.question, history, filters=filters, k=request.k, mode=request.mode).to_dict()

    @router.get("/search")
    def search(q: str = Query(min_length=1, max_length=2000), k: int = Query(10, ge=1, le=100)) -> dict[str, Any]:
        hits = [
            {
                "passage_id": hit.passage.passage_id,
                "document": hit.passage.document,
                "article": hit.passage.title,
                "author": hit.passage.author,
                "similarity": hit.similarity,
                "text": hit.passage.text,
            }
            for hit in desk.chat.search(q, k)
        ]
        return {"question": q, "hits": hits}

    @router.get("/articles")
    def articles(limit: int = Query(100, ge=1, le=1000), offset: int = Query(0, ge=0)) -> list[dict[str, Any]]:
        cards = desk.snapshot.articles(limit=limit, offset=offset)
        return [{name: getattr(card, name) for name in card.__slots__} for card in cards]

    @router.get("/articles/{article_id:path}")
    def article(article_id: str) -> dict[str, Any]:
        found = desk.snapshot.article(article_id)
        return {"article_id": article_id, "document": found.document, **found.to_dict()}

    return router


def page_routes(desk: Desk) -> APIRouter:
    """/page/articles and /page/article/{id}: what the page fetches to show articles."""
    router = APIRouter(prefix="/page", default_response_class=HTMLResponse)

    @router.get("/articles")
    def shelf(q: str = Query("", max_length=200), offset: int = Query(0, ge=0)) -> str:
        cards = desk.snapshot.articles()
        wanted = q.strip()
        if wanted:
            cards = [c for c in cards if wanted in (c.title or "") or wanted in (c.author or "")]
        shown = cards[offset : offset + _SHELF_PAGE]
        return reading.shelf(shown, total=len(cards), offset=offset, query=wanted)

    @router.get("/article/{article_id:path}")
    def article(
        article_id: str,
        start: int | None = Query(None, ge=0),
        end: int | None = Query(None, ge=0),
        drawer: bool = False,
        source: bool = False,
    ) -> Response:
        try:
            found = desk.snapshot.article(article_id)
        except RongheError:
            return HTMLResponse(f'<p class="quiet">{text(say("articles.gone"))}</p>', status_code=404)
        highlight = reading.Highlight(start, end) if start is not None and end is not None else None
        if drawer:
            return HTMLResponse(
                reading.drawer_bar(found) + reading.article_html(found, outline_of(desk, found), highlight)
            )
        fragments = _fragments(desk, found) if source else ""
        bar = reading.reader_bar(
            found,
            comparing=bool(fragments),
            has_source=bool(found.pieces),
            corrections=corrections_count(desk, found.document) if fragments else 0,
        )
        inner = (
            reading.compared_html(found, fragments)
            if fragments
            else reading.article_html(found, outline_of(desk, found), highlight)
        )
        return HTMLResponse(bar + inner)

    return router


class MendRequest(BaseModel):
    """One correction of a restored page; offsets are code points of the extracted text."""

    document: str = Field(max_length=500)
    action: Literal["split", "join", "move", "undo"]
    start: int = Field(default=0, ge=0)
    target: int | None = Field(default=None, ge=0)


def mend_routes(desk: Desk) -> APIRouter:
    """/page/mend: the only address that changes the index; a page elsewhere cannot send its header."""
    router = APIRouter(prefix="/page")

    @router.post("/mend")
    def change(request: MendRequest, x_requested_with: str = Header("")) -> dict[str, str]:
        if x_requested_with != "ronghe":
            raise UsageError("只有本页面可以更正；请在“文章”里操作")
        place = mend(desk, request.document, request.action, request.start, request.target)
        return {"open": place, "version": desk.snapshot.version}

    return router


def outline_of(desk: Desk, article: Article) -> list[reading.OutlineEntry]:
    """The article's topic sentences with their measures, in its own words."""
    from rag.answering.outlines import main_points, outline

    passages = desk.snapshot.article_passages(article.article_id)
    points = main_points(outline(article.title, article.author, article.article_id, passages))
    return [
        reading.OutlineEntry(
            point.topic[0].passage.paragraph if point.topic else point.paragraph,
            point.text,
            tuple("".join(span.text for span in measure) for measure in point.measures),
        )
        for point in points
    ]


def _fragments(desk: Desk, article: Article) -> str:
    """The extracted page of an article's document; empty where the index keeps none."""
    snapshot = desk.snapshot
    try:
        found = snapshot.source(article.document)
    except RongheError:
        return ""
    cards = snapshot.articles(document=article.document)
    articles = [snapshot.article(card.article_id) for card in cards]
    return extracted.extracted_html(found.source, articles, article.article_id, found.remainder)
