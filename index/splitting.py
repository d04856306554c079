"""Text into sentences and articles into passages: offsets only, so that nothing can be lost or changed.

It knows nothing of reading order or of stores.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from index.records import Article, Passage

# A sentence ends at 。！？!?；… or a line break, together with the closing quotes and brackets that follow.
# A half-width full stop ends one only before a blank or the end of the text, never inside 3.5 or www.a.cn.
# The leading character class lets the regex engine skip to candidates: three times faster than bare alternatives.
_SENTENCE_END = re.compile(
    r"[。！？!?…\n.](?:(?<=[。！？!?])[。！？!?]*|(?<=…)…|(?<=\n)\n*|(?<=[^\d\s]\.)(?=\s|$))[”’」』）)》\]】\"']*\s*"
)
_CLAUSE_END = re.compile(r"[，；：、,;:\s]+[”’」』）)》\]】\"']*")

# Paragraphs seldom run longer, and a part of one has lost what the rest names. On news and encyclopaedia questions 900
# found more than 600, and 600 more than 350, also after reranking (tests/benchmarks/log/retrieval.md).
MAX_CHARS = 900


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the sentences of `text`; they cover it completely and in order.

    A mark inside an open quotation that goes on after it (“好！”他说) still ends a sentence: the quote closes with it.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.end()
        spans.append((start, end))
        start = end
    if start < len(text):
        spans.append((start, len(text)))
    return tuple(spans)


def split_article(article: Article, max_chars: int = MAX_CHARS, *, pack: bool = False) -> list[Passage]:
    """The passages of `article`, in order: its paragraphs, those above `max_chars` code points in balanced parts.

    Parts end at sentence ends; a sentence above `max_chars` is cut at its commas, or hard where it has none.
    With `pack` the paragraphs are lines of one running text and short ones share a passage. Line breaks between
    passages and blank paragraphs belong to none. `passage_id` is `{article_id}#{n}` with n from 1.
    """
    if max_chars < 1:
        raise ValueError(f"max_chars={max_chars} must be at least 1")
    passages: list[Passage] = []
    offset = 0
    texts = ("\n".join(article.paragraphs),) if pack else article.paragraphs
    for number, text in enumerate(texts, 1):
        spans = split_sentences(text)
        for start, end in _parts(text, spans, max_chars):
            part = text[start:end]
            if not part or part.isspace():
                continue
            passages.append(
                Passage(
                    passage_id=f"{article.article_id}#{len(passages) + 1}",
                    article_id=article.article_id,
                    document=article.document,
                    kind=article.kind,
                    title=article.title,
                    author=article.author,
                    affiliation=article.affiliation,
                    column=article.column,
                    page=_page(article, offset + start),
                    paragraph=text.count("\n", 0, start) + 1 if pack else number,
                    start=offset + start,
                    end=offset + end,
                    text=part,
                    sentences=_within(spans, start, end),
                )
            )
        offset += len(text) + 1
    return passages


def _parts(text: str, spans: Sequence[tuple[int, int]], max_chars: int) -> list[tuple[int, int]]:
    """Balanced parts of `text`, each at most `max_chars`, line breaks at their ends left out."""
    if len(text) <= max_chars:
        parts = [(0, len(text))]
    else:
        ends: list[int] = []
        for start, end in spans:
            if end - start > max_chars:
                ends.extend(_clause_cuts(text, start, end, max_chars))
            ends.append(end)
        cuts = _balanced_cuts(ends, max_chars)
        parts = list(zip([0, *cuts[:-1]], cuts, strict=True))
    return [(start, start + len(text[start:end].rstrip("\n"))) for start, end in parts]


def _clause_cuts(text: str, start: int, end: int, max_chars: int) -> list[int]:
    """Cuts inside one sentence above `max_chars`: at clause ends, and hard inside a clause that is still too long."""
    ends: list[int] = []
    last = start
    for stop in [m.end() for m in _CLAUSE_END.finditer(text, start, end)] + [end]:
        while stop - last > max_chars:
            last += max_chars
            ends.append(last)
        if stop > last:
            ends.append(stop)
            last = stop
    return [start + cut for cut in _balanced_cuts([e - start for e in ends], max_chars)][:-1]


def _balanced_cuts(ends: Sequence[int], max_chars: int) -> list[int]:
    """The chosen ends, the last included, such that parts are of like length and at most `max_chars`.

    `ends` rise, no two further apart than `max_chars`. As few parts as the length allows are tried first, each cut at
    the end nearest to its even share; then one more, and so on; at last the ends are packed greedily.
    """
    length = ends[-1]
    fewest = -(-length // max_chars)
    for count in range(fewest, min(2 * fewest + 2, len(ends)) + 1):
        cuts = [_nearest(ends, length * n / count) for n in range(1, count)] + [length]
        if all(a < b <= a + max_chars for a, b in zip([0, *cuts], cuts, strict=False)):
            return cuts
    cuts, last = [], 0
    for end, following in zip(ends, [*ends[1:], length + max_chars + 1], strict=True):
        if following - last > max_chars:
            cuts.append(end)
            last = end
    return cuts if cuts and cuts[-1] == length else [*cuts, length]


def _nearest(ends: Sequence[int], target: float) -> int:
    at = bisect_left(ends, target)
    if at == 0:
        return ends[0]
    return ends[at] if at < len(ends) and ends[at] - target < target - ends[at - 1] else ends[at - 1]


def _within(spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The sentences of a part, in offsets of the part; those that its ends cut are cut there."""
    if not spans or (start, end) == (0, spans[-1][1]):
        return tuple(spans)
    first = bisect_right(spans, start, key=lambda span: span[1])
    last = bisect_left(spans, end, key=lambda span: span[0])
    return tuple((max(a, start) - start, min(b, end) - start) for a, b in spans[first:last])


def _page(article: Article, position: int) -> int | None:
    for piece in article.pieces:
        if piece.start <= position < piece.end:
            return piece.page
    return None
