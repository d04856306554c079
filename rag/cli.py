"""The `ronghe` command: arguments in, text or JSON out, exit 0 / 1 (one-line error) / 2 (usage).

It knows no algorithm; every command calls one function of the library and prints what it returns.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from index.errors import RongheError
from rag.settings import Settings

Command = Callable[[argparse.Namespace, Settings], int]


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ronghe", description="融合问答：向一组中文文章提问，每句回答都注明出处")
    parser.add_argument("--data", metavar="FOLDER", help="数据文件夹（默认 RONGHE_DATA 或用户数据目录）")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", metavar="FOLDER", default=argparse.SUPPRESS, help="数据文件夹")

    chat = commands.add_parser("chat", parents=[common], help="打开问答页面")
    chat.add_argument("--host", help="监听地址（默认 127.0.0.1）")
    chat.add_argument("--port", type=int, help="端口（默认 7860）")

    ask = commands.add_parser("ask", parents=[common], help="提一个问题，或批量提问")
    ask.add_argument("question", nargs="?", help="问题")
    ask.add_argument("--history", metavar="H.json", type=Path, help="此前的对话：问题与回答的列表")
    ask.add_argument("--mode", choices=("extractive", "llm"), help="回答方式（默认：配置了模型就用模型）")
    _add_batch(ask, "A.jsonl")

    search = commands.add_parser("search", parents=[common], help="只检索段落，不作答")
    search.add_argument("question", nargs="?", help="问题")
    search.add_argument("-k", type=int, default=10, help="返回的段落数（默认 10）")
    _add_batch(search, "H.jsonl")

    articles = commands.add_parser("articles", parents=[common], help="把一个文件还原成文章，不需要索引")
    articles.add_argument("file", type=Path)
    articles.add_argument("--json", action="store_true", help="输出 JSON")

    _add_index(commands, common)
    _add_eval(commands, common)
    return parser


def _add_batch(parser: argparse.ArgumentParser, out: str) -> None:
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--batch", metavar="Q.jsonl", type=Path, help='一行一个 {"id","question"}')
    parser.add_argument("--out", metavar=out, type=Path, help="批量结果写到这里")


def _add_index(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    index = commands.add_parser("index", help="建立和维护索引").add_subparsers(
        dest="index_command", required=True, metavar="COMMAND"
    )
    for name, help_text in (("build", "用这些文件重新建立索引"), ("add", "加入文件")):
        sub = index.add_parser(name, parents=[common], help=help_text)
        sub.add_argument("paths", nargs="+", metavar="PATH")
        sub.add_argument("--skip-errors", action="store_true", help="读不了的文件跳过并报告，而不是全部放弃")
    remove = index.add_parser("remove", parents=[common], help="移除文档")
    remove.add_argument("ids", nargs="+", metavar="ID", help="文档名（见 ronghe index list）")
    for name, help_text in (
        ("rebuild", "用已保存的文档重建"),
        ("list", "列出文档"),
        ("verify", "核对全部校验和"),
        ("rollback", "回到上一个版本"),
    ):
        index.add_parser(name, parents=[common], help=help_text)
    for sub in index.choices.values():
        sub.add_argument("--json", action="store_true", help="输出 JSON")


def _add_eval(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    evaluation = commands.add_parser("eval", help="README 里的各项测量").add_subparsers(
        dest="eval_command", required=True, metavar="MEASURE"
    )
    for name, files, help_text in (
        ("reading-order", ("pages",), "版面还原：接缝、归属、完全还原、标题与作者"),
        ("retrieval", ("questions",), "检索：hit@k、MRR、nDCG 与时延（用当前索引）"),
        ("answers", ("questions",), "端到端：回答含有期望字串的比例（用当前索引）"),
        ("rgb", ("questions",), "RGB：抗噪、拒答、整合"),
    ):
        sub = evaluation.add_parser(name, parents=[common], help=help_text)
        for file in files:
            sub.add_argument(file, type=Path)
        sub.add_argument("--json", action="store_true", help="输出 JSON")


def main(argv: Sequence[str] | None = None) -> int:
    arguments = build_parser().parse_args(argv)
    # Many small matrix products: threads that wait for one another cost more than they bring on a busy machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        settings = Settings.from_environment().with_data_dir(arguments.data)
        return _command(arguments)(arguments, settings)
    except RongheError as error:
        sys.stderr.write(f"ronghe: {error}\n")
        return 1
    except BrokenPipeError:
        # The reader went away (`ronghe ... | head`); the interpreter must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("ronghe: 已中断\n")
        return 130


def _command(arguments: argparse.Namespace) -> Command:
    # Imported only when used: `ronghe --help` must not wait for models' libraries.
    from rag import commands

    table: dict[str, Command] = {
        "chat": commands.chat,
        "ask": commands.ask,
        "search": commands.search,
        "articles": commands.articles,
        "index": commands.index,
        "eval": commands.evaluate,
    }
    return table[arguments.command]


if __name__ == "__main__":
    sys.exit(main())
