"""How a plan's own points are found: questions made by script from the points of policy texts, asked of the program.

    RONGHE_EVAL=... python -m tests.benchmarks.policy_points [--part unread] [--archive]

Texts of the training corpus that number their points (一是加强……。) are taken three at a time as a small collection.
Of each point, up to four a text, is asked 如何加强……, 怎么 with another verb, and 在……方面有哪些举措. Right is an
answer that holds the head of the point. The same questions go to another collection, where they count if its texts
hold no such words: those are to be refused. `read` are texts with three points or more, whose answers were read
while the rules were made; `unread` those with two. With
--archive all texts of a part are one index, and the points of the other part are its strays.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.build import build_index
from rag.assembly import open_chat
from rag.settings import Settings

_SOURCES = frozenset("crud-news gov-policy party-gov-editorial cctv-xinwenlianbo bedtime-news xinhua-uhgeval".split())
_OTHER = dict(
    pair.split(":")
    for pair in (
        "加强:抓好 加快:推动 推动:促进 推进:加快 促进:推动 强化:加强 完善:健全 深化:推进 健全:完善 提升:提高 优化:改进 "
        "培育:发展 构建:建设 建立:建设 提高:提升 加大:加强 改进:改善 拓展:扩大 支持:扶持 打造:建设"
    ).split()
)
_VERBS = "|".join(_OTHER)
_MARK = re.compile(r"(?:[一二三四]是要?|（[一二三四五六]）|^[一二三四]、)[加推促强完深建健提优培]", re.M)
_POINT = re.compile(
    rf"(?:^|[。；\n：，])(?:[一二三四五六七八]是要?|（[一二三四五六七八九十]+）|[一二三四五六七]、)({_VERBS})"
    r"([一-鿿]{4,14})(?=[。，；])"
)
_IN_ONE, _AWAY, _MOST_POINTS, _HEAD = 3, 5, 4, 8
_SHORTEST, _LONGEST = 400, 8000


@dataclass(frozen=True, slots=True)
class Collection:
    """Texts as (title, paragraphs) and their points as (verb, goal)."""

    texts: tuple[tuple[str, tuple[str, ...]], ...]
    points: tuple[tuple[str, str], ...]

    @property
    def whole(self) -> str:
        return "\n".join("\n".join(paragraphs) for _, paragraphs in self.texts)


def questions_of(verb: str, goal: str) -> Iterator[tuple[str, str]]:
    """(wording, question) of one point."""
    yield "its own verb", f"如何{verb}{goal}？"
    yield "another verb", f"怎么{_OTHER[verb]}{goal}？"
    yield "measures", f"在{goal}方面有哪些举措？"


def read_texts(corpus: Path, unread: bool) -> list[tuple[str, tuple[str, ...]]]:
    """Texts that number their points, those with exactly two of them if `unread`, in a fixed order by chance."""
    found = []
    for path in sorted(corpus.glob("articles-*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                text = "\n".join(row["paragraphs"])
                marks = len(_MARK.findall(text)) if row["source"] in _SOURCES else 0
                if _SHORTEST < len(text) < _LONGEST and (marks == 2 if unread else marks > 2):
                    found.append((row["title"] or row["paragraphs"][0][:20], tuple(row["paragraphs"])))
    random.Random(7).shuffle(found)
    return found


def read_collections(corpus: Path, unread: bool) -> list[Collection]:
    """Three texts each."""
    texts = read_texts(corpus, unread)
    chance = random.Random(7)
    collections = []
    for at in range(0, len(texts) - _IN_ONE + 1, _IN_ONE):
        points: list[tuple[str, str]] = []
        for _, paragraphs in texts[at : at + _IN_ONE]:
            own = list(dict.fromkeys(_POINT.findall("\n".join(paragraphs))))
            points += chance.sample(own, min(_MOST_POINTS, len(own)))
        collections.append(Collection(tuple(texts[at : at + _IN_ONE]), tuple(points)))
    return collections


def together(collections: list[Collection]) -> Collection:
    """Several as one."""
    return Collection(tuple(t for c in collections for t in c.texts), tuple(p for c in collections for p in c.points))


def _letters(text: str) -> str:
    return "".join(re.findall(r"[0-9a-zA-Z一-鿿]", text))


def ask_all(collection: Collection, other: Collection, folder: Path) -> Counter[tuple[str, str]]:
    """(wording, outcome) of the collection's questions, and of those of the `other` as strays."""
    documents = folder / "documents"
    documents.mkdir(parents=True)
    for number, (title, paragraphs) in enumerate(collection.texts):
        title = " ".join(title.split())[:60]
        (documents / f"{number}.md").write_text("\n\n".join([f"# {title}", *paragraphs]), "utf-8")
    os.environ["RONGHE_DATA"] = str(folder / "data")
    settings = Settings.from_environment()
    build_index(sorted(documents.iterdir()), folder / "data")
    chat = open_chat(settings)
    outcomes: Counter[tuple[str, str]] = Counter()
    for verb, goal in collection.points:
        for wording, question in questions_of(verb, goal):
            answer = chat.ask(question)
            right = _letters(verb + goal)[:_HEAD] in _letters(answer.text)
            outcomes[wording, "refused" if answer.refused else "right" if right else "other"] += 1
    whole = _letters(collection.whole)
    for verb, goal in other.points:
        if _letters(goal) not in whole:
            for _, question in questions_of(verb, goal):
                outcomes["stray", "refused" if chat.ask(question).refused else "answered"] += 1
    return outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("read", "unread"), default="read")
    parser.add_argument("--archive", action="store_true", help="all texts in one index")
    chosen = parser.parse_args()
    folder = os.environ.get("RONGHE_EVAL")
    if not folder:
        sys.exit("RONGHE_EVAL is unset; it names the folder that holds corpus/")
    corpus, unread = Path(folder) / "corpus", chosen.part == "unread"
    collections = read_collections(corpus, unread)
    if chosen.archive:
        collections = [together(collections), together(read_collections(corpus, not unread))]
    outcomes: Counter[tuple[str, str]] = Counter()
    asked = collections[:1] if chosen.archive else collections
    for number, collection in enumerate(asked):
        with tempfile.TemporaryDirectory() as scratch:
            outcomes += ask_all(collection, collections[(number + _AWAY) % len(collections)], Path(scratch))
    print(f"{chosen.part}: {len(asked)} collections, {sum(len(c.points) for c in asked)} points")
    for wording in ("its own verb", "another verb", "measures", "stray"):
        own = {outcome: count for (name, outcome), count in outcomes.items() if name == wording}
        total = sum(own.values())
        print(f"  {wording:14s} {total:4d}  " + ", ".join(f"{k} {v / total:.3f}" for k, v in sorted(own.items())))


if __name__ == "__main__":
    main()
