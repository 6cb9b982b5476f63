"""Haystack's components hand out the passages of an index and the answers of a bot, in a pipeline."""

import os
import subprocess
import sys

import pytest

from pullquote.corpus import BadInputError
from pullquote.index import Index
from pullquote.rag import Bot
from tests.ui.adapters.conftest import FERRY

pytest.importorskip("haystack", reason="needs Haystack; run: pip install 'pullquote[haystack]'")
pytestmark = pytest.mark.filterwarnings("default")


def test_documents_are_passages_with_their_place_and_source(index: Index) -> None:
    from haystack import Pipeline

    from pullquote.ui.adapters.haystack import PullquoteRetriever

    pipeline = Pipeline()
    pipeline.add_component("retriever", PullquoteRetriever(index, top_k=1))
    (found,) = pipeline.run({"retriever": {"query": "Did the ferry sink?"}})["retriever"]["documents"]
    known = found.meta
    assert index.article(known["source"]).text[known["start_index"] : known["end_index"]] == found.content == FERRY
    assert found.score == index.search("Did the ferry sink?", 1)[0].score
    filtered = {"query": "Did the ferry sink?", "top_k": 5, "filters": {"not": {"section": "news"}}}
    assert [one.meta["source"] for one in pipeline.run({"retriever": filtered})["retriever"]["documents"]] == [
        "news/bridge.md"
    ]


def test_answers_are_quotes_with_their_offsets(bot: Bot) -> None:
    from pullquote.ui.adapters.haystack import PullquoteAnswerer

    best = PullquoteAnswerer(bot, top_k=1).run(query="Did the ferry sink off the point?")["answers"][0]
    assert best.document is not None and best.document_offset is not None
    assert best.document.content[best.document_offset.start : best.document_offset.end] == best.data
    assert best.context[best.context_offset.start : best.context_offset.end] == best.data
    assert FERRY[best.meta["start_index"] : best.meta["end_index"]] == best.meta["quote"] == best.context
    assert best.score == 0.9


def test_a_refusal_is_an_answer_without_text_that_says_why(refusing: Bot) -> None:
    from pullquote.ui.adapters.haystack import PullquoteAnswerer

    (refused,) = PullquoteAnswerer(refusing).run(query="Did the ferry sink off the point?")["answers"]
    assert refused.data is None and refused.meta["refusal"] == "not_stated"
    assert refused.meta["message"]


def test_what_a_run_is_given_counts_also_where_it_is_nothing(index: Index) -> None:
    from pullquote.ui.adapters.haystack import PullquoteRetriever

    retriever = PullquoteRetriever(index, filters={"section": "news"})
    assert len(retriever.run(query="ferry bridge")["documents"]) == 1
    assert len(retriever.run(query="ferry bridge", filters={})["documents"]) == 2
    with pytest.raises(BadInputError, match="k is 0"):
        retriever.run(query="ferry", top_k=0)


def test_the_adapter_switches_telemetry_off() -> None:
    program = (
        "import pullquote.ui.adapters.haystack\nfrom haystack.telemetry import _telemetry\nprint(_telemetry.telemetry)"
    )
    env = {name: value for name, value in os.environ.items() if name != "HAYSTACK_TELEMETRY_ENABLED"}
    ran = subprocess.run([sys.executable, "-c", program], env=env, check=True, capture_output=True, text=True)
    assert ran.stdout == "None\n"
