"""Chains of units into articles: paragraphs, the map back to the source, fields, joins and the remainder.

It takes the decisions of others as they are and only guards that nothing is lost, doubled or invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.reading_order.anchors import Anchors
from index.reading_order.authorship import author_of_note, reporters
from index.reading_order.drafts import Draft
from index.reading_order.fields import Unit, named_affiliations
from index.records import (
    Article,
    FieldName,
    FieldSpan,
    Join,
    Piece,
    Remainder,
    Restoration,
    Source,
)

_REASONS = {
    "heading": "标题下没有正文",
    "byline": "署名没有对应的文章",
    "affiliation": "作者说明没有对应的文章",
    "post": "作者说明没有对应的文章",
    "column": "栏目没有对应的文章",
}


@dataclass(slots=True)
class _Body:
    paragraphs: list[str]
    pieces: list[Piece]
    joins: list[Join]
    length: int = 0

    def add(self, unit: Unit, glue: bool) -> None:
        text = unit.value
        if not glue or not self.paragraphs:
            self.length += 1 if self.paragraphs else 0
            self.paragraphs.append(text)
        else:
            self.paragraphs[-1] += text
        start = self.length
        self.length += len(text)
        self.pieces.append(Piece(start, self.length, unit.value_start, unit.value_end, unit.page))


def assemble(source: Source, units: Sequence[Unit], anchors: Anchors, drafts: Sequence[Draft]) -> Restoration:
    """The restoration: articles sorted by where their title (else their first text) stands, then the remainder."""
    placed: list[tuple[int, Article]] = []
    notes = _affiliations(units, anchors, drafts)
    for draft in drafts:
        first = draft is drafts[0] and not draft.caption
        article = _article(source, units, anchors, draft, notes.get(id(draft)), source.title if first else None)
        if article is not None:
            place = units[draft.heading].start if draft.heading is not None else article.pieces[0].source_start
            placed.append((place, article))
    for heading, note in anchors.note_of.items():
        placed.append((units[heading].start, _editor_note(source, units, anchors, heading, note)))
    placed += [(units[n[0]].start, _editor_note(source, units, anchors, None, n)) for n in anchors.free_notes]
    for unit in units:
        if unit.kind == "caption":
            body = _Body([], [], [])
            body.add(unit, glue=False)
            caption = Article(
                "caption",
                None,
                None,
                None,
                None,
                (unit.value,),
                tuple(body.pieces),
                document=source.document,
            )
            placed.append((unit.start, caption))
    placed.sort(key=lambda item: item[0])
    articles = _with_reporters(tuple(article for _, article in placed))
    return Restoration(articles, _remainder(source, units, articles))


def _with_reporters(articles: tuple[Article, ...]) -> tuple[Article, ...]:
    """The reporters that an unsigned report's dateline names are its authors; beside others it must have a title."""
    return tuple(_reported(a) if a.kind == "article" and (a.title or len(articles) == 1) else a for a in articles)


def _reported(article: Article) -> Article:
    found = None if article.author else reporters(article.paragraphs[0])
    if found is None:
        return article
    return replace(article, author=found[0], affiliation=article.affiliation or found[1])


def _affiliations(units: Sequence[Unit], anchors: Anchors, drafts: Sequence[Draft]) -> dict[int, list[int]]:
    """The affiliation notes of each draft: one below a by-line is its author's, others of the text above them."""
    owner = {index: id(draft) for draft in drafts for index in draft.units}
    by_heading = {draft.heading: id(draft) for draft in drafts if draft.heading is not None}
    found: dict[int, list[int]] = {}
    last = None
    for index, unit in enumerate(units):
        if unit.kind == "body":
            last = owner.get(index, last)
        elif unit.kind == "heading" and last is None:
            last = by_heading.get(index)
        elif unit.kind == "affiliation" and last is not None:
            found.setdefault(last, []).append(index)
        elif unit.kind == "post" and (heading := anchors.heading_of_byline.get(index - 1)) in by_heading:
            found.setdefault(by_heading[heading], []).append(index)
    return found


def _span(name: FieldName, unit: Unit) -> FieldSpan:
    return FieldSpan(name, unit.start, unit.end)


