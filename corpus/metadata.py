"""What is known of an article apart from its text, from whichever place says so."""

import json
import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Self

from pullquote.corpus.dates import parse_date
from pullquote.corpus.errors import BadInputError, PullquoteError

LONGEST = 2_000  # characters of a title, a note, an address: more is a text, or made to be in the way
MOST_FIELDS = 100  # of one article's own: all of them are in memory while an index is asked
_LONGEST_NAME = 100  # characters of a field's name
_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){2,}")


Fields = Mapping[str, str | tuple[str, ...]]  # own metadata: by its name in lower case a text, or several


@dataclass(frozen=True, slots=True)
class Metadata:
    """Empty and None mean unknown; `fields` are all others that an article's file says of it."""

    title: str = ""
    publisher: str = ""
    author: str = ""
    published: date | None = None
    url: str = ""
    note: str = ""
    fields: Fields = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, values: Mapping[str, object]) -> tuple[Self, tuple[str, ...]]:
        """Metadata out of what `values` has, and a reason for each that cannot be understood.

        What has another name than the known ones is one of the article's own fields, where `own_fields` takes it: what
        is no metadata (too long, or more than MOST_FIELDS) is no mistake in a file and is left out.
        """
        known: dict[str, str | date] = {}
        reasons = []
        for name in _KNOWN:
            try:
                text = plain(values.get(name))
                if text:
                    known[name] = parse_date(text) if name == "published" else text
            except PullquoteError as error:
                reasons.append(f"{name}: {error}")
        own: dict[str, str | tuple[str, ...]] = {}
        for name, value in values.items():
            if name not in _KNOWN and len(own) < MOST_FIELDS:
                with suppress(BadInputError):
                    own |= own_fields({name: value})
        return cls(**known, fields=own), tuple(reasons)  # type: ignore[arg-type]  # a date for published, else text

    def over(self, other: "Metadata") -> "Metadata":
        """Each field of this one where it is known, `other`'s where it is not."""
        known = {name: getattr(self, name) or getattr(other, name) for name in _KNOWN}
        return Metadata(**known, fields={**other.fields, **self.fields})


_KNOWN = tuple(one.name for one in fields(Metadata) if one.name != "fields")


def own_fields(values: Mapping[str, object]) -> Fields:
    """Own metadata as it is kept: names in lower case, values as text, several of a list; empty ones left out.

    A number or a truth value is the text that JSON has for it, and so is anything nested. Raises BadInputError for more
    than MOST_FIELDS, a value of more than LONGEST characters and one that no JSON holds.
    """
    found: dict[str, str | tuple[str, ...]] = {}
    for name, value in values.items():
        written = plain(name).lower()
        if not written or len(written) > _LONGEST_NAME:
            raise BadInputError(f"a field is called {name!r:.60}; allowed: 1 to {_LONGEST_NAME} characters")
        if kept := _own_value(value):
            found[written] = kept
    if len(found) > MOST_FIELDS:
        raise BadInputError(f"{len(found)} fields; allowed: {MOST_FIELDS}")
    return found


def _own_value(value: object) -> str | tuple[str, ...]:
    if isinstance(value, list | tuple) and not any(isinstance(item, list | tuple | Mapping) for item in value):
        plain(list(map(str, value)))  # not longer than one may be
        return tuple(filter(None, map(_own_text, value)))
    return _own_text(value)


def _own_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str):
        return plain(value)
    return plain(_json(value))


def _json(value: object) -> str:
    """As JSON; no more than what is too long is written out of what a few aliases make endless."""
    written = ""
    try:
        for piece in json.JSONEncoder(ensure_ascii=False).iterencode(value):
            written += piece
            if len(written) > LONGEST:
                break
    except (ValueError, TypeError, RecursionError):
        raise BadInputError(f"{value!r:.60} is no text, number or list of them") from None
    return written


def plain(value: object) -> str:
    """One line of text out of a text, a number or a list of them; control characters become spaces.

    Raises BadInputError for anything else, and for more than LONGEST characters.
    """
    if value is None:
        return ""
    if isinstance(value, list):
        if any(isinstance(item, list) for item in value):  # nested a thousand deep, or doubled by aliases
            raise BadInputError("text is needed, not a list in a list")
        if len(value) > LONGEST:
            raise BadInputError(f"a list of {len(value):,}; allowed: {LONGEST:,} characters")
        return _of_some_length(", ".join(filter(None, map(plain, value))))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadInputError(f"text is needed, not {type(value).__name__}")
    text = _of_some_length(str(value))
    if text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(" " if is_control(character) else character for character in text).split())


def _of_some_length(text: str) -> str:
    if len(text) > LONGEST:
        raise BadInputError(f"{len(text):,} characters; allowed: {LONGEST:,}")
    return text


def is_control(character: str) -> bool:
    """True for what breaks a line or cannot be written: controls, surrogates, line and paragraph separators."""
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def title_of_stem(stem: str) -> str:
    """A file name without its ending, made readable: `harbour_bridge`, `the-new-bridge` lose their joints."""
    return (stem.replace("-", " ") if _SLUG.fullmatch(stem) else stem.replace("_", " ")).strip() or stem
