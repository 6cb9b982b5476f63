"""A LangChain retriever hands out the passages of an index."""

import asyncio

import pytest

from pullquote.index import Index
from tests.ui.adapters.conftest import FERRY

pytest.importorskip("langchain_core", reason="needs LangChain; run: pip install 'pullquote[langchain]'")
pytestmark = pytest.mark.filterwarnings("default")


def test_documents_are_passages_with_their_place_and_source(index: Index) -> None:
    from pullquote.ui.adapters.langchain import PullquoteRetriever

    (found,) = PullquoteRetriever(index=index, k=1).invoke("Did the ferry sink?")
    known = found.metadata
    assert index.article(known["source"]).text[known["start_index"] : known["end_index"]] == found.page_content == FERRY
    assert (known["title"], known["publisher"], known["tags"]) == ("The ferry", "Post", ["sea", "wind"])
    assert known["score"] == index.search("Did the ferry sink?", 1)[0].score


def test_it_is_awaited_filtered_and_part_of_a_chain(index: Index) -> None:
    from langchain_core.runnables import RunnableLambda

    from pullquote.ui.adapters.langchain import PullquoteRetriever

    chain = PullquoteRetriever(index=index, where={"section": "news"}) | RunnableLambda(len)
    assert chain.invoke("green bridge") == asyncio.run(chain.ainvoke("green bridge")) == 1