def _article(
    source: Source,
    units: Sequence[Unit],
    anchors: Anchors,
    draft: Draft,
    notes: list[int] | None,
    fallback_title: str | None,
) -> Article | None:
    body = _Body([], [], [])
    for index, link in zip(draft.units, draft.links, strict=True):
        body.add(units[index], link is not None and link.glue)
        if link is not None and len(body.pieces) > 1:
            body.joins.append(Join(body.pieces[-1].start, link.confidence, link.reasons))
    if not body.paragraphs:
        return None
    title, author, column, fields = _heading_fields(units, anchors, draft)
    title = title or fallback_title
    affiliation = None
    for index in notes or ():
        fields.append(_span("affiliation", units[index]))
        affiliation = affiliation or units[index].value or None
    author, affiliation = _at_work(author, affiliation, units)
    return Article(
        "caption" if draft.caption else "article",
        title,
        author,
        affiliation,
        column,
        tuple(body.paragraphs),
        tuple(body.pieces),
        tuple(fields),
        tuple(body.joins),
        document=source.document,
    )


def _at_work(author: str | None, note: str | None, units: Sequence[Unit]) -> tuple[str | None, str | None]:
    """(author, place of work): of an author whom a note on the page names, by that note wherever it stands."""
    if author is None:
        people = named_affiliations(note) if note else {}
        if len(people) > 1:
            return " ".join(people), note
        return author_of_note(note) if note else (None, None)
    named = [named_affiliations(unit.value) for unit in units if unit.kind == "affiliation"]
    places = [place for note in named for who, place in note.items() if who == author]
    if places:
        return author, places[0]
    # （甲系……） under the article of 乙 is not on 乙; one on all of several authors is.
    others = named_affiliations(note) if note else {}
    return author, None if others and not all(who in author for who in others) else note


def _heading_fields(
    units: Sequence[Unit], anchors: Anchors, draft: Draft
) -> tuple[str | None, str | None, str | None, list[FieldSpan]]:
    """Title, author, column and where they stand."""
    heading = draft.heading
    if heading is None:
        return None, None, None, []
    bylines = anchors.byline_of.get(heading, [])
    fields = [_span("title", units[heading]), *(_span("author", units[i]) for i in bylines)]
    column = None
    if heading in anchors.columns_of:
        column = units[anchors.columns_of[heading]].value
        if heading in anchors.own_column:
            fields.append(_span("column", units[anchors.columns_of[heading]]))
    elif draft.column_from is not None:
        column = units[draft.column_from].value
        if draft.owns_column:
            fields.append(_span("column", units[draft.column_from]))
    return units[heading].value, " ".join(units[i].value for i in bylines) or None, column, fields


def _editor_note(
    source: Source,
    units: Sequence[Unit],
    anchors: Anchors,
    heading: int | None,
    note: Sequence[int],
) -> Article:
    body = _Body([], [], [])
    fields = []
    author = None
    for index in note:
        if units[index].kind == "signature":
            author = units[index].value
            fields.append(_span("author", units[index]))
        else:
            body.add(units[index], glue=False)
    title = column = None
    if heading is not None:
        title = units[heading].value
        fields.append(_span("title", units[heading]))
        if heading in anchors.columns_of:
            column = units[anchors.columns_of[heading]].value
            fields.append(_span("column", units[anchors.columns_of[heading]]))
    return Article(
        "editor_note",
        title,
        author,
        None,
        column,
        tuple(body.paragraphs),
        tuple(body.pieces),
        tuple(fields),
        document=source.document,
    )


def _remainder(source: Source, units: Sequence[Unit], articles: Sequence[Article]) -> tuple[Remainder, ...]:
    """What stands in no piece and no field, blank space aside, in runs without blanks."""
    covered = bytearray(len(source.text))
    for article in articles:
        for low, high in [(p.source_start, p.source_end) for p in article.pieces] + [
            (f.source_start, f.source_end) for f in article.fields
        ]:
            covered[low:high] = b"\x01" * (high - low)
    if all(covered):
        return ()
    unit_at = {position: unit for unit in units for position in range(unit.start, unit.end) if not covered[position]}
    left: list[Remainder] = []
    start = None
    text = source.text
    for position in range(len(text) + 1):
        free = position < len(text) and not covered[position] and not text[position].isspace()
        if free and start is None:
            start = position
        elif not free and start is not None:
            left.append(Remainder(start, position, _why_left(unit_at.get(start), text[start:position])))
            start = None
    return tuple(left)


def _why_left(unit: Unit | None, text: str) -> str:
    if unit is None:
        return "不在任何文本块中"
    if unit.kind == "heading" and not text.strip("#"):
        return "标题标记"
    return _REASONS.get(unit.kind, "未归入任何文章")
