"""Which fragment follows which: join scores between fragments and the best assignment of them to chains.

It sees fragments of running text, the headings above and between them, and gives back chains of fragment numbers; it
knows nothing of source offsets, records or files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.fields import is_closed
from index.language import CharacterModel, load_character_model

Floats = npt.NDArray[np.float64]
IMPOSSIBLE = -1e6
_OPENING_MARKS = "，。、；：！？”’）》」』】〉,.;:!?)%％"


@dataclass(frozen=True, slots=True)
class Fragment:
    """Paragraphs that stand together on the page and are read together.

    `heading` is the number of the heading directly above (-1: none), `under_byline` whether only a by-line stands
    between; `before_heading` the number of the heading directly below it.
    """

    paragraphs: tuple[str, ...]
    after_heading: int = -1
    after_byline: int = -1
    before_heading: int = -1
    ends_article: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Chain:
    """Fragments in reading order under one heading (-1: none), with the log odds of each join."""

    heading: int
    fragments: tuple[int, ...]
    odds: tuple[float, ...]


def opens_amid(text: str, model: CharacterModel) -> bool:
    """Whether a paragraph begins in the middle of a sentence."""
    if text[0] in _OPENING_MARKS:
        return True
    odds = model.following(["\n"], [text[:6]]) - model.following([""], [text[:6]])
    return bool(odds[0, 0] < -2.5)


def pair_scores(fragments: Sequence[Fragment], model: CharacterModel) -> Floats:
    """float64 (n, n): log odds that fragment j follows fragment i."""
    n = len(fragments)
    lefts = [f.paragraphs[-1][-8:] for f in fragments]
    rights = [f.paragraphs[0][:8] for f in fragments]
    spanned = model.following(lefts, rights)
    free = model.following([""], rights)
    starts = model.following(["\n"], rights)
    closed_end = np.array([is_closed(text) for text in lefts])
    open_start = np.array([text[0] in _OPENING_MARKS for text in rights]) | ((starts - free)[0] < -1.8)
    gain = spanned - np.maximum(free, starts)
    words = [_bigrams(f.text) for f in fragments]
    topic = _similarities(words)
    scores = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            if i == j:
                scores[i, j] = IMPOSSIBLE
                continue
            value = -3.0 + 6.0 * topic[i, j] - 0.15 * abs(j - i - 1)
            if closed_end[i]:
                value += -3.0 if rights[j][0] in _OPENING_MARKS else (-0.5 if open_start[j] else 0.5)
            else:
                value += 1.0 * gain[i, j] + (1.5 if open_start[j] else 0.0)
            if j == i + 1:
                value += 1.0
            scores[i, j] = value
    return scores


def _bigrams(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for a, b in zip(text, text[1:], strict=False):
        if "\u4e00" <= a <= "\u9fff" and "\u4e00" <= b <= "\u9fff":
            found[a + b] = found.get(a + b, 0) + 1
    return found


def _similarities(words: Sequence[dict[str, int]]) -> Floats:
    """float64 (n, n): cosine of idf-weighted character bigrams within the page."""
    frequency: dict[str, int] = {}
    for bag in words:
        for gram in bag:
            frequency[gram] = frequency.get(gram, 0) + 1
    shared = [gram for gram, count in frequency.items() if count > 1]
    column = {gram: k for k, gram in enumerate(shared)}
    n = len(words)
    matrix = np.zeros((n, len(shared)))
    norms = np.zeros(n)
    for row, bag in enumerate(words):
        for gram, count in bag.items():
            idf = np.log((n + 1) / frequency[gram])
            weight = (1 + np.log(count)) * idf
            norms[row] += weight * weight
            if gram in column:
                matrix[row, column[gram]] = weight
    scale = np.sqrt(np.maximum(norms, 1e-9))
    result: Floats = (matrix @ matrix.T) / np.outer(scale, scale)
    return result


def heading_scores(fragments: Sequence[Fragment], titles: Sequence[str], model: CharacterModel) -> Floats:
    """float64 (headings, n): log odds that fragment j is the first one under heading k."""
    n, heads = len(fragments), len(titles)
    scores = np.full((heads, n), -2.0)
    if not heads:
        return scores
    words = [_bigrams(f.text) for f in fragments] + [_bigrams(t) for t in titles]
    topic = _similarities(words)[n:, :n]
    for j, fragment in enumerate(fragments):
        amid = opens_amid(fragment.paragraphs[0], model)
        for k in range(heads):
            value = -2.0 + 10.0 * topic[k, j] - (4.0 if amid else 0.0)
            if fragment.after_heading == k:
                value += 2.0
            if fragment.after_byline == k:
                value += 4.0
            if fragment.before_heading == k:
                value += 1.0
            scores[k, j] = value
    return scores


def end_scores(fragments: Sequence[Fragment]) -> Floats:
    """float64 (n,): log odds that a fragment is the last of its article."""
    return np.array(
        [(3.0 if f.ends_article else 0.0) + (0.0 if is_closed(f.paragraphs[-1]) else -4.0) for f in fragments]
    )


def assign(pairs: Floats, heads: Floats, ends: Floats, orphan: float = -4.0) -> list[Chain]:
    """The chains of greatest total score; cycles are cut where that costs least."""
    from scipy.optimize import linear_sum_assignment

    n, k = pairs.shape[0], heads.shape[0]
    size = 2 * n + k
    weights = np.full((size, size), IMPOSSIBLE)
    weights[:n, :n] = pairs
    weights[n : n + k, :n] = heads
    for i in range(n):
        weights[n + k + i, i] = orphan
        weights[i, n + i] = ends[i]
    weights[n : n + k, 2 * n :] = -6.0
    weights[n + k :, n:] = 0.0
    while True:
        rows, columns = linear_sum_assignment(weights, maximize=True)
        successor = {int(r): int(c) for r, c in zip(rows, columns, strict=True) if r < n + k and c < n}
        cycle = _cycle(successor, n)
        if not cycle:
            break
        worst = min(cycle, key=lambda edge: weights[edge])
        weights[worst] = IMPOSSIBLE
    return _chains(successor, pairs, heads, n, k)


def _cycle(successor: dict[int, int], n: int) -> list[tuple[int, int]]:
    for first in range(n):
        node, path = first, []
        while node in successor and successor[node] < n:
            path.append((node, successor[node]))
            node = successor[node]
            if node == first:
                return path
            if len(path) > n:
                break
    return []


def _chains(successor: dict[int, int], pairs: Floats, heads: Floats, n: int, k: int) -> list[Chain]:
    followed = set(successor.values())
    chains = []
    for first in [*range(n, n + k), *(i for i in range(n) if i not in followed)]:
        members, odds = [], []
        node = first
        if node < n:
            members, odds = [node], [0.0]
        while node in successor:
            after = successor[node]
            odds.append(float(heads[node - n, after] if node >= n else pairs[node, after]))
            members.append(after)
            node = after
        chains.append(Chain(first - n if first >= n else -1, tuple(members), tuple(odds)))
    return chains


def chain_fragments(fragments: Sequence[Fragment], titles: Sequence[str]) -> list[Chain]:
    """Chains over all fragments: one for every heading, in order, then those without one."""
    model = load_character_model()
    return assign(pair_scores(fragments, model), heading_scores(fragments, titles, model), end_scores(fragments))
