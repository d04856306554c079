"""What a question asks for: its kind, its words, the asked attribute; from its wording alone, no index at hand.

Rules over general question words; traditional and full-width forms are folded first, simple English questions are
carried over word by word (`rag/answering/glossary.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.folding import fold
from rag.answering.asked_attribute import attribute_of
from rag.answering.framing import without_frame
from rag.answering.glossary import to_chinese
from rag.answering.regions import joined_names
from rag.answering.scope import OUT_OF_SCOPE
from rag.answering.terms import FUNCTION_WORDS, Term, content_terms, rarity
from rag.answering.wording import plain

Kind = Literal[
    "figure", "person", "place", "time", "list", "definition", "reason", "manner", "opinion", "comparison",
    "summary", "bibliographic", "yes_no", "entity", "out_of_scope",
]  # fmt: skip

_NUMERAL = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "俩": 2, "仨": 3}
_N = "[0-9一二两三四五六七八九十]"

_AUTHORSHIP = re.compile(
    r"谁写|谁撰写|(作者|执笔人?|撰稿人?|撰写者)(是|为(?!什么|何)|叫|有|都)?(谁|"
    r"哪|什么|几)|(谁|哪位|哪个|哪些|哪几位).{0,4}(作者|写的|写了|撰写)|"
    r"出自(谁|哪位|哪篇)|(由|是)谁.{0,3}(写|撰写|执笔)|"
    r"哪(一)?篇(文章|报道|稿件|稿子)|(文章|报道|稿件|文稿|那篇)的?(标题|"
    r"题目|篇名|名字|名称)|(标题|题目|篇名)(是|叫|为)|写(了|的)?(什么|"
    r"哪些|哪篇|几篇).{0,4}文章|文章(叫|题为)(什么|啥)|"
    r"(有|共|收录|一共|总共).{0,4}(多少|几)(篇|位作者|个作者|名作者)|"
    r"(多少|几)篇(文章|报道|稿)?[?？]?$|(多少|几)(位|名|个)作者|作者(有|"
    r"都有|是)(哪些|谁)|"
    r"(单位|任职|就职|供职|职务|职称|头衔|工作单位|身份|来自哪(里|"
    r"个单位|家|所)).{0,4}(是|叫)?(什么|哪|谁)?|机构(是|叫)(什么|哪|谁)|(什么|哪个|哪家|哪所|"
    r"哪里|哪)(单位|机构|部门|院校|职务|职称|大学|学校)(的|工作|任职|"
    r"任教)?[?？]?$|"
    r"写.{1,12}的(?:人|作者)?(?:是谁|是哪位|叫什么)|哪(?:一)?(?:条|则)(?:新闻|报道|消息)|哪(?:一)?篇.{0,2}(?:是|讲|说|写|关于|谈)|"
    r"who wrote|author of|title of"
)
_COMPARE = re.compile(
    r"(有何|有什么|有哪些|的)(不同|区别|差异|异同|相同|共同|分歧)|不同之处|"
    r"相同之处|共同点|异同|对比|相比(较)?(于|之下)?[，,]?.{0,20}(如何|"
    r"怎样|谁|哪)|比较.{0,12}(看法|观点|说法|主张|建议)|(三|两|几|各|"
    r"每|这些|四|五|多)(位|个|篇)?(作者|专家|学者|文章|篇|人)?.{0,6}(分别|"
    r"各自|都提|各)|"
    r"(分别|各自).{0,14}(观点|看法|建议|主张|提出|第|文章)|(谁|哪些人|"
    r"哪几位|哪位作者|哪些作者|哪些文章|哪几篇|哪篇文章|几篇文章|各篇).{0,6}(提到|"
    r"提及|谈到|说到|讲到|涉及|都)|"
    r"([两三四五几多各]|所有)(位|篇|个)(?!方面|层面|维度).{0,4}(作者|专家|学者|文章)?.{0,12}(看法|观点|建议|主张|说法|态度)|"
    r"(两|三|四|几|多)(篇|位).{0,6}(提到|提及|谈到|都|共同)"
)
_SUMMARY = re.compile(
    r"(讲|说|写|谈|讨论|论述)(了|的是|的)?(些)?(什么|啥|哪些内容)[?？]?$|"
    r"主要内容|主旨|大意|概括|总结|摘要|中心思想|提纲|梗概|核心观点|"
    r"主要观点|(这组|这些|这几篇|本期)文章.{0,8}(什么|哪些)"
)
_DEFINITION = re.compile(
    r"指的?是?(什么|哪|啥)|是指|什么是|何谓|什么叫|啥是|是什么意思|"
    r"什么意思|含义|定义|全称|全名|简称(是|为|什么)|(又|也|亦|还)?(被)?(称为|"
    r"叫做?|称作)(是)?(什么|啥|甚么)|的别称|别名"
)
_REASON = re.compile(
    r"(?<![誉称作成认视定名译叫分评列])为什么|为何(?![?？]?$)|为甚么|因何|缘何|何以|(什么|啥)(原因|缘故)|原因(是|有|为|何)|的原因|几(?:个|种|点|条|大)(?:主要)?原因|理由|怎么会|出于|"
    r"有(?:什么|何|哪些)(?:重要|重大|现实)?(?:意义|好处|必要|作用|价值|用处|危害)|(?:起|发挥)(?:着|了|到)?什么(?:样的)?作用|多么?重要|(?:意义|好处|必要性|重要性)(?:是|何在|在哪|[?？]?$)"
)
_MANNER = re.compile(
    r"怎样|如何|怎么|咋|怎(?!么样)|(什么|哪些|何种)(方式|办法|方法|"
    r"途径|手段|做法|路径)|(什么|哪些)(样的)?(措施|举措|对策|办法|抓手)|"
    r"how (to|can|do|should)"
)
_STATE = re.compile(r"(怎么样|如何|怎样)[?？]?$")
_LIST = re.compile(
    rf"哪些|哪几|哪(?!一(?!些)){_N}+|有(些)?什么(措施|建议|举措|要求|任务|特点|内容)|"
    rf"(什么|几|{_N}+)(个|条|项|点|大)?(方面|措施|建议|举措|任务|要求|"
    rf"对策|做法|抓手)|列举|列出|包括什么|(由|有)(谁|什么)组成|(措施|"
    rf"建议|举措|任务|主演|四强|八强|成员|名单|队伍)(有|都有|是什么|"
    rf"是谁|有谁)?[?？]?$|都有(谁|什么)"
)
_OPINION = re.compile(
    r"(看法|观点|主张|见解|态度|意见|评价)|(怎么|如何)(看|评价|看待|"
    r"认为|理解)|(认为|主张|建议|提出|强调|指出).{0,16}(什么|哪|怎|"
    r"如何|吗|应)"
)
_TIME = re.compile(
    r"什么时候|哪几(?:年|天|个?月)|(?<!哪)几点(?:钟|半)?(?=[到在从开起出降抵结到下上举发备进离来去关打吃睡醒]|[?？]?$)|什么时间|何时|几时|啥时候|(哪(一|个)?|(?<![那这后面近])(?<!(?<!提)前)几(?![年天月个])|几(?=月[份底初]?(?:[几日号]|开|举|召|出|上|下|进|起|结|$)|年(?:建成|成立|出生|开|举|出版|发布|毕业|创)))(年|月|日|天|"
    r"号|世纪|年代|时期|季度|届)|(时间|日期|年份|日子)(是|为|在|"
    r"分别|表|点)?(什么|哪|多少)?(时候|时)?[?？]?$|时间(及|和|与)|when "
)
_FIGURE = re.compile(
    r"多少|多大|多长|多高|多远|多重(?!要)|多深|多宽|多快|多久|多厚|(?<![那这后面近])(?<!(?<!提)前)几(个|"
    r"名|位|种|类|家|次|项|条|座|所|部|支|倍|成|岁|台|辆|人|篇|天|张|"
    r"件|艘|架|枚|集|场|级|届|套|处|口|户|万|亿|百|千|分|周|小时|班|趟|批|笔|起|例|份|块|根|只|斤|吨|亩|米|盏|棵|首|回|顿|节|年(?!级|建成|成立|出生|开|举|出版|发布|毕业|创))|百分之几|"
    r"how (many|much|long|far|old)|"
    r"(人数|数量|金额|价格|售价|票价|产量|销量|产能|票房|总额|总量|"
    r"总数|增速|增长率|增幅|降幅|占比|比例|比重|比率|出生率|死亡率|"
    r"城镇化率|率|收入|营收|利润|面积|长度|高度|深度|宽度|重量|速度|"
    r"温度|震级|交付量|吞吐量|出口量|进口量|席位|议席|指标|投资额?|"
    r"规模|奖金|数|量|额|gdp|预算)(分别)?(是|为|达到|达|有|约)?(什么)?[?？]?$"
)
_PERSON = re.compile(
    r"谁|哪位|何人|什么人|哪(一|几)?(个|名)(人|演员|导演|选手|球员|"
    r"作家|皇帝|国王|总统|主席|科学家|歌手|教授|专家|作者)|(主演|导演|"
    r"主席|总统|总理|市长|省长|书记|校长|院长|会长|编剧|作者|旗手|火炬手|"
    r"发言人|负责人|董事长|ceo|总经理|创始人|得主|首相|部长|总导演|"
    r"主创|扮演者|饰演者)(是|分别|为|有)?(哪|什么)?[?？]?$|who "
)
_PLACE = re.compile(
    r"哪里|哪儿|在哪|何处|何地|什么地方|什么地点|地点|(哪|什么)(一|"
    r"几)?(个|座|所|处)?(城市|国家|省份?|地区|地方|国|州|市|县|区|村|"
    r"镇|乡|街道|岛|山|港口|大洲|洲|场馆|位置)|位于|举办地|所在地|出生地|"
    r"where "
)
# 体现在哪些方面, 在哪个组: what is asked for there is no place.
_WHEREIN = re.compile(
    r"在哪(?:一|几|些)?(?:个|种|类|条|项|点|次|场|轮|届)?(?:方面|环节|领域|行业|产业|层面|维度|问题|指标|组(?!织)|级|班|阶段|项目|平台|渠道|品种|学科|专业|课程|"
    r"比赛|赛事|条|章|文件|法律|产品|岗位|群体|人群|技术|能力|细节|工序|步骤|作物|赛道|档)"
)
# 消费券发给谁: any kind of people.
_FOR_WHOM = re.compile(r"(?:给|向|面向|针对|对|为|适合|适用于)(?:了|的是)?谁[?？]?$")
_WHERE_FROM = re.compile(r"(?:钱|资金|经费|费用|投资|人才|技术)(?:都)?(?:是)?(?:从哪里?(?:里|儿)?来|来自哪里|哪里来)")
_YES_NO = re.compile(r"吗[?？]?$|是否|是不是|有没有|能不能|会不会|可不可以|能否|可否|有无")
_ORDINAL = re.compile(rf"第({_N}+)(条|点|项|个|方面|部分|篇|段|步|大)")
_COUNT = re.compile(
    rf"(?<!第)({_N}+)(个|条|项|点|大|种|类|方面|位|链|名)?(?=(方面|条|"
    rf"建议|措施|举措|任务|原则|维度|层面|地方|部|链|要求|目标|问题|"
    rf"阶段|特点|地|省|市|国|人|深度))"
)
# Bodies that are counted, listed or asked for by what they do, not by who works there.
_DOING_BODY = re.compile(
    r"(?:几|多少|哪些|哪几)(?:个|家|所)?(?:单位|机构|部门|学校|大学|院校|公司)|"
    r"(?:哪个|什么|哪家|哪所)(?:单位|机构|部门|学校|大学|公司)(?!(?:的|工作|任职|任教|供职|就职|上班)*[?？]?$)[一-鿿]{2,}|"
    r"(?:主办|承办|协办|施工|建设|管理|主管|责任|监管|牵头)(?:单位|机构|部门)"
)
_QUOTED = re.compile(r"[“《<]([^”》>]{1,40})[”》>]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_UNIT = re.compile(
    r"(?:多少|几)(万|亿|千|百)?(个百分点|百分点|百分比|平方公里|平方米|"
    r"公里|公斤|万吨|亿元|万元|美元|欧元|港元|人次|[个名位种类家次项条座所部支倍成岁台辆人篇天张件艘架枚"
    r"集场级届套处口户元吨米亩斤年月日钱票里度分盏朵匹株棵颗粒封幅首趟班批笔宗起例份块根只头])"
)
_ABOUT_ARTICLES = re.compile(r"文章|作者|标题|题目|撰写|谁写|单位|职务|职称|报道|执笔|author|wrote|title|篇")
_COLUMN = re.compile(r"(哪|什么).{0,2}(栏目|专栏|版面)")
_ENGLISH = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Question:
    """An understood question.

    `chinese` is the folded question in Chinese, what should be searched with; `terms` its words that carry meaning;
    `attribute` the word asked about (售价, 占比), empty when none is named; `unit` the counted thing (个, 亿元);
    `ordinal` the n of 第n条, `count` the n of n个方面, 0 when absent; `parts` how many facts are asked for;
    `forms` every kind whose wording is present.
    """

    text: str
    chinese: str
    kind: Kind
    terms: tuple[Term, ...]
    attribute: str = ""
    unit: str = ""
    ordinal: int = 0
    count: int = 0
    quoted: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    parts: int = 1
    forms: frozenset[str] = frozenset()
    translated: bool = False

    @property
    def weight(self) -> float:
        return sum(t.weight for t in self.terms) or 1.0


def number_of(text: str) -> int:
    """A small Chinese or Arabic whole number as int: 三 3, 十二 12, 31 31."""
    if text.isdigit():
        return int(text)
    tens, mark, ones = text.partition("十")
    if mark:
        return (_NUMERAL.get(tens, 1) if tens else 1) * 10 + (_NUMERAL.get(ones, 0) if ones else 0)
    return _NUMERAL.get(text, 0)


_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("out_of_scope", OUT_OF_SCOPE), ("bibliographic", _AUTHORSHIP), ("comparison", _COMPARE), ("summary", _SUMMARY),
    ("definition", _DEFINITION), ("reason", _REASON), ("time", _TIME), ("figure", _FIGURE), ("opinion", _OPINION),
    ("person", _PERSON), ("place", _PLACE), ("list", _LIST), ("manner", _MANNER), ("yes_no", _YES_NO),
)  # fmt: skip


def _reread(text: str, forms: frozenset[str]) -> frozenset[str]:
    """The forms without those that other wording denies: 钱从哪里来 asks for no place, 哪几个部门 for no figure."""
    if _WHERE_FROM.search(text):
        return forms - {"place"} | {"manner"}
    if _FOR_WHOM.search(text):
        forms = forms - {"person"}
    if _WHEREIN.search(text) and not re.search(r"在哪(?!些|个|几|一|种|条|项|场|次|级|班|组)|哪里|地点|地方", text):
        forms = forms - {"place"}
    if {"figure", "list"} <= forms and "哪些" in text and not re.search(r"多[少久长大高远]|几[^，。]", text):
        # 哪些指标: a noun that figures are asked by, and no figure asked.
        return forms - {"figure"}
    if {"definition", "bibliographic"} <= forms and re.search(r"指的?是|是指|什么叫|什么是|的是什么$", text):
        return forms - {"bibliographic"}
    if {"figure", "list"} <= forms and "哪几" in text and "多少" not in text:
        return forms - {"figure"}
    if _DOING_BODY.search(text) and "作者" not in text:
        return forms - {"bibliographic"}
    return forms


def _kind(text: str, forms: frozenset[str]) -> Kind:
    if "out_of_scope" in forms:
        return "out_of_scope"
    if "bibliographic" in forms and not _ABOUT_ARTICLES.search(text) and forms & {"figure", "person", "time", "place"}:
        forms = forms - {"bibliographic"}
    if "comparison" in forms and "bibliographic" in forms and re.search(r"提到|提及|谈到|涉及|都|分别", text):
        return "comparison"
    if {"person", "figure"} <= forms and re.search(r"谁|哪位|何人", text) and not re.search(r"多少|几", text):
        return "person"
    if "time" in forms and "figure" in forms:
        return "figure" if re.search(r"多少|多久|多长|几(个|天|次)", text) else "time"
    if "reason" in forms and "figure" in forms and re.search(r"多少", text):
        return "figure"
    if "manner" in forms and _STATE.search(text) and "list" not in forms:
        return "entity" if "opinion" not in forms else "opinion"
    for kind, _ in _FORMS:
        if kind in forms and kind != "yes_no":
            return kind
    return "yes_no" if "yes_no" in forms else "entity"


def _parts(text: str) -> int:
    """How many facts are asked for: two for 时间和地点, A和B分别."""
    if re.search(r"分别|各自", text):
        return max(2, len(re.findall(r"[、和与及]", text)) + 1)
    if len(re.findall(r"(多少|什么|谁|哪|几)", text)) >= 2:
        return 2
    return (
        2 if re.search(r"[和及与、].{1,12}(是|为|在|有)?(谁|什么|多少|哪|时间|日期|地点|结果|收入|冠军)", text) else 1
    )


@lru_cache(maxsize=512)
def analyse_question(question: str) -> Question:
    """Read `question`. Never fails: an empty question is out of scope."""
    text = plain(re.sub(r"\s+", " ", fold(question)).strip())
    lowered = text
    if _ENGLISH.search(text) and not re.search(r"[一-鿿]{2}", text):
        text = to_chinese(text)
    if _COLUMN.search(text):
        lowered += " title of"
    forms = _reread(text, frozenset(n for n, pattern in _FORMS if pattern.search(text) or pattern.search(lowered)))
    kind: Kind = _kind(text, forms) if re.search(r"\w", text) else "out_of_scope"
    terms = content_terms(without_frame(text)) or content_terms(text)
    ordinal, count, unit = _ORDINAL.search(text), _COUNT.search(text), _UNIT.search(text)
    return Question(
        text=question,
        chinese=text,
        kind=kind,
        terms=terms,
        attribute=attribute_of(text, terms),
        unit="".join(g or "" for g in unit.groups()) if unit else "",
        ordinal=number_of(ordinal[1]) if ordinal else 0,
        count=number_of(count[1]) if count else 0,
        quoted=tuple(_QUOTED.findall(text)),
        years=tuple(dict.fromkeys(_YEAR.findall(text))),
        parts=_parts(text),
        forms=forms,
        translated=text != lowered,
    )


def search_text(question: str) -> str:
    """What to search with: the question, in Chinese when it was asked in simple English."""
    asked = analyse_question(question)
    short = " ".join(form for _, forms in joined_names(asked.chinese) for form in forms)
    found = asked.chinese if asked.translated else question
    return f"{found} {short}" if short else found


def is_keyword_query(question: Question) -> bool:
    """Words with blanks between and no question word: a search engine's style."""
    return " " in question.chinese and not question.forms - {"figure", "time"}


__all__ = ["FUNCTION_WORDS", "Kind", "Question", "analyse_question", "is_keyword_query", "number_of", "rarity"]
