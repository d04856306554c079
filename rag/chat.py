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
from rag.answering.questions import analyse_question, search_text
from rag.answering.refusing import unanswered
from rag.citations import verify_answer
from rag.composing import Composer
from rag.conversation import Turn, standalone_question
from rag.conversing.author_names import write_authors
from rag.conversing.continuing import (
    articles_spoken_of,
    better_of,
    first_of_these,
    is_lost,
    is_plain,
    leans,
    names_new,
    tells,
    tells_another_time,
    with_subject,
)
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
        retrieved = time.perf_counter()
        answer: Answer | None = None
        if engine.llm is not None and mode != "extractive":
            spoken_of = articles_spoken_of(history) if leans(question, history) else ()
            read = first_of_these(hits, spoken_of)
            for part in engine.llm.stream(standalone, read):
                if isinstance(part, Answer):
                    answer = part
                else:
                    yield part
        if answer is None:
            answer = engine.extractive.compose(standalone, hits)
            standalone, answer = self._going_on(engine, question, standalone, history, answer, filters, count)
            if tells_another_time(question, answer, history):
                answer = unanswered(analyse_question(standalone), hits, ())
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

    def _going_on(
        self,
        engine: Engine,
        question: str,
        standalone: str,
        history: Sequence[Turn],
        anywhere: Answer,
        filters: Filters | None,
        count: int,
    ) -> tuple[str, Answer]:
        """The question as it is answered, and `anywhere` or what the articles just cited answer, if they do better."""
        if not history or names_new(question, history):
            return standalone, anywhere
        within = filters or Filters()
        leaning = leans(question, history)
        subject = with_subject(question, history) if leaning and standalone == question else None
        spoken_of = articles_spoken_of(history)
        if spoken_of:
            wordings = [standalone, *([subject] if subject else []), *([question] if leaning else [])]
            theirs = replace(within, article_ids=spoken_of)
            wording, answer = self._first_answer(engine, tuple(dict.fromkeys(wordings)), question, theirs, count)
            if better_of(question, answer, anywhere, leaning=leaning) is answer:
                return wording if wording == subject else standalone, answer
        elif subject and anywhere.refused:
            wording, answer = self._first_answer(engine, (subject,), question, within, count)
            return (standalone, anywhere) if answer.refused else (wording, answer)
        if is_lost(question, anywhere, history):
            return standalone, self._first_answer(engine, (history[-1].question,), question, within, count)[1]
        return standalone, anywhere

    @staticmethod
    def _first_answer(
        engine: Engine, wordings: Sequence[str], question: str, within: Filters, count: int
    ) -> tuple[str, Answer]:
        """The first wording with a plain answer and that, else the first with a doubtful one, else a refusal."""
        answers = []
        for wording in wordings:
            found = engine.retriever.search(search_text(wording), MOST_TIMES * count, within)
            answers.append((wording, engine.extractive.compose(wording, worth_reading(found, count))))
        plain = [pair for pair in answers if is_plain(question, pair[1])]
        told = [pair for pair in answers if tells(question, pair[1])]
        return (plain or told or answers)[0]

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
