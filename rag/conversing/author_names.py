"""Authors whom a question names in Latin letters or with a blank inside, put as the articles write them.

Wang Fang, WANG Fang, Fang Wang and 王 芳 are 王芳 where exactly one author can be meant; else nothing is changed.
It knows names alone, no index. Pinyin comes from pypinyin (MIT), loaded only when a question has Latin words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

_LATIN = "A-Za-zÀ-ÖØ-öø-ǜ"
_RUN = re.compile(rf"[{_LATIN}]+(?:[\s.,·'’-]+[{_LATIN}]+)*")
_WORD = re.compile(rf"[{_LATIN}]+")
_SPACED = re.compile(r"[一-鿿](?:[ 　]+[一-鿿]){1,3}")
_NAME = re.compile(r"[一-鿿]{2,4}")
_MOST_WORDS = 4
_MOST_READINGS = 16


def write_authors(question: str, authors: Sequence[str]) -> str:
    """`question` with such names in Chinese characters; the same string where it has none."""
    written = question
    if _SPACED.search(written):
        names = _plain_names(tuple(authors))
        written = _SPACED.sub(lambda match: _joined(match[0], names), written)
    if _RUN.search(written):
        written = _RUN.sub(lambda match: _read(match[0], tuple(authors)), written)
        written = re.sub(r"(?<=[一-鿿])(?:[ 　]+)(?=[一-鿿])", "", written) if written != question else written
    return written


def _joined(spaced: str, names: frozenset[str]) -> str:
    plain = re.sub(r"[ 　]+", "", spaced)
    return plain if plain in names else spaced


def _read(run: str, authors: tuple[str, ...]) -> str:
    """`run` with the first of its longest words in a row that are one author's name replaced."""
    words = list(_WORD.finditer(run))
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        for first in range(len(words) - count + 1):
            part = words[first : first + count]
            author = _by_sound(authors).get("".join(_letters(word[0]) for word in part))
            if author and not _latin_words(authors).issuperset(word[0].casefold() for word in part):
                return run[: part[0].start()] + author + run[part[-1].end() :]
    return run


def _letters(word: str) -> str:
    """Lower case, without tone marks."""
    plain = unicodedata.normalize("NFD", word.casefold().replace("ü", "v"))
    return "".join(c for c in plain if c.isascii() and c.isalpha())


@lru_cache(maxsize=2)
def _plain_names(authors: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for author in authors for name in re.split(r"[、,，\s]+", author) if _NAME.fullmatch(name))


@lru_cache(maxsize=2)
def _latin_words(authors: tuple[str, ...]) -> frozenset[str]:
    """The words of authors who are written in Latin letters themselves."""
    return frozenset(word.casefold() for author in authors for word in _WORD.findall(author))


@lru_cache(maxsize=2)
def _by_sound(authors: tuple[str, ...]) -> dict[str, str]:
    """Pinyin without blanks, surname first or last -> the one author that it can be."""
    heard: dict[str, set[str]] = defaultdict(set)
    for name in _plain_names(authors):
        for surname, given in _readings(name):
            heard[surname + given].add(name)
            heard[given + surname].add(name)
    return {sound: names.pop() for sound, names in heard.items() if len(names) == 1}


def _readings(name: str) -> set[tuple[str, str]]:
    """(surname, given name) in pinyin, every reading of the characters; ü as v, u and yu. Two characters of four are
    a compound surname."""
    from pypinyin import Style, pinyin

    options = [[r for r in readings if r.isalpha()] for readings in pinyin(name, style=Style.NORMAL, heteronym=True)]
    found: set[tuple[str, str]] = set()
    for number, syllables in enumerate(product(*options)):
        if number == _MOST_READINGS:
            break
        for cut in (1, 2) if len(name) > 2 else (1,):
            surname, given = "".join(syllables[:cut]), "".join(syllables[cut:])
            found |= {(surname.replace("v", u), given.replace("v", u)) for u in ("v", "u", "yu")}
    return found
