"""`ronghe chat`, `ask` and `search`: one question, or a batch of rows."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.errors import LoadError, UsageError
from rag.answer import Answer
from rag.commands.batch import run_batch
from rag.commands.console import write, write_json
from rag.settings import Settings


def chat(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.api import serve

    serve(replace(settings, host=arguments.host or settings.host, port=arguments.port or settings.port))
    return 0


def ask(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.assembly import open_chat

    with closing(open_chat(settings)) as service:
        if arguments.batch:

            def answers(turns: list[str]) -> dict[str, Any]:
                return service.converse(turns, mode=arguments.mode).to_dict()

            run_batch(arguments.batch, arguments.out, answers, "提问")
            return 0
        history = _read_history(arguments.history) if arguments.history else ()
        answer = service.ask(_question(arguments), history, mode=arguments.mode)
    if arguments.json:
        write_json(answer.to_dict())
    else:
        _show_answer(answer)
    return 0


def search(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.assembly import open_chat

    if not 1 <= arguments.k <= 1000:
        raise UsageError(f"-k {arguments.k} 不在 1 到 1000 之间")
    service = open_chat(settings)

    def hits(turns: list[str]) -> dict[str, Any]:
        return {
            "hits": [
                {
                    "passage_id": hit.passage.passage_id,
                    "document": hit.passage.document,
                    "article": hit.passage.title,
                    "author": hit.passage.author,
                    "similarity": round(hit.similarity, 6),
                    "text": hit.passage.text,
                }
                for hit in service.search(turns[-1], arguments.k)
            ]
        }

    if arguments.batch:
        run_batch(arguments.batch, arguments.out, hits, "检索")
        return 0
    found = hits([_question(arguments)])["hits"]
    if arguments.json:
        write_json({"question": arguments.question, "hits": found})
        return 0
    for rank, hit in enumerate(found, 1):
        write(f"{rank}. {hit['article'] or '（无题）'} · {hit['author'] or '作者不详'}  [{hit['passage_id']}]")
        write(f"   {hit['text']}")
    return 0


def _question(arguments: argparse.Namespace) -> str:
    question = (arguments.question or "").strip()
    if not question:
        raise UsageError('没有给出问题；例如 ronghe ask "这组文章讲了什么？"')
    return question


def _read_history(path: Path) -> tuple[Any, ...]:
    from rag.conversation import Turn

    try:
        rows = json.loads(path.read_text("utf-8"))
        return tuple(Turn(question=row["question"], answer=row.get("answer", "")) for row in rows)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LoadError(f'{path} 不是对话记录：应为 [{{"question": …, "answer": …}}]（{error}）') from error


def _show_answer(answer: Answer) -> None:
    write(answer.text)
    if answer.notice:
        write(f"（{answer.notice}）")
    for citation in answer.citations:
        passage = citation.passage
        source = f"{passage.title or passage.document} · {passage.author or '作者不详'}"
        write(f"\n[{citation.marker}] {source} · 第{passage.paragraph}段")
        write(f"    {citation.quote.strip()}")
    for sentence in answer.sentences:
        if not sentence.verified:
            write(f"\n⚠ {sentence.text}：{'；'.join(sentence.doubts)}")
    if answer.refused and answer.nearest:
        write("\n最接近的内容：")
        for hit in answer.nearest:
            write(f"  · {hit.passage.title or hit.passage.document}：{hit.passage.text[:60]}……")
