"""The templates of the pages that reports are shown on."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


def template(name: str) -> "Template":
    """The template in the file `name` beside this one; it escapes all text, and fails where a value is missing."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # late: most commands need no page

    folder = FileSystemLoader(Path(__file__).parent)
    pages = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return pages.get_template(name)
