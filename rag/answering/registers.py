"""Lists and counts of articles, authors, titles, posts and lengths; who holds a post; who the editor is.

It tells what the metadata holds, each line cited to the opening of its article; counted lengths are of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from index.records import Hit
from rag.answer import Answer
from rag.answering.bibliography import (
    answer_bibliography,
    opening,
    say_affiliation,
    say_affiliations,
    say_authors,
    say_titles,
    say_who,
    works_as,
)
from rag.answering.catalogue import ArticleCard, Catalogue
from rag.answering.drafting import Draft, refusal
from rag.answering.library import Library
from rag.answering.questions import Question
from rag.answering.refusing import phrase
from rag.answering.requests import COMMON, COMPARE, OPINION, PIECE, POSTS, Request

_AUTHOR = re.compile(
    r"作者|(?:谁|哪[个位](?:记者|人))(?:所)?(?:写|撰写|采写|执笔|发言)|署名|执笔|撰稿|(?:几|多少)(?:个|位|名)?(?:人|嘉宾|专家|学者)(?:发言|写|参与|讲)?|有谁"
)
_TITLE = re.compile(r"标题|题目|篇名|题为|名称|名字")
_POST = re.compile(
    r"单位|任职|就职|供职|职务|职称|头衔|身份|职业|来自哪|哪里工作|在哪(?:里)?(?:上班|工作|任职)|哪个(?:大学|学校|部门|机构|学院)|是(?:干|做)什么的|什么来头|哪里人|哪里的"
)
_WHO_IS = re.compile(r"^(?:是谁|是什么人|何许人也?|是哪位|谁是|是何人|这个人|何人)$|^(?:是)?(?:干|做)什么(?:工作)?的?$")
# 文章讲了几个方面: counted inside a piece.
_OF_PIECE = re.compile(r"(?:几|多少)(?:个|条|点|项|大)?(?:方面|要点|观点|建议|部分|层面|问题|点|条|意思|内容)")
_HOW_MANY_PIECES = re.compile(rf"(?<![这那])(?:几|多少)(?:篇|条|则|个)(?:{PIECE})?")
_LENGTH = re.compile(r"多少(?:个)?字|几(?:千|百|个)?字|字数|多长|篇幅")
_LONGEST = re.compile(
    rf"哪(?:一)?(?:篇|条|则)(?:{PIECE})?(?P<which>最长|最短|字数最多|字数最少|篇幅最长|篇幅最短)|(?P<ahead>最长|最短)的(?:是)?(?:那|哪)?(?:一)?(?:篇|条|则)"
)
_DATED = re.compile(
    r"(?:什么时候|何时|哪天|哪一天|哪年|日期|几号|时间).{0,4}(?:发表|刊登|刊发|发布|写的|登)|(?:发表|刊登|刊发|发布).{0,4}(?:什么时候|何时|哪天|日期|时间|几号)"
)
_HOLDS_POST = (
    re.compile(r"^(?:谁|哪(?:个|位)(?:作者|专家|学者|人)?|作者(?:里|中)?(?:谁|哪位))(?:是|来自|在|任职于|供职于|属于)(?P<what>.{2,16}?)(?:的|工作|任职|的人|的作者)?$"),
    re.compile(r"^(?:是|来自|在)(?P<what>.{2,16}?)的(?:是)?(?:谁|哪位|哪个作者)$"),
)  # fmt: skip
_POST_WORD = re.compile(rf"{POSTS}|大学|学院|研究|单位|公司|机关|学校|党校|局|部门|报社")
_OF_PICTURES = re.compile(
    r"^(?:(?:这|那|文章|版面|页面|报纸)[一-鿿]{0,3}?)?(?:图片|照片|配图|插图|图|图片说明|图说)(?:说明)?(?:里|上|中)?(?:面)?(?:的)?"
    r"(?:(?:讲|说|写|拍|画|反映|展示|介绍)(?:了|的是|的)?|是|内容是?|有)?(?:些)?(?:什么|哪些)?(?:内容)?[?？]?$|^有(?:什么|哪些)(?:图片|照片)"
)
_SHOWN_CAPTIONS = 6
_PRIVATE = re.compile(r"年龄|多大(?:年纪|岁数)|多大$|几岁|性别|电话|邮箱|联系方式|籍贯|学历|地址|出生")
_IS_POST = re.compile(r"^(?:是不是|是)(?P<what>.{2,16}?)(?:的)?(?:吗)?$")


def answer_register(
    request: Request,
    own: Sequence[ArticleCard],
    cards: Sequence[ArticleCard],
    catalogue: Catalogue,
    hits: Sequence[Hit],
    library: Library,
) -> Answer | None:
    """The answer from metadata; None when something else is asked for."""
    asked, text = request.asked, request.text.strip()
    if request.names:
        return _of_named(request, own, catalogue, hits, library)
    if request.has(COMPARE) or request.has(OPINION) or re.search(r"[说讲谈写]了?(?:些|的是)?(?:什么|哪些)", text):
        return None
    if request.everyone and request.has(COMMON) and re.search(r"什么|哪些", text):
        return None
    holder = _holders(asked, text, cards, library)
    if holder is not None:
        return holder
    meta = set(
        "".join(
            re.findall(
                r"作者|标题|题目|篇名|单位|职务|职称|身份|头衔|字数|字|署名|执笔|撰稿|发言|最长|最短|名称|名字|发表|刊登|时间|日期|篇幅|来自|职业|长|列|总|天|新闻|文",
                text,
            )
        )
    )
    if any(set(word) - meta for word in request.topic):
        return None
    if _DATED.search(text):
        return refusal(asked.text, phrase("unanswered", asked="文章发表的日期"), hits[:3])
    longest = _LONGEST.search(text)
    if longest or _LENGTH.search(text):
        return _lengths(asked, cards, library, longest[0] if longest else "")
    people = list(dict.fromkeys(c.author for c in cards if c.author))
    if _POST.search(text) and people and (request.everyone or "作者" in text):
        return say_affiliations(asked, people, catalogue, library)
    return _listed(request, cards, hits, library)


def _listed(request: Request, cards: Sequence[ArticleCard], hits: Sequence[Hit], library: Library) -> Answer | None:
    """The articles with authors and titles, or the one that is asked for by its number."""
    asked, text = request.asked, request.text.strip()
    named = _AUTHOR.search(text) or _TITLE.search(text)
    if not (named or _HOW_MANY_PIECES.search(text) or re.search(r"有(?:哪些|什么)(?:文章|新闻|报道)", text)):
        return None
    if named and 0 < request.piece <= len(cards):
        return say_who(asked, [(1.0, cards[request.piece - 1])], library)
    if re.search(r"年龄|多大|几岁|性别|电话|邮箱|联系", text):
        return refusal(asked.text, phrase("unanswered", asked=asked.chinese.rstrip("?？")), hits[:3])
    return say_authors(asked, list(cards), library, count=True)


def _of_named(
    request: Request, own: Sequence[ArticleCard], catalogue: Catalogue, hits: Sequence[Hit], library: Library
) -> Answer | None:
    asked, text = request.asked, request.text.strip()
    cards = [c for c in own if c.author == request.names[0]]
    if len(request.names) > 1 or not cards:
        return say_affiliations(asked, list(request.names), catalogue, library) if _POST.search(text) else None
    person = _of_person(request, cards, hits, library)
    if person is not None:
        return person
    if re.search(r"栏目|专栏|版面", text):
        return answer_bibliography(asked, catalogue, hits, library)
    if _DATED.search(text):
        return refusal(asked.text, phrase("unanswered", asked="文章发表的日期"), hits[:3])
    if _LENGTH.search(text) and "文" in text:
        return _lengths(asked, cards, library, "")
    counted = _HOW_MANY_PIECES.search(text) and re.search("篇|文章", text) and not _OF_PIECE.search(text)
    if counted or _TITLE.search(text):
        return say_titles(asked, request.names[0], cards, library)
    return None


def _of_person(request: Request, cards: Sequence[ArticleCard], hits: Sequence[Hit], library: Library) -> Answer | None:
    """Who the author is, which post he holds; a refusal for his age and the like, which no article's head tells."""
    asked, text, person = request.asked, request.text.strip(), request.names[0]
    said = _IS_POST.match(text)
    holds = said is not None and any(fold(said["what"]) in fold(c.affiliation or "") for c in cards)
    if holds or (_WHO_IS.search(text) and (cards[0].affiliation or "谁" in text or "人" in text)):
        return say_who(asked, [(1.0, c) for c in cards[:3]], library)
    if said is not None and _POST_WORD.search(said["what"]):
        return say_affiliation(asked, person, cards, library, hits)
    private = _PRIVATE.search(text)
    if private:
        noun = "年龄" if re.search("年纪|岁", private[0]) or private[0] == "多大" else private[0]
        return refusal(asked.text, phrase("unanswered", asked=f"{person}的{noun}"), hits[:3])
    if _POST.search(text) and not request.ordinal:
        return say_affiliation(asked, person, cards, library, hits)
    return None


