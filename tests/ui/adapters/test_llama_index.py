"""A LlamaIndex retriever hands out the passages of an index as nodes."""

import asyncio

import pytest

from pullquote.index import Index
from tests.ui.adapters.conftest import FERRY

pytest.importorskip("llama_index.core", reason="needs LlamaIndex; run: pip install 'pullquote[llama-index]'")
pytestmark = pytest.mark.filterwarnings("default")


def test_nodes_are_passages_with_their_place_source_and_score(index: Index) -> None:
    from llama_index.core.schema import MetadataMode

    from pullquote.ui.adapters.llama_index import PullquoteRetriever

    (found,) = PullquoteRetriever(index, k=1).retrieve("Did the ferry sink?")
    node = found.node
    assert FERRY[node.start_char_idx : node.end_char_idx] == node.get_content(MetadataMode.LLM) == FERRY
    assert (node.metadata["source"], node.metadata["section"]) == ("news/ferry.md", "news")
    assert found.score == index.search("Did the ferry sink?", 1)[0].score


def test_it_is_awaited_and_filtered(index: Index) -> None:
    from pullquote.ui.adapters.llama_index import PullquoteRetriever

    retriever = PullquoteRetriever(index, where={"not": {"section": "news"}})
    assert [one.node.metadata["source"] for one in asyncio.run(retriever.aretrieve("ferry"))] == ["news/bridge.md"]
