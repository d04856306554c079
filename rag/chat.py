"""One conversation service over one data folder: question in, verified cited answer out.

It wires nothing itself (see assembly.py) and keeps no visitor's state: history comes with every call.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.records import Hit
from index.snapshot import Snapshot
from rag.answer import Answer
from rag.answering.questions import search_text
from rag.citations import verify_answer
from rag.composing import Composer
from rag.conversation import Turn, standalone_question
from rag.conversing.author_names import write_authors
from rag.conversing.continuing import articles_spoken_of, better_of, first_of_these, is_lost, leans, names_new
from rag.generating import LLMComposer
from rag.retrieval import MOST_TIMES, Filters, Retriever, worth_reading

# (question, history, known authors, known titles) -> the question made to stand alone.
Condense = Callable[[str, Sequence[Turn], Sequence[str], Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything that belongs to one published snapshot; replaced whole when a newer one appears."""

    snapshot: Snapshot
    retriever: Retriever
    extractive: Composer
    llm: LLMComposer | None = None
    condense: Condense | None = None


class Chat:
    """Answers questions over the newest published snapshot; safe to call from many threads.

    `open_engine` opens the snapshot that is current; `latest_version` is a cheap look at which one that is.
    """

    def __init__(
        self,
        open_engine: Callable[[], Engine],
        latest_version: Callable[[], str],
        *,
        passage_count: int,
        close: Callable[[], None] | None = None,
    ) -> None:
        """`close` gives back what outlives every engine: the connections of a language model."""
        self._open_engine = open_engine
        self._latest_version = latest_version
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._close = close
        self.passage_count = passage_count

    def close(self) -> None:
        """Give the language model's connections back; what is asked afterwards is answered in extracts."""
        if self._close is not None:
            self._close()

    @property
    def engine(self) -> Engine:
        """The engine of the newest snapshot; opened at first use and again after a publish."""
        with self._lock:
            if self._engine is None or self._engine.snapshot.version != self._latest_version():
                # The old snapshot is not closed here: a question in another thread may still be reading it.
                self._engine = self._open_engine()
            return self._engine

    @property
    def snapshot(self) -> Snapshot:
        return self.engine.snapshot

    @property
    def has_llm(self) -> bool:
        return self.engine.llm is not None

    def search(self, query: str, k: int | None = None, filters: Filters | None = None) -> list[Hit]:
        engine = self.engine
        return engine.retriever.search(
            write_authors(query, engine.snapshot.authors()), k or self.passage_count, filters or Filters()
        )

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters | None = None,
        k: int | None = None,
        mode: str | None = None,
    ) -> Answer:
        """The whole answer. `mode` is "extractive" or "llm"; None takes the LLM where one is configured."""
        parts = self.stream(question, history, filters=filters, k=k, mode=mode)
        return next(part for part in parts if isinstance(part, Answer))

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters | None = None,
        k: int | None = None,
        mode: str | None = None,
    ) -> Iterator[str | Answer]:
        """Text as it comes, then the verified `Answer`, which replaces that text."""
        started = time.perf_counter()
        engine = self.engine
        opened = time.perf_counter()
        standalone = self._standalone(engine, question, history, mode)
        count = k or self.passage_count
        found = engine.retriever.search(search_text(standalone), MOST_TIMES * count, filters or Filters())
        hits = worth_reading(found, count)
        spoken_of = () if names_new(question, history) else articles_spoken_of(history)
        retrieved = time.perf_counter()
        answer: Answer | None = None
        if engine.llm is not None and mode != "extractive":
            read = first_of_these(hits, spoken_of) if leans(question, history) else hits
            for part in engine.llm.stream(standalone, read):
                if isinstance(part, Answer):
                    answer = part
                else:
                    yield part
        if answer is None:
            answer = engine.extractive.compose(standalone, hits)
            if spoken_of:
                wordings = dict.fromkeys((standalone, question) if leans(question, history) else (standalone,))
                within = replace(filters or Filters(), article_ids=spoken_of)
                going_on = self._go_on(engine, tuple(wordings), within, count)
                answer = better_of(question, going_on, answer, leaning=leans(question, history))
            if is_lost(question, answer, history):
                answer = self._go_on(engine, (history[-1].question,), filters or Filters(), count)
        composed = time.perf_counter()
        answer = verify_answer(answer)
        ended = time.perf_counter()
        yield replace(
            answer,
            question=question,
            standalone_question=standalone,
            timings_ms={
                "open": (opened - started) * 1000,
                "retrieve": (retrieved - opened) * 1000,
                "compose": (composed - retrieved) * 1000,
                "verify": (ended - composed) * 1000,
                "total": (ended - started) * 1000,
            },
        )

    def converse(self, questions: Sequence[str], *, filters: Filters | None = None, mode: str | None = None) -> Answer:
        """Ask several turns of one conversation; the answer is the last turn's."""
        history: list[Turn] = []
        answer: Answer | None = None
        for question in questions:
            answer = self.ask(question, history, filters=filters, mode=mode)
            history.append(Turn.from_answer(answer))
        if answer is None:
            raise ValueError("converse() needs at least one question")
        return answer

    @staticmethod
    def _go_on(engine: Engine, wordings: Sequence[str], within: Filters, count: int) -> Answer:
        """The first of `wordings` that the articles just cited answer; the last one's refusal where they answer none."""
        for wording in wordings:
            found = engine.retriever.search(search_text(wording), MOST_TIMES * count, within)
            answer = engine.extractive.compose(wording, worth_reading(found, count))
            if not answer.refused:
                break
        return answer

    @staticmethod
    def _standalone(engine: Engine, question: str, history: Sequence[Turn], mode: str | None) -> str:
        authors = engine.snapshot.authors()
        question = write_authors(question, authors)
        if not history:
            return question
        cards = engine.snapshot.articles(limit=1000)
        titles = tuple(card.title for card in cards if card.title)
        rules: Condense = standalone_question
        condense = rules if engine.condense is None or mode == "extractive" else engine.condense
        return condense(question, history, authors, titles)
