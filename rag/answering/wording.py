"""A question without its manners: greetings, thanks, impatience and spoken padding taken off, spoken words put plainly.

It changes no word that could be asked about, and what is small talk and nothing else stays as it is.
"""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"^(?:"
    r"(?:您好|你好|嗨|哈喽|hello|hi|hey|早上好|晚上好|喂)[，,。!！~ ]+|"
    r"(?:那个|嗯+|呃+|哎|唉|话说|对了|就是说?|那么)[，,、 ]+|"
    r"(?:别|少|不要)(?:说)?(?:那么多)?(?:废话|啰嗦|啰唆|绕弯子)(?:了)?[，,。!！ ]*|废话少说[，,。!！ ]*|"
    r"(?:请问|请教|打听)(?:一下|下|您|你)?[，,：: ]*|请(?=你|您|帮|给|把|用|说|讲|谈|问|介绍|总结|概括|"
    r"归纳|列|告诉|解释|描述|简)|"
    r"(?:麻烦|劳驾|烦请|拜托)(?:您|你|了)?[，,]?|"
    r"(?:你|您)?(?:能不能|能否|可不可以|可以|可否|能)(?=(?:请)?(?:简单|简要|大致|具体|详细|一下|再)?(?:地)?(?:帮|给|替|跟|和|告诉|说说|讲讲|介绍|总结|概括|归纳|列|解释)(?!.*的吗))|"
    r"(?:你|您)?(?:倒是|赶紧|赶快|快点|快|直接|简单)(?:地)?(?=给|告诉|说|讲|介绍|谈)|"
    r"(?:帮|给|替|跟|和|为|向)(?:我们?|咱们?|俺|大家)(?:来)?(?=看|说|讲|谈|聊|介绍|总结|概括|归纳|列|找|解释|"
    r"梳理|整理|分析|比较|对比)|"
    r"(?:给|来)(?:我|我们|咱)?(?:来)?(?:一)?[个份段篇](?=[一-鿿]{0,4}(?:摘要|总结|概括|提纲|简介|介绍|概述|要点|大纲))|"
    r"(?:快点|赶紧的?|急急?|喂|拜托)[，,!！]+|(?:你|您)?(?:是不是)?(?:傻|笨|蠢|有病|瞎)(?:了|啊|呀|吗|吧)*[，,。!！]+|"
    r"(?:我)?(?:想|要)(?:听听|听|看看)|"
    r"(?:告诉|回答)(?:我们?|咱们?)?(?:一下)?[，,：: ]*|"
    r"(?:我|我们|咱|俺)?(?:很)?(?:想|要|需要)(?:要)?(?:知道|了解|问问|问|请教|看看|查查|弄清楚|搞清楚)"
    r"(?:一下|下)?[，,：: ]*|"
    r"(?:你|您)?(?:知道|晓得|清楚)(?=.+(?:吗|么|不)[?？]?$)|"
    r"(?:你|您)(?=说说|讲讲|谈谈|聊聊|介绍|给|来)|来(?=说说|讲讲|谈谈|介绍)|"
    r"(?:看看|看一下|说说|讲讲|谈谈|聊聊|讲述|说一下|讲一下|谈一下|聊一下|说一说|讲一讲|谈一谈|介绍介绍|介绍一下|"
    r"介绍下|介绍|"
    r"解释一下|解释|梳理一下|说明一下|分析一下|分析分析|"
    r"说(?=一?下|[一-鿿]{2,4}(?:什么|啥|的?(?:观点|看法|建议)|到底)))(?=.{2,})[，,：: ]*(?:看)?"
    r")"
)
_REQUEST = re.compile(
    r"^(?:您好|你好|请问)?[，, ]*(?:你|您)?(?:能不能|能否|可不可以|可以|可否|能)(?:请)?"
    r"(?:简单|简要|大致|具体|详细|再)?(?:帮|给|替|告诉|说说|讲讲|介绍|总结|概括|归纳|列|解释)"
)
_TAIL = re.compile(
    r"(?:[，,。 ]*(?:谢谢|多谢|谢了|感谢|拜托)(?:您|你|啦|了|大家)?|"
    r"[，,](?:好吗|行吗|可以吗|行不行|好不好|可以不|快点|急)|"
    r"(?:来着|呀|呢|啊|嘛|哈|哦|噢|呗|哟|啦|咧|喔|吧))[?？!！。.~～… ]*$"
)
_MARKS = re.compile(r"[!！。.~～… ]+$")
_SPOKEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:到底|究竟|倒是)(?=.*(?:什么|啥|谁|哪|怎|咋|多|几|有|说|讲|是|为))"), ""),
    (re.compile(r"为啥子?|为嘛|干嘛要|干吗要|凭啥"), "为什么"),
    (re.compile(r"咋(?:个)?样"), "怎么样"),
    (re.compile(r"咋(?:个|么)?"), "怎么"),
    (re.compile(r"(?:什么|啥)(?:东西|玩意儿?)(?=$|[?？])"), "什么"),
    (re.compile(r"啥子?|甚么|什麽|神马"), "什么"),
    (re.compile(r"乜嘢|乜野|乜|咩(?=[?？]|$)"), "什么"),
    (re.compile(r"嘅"), "的"),
    (re.compile(r"系(?=什么)|係"), "是"),
    (re.compile(r"点解"), "为什么"),
    (re.compile(r"边个"), "谁"),
    (re.compile(r"哪儿|哪疙瘩"), "哪里"),
    (re.compile(r"几多"), "多少"),
    (re.compile(r"(?<=[一-鿿])一下(?!子)(?=.)"), ""),
    (re.compile(r"俩(?=作者|人|篇)"), "两"),
)  # fmt: skip


def plain(folded: str) -> str:
    """A folded question put plainly; the question itself when nothing else would be left of it."""
    text = folded.strip()
    if _REQUEST.search(text):
        text = re.sub(r"(?:吗|么)(?=[?？]?$)", "", text)
    for pattern in (_LEAD, _TAIL):
        while True:
            shorter = pattern.sub("", text, count=1).strip(" ，,、：:")
            if shorter == text or len(re.findall(r"\w", shorter)) < 2:
                break
            text = shorter
    for pattern, plainer in _SPOKEN:
        text = pattern.sub(plainer, text)
    if re.search(r"[一-鿿]", text):
        text = _MARKS.sub("", text) or text
    return text
