"""Every benchmark behind README's figures, one by one: `make bench`, or `python -m tests.benchmarks NAME ...`."""

from __future__ import annotations

import os
import subprocess
import sys

BENCHMARKS = (
    "reading_order",
    "pdf_pages",
    "wrapped_text",
    "build",
    "kills",
    "encoder",
    "retrieval",
    "against_langchain",
    "paraphrase",
    "answers",
    "everyday",
    "policy_points",
    "verification",
)
ARGUMENTS = {"answers": ["rgb"]}


def main(names: list[str]) -> int:
    """Exit 0 when all ran, 1 when one failed, 2 for a name that is none of them."""
    if unknown := set(names) - set(BENCHMARKS):
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    if not os.environ.get("RONGHE_EVAL"):
        print("set RONGHE_EVAL to the folder with eval/, bench/ and corpus/", file=sys.stderr)
        return 2
    failed = []
    for name in names or BENCHMARKS:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"tests.benchmarks.{name}", *ARGUMENTS.get(name, [])]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
