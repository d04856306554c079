"""A reader's corrections of a restored page: kept with the document, which is then read again."""

from __future__ import annotations

from typing import Literal

from index.errors import RongheError
from rag.ui.desk import Desk
from rag.ui.escaping import address

Action = Literal["split", "join", "move", "undo"]


def corrections_count(desk: Desk, document: str) -> int:
    """How many corrections are kept for a document; none where it keeps no corrections."""
    from index.build import corrections_of

    try:
        return len(corrections_of(document, desk.settings.data_dir))
    except RongheError:
        return 0


def mend(desk: Desk, document: str, action: Action, start: int, target: int | None) -> str:
    """Keep one more correction (or take all back) and index the document again; where the reader then looks."""
    from index.build import correct_document, corrections_of
    from index.layout import Correction

    data_dir = desk.settings.data_dir
    if action == "undo":
        corrections: tuple[Correction, ...] = ()
    else:
        corrections = (*corrections_of(document, data_dir), Correction(action, start, target))
    correct_document(document, corrections, data_dir, encoder=desk.encoder()).close()
    return _place(desk, document, start)


def _place(desk: Desk, document: str, start: int) -> str:
    """The address of the article that now holds `start`, the extracted page beside it."""
    snapshot = desk.snapshot
    cards = snapshot.articles(document=document)
    for card in cards:
        if any(piece.source_start <= start < piece.source_end for piece in snapshot.article(card.article_id).pieces):
            return address("page", "article", card.article_id, source=1)
    return address("page", "article", cards[0].article_id, source=1) if cards else address("page", "articles")
