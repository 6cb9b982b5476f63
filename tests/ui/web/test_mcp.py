"""MCP, tried with the client of its own package: over standard input and output, and over HTTP."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import TextContent

from pullquote.corpus import bundled_folder
from pullquote.index import build
from pullquote.ui.api import Api
from pullquote.ui.collection import Collection
from pullquote.ui.text_export import as_text
from pullquote.ui.web.mcp import make_mcp
from tests.conftest import Served
from tests.ui.conftest import WORTH, Run


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp") / "index"
    build([bundled_folder()], folder, embedder="hash").index.close()
    return folder


async def tried(server: Any) -> None:
    async with Client(server) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "search", "read_article", "list_articles"}
        for tool in tools.values():
            assert len(tool.description or "") > 40
            assert all(value.get("description") for value in tool.input_schema["properties"].values())
        asked = await client.call_tool("ask", {"question": WORTH})
        answer = asked.structured_content
        assert answer and answer["format"] == 2
        assert answer["answered"] == bool(answer["quotes"]) == (answer["refusal"] is None)
        found = await client.call_tool("search", {"question": WORTH, "top": 1})
        assert found.structured_content
        (hit,) = found.structured_content["hits"]
        read = await client.call_tool("read_article", {"id": hit["article"]["id"]})
        assert read.structured_content
        assert read.structured_content["text"][hit["start"] : hit["end"]] == hit["text"]
        listed = await client.call_tool("list_articles", {})
        assert listed.structured_content and len(listed.structured_content["articles"]) == 5


WRONG: dict[str, dict[str, Any]] = {
    "the question is empty": {"question": ""},
    "top is 0; allowed: 1 to 50": {"question": "Who?", "top": 0},
    "publisher is 5; needed: a name": {"question": "Who?", "publisher": 5},
    "question: field required": {},
}


def test_a_mistake_is_one_line(collection: Collection) -> None:
    async def tried() -> None:
        async with Client(make_mcp(Api(collection))) as client:
            for line, arguments in WRONG.items():
                reply = await client.call_tool("ask", arguments)
                (content,) = reply.content
                assert reply.is_error
                assert isinstance(content, TextContent) and line in content.text and "\n" not in content.text

    asyncio.run(tried())


def test_one_name_for_a_list_a_year_as_a_number_and_a_number_as_text_are_understood(collection: Collection) -> None:
    async def tried() -> None:
        async with Client(make_mcp(Api(collection))) as client:
            arguments = {"question": "missile defense", "publisher": "nikkei", "after": 2017, "top": "2"}
            found = (await client.call_tool("search", arguments)).structured_content
            assert found and {hit["article"]["publisher"] for hit in found["hits"]} == {"Nikkei Asian Review (retold)"}

    asyncio.run(tried())


def test_articles_can_be_chosen_by_their_own_fields_which_are_listed(sectioned: Collection) -> None:
    async def tried() -> None:
        async with Client(make_mcp(Api(sectioned))) as client:
            listed = (await client.call_tool("list_articles", {})).structured_content
            assert listed and {one["fields"]["section"] for one in listed["articles"]} == {"sport", "politics"}
            arguments = {"question": "Who won?", "where": {"section": "politics"}}
            found = (await client.call_tool("search", arguments)).structured_content
            assert found and [hit["article"]["file"] for hit in found["hits"]] == ["vote.txt"]
            asked = (await client.call_tool("ask", arguments)).structured_content
            assert asked and {quote["article"]["file"] for quote in asked["quotes"]} == {"vote.txt"}

    asyncio.run(tried())


def test_the_tools_answer_with_the_wire_form(collection: Collection) -> None:
    asyncio.run(tried(make_mcp(Api(collection))))


def test_an_answer_also_comes_as_text_with_its_citations(collection: Collection) -> None:
    async def asked() -> None:
        async with Client(make_mcp(Api(collection))) as client:
            form, text = (await client.call_tool("ask", {"question": WORTH})).content
            assert isinstance(form, TextContent) and '"format": 2' in form.text
            assert isinstance(text, TextContent) and text.text == as_text(collection.bot.ask(WORTH))

    asyncio.run(asked())


def test_a_setting_that_there_is_not_is_one_clear_line(run: Run) -> None:
    ended = run("mcp", "--refuse", "wild")
    assert ended.code == 2 and ended.err == "refuse is 'wild'; allowed: strict, balanced, everything\n"


@pytest.mark.slow
@pytest.mark.parametrize(("setting", "answered"), [("strict", False), ("everything", True)])
def test_answers_are_as_sure_as_it_was_told_that_they_must_be(index: Path, setting: str, answered: bool) -> None:
    options = ["--index", str(index), "--reader", "nearest", "--refuse", setting]
    command = ["-m", "pullquote.ui.cli.main", "mcp", *options]

    async def asked() -> None:
        started = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))
        async with Client(stdio_client(started)) as client:
            answer = (await client.call_tool("ask", {"question": "Who painted the harbour?"})).structured_content
            assert answer and answer["answered"] is answered

    asyncio.run(asked())


@pytest.mark.slow
def test_a_client_starts_it_and_speaks_over_standard_input_and_output(index: Path) -> None:
    command = ["-m", "pullquote.ui.cli.main", "mcp", "--index", str(index)]
    asyncio.run(tried(stdio_client(StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ)))))


@pytest.mark.slow
def test_a_client_speaks_over_http(served: Served) -> None:
    async def asked() -> None:
        async with Client(f"{served.address}/mcp") as client:
            answer = await client.call_tool("ask", {"question": WORTH})
            assert answer.structured_content and answer.structured_content["answered"]

    asyncio.run(asked())
