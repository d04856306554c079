"""Questions about the articles as such, whatever their wording: each request sent to what can answer it.

None for a question about a thing; that is answered from sentences. Every branch needs a clear sign, so that a request
understood wrongly still falls to the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.folding import fold
from index.records import Hit
from rag.answer import Answer
from rag.answering import bibliography, registers
from rag.answering.catalogue import ArticleCard, Catalogue
from rag.answering.common_ground import answer_common_ground
from rag.answering.comparing import compare_articles
from rag.answering.drafting import refusal
from rag.answering.inventories import answer_inventory, asked_inventory
from rag.answering.library import Library
from rag.answering.mentions import answer_mention
from rag.answering.outlining import answer_nth_points, answer_outlines
from rag.answering.questions import Question, analyse_question
from rag.answering.refusing import phrase
from rag.answering.regions import in_short
from rag.answering.requests import (
    COMMON,
    COMPARE,
    OPINION,
    SUMMARY,
    Request,
    find_authors,
    names_a_thing,
    read_request,
    remaining,
    with_full_names,
)
from rag.answering.signed import answer_signature
from rag.answering.terms import cover
from rag.answering.topics import of_titled, on_topic
from rag.answering.unknowns import HELD, absent_thing, refuse_unknown_person, unsaid_thing
from rag.verifying.names import looks_like_person

_MOST_CARDS = 400
_MOST_COMPARED = 8
_MOST_READ = 60
_COUNT = re.compile(r"(?:几|多少)(?:个|条|点|项|大|方面|种|部分|层)")
_EDITOR = re.compile(r"编者|编辑")
_PIECE_NAMED = re.compile(
    r"(?P<what>[^，,。]{2,20}?)(?:的)?(?:那|这)(?:一)?(?:(?:篇|则)(?:文章|报道|新闻|发言|稿子|消息)?|(?:条|个)(?:文章|报道|新闻|发言|稿子|消息))|(?:关于|讲|写|说)(?P<on>[^，,。]{2,16}?)的(?:那|这)?(?:一)?(?:篇|条|则)?(?:文章|报道|新闻|发言)"
)
# A question for one thing, not for what an article says in all.
_ASKS_ONE_THING = re.compile(r"谁|多少|几|哪|时候|怎|为什么|吗$|(.)不\1|有没有|是否|能否|可否")
_PEOPLE = re.compile(r"作者|专家|学者|嘉宾|人(?!才|工)|[他她]们|大家|[三两四几]位")
_WITH_UNKNOWN = re.compile(
    r"(?:^(?![和与跟同])|[和与跟同、])\s*(?P<who>[一-鿿]{2,3}?)(?=[和与跟同、]\s|的?(?:观点|看法|建议|主张|意见|共同|不同|区别)|有)"
)


def answer_request(asked: Question, catalogue: Catalogue, hits: Sequence[Hit], library: Library) -> Answer | None:
    """The answer to a question about authors, articles, mentions; None for one about a thing."""
    cards = _all_cards(hits, library)
    if not cards:
        return None
    request = read_request(asked, cards, catalogue.authors())
    own = [c for n in request.names for c in catalogue.articles(kind="article", author=n, limit=12)]
    answer = registers.answer_captions(asked, catalogue, library) or answer_signature(asked, cards, library)
    answer = answer or _answer(request, own, cards, catalogue, hits, library)
    corrected = bool(find_authors(fold(asked.text).strip("?？ "), cards, catalogue.authors())[1])
    if answer is not None and corrected and not answer.refused and not answer.notice:
        return _with_notice(answer, phrase("taken_as", name=request.names[0]))
    return answer


def in_known_names(asked: Question, catalogue: Catalogue, hits: Sequence[Hit], library: Library) -> Question:
    """The question with authors as they sign (何局长, a mistyped name) and 四川和重庆 as 川渝 where passages say so."""
    chinese = in_short(asked.chinese, "\n".join(fold(h.passage.text) for h in hits))
    chinese = with_full_names(chinese, _all_cards(hits, library), catalogue.authors())
    return asked if chinese == asked.chinese else replace(analyse_question(chinese), text=asked.text)


def second_reading(asked: Question, catalogue: Catalogue, hits: Sequence[Hit], library: Library) -> Answer | None:
    """What was found to be no answer, looked at again: an author's sentences on the topic, or everybody's; the points
    of the one article that is about what is asked."""
    cards = _all_cards(hits, library)
    if not cards:
        return None
    request = read_request(asked, cards, catalogue.authors())
    if not request.topic or not (request.names or request.everyone) or not request.speaks:
        return of_titled(asked, cards, library)
    if request.names and not request.ordinal and not any(names_a_thing(word) for word in request.topic):
        # What remains names nothing (想听听, 放出来): it is asked what the author says.
        return _whole(replace(request, topic=()), [c for c in cards if c.author in request.names], cards, library)
    own = [c for c in cards if c.author in request.names] if request.names else cards
    return on_topic(request, own, library)


def _said_on_topic(
    request: Request, own: Sequence[ArticleCard], hits: Sequence[Hit], library: Library
) -> Answer | None:
    """张三关于交通说了什么: his sentences on it; refused where he says no word of it, None where it is unclear."""
    told = on_topic(request, own, library)
    texts = [fold(p.text) for c in own for p in library.passages(c.article_id)]
    if not any(names_a_thing(word) for word in request.topic):
        return None
    if told is not None or any(cover(word, text) >= HELD for word in request.topic for text in texts):
        return told
    asked = f"{'、'.join(request.names)}对“{''.join(request.topic)}”的说法"
    return refusal(request.asked.text, phrase("unanswered", asked=asked), list(hits)[:3])


def _with_notice(answer: Answer, notice: str) -> Answer:
    return replace(answer, notice=notice)


def _all_cards(hits: Sequence[Hit], library: Library) -> list[ArticleCard]:
    cards = library.cards(_MOST_CARDS + 1)
    if len(cards) <= _MOST_CARDS:
        return cards
    return [c for c in bibliography.cards_of(hits) if c.kind == "article"]


def _answer(
    request: Request,
    own: list[ArticleCard],
    cards: list[ArticleCard],
    catalogue: Catalogue,
    hits: Sequence[Hit],
    library: Library,
) -> Answer | None:
    asked, text = request.asked, request.text
    if _EDITOR.search(text) and not request.names:
        return registers.answer_editor(asked, catalogue, library)
    sort, noun = asked_inventory(text, request.topic)
    if sort:
        listed = answer_inventory(asked, sort, (own or cards)[:_MOST_READ], library)
        if listed is not None or sort not in ("body", "place"):
            return listed or refusal(asked.text, phrase("unanswered", asked=noun), list(hits)[:3])
    mention = answer_mention(asked, text, request.names, catalogue, hits, library)
    if mention is not None:
        return mention
    register = registers.answer_register(request, own, cards, catalogue, hits, library)
    if register is not None:
        return register
    absent = absent_thing(request, cards, hits, library)
    if absent:
        return refusal(asked.text, phrase("unanswered", asked=f"“{absent}”"), list(hits)[:3])
    unsaid = unsaid_thing(request, own, library)
    if unsaid:
        asked_view = f"{'、'.join(request.names)}对“{unsaid}”的看法"
        return refusal(asked.text, phrase("unanswered", asked=asked_view), list(hits)[:3])
    if request.topic and own and asked.kind == "summary":
        return _said_on_topic(request, own, hits, library)
    if request.topic:
        return _of_named_piece(request, own, cards, library) or refuse_unknown_person(request, cards, hits, library)
    return _whole(request, own, cards, library) or refuse_unknown_person(request, cards, hits, library)


def _whole(request: Request, own: list[ArticleCard], cards: list[ArticleCard], library: Library) -> Answer | None:
    """A question without a topic: outlines, points by number, comparisons."""
    asked = request.asked
    if asked.quoted and any(fold(q) in fold(c.title or "") for q in asked.quoted for c in cards):
        own = [c for c in cards if any(fold(q) in fold(c.title or "") for q in asked.quoted)] or own
    if request.piece and not own:
        number = len(cards) if request.piece < 0 else request.piece
        if number > len(cards):
            return refusal(asked.text, phrase("fewer_articles", articles=len(cards)))
        own = [cards[number - 1]]
    if request.ordinal and (len(own) == 1 or (not own and len(cards) == 1)):
        return answer_nth_points(asked, (own or cards)[0], library, request.ordinals)
    if request.ordinal:
        return None
    several = own if len(request.names) > 1 else cards if (request.everyone or not own) else own
    together = len(request.names) > 1 or request.everyone
    if request.has(COMPARE) or (together and request.has(COMMON)) or _sided(request):
        return _compared(request, several, library)
    counted = bool(_COUNT.search(request.text))
    if own and (request.speaks or counted or _bare(request)):
        return answer_outlines(asked, own, library, counted=counted)
    if not own and not request.names and (request.speaks or _about_pieces(request)):
        signed = [c for c in cards if c.author] or cards
        return answer_outlines(
            asked, signed if request.has(OPINION) or _PEOPLE.search(request.text) else cards, library, counted=counted
        )
    return None


def _sided(request: Request) -> bool:
    return (
        (len(request.names) > 1 or request.everyone)
        and bool(re.search(r"分别|各自|各(?!位|篇|条)|每", request.text))
        and request.has(OPINION)
    )


def _bare(request: Request) -> bool:
    """A name and nothing else: 沈兰亭, 沈兰亭的文章, 介绍沈兰亭."""
    return not re.search(r"什么|谁|哪|怎|几|多少|吗$|是否|多", request.text) and not request.has(
        re.compile("单位|职务|职称|年龄")
    )


def _about_pieces(request: Request) -> bool:
    return request.everyone or (
        bool(
            re.search(r"文章|全文|新闻|报道|发言|内容|版面|整版|这[一]?版|稿件|专题|材料", request.text)
            and re.search(r"什么|哪些|怎|$", request.text)
        )
        and not re.search(r"几|多少|谁|哪里|哪(?!些)|时候|时间|日期|标题|题目|作者", request.text)
    )


def _compared(request: Request, cards: list[ArticleCard], library: Library) -> Answer | None:
    asked = request.asked
    chosen = [c for c in cards if c.author] or cards
    counted = re.search(r"(?:^|[^第])([两二三四五六七八])(?:位|个|人|篇|者|名)", request.text)
    if counted and not request.names:
        count = "零一二三四五六七八".index(counted[1].replace("两", "二"))
        chosen = chosen[:count]
    chosen = chosen[:_MOST_COMPARED]
    stranger = _stranger(request)
    if len(chosen) < 2:
        return _beside_stranger(request, chosen, stranger, library) if stranger and chosen else None
    notice = ""
    if request.has(COMMON):
        shared = answer_common_ground(asked, chosen, library)
        if shared is not None:
            return shared
        notice = phrase("nothing_shared")
    if library.catalogue is None:
        return None
    answer = compare_articles(library.catalogue, [c.article_id for c in chosen], (), question=asked.text)
    return _with_notice(answer, notice or (phrase("side_by_side") if not request.has(COMMON) else ""))


def _stranger(request: Request) -> str:
    found = next((m["who"] for m in _WITH_UNKNOWN.finditer(request.text) if looks_like_person(m["who"])), "")
    return found if found and found not in request.names else ""


def _beside_stranger(request: Request, own: list[ArticleCard], stranger: str, library: Library) -> Answer | None:
    """One of two that are compared is unknown: it is said, and the other's outline told."""
    return answer_outlines(request.asked, own, library, lead=phrase("unanswered", asked=stranger))


