"""PDF pages into lines with coordinates; it knows pdfium, nothing of columns (see loading_columns.py)."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass
from typing import Any

from index.errors import LoadError
from index.loading.lines import Box, Glyph, lines_of_glyphs
from index.loading.paragraphs import Page

_PDFIUM = threading.Lock()
MAX_PAGES = 5_000
MAX_PAGE_CHARACTERS = 200_000
MAX_PATHS = 3_000
_NO_CHARACTER = (0, 10, 13, 0xFFFE, 0xFFFF)
_MAYBE_GENERATED = (2, 32, 160, 173)
_LINE_END_HYPHENS = (2, 0xAD)


def read_pdf(data: bytes, name: str) -> list[Page]:
    """As `_read_pdf`, one document at a time: pdfium must not be called from two threads at once."""
    with _PDFIUM:
        return _read_pdf(data, name)


def _read_pdf(data: bytes, name: str) -> list[Page]:
    """The lines of each page, top to bottom in no particular column order.

    Raises LoadError when the file is damaged, encrypted, or has no text layer.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _refusal(str(error), data, name) from error
    try:
        if len(document) > MAX_PAGES:
            raise LoadError(f"{name}：有 {len(document)} 页，超过上限 {MAX_PAGES} 页；请拆成几个文件。")
        pages = [_read_page(document, number, name) for number in range(len(document))]
    finally:
        document.close()
    if not any(page.lines for page in pages):
        raise LoadError(
            f"{name}：PDF 共 {len(pages)} 页，没有文字层，像是扫描件；"
            "请先用 OCR 识别，再加入 OCR 输出的 ALTO 或 hOCR 文件。"
        )
    return pages


def _refusal(reason: str, data: bytes, name: str) -> LoadError:
    if "password" in reason.lower() or "security" in reason.lower():
        return LoadError(f"{name}：PDF 已加密，需要密码才能打开；请去掉密码后重试。")
    if not data[:1024].lstrip().startswith(b"%PDF"):
        return LoadError(f"{name}：内容不是 PDF（文件头为 {data[:8]!r}）；请检查文件。")
    return LoadError(f"{name}：PDF 已损坏，无法打开（{reason[:60]}）；请重新下载或用阅读器另存一份。")


def _read_page(document: Any, number: int, name: str) -> Page:
    import pypdfium2

    try:
        page = document[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise LoadError(f"{name} 第 {number + 1} 页：无法读取（{error}）；文件可能损坏，请重新下载。") from error
    try:
        left, bottom, right, top = page.get_cropbox()
        turn = _Turn(left, bottom, right, top, page.get_rotation())
        return Page(lines_of_glyphs(_glyphs(textpage, turn)), turn.height, _frames(page, turn))
    finally:
        textpage.close()
        page.close()


@dataclass(frozen=True, slots=True)
class _Turn:
    """From PDF coordinates (y upwards, page not yet turned) to a reader's: y downwards from the page's top left."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def height(self) -> float:
        return self.right - self.left if self.rotation in (90, 270) else self.top - self.bottom

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        if self.rotation == 0:
            return (x0 - self.left, self.top - y1, x1 - self.left, self.top - y0)
        if self.rotation == 90:
            return (y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left)
        if self.rotation == 180:
            return (self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom)
        return (self.top - y1, self.right - x1, self.top - y0, self.right - x0)


def _glyphs(textpage: Any, turn: _Turn) -> list[Glyph]:
    """Characters as drawn, in content order; what pdfium adds by itself (blanks, line ends) is left out.

    It runs once a character, so that calls are few: only blanks can be generated, and one height has one font size.
    """
    import pypdfium2.raw as pdfium

    raw, rectangle = textpage.raw, pdfium.FS_RECTF()
    unicode_of, box_of, is_generated = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_IsGenerated,
    )
    sizes: dict[float, float] = {}
    glyphs: list[Glyph] = []
    for index in range(min(textpage.count_chars(), MAX_PAGE_CHARACTERS)):
        code = unicode_of(raw, index)
        if code <= 0xAD and (code in _NO_CHARACTER or (code in _MAYBE_GENERATED and is_generated(raw, index) == 1)):
            continue
        if 0xD800 <= code <= 0xDFFF or code in _NO_CHARACTER or not box_of(raw, index, rectangle):
            continue
        x0, y0, x1, y1 = turn.box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        height = round(y1 - y0, 2)
        size = sizes.get(height)
        if size is None:
            size = sizes[height] = _seen_size(pdfium.FPDFText_GetFontSize(raw, index), height)
        glyphs.append(Glyph("-" if code in _LINE_END_HYPHENS else chr(code), x0, y0, x1, y1, size))
    return glyphs


def _seen_size(size: float, height: float) -> float:
    """A font of size 1 scaled by its matrix reports 1: then the box tells the size that is seen."""
    return (size if 0.5 * height < size < 1.6 * height else 0.85 * height) or 1.0


def _frames(page: Any, turn: _Turn) -> list[Box]:
    """Rectangles large enough to hold text."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    frames: list[Box] = []
    try:
        for drawn in itertools.islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2), MAX_PATHS):
            if pdfium.FPDFPath_CountSegments(drawn) > 8:
                continue
            box = turn.box(*drawn.get_bounds())
            if box[2] - box[0] > 60 and box[3] - box[1] > 40:
                frames.append(box)
    except pypdfium2.PdfiumError:
        return []
    return frames
