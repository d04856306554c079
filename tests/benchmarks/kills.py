"""Kill a build at random moments, many times: the index must open, verify and answer after each.

    python -m tests.benchmarks.kills [--kills 50] [--seed 1]

A child process adds, replaces, removes and rebuilds without pause; SIGKILL comes at a random moment. Two in five of the
kills are aimed at the publish itself: the child stops between two of its file operations and is killed there.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from index.build import add_documents, build_index, rebuild, remove_documents, verify_index
from index.snapshot import open_index
from tests.hashed_encoder import HashedEncoder

_SENTENCE = "第{n}号文件写明，{place}的粮库在第{n}年存下{amount}吨稻谷。"
_PLACES = ("云阳", "丰都", "石柱", "秀山", "酉阳", "彭水")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = kill_builds(Path(folder), arguments.kills, arguments.seed)
    print(f"kills {arguments.kills}, seed {arguments.seed}")
    for what, count in sorted(outcome.items()):
        print(f"  {what:40s} {count}")


def kill_builds(folder: Path, kills: int, seed: int, longest_wait_seconds: float = 2.0) -> Counter[str]:
    """Kill `kills` builds; `AssertionError` at the first index that is not whole afterwards. What was seen, counted."""
    chance = random.Random(seed)
    write_corpus(folder / "corpus")
    data = folder / "data"
    build_index([folder / "corpus"], data, encoder=HashedEncoder()).close()
    seen: Counter[str] = Counter()
    version = open_index(data).version
    for number in range(kills):
        step = chance.choice(("", "", "", "fsync", "replace"))
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.kills_child", str(folder), str(number), step],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        assert child.stdout is not None
        said = child.stdout.readline()
        if step:
            said = child.stdout.readline()
        else:
            time.sleep(chance.random() * longest_wait_seconds)
        child.kill()
        child.wait()
        child.stdout.close()
        seen["killed inside publish" if said.strip() == "stopped" else "killed at a random moment"] += 1
        leftovers = len(list((data / "snapshots").glob(".building-*")))
        seen["left half a snapshot aside"] += leftovers > 0
        version_now = check_whole(data)
        seen["a new version had been published"] += version_now != version
        version = version_now
    rebuild(data, encoder=HashedEncoder()).close()
    check_whole(data)
    assert not list((data / "snapshots").glob(".building-*")), "the next build must clean what killed ones left"
    seen["indexes whole afterwards"] = kills
    return seen


def check_whole(data: Path) -> str:
    """Open, verify and ask the index; its version. All documents of the corpus must be there, extra ones may be."""
    report = verify_index(data)
    assert report.ok, report.summary()
    with open_index(data) as snapshot:
        names = {card.document for card in snapshot.documents()}
        assert names >= {f"corpus/{n}.txt" for n in range(5)}, names
        passage = snapshot.article_passages("corpus/3.txt/1")[0]
        (row, _), *_ = snapshot.lexical.search(passage.text, 1)
        assert snapshot.passages([row])[0].text == passage.text
        _, rows = snapshot.dense.search(HashedEncoder().encode_queries([passage.text]), 1)
        assert snapshot.passages(rows[0])[0].text == passage.text
        return snapshot.version


def write_corpus(folder: Path) -> None:
    folder.mkdir(parents=True)
    for number in range(5):
        (folder / f"{number}.txt").write_text(document_text(number, 40), encoding="utf-8")


def document_text(number: int, paragraphs: int) -> str:
    chance = random.Random(number)
    lines = (
        _SENTENCE.format(n=number * 1000 + n, place=chance.choice(_PLACES), amount=chance.randrange(10, 9999))
        for n in range(paragraphs)
    )
    return "\n\n".join(lines)


def change_for_ever(folder: Path, seed: int) -> None:
    """What the child does until it is killed; prints a line when it has begun."""
    chance, data = random.Random(seed), folder / "data"
    extra = folder / f"extra-{seed}.txt"
    print(json.dumps({"seed": seed}), flush=True)
    for turn in range(10_000):
        # So few paragraphs that the words of the others are taken over, when they come and when they go.
        for version in (0, 50):
            extra.write_text(document_text(100 + seed * 100 + turn + version, 8), encoding="utf-8")
            add_documents([extra], data, encoder=HashedEncoder()).close()
        if chance.random() < 0.5:
            rebuild(data, encoder=HashedEncoder()).close()
        remove_documents([extra.name], data, encoder=HashedEncoder()).close()


if __name__ == "__main__":
    main()
