"""Who, which article, which title, which affiliation: answered from the articles' metadata.

Every statement cites the opening sentence of the article that it is about. What the metadata does not hold is refused
and what is known is told; the text of the articles is searched elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from index.reading_order.fields import ends_in_post
from index.records import Hit, Passage
from rag.answer import Answer
from rag.answering.catalogue import ArticleCard, Catalogue
from rag.answering.drafting import Draft, refusal
from rag.answering.library import Library
from rag.answering.outlines import topic_sentence
from rag.answering.paragraphs import Span
from rag.answering.questions import Question
from rag.answering.refusing import phrase
from rag.answering.terms import cover

_AFFILIATION = re.compile(
    r"单位|任职|就职|供职|职务|职称|头衔|身份|机构|部门|来自|院校|做什么|是什么人|哪里工作|affiliation|institution"
)
_TITLE = re.compile(r"标题|题目|篇名|哪(一)?篇|写了?什么|写了?哪些|哪些文章|什么文章|文章(叫|题为)|title")
_EACH = re.compile(r"分别|各自|几位|[两二三四五六]位|作者们|所有作者|各位")
_HOW_MANY = re.compile(r"(多少|几)(篇|位作者|个作者|名作者|位|名)|一共|总共")
_COLUMN = re.compile(r"栏目|专栏|版块|column")
_PERSON = re.compile(r"(是谁|是什么人|何许人|介绍)[?？]?$")
_WHO = re.compile(r"谁|作者|哪位|执笔|撰写|who|author")
_ASKS_ARTICLE = re.compile(r"作者|署名|执笔|撰|写|标题|题目|篇|(?:哪|这|那)一?(?:条|则)|author|wrote|title")
_ABOUT = frozenset(
    "那篇 这篇 那条 这条 新闻 叫 人 写 文章 作者 撰写 标题 题目 篇 一篇 哪篇 报道 关于 收录 执笔 "
    "一文 题为 篇名 谁写 一共 共有 总共 几篇 多少篇 几位 多少 有 署名 "
    "全部".split()
)
_MOST_CARDS = 400
_SHOWN = 12


def persons_in(question: Question, authors: Sequence[str]) -> list[str]:
    """The authors named in a question, in order of mention, the longest where names overlap."""
    text = question.chinese
    found = [(text.find(fold(a)), a) for a in authors if len(a) > 1 and fold(a) in text]
    longest = [(at, a) for at, a in found if not any(a != b and a in b for _, b in found)]
    return [a for _, a in sorted(longest)]


def opening(library: Library, article_id: str) -> Span | None:
    """The first sentence of an article, as a quote; None for an article without text."""
    for paragraph in library.paragraphs(article_id):
        spans = paragraph.spans(*topic_sentence(paragraph))
        if spans:
            return spans[0]
    return None


def _named(card: ArticleCard) -> str:
    return f"《{card.title}》" if card.title else "（无题）"


def _cards(catalogue: Catalogue, hits: Sequence[Hit]) -> list[ArticleCard]:
    """All articles of a small collection; of a large one those that the hits come from."""
    cards = list(catalogue.articles(kind="article", limit=_MOST_CARDS + 1))
    if len(cards) <= _MOST_CARDS:
        return cards
    return [c for c in cards_of(hits) if c.kind == "article"]


class _PassageCard:
    """A card made of what a passage tells of its article."""

    def __init__(self, passage: Passage) -> None:
        self.article_id = passage.article_id
        self.document = passage.document
        self.kind = passage.kind
        self.title = passage.title
        self.author = passage.author
        self.affiliation = passage.affiliation
        self.column = passage.column


def card_of(passage: Passage) -> ArticleCard:
    """The card of the article that a passage is from."""
    return _PassageCard(passage)


def cards_of(hits: Sequence[Hit]) -> list[ArticleCard]:
    """The cards of the articles that hits are from, in the order of the hits."""
    first: dict[str, Passage] = {}
    for hit in hits:
        first.setdefault(hit.passage.article_id, hit.passage)
    return [card_of(p) for p in first.values()]


def _about(question: Question, card: ArticleCard, hits: Sequence[Hit], names: Sequence[str]) -> float:
    """How much an article is what the question describes: its title first, then its passages among the hits."""
    terms = [t for t in question.terms if t.text not in _ABOUT and not any(t.text in fold(n) for n in names)]
    weight = sum(t.weight for t in terms) or 1.0
    title = fold(card.title or "")
    by_title = sum(t.weight * cover(t.text, title) for t in terms) / weight
    texts = [fold(h.passage.text) for h in hits if h.passage.article_id == card.article_id]
    by_text = max((sum(t.weight * cover(t.text, text) for t in terms) / weight for text in texts), default=0.0)
    if "提到" in question.chinese or "提及" in question.chinese or "谈到" in question.chinese:
        return 0.2 * by_title + 0.8 * by_text
    return 0.7 * by_title + 0.3 * by_text


def works_as(person: str, affiliation: str) -> str:
    """A place of work is a person's, a post is what he is."""
    return f"{person}{'是' if ends_in_post(affiliation) else '的单位是'}{affiliation}。"


