"""Text in templates is shown and never run."""

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from pullquote.ui.templates import environment, inert, is_web_address


@given(st.text(st.characters(categories=None)))
def test_text_comes_back_from_its_html_whole_and_as_no_markup(text: str) -> None:
    shown = inert(environment(Path()).from_string("{{ text }}").render(text=text))
    assert not re.search(r"[<>\"'`${}\\]", shown)
    # NUL and half characters cannot stand in HTML
    expected = re.sub("[\ud800-\udfff\x00]", "\ufffd", text)
    assert html.unescape(shown).replace("\r\n", "\n") == expected.replace("\r\n", "\n")


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment(Path()).from_string("{{ text }}").render()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "//evil.example",
        "file:///etc",
        "http://[",
        "https:",
        " javascript:x",
        "java\tscript:x",
        "",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert not is_web_address(url)


def test_http_and_https_are_web_addresses() -> None:
    assert is_web_address("https://example.org/?a=1&b=2") and is_web_address(" HTTP://example.org")
