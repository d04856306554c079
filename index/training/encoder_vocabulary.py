"""Words of a corpus into a Unigram tokenizer; it knows no vectors.

The tokenizer is written down from word counts, not trained: a word's log frequency is its score, so the
best path is the most probable cut, as in jieba without its hidden Markov model.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

from index.folding import fold

UNKNOWN = "[UNK]"
MAX_WORD_CHARS = 12


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in the folded `texts`, cut by rjieba."""
    import rjieba

    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(rjieba.cut(fold(text)))
    return Counter({word: count for word, count in counts.items() if _is_word(word)})


def _is_word(word: str) -> bool:
    return 1 <= len(word) <= MAX_WORD_CHARS and all(unicodedata.category(character)[0] in "LNMS" for character in word)


def build_tokenizer(counts: Counter[str], size: int) -> Any:
    """A `tokenizers.Tokenizer` with the `size` most frequent words (ties by the word) and every character of the rest.

    Marks of punctuation are tokens of their own, so that they part words; their vectors stay zero.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers

    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    total = sum(counts.values())
    vocabulary = [(UNKNOWN, 0.0)]
    vocabulary += [(word, math.log(count / total)) for word, count in ranked[:size]]
    known = {word for word, _ in vocabulary}
    rest = {character for word, _ in ranked for character in word} | {chr(code) for code in range(0x4E00, 0x9FA6)}
    rest = {fold(character) for character in rest} - known
    vocabulary += [(character, math.log(0.5 / total)) for character in sorted(rest)]
    known |= rest
    vocabulary += [(mark, math.log(1e-3)) for mark in punctuation() if mark not in known]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer


def punctuation() -> list[str]:
    """The folded marks that carry no meaning for a sentence vector."""
    ranges = ((0x21, 0x7F), (0xA0, 0xC0), (0x2010, 0x2070), (0x3000, 0x3030), (0xFF00, 0xFFF0))
    marks = {fold(chr(code)) for low, high in ranges for code in range(low, high)}
    return sorted(mark for mark in marks if unicodedata.category(mark)[0] in "PS" and mark != "%")
