"""Runs long work in a thread and tells how far it is, so that a page can draw a bar. Knows no page and no index."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from index.errors import RongheError

Result = TypeVar("Result")
Report = Callable[[str, int, int], None]
_REDRAW_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Step:
    """`done` of `total` in a stage; `total` 0 when it is not known."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Finished(Generic[Result]):
    """The end of the work: its result, or the error a reader can be told."""

    result: Result | None = None
    error: RongheError | None = None


def steps_of(work: Callable[[Report], Result]) -> Iterator[Step | Finished[Result]]:
    """The newest step about ten times a second, then one `Finished`. Errors that are no RongheError are raised."""
    steps: queue.SimpleQueue[Step | Finished[Result] | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            steps.put(Finished(work(lambda stage, done, total: steps.put(Step(stage, done, total)))))
        except RongheError as error:
            steps.put(Finished(error=error))
        except BaseException as error:  # handed to the caller, who raises it
            steps.put(error)

    threading.Thread(target=run, name="index-work", daemon=True).start()
    while True:
        newest = steps.get()
        while isinstance(newest, Step):
            try:
                newest = steps.get(timeout=_REDRAW_SECONDS)
            except queue.Empty:
                break
        if isinstance(newest, BaseException):
            raise newest
        yield newest
        if isinstance(newest, Finished):
            return
