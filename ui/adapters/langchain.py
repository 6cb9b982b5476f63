"""LangChain: the passages of an index as documents."""

from typing import Any

from pullquote.index import Filters, Index
from pullquote.ui.adapters.known import metadata_of_hit, not_installed

try:
    from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
    from pydantic import ConfigDict
except ImportError as error:
    raise not_installed("langchain", error) from None


class PullquoteRetriever(BaseRetriever):  # type: ignore[misc]  # the framework is not there for the type checker
    """Finds the `k` passages that speak most to a question, best first; `where` are filters, as `Index.search` takes
    them.

    A document's metadata has the passage's place in its article (`start_index`, `end_index`), its source and scores.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    k: int = 5
    where: Any = Filters()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  # of the framework
    ) -> list[Document]:
        return [_document(hit) for hit in self.index.search(query, self.k, where=self.where)]

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,  # noqa: ARG002  # of the framework
    ) -> list[Document]:
        return [_document(hit) for hit in await self.index.asearch(query, self.k, where=self.where)]


def _document(hit: Any) -> Document:
    return Document(page_content=hit.passage.text, metadata=metadata_of_hit(hit))