def _of_named_piece(
    request: Request, own: list[ArticleCard], cards: list[ArticleCard], library: Library
) -> Answer | None:
    """热泉那篇讲了什么, 说说《……》: the article whose title or opening holds the words."""
    asked, text = request.asked, request.text
    quoted = [fold(q) for q in asked.quoted]
    plain = re.sub(r"《[^》]*》", " ", text)
    titled = [
        c for c in cards if any(q == fold(c.title or "") or (len(q) > 5 and q in fold(c.title or "")) for q in quoted)
    ]
    if titled and not remaining(plain) and (request.has(SUMMARY) or not _ASKS_ONE_THING.search(plain)):
        return answer_outlines(asked, titled, library)
    named = _PIECE_NAMED.search(text)
    if own and not request.ordinal:
        stranger = _stranger(request)
        if stranger and stranger in "".join(request.topic) and len(own) == 1 and request.has(COMPARE):
            return _beside_stranger(request, own, stranger, library)
    if not named or own or _ASKS_ONE_THING.search(text):
        return None
    terms = [t for t in asked.terms if t.text in (named["what"] or named["on"] or "")]
    weight = sum(t.weight for t in terms)
    if not weight:
        return None
    ranked = sorted(
        ((sum(t.weight * cover(t.text, fold(c.title or "")) for t in terms) / weight, c) for c in cards),
        key=lambda e: -e[0],
    )
    return answer_outlines(asked, [ranked[0][1]], library) if ranked[0][0] >= 0.6 else None
