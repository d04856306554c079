"""How follow-up questions are worded in Chinese: the patterns that `conversation.py` rewrites by.

It knows wording alone, no conversation.
"""

from __future__ import annotations

import re

from rag.answering.asked_attribute import MEASURED
from rag.conversing.referents import stem_of

LEAD = re.compile(
    r"^(?:好的?|嗯|哦|谢谢|明白了?|知道了)?[，,。]?(?:那么|那|然后|所以|再问一下|请问|再请问)[，,]?(?!个|些|"
    r"么|里|篇|位|种|年|时|一|呢|[两三几])"
)
# What turns away from the last question, or puts it right: what follows is asked for itself.
TURN = re.compile(
    r"^(?:(?:换个|换一个|另一个|再问个|再问一个|问个别的)(?:问题|话题)?|不说(?:这个|它|这)了?|说点别的|(?:另外|顺便)(?:再)?问(?:一下|个问题)?|先不管这个)"
    r"(?:吧|了|，|,|：|:|。)+"
)
CORRECTION = re.compile(
    r"^(?:(?:不是|不对|错了|不，|不,|你理解错了|我不是问这个)[，,。、]?)+(?:我(?:问|说|指|想问)的?是|我是(?:问|说|想问))[：:，,]?"
)
# X那份呢, X那边呢: what points back at the kind of thing, no part of the thing.
POINTING = re.compile(r"(?:的|方面|的?[那这](?:边|[份个种家位项部本场次回起件条篇座栋艘只辆所支段期届]))$")
# 现在是多少, 那时候怎么样: the last question at another time.
_TIME_WORD = r"现在|目前|如今|眼下|当时|当年|那时候?|以前|之前|过去|原来|早先|后来|今年|去年|前年|明年|(?:19|20)\d{2}年"
AT_TIME = re.compile(rf"^({_TIME_WORD})(?:的话)?(?:[是有又能到]*(?:多少|几[个家人名次]|怎么样|怎样|如何|咋样)|呢)$")
TIME_ONLY = re.compile(rf"(?:{_TIME_WORD})")
# What another measure takes the place of.
ATTRIBUTE = MEASURED
MEASURE = re.compile(rf"(?:人均|年均|平均|户均|全年|年)?(?:{ATTRIBUTE.pattern[:-1]})$")
MEASURE_ASKED = re.compile(
    r"^(.{2,}?)(?:一共|总共|大概|大约)?(?:有|是|为|达到?|要|占)?(?:多少|多[大长高重远宽深久]|几[^，,几]|"
    r"什么时候|啥时候|何时|在?哪|建在)"
)
# 渡口委员会, 青港轮渡公司: who 他们 may be where nobody is named.
BODY = re.compile(
    r"[一-鿿A-Za-z0-9]{0,12}(?:委员会|公司|集团|团队|小组|法院|检察院|研究院|研究所|大学|学院|医院|银行|协会|学会|政府|机构|"
    r"中心|乐队|球队|车队|剧团|商会|合作社|事务所|警方|校方|厂家|商家|店家|[一-鿿]{2}局(?![面势限部长])|夫妻俩?|夫妇|两口子|兄弟|姐妹|父子|母女)"
)
FORMER = re.compile(r"[前后]者")
PAIR = re.compile(
    r"(?:^|[，,对在])([^，,和与跟]{2,16}?)(?:和|与|跟|、)([^，,和与跟]{2,16}?)(?=[对在的谁哪有是各分都怎，,]|$)"
)
# 这是谁说的, 那是哪个城市的: the last question is what 这 means.
THIS = re.compile(
    r"^(?:这|那)(?:些)?(?:都)?(?=是(?:谁|哪|什么|为什么|怎么)|说明|意味着|表明|有什么(?:好处|意义|影响|依据))"
)
# Where it stands is told by the answer itself: the last question is asked again.
WHERE_TOLD = re.compile(
    r"^(?:这(?:句话|话|个)?)?(?:是?在|出自|是)?(?:哪一?段|第几段|哪一?自然段|原文哪里|原文的?哪个位置)(?:说的|讲的|提到的|里)?$"
)
WHEN = re.compile(
    r"^(?:是)?(?:什么时候|何时|哪一?年|哪一?天|几月|几号|几点|在?哪里|在哪儿|由?谁|和谁|跟谁|为什么|为何|怎么|花了?多少|多久)[^，,]{1,6}$|^(?:是)?为了什么$"
)
# 种了多少亩, 谁去看过, 同比是涨还是跌: no word of what it is about.
VERBAL = re.compile(
    r"^(?:都|又|还|也|一共|总共)?(?:(?:[一-鿿]{1,2}了|[一-鿿])(?:多少|几)[一-鿿]{0,3}|(?:同比|环比|比去年|比上年)?(?:是)?(?:涨|升|增|上升|增长|多)(?:了)?还是(?:跌|降|减|下降|少)(?:了)?|(?:同比|环比)(?:增长|下降|涨|降)?(?:了)?多少)$"
)
AFTER_ALL = re.compile(r"^(?:最后|后来|结果|最终|那么|那|然后|到底)(?=.{2,})")
# 小狗呢，哪天出生: what 呢 turns to is the subject of what follows.
TURNS_TO = re.compile(
    r"^(?:那)?(?P<what>[^，,呢]{1,10})呢[，,。？?\s]*(?P<ask>.*(?:什么|谁|哪|怎|如何|为何|多少|几|吗).*)$"
)
PLACE_ENDING = re.compile(r"(?<![一-鿿])[一-鿿]{2,4}?(?:村|镇|县|市|区|省|州|岛)(?![长委])")
REGION = re.compile(r"全国|全省|全市|全球|全世界|世界|国内|国外|当地")
AT_PLACE = re.compile(r"在([一-鿿]{2,6}?)(?=说|讲|做|办|建|开|调研|考察|提|有|怎|干|搞|是)")
WRITTEN_BY = re.compile(
    r"^(?:这|那)?(?:篇|段|些|句)?(?:话|文章|内容|报道)?(?:是)?(?:谁写的|谁执笔的|哪位作者写的|(?:的)?作者是谁|(?:出自|在)?哪一?篇(?:文章|报道)?(?:里|写的|说的|提到的)?)$"
)
# 这个数字是谁说的: the author of the one article cited, where it has one.
SAID_BY = re.compile(
    r"^(?:这|那)(?:个|句|段|些|条|种)?(?:话|数字|数据|说法|观点|建议|结论|意见|看法|主张|判断)(?:都)?是(?:谁|哪位作者|哪个作者)(?:说|提|讲|提出|给出|写)的$"
    r"|^(?:是)?(?:谁|哪位作者)(?:提|提出|建议|主张|强调|举)的(?:这|那)?个?(?:例子|建议|主张|观点)?$"
)
# 哪篇没有提到, 还有谁提到: who speaks of the last topic, or does not.
WHO_SPEAKS = re.compile(
    r"^(?:还有)?(?:谁|哪[几一]?篇(?:文章)?|哪[几一]?位(?:作者)?|哪些(?:作者|文章))(?:还|也|都|没有?)?(?:提|说|谈|讲|涉及)(?:到|过|及)?了?$"
)
# 为什么这么低: why of what the last question told.
WHY_SO = re.compile(r"^为(?:什么|何)(?:会|是|还)?(?:这么|那么|如此|这样)(?P<how>[一-鿿]{1,4})$")
# A question that only asked who wrote what had been told.
ASIDE = re.compile(r"《[^》]+》的作者是谁")
# 沈兰亭没提吗: whether an author speaks of the topic too.
SPEAKS_TOO = re.compile(
    r"^(?P<who>[一-鿿·]{2,6}?)(?:就|也|难道|真的)*(?:没有?|有没有|是不是没有?|也)(?:提|说|谈|讲|涉及)(?:到|过|及)?(?:吗|么|吧|呢)?$"
)
# 一共几条 of the list just told.
HOW_MANY = re.compile(r"^(?:一共|总共|共|总计)?(?:有|是|说了|提了|列了)?(?:几|多少)[条点项](?:建议|措施|举措|要求)?$")
HOW = re.compile(r"怎么样?|怎样|如何")
THERE = re.compile(r"(?:那里|那儿|那边|当地|该地|该[省市县区镇村](?![一-鿿]?[委府]))(?!的话)")
AGAIN = re.compile(
    r"^(?:(?:再|请)?(?:说)?(?:简单|简短|通俗|短|清楚|明白)(?:一?点|些|地说|说)(?:说|讲)?|(?:我)?(?:没|不)(?:看|听)?(?:懂|明白|清楚)|换(?:个|一个|一种)说法|再说一遍|重复一遍|什么意思)(?:吧|好吗|呢)?$"
)
N = "[一二两三四五六七八九十0-9]"
ORDINAL = re.compile(
    rf"^第{N}+(?:个?(?:条|点|个|项|方面|种|步|类|部分|招|大|建议|措施|链|原因|问题))?(?:建议|措施|举措|内容|"
    rf"方面|要求|任务|原因)?(?:呢|是什么|是啥|具体.*|怎么.*|讲.*|说.*|指.*|有.*)?$"
)
OTHERS = re.compile(
    rf"^(?:其他|其它|其余|另外|另|剩下|剩余|余下)的?(?:{N}*(?:条|点|个|项|种|位|篇|家|类|大)?(?:方面|建议|措施|"
    rf"举措|人|作者|原因|问题)?)?(?:呢|是什么|是谁|有哪些|都?是.*)?$"
    r"|^(?:还有|还有没有|还有哪些|还有什么|还有别的|除此之外|除了这些|就这些|只有这些|没有别的)(?:了)?(?:呢|吗|别的|其他的?|哪些|什么)*(?:吗|"
    r"呢)?$"
)
BARE = re.compile(
    r"^(?:为什么|为何|为啥|原因是?什么|怎么做|怎么办|如何做到?|怎么做到的?|怎么实现|如何实现|怎么说|怎么讲|"
    r"具体呢|具体来说呢?|具体一点|具体有哪些|具体是?什么|"
    r"具体怎么做|有哪些|是哪些|是什么|分别是什么|分别是哪些|比如呢?|例如呢?|举个例子|举例说明|有例子吗|"
    r"有什么例子|详细说说|详细一点|展开说说|再详细些|继续|什么时候|何时|"
    r"在哪里|在哪|哪里|在什么地方|谁说的|谁写的|谁提出的|是谁|哪一篇|哪篇|哪篇文章|哪一篇文章|"
    r"哪一?篇(?:文章)?(?:讲|说|提|谈)[^，]{0,6}|在哪篇文章里?|出处是?(?:哪里|什么)?|出自哪(?:里|篇|篇文章)|"
    r"(?:是)?谁的(?:观点|看法|说法|话|意见|建议|文章)|(?:是)?哪(?:位|个)(?:作者|专家|人)(?:说|写|提出?)的|"
    r"作者是谁|多少|有多少|几个|真的吗|确定吗|然后呢|结果呢|结果如何|依据是什么|有什么依据)(?:呢|吗|的)?$"
)
NE = re.compile(r"^(.{1,24}?)(?:呢|怎么样|又如何|又怎样|如何)$")
PERSON_PRONOUN = re.compile(
    r"(?<![其吉])(?:他们|她们|他|她)(?!们)|(?:这位|那位|该|这个|那个|这名)(?:作者|专家|学者|教授|研究员|人士|"
    r"人|记者|老师)|此人|该作者|两位作者|(?:这|那)[两三几]位(?:作者|专家|学者)?|(?<!两)作者(?=的单位|是哪|"
    r"来自)"
)
PLURAL = re.compile(r"他们|她们|两位|[两三几]位")
IT = re.compile(
    r"(?<!其)(?:它们|它)|(?<![因从如由据对彼])此(?:事|举|项|措施|政策|计划|概念)|(?:这|那|该)(?:个|种|项|一|"
    r"件|家)?(?:概念|东西|说法|事情|事|政策|措施|计划|项目|体系|模式|问题|做法|公司|企业|城市|地方|地区|产业|"
    r"平台|技术|工程|机构|组织|指标|目标|数字|工厂|行业|战略|理念|词|术语)"
)
ITS = re.compile(r"(?<![尤极与何])其(?![他它中实余次间后]|乐|妙|貌)")
ARTICLE = re.compile(
    r"(?:这|那|该|此|本)一?篇(?:文章|报道|稿子|评论)?|(?:该|此|本)文(?![化明件字学])|(?:上述|前面(?:那|"
    r"这)篇)文章|(?:这|那)(?:个)?文章"
)
# 他还提到了什么: more of the same topic.
GOES_ON = re.compile(r"还(?:提到|说|讲|谈|提出|强调|指出|建议)[了过到]?(?:些)?(?:什么|哪些)[^，]{0,2}$")
VIEW = re.compile(
    r"^(.{2,6}?)(?:是?怎么(?:看|说|想|认为)|又?(?:怎么看|怎么说)|有(?:什么|何)(?:看法|观点|意见|建议)|"
    r"持什么态度)(?:的)?(?:呢)?$"
)
# What an earlier follow-up added to the question before it.
ADDED = re.compile(
    rf"[，,](?:第{N}|其中|还有|其他|其余|另外|谁|为什么|为何|具体|哪|然后|怎么|举|作者|什么时候|"
    rf"这{N})[^，,]{{0,14}}$"
)
# A word after which a pronoun is an object or begins a clause.
GOVERNS = re.compile(
    r"(?:[，,对把将为在从给向让由使到据跟和与用是有就按靠]|关于|怎么|怎样|如何|什么|推广|发展|实现|提出|看待|"
    r"评价|制定|设)$"
)
OF_WHICH = re.compile(
    r"其中|上述|上面(?:的|说的|提到的)?|以上(?:的|这)?(?=[^\d]{0,3}(?:措施|建议|方面|内容|几|各))|(?:这|"
    r"那)(?:些|几|[一二两三四五六七八九十])(?:个|条|项|点|种|大|类|链|方面|家)?"
)
ASKS = re.compile(r"什么|谁|哪|怎|为何|如何|几[个种条项家名位]|多少")
ASKING = re.compile(rf"{ASKS.pattern}|几|吗$|没有?$|[不没](?:[一-鿿]{{1,2}})$|是不是|有没有|多[久大长高]")
WHOLE = re.compile(r"这组|这些文章|这几篇|所有|全部|各篇|几篇|[两三四五]篇|每篇|一共|总共")
# Times of one kind can stand for one another: 上半年 and 下半年, 一季度 and 三季度.
TIMES = (
    re.compile(r"[上下]半年|全年"),
    re.compile(r"(?:第?[一二三四1-4]|前[一二三]个?)季度"),
    re.compile(r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?"),
    re.compile(r"今天|昨天|前天|明天|今日|昨日"),
    re.compile(r"上周|本周|下周"),
    re.compile(r"(?:上|本|这|下)个?月"),
)
YEAR = re.compile(r"(?:19|20)\d{2}年?|去年|今年|明年|前年")
PERSON_ATTRIBUTE = re.compile(r"^(?:的)?(?:单位|工作单位|职务|职称|头衔|身份|观点|看法|建议|主张|文章|标题)")
EMPTY_WORDS = frozenset(
    "提出 提到 包括 需要 应该 应当 可以 采取 具体 主要 分别 一共 总共 还有 有没有 是不是 有何 之前 现在 目前 相关 有关"
    " 最后 首先 得出 这样 那样 多大 多久 为何 起来 出来 怎么样 是否 存在 属于 来自 请问".split()
)


def state(question: str) -> str:
    """A question as a statement, without its question word, so that what is asked after it is one thing, not two."""
    previous = stem_of(question)
    while (shorter := ADDED.sub("", previous)) != previous:
        previous = shorter
    stated = re.sub(rf"(?:指的)?(?:分别)?是哪{N}+[^，]{{1,3}}$", "", previous)
    stated = re.sub(rf"哪(?=些|几|一?{N})些?", "", stated)
    stated = re.sub(r"有(?:什么|何|些什么)(?=[^，]{2})", "的", stated)
    stated = re.sub(r"(?:分别|都|主要)?(?:是|有)(?:些)?人$", "", stated) if stated != previous else stated
    stated = re.sub(r"(?:分别|都|主要)?(?:是|有|为|达到?)?(?:多少|什么|谁|哪里|哪儿)$", "", stated)
    stated = re.sub(r"^(?:哪篇文章|哪一篇文章|篇文章|有文章)(.{3,})$", r"\1的文章", stated)
    stated = re.sub(r"^(?:应该|应当|要|该|可以)?(?:怎样|怎么|如何)(?:才能)?(?=[^，]{4})", "", stated)
    return stated if len(stated) >= 4 else previous
