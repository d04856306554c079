"""Teaches the reading-order repair: `python -m index.training.seams RONGHE_EVAL/corpus [--pages 3000]`.

First the character counts, the openings and the topics (`seam_counts`, `seam_topics`), then boosted trees for breaks,
joins, headings and ends, over pages that `damaged_pages` makes of corpus articles that were not counted. The trees of
the second look learn from pages that those of the first have not seen. No evaluation page is read.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.layout import source_of_text
from index.reading_order.anchors import find_anchors
from index.reading_order.assignment import IMPOSSIBLE, assign
from index.reading_order.forest import forest_arrays
from index.reading_order.joining import look_again, orphan_odds
from index.reading_order.language import CharacterModel, load_character_model
from index.reading_order.measuring import (
    Evidence,
    Measured,
    cut_fragments,
    measure,
    measure_breaks,
    measure_lines,
    pulled_starts,
    stops_amid,
)
from index.reading_order.page_lines import PageLines, view_lines
from index.reading_order.settling import recognise
from index.training.damaged_pages import Line, Story, make_page
from index.training.seam_counts import NEWS, count_sequences, is_held_out, read_corpus
from index.training.seam_topics import learn_edges, learn_topics

Floats = npt.NDArray[np.float64]
Table = tuple[Floats, Floats]
DATA = Path(__file__).parent.parent / "data"
TREES = {"breaks": 160, "pairs": 350, "heads": 180, "ends": 120, "pairs2": 250, "heads2": 150, "ends2": 120}
PARAMETERS = {
    "objective": "binary", "learning_rate": 0.06, "num_leaves": 24, "min_data_in_leaf": 40, "lambda_l2": 2,
    "feature_fraction": 0.8, "bagging_fraction": 0.8, "bagging_freq": 1, "num_threads": 1, "verbose": -1,
}  # fmt: skip


@dataclass(slots=True)
class Lesson:
    """A made page measured, with the truth: the line after each line (-1: none) and the first line of each heading."""

    page: PageLines
    measured: Measured
    breaks: Floats
    after: list[int]
    first: list[int]
    titled: list[bool]
    evidence: Evidence | None = None

    def measured_evidence(self) -> Evidence:
        """The evidence, once `cut_lessons` has measured it."""
        if self.evidence is None:
            raise ValueError("a lesson was asked for evidence before it was cut into fragments")
        return self.evidence


def read_stories(corpus: Path, chance: random.Random) -> tuple[list[list[Story]], list[str]]:
    """Held-out news as stories (the evening news, other titled, untitled under a clause of theirs), and fillers."""
    pools: list[list[Story]] = [[], [], []]
    fillers: list[str] = []
    for record in read_corpus(corpus):
        if record["source"] not in NEWS or not is_held_out(record):
            continue
        paragraphs = [p for p in record["paragraphs"] if p.strip()]
        evening = record["source"].startswith("cctv")
        if sum(map(len, paragraphs)) < 500:
            fillers += paragraphs[:1] if evening else []
            continue
        while sum(map(len, paragraphs)) > 3000 and len(paragraphs) > 2:
            paragraphs.pop()
        title = " ".join(record["title"].split(" > ")[-1].split())
        if title:
            pools[0 if evening else 1].append(Story(title, tuple(paragraphs)))
        else:
            clauses = [c for p in paragraphs[:4] for c in re.split("[，。；：！？“”]", p) if 9 <= len(c) <= 28]
            if clauses:
                pools[2].append(Story(chance.choice(clauses), tuple(paragraphs), titled=False))
    return pools, fillers


def make_lesson(
    pools: Sequence[Sequence[Story]], fillers: Sequence[str], chance: random.Random, model: CharacterModel
) -> Lesson | None:
    """A page of one to five stories, measured line by line."""
    wanted = chance.choice((1, 2, 3, 3, 4, 4, 5, 5))
    stories: list[Story] = []
    while len(stories) < wanted:
        story = chance.choice(chance.choices(pools, (5, 2, 2))[0])
        if story not in stories:
            stories.append(story)
    lines = make_page(stories, fillers, chance)
    at: dict[int, Line] = {}
    offset = 0
    for line in lines:
        at[offset] = line
        offset += len(line.text) + 2
    units = recognise(source_of_text("\n\n".join(line.text for line in lines)))
    page, body, heads = view_lines(units, find_anchors(units))
    if not page.lines:
        return None
    truth = [at.get(units[i].start) for i in body]
    number = {(t.article, t.order): k for k, t in enumerate(truth) if t and t.order >= 0}
    after = [number.get((t.article, t.order + 1), -1) if t and t.order >= 0 else -1 for t in truth]
    owners = [at.get(units[h].start) for h in heads]
    first = [number.get((o.article, 0), -2) if o and o.kind == "heading" else -2 for o in owners]
    titled = [bool(o and o.article >= 0 and stories[o.article].titled) for o in owners]
    measured = measure_lines(page, model)
    return Lesson(page, measured, measure_breaks(page, measured, model), after, first, titled)


def break_table(lessons: Sequence[Lesson]) -> Table:
    """Features and labels of every pair of lines that stand together."""
    features, labels = [], []
    for lesson in lessons:
        together = np.array([p.between <= 1 for p in lesson.page.places[1:]], dtype=bool)
        broken = np.array([nxt != k + 1 for k, nxt in enumerate(lesson.after[:-1])], dtype=float)
        features.append(lesson.breaks[together])
        labels.append(broken[together])
    return np.concatenate(features), np.concatenate(labels)


def cut_lessons(lessons: Sequence[Lesson], booster: Any, model: CharacterModel) -> None:
    """Cut every page into fragments as the repair would, and measure these."""
    for lesson in lessons:
        odds = booster.predict(lesson.breaks, raw_score=True) if len(lesson.breaks) else np.zeros(0)
        fragments = cut_fragments(
            lesson.page, odds, stops_amid(lesson.measured.ends), pulled_starts(lesson.measured.ends, model)
        )
        lesson.evidence = measure(lesson.page, lesson.measured, fragments, model)


def join_tables(
    lessons: Sequence[Lesson], look: Callable[[Lesson], tuple[Floats, Floats, Floats]], chance: random.Random
) -> list[Table]:
    """Features and labels for pairs, headings (few of those with made titles) and ends."""
    parts: list[tuple[list[Floats], list[Floats]]] = [([], []), ([], []), ([], [])]
    for lesson in lessons:
        evidence = lesson.measured_evidence()
        starts = {first: k for k, (first, _) in enumerate(evidence.fragments)}
        size = len(evidence.fragments)
        follows, heads, ends = np.zeros((size, size)), np.zeros((len(lesson.first), size)), np.zeros(size)
        for k, (_, last) in enumerate(evidence.fragments):
            ends[k] = lesson.after[last] < 0
            if lesson.after[last] in starts:
                follows[k, starts[lesson.after[last]]] = 1.0
        for k, line in enumerate(lesson.first):
            if line in starts:
                heads[k, starts[line]] = 1.0
        pairs, heading, end = look(lesson)
        apart = ~np.eye(size, dtype=bool)
        kept = [k for k, titled in enumerate(lesson.titled) if titled or chance.random() < 0.3]
        found = (pairs[apart], heading[kept].reshape(-1, heading.shape[-1]), end)
        truth = (follows[apart], heads[kept].ravel(), ends)
        for (features, labels), x, y in zip(parts, found, truth, strict=True):
            features.append(x)
            labels.append(y)
    return [(np.concatenate(x), np.concatenate(y)) for x, y in parts]


def grow(name: str, table: Table, target: Path) -> Any:
    """Fit one forest and write it."""
    import lightgbm

    booster = lightgbm.train(PARAMETERS, lightgbm.Dataset(*table), TREES[name])
    arrays: dict[str, Any] = forest_arrays(booster.dump_model())
    np.savez_compressed(target / f"{name}.npz", **arrays)
    print(f"{name}: {len(table[1])} rows, {table[1].mean():.3f} true")
    return booster


def raw_odds(boosters: Sequence[Any], features: tuple[Floats, Floats, Floats]) -> tuple[Floats, Floats, Floats]:
    """Log odds of pairs (impossible on the diagonal), headings and ends."""
    pairs, heads, ends = (
        b.predict(f.reshape(-1, f.shape[-1]), raw_score=True).reshape(f.shape[:-1])
        if f.size
        else np.zeros(f.shape[:-1])
        for b, f in zip(boosters, features, strict=True)
    )
    np.fill_diagonal(pairs, IMPOSSIBLE)
    return pairs, heads, ends


def first_look(lesson: Lesson) -> tuple[Floats, Floats, Floats]:
    """The evidence of the first look."""
    evidence = lesson.measured_evidence()
    return evidence.pairs, evidence.heads, evidence.ends


def learn_forests(corpus: Path, target: Path, pages: int, seed: int = 5) -> None:
    """Make pages, measure them, grow the seven forests: the first look's on one half, the second's on the other."""
    chance = random.Random(seed)
    model = load_character_model()
    pools, fillers = read_stories(corpus, chance)
    made = (make_lesson(pools, fillers, chance, model) for _ in range(pages))
    lessons = [lesson for lesson in made if lesson is not None]
    halves = lessons[: len(lessons) // 2], lessons[len(lessons) // 2 :]
    breaks = grow("breaks", break_table(halves[0]), target)
    cut_lessons(lessons, breaks, model)
    tables = join_tables(halves[0], first_look, chance)
    first = [grow(name, table, target) for name, table in zip(("pairs", "heads", "ends"), tables, strict=True)]

    def second_look(lesson: Lesson) -> tuple[Floats, Floats, Floats]:
        evidence = lesson.measured_evidence()
        odds = raw_odds(first, first_look(lesson))
        reading = assign(*odds, orphan_odds(lesson.page, evidence.fragments))
        return look_again(lesson.page, lesson.measured, evidence, reading, odds)

    for name, table in zip(("pairs2", "heads2", "ends2"), join_tables(halves[1], second_look, chance), strict=True):
        grow(name, table, target)


def main() -> None:
    """Write everything under index/data (or --out)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="the folder of articles-*.jsonl.xz")
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--forests-only", action="store_true", help="keep the counts, openings and topics as they are")
    args = parser.parse_args()
    if not args.forests_only:
        count_sequences(args.corpus, args.out)
        learn_edges(args.corpus, args.out)
        learn_topics(args.corpus, args.out)
    learn_forests(args.corpus, args.out, args.pages)


if __name__ == "__main__":
    main()
