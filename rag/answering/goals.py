"""How a goal that the question names is furthered: 如何推广绿色防控, 停车秩序怎么规范, 冷链方面有哪些举措.

Proposals and plans name what they want done and how: 二是开通冷链专线。与物流企业共建……. So the sentence that names the
goal answers such a question, and where nothing names it nothing does, whatever words of furthering stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.folding import fold
from index.records import Hit, Passage
from rag.answering.advice import urges
from rag.answering.paragraphs import split_clauses
from rag.answering.questions import Question
from rag.answering.terms import Term, content_terms, cover, held_share

_FURTHERS = (
    "推动|推进|促进|加强|加快|加大|强化|深化|建设|发展|提高|提升|增强|优化|完善|健全|打造|构建|建立|培育|培养|支持|扶持|扩大|拓展|做好|做大|做强|"
    "实现|保障|引进|引入|吸引|营造|改善|改进|开展|壮大|落实|抓好|夯实|鼓励|激发|释放|畅通|破解|降低|减少|增加|搞好|办好|用好|组建|搭建|创建|解决|实行|实施|推出|设立|出台|采取"
)
# Verbs that name a task as well (环境治理): words of a goal, where they stand in one.
_DOES = (
    rf"(?:{_FURTHERS}|推广|普及|推行|治理|整治|防治|防控|防范|化解|应对|遏制|消除|保护|守护|传承|弘扬|盘活|振兴|繁荣|规范|"
    "监管|管理|利用|变革)"
)
_HOW = r"(?:如何|怎么|怎样)(?:才能?|能够?|可以|来|去|进一步|更好地?|有效地?|大力|积极|着力|具体)*"
_MEASURES = r"(?:措施|举措|办法|做法|建议|部署|安排|对策|路径|途径|抓手|着力点)"
_SOME = r"(?:哪些|什么|哪几[条项个点])"
_OUGHT = r"(?:应当?|应该|该|要|需要?|可以|得)?"
_WHAT_TO_DO = (
    r"(?:(?:靠|做|干|抓|做好|抓好)(?:些|好)?(?:什么|哪些)(?:样的)?(?:工作|事情?)?"
    r"|(?:怎么|如何|怎样)(?:做|办|干|搞|入手|着手|发力|破题|破局)?)"
)
_ASKED = (
    re.compile(rf"^(?P<who>[^，,]{{0,12}}?){_OUGHT}{_HOW}(?P<verb>{_DOES})(?P<goal>[^，,]{{2,24}})$"),
    re.compile(rf"^(?P<who>)(?P<goal>[^，,]{{2,24}}?){_OUGHT}{_HOW}(?P<verb>{_DOES}|[一-鿿])(?:起来|好|的|来)?$"),
    re.compile(
        rf"^(?P<who>[^，,]{{0,8}}?){_HOW}(?:把|将|让|使)(?P<goal>[^，,]{{2,16}}?)(?P<verb>{_DOES})(?:起来|进来|上去|好|来|下去)?$"
    ),
    re.compile(
        rf"^(?P<who>[^，,]{{0,8}}?){_HOW}(?:(?:用|靠|借助|利用|通过)[^，,]{{2,16}}?)?"
        r"(?P<verb>让|使)(?P<goal>[^，,]{2,16})$"
    ),
    re.compile(
        r"^(?P<who>)(?:在|对|对于|就|关于|围绕|为了?)?(?P<goal>[^，,]{2,24}?)(?:这?方面|上|工作)?(?:有|采取|提出|出台|作出|做出|推出)?了?"
        rf"{_SOME}(?:新|具体|主要|重要)?的?(?P<verb>{_MEASURES})$"
    ),
    re.compile(
        rf"^(?P<who>)(?P<goal>[^，,]{{2,24}}?)的(?:具体|主要)?(?P<verb>{_MEASURES})(?:都|主要)?(?:有|是|包括)(?:哪些|什么|哪几[条项个点])$"
    ),
    re.compile(rf"^(?P<who>)(?:要|想)?(?P<verb>{_DOES})(?P<goal>[^，,]{{2,20}}?)[，,]?{_OUGHT}{_WHAT_TO_DO}$"),
)
# A verb of its own, which must stand there too: 怎么激励护理员, 停车场怎么布局.
_ASKED_OWN = (
    re.compile(rf"^(?P<who>[^，,]{{0,12}}?){_OUGHT}{_HOW}(?P<verb>[一-鿿]{{2}})(?P<goal>[^，,]{{2,24}})$"),
    re.compile(rf"^(?P<who>)(?P<goal>[^，,]{{2,24}}?){_OUGHT}{_HOW}(?P<verb>[一-鿿]{{2}})$"),
)
_OPENS = re.compile(rf"^(?:{_FURTHERS})(?=[^，,]{{2}})")
# 怎么看待, 怎么评价: somebody's opinion is asked for.
_VAGUE = re.compile(
    r"看待|评价|认为|理解|解释|说明|表示|回应|描述|形容|知道|得到|成为|变成|出现|发生|存在|产生|计算|证明|来到|开始|结束"
)
# 高水平的, 好的: how it should be, no part of its name.
_WORDY = re.compile(rf"{_FURTHERS}|工作|方面|问题|情况|能力|水平|力度|具体|有效|好|更好|良好|更加?|高质量|高水平")
# 解决吃饭难: what is wrong is mostly told in other words.
_FAULT = re.compile(r"(?:[难慢贵差少]|不足|短缺|紧缺|问题|困境|矛盾|压力)$")
# 这项政策, 文章: what is pointed at is no name of a goal.
_POINTS = re.compile(r"[这那该其它他她此]|文章|作者|报告|文中|本文|什么|哪|谁")
# How much of the goal a clause names that tells of it, and a sentence at least where it is told at all.
_TOLD, _ABSENT, _OF_WHO = 0.85, 0.7, 0.6
# What is furthered stands right behind the verb, or behind others that are: 改造古街、旧码头等文化遗存.
_APART, _LISTED = 8, 36
# 优化护理员技能等级评定办法 furthers no 护理员.
_ATTRIBUTE = re.compile(rf"(?!{_DOES}|[和与及])(?:的(?!{_DOES})|[一-鿿]{{5}})")
# 在夯实底座、健全制度等方面发力: named among others, and not told.
_ONE_OF_MANY = re.compile(r"在[^，,。]{4,}、[^，,。]{3,}方面")
# Whoever reads a proposal is meant: 政府怎么推动.
_ANYBODY = re.compile(r"(?:各级|地方|当地|基层)?(?:政府|部门|地方|地区|各地|国家|社会|单位|当地|大家|人们|我国|中国)")
# 发展冷链是……的必由之路: that it matters, not how it is done.
_IMPORTANT = re.compile(
    r"[，,、]?(?:既|不仅|也|更)?是[^，,。]{2,40}(?:途径|要求|之路|支撑|关键|基础|前提|保障|举措|需要|引擎|源泉|所在)"
)
_WRITTEN, _HARDLY = 0.7, 0.45
# 近年来不断提升: what was done so far.
_REPORTS = re.compile(
    r"近[几些两三]?年来?|目前|截[至止]|已[^，,。]{0,4}(?:建成|达到?|形成|实现)|稳步推进|取得[^，,。]{0,6}(?:成效|进展)"
)
_URGED, _MATTERS, _DONE = 0.1, 0.4, 0.2
_LEAST_WEIGHT, _CLOSER, _MOST = 4.5, 0.1, 0.6


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be furthered, folded, its words and what they weigh with those that every goal has (工作, 能力); `who`
    is to do it, empty where anybody is; the question's verb, `specific` where it says more than that the goal is
    furthered (怎么布局); `loose` where the question is not in words of furthering (怎么搞) or asks how it was done."""

    text: str
    terms: tuple[Term, ...]
    weight: float
    who: tuple[Term, ...]
    verb: str
    loose: bool
    specific: bool

    def share_in(self, folded: str) -> float:
        """How much of it, by weight, `folded` names: 1.0 word for word."""
        return 1.0 if self.text in folded else held_share(self.terms, folded)

    def told_in(self, folded: str) -> tuple[float, int]:
        """How well a sentence names it as something to be done, from 0.0 for not at all to 1.5, and where that
        clause ends."""
        if folded.rstrip().endswith("?") or self.weight < _LEAST_WEIGHT:
            return 0.0, 0
        found = ((self._named_in(folded[a:b]), -b) for a, b in split_clauses(folded))
        worth, end = max(found, default=(0.0, 0))
        if worth:
            worth += _URGED * urges(folded) - _MATTERS * bool(_IMPORTANT.search(folded))
            worth -= _DONE * bool(_REPORTS.search(folded))
        return max(worth, 0.0), -end

    def _named_in(self, clause: str) -> float:
        share = self.share_in(clause)
        named = share >= _TOLD or (self.loose and self._in_other_words(clause))
        if not named or _ONE_OF_MANY.search(clause):
            return 0.0
        if not (cover(self.verb, clause) >= _WRITTEN if self.specific else self._furthered(clause)):
            return 0.0
        literal = self.text in clause
        directly = literal and re.search(rf"{_DOES}(?:[和、]?{_DOES})?{re.escape(self.text)}", clause)
        return share + _CLOSER * (literal + bool(directly) + (self.verb in clause) + (self.verb + self.text in clause))

    def _in_other_words(self, clause: str) -> bool:
        """Whether each of its words stands there, or what is written for it."""
        return all(cover(t.text, clause) >= _WRITTEN for t in self.terms)

    def _furthered(self, clause: str) -> bool:
        """Whether a verb of furthering has the goal for its object, or stands behind it (停车秩序持续改善)."""
        held = [place for t in self.terms for place in [clause.find(t.text)] if place >= 0]
        if not held:
            # Named in other words: their place is not known.
            return re.search(_DOES, clause) is not None
        first, last = min(held), max(clause.find(t.text) + len(t.text) for t in self.terms if t.text in clause)
        before, behind = clause[:first], clause[last:]
        if _ATTRIBUTE.match(behind):
            return False
        verb = max((m.end() for m in re.finditer(_DOES, before)), default=-1)
        if verb >= 0 and first - verb <= (_LISTED if "、" in before[verb:] else _APART):
            return True
        return re.match(rf"(?:的?[一-鿿]{{0,4}}){_DOES}", behind) is not None


