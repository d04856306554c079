"""Word documents into paragraphs with heading levels; it knows the DOCX container and its limits, nothing of layout.

Text boxes are read where they are anchored, tables row by row, footnotes below their paragraph, endnotes at the end;
running heads and feet are given apart. Numbers that Word counts by itself are written out before their paragraphs. Left
out is what a reader of the printed page does not see: tracked deletions, comments.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from index.errors import LoadError
from index.loading.word_numbers import WordNumbers

Paragraph = tuple[str, int]
MAX_UNPACKED_BYTES = 300_000_000
_MAX_PARTS = 20_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING_STYLE = re.compile(r"(?:heading|标题|標題)\s*([1-9])?$", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_UNSEEN = frozenset((_FALLBACK, f"{_W}del", f"{_W}moveFrom"))


@dataclass(frozen=True, slots=True)
class WordText:
    """(text, heading level) of the paragraphs in document order, notes included; then the running heads and feet."""

    paragraphs: list[Paragraph]
    furniture: list[str]


@dataclass(slots=True)
class _Reading:
    """What a document tells along its paragraphs: the numbers of lists, and the notes by kind and id.

    Footnotes that were met wait for the end of their paragraph.
    """

    texts: dict[tuple[str, str], str]
    numbers: WordNumbers | None = None
    counts: dict[str, int] = field(default_factory=lambda: {"footnote": 0, "endnote": 0})
    waiting: list[Paragraph] = field(default_factory=list)
    last: list[Paragraph] = field(default_factory=list)

    def meet(self, kind: str, number: str) -> None:
        text = self.texts.pop((kind, number), "")
        if text:
            self.counts[kind] += 1
            label = "注" if kind == "footnote" else "尾注"
            (self.waiting if kind == "footnote" else self.last).append((f"〔{label}{self.counts[kind]}〕{text}", 0))

    def take(self) -> list[Paragraph]:
        taken, self.waiting = self.waiting, []
        return taken


def read_docx(data: bytes, name: str) -> WordText:
    """What the document says; raises LoadError on a file that is no sound DOCX."""
    _check_container(data, name)
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    try:
        document = Document(io.BytesIO(data))
        levels = _style_levels(document)
        numbering = next((root for _, root in _related(document, "numbering")), None)
        reading = _Reading(dict(_notes_of(document)), WordNumbers(numbering, document.styles.element))
        paragraphs = list(_paragraphs(document.element.body, levels, reading))
        return WordText([*paragraphs, *reading.last], list(_furniture_of(document)))
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise LoadError(f"{name}：不是完整的 Word 文档（{str(error)[:60]}）；请用 Word 重新另存为 .docx。") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise LoadError(f"{name}：压缩包损坏（{str(error)[:60]}）；请用 Word 重新另存为 .docx。") from error
    except XMLSyntaxError as error:
        raise LoadError(
            f"{name}：文档内部的 XML 有错或过于庞大（{str(error)[:60]}）；请用 Word 重新另存为 .docx。"
        ) from error


def _check_container(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        raise LoadError(f"{name}：是加密的 .docx 或旧版 .doc；请用 Word 打开，去掉密码并另存为 .docx。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise LoadError(
            f"{name}：不是有效的 .docx（压缩包损坏：{str(error)[:60]}）；请用 Word 重新另存为 .docx。"
        ) from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or len(parts) > _MAX_PARTS:
        raise LoadError(
            f"{name}：解压后有 {unpacked / 1e6:.0f} MB、{len(parts)} 个部件，"
            f"超过上限 {MAX_UNPACKED_BYTES // 1_000_000} MB，像是压缩炸弹；请检查文件来源。"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise LoadError(f"{name}：压缩包已加密；请去掉密码后重试。")
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise LoadError(f"{name}：是 ZIP 压缩包但不是 Word 文档；请解压后把里面的文件分别加入。")


def _style_levels(document: Any) -> dict[str, int]:
    """Heading level by style id: the style's own name or outline level, else that of the style it is based on."""
    levels: dict[str, int] = {}
    for style in document.styles.element.iter(f"{_W}style"):
        found = style.find(f"{_W}name")
        label = (found.get(f"{_W}val") if found is not None else "") or ""
        match = _HEADING_STYLE.match(label)
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        if match:
            levels[style.get(f"{_W}styleId")] = int(match.group(1) or 1)
        elif label.lower() == "title":
            levels[style.get(f"{_W}styleId")] = 1
        elif outline is not None and outline.get(f"{_W}val", "9").isdigit() and int(outline.get(f"{_W}val")) < 9:
            levels[style.get(f"{_W}styleId")] = int(outline.get(f"{_W}val")) + 1
    return levels


