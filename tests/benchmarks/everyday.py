"""Everyday questions over small collections, asked of the whole program: what is shown, what is refused.

    python -m tests.benchmarks.everyday [--work FOLDER]
    python -m tests.benchmarks.everyday --folds FOLDS.json [--work FOLDER]

Without --folds the collections kept for figures are asked, to which nothing was fitted; with it (what
`python -m rag.training.answering fit` leaves in its work folder) the others, each by trees that never saw its
collection, though they were read while the rules were made. A question counts as shown when an answer holds ten
characters on end of a sentence that answers, `all` when it does of every one; a stray is a question of another
collection. RONGHE_EVAL names the folder of
corpus/; FOLDER keeps the small indexes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.folding import fold
from rag.answer import Answer
from rag.assembly import open_chat
from rag.settings import Settings
from rag.training.answering_trees import FOLDS
from rag.training.everyday import EVERYDAY, Collection, open_collection, read_collections, strays
from tests.benchmarks.answers import use_folds

_RUN = 10
_STRAY = "stray"


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one question; `shown` and `whole` only where it can be answered."""

    kind: str
    answerable: bool
    refused: bool
    shown: bool
    whole: bool
    characters: int


def _plain(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def tells(shown: str, sentence: str) -> bool:
    """Whether `shown` holds a run of the sentence, or all of it where it is short."""
    wanted = _plain(sentence)
    runs = (wanted[n : n + _RUN] for n in range(max(1, len(wanted) - _RUN + 1)))
    return any(run in shown for run in runs)


def _text_of(answer: Answer) -> str:
    table = json.dumps(answer.table.to_dict(), ensure_ascii=False) if answer.table else ""
    return _plain(answer.text + table)


def ask_all(collection: Collection, folder: Path, stray: Sequence[dict[str, Any]] = ()) -> list[Asked]:
    """Every question of a collection and some of others, without history."""
    os.environ["RONGHE_DATA"] = str(open_collection(collection, folder))
    chat = open_chat(Settings.from_environment())
    found = []
    for row in [*collection.questions, *stray]:
        answer = chat.ask(row["question"])
        shown = _text_of(answer)
        told = [tells(shown, text) for text in collection.told(row["answers"])]
        again = [tells(shown, text) for text in collection.told(row["also"])]
        kept = not answer.refused
        whole = bool(told) and (all(told) or any(again))
        kind = _STRAY if row.get("stray") else row["kind"]
        found.append(
            Asked(kind, bool(told), answer.refused, kept and any(told + again), kept and whole, len(answer.text))
        )
    return found


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return float(np.mean(found)) if found else float("nan")


def report(asked: list[Asked]) -> None:
    answerable = [a for a in asked if a.answerable]
    silent = [a for a in asked if not a.answerable and a.kind != _STRAY]
    stray = [a for a in asked if a.kind == _STRAY]
    kept = [a for a in answerable if not a.refused]
    print(
        f"answerable {len(answerable)}: shown {_share(a.shown for a in answerable):.3f}, "
        f"all {_share(a.whole for a in answerable):.3f}, refused {_share(a.refused for a in answerable):.3f}, "
        f"other sentences {_share(not a.refused and not a.shown for a in answerable):.3f}; "
        f"{np.mean([a.characters for a in kept]):.0f} characters"
    )
    print(f"unanswerable {len(silent)}: refused {_share(a.refused for a in silent):.3f}")
    print(f"strays {len(stray)}: refused {_share(a.refused for a in stray):.3f}")
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for a in answerable:
        by_kind[a.kind].append(a)
    for kind, own in sorted(by_kind.items(), key=lambda entry: -len(entry[1])):
        shown, refused = _share(a.shown for a in own), _share(a.refused for a in own)
        print(f"  {kind:10s} {len(own):4d}  shown {shown:.2f}  refused {refused:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--work", type=Path)
    chosen = parser.parse_args()
    folder = os.environ.get("RONGHE_EVAL")
    if not folder:
        sys.exit("RONGHE_EVAL is unset; it names the folder that holds corpus/")
    switch = use_folds(chosen.folds)
    asked: list[Asked] = []
    with tempfile.TemporaryDirectory() as scratch:
        collections = read_collections(Path(folder) / "corpus")
        collections = [c for c in collections if c.held_out == (chosen.folds is None)]
        for collection in collections:
            switch(zlib.crc32(f"{EVERYDAY}-{collection.name}".encode()) % FOLDS)
            asked += ask_all(collection, chosen.work or Path(scratch), strays(collection, collections))
    report(asked)


if __name__ == "__main__":
    main()
