"""Files into Sources: which reader a file needs, the limits on what is read.

The readers are in loading_*.py; this module knows suffixes, and puts their paragraphs into one text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import LoadError, os_reason
from index.loading.encoding import decode
from index.loading.jsonl import load_jsonl
from index.loading.paragraphs import Page, paragraphs_of_pages, reads_in_order
from index.loading.paths import SUPPORTED_SUFFIXES, FileList, check_allowed, iter_files, suffix_of
from index.loading.text import blocks_of_text
from index.loading.wrapped import unwrap
from index.records import Block, Source

__all__ = ["MAX_DOCUMENT_BYTES", "SUPPORTED_SUFFIXES", "FileList", "check_allowed", "iter_files", "load", "suffix_of"]

MAX_DOCUMENT_BYTES = 100_000_000
_TEXT_SUFFIXES = (".txt", ".md")
_CORPUS_SUFFIXES = (".jsonl", ".jsonl.xz")


@dataclass(frozen=True, slots=True)
class _Part:
    """One paragraph of a document whose text is put together here."""

    text: str
    heading_level: int = 0
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    furniture: bool = False


def load(path: Path, *, document: str | None = None, max_bytes: int = MAX_DOCUMENT_BYTES) -> Iterator[Source]:
    """The Sources of one file: one, except for a JSONL corpus, which gives one a row.

    `document` is the name that the Sources carry (default: the file's name). `max_bytes` bounds every format but
    JSONL, which is streamed. Raises LoadError on anything that cannot be read, before or while Sources are given.
    """
    path = Path(path)
    suffix = suffix_of(path)
    size = _checked_size(path, suffix)
    document = document or path.name
    try:
        if suffix in _CORPUS_SUFFIXES:
            yield from load_jsonl(path, document)
            return
        if size > max_bytes:
            raise LoadError(
                f"{path.name}：文件有 {size / 1e6:.0f} MB，超过单个文档的上限 {max_bytes / 1e6:.0f} MB；"
                "请拆成几个文件，或整理成每行一篇的 .jsonl。"
            )
        data = path.read_bytes()
    except PermissionError as error:
        raise LoadError(f"{path.name}：没有读取权限；请修改文件权限后重试。") from error
    except OSError as error:
        raise LoadError(f"{path.name}：读取失败（{os_reason(error)}）；请检查磁盘或文件。") from error
    source = _source(data, suffix, path.name, document)
    if not source.blocks:
        raise LoadError(f"{path.name}：文件里没有文字；请换一个有内容的文件。")
    yield source


def _checked_size(path: Path, suffix: str) -> int:
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise LoadError(f"{path}：文件不存在；请检查路径。") from error
    except PermissionError as error:
        raise LoadError(f"{path}：没有访问权限；请修改权限后重试。") from error
    except (OSError, ValueError) as error:
        reason = os_reason(error) if isinstance(error, OSError) else error
        raise LoadError(f"{path}：路径无效（{reason}）；请检查路径或符号链接。") from error
    if path.is_dir():
        raise LoadError(f"{path}：是文件夹而不是文件；请给出其中的文件，或把整个文件夹交给 index build。")
    if not path.is_file():
        raise LoadError(f"{path}：不是普通文件；请给出普通文件。")
    if suffix not in SUPPORTED_SUFFIXES:
        raise LoadError(
            f"{path.name}：不支持的格式 {suffix or '（没有扩展名）'}；可用的格式有 {' '.join(SUPPORTED_SUFFIXES)}。"
        )
    if status.st_size == 0:
        raise LoadError(f"{path.name}：文件是空的（0 字节）；请换一个有内容的文件。")
    return status.st_size


def _source(data: bytes, suffix: str, name: str, document: str) -> Source:
    title: str | None = None
    in_order = False
    if suffix in _TEXT_SUFFIXES:
        unwrapped = unwrap(decode(data, name))
        return Source(document, document, unwrapped.text, blocks_of_text(unwrapped.text, unwrapped.body_end))
    if suffix == ".pdf":
        from index.loading.pdf import read_pdf

        in_order, parts = _parts_of_pages(read_pdf(data, name))
    elif suffix == ".docx":
        from index.loading.docx import read_docx

        word = read_docx(data, name)
        parts = [_Part(text, level) for text, level in word.paragraphs]
        parts += [_Part(text, furniture=True) for text in word.furniture]
    elif suffix == ".xml":
        from index.loading.ocr import read_alto

        in_order, parts = _parts_of_pages(read_alto(data, name))
    else:
        title, in_order, parts = _parts_of_html(data, name)
    text, blocks = _text_and_blocks(parts)
    return Source(document, document, text, blocks, title=title, in_order=in_order)


def _parts_of_html(data: bytes, name: str) -> tuple[str | None, bool, list[_Part]]:
    from index.loading.html import decode_html, read_html
    from index.loading.ocr import looks_like_hocr, read_hocr

    markup = decode_html(data, name)
    if looks_like_hocr(markup):
        return None, *_parts_of_pages(read_hocr(markup, name))
    title, paragraphs = read_html(markup, name)
    return title, False, [_Part(text, level) for text, level in paragraphs]


def _parts_of_pages(pages: Sequence[Page]) -> tuple[bool, list[_Part]]:
    """(whether the coordinates gave a reading order to trust, the paragraphs)."""
    paragraphs = paragraphs_of_pages(pages)
    return reads_in_order(paragraphs), [_Part(p.text, p.heading_level, p.page, p.box, p.furniture) for p in paragraphs]


def _text_and_blocks(parts: Sequence[_Part]) -> tuple[str, tuple[Block, ...]]:
    """The parts with an empty line between them, and a Block for each but page furniture.

    Running heads, feet and page numbers stand at the end of the text in no Block: they are not lost (a restoration
    reports them as its remainder), and no article can pick them up.
    """
    blocks: list[Block] = []
    position = 0
    for part in parts:
        end = position + len(part.text)
        if not part.furniture:
            blocks.append(Block(part.text, position, end, part.page, part.heading_level, part.box))
        position = end + 2
    return "\n\n".join(part.text for part in parts), tuple(blocks)
