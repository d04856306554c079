"""OCR results (ALTO XML, hOCR) into lines with coordinates; it knows the two formats, nothing of columns."""

from __future__ import annotations

import re
from typing import Any

from index.errors import LoadError
from index.loading.lines import Line, join_runs
from index.loading.markup import Markup, attributes_of, scan_markup
from index.loading.paragraphs import Page

_BOX = re.compile(r"bbox\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)")
_X_SIZE = re.compile(r"x_(?:f?size)\s+([\d.]+)")
_LINE_CLASSES = {"ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat"}


def looks_like_hocr(markup: str) -> bool:
    return "ocr_page" in markup[:200_000] and "bbox" in markup


def looks_like_alto(markup: str) -> bool:
    return bool(re.search(r"<(?:\w+:)?alto[\s>]", markup[:20_000]))


def read_alto(data: bytes, name: str) -> list[Page]:
    """The pages with their lines; raises LoadError when the XML is damaged, hostile or no ALTO."""
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise LoadError(f"{name}：XML 里有实体或 DTD 定义，为安全起见不读取；请删去后重试。") from error
    except (ParseError, ValueError, LookupError) as error:
        raise LoadError(f"{name}：XML 有错（{str(error)[:80]}）；请重新导出 ALTO 文件。") from error
    if _local(root.tag) != "alto":
        raise LoadError(
            f"{name}：根元素是 {_local(root.tag)}，不是 ALTO；可用的 XML 只有 OCR 输出的 ALTO，请换成 .txt 或 .html。"
        )
    pages = [
        Page([line for line in map(_alto_line, _named(page, "TextLine")) if line], _number(page.get("HEIGHT")))
        for page in _named(root, "Page")
    ]
    if not any(page.lines for page in pages):
        raise LoadError(f"{name}：ALTO 文件里没有文字行；请检查 OCR 的输出。")
    return pages


def _local(tag: Any) -> str:
    return str(tag).rsplit("}", 1)[-1]


def _named(root: Any, tag: str) -> list[Any]:
    return [element for element in root.iter() if _local(element.tag) == tag]


def _alto_line(line: Any) -> Line | None:
    parts: list[tuple[str, float, float, float, float]] = []
    for element in line.iter():
        tag = _local(element.tag)
        if tag == "String" and element.get("CONTENT"):
            x, y, width, height = (_number(element.get(key)) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
            parts.append((element.get("CONTENT"), x, y, x + width, y + height))
    return _line_of_words(parts)


def _number(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0.0


def _line_of_words(words: list[tuple[str, float, float, float, float]]) -> Line | None:
    text = ""
    for word in words:
        text = join_runs(text, word[0].strip())
    if not text:
        return None
    x0, y0 = min(w[1] for w in words), min(w[2] for w in words)
    x1, y1 = max(w[3] for w in words), max(w[4] for w in words)
    return Line(text, x0, y0, x1, y1, y1 - y0)


def read_hocr(markup: str, name: str) -> list[Page]:
    """The pages with their lines; raises LoadError when there are none."""
    pages: list[Page] = []
    title, words = "", [""]
    for piece in [*scan_markup(markup), Markup("<", "div", ' class="ocr_page"')]:
        if piece.kind == "":
            words[-1] += piece.value
            continue
        found = attributes_of(piece) if piece.kind == "<" and "ocr" in piece.attributes else {}
        classes = set(found.get("class", "").split())
        if "ocrx_word" in classes:
            words.append("")
        if not classes & (_LINE_CLASSES | {"ocr_page", "ocr_par", "ocr_carea"}):
            continue
        line = _hocr_line(title, words)
        if line is not None and pages:
            pages[-1].lines.append(line)
        title, words = (found.get("title", "") if classes & _LINE_CLASSES else ""), [""]
        if "ocr_page" in classes:
            box = _BOX.search(found.get("title", ""))
            pages.append(Page([], float(box.group(4)) if box else 0.0))
    pages.pop()
    if not any(page.lines for page in pages):
        raise LoadError(f"{name}：hOCR 文件里没有文字行；请检查 OCR 的输出。")
    return pages


def _hocr_line(title: str, words: list[str]) -> Line | None:
    box = _BOX.search(title)
    text = ""
    for word in words:
        text = join_runs(text, " ".join(word.split()))
    if not box or not text:
        return None
    x0, y0, x1, y1 = (float(value) for value in box.groups())
    size = _X_SIZE.search(title)
    return Line(text, x0, y0, x1, y1, float(size.group(1)) if size else y1 - y0)
