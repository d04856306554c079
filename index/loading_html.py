"""HTML into paragraphs with heading levels; it knows what a browser shows and what it hides, nothing of layout.

Scripts, styles, navigation, forms and hidden elements are left out. Bounds keep a hostile page from costing more than a
few seconds; the tree is walked without recursion.
"""

from __future__ import annotations

import re
from typing import Any

from index.errors import LoadError
from index.loading_encoding import decode

Paragraph = tuple[str, int]
MAX_HTML_BYTES = 30_000_000
MAX_TAGS = 600_000
MAX_DEPTH = 1_000
_SKIPPED = frozenset(
    "script style nav head template noscript svg math iframe object canvas audio video form button select textarea "
    "input datalist map rt rp menu dialog".split()
)
_BREAKING = frozenset(
    "p div br li ul ol dl dt dd tr table thead tbody tfoot caption section article header footer aside main figure "
    "figcaption blockquote pre hr h1 h2 h3 h4 h5 h6 address details summary center body fieldset hgroup".split()
)
# Elements that a browser closes by itself, or that never have children: leaving them open does not nest.
_CHILDLESS = frozenset(
    "p li dt dd td th tr tbody thead tfoot colgroup option optgroup rt rp br hr img input meta link base col embed "
    "area source track wbr param".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_MAX_RECONSTRUCTED = 5_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,40})")
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1", re.IGNORECASE | re.DOTALL)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:-]{2,20})", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_WIDE = r"\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2018\u2019\u201c\u201d\u2026\u2014"
# A line break of the HTML file between two Chinese characters is no blank.
_SEAM = re.compile(rf"(?<=[{_WIDE}])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[{_WIDE}])")
_HANDLED_CHARSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
}


def read_html(markup: str, name: str) -> tuple[str | None, list[Paragraph]]:
    """(title of the page, its (text, heading level) paragraphs); raises LoadError on what is too large or no text."""
    _check_bounds(markup, name)
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(markup)
    title = tree.css_first("title")
    heading = " ".join(title.text().split()) if title is not None else ""
    return heading or None, _paragraphs(tree.body, name) if tree.body is not None else []


def decode_html(data: bytes, name: str) -> str:
    """By byte-order mark, else by what the page declares if that decodes, else by what is plausible."""
    declared = _CHARSET.search(data[:4096])
    encoding = _HANDLED_CHARSETS.get(declared.group(1).decode("ascii").lower()) if declared else None
    if encoding and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                pass
    return decode(data, name)


def _check_bounds(markup: str, name: str) -> None:
    """Refuses before parsing: a tree parser takes time quadratic in the depth, and in open formatting tags."""
    tags = markup.count("<")
    if len(markup) > MAX_HTML_BYTES or tags > MAX_TAGS:
        raise LoadError(
            f"{name}：网页有 {len(markup) / 1e6:.1f} 兆字符、{tags} 个标签，"
            f"超过上限（{MAX_HTML_BYTES // 1_000_000} 兆字符、{MAX_TAGS} 个标签）；请只保存正文部分。"
        )
    depth = formatting = deepest = 0
    for match in _TAG.finditer(_SCRIPT.sub("", markup)):
        tag, step = match.group(2).lower(), -1 if match.group(1) else 1
        if tag in _FORMATTING:
            formatting = max(0, formatting + step)
        if tag not in _CHILDLESS:
            depth = max(0, depth + step)
        deepest = max(deepest, depth, formatting)
        if deepest > MAX_DEPTH or formatting * tags > _MAX_RECONSTRUCTED:
            raise LoadError(
                f"{name}：网页里没有关闭的标签嵌套过深（约 {deepest} 层），像是 HTML 炸弹；请只保存正文部分。"
            )


def _hidden(node: Any) -> bool:
    if node.tag in _SKIPPED:
        return True
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))


def _paragraphs(body: Any, name: str) -> list[Paragraph]:
    walker = _Walker()
    node, depth = body.child, 1
    while node is not None:
        walker.enter(node)
        if node.child is not None and not walker.skips(node):
            node, depth = node.child, depth + 1
            if depth > MAX_DEPTH:
                raise LoadError(f"{name}：网页的标签嵌套超过 {MAX_DEPTH} 层，无法读取；请只保存正文部分。")
            continue
        walker.leave(node)
        while node.next is None:
            node, depth = node.parent, depth - 1
            if depth == 0:
                walker.flush()
                return walker.paragraphs
            walker.leave(node)
        node = node.next
    walker.flush()
    return walker.paragraphs


class _Walker:
    """Collects the text met between two breaking tags into one paragraph."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self._parts: list[str] = []
        self._level = 0
        self._preformatted = 0

    def skips(self, node: Any) -> bool:
        return node.tag != "-text" and _hidden(node)

    def enter(self, node: Any) -> None:
        tag = node.tag
        if tag == "-text":
            self._parts.append(node.text_content or "")
        elif tag in _BREAKING:
            self.flush()
            if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                self._level = int(tag[1])
            self._preformatted += tag == "pre"
        elif tag in ("td", "th") and "".join(self._parts).strip():
            self._parts.append(" | ")

    def leave(self, node: Any) -> None:
        tag = node.tag
        if tag in _BREAKING:
            self.flush()
            if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                self._level = 0
            self._preformatted -= tag == "pre"

    def flush(self) -> None:
        text = "".join(self._parts)
        self._parts.clear()
        lines = text.split("\n") if self._preformatted else [_SEAM.sub("", text)]
        for line in lines:
            line = _BLANKS.sub(" ", line).strip(" \u3000|" if line.strip().endswith("|") else " \u3000")
            if line:
                self.paragraphs.append((line, self._level))
