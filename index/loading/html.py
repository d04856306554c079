"""HTML into paragraphs with heading levels; it knows what a browser shows and what it hides, nothing of layout.

Scripts, styles, navigation, forms and hidden elements are left out. There is no tree, so no nesting is too deep.
"""

from __future__ import annotations

import re

from index.errors import LoadError
from index.loading.encoding import decode
from index.loading.markup import VOID, Markup, attributes_of, scan_markup

Paragraph = tuple[str, int]
MAX_HTML_CHARACTERS = 30_000_000
MAX_PARAGRAPHS = 200_000
_SKIPPED = frozenset(
    "script style nav template noscript svg iframe object canvas audio video button select textarea "
    "input datalist map rp menu dialog annotation annotation-xml".split()
)
_BREAKING = frozenset(
    "p div br li ul ol dl dt dd tr table thead tbody tfoot caption section article header footer aside main figure "
    "figcaption blockquote pre hr h1 h2 h3 h4 h5 h6 address details summary center body fieldset hgroup "
    "legend form".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
# A hidden one of these ends where the next begins.
_SELF_CLOSING = frozenset("p li dt dd td th tr option".split())
_EMPTY_CELLS = re.compile(r"^[\s|]+|[\s|]+$")
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
    if len(markup) > MAX_HTML_CHARACTERS:
        raise LoadError(
            f"{name}：网页有 {len(markup) / 1e6:.0f} 兆字符，"
            f"超过上限 {MAX_HTML_CHARACTERS // 1_000_000} 兆；请只保存正文部分。"
        )
    reader = _Reader()
    for piece in scan_markup(markup):
        reader.read(piece)
        if len(reader.paragraphs) > MAX_PARAGRAPHS:
            raise LoadError(f"{name}：网页超过 {MAX_PARAGRAPHS} 段，像是 HTML 炸弹；请只保存正文部分。")
    reader.flush()
    return reader.title or None, reader.paragraphs


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


class _Reader:
    """Collects the text met between two breaking tags into one paragraph."""

    def __init__(self) -> None:
        self.title = ""
        self.paragraphs: list[Paragraph] = []
        self._parts: list[str] = []
        self._level = 0
        self._preformatted = 0
        self._skipped = ""
        self._depth = 0
        self._in_title = False
        self._reading = False

    def read(self, markup: Markup) -> None:
        if self._skipped:
            self._pass_over(markup)
        elif not markup.kind:
            self._take_text(markup.value)
        elif markup.kind == "<":
            self._open(markup)
        else:
            self._close(markup.value)

    def _pass_over(self, markup: Markup) -> None:
        """Inside a hidden element: only tags of its own name say where it ends."""
        if markup.kind and markup.value == self._skipped:
            self._depth += 1 if markup.kind == "<" else -1
            if self._depth <= 0 or (markup.kind == "<" and markup.value in _SELF_CLOSING):
                self._skipped = ""
                if markup.kind == "<":
                    self._open(markup)

    def _take_text(self, text: str) -> None:
        if self._in_title:
            self.title = self.title or " ".join(text.split())
        else:
            self._parts.append(text)

    def _open(self, markup: Markup) -> None:
        tag = markup.value
        if tag in _BREAKING:
            self.flush()
        elif tag in ("rp", "rb"):
            self._end_reading()
        if tag not in VOID and (tag in _SKIPPED or _hidden(markup)):
            self._skipped, self._depth = tag, 1
        elif tag == "title":
            self._in_title = True
        elif tag in _HEADINGS:
            self._level = int(tag[1])
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "rt":
            self._end_reading()
            self._parts.append("（")
            self._reading = True
        elif tag in ("td", "th") and "".join(self._parts).strip():
            self._parts.append(" | ")

    def _close(self, tag: str) -> None:
        if tag in _BREAKING:
            self.flush()
        if tag in _HEADINGS:
            self._level = 0
        elif tag == "title":
            self._in_title = False
        elif tag in ("rt", "ruby"):
            self._end_reading()
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)

    def _end_reading(self) -> None:
        """How a character is read stands in brackets after it; its end tag may be left out."""
        if self._reading:
            self._parts.append("）")
        self._reading = False

    def flush(self) -> None:
        self._end_reading()
        text = "".join(self._parts)
        self._parts.clear()
        for line in text.split("\n") if self._preformatted else [_SEAM.sub("", text)]:
            line = _EMPTY_CELLS.sub("", _BLANKS.sub(" ", line)).strip(" \u3000")
            if line:
                self.paragraphs.append((line, self._level))


def _hidden(markup: Markup) -> bool:
    if not markup.attributes.strip(" /"):
        return False
    attributes = attributes_of(markup)
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN_STYLE.search(attributes.get("style", "")))
