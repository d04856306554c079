"""How long a prompt may be: counted by the model where it can, else estimated and put right by what the server reports.

It knows text and counts, no passages and no network.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from rag.writing.prompting import estimate_tokens

# Byte-level tokenizers take up to one and a half tokens a Chinese character; the newer ones two thirds.
UNKNOWN_RATIO = 1.5
MARGIN = 1.1
_REMEMBERED = 8
_LEAST_SHORTEST = 200


class TokenBudget:
    """At most `max_tokens` a prompt, by the server's count. Safe to use from many threads.

    `own_count` is the model's own counting, exact and offline, or None. Without it a text's estimate is multiplied by
    the largest of the last ratios of reported to estimated tokens, and by a margin.
    """

    def __init__(self, max_tokens: int, own_count: Callable[[str], int] | None = None) -> None:
        self.max_tokens = max_tokens
        self._own_count = own_count
        self._ratios: deque[float] = deque(maxlen=_REMEMBERED)
        self._lock = threading.Lock()

    @property
    def ratio(self) -> float:
        """Tokens that one estimated token is taken for."""
        with self._lock:
            return max(self._ratios) * MARGIN if self._ratios else UNKNOWN_RATIO

    def count(self, text: str) -> int:
        """Tokens of `text`, rather too many than too few."""
        if self._own_count is not None:
            return self._own_count(text)
        return int(estimate_tokens(text) * self.ratio) + 1

    def learn(self, prompt: str, reported_tokens: int) -> None:
        """A server counted `prompt`. A count of a few tokens is no count: such servers report nonsense."""
        estimated = estimate_tokens(prompt)
        if self._own_count is None and estimated >= _LEAST_SHORTEST and reported_tokens >= estimated / 5:
            with self._lock:
                self._ratios.append(reported_tokens / estimated)

    def overrun(self) -> None:
        """A server refused a prompt as too long: its tokens are at least a third more than was thought."""
        if self._own_count is None:
            ratio = self.ratio * 4 / 3 / MARGIN
            with self._lock:
                self._ratios.append(ratio)
        else:
            self.max_tokens = self.max_tokens * 3 // 4
