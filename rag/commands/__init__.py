"""What each `ronghe` command does: call the library and write the result."""

from rag.commands.asking import ask, chat, search
from rag.commands.indexing import index
from rag.commands.measuring import evaluate
from rag.commands.restoring import articles

__all__ = ["articles", "ask", "chat", "evaluate", "index", "search"]
