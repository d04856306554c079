"""PDF pages into lines with coordinates; it knows pdfium, nothing of columns (see loading_columns.py)."""

from __future__ import annotations

from typing import Any

from index.errors import LoadError
from index.loading_columns import Glyph, Line, lines_of_glyphs

MAX_PAGES = 5_000


def read_pdf(data: bytes, name: str) -> list[list[Line]]:
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
        pages = [_page_lines(document, number, name) for number in range(len(document))]
    finally:
        document.close()
    if not any(pages):
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


def _page_lines(document: Any, number: int, name: str) -> list[Line]:
    import pypdfium2

    try:
        page = document[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise LoadError(f"{name} 第 {number + 1} 页：无法读取（{error}）；文件可能损坏，请重新下载。") from error
    try:
        return lines_of_glyphs(_glyphs(page, textpage))
    finally:
        textpage.close()
        page.close()


def _glyphs(page: Any, textpage: Any) -> list[Glyph]:
    """Characters as drawn, in content order, y growing downwards from the top of the page's crop box."""
    import pypdfium2.raw as pdfium

    left, _, _, top = page.get_cropbox()
    rectangle = pdfium.FS_RECTF()
    glyphs: list[Glyph] = []
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if pdfium.FPDFText_IsGenerated(textpage, index) == 1 or code in (0, 0xFFFE, 0xFFFF, 2, 13, 10):
            continue
        if not pdfium.FPDFText_GetLooseCharBox(textpage, index, rectangle):
            continue
        size = pdfium.FPDFText_GetFontSize(textpage, index)
        glyphs.append(
            Glyph(
                chr(code),
                rectangle.left - left,
                top - rectangle.top,
                rectangle.right - left,
                top - rectangle.bottom,
                size,
            )
        )
    return glyphs
