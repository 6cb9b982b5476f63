"""MCP, tried with the client of its own package: over standard input and output, and over HTTP."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters, stdio_client

from pullquote.corpus import bundled_folder
from pullquote.index import Index, build
from pullquote.rag import Config, open_bot
from pullquote.ui.web.calls import Calls
from pullquote.ui.web.mcp import make_mcp

WORTH = "How much are the Aegis Ashore contracts worth?"


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
        assert answer and answer["format"] == 1
        assert answer["answered"] == bool(answer["quotes"]) == (answer["refusal"] is None)
        found = await client.call_tool("search", {"question": WORTH, "top": 1})
        assert found.structured_content
        (hit,) = found.structured_content["hits"]
        read = await client.call_tool("read_article", {"id": hit["article"]["id"]})
        assert read.structured_content
        assert read.structured_content["text"][hit["start"] : hit["end"]] == hit["text"]
        listed = await client.call_tool("list_articles", {})
        assert listed.structured_content and len(listed.structured_content["articles"]) == 5
        for wrong in ({"question": ""}, {"question": "Who?", "after": "soon"}, {"question": "Who?", "top": 0}):
            assert (await client.call_tool("ask", wrong)).is_error


def test_the_tools_answer_with_the_wire_form(index: Path) -> None:
    opened = Index.open(index)
    bot = open_bot(opened, config=Config(threshold=0.0, reader="sentence"))
    asyncio.run(tried(make_mcp(Calls(bot, opened))))


@pytest.mark.slow
def test_a_client_starts_it_and_speaks_over_standard_input_and_output(index: Path) -> None:
    command = ["-m", "pullquote.ui.cli.main", "mcp", "--index", str(index)]
    asyncio.run(tried(stdio_client(StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ)))))


@pytest.mark.slow
def test_a_client_speaks_over_http(served: Any) -> None:
    async def asked() -> None:
        async with Client(f"{served.address}/mcp") as client:
            answer = await client.call_tool("ask", {"question": WORTH})
            assert answer.structured_content and answer.structured_content["answered"]

    asyncio.run(asked())