def _related(document: Any, *kinds: str) -> Iterator[tuple[str, Any]]:
    """(kind, XML root) of the parts of these kinds that the document refers to."""
    from docx.oxml.parser import parse_xml

    for relation in document.part.rels.values():
        kind = relation.reltype.removeprefix(_RELATED)
        if kind in kinds and not relation.is_external:
            yield kind, parse_xml(relation.target_part.blob)


def _notes_of(document: Any) -> Iterator[tuple[tuple[str, str], str]]:
    """((footnote or endnote, its id), its text); the ruled lines above notes are notes of a type of their own."""
    for kind, root in _related(document, "footnotes", "endnotes"):
        for note in root.iterchildren(f"{_W}{kind[:-1]}"):
            text = _cell_text(note)
            if text and note.get(f"{_W}type", "normal") == "normal":
                yield (kind[:-1], note.get(f"{_W}id", "")), text


def _furniture_of(document: Any) -> Iterator[str]:
    """The lines of running heads and feet, each once."""
    seen: set[str] = set()
    for _, root in _related(document, "header", "footer"):
        for text, _ in _paragraphs(root, {}, _Reading({})):
            if text not in seen:
                seen.add(text)
                yield text


def _paragraphs(root: Any, levels: dict[str, int], reading: _Reading) -> Iterator[Paragraph]:
    """Depth first without recursion, so that no nesting is too deep; a table row is one paragraph."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag in _UNSEEN:
            continue
        if element.tag == f"{_W}tr":
            cells = [_cell_text(cell, reading) for cell in _cells(element)]
            if any(cells):
                yield " | ".join(cells), 0
            yield from reading.take()
            continue
        if element.tag == f"{_W}p":
            level = _level(element, levels)
            for line in _paragraph_text(element, reading).split("\n"):
                if line.strip():
                    yield line.strip(), level
            yield from reading.take()
            waiting.extend(reversed(list(_text_boxes(element))))
            continue
        waiting.extend(reversed(list(element)))


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row, those inside content controls too."""
    waiting = list(reversed(row))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_W}tc":
            yield element
        elif element.tag not in _UNSEEN:
            waiting.extend(reversed(element))


def _cell_text(cell: Any, reading: _Reading | None = None) -> str:
    """The text of all paragraphs of a cell or note, tables and text boxes inside it included."""
    parts = (
        _paragraph_text(paragraph, reading).strip()
        for paragraph in cell.iter(f"{_W}p")
        if not any(outer.tag in _UNSEEN for outer in paragraph.iterancestors())
    )
    return " ".join(" ".join(part.split()) for part in parts if part)


def _level(paragraph: Any, levels: dict[str, int]) -> int:
    outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    if outline is not None and outline.get(f"{_W}val", "9").isdigit() and int(outline.get(f"{_W}val")) < 9:
        return int(outline.get(f"{_W}val")) + 1
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return levels.get(style.get(f"{_W}val"), 0) if style is not None else 0


def _paragraph_text(paragraph: Any, reading: _Reading | None = None) -> str:
    """The visible text of one paragraph, its number before it, without what stands in text boxes inside it.

    `reading` is told which notes it meets."""
    label = reading.numbers.label(paragraph) if reading is not None and reading.numbers is not None else ""
    parts: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_W}txbxContent" or element.tag in _UNSEEN:
            continue
        if element.tag in (f"{_W}t", _MATH_TEXT):
            parts.append(element.text or "")
        elif element.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif element.tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
            if reading is not None:
                kind = element.tag.removeprefix(_W).removesuffix("Reference")
                reading.meet(kind, element.get(f"{_W}id", ""))
        elif element.tag == f"{_W}ruby":
            parts.append(_ruby_text(element))
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif element.tag == f"{_W}tab":
            parts.append(" ")
        else:
            waiting.extend(reversed(element))
    text = "".join(parts)
    return label + text.lstrip() if label and text.strip() else text


def _ruby_text(ruby: Any) -> str:
    """The characters, then how they are read in brackets."""
    base, reading = (
        "".join(t.text or "" for part in ruby.iterchildren(f"{_W}{name}") for t in part.iter(f"{_W}t"))
        for name in ("rubyBase", "rt")
    )
    return f"{base}（{reading}）" if reading else base


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(f"{_W}txbxContent"):
        ancestors = list(box.iterancestors())
        inside = ancestors[: ancestors.index(paragraph)]
        if not any(a.tag in (_FALLBACK, f"{_W}txbxContent") for a in inside):
            yield box
