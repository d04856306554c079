"""谁提到了……, 有没有提到……: where words stand in the articles, or that they stand nowhere.

Words are looked for as they are, a region also by its short name beside another's (川渝). In a large collection the
passages that were found are read, not every article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from index.records import Hit
from rag.answer import Answer
from rag.answering.bibliography import cards_of, opening
from rag.answering.catalogue import ArticleCard, Catalogue
from rag.answering.comparing import MOST_ROWS, label_of, mention_cell, point_cell, point_terms, tabulate
from rag.answering.drafting import Draft, refusal
from rag.answering.library import Library
from rag.answering.questions import Question
from rag.answering.refusing import phrase
from rag.answering.regions import short_mentions

_SPEAK = r"(?:提到|提及|谈到|谈及|说到|讲到|写到|涉及|论及|出现|包含|包括|关于)"
_WEAK = r"(?:提|谈|说|讲|写|聊)"
_WHO = (
    r"(?:谁|哪些人|哪个人|哪几?位(?:作者|专家|学者|发言人)?|哪[些个](?:作者|专家|学者|发言人)|"
    r"(?:哪些|哪几|哪一|哪|几|多少)(?:篇|条|则|个)?(?:文章|报道|新闻|稿件|发言)?)"
)
_DID = r"(?:了|过|到过|到了|到)?"
_WHO_MENTIONS = re.compile(
    rf"^(?:都|文中|文章里)?(?:是|有)?{_WHO}(?:都|曾|也|还|里|中|在文[章中]里?)*(?:{_SPEAK}|{_WEAK}(?:过|了)){_DID}(?P<what>.+?)(?<!的文章)(?<!的报道)(?<!的新闻)$"
)
_WHO_NOT = re.compile(rf"^{_WHO}(?:都)?(?:没有?|未曾?)(?:{_SPEAK}|{_WEAK})(?:过|到)?(?P<what>.+)$")
_MENTIONED_BY = re.compile(
    rf"^{_SPEAK}{_DID}(?P<what>.+?)的(?:都)?(?:有|是)?(?:{_WHO}|人|作者|文章)(?:有(?:谁|哪些))?$"
)
_WHETHER = (
    re.compile(rf"(?:有没有|有无|是否|是不是|(?<!没)有)(?:人|谁|作者|文章|哪篇|哪位|专门)?(?:曾经?|也|都|在文[章中]里?)?(?:{_SPEAK}|{_WEAK}){_DID}(?P<what>.+?)(?:没有?|吗)?$"),
    re.compile(rf"(?:{_SPEAK}|{_WEAK}过){_DID}(?P<what>.+?)(?:了)?(?:吗|没有|没|不)$"),
    re.compile(rf"(?:提没提|讲没讲|说没说|谈没谈|写没写|提不提){_DID}(?P<what>.+)$"),
    re.compile(r"^(?:文章|文中|文|这里|里面)?(?:里|中|里面)?(?:有没有|有无)(?P<what>[^，,]{2,8})(?:这个词|的内容|的字样|字样|这个人)$"),
)  # fmt: skip
_PASSIVE = re.compile(rf"^(?P<what>[^，,]{{2,12}}?)(?:有没有|是否|有没|是不是)(?:被|在文[章中]里?)*{_SPEAK}(?:过|了)?$")
_IS_THERE = re.compile(
    r"^(?:这[几些]?篇)?(?:文章|文中|文|里面|报道|新闻)(?:里|中|里面)?有(?:没有)?(?P<what>[^，,的]{2,6}?)(?:吗|没有|么)$"
)
_WHO_URGES = re.compile(
    rf"^(?:是)?{_WHO}(?:都)?(?:提出|建议|主张|认为|呼吁|希望|强调|指出|提议|赞成)(?:了|过|要|应该|应当|应|的是)?(?P<what>.+)$"
)
_FORMS = (
    ("who", (_WHO_MENTIONS, _MENTIONED_BY)),
    ("whether", (*_WHETHER, _PASSIVE, _IS_THERE)),
    ("urges", (_WHO_URGES,)),
)
_NO_THING = re.compile(r"什么|哪|谁|怎|如何|多少|几")
_TRIM = re.compile(
    r"^(?:了|过|的|到|关于|要)+|[“”《》?？。\s]|(?:这个词|这个概念|的说法|的概念|的提法|这个说法|一词|这件事|的事情?|的内容|的问题|"
    r"的?(?:建议|观点|看法|说法|论述|文章|新闻|报道|字样)|问题)$"
)
_SURE = 0.75


def asked_mention(text: str) -> tuple[str, str]:
    """(form, what): "who", "whether" or "urges" and the thing; ("", "") for other questions."""
    text = text.strip(" ?？")
    for form, patterns in _FORMS:
        for pattern in patterns:
            found = pattern.search(text)
            if found:
                quoted = re.search(r"“([^”]+)”", found["what"])
                what = quoted[1] if quoted else _TRIM.sub("", found["what"])
                if what and "《" not in what and not _NO_THING.search(what):
                    return form, what
    return "", ""


def answer_mention(
    question: Question, text: str, names: Sequence[str], catalogue: Catalogue, hits: Sequence[Hit], library: Library
) -> Answer | None:
    """Who mentions it and where, or that nobody does; None when no mention is asked for."""
    silent = _WHO_NOT.match(text.strip(" ?？"))
    form, what = ("who", _TRIM.sub("", silent["what"])) if silent else asked_mention(text)
    if not form or not what:
        return None
    cards = list(catalogue.articles(limit=MOST_ROWS * 4 + 1))
    if len(cards) > MOST_ROWS * 4:
        cards = cards_of(hits)
    verbatim = [c for c in cards if _holds(library, c, what)]
    own = [c for c in verbatim if c.author in names] if names else verbatim
    if silent and verbatim and len(cards) <= MOST_ROWS * 4:
        rest = [c for c in cards if c.kind == "article" and c not in verbatim]
        return _silent(question, library, what, rest)
    if own:
        lead = phrase("mentioned", what=what) if form == "whether" else ""
        told = {c.author for c in own}
        others = [n for n in names if n not in told] if len(names) > 1 else []
        return _told(question, library, what, own, lead, others)
    several = len(point_terms(what)) > 1
    if form == "urges" or (several and form == "who"):
        return _nearest(question, library, cards if not names else [c for c in cards if c.author in names], what)
    near = [c for c in cards if _near_cell(library, c, what) and (not names or c.author in names)]
    if near:
        return _told(question, library, _near_words(what)[0], [*near], phrase("mentioned_alike", what=what))
    if several and len(what) > 5:
        # A clause rather than a thing: what is said of it may be worded otherwise.
        return None
    if names and verbatim:
        lead = phrase("mentioned_by_others", who="、".join(names), what=what)
        return _told(question, library, what, verbatim, lead)
    said = f"{'、'.join(names)}提到的“{what}”" if names else f"“{what}”"
    return refusal(question.text, phrase("unanswered", asked=said), list(hits)[:3])


def _holds(library: Library, card: ArticleCard, what: str) -> bool:
    folded = [fold(p.text) for p in library.paragraphs(card.article_id)]
    if any(what in text for text in folded):
        return True
    short = short_mentions(what)
    return short is not None and any(short.search(text) for text in folded)


def _silent(question: Question, library: Library, what: str, cards: Sequence[ArticleCard]) -> Answer:
    """The articles that do not hold the words, each by its opening."""
    draft = Draft(question.text)
    draft.lead(phrase("not_mentioned_by" if cards else "mentioned_by_all", what=what))
    for card in cards[:MOST_ROWS]:
        span = opening(library, card.article_id)
        if span is not None:
            draft.lead(f"{label_of(card)}：")
            draft.say(span.text, [span], item=True)
    return draft.answer() if draft.citations else refusal(question.text, draft.answer().text)


def _near_words(what: str) -> tuple[str, str]:
    """诺贝尔奖 as 诺贝尔 and 奖: a long first part that may stand apart from the rest (诺贝尔生理学或医学奖)."""
    at = len(what) - 1 if len(what) >= 4 else len(what)
    return what[:at], what[at:]


def _near_cell(library: Library, card: ArticleCard, what: str) -> bool:
    head, tail = _near_words(what)
    if not tail:
        return False
    pattern = re.compile(re.escape(head) + r"[^，,。；;]{0,10}" + re.escape(tail))
    return any(pattern.search(fold(p.text)) for p in library.paragraphs(card.article_id))


def _told(
    question: Question,
    library: Library,
    what: str,
    cards: Sequence[ArticleCard],
    lead: str,
    silent: Sequence[str] = (),
) -> Answer:
    """A row an article, with the first sentence that holds the words, and an empty one for each of the `silent`."""
    draft = Draft(question.text)
    if lead:
        draft.lead(lead)
    rows, cells = [], []
    for card in cards[:MOST_ROWS]:
        cell = mention_cell(draft, library.paragraphs(card.article_id), what, short_mentions(what))
        if cell:
            rows.append(card)
            cells.append([cell])
    return tabulate(draft, [*(label_of(c) for c in rows), *silent], [what], [*cells, *([()] for _ in silent)])


def _nearest(question: Question, library: Library, cards: Sequence[ArticleCard], what: str) -> Answer | None:
    """The articles with a sentence that holds nearly all the words, though not as one run."""
    draft = Draft(question.text)
    rows, cells = [], []
    for card in cards:
        cell = point_cell(draft, library.paragraphs(card.article_id), what, 1, 90, least=_SURE)
        if cell:
            rows.append(label_of(card))
            cells.append([cell])
    if not rows:
        return None
    return tabulate(draft, rows[:MOST_ROWS], [what], cells[:MOST_ROWS])


def unexplained(question: Question, thing: str, hits: Sequence[Hit]) -> Answer:
    """A refusal to define what no sentence explains, with the sentences that hold it."""
    held = [h for h in hits if thing in fold(h.passage.text)]
    shown = []
    for hit in held:
        body = fold(hit.passage.text)
        shown += [hit.passage.text[a:b].strip() for a, b in hit.passage.sentences if thing in body[a:b]]
    told = "".join(f"\n- {text}" for text in dict.fromkeys(shown[:3]))
    return refusal(question.text, phrase("undefined", thing=thing) + told, held[:3])
