"""Questions that share few words with their passage: made by script from the development questions, then searched.

    RONGHE_EVAL=... python -m tests.benchmarks.paraphrase [--every 4] [--folder /tmp/index]

Synonyms are what the paraphrase pairs of the training corpus supply: two questions that mean the same and differ in
one word give that pair of words, taken when seen at least twice. In each question every word that its passage holds
too is replaced by such a synonym (one that the passage does not hold); where none is known, the commonest shared words
are dropped until at most two are left. Questions that cannot be changed are left out.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from index.folding import fold
from index.snapshot import Snapshot
from index.tokens import is_asking, words
from rag.training.reranker import read_questions
from tests.benchmarks.retrieval import SETS, measure, opened, show, systems

_KEPT_SHARED = 2


def synonyms(pairs: Path) -> dict[str, list[str]]:
    """Words that stand for one another in paraphrases, the most often seen first."""
    seen: Counter[tuple[str, str]] = Counter()
    with lzma.open(pairs, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if len(row["query"]) > 60 or len(row["positive"]) > 60:
                continue
            first, second = words(row["query"]), words(row["positive"])
            if len(first) != len(second):
                continue
            different = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
            if len(different) == 1 and all(len(w) > 1 and not is_asking(w) and not w.isascii() for w in different[0]):
                seen[different[0]] += 1
                seen[different[0][::-1]] += 1
    table: dict[str, list[str]] = defaultdict(list)
    for (word, other), count in seen.most_common():
        if count >= 2:
            table[word].append(other)
    return table


def paraphrase(question: str, passage: str, table: dict[str, list[str]], snapshot: Snapshot) -> str | None:
    """The question with the words that it shares with the passage replaced or dropped; None where nothing changed."""
    held, changed = fold(passage), fold(question)
    shared = [w for w in dict.fromkeys(words(question)) if not is_asking(w) and len(w) > 1 and w in held]
    left = []
    for word in shared:
        other = next((s for s in table.get(word, ()) if s not in held), None)
        if other:
            changed = changed.replace(word, other)
        else:
            left.append(word)
    left.sort(key=snapshot.lexical.document_frequency)
    for word in left[_KEPT_SHARED:]:
        changed = changed.replace(word, "")
    return changed if changed != fold(question) and len(changed) >= 5 else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=4)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/ronghe-bench-retrieval"))
    parser.add_argument("--out", type=Path, help="write the changed questions there")
    arguments = parser.parse_args()
    if "RONGHE_EVAL" not in os.environ:
        print("RONGHE_EVAL is unset: name the folder of the evaluation data", file=sys.stderr)
        return 1
    evaluation = Path(os.environ["RONGHE_EVAL"])
    arguments.folder.mkdir(parents=True, exist_ok=True)
    corpus, asked = SETS["passages"]
    snapshot = opened("passages", evaluation / corpus, arguments.folder)
    table = synonyms(next((evaluation / "corpus").glob("pairs-*.jsonl.xz")))
    changed: list[dict[str, Any]] = []
    for row in read_questions(evaluation / asked, arguments.every):
        passage = snapshot.article(row["passage_id"]).text
        question = paraphrase(row["question"], passage, table, snapshot)
        if question:
            changed.append({**row, "question": question, "original": row["question"]})
    print(f"{len(table)} words with synonyms; {len(changed)} questions changed, for example:")
    for row in changed[:: max(len(changed) // 5, 1)][:5]:
        print(f"  {row['original']} -> {row['question']}")
    if arguments.out:
        lines = (json.dumps(row, ensure_ascii=False) for row in changed)
        arguments.out.write_text("\n".join(lines) + "\n", "utf-8")
    original = [{**row, "question": row["original"]} for row in changed]
    source = np.array([row["source"] for row in changed])
    for name, search in systems(snapshot).items():
        show(f"as asked, {name}", *measure(search, original))
        places, latencies = measure(search, changed)
        show(f"paraphrased, {name}", places, latencies)
        for one in np.unique(source):
            show(f"  {one}", places[source == one], latencies[source == one])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
