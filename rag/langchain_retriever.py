"""The retriever as LangChain's `BaseRetriever`, for chains built elsewhere. It changes nothing of the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.retrieval import Filters, Retriever

if TYPE_CHECKING:
    from index.records import Hit


class RongheRetriever(BaseRetriever):
    """`RongheRetriever(retriever=..., k=6).invoke("问题")` gives documents, best first.

    Their metadata are those of a citation: passage_id, document, title, author, paragraph and the signals.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = 6
    filters: Filters = Filters()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        return [_document(hit) for hit in self.retriever.search(query, self.k, self.filters)]


def _document(hit: Hit) -> Document:
    passage = hit.passage
    metadata = {
        "passage_id": passage.passage_id,
        "article_id": passage.article_id,
        "document": passage.document,
        "title": passage.title,
        "author": passage.author,
        "paragraph": passage.paragraph,
        "page": passage.page,
        "similarity": hit.similarity,
        "signals": dict(hit.signals),
    }
    return Document(id=passage.passage_id, page_content=passage.text, metadata=metadata)
