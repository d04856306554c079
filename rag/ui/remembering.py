"""Conversations as JSON for the visitor's own browser, and back. What comes back is trusted with nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

from index.records import ArticleKind, Hit, Join, Passage
from rag.answer import Answer, Citation, Sentence, Table
from rag.ui.rendering import ShownTurn
from rag.ui.sources import Context

_MAX_CONVERSATIONS = 20
# localStorage holds about five million characters in all; encryption makes text larger.
_MAX_CHARS = 1_200_000


@dataclass(frozen=True, slots=True)
class Conversation:
    """One visitor's conversation, oldest turn first."""

    conversation_id: str = field(default_factory=lambda: uuid4().hex[:12])
    turns: tuple[ShownTurn, ...] = ()


def remember(past: Sequence[Any], conversation: Conversation) -> list[dict[str, Any]]:
    """`past` with this conversation first, the oldest dropped where there is no room."""
    others = [c for c in past if isinstance(c, dict) and c.get("id") != conversation.conversation_id]
    kept = [_pack(conversation), *others][:_MAX_CONVERSATIONS] if conversation.turns else others
    while len(kept) > 1 and len(json.dumps(kept, ensure_ascii=False)) > _MAX_CHARS:
        kept.pop()
    return kept


def recall(past: Sequence[Any], conversation_id: str) -> Conversation:
    """The remembered conversation, or an empty new one when it is missing or damaged."""
    for packed in past:
        if isinstance(packed, dict) and packed.get("id") == conversation_id:
            try:
                turns = tuple(_unpack_turn(turn) for turn in packed["turns"])
            except (KeyError, TypeError, ValueError, AttributeError):
                break
            return Conversation(conversation_id, turns)
    return Conversation()


def listed(past: Sequence[Any]) -> list[tuple[str, str, int]]:
    """(id, first question, number of turns) of what is remembered, newest first."""
    found = []
    for packed in past:
        if isinstance(packed, dict) and isinstance(packed.get("turns"), list) and packed["turns"]:
            first = packed["turns"][0]
            question = first.get("answer", {}).get("question", "") if isinstance(first, dict) else ""
            found.append((str(packed.get("id", "")), str(question), len(packed["turns"])))
    return found


def _pack(conversation: Conversation) -> dict[str, Any]:
    return {"id": conversation.conversation_id, "turns": [_pack_turn(turn) for turn in conversation.turns]}


def _pack_turn(turn: ShownTurn) -> dict[str, Any]:
    answer = turn.answer.to_dict()
    for packed, citation in zip(answer["citations"], turn.answer.citations, strict=True):
        packed |= {"kind": citation.passage.kind, "offset": citation.passage.start}
        packed["spans"] = [list(span) for span in citation.passage.sentences]
    answer["nearest"] = [_pack_passage(hit.passage) for hit in turn.answer.nearest]
    contexts = [[marker, c.paragraph, c.start, c.end, _pack_join(c.join)] for marker, c in turn.contexts.items()]
    return {"id": turn.turn_id, "vote": turn.vote, "answer": answer, "contexts": contexts}


def _pack_join(join: Join | None) -> list[Any] | None:
    return None if join is None else [join.position, join.confidence, list(join.reasons)]


def _pack_passage(passage: Passage) -> dict[str, Any]:
    return {
        "passage_id": passage.passage_id,
        "article_id": passage.article_id,
        "document": passage.document,
        "kind": passage.kind,
        "article": passage.title,
        "author": passage.author,
        "page": passage.page,
        "paragraph": passage.paragraph,
        "offset": passage.start,
        "text": passage.text,
    }


def _unpack_turn(packed: Mapping[str, Any]) -> ShownTurn:
    contexts = {
        int(marker): Context(str(paragraph), int(start), int(end), _unpack_join(join))
        for marker, paragraph, start, end, join in packed["contexts"]
    }
    return ShownTurn(str(packed["id"]), _unpack_answer(packed["answer"]), contexts, int(packed["vote"]))


def _unpack_join(packed: Sequence[Any] | None) -> Join | None:
    if packed is None:
        return None
    position, confidence, reasons = packed
    return Join(int(position), float(confidence), tuple(map(str, reasons)))


def _unpack_answer(packed: Mapping[str, Any]) -> Answer:
    table = packed.get("table")
    return Answer(
        question=str(packed["question"]),
        text=str(packed["answer"]),
        sentences=tuple(_unpack_sentence(s) for s in packed["sentences"]),
        citations=tuple(
            Citation(int(c["marker"]), _unpack_passage(c), int(c["start"]), int(c["end"])) for c in packed["citations"]
        ),
        refused=bool(packed["refused"]),
        standalone_question=str(packed.get("standalone_question", "")),
        mode=str(packed.get("mode", "extractive")),
        notice=str(packed.get("notice", "")),
        table=_unpack_table(table) if table else None,
        nearest=tuple(Hit(_unpack_passage(p), 0.0) for p in packed.get("nearest", ())),
        suggestions=tuple(map(str, packed.get("suggestions", ()))),
        timings_ms={str(k): float(v) for k, v in packed.get("timings_ms", {}).items()},
        usage={str(k): int(v) for k, v in packed.get("usage", {}).items()},
    )


def _unpack_sentence(packed: Mapping[str, Any]) -> Sentence:
    return Sentence(
        text=str(packed["text"]),
        markers=tuple(map(int, packed["markers"])),
        verified=bool(packed["verified"]),
        doubts=tuple(map(str, packed.get("doubts", ()))),
        heading=bool(packed.get("heading", False)),
        item=bool(packed.get("item", False)),
    )


def _unpack_table(packed: Mapping[str, Any]) -> Table:
    cells = tuple(tuple(tuple(_unpack_sentence(s) for s in cell) for cell in row) for row in packed["cells"])
    return Table(tuple(map(str, packed["columns"])), tuple(map(str, packed["rows"])), cells)


def _unpack_passage(packed: Mapping[str, Any]) -> Passage:
    words, start = str(packed["text"]), int(packed.get("offset", 0))
    kind = packed.get("kind", "article")
    page = packed.get("page")
    return Passage(
        passage_id=str(packed["passage_id"]),
        article_id=str(packed.get("article_id", "")),
        document=str(packed.get("document", "")),
        kind=cast(ArticleKind, kind if kind in ("editor_note", "caption") else "article"),
        title=None if packed.get("article") is None else str(packed["article"]),
        author=None if packed.get("author") is None else str(packed["author"]),
        affiliation=None,
        column=None,
        page=None if page is None else int(page),
        paragraph=int(packed["paragraph"]),
        start=start,
        end=start + len(words),
        text=words,
        sentences=tuple((int(a), int(b)) for a, b in packed.get("spans", ())),
    )
