"""The page in the order it was extracted, each fragment coloured by the article it went to. Records in, HTML out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from index.records import Article, Block, Join, Remainder, Source
from rag.ui.escaping import address, text
from rag.ui.reading import seam_html, title_of
from rag.ui.wording import say

# A book has thousands of blocks; those around the chosen article are shown.
_MAX_BLOCKS = 600
_MAX_TARGETS = 12
_HUES = 6


def extracted_html(
    source: Source, articles: Sequence[Article], chosen: str, remainder: Sequence[Remainder] = ()
) -> str:
    """Every fragment with its number, colour, the joins that begin in it, and what a reader may do with it.

    `data-after` is where another fragment can be joined to it: the offset of its last character.
    """
    drawing = _Drawing(source, articles, chosen, remainder)
    rows = "".join(drawing.row(number, block) for number, block in _window(source, articles, chosen))
    note = ""
    if len(source.blocks) > _MAX_BLOCKS:
        note = f'<p class="quiet">{text(say("articles.cut", count=_MAX_BLOCKS))}</p>'
    choosing = (
        f'<p class="choosing-note" role="status" hidden><span>{text(say("mend.join.choose"))}</span>'
        f'<button type="button" data-join-cancel>{text(say("mend.join.cancel"))}</button></p>'
    )
    return f'<div class="extracted" data-document="{text(source.document)}">{choosing}{rows}{note}</div>'


def _window(source: Source, articles: Sequence[Article], chosen: str) -> Iterator[tuple[int, Block]]:
    """The blocks to show: all of a page; of a long document those around the chosen article."""
    blocks = [(n, b) for n, b in enumerate(source.blocks, start=1) if b.text.strip()]
    first = next((p.source_start for a in articles if a.article_id == chosen for p in a.pieces), 0)
    begin = next((i for i, (_, b) in enumerate(blocks) if b.end > first), 0)
    begin = max(0, min(begin - _MAX_BLOCKS // 4, len(blocks) - _MAX_BLOCKS))
    yield from blocks[begin : begin + _MAX_BLOCKS]


class _Owners:
    """Which article each stretch of a source went to, by binary search over the articles' pieces and fields."""

    def __init__(self, articles: Iterable[Article]) -> None:
        spans: list[tuple[int, int, Article]] = []
        for article in articles:
            spans += [(piece.source_start, piece.source_end, article) for piece in article.pieces]
            spans += [(field.source_start, field.source_end, article) for field in article.fields]
        self._spans = sorted(spans, key=lambda span: (span[0], span[1]))
        self._starts = [span[0] for span in self._spans]

    def of(self, start: int, end: int) -> Article | None:
        """The article that took most of start..end."""
        best: tuple[int, Article | None] = (0, None)
        at = max(0, bisect_right(self._starts, start) - 1)
        for left, right, article in self._spans[at:]:
            if left >= end:
                break
            shared = min(right, end) - max(left, start)
            if shared > best[0]:
                best = (shared, article)
        return best[1]


class _Drawing:
    """Draws the fragments of one source beside one chosen article."""

    def __init__(
        self, source: Source, articles: Sequence[Article], chosen: str, remainder: Sequence[Remainder]
    ) -> None:
        self._source = source
        self._articles = articles
        self._remainder = remainder
        self._owners = _Owners(articles)
        self._hues = {
            article.article_id: "chosen" if article.article_id == chosen else f"hue-{number % _HUES}"
            for number, article in enumerate(articles)
        }
        self._seams = {at: join for article in articles for at, join in _seams_of(article)}
        self._bodies = {piece.source_start for article in articles for piece in article.pieces}

    def row(self, number: int, block: Block) -> str:
        owner = self._owners.of(block.start, block.end)
        words = f"<i>{number}</i><span>{self._words(block)}</span>"
        if owner is None:
            reason = next(
                (r.reason for r in self._remainder if r.source_start < block.end and r.source_end > block.start), ""
            )
            title = text(say("articles.remainder", reason=reason or "—"))
            return f'<div class="fragment left-over" title="{title}">{words}</div>'
        hue = self._hues[owner.article_id]
        title = text(say("articles.elsewhere", title=title_of(owner)))
        if not any(block.start <= at < block.end for at in self._bodies):
            return f'<div class="fragment {hue}" title="{title}">{words}</div>'
        after = block.start + len(block.text.rstrip()) - 1
        return (
            f'<div class="fragment {hue}" title="{title}" data-after="{after}">{words}{self._mend(block, owner)}</div>'
        )

    def _words(self, block: Block) -> str:
        """The fragment's text, with a badge where it was joined to an earlier one."""
        cuts = sorted(at for at in self._seams if block.start <= at < block.end)
        parts, done = [], block.start
        for at in cuts:
            parts += [text(self._source.text[done:at]), seam_html(self._seams[at], "articles.follows")]
            done = at
        return "".join([*parts, text(self._source.text[done : block.end])]).strip()

    def _mend(self, block: Block, owner: Article) -> str:
        """What a reader may do with a fragment: cut it off here, or give it to another article."""
        start = block.start + len(block.text) - len(block.text.lstrip())
        actions = [
            f'<button type="button" data-mend="split" data-start="{start}">{text(say("mend.split"))}</button>',
            f'<button type="button" data-join="{start}">{text(say("mend.join"))}</button>',
        ]
        for other in [a for a in self._articles if a is not owner and a.title][:_MAX_TARGETS]:
            target = next((f.source_start for f in other.fields if f.name == "title"), _first(other))
            label = text(say("mend.move", title=title_of(other)))
            actions.append(
                f'<button type="button" data-mend="move" data-start="{start}" data-target="{target}">{label}</button>'
            )
        read = address("page", "article", owner.article_id, source=1)
        actions.append(f'<button type="button" data-open="{read}">{text(say("mend.read"))}</button>')
        return (
            f'<details class="mend"><summary>{text(say("mend.open"))}</summary>'
            f'<div class="menu">{"".join(actions)}</div></details>'
        )


def _first(article: Article) -> int:
    return min((piece.source_start for piece in article.pieces), default=0)


def _seams_of(article: Article) -> Iterator[tuple[int, Join]]:
    """Where in the source the second fragment of each join begins."""
    for join in article.joins:
        for piece in article.pieces:
            if piece.start <= join.position < piece.end:
                yield piece.source_start + join.position - piece.start, join
