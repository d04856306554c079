"""Newspaper pages made by cutting articles of the training corpus into fragments and laying them out again.

Only for training and its checks: every line of a page keeps the article and the place that it came from. Names, notes
and captions between the fragments are invented or borrowed; no evaluation page is read.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
_GIVEN = "明伟华芳娜敏静丽强磊军洋勇艳杰娟涛超霞平刚桂英文玉兰建国志红海燕晓波春梅雪峰祥云龙飞鹏辉宇浩然子轩"
_COLUMNS = ("理论周刊", "智库圆桌", "经济观察", "今日谈", "时评", "决策参考", "学习园地", "本期关注", "调查研究")
_PLACES = ("东部", "西南", "江北", "南方", "中原", "滨海")
_BODIES = ("大学经济学院", "社会科学院", "党校", "发展研究中心", "大学马克思主义学院", "师范大学")
_RANKS = ("教授", "研究员", "副教授", "讲师", "编审", "博士研究生")


@dataclass(frozen=True, slots=True)
class Story:
    """An article of the corpus with a title of its own."""

    title: str
    paragraphs: tuple[str, ...]
    titled: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a made page; `order` numbers the pieces of one article's text from 0, -1 for what is not text."""

    text: str
    kind: str
    article: int = -1
    order: int = -1


def _cut_points(paragraphs: Sequence[str], pieces: int, chance: random.Random) -> list[int]:
    """Places in the paragraphs joined by line breaks: mostly anywhere, sometimes at a sentence's or paragraph's end."""
    text = "\n".join(paragraphs)
    least = 60
    points: list[int] = []
    for _ in range(40):
        if len(points) == pieces - 1:
            break
        point = chance.randrange(least, max(least + 1, len(text) - least))
        kind = chance.random()
        if kind < 0.2:
            point = text.find("\n", point)
        elif kind < 0.28:
            match = re.compile("[。！？]").search(text, point)
            point = match.end() if match else -1
        if least <= point <= len(text) - least and all(abs(point - p) >= least for p in points):
            points.append(point)
    return sorted(points)


def _fragments(story: Story, article: int, pieces: int, chance: random.Random) -> list[list[Line]]:
    text = "\n".join(story.paragraphs)
    points = [0, *_cut_points(story.paragraphs, pieces, chance), len(text)]
    fragments: list[list[Line]] = []
    order = 0
    for low, high in pairwise(points):
        part = text[low:high]
        if low and chance.random() < 0.1 and not part.startswith("\n"):
            part = part[1:]
        lines = []
        for line in part.split("\n"):
            if line.strip():
                lines.append(Line(line.strip(), "body", article, order))
                order += 1
        if lines:
            fragments.append(lines)
    return fragments


def _name(chance: random.Random) -> str:
    return chance.choice(_SURNAMES) + "".join(chance.choice(_GIVEN) for _ in range(chance.choice((1, 2, 2))))


def _byline(name: str, chance: random.Random) -> str:
    mark = chance.choice(("■", "■", "□", "◎", "", ""))
    if len(name) == 2 and chance.random() < 0.5:
        name = name[0] + " " + name[1]
    return mark + name


def _note(chance: random.Random) -> str:
    tail = chance.choice(("", "", "，本文为阶段性研究成果", "，本文系基金项目成果"))
    return f"（作者系{chance.choice(_PLACES)}{chance.choice(_BODIES)}{chance.choice(_RANKS)}{tail}）"


def _head_group(story: Story, article: int, parts: list[list[Line]], chance: random.Random) -> list[Line]:
    heading = Line(chance.choice(("# ", "## ")) + story.title, "heading", article)
    byline = Line(_byline(_name(chance), chance), "byline", article)
    shape = chance.random()
    first = parts[0]
    if len(parts) == 1 or shape < 0.4:
        return [heading, byline, *first]
    if shape < 0.72:
        return [byline, *first, heading, *parts[1]]
    return [*first, heading, byline, *parts[1]]


