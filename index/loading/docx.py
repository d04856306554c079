"""Word documents into paragraphs with heading levels; it knows the DOCX container and its limits, nothing of layout.

Text boxes are read where they are anchored, tables row by row, tracked deletions and headers are left out.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from index.errors import LoadError

Paragraph = tuple[str, int]
MAX_UNPACKED_BYTES = 300_000_000
_MAX_PARTS = 20_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING_STYLE = re.compile(r"(?:heading|标题|標題)\s*([1-9])?$", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_docx(data: bytes, name: str) -> list[Paragraph]:
    """(text, heading level) of the paragraphs in document order; raises LoadError on a file that is no sound DOCX."""
    _check_container(data, name)
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    try:
        document = Document(io.BytesIO(data))
        levels = _style_levels(document)
        return list(_paragraphs(document.element.body, levels))
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


def _paragraphs(root: Any, levels: dict[str, int]) -> Iterator[Paragraph]:
    """Depth first without recursion, so that no nesting is too deep; a table row is one paragraph."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag == _FALLBACK:
            continue
        if element.tag == f"{_W}tr":
            cells = [_cell_text(cell) for cell in element.iterchildren(f"{_W}tc")]
            if any(cells):
                yield " | ".join(cells), 0
            continue
        if element.tag == f"{_W}p":
            level = _level(element, levels)
            for line in _paragraph_text(element).split("\n"):
                if line.strip():
                    yield line.strip(), level
            waiting.extend(reversed(list(_text_boxes(element))))
            continue
        waiting.extend(reversed(list(element)))


def _cell_text(cell: Any) -> str:
    parts = (_paragraph_text(paragraph).strip() for paragraph in cell.iter(f"{_W}p"))
    return " ".join(" ".join(part.split()) for part in parts if part)


def _level(paragraph: Any, levels: dict[str, int]) -> int:
    outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    if outline is not None and outline.get(f"{_W}val", "9").isdigit() and int(outline.get(f"{_W}val")) < 9:
        return int(outline.get(f"{_W}val")) + 1
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return levels.get(style.get(f"{_W}val"), 0) if style is not None else 0


def _paragraph_text(paragraph: Any) -> str:
    """The visible text of one paragraph, without what stands in text boxes inside it."""
    parts: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in (f"{_W}txbxContent", _FALLBACK, f"{_W}del"):
            continue
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif element.tag == f"{_W}tab":
            parts.append(" ")
        else:
            waiting.extend(reversed(element))
    return "".join(parts)


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(f"{_W}txbxContent"):
        ancestors = list(box.iterancestors())
        inside = ancestors[: ancestors.index(paragraph)]
        if not any(a.tag in (_FALLBACK, f"{_W}txbxContent") for a in inside):
            yield box