def say_affiliation(
    question: Question, person: str, cards: Sequence[ArticleCard], library: Library, hits: Sequence[Hit]
) -> Answer:
    """The affiliation of one author; a refusal that tells what is known when there is none."""
    draft = Draft(question.text)
    for affiliation in dict.fromkeys(c.affiliation for c in cards if c.affiliation):
        card = next(c for c in cards if c.affiliation == affiliation)
        span = opening(library, card.article_id)
        draft.say(works_as(person, affiliation), [span] if span else [])
    if draft.sentences:
        return draft.answer()
    titles = "、".join(_named(c) for c in cards[:3])
    own = [h for h in hits if h.passage.author == person] or list(hits)
    return refusal(question.text, phrase("affiliation", person=person, titles=titles), own[:3])


def say_affiliations(question: Question, people: Sequence[str], catalogue: Catalogue, library: Library) -> Answer:
    """The affiliations of several persons; who has none is said to have none. All unknown is a refusal."""
    draft = Draft(question.text)
    for person in people[:_SHOWN]:
        cards = [c for c in catalogue.articles(kind="article", author=person, limit=5) if c.affiliation]
        span = opening(library, cards[0].article_id) if cards else None
        if cards and span:
            draft.say(works_as(person, cards[0].affiliation or ""), [span], item=True)
        else:
            draft.lead(f"文中没有提到{person}的单位。")
    if draft.citations:
        return draft.answer()
    return refusal(question.text, phrase("unanswered", asked="、".join(people[:_SHOWN]) + "的单位"))


def _say_column(
    question: Question, person: str, cards: Sequence[ArticleCard], library: Library, hits: Sequence[Hit]
) -> Answer:
    draft = Draft(question.text)
    for card in cards:
        span = opening(library, card.article_id)
        if card.column and span:
            draft.say(f"{_named(card)}刊于栏目“{card.column}”。", [span])
    if draft.sentences:
        return draft.answer()
    return refusal(question.text, phrase("unanswered", asked=f"{person}的文章所在的栏目"), list(hits)[:3])


def say_titles(question: Question, person: str, cards: Sequence[ArticleCard], library: Library) -> Answer:
    """The titles of one author's articles."""
    draft = Draft(question.text)
    for card in cards[:_SHOWN]:
        span = opening(library, card.article_id)
        draft.say(f"{person}的文章是{_named(card)}。", [span] if span else [], item=len(cards) > 1)
    return draft.answer()


def say_authors(question: Question, cards: Sequence[ArticleCard], library: Library, *, count: bool) -> Answer:
    """The articles with their authors; `count` tells how many there are."""
    draft = Draft(question.text)
    people = {c.author for c in cards if c.author}
    if count:
        draft.lead(phrase("count", articles=len(cards), authors=len(people)))
    ordered = sorted(cards, key=lambda c: not c.author)
    unsigned = next((c for c in ordered[:_SHOWN] if not c.author), None)
    for card in ordered[:_SHOWN]:
        span = opening(library, card.article_id)
        if card is unsigned:
            draft.lead(phrase("unsigned"))
        draft.say(f"{card.author}，{_named(card)}" if card.author else _named(card), [span] if span else [], item=True)
    return draft.answer(notice="" if len(cards) <= _SHOWN else phrase("more", shown=_SHOWN, total=len(cards)))


