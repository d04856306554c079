"""A model's text with its [n] marks made into sentences that each quote the span they rest on.

It knows passages and the verifier, no model. The model's numbers are passages; the answer's are spans, so they are
given anew, in order of appearance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.records import Passage
from index.splitting import split_sentences
from rag.answer import Citation, Sentence
from rag.citations import Verdict, background_of, imprint, split_markers, verify_sentence
from rag.verifying.alignment import coverage
from rag.verifying.statements import read_statement
from rag.writing.instructions import sentences_of

_MARK_AFTER_END = re.compile(r"([。！？!?；;…]+[”」』）)]*)((?:\s*[\[［【]\d{1,3}(?:\s*[,，、]\s*\d{1,3})*[\]］】])+)")
_BULLET = re.compile(r"^\s*(?:[-*•·]\s+|\d{1,2}[.、．)）]\s*|[（(][一二三四五六七八九十\d]{1,3}[)）]\s*)")
_HEADING = re.compile(r"^\s*#{1,6}\s|[：:]\s*$")
_MARKDOWN = re.compile(r"\*\*|__|^\s*#{1,6}\s*|`")
# An image would be fetched by whatever draws it, and a link may lead away: only their words stay.
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|<img\b[^>]*>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_STOP = re.compile(r"[。！？!?；;…]+[”」』]?$")
_MAX_WINDOW = 3


@dataclass(slots=True)
class CitedText:
    """Sentences with markers into `citations`, which are numbered from 1 in order of appearance."""

    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def marker_for(self, passage: Passage, span: tuple[int, int]) -> int:
        for citation in self.citations:
            if citation.passage.passage_id == passage.passage_id and (citation.start, citation.end) == span:
                return citation.marker
        self.citations.append(Citation(len(self.citations) + 1, passage, *span))
        return len(self.citations)

    @property
    def text(self) -> str:
        """What a reader copies; sentences that nothing bears out say so."""
        parts: list[str] = []
        for sentence in self.sentences:
            marks = "".join(f"[{m}]" for m in sentence.markers)
            doubt = "" if sentence.verified else "（⚠ 未获原文支持）"
            newline = "\n" if parts and (sentence.item or self._ends_line(parts[-1])) else ""
            stop = _STOP.search(sentence.text)
            cut = stop.start() if stop else len(sentence.text)
            body = f"{sentence.text[:cut]}{marks}{doubt}{sentence.text[cut:]}"
            parts.append(f"{newline}{'- ' if sentence.item else ''}{body}")
        return "".join(parts)

    @staticmethod
    def _ends_line(part: str) -> bool:
        return part.endswith(("：", ":")) or part.lstrip("\n").startswith("- ")


def cite_text(text: str, passages: Sequence[Passage]) -> CitedText:
    """Split, find each sentence's span and verify it.

    A mark that does not bear its sentence out, or is out of range or missing, gives way to a passage that does.
    """
    cited = CitedText()
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    for line in _MARK_AFTER_END.sub(r"\2\1", text).split("\n"):
        if not line.strip():
            continue
        item = bool(_BULLET.match(line))
        pieces = split_sentences(_BULLET.sub("", line))
        stripped = _BULLET.sub("", line)
        for number, (start, end) in enumerate(pieces):
            raw = stripped[start:end].strip()
            body, numbers = split_markers(_MARKDOWN.sub("", raw))
            if re.search(r"\w", body):
                heading = bool(_HEADING.search(raw)) and not numbers
                cited.sentences.append(_cite(body.strip(), numbers, passages, cited, heading, item and number == 0))
    return cited


def _cite(
    body: str, numbers: tuple[int, ...], passages: Sequence[Passage], cited: CitedText, heading: bool, item: bool
) -> Sentence:
    if heading:
        return Sentence(body, heading=True, item=item)
    named = [passages[n - 1] for n in numbers if 1 <= n <= len(passages)]
    spans, verdict = _support(body, named) if named else ([], Verdict(False, ("没有引用原文",)))
    if not verdict.supported:
        for passage in passages:
            other, judged = _support(body, [passage])
            if judged.supported:
                spans, verdict = other, judged
                break
    if not named and not verdict.supported and numbers:
        verdict = Verdict(False, (f"引用编号{'、'.join(map(str, numbers))}不存在",))
    markers = tuple(dict.fromkeys(cited.marker_for(passage, span) for passage, span in spans))
    return Sentence(body, markers, verdict.supported, verdict.doubts, item=item)


def _support(body: str, passages: Sequence[Passage]) -> tuple[list[tuple[Passage, tuple[int, int]]], Verdict]:
    """The best span of each passage, and whether together they bear the sentence out."""
    chosen: list[tuple[Passage, tuple[int, int]]] = []
    verdict = Verdict(False, ("没有引用原文",))
    for width in range(1, _MAX_WINDOW + 1):
        spans = [(p, span) for p in passages if (span := _best_window(body, p, width)) is not None]
        if not spans:
            continue
        judged = _judge(body, spans)
        if judged.supported:
            return _needed(body, spans), judged
        if not chosen or len(judged.doubts) < len(verdict.doubts):
            chosen, verdict = spans, judged
    if not chosen:
        return [], Verdict(False, ("所引段落里只有像指令的句子，不能作依据",))
    return chosen, verdict


def _needed(body: str, spans: list[tuple[Passage, tuple[int, int]]]) -> list[tuple[Passage, tuple[int, int]]]:
    """`spans` without those that add nothing: the model may cite more than it needs."""
    for span in spans:
        if len(spans) > 1 and _judge(body, [span]).supported:
            return [span]
    return spans


def _judge(body: str, spans: Sequence[tuple[Passage, tuple[int, int]]]) -> Verdict:
    return verify_sentence(
        body,
        [p.text[start:end] for p, (start, end) in spans],
        authors=tuple(dict.fromkeys(p.author for p, _ in spans if p.author)),
        background=tuple(dict.fromkeys(t for p, _ in spans for t in background_of(p))),
        imprints=tuple(dict.fromkeys(imprint(p) for p, _ in spans)),
    )


def _best_window(body: str, passage: Passage, width: int) -> tuple[int, int] | None:
    """The run of up to `width` sentences that covers most of `body`, the earliest among equals; None where all
    speak to a model."""
    claim = read_statement(body)
    best: tuple[float, tuple[int, int]] | None = None
    for start, end in _windows(passage.text, width):
        share, _ = coverage(claim.marks, [read_statement(passage.text[start:end])])
        if best is None or share > best[0] + 1e-9:
            best = (share, (start, end))
    return best[1] if best else None


def _windows(text: str, width: int) -> Iterator[tuple[int, int]]:
    sentences = [
        (start, start + len(text[start:end].rstrip()), flag)
        for start, end, flag in sentences_of(text)
        if text[start:end].strip()
    ]
    for first in range(max(1, len(sentences) - width + 1)):
        run = sentences[first : first + width]
        if run and not any(flag for _, _, flag in run):
            yield run[0][0], run[-1][1]
