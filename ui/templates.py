"""Text becomes HTML that shows it and never runs it: templates in which every value is escaped by its type."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

# Gradio fills ${…} and {{…}} in whatever HTML it is given; NUL and half characters cannot stand in HTML.
_SIGNS = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;", "\\": "&#92;"})
_BROKEN = re.compile("[\ud800-\udfff\x00]")


def environment(folder: Path) -> Environment:
    """The templates in a folder. All that is not Markup is escaped, and a name that is not there is an error."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["web_address"] = is_web_address
    return made


def inert(markup: str) -> Markup:
    """HTML that reads the same and in which Gradio finds nothing to fill in."""
    return Markup(_BROKEN.sub("\ufffd", markup).translate(_SIGNS))  # noqa: S704  # what came in was markup already


def is_web_address(url: str) -> bool:
    """Whether a link may lead there: http and https only."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # a bracket out of place
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
