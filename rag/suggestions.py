"""Questions worth asking of the indexed articles, made from their own words by general rules.

It reads titles, authors, topic sentences, quoted terms and figures; it asks no index and no model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from index.records import Article
from index.splitting import split_sentences

_ALIAS = re.compile(r"以下简称[“「]([^”」]{2,12})[”」]")
_QUOTED = re.compile(r"[“「]([^”」，。；、]{2,12})[”」]")
_ENUMERATION = re.compile(r"(?:一是|第一，|首先，|一方面)")
_FIGURE = re.compile(
    r"(?P<verb>拥有|共有|设有|建成|建有|新增|达到|超过)(?:全部|了|约|近)?(?P<number>\d[\d,.]*)(?P<unit>%|个|家|项|座|条|名|万|亿|公里)"
    r"(?P<thing>[一-鿿]{2,8}?)(?=[，。；、]|$)"
)
_SUBJECT = re.compile(r"^([一-鿿]{2,8}?)(?:是|已|将|共|现|目前|拥有|设有|建成)")
_MAX_CLAUSE, _MIN_CLAUSE = 22, 5
# A clause that begins with one of these says what to do, so 如何 can stand before it.
_DOING = (
    "加强加快推动推进促进健全完善深化优化构建建立打造培育提升强化依托借力变革夯实发挥坚持落实扩大保障破解激发创新改革"
)
_DOING_WORDS = frozenset(_DOING[i : i + 2] for i in range(0, len(_DOING), 2))


def suggest_questions(articles: Sequence[Article], limit: int = 6) -> list[str]:
    """Up to `limit` different questions, of different kinds first, in the order of the articles."""
    pieces = [a for a in articles if a.kind == "article"]
    kinds = (
        _definitions(pieces),
        _manners(pieces),
        _figures(pieces),
        _comparisons(pieces),
        _authors(pieces),
        _whole(articles),
        _titles(pieces),
    )
    mixed = (question for group in zip_longest(*kinds) for question in group if question)
    return list(dict.fromkeys(mixed))[:limit]


def shared_terms(articles: Sequence[Article], limit: int = 24) -> list[str]:
    """Quoted terms that more than one article uses, the most shared first, then those of single articles."""
    counts = Counter(term for article in articles for term in set(_QUOTED.findall(article.text)))
    return [term for term, _ in sorted(counts.items(), key=lambda entry: -entry[1])][:limit]


def _definitions(articles: Iterable[Article]) -> Iterator[str]:
    articles = list(articles)
    for article in articles:
        for term in _ALIAS.findall(article.text):
            yield f"“{term}”指的是什么？"
    counts = Counter(term for article in articles for term in set(_QUOTED.findall(article.text)))
    for term, count in counts.most_common(3):
        if count > 1:
            yield f"哪些文章提到了“{term}”？"


def _manners(articles: Iterable[Article]) -> Iterator[str]:
    """A paragraph that opens with what to do and then lists how, gives 「如何……？」."""
    for article in articles:
        for paragraph in article.paragraphs:
            spans = split_sentences(paragraph)
            if not spans or not _ENUMERATION.search(paragraph):
                continue
            clauses = [c.strip() for c in re.split(r"[，。；：]", paragraph[slice(*spans[0])]) if c.strip()]
            doing = [c for c in clauses if c[:2] in _DOING_WORDS and _MIN_CLAUSE <= len(c) <= _MAX_CLAUSE]
            if doing:
                yield f"如何{doing[-1]}？"
                break


def _figures(articles: Iterable[Article]) -> Iterator[str]:
    for article in articles:
        for start, end in split_sentences(article.text):
            sentence = article.text[start:end]
            found, subject = _FIGURE.search(sentence), _SUBJECT.match(sentence)
            if found and subject and found["unit"] != "%":
                yield f"{subject[1]}{found['verb']}多少{found['unit']}{found['thing']}？"
                break


def _comparisons(articles: Sequence[Article]) -> Iterator[str]:
    authors = list(dict.fromkeys(a.author for a in articles if a.author))
    if len(authors) > 1:
        yield f"{authors[0]}和{authors[1]}的第一条建议有何不同？"


def _authors(articles: Iterable[Article]) -> Iterator[str]:
    for article in articles:
        if article.author and article.title:
            yield f"{article.author}的单位是什么？" if article.affiliation else f"{article.author}提出了哪些建议？"


def _whole(articles: Sequence[Article]) -> Iterator[str]:
    if len(articles) > 1:
        yield "这组文章讲了什么？"


def _titles(articles: Iterable[Article]) -> Iterator[str]:
    for article in articles:
        if article.title and len(article.title) <= _MAX_CLAUSE:
            yield f"《{article.title}》主要讲了什么？"
