"""`ronghe articles`: the restored articles of one file, without an index."""

from __future__ import annotations

import argparse

from index.records import Article
from rag.commands.console import write, write_json
from rag.settings import Settings


def articles(arguments: argparse.Namespace, settings: Settings) -> int:
    from index.layout import restore
    from index.loaders import load

    del settings
    restored = [article for source in load(arguments.file) for article in restore(source).articles]
    if arguments.json:
        write_json([article.to_dict() for article in restored])
        return 0
    for article in restored:
        _show_article(article)
    return 0


def _show_article(article: Article) -> None:
    kind = {"article": "文章", "editor_note": "编者按", "caption": "图片说明"}[article.kind]
    head = [f"【{article.column}】" if article.column else "", article.title or "（无题）"]
    write(f"━━ {kind} ━━ {''.join(head)}")
    if article.author or article.affiliation:
        write(f"   {article.author or '作者不详'}{'，' + article.affiliation if article.affiliation else ''}")
    joins = {join.position: join for join in article.joins}
    offset = 0
    for paragraph in article.paragraphs:
        shown, last = "", 0
        for position, join in sorted(joins.items()):
            if offset <= position < offset + len(paragraph):
                shown += paragraph[last : position - offset] + f"⟨拼接 {join.confidence:.2f}⟩"
                last = position - offset
        write(f"   {shown}{paragraph[last:]}\n")
        offset += len(paragraph) + 1
