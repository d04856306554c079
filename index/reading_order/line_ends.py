"""The first and last characters of lines, measured: sentence marks, open quotes, ordinals, what the model says.

It knows nothing of which line may follow which; `index/data/edges.npz` holds the weights of character n-grams that
articles begin and end with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.reading_order.fields import CLOSERS, TERMINAL
from index.reading_order.language import BREAK, CharacterModel

Floats = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]

_DATA = Path(__file__).parent.parent / "data"
EDGE_HASH = 1 << 15
EDGE_CHARS = 18
START_DEPTH = 8
_MID_MARKS = "，。、；：！？”’）》」』】〉,.;:!?)%％"
_ORDINAL = re.compile(r"(?:^|[。；，：\s])(?:第|其)?([一二三四五六七八九十])(?=是|要|、|，|方面|来|则)")
_NUMERALS = "一二三四五六七八九十"
_PAIRS = (("“", "”"), ("（", "）"), ("《", "》"), ("‘", "’"))


@dataclass(frozen=True, slots=True)
class Ends:
    """About the first and last characters of each line, one row a line."""

    heads: tuple[str, ...]
    tails: tuple[str, ...]
    end_class: Floats
    start_class: Floats
    end_odds: Floats
    start_odds: Floats
    lede_odds: Floats
    closing_odds: Floats
    unclosed: Floats
    unmatched: Floats
    first_ordinal: Floats
    last_ordinal: Floats

    def take(self, rows: Sequence[int]) -> Ends:
        """The same of some of the lines."""
        picked = np.asarray(rows, dtype=np.int64)
        texts = (tuple(self.heads[r] for r in rows), tuple(self.tails[r] for r in rows))
        numbers = (getattr(self, name) for name in list(self.__dataclass_fields__)[2:])
        return Ends(*texts, *(values[picked] for values in numbers))


@cache
def _edge_weights() -> dict[str, Floats]:
    with np.load(_DATA / "edges.npz") as stored:
        return {name: stored[name].astype(np.float64) for name in stored.files}


def edge_features(texts: Sequence[str]) -> Ids:
    """int64 (texts, 3 * EDGE_CHARS): hashed character n-grams (1 to 3) with a coarse place; -1 where none is.

    `texts` are first characters, or last ones reversed, at most EDGE_CHARS of them.
    """
    points = np.zeros((len(texts), EDGE_CHARS + 2), dtype=np.int64)
    for row, text in enumerate(texts):
        points[row, : len(text)] = [ord(ch) for ch in text]
    near = np.minimum(np.arange(EDGE_CHARS) // 3, 3)
    found = []
    for length in (1, 2, 3):
        value = np.broadcast_to(near if length < 3 else np.full(EDGE_CHARS, 7), (len(texts), EDGE_CHARS))
        for offset in range(length):
            value = (value * 1000003 + points[:, offset : offset + EDGE_CHARS]) & 0xFFFFFFFF
        present = points[:, length - 1 : length - 1 + EDGE_CHARS] > 0
        found.append(np.where(present, (value ^ (value >> 15)) % EDGE_HASH, -1))
    return np.concatenate(found, axis=1)


def edge_odds(lines: Sequence[str], name: str) -> Floats:
    """float64 (lines,): log odds that a paragraph that begins (ends) so is the first (last) of its article."""
    weights = _edge_weights()
    parts = [t[:EDGE_CHARS] if name == "lede" else t[-EDGE_CHARS:][::-1] for t in lines]
    features = edge_features(parts)
    result: Floats = np.where(features >= 0, weights[name][features], 0.0).sum(axis=1) + weights[name + "_bias"]
    return result


def _end_class(text: str) -> int:
    bare = text.rstrip(CLOSERS)
    last = bare[-1] if bare else text[-1]
    if last in TERMINAL:
        return 3
    if last in "；：;:":
        return 2
    if last in "，、,":
        return 1
    return 0 if bare == text else -1


def _start_class(text: str) -> int:
    first = text[0]
    if first in _MID_MARKS:
        return 1
    if first in "“《（「『":
        return 2
    return 3 if first.isascii() else 0


def _balance(text: str) -> tuple[float, float]:
    """How many marks stay open at the end, and how many close that were never opened."""
    unclosed = unmatched = 0
    for opening, closing in _PAIRS:
        depth = 0
        for ch in text:
            if ch == opening:
                depth += 1
            elif ch == closing:
                if depth:
                    depth -= 1
                else:
                    unmatched += 1
        unclosed += depth
    return float(unclosed), float(unmatched)


def _ordinals(text: str) -> tuple[float, float]:
    found = [_NUMERALS.index(m.group(1)) + 1 for m in _ORDINAL.finditer(text)]
    return (float(found[0]), float(found[-1])) if found else (0.0, 0.0)


def measure_ends(lines: Sequence[str], model: CharacterModel) -> Ends:
    """The ends of each line, measured."""
    heads = tuple(line[:16] for line in lines)
    tails = tuple(line[-16:] for line in lines)
    starts = model.following(["\n", ""], heads, START_DEPTH) if lines else np.zeros((2, 0))
    windows = np.zeros((len(lines), 5), dtype=np.int64)
    for row, tail in enumerate(tails):
        encoded = model.encode(tail)[-4:]
        windows[row, 4 - len(encoded) : 4] = encoded
        windows[row, 4] = BREAK
    ends = model.log_probabilities(windows) if lines else np.zeros(0)
    balances = [_balance(line) for line in lines]
    ordinals = [_ordinals(line) for line in lines]

    def column(values: Sequence[float]) -> Floats:
        return np.array(values, dtype=np.float64)

    return Ends(
        heads,
        tails,
        column([_end_class(line) for line in lines]),
        column([_start_class(line) for line in lines]),
        ends,
        starts[0] - starts[1],
        edge_odds(lines, "lede"),
        edge_odds(lines, "closing"),
        column([b[0] for b in balances]),
        column([b[1] for b in balances]),
        column([o[0] for o in ordinals]),
        column([o[1] for o in ordinals]),
    )
