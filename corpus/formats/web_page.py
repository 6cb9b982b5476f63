"""Web pages: trafilatura takes the article out of the page, and the page's own words date it."""

import json
import re
from collections import deque
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pullquote.corpus.dates import parse_date
from pullquote.corpus.decoding import decode, mend
from pullquote.corpus.errors import BadInputError, PullquoteError
from pullquote.corpus.formats.draft import Draft, FileDrafts, foreign_parser, read_bytes, refuse_enormous
from pullquote.corpus.metadata import Metadata

_MAX_TAGS = 200_000  # of a page, end tags included
_LONG_JSON = 20_000  # characters from which on JSON-LD has to be JSON
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_DATE_NAMES = re.compile(
    r"(?:article:|og:)?published_time|date|datepublished|dc(?:terms)?\.(?:date|created|issued|date\.issued)"
    r"|citation_(?:publication_)?date|parsely-pub-date|sailthru\.date|pubdate|publish[-_]?date|publication_date",
    re.IGNORECASE,
)


def read_html(path: Path) -> FileDrafts:
    """The main text without comments, tables row by row. Nothing is fetched."""
    import trafilatura
    from trafilatura.settings import Document

    data = read_bytes(path)
    found = _CHARSET.search(data[:4096])
    page = decode(data, found[1].decode("ascii") if found else "").text
    refuse_enormous(page.count("<"), _MAX_TAGS)
    with foreign_parser("web page", "trafilatura", "htmldate", "courlan"):
        tree = trafilatura.load_html(page)
        if tree is None:
            raise BadInputError("no article text in it")
        _drop_long_scraps(tree)
        # trafilatura's own date may be guessed from the prose, so it is not taken
        published = _published(tree)
        document = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    if not isinstance(document, Document) or not (text := mend(document.text or "").strip()):
        raise BadInputError("no article text in it")
    own = {"title": document.title, "publisher": document.sitename, "author": document.author, "url": document.url}
    metadata = Metadata.of(own)[0].over(Metadata(published=published))
    return FileDrafts((Draft(text, metadata, f"trafilatura {trafilatura.__version__}"),))


def _drop_long_scraps(tree: Any) -> None:
    """Empties long JSON-LD that is none: trafilatura searches it with patterns that take the square of its length."""
    for script in _linked_data(tree):
        if len(text := script.text or "") > _LONG_JSON and _json(text) is None:
            script.text = ""


def _published(tree: Any) -> date | None:  # an lxml tree, untyped
    """The day that the page itself declares, in a meta element, JSON-LD or a time element marked as such."""
    for text in _declared_dates(tree):
        try:
            return parse_date(text)
        except PullquoteError:
            continue
    return None


def _declared_dates(tree: Any) -> Iterator[str]:
    for meta in tree.iter("meta"):
        if _DATE_NAMES.fullmatch(meta.get("property") or meta.get("name") or meta.get("itemprop") or ""):
            yield meta.get("content") or ""
    for script in _linked_data(tree):
        yield from _in_json(script.text or "")
    for element in tree.iter("time"):
        if element.get("pubdate") is not None or element.get("itemprop") == "datePublished":
            yield element.get("datetime") or ""


def _linked_data(tree: Any) -> Iterator[Any]:
    return (script for script in tree.iter("script") if script.get("type") == "application/ld+json")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _in_json(text: str) -> Iterator[str]:
    waiting = deque([_json(text)])
    while waiting:
        value = waiting.popleft()
        if isinstance(value, dict):
            if isinstance(value.get("datePublished"), str):
                yield value["datePublished"]
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
