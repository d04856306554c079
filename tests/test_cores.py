"""Work beside a thread: results, errors, and a forked child."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from rag.cores import beside


def test_work_beside_runs_in_another_thread_and_gives_its_result() -> None:
    assert beside(pow, 3, 4, mod=5).result() == 1
    assert beside(threading.current_thread).result() is not threading.current_thread()


def test_an_error_comes_where_the_result_is_asked_for() -> None:
    future = beside(int, "三")
    with pytest.raises(ValueError, match="三"):
        future.result()


@pytest.mark.skipif(sys.platform == "win32", reason="no fork on Windows")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_has_threads_of_its_own() -> None:
    assert beside(abs, -1).result() == 1
    child = os.fork()
    if not child:
        try:
            os._exit(beside(abs, -7).result(timeout=20))
        except BaseException:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 7
