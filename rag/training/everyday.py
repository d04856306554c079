"""Everyday questions over small collections, written for this project by readers who did not know the program.

`everyday.jsonl` beside this file holds a collection a line. `documents` names records of the training corpus: `source`,
`key` (see `record_key`) and how many of its first `paragraphs` are read. `questions` holds what was asked (`question`,
`kind`) and where an answer stands: `answers` and `also` (the same told again) list [document, start, end], offsets in
the paragraphs joined by line ends; `answers` is empty where the collection is silent. The texts are not here. The
collections marked `held_out` are for figures: nothing is fitted to them or chosen by them.

    python -m rag.training.everyday CORPUS_FOLDER OUT_FOLDER

asks the same of an archive: it writes all records of the corpus (`archive.jsonl`, to be indexed) and the answerable
questions as the reranker's training and the retrieval benchmark read them (`questions.jsonl`, and `held-out.jsonl`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.build import build_index
from index.publishing import latest_version
from index.records import Hit
from index.snapshot import Snapshot, open_index
from rag.answer import Answer
from rag.answering.drafting import refusal
from rag.answering.library import Library
from rag.answering.questions import Question, search_text
from rag.answering.resegmenting import in_written_words
from rag.assembly import open_encoder
from rag.composing import ExtractiveComposer
from rag.reranking import load_reranker
from rag.retrieval import MOST_TIMES, Retriever, worth_reading
from rag.settings import Settings
from rag.training.answering_examples import Instance

QUESTIONS = Path(__file__).with_name("everyday.jsonl")
EVERYDAY = "everyday"
# A question about something else altogether, put to a collection that knows nothing of it.
STRAY = "everyday-stray"
_STRAYS = 4


@dataclass(frozen=True, slots=True)
class Collection:
    """A few documents (their keys, titles and texts) and what was asked about them, as in `everyday.jsonl`."""

    name: str
    keys: tuple[str, ...]
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    questions: tuple[dict[str, Any], ...]
    held_out: bool

    def told(self, spans: Iterable[Sequence[int]]) -> tuple[str, ...]:
        """The texts of [document, start, end]."""
        return tuple(self.texts[document][start:end] for document, start, end in spans)


def record_key(record: dict[str, Any]) -> str:
    """12 hex digits that stand for a record of the training corpus, by its source, title and paragraphs."""
    text = record["source"] + record["title"] + "".join(record["paragraphs"])
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:12]


def read_collections(corpus: Path) -> list[Collection]:
    """All collections with their texts out of the folder `corpus`; those of which a record is missing are left out."""
    with QUESTIONS.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    wanted = {document["key"] for row in rows for document in row["documents"]}
    records = {key: record for key, record in _read_records(corpus) if key in wanted}
    return [_collection(row, records) for row in rows if all(d["key"] in records for d in row["documents"])]


def _read_records(corpus: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(corpus.glob("articles-*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield record_key(record), record


def _collection(row: dict[str, Any], records: dict[str, dict[str, Any]]) -> Collection:
    own = [(records[d["key"]], d["paragraphs"]) for d in row["documents"]]
    return Collection(
        row["collection"],
        tuple(d["key"] for d in row["documents"]),
        tuple(record["title"] for record, _ in own),
        tuple("\n".join(record["paragraphs"][:count]) for record, count in own),
        tuple(row["questions"]),
        row["held_out"],
    )


def open_collection(collection: Collection, folder: Path) -> Path:
    """The data folder of the collection's index under `folder`, built where it is missing."""
    data = folder / collection.name
    if latest_version(data) is None:
        folder.mkdir(parents=True, exist_ok=True)
        source = folder / f"{collection.name}.jsonl"
        with source.open("w", encoding="utf-8") as out:
            for number, (title, text) in enumerate(zip(collection.titles, collection.texts, strict=True), 1):
                row = {"passage_id": str(number), "title": title, "text": text}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        build_index([source], data, encoder=open_encoder(Settings.from_environment())).close()
    return data


class _Reader(ExtractiveComposer):
    """Notes what is put to the sentences first, and answers nothing."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.read: tuple[Question, list[Hit]] | None = None

    def _from_sentences(self, asked: Question, hits: list[Hit], library: Library) -> Answer:  # noqa: ARG002
        self.read = self.read or (in_written_words(asked, hits), hits)
        return refusal(asked.text, "")


def everyday_instances(corpus: Path, folder: Path, *, held_out: bool = False, count: int = 10) -> Iterator[Instance]:
    """Each question that is put to sentences, with what the program reads for it; collections make the groups.

    A few questions of other collections stray into each. With `held_out` those of the collections kept for figures and
    no others. Indexes are kept in `folder`.
    """
    settings = Settings.from_environment()
    encoder, reranker = open_encoder(settings), load_reranker(settings.reranker)
    collections = [c for c in read_collections(corpus) if c.held_out == held_out]
    for collection in collections:
        with open_index(open_collection(collection, folder)) as snapshot:
            retriever, reader = Retriever(snapshot, encoder, reranker), _Reader(snapshot)
            for row in [*collection.questions, *strays(collection, collections)]:
                reader.read = None
                found = retriever.search(search_text(row["question"]), MOST_TIMES * count)
                reader.compose(row["question"], worth_reading(found, count))
                if reader.read is not None:
                    yield _instance(collection, row, *reader.read)


def strays(collection: Collection, collections: Sequence[Collection]) -> list[dict[str, Any]]:
    """Questions of other collections, always the same for one collection; rows without answers, `stray` set."""
    others = [row for c in collections if c.name != collection.name for row in c.questions]
    drawn = random.Random(collection.name).sample(others, min(_STRAYS, len(others)))
    return [row | {"answers": [], "also": [], "stray": True} for row in drawn]


def _instance(collection: Collection, row: dict[str, Any], asked: Question, hits: list[Hit]) -> Instance:
    told = collection.told([*row["answers"], *row["also"]]) if row["answers"] else ()
    gold = frozenset(n for n, hit in enumerate(hits) if any(text.strip() in hit.passage.text for text in told))
    answers = (told,) if told else ()
    source = STRAY if row.get("stray") else EVERYDAY
    return Instance(f"{EVERYDAY}-{collection.name}", source, row["question"], tuple(hits), answers, gold, asked=asked)


def write_archive(corpus: Path, out: Path) -> None:
    """What the module's command writes; every record of the corpus once, whole."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "archive.jsonl").open("w", encoding="utf-8") as lines:
        for key, record in dict(_read_records(corpus)).items():
            row = {"passage_id": key, "title": record["title"], "text": "\n".join(record["paragraphs"])}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    collections = read_collections(corpus)
    for name, held_out in (("questions", False), ("held-out", True)):
        rows = [row for c in collections if c.held_out == held_out for row in _archive_rows(c)]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (out / f"{name}.jsonl").write_text(text, encoding="utf-8")


def _archive_rows(collection: Collection) -> Iterator[dict[str, Any]]:
    """The answerable questions: a right passage is of a record that answers and holds a sentence that does."""
    for number, row in enumerate(collection.questions):
        spans = [*row["answers"], *row["also"]]
        if row["answers"]:
            yield {
                "id": f"{EVERYDAY}-{collection.name}-{number}",
                "source": EVERYDAY,
                "question": row["question"],
                "answers": [text.strip() for text in collection.told(spans)],
                "passage_ids": sorted({collection.keys[document] for document, _, _ in spans}),
                "answerable": True,
            }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args()
    write_archive(chosen.corpus, chosen.out)


if __name__ == "__main__":
    main()
