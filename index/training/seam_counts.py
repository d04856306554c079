"""Counts of character sequences from the training corpus: the tables that `index.reading_order.language` reads.

A share of the records is left out (`is_held_out`), so that the joins' scorer can be taught on text that the counts have
not seen. It ships counts above a threshold only, hashed; no text can be read back from them.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.reading_order.language import BITS, build_table, folded

BUCKETS = 1 << 19
VOCABULARY = 4094
RAREST_CHARACTER = 25
# The least count at which a sequence of this length is kept: together they fill the table to four fifths.
LEAST_COUNT = {2: 3, 3: 6, 4: 8, 5: 10}
NEWS = frozenset(
    "cctv-xinwenlianbo cctv-xinwenlianbo-2 xinhua-uhgeval crud-news event-news gov-policy bedtime-news"
    " party-gov-editorial".split()
)


def read_corpus(folder: Path) -> Iterator[dict[str, Any]]:
    """The records of `articles-*.jsonl.xz`."""
    for path in sorted(folder.glob("articles-*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def is_held_out(record: dict[str, Any]) -> bool:
    """About 15% of the records, by a hash of their title and first words."""
    key = (record["title"] or "") + record["paragraphs"][0][:50]
    return hashlib.md5(key.encode(), usedforsecurity=False).digest()[0] < 38


def count_sequences(folder: Path, target: Path) -> None:
    """Write `characters.json` and `ngrams.npy`; needs about 2 GB of memory and two minutes."""
    text = "".join(
        "\n" + "\n".join(folded(p) for p in record["paragraphs"]) + "\n"
        for record in read_corpus(folder)
        if not is_held_out(record)
    )
    common = [ch for ch, n in Counter(text).most_common() if n >= RAREST_CHARACTER and ch != "\n"]
    vocabulary = ["\0", "\n", *common][:VOCABULARY]
    table = np.zeros(0x110000, dtype=np.int64)
    for number, ch in enumerate(vocabulary):
        table[ord(ch)] = number
    ids = table[np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)]
    counts = np.bincount(ids, minlength=len(vocabulary))
    counts[0] = 0
    grams = {length: _count(ids, length, least) for length, least in LEAST_COUNT.items()}
    np.save(target / "ngrams.npy", build_table(grams, BUCKETS))
    known = {"characters": "".join(vocabulary), "counts": [int(c) for c in counts]}
    (target / "characters.json").write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")


def _count(ids: npt.NDArray[np.int64], length: int, least: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    size = len(ids) - length + 1
    keys = ids[:size].copy()
    known = keys != 0
    for offset in range(1, length):
        part = ids[offset : size + offset]
        keys = (keys << BITS) | part
        known &= part != 0
    keys = np.sort(keys[known])
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    counts = np.diff(np.append(first, len(keys)))
    kept = counts >= least
    return keys[first[kept]], counts[kept]
