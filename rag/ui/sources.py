"""出处: citations and nearest passages as cards. Records in, escaped HTML out; touches nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.records import Article, Hit, Join, Passage
from index.splitting import split_sentences
from rag.answer import Answer, Citation
from rag.ui.escaping import address, marked, text
from rag.ui.wording import say

# How much of a paragraph a card shows around what it quotes; the rest is one click away.
_CONTEXT_CHARS = 44
_NEAREST_CHARS = 150


def place(passage: Passage) -> str:
    """Where a passage stands, in words: 作者 · 第 2 段 · 第 3 页."""
    parts = [passage.author or "", say("source.paragraph", number=passage.paragraph)]
    if passage.page is not None:
        parts.append(say("source.page", number=passage.page))
    return " · ".join(part for part in parts if part)


def headline(passage: Passage) -> str:
    """The title of a passage's article, or what it is when it has none."""
    if passage.title:
        return passage.title
    return say("source.untitled") if passage.kind == "article" else say(f"kind.{passage.kind}")


@dataclass(frozen=True, slots=True)
class Context:
    """The paragraph around a citation: `paragraph[start:end]` is the quote, `join` the least certain seam in it."""

    paragraph: str
    start: int
    end: int
    join: Join | None = None


def cards(answer: Answer, contexts: Mapping[int, Context]) -> str:
    """The list of an answer's source cards; `contexts` by marker, where the index still has the paragraph."""
    if answer.citations:
        return f'<ol class="cards">{"".join(_card(c, contexts.get(c.marker)) for c in answer.citations)}</ol>'
    if answer.nearest:
        return f'<ol class="cards nearest">{"".join(_nearest(hit) for hit in answer.nearest)}</ol>'
    return f'<p class="quiet">{text(say("sources.none"))}</p>'


def heading(answer: Answer) -> str:
    """What the cards of this answer are called."""
    return say("sources.title" if answer.citations or not answer.nearest else "sources.nearest")


def summary(answer: Answer) -> str:
    """The line that opens the cards on a phone."""
    if answer.citations:
        return say("sources.count", count=len(answer.citations))
    return say("sources.nearest.count", count=len(answer.nearest))


def excerpt(paragraph: str, start: int, end: int) -> str:
    """The cited sentence, highlighted, with a little of its paragraph on both sides."""
    left, right = max(0, start - _CONTEXT_CHARS), min(len(paragraph), end + _CONTEXT_CHARS)
    left = 0 if left < _CONTEXT_CHARS // 3 else _sentence_start(paragraph, left, start)
    right = len(paragraph) if len(paragraph) - right < _CONTEXT_CHARS // 3 else right
    before = "" if left == 0 else "……"
    after = "" if right == len(paragraph) else "……"
    return f"{before}{marked(paragraph[left:right], start - left, end - left)}{after}"


def _sentence_start(paragraph: str, left: int, start: int) -> int:
    """The first sentence beginning in left..start, so that an excerpt begins like a sentence where it can."""
    return next((s for s, _ in split_sentences(paragraph) if left <= s <= start), left)


def _card(citation: Citation, context: Context | None) -> str:
    passage = citation.passage
    shown = context or Context(passage.text, citation.start, citation.end)
    where = text(place(passage))
    if shown.join is not None:
        words = text(say("source.join", confidence=f"{shown.join.confidence:.2f}"))
        where += f' · <span class="seam {seam_class(shown.join)}">{words}</span>'
    return (
        f'<li class="card{" joined" if shown.join else ""}" data-card="{citation.marker}" tabindex="-1">'
        f'<h4><span class="number">{citation.marker}</span>{text(headline(passage))}</h4>'
        f'<p class="where">{where}</p>'
        f"<blockquote>{excerpt(shown.paragraph, shown.start, shown.end)}</blockquote>"
        f"{_read_button(passage, citation.start, citation.end)}</li>"
    )


def _nearest(hit: Hit) -> str:
    passage = hit.passage
    cut = passage.text[:_NEAREST_CHARS]
    shown = text(cut) + ("……" if len(passage.text) > len(cut) else "")
    return (
        f'<li class="card"><h4>{text(headline(passage))}</h4><p class="where">{text(place(passage))}</p>'
        f"<blockquote>{shown}</blockquote>{_read_button(passage, 0, 0)}</li>"
    )


def _read_button(passage: Passage, start: int, end: int) -> str:
    first, last = (passage.start + start, passage.start + end) if end > start else (passage.start, passage.end)
    target = address("page", "article", passage.article_id, start=first, end=last, drawer=1)
    return f'<button type="button" class="more" data-read="{target}">{text(say("source.read"))} ›</button>'


def seam_class(join: Join) -> str:
    """Jade for a join to rely on, amber for one to look at."""
    return "certain" if join.confidence >= 0.8 else "doubtful"


def contexts_of(citations: Sequence[Citation], article_of: Callable[[str], Article | None]) -> dict[int, Context]:
    """The paragraph around each citation, by marker; `article_of` gives an article by id, or None when it is gone."""
    found: dict[int, Context] = {}
    for citation in citations:
        passage = citation.passage
        article = article_of(passage.article_id)
        if article is None or not 0 < passage.paragraph <= len(article.paragraphs):
            continue
        paragraph = article.paragraphs[passage.paragraph - 1]
        first = sum(len(p) + 1 for p in article.paragraphs[: passage.paragraph - 1])
        start = passage.start + citation.start - first
        if paragraph[start : start + len(citation.quote)] != citation.quote:
            continue
        inside = [j for j in article.joins if first < j.position < first + len(paragraph)]
        join = min(inside, key=lambda j: j.confidence, default=None)
        found[citation.marker] = Context(paragraph, start, start + len(citation.quote), join)
    return found
