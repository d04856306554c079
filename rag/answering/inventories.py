"""文章里有哪些数字, 提到了哪些机构: every sentence that holds a figure, a date, a place, a name, in reading order.

What is a name is told by wording alone (`candidates`), so a list may miss some; it says so when it is cut short.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from rag.answer import Answer
from rag.answering.candidates import find_candidates
from rag.answering.catalogue import ArticleCard
from rag.answering.comparing import label_of
from rag.answering.drafting import Draft
from rag.answering.library import Library
from rag.answering.questions import Question
from rag.answering.refusing import phrase
from rag.answering.terms import Term
from rag.answering.trimming import cut_to_terms
from rag.verifying.names import find_names, looks_like_person

_MEASURED = re.compile(
    r"\d|分之|[十百千万亿]|[一二三四五六七八九两半]+(?:成|倍|折|米|公里|元|吨|岁|度|斤|公顷|亩|年|小时)"
)
_LONE = re.compile(r"^(?:[一二两三几]?[个种位次项名条步场张家])$|^第|^(?:十分|万分|千万|百般|一[一-鿿])$")
_NOUNS: dict[str, str] = {
    "figure": r"数字|数据|数值|统计数?|指标|量化",
    "money": r"金额|款项|钱数",
    "percent": r"百分比|比例|百分数",
    "year": r"年份|年代|哪些年",
    "time": r"日期|时间点?|时间节点",
    "place": r"地名|地点|地方|城市|省份|国家|地区|区域",
    "body": r"机构|单位|部门|组织|企业|公司|学校|大学|高校|医院|车企|厂家|品牌",
    "person": r"人名|人物|名字|人",
    "title": r"书名|文件|政策文件|作品|著作|方案|计划",
    "quote": r"引号里的(?:词|话)|术语|专有名词|专业术语|名词|概念|提法|新词|关键词",
}
_ASK = (
    r"(?:(?:都)?(?:有|提到|提及|谈到|说到|出现|涉及|用到|包含|包括|列举|引用|写到)(?:过|了|的)?"
    r"(?:哪些|什么|哪几[个家座条]?|谁)|哪些|哪几[个家座]|什么样的|列出|列举|找出|所有|全部)"
)
_BODY = re.compile(
    r"[一-鿿a-z0-9]{2,14}?(?:公司|集团|大学|学院|研究院|研究所|科学院|社科院|委员会|管理局|医院|法院|检察院|银行|协会|学会|杂志社|出版社|党校|报社|"
    r"文化旅游局|气象局|公安局|教育局|信息化局|派出所|联合会|基金会|博物馆|图书馆|中学|小学)(?![一-鿿]?(?:创新|成果|产业|建设|发展|人才))"
)
# 白鹭茶业、青石果业等为代表的企业: what stands before the word that says what they are.
_LISTED_BODY = re.compile(
    r"(?P<names>[一-鿿a-z0-9]{2,8}(?:、[一-鿿a-z0-9]{2,8})*)等(?:为代表的)?(?:一大?批|一些|多家|[一二两三四五六七八九十\d]+家)?"
    r"(?:[一-鿿]{2,4})?(?:企业|公司|车企|厂商|机构|单位|高校|大学|银行)"
)
_BEFORE_BODY = re.compile(
    r"^.*(?:通过|强化|依托|由|和|与|及|在|的|为|到|了|至|是|被|向|从|受|等|按|以|支持|促进|引进|培育)(?=.{3,})"
)
_COMMON_BODY = re.compile(
    r"^(?:有限|股份|龙头|科研|高校和|各|本地|一家|这家|上市|地方|人民|商业|国内外|重点|多家|该|我国|县|市|当地)*"
    r"(?:公司|集团|大学|学院|研究院|研究所|医院|法院|银行|协会|学会|中学|小学|委员会|联合会|基金会)$"
)
_POST = (
    r"(?:学者|教授|记者|通讯员|专家|院士|作家|诗人|局长|主任|部长|书记|总书记|主席|总理|经理|所长|"
    r"校长|院长|医生|法官|县长|市长|队长|工程师|研究员|选手|导演|演员)"
)
_AFTER_POST = re.compile(
    rf"{_POST}(?P<name>[一-鿿]{{2,4}}?)(?=[，,、。）)；:：“\s]|发现|说|认为|表示|等|指出|介绍|带领|提出|摄|$)"
)
_CALLED = re.compile(
    r"(?P<name>[一-鿿](?:某(?:某)?|女士|先生))(?![一-鿿]{0,1}们)|(?P<known>[一-鿿]{2,3})(?=总书记|主席强调|总理|(?:认为|表示|指出|告诉))"
)
_FOREIGN = re.compile(r"[一-鿿]{1,6}·[一-鿿·]{1,10}")
_MOST, _MOST_CHARS = 12, 900


def asked_inventory(text: str, topic: Sequence[str]) -> tuple[str, str]:
    """(sort, noun) of what is to be listed (figure, 数字); empty where there is a topic or no list is asked for."""
    for sort, nouns in _NOUNS.items():
        noun = rf"(?:具体|主要|关键|重要|相关)?(?:的)?(?P<noun>{nouns})"
        found = re.search(rf"{_ASK}{noun}(?:和|或|及|、|$|[?？])", text) or re.search(
            rf"(?:里|中|文章的|全文的|发言的|报道的|里的|中的|^所有|^全部){noun}(?:都|各|分别)?(?:有|是)?(?:哪些|什么|多少|哪几个)?[?？]?$",
            text,
        )
        if (
            found
            and (found[0] != text or len(found[0]) > 3)
            and all(w in found["noun"] or w in nouns or w in "文中里" for w in topic)
        ):
            asks = re.search(r"哪|什么|谁|列|所有|全部|找出|里的|中的|的", text)
            ours = asks and not re.search(r"作者|什么(?:单位|职)|哪(?:个|家|所)?单位", text)
            return (sort, found["noun"]) if ours else ("", "")
    return "", ""


def _values(sort: str, sentence: str) -> list[str]:
    folded = fold(sentence)
    if sort in ("figure", "money", "percent"):
        values = list(find_candidates(folded, ("figure", "time")))
        texts = [folded[c.start : c.end].strip() for c in values if c.type == "figure" or sort == "figure"]
        texts = [t for t in texts if _MEASURED.search(t) and not _LONE.search(t)]
        if sort == "money":
            return [t for t in texts if re.search(r"元|镑|卢布|币", t)]
        return [t for t in texts if re.search(r"%|‰|分之|百分点|成$", t)] if sort == "percent" else texts
    if sort == "year":
        return (
            re.findall(r"(?<!\d)\d{4}(?:[-~至到]\d{4})?年?(?!\d|[.%万亿元米个名])(?<!\d{5})", folded)
            if "年" in folded
            else []
        )
    if sort == "time":
        return [
            folded[c.start : c.end] for c in find_candidates(folded, ("time",)) if re.search(r"[年月日号]", c.value)
        ]
    if sort == "title":
        return re.findall(r"《[^》]{2,40}》", folded)
    if sort == "quote":
        return re.findall(r"“[^”，,。；;]{2,14}”", folded)
    return _names(sort, folded)


def _names(sort: str, folded: str) -> list[str]:
    if sort == "body":
        ends = [_BEFORE_BODY.sub("", m[0]) for m in _BODY.finditer(folded)]
        for match in _LISTED_BODY.finditer(folded):
            ends += [_BEFORE_BODY.sub("", name) for name in match["names"].split("、")]
        return [e for e in dict.fromkeys(ends) if not _COMMON_BODY.match(e)]
    if sort == "place":
        return [n.text for n in find_names(folded) if n.kind == "place" and tagged_place(n.text)]
    found = [m["name"] for m in _AFTER_POST.finditer(folded)] + [m[0] for m in _FOREIGN.finditer(folded)]
    for match in _CALLED.finditer(folded):
        name = match["name"] or match["known"] or ""
        if (match["name"] and looks_like_person(name[0] + "某")) or (match["known"] and looks_like_person(name)):
            found.append(name)
    return found


def tagged_place(word: str) -> bool:
    """Whether the dictionary has `word` as a place's name, or it ends as one."""
    import rjieba

    return word.endswith(tuple("省市县区镇乡村州岛洋湾河江湖海")) or any(t == "ns" for _, t in rjieba.tag(word))


def answer_inventory(question: Question, sort: str, cards: Sequence[ArticleCard], library: Library) -> Answer | None:
    """One item for each sentence that tells something new of the sort; None when there is none."""
    draft = Draft(question.text)
    seen: set[str] = set()
    total = 0
    for card in cards:
        named = False
        for paragraph in library.paragraphs(card.article_id):
            for start, end in paragraph.sentences:
                sentence = paragraph.text[start:end]
                values = [v for v in dict.fromkeys(_values(sort, sentence)) if len(v) > 1 and v not in seen]
                if not values:
                    continue
                seen.update(values)
                total += 1
                if total > _MOST or draft.length > _MOST_CHARS:
                    continue
                if not named and len(cards) > 1:
                    draft.lead(f"{label_of(card)}：")
                    named = True
                text = cut_to_terms(sentence, [Term(v, 1.0) for v in values], 90)
                draft.say(text, paragraph.spans(start, end), item=True)
    if not draft.citations:
        return None
    shown = len([s for s in draft.sentences if s.item])
    notice = phrase("more_sentences", shown=shown, total=total) if total > shown else ""
    return draft.answer(notice=notice or (phrase("by_wording") if sort in ("place", "body", "person") else ""))
