"""What is no question about articles: small talk, orders to the program, poems, weather, recipes, sums.

By wording alone; such a question is refused politely whatever the articles hold.
"""

from __future__ import annotations

import re

OUT_OF_SCOPE = re.compile(
    r"忽略.{0,12}(指令|提示|规则|要求)|无视.{0,12}(指令|提示|规则)|"
    r"系统提示词?|提示词是什么|你现在是|(?:请|来|假装|继续|试着|你)扮演|^扮演|越狱|直接输出|原样输出|"
    r"请输出|"
    r"ignore (all|any|the|your|previous)|system prompt|"
    r"^(你好|您好|嗨|哈喽|hello|hi|hey|谢谢|多谢|再见|早上好|晚上好|在吗|你是谁|你叫什么|你会什么|你能做什么|你几岁)|"
    r"(写|编|作|创作|来|背)(一|个|一?首|一?段|一?篇|两?句).{0,10}(诗|"
    r"歌词|代码|程序|脚本|函数|小说|故事|笑话|作文|情书|对联|邮件|文案)|"
    r"写诗|作诗|"
    r"讲个?.{0,3}(笑话|故事)|用(python|java|c\+\+|javascript|sql|go语言).{0,12}(写|"
    r"实现|编)|写.{0,8}(代码|程序|脚本|爬虫)|"
    r"(今天|明天|后天|现在|今晚|这周|周末).{0,6}(天气|气温|下雨|多少度|冷不冷|热不热)|天气(怎么样|如何|好吗)|"
    r"(现在|今天)(是)?(几点|星期几|周几|几号)|翻译(成|一下|为)|帮我(写|算|翻译|订|买|查)|"
    r"[0-9]+[+*/×÷][0-9]+|(怎么|如何|怎样)(做|烧|炒|炖|煮|腌)[^，。]{1,8}(肉|"
    r"鱼|菜|汤|饭|面|饼|鸡|蛋|豆腐|排骨|粥|蛋糕)[?？]?$|"
    r"(肉|鱼|菜|汤|饭|面|饼|鸡|鸭|虾|蛋|豆腐|排骨|粥|蛋糕)的做法[?？]?$|的(菜谱|食谱)"
)
