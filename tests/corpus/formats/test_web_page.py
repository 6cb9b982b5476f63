"""A web page gives its article and what it says of itself, without a network."""

import socket
from datetime import date
from pathlib import Path

import pytest
import trafilatura

from tests.corpus.formats.conftest import BRIDGE, TOLL, one, reason

PAGE = f"""<!DOCTYPE html><html><head><title>A Bridge at Last | Harbour Post</title>
<meta property="og:title" content="A Bridge at Last"><meta property="og:site_name" content="Harbour Post">
<meta name="author" content="Ann Lee"><link rel="canonical" href="https://example.org/2011/bridge">
DATE</head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>A Bridge at Last</h1><p>{BRIDGE} Posted on 12 May 2013.</p><p>{TOLL}</p>
<img src="http://127.0.0.1:9/a.png"></article><div class="comments"><p>First!</p></div>
<footer>© 2011</footer></body></html>"""


def test_a_web_page_gives_its_article_and_its_own_metadata(tmp_path: Path) -> None:
    article = one(
        tmp_path, "a.html", PAGE.replace("DATE", '<meta property="article:published_time" content="2019-03-05T23:00Z">')
    )
    assert BRIDGE in article.text and TOLL in article.text
    assert "First!" not in article.text and "News" not in article.text
    assert article.loader == f"trafilatura {trafilatura.__version__}"
    source = article.source
    assert (source.title, source.publisher, source.author) == ("A Bridge at Last", "Harbour Post", "Ann Lee")
    assert (source.url, source.published) == ("https://example.org/2011/bridge", date(2019, 3, 5))


@pytest.mark.parametrize(
    ("declared", "published"),
    [
        ('<script type="application/ld+json">{"@graph": [{"datePublished": "2019-03-05"}]}</script>', date(2019, 3, 5)),
        ('<meta itemprop="datePublished" content="March 5, 2019">', date(2019, 3, 5)),
        ('<meta name="date" content="lately"><meta name="pubdate" content="2019-03-05">', date(2019, 3, 5)),
        ('<script type="application/ld+json">{broken</script>', None),
        ("", None),
    ],
)
def test_a_page_is_dated_by_its_own_word_and_never_by_a_guess(
    tmp_path: Path, declared: str, published: date | None
) -> None:
    assert one(tmp_path, "a.htm", PAGE.replace("DATE", declared)).source.published == published


def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    text = "Most został otwarty we wtorek, a opłata wynosi dwa złote."
    page = f'<html><head><meta charset="iso-8859-2"><title>Most</title></head><body><p>{text}</p></body></html>'
    assert one(tmp_path, "a.html", page.encode("iso-8859-2")).text == text
    declared = (
        f'<?xml version="1.0" encoding="UTF-8"?><html><head><title>Most</title></head><body><p>{text}</p></body></html>'
    )
    assert one(tmp_path, "b.html", declared).text == text


def test_a_page_is_read_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def refuse(*given: object) -> None:
        tried.append(given)
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert one(tmp_path, "a.html", PAGE).text
    assert tried == []


@pytest.mark.parametrize("page", ["<div>" * 100_000, "<" * 10_000, "<p>\x01\x02</p>", "<html></html>", "<!--"])
def test_a_hostile_page_ends_in_a_reason(tmp_path: Path, page: str) -> None:
    assert reason(tmp_path, "a.html", page)
