"""What is asked of the articles as such, from the wording of a question."""

from __future__ import annotations

import pytest

from rag.answering.common_ground import shared_phrases
from rag.answering.inventories import asked_inventory
from rag.answering.mentions import asked_mention
from rag.answering.questions import analyse_question, search_text
from rag.answering.regions import in_short, joined_names, short_mentions
from rag.answering.requests import Request, find_authors, read_request, with_full_names
from rag.answering.several import split_requests
from rag.answering.wording import plain
from tests.answering_fakes import FakeCatalogue

CATALOGUE = FakeCatalogue()
AUTHORS = CATALOGUE.authors()
CARDS = CATALOGUE.articles()


def read(question: str) -> Request:
    return read_request(analyse_question(question), CARDS, AUTHORS)


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("您好,请问沈兰亭的建议是什么,谢谢!", "沈兰亭的建议是什么"),
        ("麻烦帮我介绍一下冷链", "冷链"),
        ("别废话,直接说沈兰亭啥观点", "沈兰亭什么观点"),
        ("为啥要建冷链呀", "为什么要建冷链"),
        ("咋建冷链", "怎么建冷链"),
        ("能不能帮我总结这几篇文章吗", "总结这几篇文章"),
        ("能不能停车", "能不能停车"),
        ("你好", "你好"),
        ("谢谢", "谢谢"),
        ("请柬是什么", "请柬是什么"),
    ],
)
def test_manners_are_taken_off(asked: str, left: str) -> None:
    assert plain(asked) == left


@pytest.mark.parametrize(
    ("question", "names", "topic"),
    [
        ("沈兰亭的建议有哪些", ("沈兰亭",), ()),
        ("沈教授都说了啥", ("沈兰亭",), ()),
        ("沈兰庭怎么看", ("沈兰亭",), ()),
        ("沈兰亭对冷链怎么看", ("沈兰亭",), ("冷链",)),
        ("卫知远和沈兰亭的观点有什么区别", ("卫知远", "沈兰亭"), ()),
        ("这几篇文章都讲了什么", (), ()),
        ("脐橙产量是多少", (), ("脐橙", "产量")),
    ],
)
def test_names_and_topic(question: str, names: tuple[str, ...], topic: tuple[str, ...]) -> None:
    found = read(question)
    assert found.names == names
    assert found.topic == topic


def test_ordinals() -> None:
    assert read("沈兰亭的第二条建议").ordinals == (2,)
    assert read("沈兰亭的第一条和第三条建议").ordinals == (1, 3)
    assert read("沈兰亭的第一条建议，第二条是什么？").ordinals == (2,)
    assert read("沈兰亭的最后一条建议").ordinal == -1
    assert read("第二篇文章讲了什么").piece == 2


def test_authors_as_they_sign() -> None:
    assert with_full_names("沈教授对冷链的看法", CARDS, AUTHORS) == "沈兰亭对冷链的看法"
    assert with_full_names("沈兰庭的观点", CARDS, AUTHORS) == "沈兰亭的观点"
    assert find_authors("沈兰庭的观点", CARDS, AUTHORS)[1]
    assert with_full_names("王教授的观点", CARDS, AUTHORS) == "王教授的观点"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("有没有提到北京", ("whether", "北京")),
        ("文章提到上海了吗", ("whether", "上海")),
        ("文中讲没讲地铁", ("whether", "地铁")),
        ("谁提到了“冷链”这个词", ("who", "冷链")),
        ("提到冷链的有谁", ("who", "冷链")),
        ("谁建议推广订单收购", ("urges", "推广订单收购")),
        ("文中提到了什么", ("", "")),
        ("谁写了关于小流域的文章", ("", "")),
    ],
)
def test_mentions_asked_for(text: str, found: tuple[str, str]) -> None:
    assert asked_mention(text) == found


def test_inventories_asked_for() -> None:
    assert asked_inventory("文章里有哪些数字", ()) == ("figure", "数字")
    assert asked_inventory("提到了哪些年份", ()) == ("year", "年份")
    assert asked_inventory("有几家企业参与承办", ("参与", "承办")) == ("", "")
    assert asked_inventory("作者的单位是什么", ()) == ("", "")


def test_regions_by_their_short_names() -> None:
    assert joined_names("四川和重庆怎么合作")[0][1][:2] == ("川渝", "渝川")
    assert in_short("四川和重庆怎么合作", "支持川渝毗邻地区合作") == "川渝怎么合作"
    assert in_short("四川和重庆怎么合作", "四川和重庆各有所长") == "四川和重庆怎么合作"
    assert in_short("四川和重庆怎么合作", "长江") == "四川和重庆怎么合作"
    assert "川渝" in search_text("四川和重庆怎么合作")
    pattern = short_mentions("四川")
    assert pattern is not None
    assert pattern.search("促进川渝两地合作")
    assert not pattern.search("一川烟草")
    assert short_mentions("冷链") is None


def test_shared_phrases() -> None:
    first, second = "县里要加快冷链设施建设，培养技术人才。", "没有冷链设施，水果难以出山，技术人才也留不住。"
    assert set(shared_phrases([first, second])) == {"冷链设施", "技术人才"}
    assert shared_phrases([first, "白鹭河全长46公里。"]) == []


def test_two_questions_in_one() -> None:
    asked = analyse_question("沈兰亭是谁？她提了哪些建议？")
    assert split_requests(asked, AUTHORS) == ("沈兰亭是谁", "沈兰亭提了哪些建议")
    assert split_requests(analyse_question("沈兰亭的建议有哪些"), AUTHORS) == ()
    assert split_requests(analyse_question("脐橙产量是多少，增长多少"), AUTHORS) == ()
