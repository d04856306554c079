"""Who issued a notice and when: the lines below its text that say so (市人民政府办公厅, 2025年5月28日)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from rag.answer import Answer
from rag.answering.catalogue import ArticleCard
from rag.answering.drafting import Draft
from rag.answering.library import Library
from rag.answering.paragraphs import Paragraph
from rag.answering.questions import Question
from rag.answering.terms import cover

_PAPER = r"通知|意见|公告|通告|办法|方案|规定|条例|决定|文件|公文|批复|函|纪要|通报|决议|细则|倡议书?"
_ISSUED = r"(?:联合)?(?:发布|印发|发出|下发|出台|签发|制定|公布|落款|成文|发)"
_WHO = re.compile(
    rf"(?:谁|(?:哪[个家些]|什么)(?:单位|部门|机关|机构|政府)?){_ISSUED}|(?:发布|印发|发文|制定|落款)(?:单位|机关|部门)"
)
_WHEN = re.compile(
    rf"(?:什么时候|何时|哪一?天|哪年哪月|几月几[号日]|什么时间|哪年){_ISSUED}|(?:发布|印发|发文|成文|落款|签发)(?:的)?(?:日期|时间)"
)
_BODY_LINE = re.compile(
    r"[^。，；：！？、\d]{2,30}(?:政府|办公厅|办公室|委员会|[局厅部委署院会处队站社]|中心|公司|集团|银行|大学|学院|法院|检察院)"
)
_DATE_LINE = re.compile(
    r"(?:\d{4}|[〇零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
_LAST_LINES = 5
# So much of the question's words, papers and issuing aside, stands in the title of the one that is meant.
_TITLED = 0.5


def answer_signature(asked: Question, cards: Sequence[ArticleCard], library: Library) -> Answer | None:
    """Who issued a paper, or when; None where something else is asked or no paper is signed."""
    who, when = _WHO.search(asked.chinese), _WHEN.search(asked.chinese)
    if not (who or when) or not re.search(_PAPER, asked.chinese):
        return None
    lines = [_signature(card, library) for card in cards]
    signed = [(card, found) for card, found in zip(cards, lines, strict=True) if found]
    chosen = _meant(asked, signed)
    if chosen is None:
        return None
    draft = Draft(asked.text)
    for paragraph in chosen:
        dated = _DATE_LINE.fullmatch(paragraph.text.strip()) is not None
        if (when and dated) or (who and not dated):
            draft.say(paragraph.text, paragraph.spans(0, len(paragraph.text)))
    return draft.answer() if draft.citations else None


def _signature(card: ArticleCard, library: Library) -> list[Paragraph]:
    """The last lines of an article that are bodies or dates and nothing else."""
    last = [p for p in library.paragraphs(card.article_id) if p.text.strip()][-_LAST_LINES:]
    return [p for p in last if _BODY_LINE.fullmatch(p.text.strip()) or _DATE_LINE.fullmatch(p.text.strip())]


def _meant(asked: Question, signed: Sequence[tuple[ArticleCard, list[Paragraph]]]) -> list[Paragraph] | None:
    """The signature of the paper that the question names, or of the only one."""
    rest = re.sub(rf"{_PAPER}|{_WHO.pattern}|{_WHEN.pattern}|[这那该]|[份个]|单位|部门", " ", asked.chinese)
    terms = [t for t in asked.terms if t.text in rest and len(t.text) > 1]
    if not terms:
        return signed[0][1] if len(signed) == 1 else None
    weight = sum(t.weight for t in terms)
    held = [sum(t.weight * cover(t.text, fold(c.title or "")) for t in terms) / weight for c, _ in signed]
    best = max(range(len(signed)), key=held.__getitem__, default=-1)
    return signed[best][1] if best >= 0 and held[best] >= _TITLED else None
