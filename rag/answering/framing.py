"""The words of a question that only ask: counters, degrees, doubts, sources named in passing.

一共有几次, 这么多, 是真的吗, 《报告》显示: they are looked for nowhere. General wording of Chinese questions.
"""

from __future__ import annotations

import re

from rag.answering.terms import is_common_word

_COUNTERS = "个名位种类家次项条座所部支倍成岁台辆人篇天张件艘架枚集场级届套处口户样份笔起宗块层颗幅样只根片批站趟"
_ONLY_ASKS = re.compile(
    "|".join(
        (
            # How many, which one; 有, 是 and the like before it would be cut into the word before.
            rf"了?(?:分别|各|都)?(?:是|有|为|(?<=[高低多少大])到了?|达到?了?|排在?|占)?(?:第?几[一二三四五六七八九十]?|多少)(?:(?P<counter>[{_COUNTERS}钱])|(?=[^一-鿿]|$|[一-鿿]))",
            r"在?(?:什么|哪个|哪些|啥)(?:地方|时候|时间|东西|样子)",
            r"(?:存在|面临)着?(?=什么|哪些|怎样|何种)",
            r"了?(?:分别|各|都)?(?:是|有|为|叫|(?<!存)在)(?=什么|哪|谁|啥|怎么|怎样|如何|何)(?!哪怕)",
            # 彩礼问题怎么治理: what is done about it is asked in whatever words.
            r"(?:的)?问题(?=(?:该|应该?|要)?(?:怎么|怎样|如何))|(?:怎么|怎样|如何)(?:去|来)?(?:解决|处理|应对|破解|治理)(?=[?？]?$)",
            r"怎么样|怎么|怎样|如何|为什么|为何|什么|哪些|哪里|哪个|哪家|哪位|谁(?:来|去)?",
            r"(?:一共|总共|总计|共计|合计|加起来|拢共)(?=有|是|为|达|来|收|办|设|建|[^，]{0,8}(?:多少|几))",
            r"哪(?:一)?[类种样]|(?:什么|啥)样的?|(?:到|做到|达到)?(?:一个)?(?:什么|何种|怎样的?)(?:程度|地步|水平)",
            r"(?:谁|哪[个位篇])?(?:更|最)(?:强调|关注|看重|重视|注重|突出|侧重|偏向|支持|反对)(?=[一-鿿]{2})",
            # 要从哪三个方面入手: how many of them is read elsewhere.
            r"(?:要|应该?|应当|需要|可以)?从(?:哪|什么)[些几一二两三四五六七八九十\d]*(?:个|大|种)?(?:方面|角度|环节|方向)(?:来|去)?"
            r"(?:入手|着手|发力|做起|努力|突破)?[?？]?$",
            # How much so, and whether it is so.
            r"(?:这么|那么)(?=[多大高长快少重要难低好])|(?:这么|那么)",
            r"真的(?=[一-鿿]{2,}.*(?:吗|么|嘛)[?？]?$)|"
            r"(?:这)?(?:是|有)?(?:真的?|对的?|正确的?|靠谱|可信|可靠|准确?|属实|有道理|有科学依据)(?:吗|么|嘛|不)[?？]?$|"
            r"(?:对不对|是不是真的|是真是假|靠不靠谱|可不可信)[?？]?$|对吗[?？]?$",
            r"还是(?=[一-鿿]{1,4}(?:了|的)?(?:[?？，,]|$))",
            r"(?:有没有|是不是|会不会|能不能|要不要|可不可以|该不该|是否|能否|可否|有无)",
            # What the speaker adds of his own.
            r"(?:我)?(?:听说|据说|好像|似乎|貌似|记得|印象中|觉得|想知道|不清楚|不太明白|搞不懂)(?:了|的是)?|(?:那个|这个)(?=[一-鿿]{2,}情况)|"
            r"(?:的)?情况(?=[，,。])|(?<=怎么)看待|(?<=如何)看待|(?:挺|很|还)?(?:不错|挺好)(?:的)?(?=[，,])|就是(?=[一-鿿]{2,}[，,])",
            r"(?:这|那|近|最近)(?:些|几|十|两|三|五)?年(?:来|间)?(?=[^代度]|$)|(?:现在|目前|如今)(?=[一-鿿]{2,})",
            r"(?:这|那)一?(?:篇|条|则)(?:文章|报道|新闻|评论|消息)?(?:里|中)?(?:面)?",
            r"(?:排名?)?第[一二三四五六七八九十\d]+[位名]?(?=[，,]?(?:是吗|对吗|吗|对不对|对吧|是吧)[?？]?$)",
            # Verbs that say no more than that something is to be done well.
            r"(?<=怎么|怎样|如何)(?:才能|去)?(?:用|做|搞|抓|办|管|干|弄|写|讲|把握)好(?=[一-鿿]{2})",
            # What somebody does, or can do.
            r"(?:可以|能够|应该|应当|需要|必须|[能要该应得])?(?:都)?(?:做|干)(?:些|点)?(?:什么|哪些|啥)(?:事情?|工作)?[?？]?$",
            # What came of it.
            r"(?:后来|最后|结果|最终)(?:呢)?(?=怎么|怎样|如何|咋|被|判|是|有|花|[一-鿿]{1,4}(?:了)?(?:多少|几|什么|谁|哪))",
            # Who is said to say so, in passing.
            r"^(?:根据|按照|依据|据)?《[^》]+》(?:里|中|一文)?(?:面)?(?:说|称|显示|指出|提到|介绍|认为|里说|中说)(?:的)?[，,]?",
            r"^(?:根据|按照|依据|从)?(?:这|那|本)?(?:篇|条|则)?(?:文章|报道|新闻|原文|材料|文中|文)(?:里|中|内容)?(?:面)?(?:来看|看)?[，,的]?(?:说|称|显示|指出|提到|介绍|认为)?(?:的)?",
            r"作者(?=为什么|为何|怎么|如何|怎样|认为|觉得|主张|建议|提出|指出|反对|赞成|支持|强调|对|说|举|列|用|给出)",
            # Orders that ask for a summary.
            r"(?:请)?(?:帮我?)?(?:简单|简要|大致)?(?:总结|概括|归纳|梳理|概述)(?:总结|概括|归纳)?(?:一下|下|一?句)?|"
            r"(?:主要|具体|大概|大约|大致|详细|整体|总体)(?=[一-鿿]*(?:什么|哪|几|多少|怎|如何|谁|何))",
        )
    )
)


def _blank(found: re.Match[str]) -> str:
    """A blank for what only asks; a counter that begins a word stays with it (多少人口)."""
    counter = found["counter"] or ""
    following = found.string[found.end() : found.end() + 1]
    return f" {counter}" if counter and following and is_common_word(counter + following) else " "


def without_frame(chinese: str) -> str:
    """A folded question with a blank for what only asks; the question itself where hardly anything else is left."""
    rest = _ONLY_ASKS.sub(_blank, chinese)
    return rest if len(re.findall(r"[0-9a-z一-鿿]", rest)) > 1 else chinese
