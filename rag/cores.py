"""Work given to another core while this thread goes on.

Worth it only for what lets go of the interpreter: the tokenizer, tantivy, faiss.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class _Workers:
    """The threads; a forked child starts its own, since it inherits none."""

    def __init__(self) -> None:
        self.start()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.start)

    def start(self) -> None:
        self.pool = ThreadPoolExecutor(max_workers=os.cpu_count(), thread_name_prefix="beside")


_WORKERS = _Workers()


def beside(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """What `work` returns or raises, once it is asked for by `result()`. `work` itself gives nothing away."""
    return _WORKERS.pool.submit(work, *args, **kwargs)
