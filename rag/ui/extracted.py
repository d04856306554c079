"""The page in the order it was extracted, each fragment coloured by the article it went to. Records in, HTML out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from index.records import Article, Block, Remainder, Source
from rag.ui.escaping import address, text
from rag.ui.reading import title_of
from rag.ui.wording import say

# A book has thousands of blocks; those around the chosen article are shown.
_MAX_BLOCKS = 600
_HUES = 6


def extracted_html(
    source: Source, articles: Sequence[Article], chosen: str, remainder: Sequence[Remainder] = ()
) -> str:
    """The page in the order it was extracted; the colour at the left of each block says which article it went to."""
    owners = _Owners(articles)
    hues = {a.article_id: _hue(a, n, chosen) for n, a in enumerate(articles)}
    rows = [
        _block_row(source, b.start, b.end, n, owners, hues, remainder) for n, b in _window(source, articles, chosen)
    ]
    note = ""
    if len(source.blocks) > _MAX_BLOCKS:
        note = f'<p class="quiet">{text(say("articles.cut", count=_MAX_BLOCKS))}</p>'
    return f'<div class="extracted">{"".join(rows)}{note}</div>'


def _window(source: Source, articles: Sequence[Article], chosen: str) -> Iterator[tuple[int, Block]]:
    """The blocks to show: all of a page; of a long document those around the chosen article."""
    blocks = [(n, b) for n, b in enumerate(source.blocks, start=1) if b.text.strip()]
    first = next((p.source_start for a in articles if a.article_id == chosen for p in a.pieces), 0)
    begin = next((i for i, (_, b) in enumerate(blocks) if b.end > first), 0)
    begin = max(0, min(begin - _MAX_BLOCKS // 4, len(blocks) - _MAX_BLOCKS))
    yield from blocks[begin : begin + _MAX_BLOCKS]


def _hue(article: Article, number: int, chosen: str) -> str:
    return "chosen" if article.article_id == chosen else f"hue-{number % _HUES}"


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


def _block_row(
    source: Source,
    start: int,
    end: int,
    number: int,
    owners: _Owners,
    hues: dict[str, str],
    remainder: Sequence[Remainder],
) -> str:
    words = text(source.text[start:end].strip())
    owner = owners.of(start, end)
    if owner is None:
        reason = next((r.reason for r in remainder if r.source_start < end and r.source_end > start), "")
        title = text(say("articles.remainder", reason=reason or "—"))
        return f'<div class="fragment left-over" title="{title}"><i>{number}</i><span>{words}</span></div>'
    hue = hues[owner.article_id]
    title = text(say("articles.elsewhere", title=title_of(owner)))
    jump = address("page", "article", owner.article_id, source=1)
    opener = "" if hue == "chosen" else f' data-open="{jump}" role="button" tabindex="0"'
    return f'<div class="fragment {hue}" title="{title}"{opener}><i>{number}</i><span>{words}</span></div>'
