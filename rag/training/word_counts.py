"""Counts of words that the composer weighs them by: how rare each is in texts, how often a rewording keeps it.

`rag.training.answering` has the commands; the tables are rag/data/answering-rarity.json and answering-kept.json.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from index.folding import fold
from rag.training.answering_examples import read_rows

_PARAPHRASES = frozenset("lcqmc oppo bustm pawsx bq atec afqmc".split())
# Questions to a bank say as much of how people ask as others, but little of verbs: 借钱 is there what 贷款 is.
_BANKING, _OF_VERBS = frozenset("bq atec afqmc".split()), 0.2
# What a thing is called is never dropped.
_NOUNS = ("n", "e", "m", "j", "i", "x")
# A word seen seldom counts as one that is kept in this share of so many rewordings.
_USUAL_SHARE, _USUAL_COUNT = 0.7, 4.0
# From this share on a word counts whole.
_WHOLE_SHARE, _LEAST, _MOST = 0.6, 0.1, 7
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


def count_kept(corpus: Path) -> dict[str, str]:
    """Words, no nouns, that one who asks the same in other words mostly drops (那边, 到底, 啥时候), by what they count.

    In tenths, "1" to "9"; words that count whole are left out.
    """
    import rjieba

    seen: defaultdict[str, float] = defaultdict(float)
    kept: defaultdict[str, float] = defaultdict(float)
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
