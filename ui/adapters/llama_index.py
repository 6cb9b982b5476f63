"""LlamaIndex: the passages of an index as nodes with a score."""

from collections.abc import Mapping

from pullquote.index import Filters, Hit, Index
from pullquote.ui.adapters.known import metadata_of_hit, not_installed

try:
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
except ImportError as error:
    raise not_installed("llama-index", error) from None


class PullquoteRetriever(BaseRetriever):  # type: ignore[misc]  # the framework is not there for the type checker
    """Finds the `k` passages that speak most to a question, best first; `where` are filters, as `Index.search` takes
    them.

    A node has the passage's place in its article (`start_char_idx`, `end_char_idx`); its metadata has it, too, with the
    source and scores.
    """

    def __init__(self, index: Index, k: int = 5, where: Filters | Mapping[str, object] = Filters()) -> None:
        super().__init__()
        self._index, self._k, self._where = index, k, where

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return list(map(_node, self._index.search(query_bundle.query_str, self._k, where=self._where)))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return list(map(_node, await self._index.asearch(query_bundle.query_str, self._k, where=self._where)))


def _node(hit: Hit) -> NodeWithScore:
    passage = hit.passage
    known = metadata_of_hit(hit)
    node = TextNode(
        id_=f"{passage.article.id}:{passage.start}-{passage.end}",
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata=known,
        excluded_embed_metadata_keys=[*known],  # the text alone is what is embedded, and shown to a model
        excluded_llm_metadata_keys=[*known],
    )
    return NodeWithScore(node=node, score=hit.score)
