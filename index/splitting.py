"""Text into sentences: offsets only, so that nothing can be lost or changed.

It knows nothing of articles' order or of stores.
"""

from __future__ import annotations

import re

# A sentence ends at 。！？!?；… or a line break, together with the closing quotes and brackets that follow.
# A half-width full stop ends one only before a blank or the end of the text, never inside 3.5 or www.a.cn.
_SENTENCE_END = re.compile(r"(?:[。！？!?]+|……|\n+|(?<=[^\d\s])\.(?=\s|$))[”’」』）)》\]】\"']*\s*")


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the sentences of `text`; they cover it completely and in order.

    A mark inside an open quotation that goes on after it (“好！”他说) still ends a sentence: the quote closes with it.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match.end() > start:
            spans.append((start, match.end()))
            start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return tuple(spans)