def _matched(patterns: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next((m for pattern in patterns if (m := pattern.match(text))), None)


@lru_cache(maxsize=256)
def goal_of(question: Question) -> Goal | None:
    """The goal that a question asks the way to, None for other questions."""
    text = question.chinese.strip().rstrip("?？。! ")
    found = _matched(_ASKED, text)
    own = None if found else _matched(_ASKED_OWN, text)
    if own is not None and _is_verb(own["verb"]):
        found = own
    if found is None or question.count or question.ordinal or _POINTS.search(found["goal"]):
        return None
    goal = re.sub(r"(?:这?方面|工作)$", "", _OPENS.sub("", found["goal"]))
    terms = content_terms(goal)
    weight = sum(t.weight for t in terms)
    named = tuple(t for t in terms if not _WORDY.fullmatch(t.text))
    if sum(t.weight for t in named) < _MOST * weight:
        # 安全保障 is more than 安全.
        named = terms
    if not named:
        return None
    loose = found is own or len(found["verb"]) == 1 or text.endswith("的") or bool(_FAULT.search(goal))
    return Goal(goal, named, weight, content_terms(found["who"]), found["verb"], loose, found is own)


def _is_verb(word: str) -> bool:
    import rjieba

    tagged = rjieba.tag(word)
    return len(tagged) == 1 and tagged[0][1][0] == "v" and not _VAGUE.fullmatch(word)


def asks_goal(question: Question) -> bool:
    """Whether it is asked in words of furthering how a goal is furthered."""
    goal = goal_of(question)
    return goal is not None and not goal.loose


def lacks_goal(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether no sentence of the hits, with its title, names most of the goal that is asked for, or none names who is
    to further it."""
    goal = goal_of(question)
    if goal is None or goal.loose:
        return False
    whole = [_with_head(h.passage, h.passage.text) for h in hits]
    somebody = (t for t in goal.who if not _ANYBODY.fullmatch(t.text))
    if any(all(cover(t.text, text) < _HARDLY for text in whole) for t in somebody):
        return True
    return all(goal.share_in(text) < _ABSENT for hit in hits for text in _titled_sentences(hit.passage))


def only_lists_goal(question: Question, texts: Iterable[str]) -> bool:
    """Whether the goal stands in an enumeration of many (在甲、乙等方面发力) and no text tells more of it."""
    goal = goal_of(question)
    if goal is None or goal.loose:
        return False
    clauses = [text[a:b] for text in texts for a, b in split_clauses(text)]
    naming = [clause for clause in clauses if goal.share_in(clause) >= _TOLD]
    return bool(naming) and all(_ONE_OF_MANY.search(clause) for clause in naming)


def _with_head(passage: Passage, text: str) -> str:
    return fold(f"{passage.title or ''}{passage.author or ''}{text}")


def _titled_sentences(passage: Passage) -> Iterator[str]:
    return (_with_head(passage, passage.text[start:end]) for start, end in passage.sentences)


def names_who(goal: Goal, folded: str, passage: Passage, article: str) -> bool:
    """Whether who is to do it, if anybody is, is named in a sentence, its title or author; a place in its article."""
    beside = _with_head(passage, folded)
    return all(cover(t.text, beside) >= _OF_WHO or (_is_place(t.text) and t.text in fold(article)) for t in goal.who)


def _is_place(word: str) -> bool:
    import rjieba

    return any(tag == "ns" for _, tag in rjieba.tag(word))
