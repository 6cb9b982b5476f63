"""Markdown files: the canonical text is the whole file, front matter included."""

import re
from pathlib import Path

from pullquote.corpus.article import Span
from pullquote.corpus.formats.draft import Draft, Fault, FileDrafts
from pullquote.corpus.formats.plain_text import canonical_text
from pullquote.corpus.metadata import Metadata

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_KEY_FIRST = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[\"']?\w[\w -]*[\"']?[ \t]*:(?:\s|$)")
_FENCED = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$|^ {0,3}(\S.*)\n {0,3}=+[ \t]*$", re.MULTILINE)
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*`]+")


def read_markdown(path: Path) -> FileDrafts:
    """Front matter gives the metadata and is debris; without a title there, the first heading is the title."""
    text, loader = canonical_text(path)
    block = _FRONT_MATTER.match(text)
    if not block or (block[1].strip() and not _KEY_FIRST.match(block[1])):  # a rule between two thoughts
        return FileDrafts((Draft(text, Metadata(title=_first_heading(text)), loader),))
    metadata, faults = _front_matter(block[1])
    titled = metadata.over(Metadata(title=_first_heading(text[block.end() :])))
    return FileDrafts((Draft(text, titled, loader, (Span(0, block.end()),)),), faults)


def _front_matter(block: str) -> tuple[Metadata, tuple[Fault, ...]]:
    import yaml

    try:
        # BaseLoader leaves every value as written: no title "No" turns into False, no date is rebuilt
        values = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506  # it makes nothing but text, lists and dicts
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1  # the fence is line 1, and YAML counts from 0
        return Metadata(), (Fault(f"front matter: {getattr(error, 'problem', '') or 'not YAML'}", line),)
    if not isinstance(values, dict):
        return Metadata(), ()
    known = {key.lower(): value for key, value in values.items() if isinstance(key, str)}
    known.setdefault("published", known.get("date"))
    metadata, reasons = Metadata.of(known)
    return metadata, tuple(Fault(f"front matter: {reason}") for reason in reasons)


def _first_heading(text: str) -> str:
    found = _HEADING.search(_FENCED.sub("", text))
    return " ".join(_MARKUP.sub(r"\1", found[1] or found[2]).split()) if found else ""
