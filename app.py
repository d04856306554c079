"""Opens the page at 127.0.0.1:7860: what `ronghe chat` does, for those who run a file."""

from __future__ import annotations

import sys

from rag.cli import main

if __name__ == "__main__":
    sys.exit(main(["chat", *sys.argv[1:]]))
