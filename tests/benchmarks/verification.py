"""How well the verifier tells true statements from corrupted ones, on cases made from the corpus's news.

    RONGHE_EVAL=... python -m tests.benchmarks.verification [--half 1] [--show KIND] [--sweep] [--headlines]
    RONGHE_EVAL=... python -m tests.benchmarks.verification --paraphrases [--half 0|1|2]

Articles are split in two halves by their number; thresholds and word lists are fitted on half 0, half 1 is reported.
`--headlines` asks whether news items bear out their own headlines: true paraphrases by editors, though many say what
the item itself does not, so the share accepted is a floor.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from index.splitting import split_sentences
from rag import citations
from rag.citations import verify_sentence
from tests.benchmarks.corrupted_statements import CORRUPTED
from tests.benchmarks.statement_cases import Case, clause_from_elsewhere, make_case
from tests.benchmarks.statement_material import clauses_of, materials_of
from tests.benchmarks.statement_paraphrases import PARAPHRASED, merged
from tests.benchmarks.true_statements import TRUE

SOURCES = ("crud-news", "cctv-xinwenlianbo", "cctv-xinwenlianbo-2", "xinhua-uhgeval", "event-news")
HANDWRITTEN = Path(__file__).resolve().parent.parent / "data" / "paraphrases.json"
KINDS = [m.__name__ for m in TRUE] + [m.__name__ for m in CORRUPTED] + ["clause_from_elsewhere"]


def _rows(folder: Path, every: int) -> Iterator[tuple[int, str, list[str], str]]:
    """(number, source, paragraphs, title) of every `every`-th news article."""
    number = 0
    for path in sorted((folder / "corpus").glob("articles-*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as rows:
            for line in rows:
                number += 1
                if number % every:
                    continue
                row = json.loads(line)
                if row["source"] in SOURCES:
                    yield number, row["source"], row["paragraphs"], row["title"]


def make_cases(folder: Path, per_kind: int, every: int) -> list[Case]:
    """Up to `per_kind` cases of each kind in each half; the same ones every time."""
    counts: dict[tuple[str, int], int] = defaultdict(int)
    cases: list[Case] = []
    foreign: list[str] = ["双方还就下一步的合作方向交换了意见"]
    for number, source, paragraphs, _ in _rows(folder, every):
        half = (number // every) % 2
        rng = random.Random(number)
        for material in materials_of(paragraphs, rng):
            makers = [m for m in TRUE + CORRUPTED if counts[m.__name__, half] < per_kind]
            rng.shuffle(makers)
            makers.sort(key=lambda m: counts[m.__name__, half])
            made = 0
            for maker in makers:
                case = make_case(maker, material, "", half, source, rng)
                if case is not None:
                    counts[maker.__name__, half] += 1
                    cases.append(case)
                    made += 1
                if made == 2:
                    break
            if counts["clause_from_elsewhere", half] < per_kind and rng.random() < 0.5:
                counts["clause_from_elsewhere", half] += 1
                cases.append(clause_from_elsewhere(material, rng.choice(foreign), half, source, rng))
            foreign += [
                c.rstrip("，；：。！？”") for c in clauses_of(material.sentence) if 9 <= len(c) <= 30 and "“" not in c
            ]
            foreign = foreign[-200:]
    return cases


def paraphrase_cases(folder: Path, per_kind: int, every: int) -> list[Case]:
    """Up to `per_kind` reworded true statements of each kind in each half, and those written by hand (half 2)."""
    counts: dict[tuple[str, int], int] = defaultdict(int)
    cases: list[Case] = []
    for number, source, paragraphs, _ in _rows(folder, every):
        half = (number // every) % 2
        rng = random.Random(number)
        for material in materials_of(paragraphs, rng):
            makers = sorted(PARAPHRASED, key=lambda m: counts[m.__name__, half])
            for maker in makers:
                if counts[maker.__name__, half] >= per_kind:
                    break
                sentence = maker(material, rng)
                if sentence and sentence != material.sentence:
                    counts[maker.__name__, half] += 1
                    quotes = (material.sentence, material.after) if maker is merged else (material.sentence,)
                    cases.append(Case(maker.__name__, True, sentence, quotes, (material.author,), half, source))
                    break
    for row in json.loads(HANDWRITTEN.read_text("utf-8")):
        quotes, authors = tuple(row["quotes"]), tuple(row.get("authors", ()))
        cases.append(Case(f"by hand: {row['kind']}", row["true"], row["sentence"], quotes, authors, 2, "by hand"))
    return cases


def judge(case: Case) -> tuple[bool, tuple[str, ...]]:
    verdict = verify_sentence(case.sentence, case.quotes, authors=case.authors)
    return verdict.supported, verdict.doubts


def report(cases: list[Case], half: int) -> tuple[float, float]:
    """Print the table of one half; (share of corruptions caught, share of false alarms)."""
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    sums = {True: [0, 0], False: [0, 0]}
    for case in cases:
        if case.half != half:
            continue
        supported, _ = judge(case)
        for row in (table[case.kind], sums[case.is_true]):
            row[0] += 1
            row[1] += not supported
    print(f"half {half}\n{'kind':26s}{'cases':>6s}{'doubted':>9s}")
    for kind in [*KINDS, *sorted(set(table) - set(KINDS))]:
        total, doubted = table[kind]
        if total:
            print(f"{kind:26s}{total:6d}{doubted / total:9.3f}")
    caught, alarms = (sums[flag][1] / max(1, sums[flag][0]) for flag in (False, True))
    print(f"false alarms {alarms:.3f} of {sums[True][0]}; corruptions caught {caught:.3f} of {sums[False][0]}\n")
    return caught, alarms


def headlines(folder: Path, every: int, half: int) -> None:
    """The share of evening-news headlines that their items' first sentences bear out."""
    supported = total = 0
    for number, _, paragraphs, title in _rows(folder, every):
        body = "".join(paragraphs)[:1500]
        if (number // every) % 2 == half and len(title) > 12 and "【" not in title and len(body) > 80:
            quotes = [body[start:end] for start, end in split_sentences(body)]
            supported += verify_sentence(title.replace(" ", "，"), quotes).supported
            total += 1
    print(f"headlines accepted {supported / max(1, total):.3f} of {total}")


def sweep(cases: list[Case]) -> None:
    """The two coverage thresholds on half 0."""
    half = [c for c in cases if c.half == 0]
    for clause in (0.3, 0.4, 0.5, 0.6, 0.7):
        for whole in (0.4, 0.6, 0.75):
            citations.CLAUSE_COVERAGE, citations.SENTENCE_COVERAGE = clause, whole  # type: ignore[misc]
            doubted = {flag: [not judge(c)[0] for c in half if c.is_true is flag] for flag in (True, False)}
            rates = {flag: sum(rows) / len(rows) for flag, rows in doubted.items()}
            print(f"clause {clause:.2f} sentence {whole:.2f}: false alarms {rates[True]:.3f} caught {rates[False]:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=os.environ.get("RONGHE_EVAL"))
    parser.add_argument("--per-kind", type=int, default=150, help="cases of each kind in each half")
    parser.add_argument("--every", type=int, default=16, help="take every n-th article")
    parser.add_argument("--half", type=int, choices=(0, 1, 2), default=1, help="2: paraphrases written by hand")
    parser.add_argument("--show", help="print the wrongly judged cases of this kind")
    parser.add_argument("--sweep", action="store_true")
    parser.add_argument("--paraphrases", action="store_true", help="true statements worded anew, and some by hand")
    parser.add_argument("--headlines", action="store_true")
    arguments = parser.parse_args()
    if not arguments.eval:
        parser.error("--eval or RONGHE_EVAL must name the evaluation folder")
    if arguments.headlines:
        headlines(Path(arguments.eval), arguments.every, arguments.half)
        return
    make = paraphrase_cases if arguments.paraphrases else make_cases
    cases = make(Path(arguments.eval), arguments.per_kind, arguments.every)
    if arguments.sweep:
        sweep(cases)
        return
    if arguments.show:
        for case in cases:
            supported, doubts = judge(case)
            if case.half == arguments.half and case.kind == arguments.show and supported != case.is_true:
                print(f"{case.sentence}\n  <- {' | '.join(case.quotes)}\n  {'；'.join(doubts) or 'accepted'}\n")
        return
    started = time.perf_counter()
    report(cases, arguments.half)
    count = sum(c.half == arguments.half for c in cases)
    print(f"{(time.perf_counter() - started) / count * 1000:.2f} ms a sentence, {count} cases")


if __name__ == "__main__":
    main()