def _holders(asked: Question, text: str, cards: Sequence[ArticleCard], library: Library) -> Answer | None:
    """谁是教授, 哪个作者来自党校: those whose post holds the words."""
    for pattern in _HOLDS_POST:
        found = pattern.match(text)
        if found:
            chosen = [c for c in cards if c.author and c.affiliation and fold(found["what"]) in fold(c.affiliation)]
            if chosen:
                draft = Draft(asked.text)
                for card in {c.author: c for c in chosen}.values():
                    span = opening(library, card.article_id)
                    told = works_as(card.author or "", card.affiliation or "")
                    draft.say(told, [span] if span else [], item=len(chosen) > 1)
                return draft.answer()
    return None


def _lengths(asked: Question, cards: Sequence[ArticleCard], library: Library, which: str) -> Answer | None:
    """How many characters each article has, blanks left out; the longest or shortest alone where that is asked for."""
    sized = [(sum(len(re.sub(r"\s", "", p.text)) for p in library.paragraphs(c.article_id)), c) for c in cards[:12]]
    if which:
        pick = min if "短" in which or "少" in which else max
        sized = [pick(sized, key=lambda entry: entry[0])]
    draft = Draft(asked.text)
    if len(sized) > 1:
        draft.lead(phrase("length", characters=sum(size for size, _ in sized), articles=len(sized)))
    for size, card in sized:
        span = opening(library, card.article_id)
        if span is None:
            continue
        draft.lead(f"{card.author + '，' if card.author else ''}《{card.title or '无题'}》，{size} 字：")
        draft.say(span.text, [span], item=True)
    return draft.answer() if draft.citations else None


def answer_captions(asked: Question, catalogue: Catalogue, library: Library) -> Answer | None:
    """图片说明里讲了什么: the captions; None where there are none or something else is asked."""
    if not _OF_PICTURES.search(asked.chinese):
        return None
    draft = Draft(asked.text)
    for card in catalogue.articles(kind="caption", limit=_SHOWN_CAPTIONS):
        for paragraph in library.paragraphs(card.article_id):
            draft.say(paragraph.text, paragraph.spans(0, len(paragraph.text)), item=True)
    return draft.answer() if draft.citations else None


def answer_editor(asked: Question, catalogue: Catalogue, library: Library) -> Answer | None:
    """谁是编者: the note is told, a name where there is one; None without an editor's note or for another question."""
    notes = list(catalogue.articles(kind="editor_note", limit=3))
    if not notes or not re.search(r"谁|是什么人|哪位", asked.chinese):
        return None
    spans = [s for s in (opening(library, c.article_id) for c in notes) if s]
    if not spans:
        return None
    draft = Draft(asked.text)
    draft.lead(phrase("editor"))
    for span in spans:
        draft.say(span.text, [span], item=True)
    return draft.answer()
