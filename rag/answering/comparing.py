"""对读: several articles beside each other, author by author and point by point, every cell quoted and cited.

An empty cell means that no sentence of the article is on the point: 文中未涉及. Nothing is put in other words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.folding import fold
from index.records import Hit
from rag.answer import Answer, Sentence, Table
from rag.answering.advice import advice_behind, urges
from rag.answering.bibliography import card_of, cards_of, opening, persons_in
from rag.answering.catalogue import ArticleCard, Catalogue
from rag.answering.drafting import Draft, refusal
from rag.answering.library import Library
from rag.answering.outlines import is_topic, main_points, outline, topic_sentence
from rag.answering.paragraphs import Paragraph, Span
from rag.answering.questions import Question, analyse_question
from rag.answering.refusing import phrase
from rag.answering.terms import Term, content_terms, held_share
from rag.answering.trimming import cut_to_terms

Search = Callable[[str, Sequence[str]], Sequence[Hit]]

_CUE = frozenset(
    "看法 观点 不同 区别 差异 异同 相同 共同 比较 对比 建议 主张 提出 "
    "作者 三位 两位 几位 三篇 两篇 几篇 各篇 文章 各自 分别 方面 举措 "
    "措施 "
    "态度 意见 提到 提及 谈到 相比 之处 不同之处 相同之处 共同点 哪个 "
    "三个 两个 就 上 多篇 这些 四位 四篇 各位 专家 学者 怎么看 如何看 "
    "看待 谈 要求 提 提了 说法 意见 想法 强调 作用 篇文章 篇".split()
)
# 怎么看人才 is on 人才, not on 看人才.
_VIEWS = re.compile(
    r"(?:怎么|如何|怎样)(?:看待?|评价|认识|理解)|(?:谁|哪[个位篇])(?:更|最)(?:强调|关注|看重|重视|注重|突出|侧重|偏向|支持|反对)"
)
MOST_ROWS = 12
_ORDINALS = "一二三四五六七八"
_MAX_CHARS = 860
_EMPTY = "文中未涉及"
# So much of the words that any sentence of the article holds must one hold.
_OF_MOST = 0.75


def label_of(card: ArticleCard) -> str:
    """What a row is called: the author, else the title."""
    if card.author or card.title:
        return card.author or f"《{card.title}》"
    return "（图片说明）" if card.kind == "caption" else "（无题）"


def point_terms(point: str) -> tuple[Term, ...]:
    """The words of a point that carry meaning; cue words of comparing are none."""
    return tuple(t for t in content_terms(point) if t.text not in _CUE)


def _either(point: str) -> list[tuple[Term, ...]]:
    """The words of each thing that a point names: 奖励或补助 is about either."""
    named = [point_terms(part) for part in re.split(r"或者?|还是|[、/]", point)]
    return [terms for terms in named if terms] if all(named) else [point_terms(point)]


def _weigh(either: Sequence[Sequence[Term]], folded: str) -> float:
    return max(held_share(terms, folded) for terms in either)


def _sentences_on(
    paragraphs: Sequence[Paragraph], terms: Sequence[Sequence[Term]]
) -> list[tuple[float, Paragraph, int, int]]:
    """Sentences on a point, best first: its words in the sentence, some in the paragraph's topic sentence.

    Where one holds the words, another that only has the like of them must urge something.
    """
    found, most = [], 0.0
    for paragraph in paragraphs:
        topic = fold(paragraph.text[slice(*topic_sentence(paragraph))])
        on_topic = _weigh(terms, topic)
        for start, end in paragraph.sentences:
            folded = fold(paragraph.text[start:end])
            own = _weigh(terms, folded)
            if own < 0.3:
                continue
            most = max(most, own)
            advice = 0.08 if re.search(r"要|应|加强|加快|推进|建立|健全|引进|培养|建设|打造|完善", folded) else 0.0
            head = 0.15 if on_topic > 0.5 and folded.strip() == topic.strip() and is_topic(paragraph) else 0.0
            found.append((own, own + 0.25 * on_topic + advice + head, paragraph, start, end))
    told = [f[1:] for f in found if f[0] >= _OF_MOST * most or urges(f[2].text[f[3] : f[4]].strip())]
    return sorted(told, key=lambda entry: -entry[0])


def point_cell(
    draft: Draft, paragraphs: Sequence[Paragraph], point: str, most: int, max_chars: int, *, least: float = 0.5
) -> tuple[Sentence, ...]:
    """Up to `most` sentences on a point, in reading order; empty where the best is worth less than `least`."""
    terms = point_terms(point)
    found = _sentences_on(paragraphs, _either(point))
    if not found or found[0][0] < least:
        return ()
    chosen = [f[1:] for f in found[:most] if f[0] >= 0.7 * found[0][0]]
    if len(chosen) == 1 and most > 1:
        # A topic sentence alone says little: with it what it comes to.
        paragraph, start, end = chosen[0]
        if is_topic(paragraph) and start <= topic_sentence(paragraph)[0] < end:
            chosen += [(paragraph, *advice) for advice in advice_behind(paragraph, end)[:1]]
    chosen.sort(key=lambda f: (f[0].first.paragraph, f[1]))
    cell = []
    for paragraph, start, end in chosen:
        text = cut_to_terms(paragraph.text[start:end], terms, max_chars)
        cell.append(draft.sentence(text, paragraph.spans(start, end), item=True))
    return tuple(cell)


def mention_cell(
    draft: Draft, paragraphs: Sequence[Paragraph], wanted: str, short: re.Pattern[str] | None = None
) -> tuple[Sentence, ...]:
    """The first sentence that holds `wanted` as it is, else one that `short` finds."""
    found = [(p, *s) for p in paragraphs for s in p.sentences]
    for pattern in (re.compile(re.escape(wanted)), short):
        for paragraph, start, end in found if pattern else ():
            held = pattern.search(fold(paragraph.text[start:end])) if pattern else None
            if held:
                text = cut_to_terms(paragraph.text[start:end], (Term(held[0], 1.0),), 90)
                return (draft.sentence(text, paragraph.spans(start, end), item=True),)
    return ()


def _ordinal_cell(draft: Draft, card: ArticleCard, library: Library, ordinal: int) -> tuple[Sentence, ...]:
    points = main_points(outline(card.title, card.author, card.article_id, library.passages(card.article_id)))
    if not 0 < ordinal <= len(points):
        return ()
    point = points[ordinal - 1]
    cell = [draft.sentence(point.text, point.topic, item=True)]
    cell += [draft.sentence("".join(s.text for s in m), m, item=True) for m in point.measures[:4]]
    return tuple(cell)


def _gist_cell(draft: Draft, card: ArticleCard, library: Library) -> tuple[Sentence, ...]:
    span = opening(library, card.article_id)
    if span is None or not card.title:
        return ()
    return (draft.sentence(f"《{card.title}》", [span], item=True),)


def _as_typed(label: str, question: str) -> str:
    """A folded word as the question writes it: REITs for reits."""
    at = question.lower().find(label)
    return question[at : at + len(label)] if at >= 0 else label


def tabulate(
    draft: Draft, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[tuple[Sentence, ...]]]
) -> Answer:
    """The table, and the same as running text, a line an author."""
    columns = [_as_typed(column, draft.question) for column in columns]
    for row, across in zip(rows, cells, strict=True):
        for column, cell in zip(columns, across, strict=True):
            label = row if len(columns) == 1 else f"{row}·{column}"
            if not cell:
                draft.lead(f"{label}：{_EMPTY}。")
                continue
            draft.lead(f"{label}：")
            for sentence in cell:
                if draft.length + len(sentence.text) <= _MAX_CHARS:
                    draft.sentences.append(sentence)
    table = Table(tuple(columns), tuple(rows), tuple(tuple(across) for across in cells))
    return draft.answer(table=table)


def compare_articles(
    catalogue: Catalogue, article_ids: Sequence[str], points: Sequence[str], *, question: str = ""
) -> Answer:
    """The chosen articles on the chosen points; with no point, the points of each outline, eight at most."""
    library = Library(catalogue, ())
    opened = [library.passages(i) for i in article_ids]
    rows = [card_of(passages[0]) for passages in opened if passages]
    shown = question or "对读：" + "、".join(points or ("提纲",))
    if not rows:
        return refusal(shown, phrase("compare_nothing"))
    draft = Draft(shown)
    if not points:
        by_point = [[_ordinal_cell(draft, r, library, n) for r in rows] for n in range(1, len(_ORDINALS) + 1)]
        told = max((n for n, across in enumerate(by_point, 1) if any(across)), default=1)
        columns = [f"第{mark}点" for mark in _ORDINALS[:told]]
        cells = [[by_point[n][row] for n in range(told)] for row in range(len(rows))]
        return tabulate(draft, [label_of(r) for r in rows], columns, cells)
    cells = [[point_cell(draft, library.paragraphs(r.article_id), p, 3, 100) for p in points] for r in rows]
    return tabulate(draft, [label_of(r) for r in rows], list(points), cells)


def _rows(question: Question, catalogue: Catalogue, hits: Sequence[Hit], count: int) -> list[ArticleCard]:
    """Which articles a question compares: of the authors named, else all of them, of many those that were found."""
    names = persons_in(question, catalogue.authors())
    cards = list(catalogue.articles(kind="article", limit=MOST_ROWS + 1))
    if names:
        return [c for n in names for c in catalogue.articles(kind="article", author=n, limit=2)]
    if len(cards) > MOST_ROWS:
        cards = [c for c in cards_of(hits) if c.kind == "article"][:MOST_ROWS]
    quoted = [fold(x) for x in question.quoted]
    named = [c for c in cards if any(x in fold(c.title or "") for x in quoted)]
    if named and (not count or len(named) == count):
        cards = named
    elif count and len(cards) > count and len(_alike(cards, count)) == count:
        cards = _alike(cards, count)
    elif count and len(cards) > count:
        order = {a: n for n, a in enumerate(dict.fromkeys(h.passage.article_id for h in hits))}
        signed = [c for c in cards if c.author] or cards
        nearest = sorted(signed, key=lambda c: order.get(c.article_id, 99))[:count]
        cards = [c for c in signed if c in nearest]
    return list(cards)


def _alike(cards: Sequence[ArticleCard], count: int) -> list[ArticleCard]:
    """The articles that share a column, where exactly `count` do; else those whose titles are most alike."""
    by_column: dict[str | None, list[ArticleCard]] = {}
    for card in cards:
        by_column.setdefault(card.column, []).append(card)
    return next((group for group in by_column.values() if len(group) == count), [])


def _count(question: Question) -> int:
    found = re.search(r"([两二三四五六七八])(?:位|篇|个|名|人|者)", question.chinese)
    return "零一二三四五六七八".index(found[1].replace("两", "二")) if found else 0


def answer_comparison(question: Question, catalogue: Catalogue, hits: Sequence[Hit], library: Library) -> Answer | None:
    """A table for a question that compares articles; None when it does not, or nothing can be compared."""
    text = question.chinese
    rows = _rows(question, catalogue, hits, _count(question))
    if len(rows) < 2:
        return None
    draft = Draft(question.text)
    names = [fold(label_of(r)) for r in rows]
    rest = _VIEWS.sub(" ", text)
    for name in names:
        rest = rest.replace(name, " ")
    terms = [t for t in point_terms(rest) if not re.fullmatch(r"[一二两三四五六七八九十几\d]+[位篇名个]?", t.text)]
    if question.ordinal:
        cells = [[_ordinal_cell(draft, r, library, question.ordinal)] for r in rows]
        return tabulate(draft, [label_of(r) for r in rows], [f"第{question.ordinal}点"], cells)
    quoted = "".join(fold(x) for x in question.quoted)
    if quoted and all(t.text in quoted for t in terms) and all(quoted in fold(r.title or "") for r in rows):
        return tabulate(draft, [label_of(r) for r in rows], ["文章"], [[_gist_cell(draft, r, library)] for r in rows])
    if not terms:
        return compare_articles(catalogue, [r.article_id for r in rows], (), question=question.text)
    either = [[t.text for t in terms if t.text in part] for part in re.split(r"或者?|还是", rest)]
    point = "或".join("".join(part) for part in either) if all(either) else "".join(t.text for t in terms)
    most = 2 if len(rows) > 3 else 3
    cells = [[point_cell(draft, library.paragraphs(r.article_id), point, most, 90)] for r in rows]
    if not any(cell for across in cells for cell in across):
        return None
    return tabulate(draft, [label_of(r) for r in rows], [point], cells)


def compare(
    question: str,
    catalogue: Catalogue,
    search: Search | None = None,
    *,
    article_ids: Sequence[str] = (),
    points: Sequence[str] = (),
) -> Answer:
    """A comparison as a table: of chosen articles and points, or of what a question names.

    `search(query, authors)` finds hits where the collection is large; without it `article_ids` must be given there.
    """
    if article_ids:
        return compare_articles(catalogue, article_ids, points, question=question)
    asked = analyse_question(question)
    hits = list(search(question, ())) if search else []
    answer = answer_comparison(asked, catalogue, hits, Library(catalogue, hits))
    return answer or refusal(question, phrase("compare_nothing"), hits[:3])


__all__ = ["Span", "answer_comparison", "compare", "compare_articles", "point_terms"]
