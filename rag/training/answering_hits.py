"""What the program finds for the development questions, each set ranked by a reranker fitted on the other set alone.

So that what is fitted on top of it sees hits as good, and no better, than those of questions nobody has seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.records import Hit
from index.snapshot import open_index
from rag.assembly import open_encoder
from rag.ranking.ranking_trees import read_trees
from rag.reranking import LearnedReranker
from rag.retrieval import Retriever
from rag.settings import Settings
from rag.training.reranker import collect, train

Row = dict[str, Any]
Found = list[tuple[Row, Sequence[Hit]]]
_ROUNDS = 300
# More than are shown: some are withdrawn.
_DEPTH = 24


def _fit(data: Path, rows: Sequence[Row]) -> LearnedReranker:
    candidates = collect(data, rows)
    model = train(candidates, np.arange(len(candidates.sizes)), _ROUNDS)
    return LearnedReranker(read_trees(model.model_to_string()))


def _find(data: Path, rows: Sequence[Row], reranker: LearnedReranker) -> Found:
    retriever = Retriever(open_index(data), open_encoder(Settings.from_environment()), reranker)
    return [(row, retriever.search(row["question"], _DEPTH)) for row in rows]


def find_unseen(
    news: Path, news_rows: Sequence[Row], passages: Path, passage_rows: Sequence[Row], most: int
) -> tuple[Found, Found]:
    """The news questions and the first `most` passage questions, each with its best hits."""
    answerable = [row for row in passage_rows if row.get("answerable", True)][::2]
    by_passages = _fit(passages, answerable)
    by_news = _fit(news, news_rows)
    return _find(news, news_rows, by_passages), _find(passages, passage_rows[:most], by_news)
