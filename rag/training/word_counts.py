"""Counts of words that the composer weighs them by: how rare each is in texts, how often a rewording keeps it.

`rag.training.answering` has the commands; the tables are rag/data/answering-rarity.json and answering-kept.json.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.folding import fold
from rag.answering.terms import cover
from rag.training.answering_examples import read_rows
from rag.training.everyday import read_collections

_PARAPHRASES = frozenset("lcqmc oppo bustm pawsx bq atec afqmc".split())
# Questions to a bank say as much of how people ask as others, but little of verbs: 借钱 is there what 贷款 is.
_BANKING, _OF_VERBS = frozenset("bq atec afqmc".split()), 0.2
# What a thing is called is never dropped.
_NOUNS = ("n", "e", "m", "j", "i", "x")
# A word seen seldom counts as one that is kept in this share of so many rewordings.
_USUAL_SHARE, _USUAL_COUNT = 0.7, 4.0
# From this share on a word counts whole.
_WHOLE_SHARE, _LEAST, _MOST = 0.6, 0.1, 7
# How much an everyday question counts, how far around the answer its words are looked for, and what is held.
_OF_EVERYDAY, _AROUND, _HELD = 1.5, 60, 0.5
# When something was may be all that is asked for.
_DATED = re.compile(r"[年月日天周期午晚早夜季]|小时|分钟|星期")


def count_rarity(corpus: Path, step: float = 0.25, least: int = 8) -> dict[str, Any]:
    """The table of `rag/answering/terms.py`: words by level of -log(share of paragraphs that hold them)."""
    import rjieba

    rng, seen, total = random.Random(1), Counter[str](), 0
    for path in sorted(corpus.glob("articles-*.jsonl.xz")):
        for record in read_rows(path):
            if record["source"] in ("lctt", "gold-miner", "tidb-docs") and rng.random() < 0.7:
                continue
            for paragraph in record["paragraphs"]:
                if rng.random() < 0.35:
                    continue
                total += 1
                seen.update({w for w in rjieba.cut(fold(paragraph)) if any(c.isalnum() for c in w)})
    levels: dict[int, list[str]] = defaultdict(list)
    for word, count in seen.items():
        if count >= least:
            levels[round(math.log(total / count) / step)].append(word)
    return {
        "step": step,
        "paragraphs": total,
        "levels": [[level, " ".join(sorted(found))] for level, found in sorted(levels.items())],
    }


def _everyday(corpus: Path) -> Iterator[list[tuple[str, str]]]:
    """By collection: folded questions that were answered, with the sentences around the answers."""
    for collection in read_collections(corpus):
        found = []
        for row in () if collection.held_out else collection.questions:
            spans = [*row["answers"], *row["also"]]
            texts = [collection.titles[d] + collection.texts[d][max(0, a - _AROUND) : b + _AROUND] for d, a, b in spans]
            if row["answers"]:
                found.append((fold(row["question"]), fold("\n".join(texts))))
        yield found


def _count_everyday(corpus: Path, seen: defaultdict[str, float], kept: defaultdict[str, float]) -> None:
    """Add the words of everyday questions: kept where the sentences that answer hold them or one beside them does."""
    import rjieba

    for questions in _everyday(corpus):
        # However often one collection's readers ask for the same thing, it is one observation.
        held: defaultdict[str, list[bool]] = defaultdict(list)
        for question, told in questions:
            for word in set(rjieba.cut(question)):
                if word.isalpha() and not _DATED.search(word):
                    held[word].append(cover(word, told) > _HELD)
        for word, found in held.items():
            seen[word] += _OF_EVERYDAY
            kept[word] += _OF_EVERYDAY * sum(found) / len(found)


def count_kept(corpus: Path) -> dict[str, str]:
    """Words that one who asks the same in other words mostly drops (那边, 到底, 啥时候), by what they count.

    In tenths, "1" to "9"; words that count whole are left out. Of rewordings no nouns are counted, of everyday
    questions all words.
    """
    import rjieba

    seen: defaultdict[str, float] = defaultdict(float)
    kept: defaultdict[str, float] = defaultdict(float)
    _count_everyday(corpus, seen, kept)
    for path in sorted(corpus.glob("pairs-*.jsonl.xz")):
        for row in read_rows(path):
            if row["source"] not in _PARAPHRASES:
                continue
            texts = fold(row["query"]), fold(row["positive"])
            for text, other in (texts, texts[::-1]):
                for word, tag in set(rjieba.tag(text)):
                    if tag[0] in _NOUNS or not word.isalpha() or _DATED.search(word):
                        continue
                    weight = _OF_VERBS if tag[0] in "va" and row["source"] in _BANKING else 1.0
                    seen[word] += weight
                    kept[word] += weight * (word in other)
    tenths: dict[str, list[str]] = defaultdict(list)
    for word, count in seen.items():
        share = (kept[word] + _USUAL_SHARE * _USUAL_COUNT) / (count + _USUAL_COUNT)
        worth = round(10 * max(_LEAST, share / _WHOLE_SHARE))
        if worth <= _MOST:
            tenths[str(worth)].append(word)
    return {worth: " ".join(sorted(words)) for worth, words in sorted(tenths.items())}
