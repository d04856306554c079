"""Sentences of a document that speak to a language model rather than to a reader, however they are dressed up.

It knows general wording of such attempts, no model. What is found is quoted as data, is no evidence, and is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from index.folding import fold
from index.splitting import split_sentences

_MODEL = r"(?:ai|人工智能|大?语言模型|大模型|智能助手|聊天机器人|助手|机器人)"
_ANSWER = r"(?:回答|答案|回复|输出|摘要|总结|答复)"
_DROP = "(?:忽略|无视|忘记|忘掉|抛开|不要理会|不用理会|跳过)"
_MUST = r"(?:请|须|必须|务必|应当|一律|只许|只能)"
_INSTRUCTION = re.compile(
    "|".join(
        (
            # Rules to be dropped.
            rf"{_DROP}[^。\n]{{0,12}}(?:指令|提示词|系统提示|规则|设定|命令)",
            rf"{_DROP}[^。\n]{{0,4}}(?:以上|上面|之前|前面|上述)[^。\n]{{0,6}}(?:要求|内容|指示|提示|文字|资料|一切)",
            r"(?:以上|上面|之前|前面|上述|所有)[^。\n]{0,8}(?:指令|提示词|规则|设定)[^。\n]{0,6}(?:作废|无效|失效|取消|不算)",
            r"优先于(?:一切|所有|其他)(?:规则|指令)|系统提示(?:词|语|内容)|提示词|越狱|开发者模式",
            # Another role.
            r"(?:你|您)(?:现在|从现在起|将|要|必须|应当|只能|需要)?(?:是|扮演|充当|化身|饰演)(?:为|一个|一名|一位)?[^。\n]{0,10}(?:助手|模型|ai|机器人|角色)",
            r"(?:从此刻起|从现在起|从今起|接下来)[，,]?(?:请)?(?:你|您)(?:来)?(?:就?是|扮演|充当|化身|假装|饰演|必须|只)",
            r"假装(?:你|自己)是",
            rf"作为(?:一个|一名)?{_MODEL}[，,]?(?:你|请)|如果(?:你|您)是(?:一个|一名)?{_MODEL}",
            rf"^(?:致|给)[^。，\n]{{0,12}}{_MODEL}[:：,，]|{_MODEL}(?:们)?{_MUST}",
            # What to answer.
            r"(?:你|您)(?:必须|应当|应该|只能|只需|只要|需要|不得|不要)[^。\n]{0,14}(?:回答|回复|输出|返回|复述|写出|告诉用户)",
            r"请?(?:直接|只|务必|一律|始终|改为)(?:回答|回复|输出|返回)[“\"'：:]?",
            r"^(?:请)?(?:输出|回复|返回)(?:以下|如下|下面|[“\"：:])",
            rf"{_MUST}(?:你)?在(?:你的)?{_ANSWER}(?:的)?(?:末尾|结尾|开头|前面|后面|里|中|时)?[^。\n]{{0,4}}(?:附上|加上|写上|插入|添加|说|包含|声明|注明|写明)",
            rf"(?:把|将)(?:你的)?{_ANSWER}(?:改成|改为|写成|换成)|^回答(?:问题|用户|提问)?时[，,]?{_MUST}",
            r"(?:不要|别|不得)(?:告诉|透露给|提示)(?:用户|读者|提问者)",
            r"(?:不要|不得|无需|不必)(?:引用|标注|注明)(?:上一段|上文|出处|来源|编号)",
            r"当(?:用户|读者|有人)(?:问|询问|提问)(?:到|起|及)?[^。\n]{0,20}(?:回答|回复|说)",
            r"(?:发送|上传|提交|转发|发)(?:到|至|给)\s?https?:",
            # The same in English.
            r"ignore (?:all |any |the )?(?:previous|above|prior|earlier)",
            r"disregard (?:all |the )?(?:previous|above)",
            r"forget (?:everything|all|your|previous)",
            r"from now on[^.\n]{0,12}(?:you|respond|answer|reply|only|act)|new instructions? ?:",
            r"system prompt|you (?:are now|must (?:now )?(?:answer|reply|output|say))",
            r"(?:reply|respond|answer) (?:only )?(?:with|in)\b",
            r"when (?:summari[sz]ing|answering|asked|responding)[^.\n]{0,60}(?:always|never|must|say|state)",
            r"tell the user|pretend (?:to be|you)",
            r"print your (?:instructions|prompt|rules)|developer mode",
            r"jailbreak|(?:you )?have no (?:rules|restrictions)",
            # Tags and turns of a dialog; a link that carries something away.
            r"<\|[a-z_]+\|>|\[/?inst\]|<<?/?sys>>?|<!--",
            r"</?(?:passage|system|assistant|user)\b|^\W{0,3}(?:system|sys)\W*(?:[\]>:]|$)",
            r"^\W{0,3}系统(?:消息|指令|管理员|提示)\W|^#{1,6} ?(?:instruction|system|assistant|系统|指令)",
            r"^(?:system|assistant|user|human|ai) ?:",
            r"!?\[[^\]\n]*\]\(\s?https?:[^)\n]*[?&=]|!\[[^\]\n]*\]\(\s?(?:https?:)?//|<img\b|javascript:",
        )
    )
)
# Letters of other scripts that look like Latin ones.
_LOOKALIKES = str.maketrans("аеорсухіјѕԁмнтквαορνκ", "aeopcyxijsdmhtkbaopvk")
_BLANK_INSIDE = re.compile(r"(?<=[一-鿿])[\s.·_*-]+(?=[一-鿿])")


def without_invisible(text: str) -> str:
    """`text` without characters that show nothing: zero widths, directions, tags; line ends and tabs stay."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc"))


@lru_cache(maxsize=4096)
def looks_like_instruction(sentence: str) -> bool:
    """Whether a sentence of a document speaks to a language model: to be quoted, never obeyed, no evidence."""
    plain = fold(without_invisible(sentence)).strip().translate(_LOOKALIKES)
    return bool(_INSTRUCTION.search(plain) or _INSTRUCTION.search(_BLANK_INSIDE.sub("", plain)))


def has_instruction(text: str) -> bool:
    """Whether any sentence of `text` does."""
    return any(flag for _, _, flag in sentences_of(text))


def sentences_of(text: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it speaks to a model) of each sentence; <!--, ![ and the ? of an address end none."""
    glued = ""
    for start, end in split_sentences(text):
        glued += text[start:end]
        yield start, end, looks_like_instruction(glued) or looks_like_instruction(text[start:end])
        if not glued.endswith(("!", "?")):
            glued = ""