def _used_by_head(group: Sequence[Line], parts: Sequence[Sequence[Line]]) -> int:
    return 2 if len(parts) > 1 and parts[1][0] in group else 1


def _arrange(heads: list[list[Line]], tails: list[list[list[Line]]], chance: random.Random) -> list[list[Line]]:
    """The order of the groups on the page: tails in order, first, swapped among the articles, or all shuffled."""
    mode = chance.choice(("order", "tails-first", "swap", "columns", "shuffle"))
    groups: list[list[Line]] = []
    articles = list(range(len(heads)))
    chance.shuffle(articles)
    if mode == "order":
        for a in articles:
            groups += [heads[a], *tails[a]]
    elif mode == "tails-first":
        for a in articles:
            late = tails[a][: chance.choice((0, 0, 1))]
            groups += [*tails[a][len(late) :], heads[a], *late]
    elif mode == "swap":
        targets = articles[1:] + articles[:1] if len(articles) > 1 else articles
        for a, b in zip(articles, targets, strict=True):
            groups += [heads[a], *tails[b]] if chance.random() < 0.7 else [*tails[b], heads[a]]
    else:
        groups = [g for a in articles for g in [heads[a], *tails[a]]]
        if mode == "shuffle":
            chance.shuffle(groups)
        else:
            width = chance.randrange(1, max(2, len(groups)))
            groups = (
                [g for k in range(width) for g in groups[k::width]]
                if chance.random() < 0.5
                else (groups[width:] + groups[:width])
            )
    return groups


def make_page(stories: Sequence[Story], fillers: Sequence[str], chance: random.Random) -> list[Line]:
    """The lines of one page of these articles; `fillers` are paragraphs of other articles, for captions."""
    heads, tails, last = [], [], []
    for article, story in enumerate(stories):
        parts = _fragments(story, article, chance.choice((1, 2, 2, 3, 3, 4)), chance)
        head = _head_group(story, article, parts, chance)
        rest = [list(p) for p in parts[_used_by_head(head, parts) :]]
        heads.append(head)
        tails.append(rest)
        last.append(parts[-1][-1])
    groups = _arrange(heads, tails, chance)
    lines: list[Line] = []
    for group in groups:
        lines += group
    noted = [a for a in range(len(stories)) if chance.random() < 0.4]
    for a in noted:
        place = max(i for i, line in enumerate(lines) if line.article == a and line.order == last[a].order)
        lines.insert(place + 1, Line(_note(chance), "affiliation", a))
    return _with_fillers(lines, stories, fillers, chance)


def _with_fillers(
    lines: list[Line], stories: Sequence[Story], fillers: Sequence[str], chance: random.Random
) -> list[Line]:
    def gap() -> int:
        places = [0, len(lines)] + [
            i
            for i in range(1, len(lines))
            if lines[i].kind != "body"
            or lines[i - 1].kind != "body"
            or lines[i].article != lines[i - 1].article
            or lines[i].order != lines[i - 1].order + 1
        ]
        return chance.choice(places)

    if chance.random() < 0.35:
        titles = "".join(f"《{s.title}》" for s in stories[:3])
        note = chance.choice(
            (
                f"本期围绕有关话题，刊发{titles}等文章，敬请关注。",
                f"近期，各方热议有关工作，本版刊登{titles}，以飨读者。",
            )
        )
        place = gap()
        lines[place:place] = [Line(note, "editor"), Line("——编者", "signature")]
    if fillers and chance.random() < 0.3:
        sentence = re.split(r"(?<=[。！？])", chance.choice(fillers))[0]
        if 15 <= len(sentence) <= 120:
            credit = chance.choice(("", "", f"记者{_name(chance)}摄", f"（通讯员{_name(chance)}摄）"))
            lines.insert(gap(), Line(sentence + credit, "caption"))
    if chance.random() < 0.25:
        lines.insert(gap(), Line(f"【{chance.choice(_COLUMNS)}】", "column"))
    return lines
