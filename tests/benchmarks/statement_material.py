"""A news sentence with what stands about it: the material that statements are made of."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import rjieba

from index.splitting import split_sentences
from tests.benchmarks.statement_words import AUTHORS, SURNAMES

_NAME_IN_SPEECH = re.compile(
    rf"(?:主任|教授|院长|主席|总统|总理|部长|局长|记者|研究员|董事长|总经理|发言人|会长|队长|先生|女士|书记|市长)([{SURNAMES}][一-鿿]{{1,2}})(?=表示|说|介绍|认为|指出|告诉|称|，|、)"
)
_FOREIGN = re.compile(r"[一-鿿]{2,5}·[一-鿿]{2,6}(?=[，、。的在与和表说称])")
_CLAUSES = re.compile(r"[^，；：]+[，；：。！？]?[”’]?")


@dataclass(frozen=True)
class Material:
    """One sentence with what stands about it in its article."""

    sentence: str
    before: str
    after: str
    article: str
    persons: tuple[str, ...]
    places: tuple[str, ...]
    organisations: tuple[str, ...]
    nouns: tuple[str, ...]
    distant: tuple[str, ...]
    author: str


Maker = Callable[[Material, random.Random], str | None]


def materials_of(paragraphs: Sequence[str], rng: random.Random, most: int = 3) -> list[Material]:
    """Up to `most` sentences of an article, with the names that the article holds."""
    sentences = [p[s:e].strip() for p in paragraphs for s, e in split_sentences(p)]
    text = "".join(sentences)
    names: dict[str, set[str]] = {"nr": set(), "ns": set(), "nt": set(), "n": set()}
    for word, tag in rjieba.tag(text):
        key = "nr" if tag in ("nr", "nrt", "nrfg") else tag
        if key in names and len(word) >= 2 and (key != "nr" or (word[0] in SURNAMES and len(word) <= 3)):
            names[key].add(word)
    persons = (
        {p for p in names["nr"] if text.count(p) >= 2}
        | set(_NAME_IN_SPEECH.findall(text))
        | set(_FOREIGN.findall(text))
    )
    usable = [
        i
        for i, s in enumerate(sentences)
        if 22 <= len(s) <= 130 and s[-1] in "。！？”" and s.count("“") == s.count("”")
    ]
    author = rng.choice(AUTHORS)
    chosen = rng.sample(usable, min(most, len(usable)))
    return [
        Material(
            sentences[i],
            sentences[i - 1] if i else "",
            sentences[i + 1] if i + 1 < len(sentences) else "",
            text,
            tuple(sorted(persons)),
            tuple(sorted(names["ns"])),
            tuple(sorted(names["nt"])),
            tuple(sorted(names["n"])),
            tuple(s for j, s in enumerate(sentences) if abs(j - i) > 1 and 12 <= len(s) <= 60),
            author,
        )
        for i in chosen
    ]


def clauses_of(sentence: str) -> list[str]:
    return [c for c in _CLAUSES.findall(sentence) if re.search(r"\w", c)]


def close_sentence(clauses: Sequence[str]) -> str:
    return "".join(clauses).rstrip("，；：。！？") + "。"


def swap_once(sentence: str, pairs: Sequence[tuple[str, str]], rng: random.Random) -> str | None:
    """One word of a pair for the other, as a whole word of the sentence."""
    words = rjieba.cut(sentence)
    present = [(a, b) for a, b in pairs if a in words]
    if not present:
        return None
    old, new = rng.choice(present)
    position = rng.choice([i for i, w in enumerate(words) if w == old])
    return "".join([*words[:position], new, *words[position + 1 :]])
