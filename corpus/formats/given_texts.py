"""Texts that a program hands in become articles, as the records of a file do."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypedDict

from pullquote.corpus.article import Article, Source
from pullquote.corpus.debris import find_debris
from pullquote.corpus.decoding import check_whole, plain_line_ends
from pullquote.corpus.errors import BadInputError

_LOADER = "given 1"


class Given(TypedDict, total=False):
    """What is known of texts: of each, in their order. Days may be text."""

    ids: Sequence[str]
    titles: Sequence[str]
    publishers: Sequence[str]
    authors: Sequence[str]
    published: Sequence[date | str | None]
    urls: Sequence[str]
    notes: Sequence[str]
    fields: Sequence[Mapping[str, object]]


_OF_A_SOURCE = {
    "titles": "title",
    "publishers": "publisher",
    "authors": "author",
    "published": "published",
    "urls": "url",
    "notes": "note",
    "fields": "fields",
}


def texts_as_articles(texts: Iterable[str], known: Given) -> list[Article]:
    r"""An article of each text, with what is known of it; its line ends are made `\n`.

    Without an id a text is called by its checksum, so that the same text is the same article. Raises BadInputError for
    what is no text, an empty one, and a list that is not as long as the texts.
    """
    given = [texts] if isinstance(texts, str) else list(texts)
    if unknown := [name for name in known if name not in ("ids", *_OF_A_SOURCE)]:
        raise BadInputError(f"nothing is called {unknown[0]!r} of a text; known: ids, {', '.join(_OF_A_SOURCE)}")
    for name, values in known.items():
        if isinstance(values, str) or not isinstance(values, Sequence) or len(values) != len(given):
            count = len(values) if isinstance(values, Sequence) and not isinstance(values, str) else repr(values)[:60]
            raise BadInputError(f"{name} is {count} for {len(given)} texts; needed: a list with one for each")
    return [_article(number, text, known) for number, text in enumerate(given)]


def _article(number: int, text: object, known: Given) -> Article:
    if not isinstance(text, str) or not text.strip():
        raise BadInputError(f"text {number + 1} is {text!r:.60}; needed: text that is not empty")
    check_whole(f"text {number + 1}", text)
    text = plain_line_ends(text)
    id = known["ids"][number] if "ids" in known else f"text-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    values = {field: known[name][number] for name, field in _OF_A_SOURCE.items() if name in known}  # type: ignore[literal-required]
    values.setdefault("title", "")
    return Article(Source(id, id, **values), text, find_debris(text), loader=_LOADER)
