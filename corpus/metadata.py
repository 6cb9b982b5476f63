"""What is known of an article apart from its text, from whichever place says so."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Self

from pullquote.corpus.dates import parse_date
from pullquote.corpus.errors import BadInputError, PullquoteError

LONGEST = 2_000  # characters of a title, a note, an address: more is a text, or made to be in the way
_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){2,}")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Empty and None mean unknown."""

    title: str = ""
    publisher: str = ""
    author: str = ""
    published: date | None = None
    url: str = ""
    note: str = ""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> tuple[Self, tuple[str, ...]]:
        """Metadata out of the fields that `values` has, and a reason for each that cannot be understood."""
        known: dict[str, str | date] = {}
        reasons = []
        for name in (field.name for field in fields(cls)):
            try:
                text = plain(values.get(name))
                if text:
                    known[name] = parse_date(text) if name == "published" else text
            except PullquoteError as error:
                reasons.append(f"{name}: {error}")
        return cls(**known), tuple(reasons)  # type: ignore[arg-type]  # by name: a date for published, else text

    def over(self, other: "Metadata") -> "Metadata":
        """Each field of this one where it is known, `other`'s where it is not."""
        return Metadata(*(getattr(self, field.name) or getattr(other, field.name) for field in fields(Metadata)))


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
