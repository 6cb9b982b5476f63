"""Text becomes HTML that shows it and never runs it."""

import html
import re
from datetime import date
from urllib.parse import urlsplit

from pullquote.corpus import Source

# The page's templates read ${…} and {{…}}; half characters and NUL are no HTML.
_TEMPLATE = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;", "\\": "&#92;"})
_BROKEN = re.compile("[\ud800-\udfff\x00]")


def escaped(text: str) -> str:
    """The text as HTML, safe between tags and inside a quoted attribute."""
    return html.escape(_BROKEN.sub("\ufffd", text)).translate(_TEMPLATE)


def tag(name: str, inside: str = "", **attributes: str | bool | None) -> str:
    """An element around HTML. An underscore at the end of an attribute's name is dropped, one inside it is a hyphen;
    None and False leave the attribute out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escaped(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{name}{written}>{inside}</{name}>"


def link(url: str, words: str) -> str:
    """A link that opens beside the page; for anything but http and https, the address as plain text."""
    if not url:
        return ""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # a bracket out of place
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return tag("span", escaped(url), class_="pq-dead")
    about = f"{words}, opens in a new tab"
    return tag(
        "a", escaped(words), href=url.strip(), target="_blank", rel="noopener noreferrer nofollow", aria_label=about
    )


def day(published: date | None) -> str:
    return f"{published.day} {published:%B %Y}" if published else "date unknown"


def credit(source: Source) -> str:
    """Outlet, author and day, and what a reader must know of the text."""
    by = filter(None, (source.publisher or "unknown outlet", source.author, day(source.published)))
    line = tag("span", " · ".join(map(escaped, by)), class_="pq-by")
    return line + (tag("span", f"Note: {escaped(source.note)}", class_="pq-note") if source.note else "")
