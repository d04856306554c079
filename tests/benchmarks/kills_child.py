"""The process that `kills` kills: it changes an index without pause, or stops inside a publish and says so."""

from __future__ import annotations

import random
import sys
import threading
from pathlib import Path
from typing import Any

from index import publishing
from tests.benchmarks.kills import change_for_ever


def main() -> None:
    folder, seed, step = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    if step:
        _stop_inside_publish(step, random.Random(f"{step}{seed}").randrange(9 if step == "replace" else 48))
    change_for_ever(folder, seed)


def _stop_inside_publish(step: str, after: int) -> None:
    """Stop for ever before the operation number `after` of the publish: flushing a file, or renaming one."""
    remaining = [after]

    def stop_or(operation: Any) -> Any:
        def wrapped(*arguments: Any) -> Any:
            if remaining[0] == 0:
                print("stopped", flush=True)
                threading.Event().wait()
            remaining[0] -= 1
            return operation(*arguments)

        return wrapped

    if step == "fsync":
        publishing._fsync = stop_or(publishing._fsync)
    else:
        publishing.Path.replace = stop_or(Path.replace)  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