def say_who(question: Question, ranked: Sequence[tuple[float, ArticleCard]], library: Library) -> Answer | None:
    """The authors of the articles ranked best; None when none is likely."""
    best = ranked[0][0]
    chosen = [c for worth, c in ranked if worth >= max(0.45, 0.92 * best)][:3]
    if not chosen:
        return None
    draft = Draft(question.text)
    for card in chosen:
        span = opening(library, card.article_id)
        if card.author:
            post = f"（{card.affiliation}）" if card.affiliation else ""
            draft.say(f"{_named(card)}的作者是{card.author}{post}。", [span] if span else [], item=len(chosen) > 1)
        else:
            draft.lead(phrase("unsigned"))
            draft.say(_named(card), [span] if span else [], item=True)
    return draft.answer()


def answer_affiliations(
    question: Question, catalogue: Catalogue, hits: Sequence[Hit], library: Library
) -> Answer | None:
    """The affiliations of several authors; None when the question asks for something else."""
    names = persons_in(question, catalogue.authors())
    if not _AFFILIATION.search(question.chinese) or not (len(names) > 1 or _EACH.search(question.chinese)):
        return None
    people = names or list(dict.fromkeys(c.author for c in _cards(catalogue, hits) if c.author))
    return say_affiliations(question, people, catalogue, library) if people else None


def answer_bibliography(
    question: Question, catalogue: Catalogue, hits: Sequence[Hit], library: Library
) -> Answer | None:
    """The answer, or None when the metadata has nothing to do with what is asked."""
    names = persons_in(question, catalogue.authors())
    text = question.chinese
    if len(names) == 1:
        cards = list(catalogue.articles(kind="article", author=names[0], limit=50))
        if _COLUMN.search(text):
            return _say_column(question, names[0], cards, library, hits)
        if _PERSON.search(text) and cards:
            return say_who(question, [(1.0, c) for c in cards[:3]], library)
        if _AFFILIATION.search(text):
            return say_affiliation(question, names[0], cards, library, hits)
        if _TITLE.search(text) and cards:
            return say_titles(question, names[0], cards, library)
        return None
    cards = _cards(catalogue, hits)
    return _of_all(question, cards, catalogue, hits, library) if cards else None


def _of_all(
    question: Question, cards: Sequence[ArticleCard], catalogue: Catalogue, hits: Sequence[Hit], library: Library
) -> Answer | None:
    """What is asked of no single author: the list of articles, or those that the question describes."""
    text, names = question.chinese, persons_in(question, catalogue.authors())
    several = answer_affiliations(question, catalogue, hits, library)
    if several is not None:
        return several
    about = [
        t
        for t in question.terms
        if t.text not in _ABOUT and not re.fullmatch(r"[一二两三四五六七八九十几\d]+[位篇名个]?|单位|位", t.text)
    ]
    if not about and (_HOW_MANY.search(text) or _WHO.search(text) or _TITLE.search(text)):
        return say_authors(question, cards, library, count=True)
    if _WHO.search(text) or _TITLE.search(text) or _AFFILIATION.search(text):
        ranked = sorted(
            ((_about(question, c, hits, names), c) for c in cards),
            key=lambda entry: -entry[0],
        )
        if not ranked[0][1].author and not _ASKS_ARTICLE.search(text):
            # A post or a name is asked for, and it is not an author's: the text may tell.
            return None
        return say_who(question, ranked, library)
    return None


def without_names(question: Question, names: Sequence[str]) -> str:
    """The question with 「张三认为」, 「张三的文章中提到的」 and the like taken out."""
    text = question.chinese
    for name in names:
        text = re.sub(
            re.escape(fold(name))
            + (
                r"(在?(其|他的|她的|的)?(这篇|那篇)?(文章)?(里|中)?(所)?(认为|提到|"
                r"指出|提出|谈到|强调|建议|主张|说|写)?(的|了)?)?"
            ),
            "",
            text,
            count=1,
        )
    return text.strip("，,、：: ") or question.chinese
