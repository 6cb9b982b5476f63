"""Markdown files: the canonical text is the whole file, front matter included."""

import re
from collections.abc import Iterator
from pathlib import Path

from pullquote.corpus.article import Span
from pullquote.corpus.formats.draft import Draft, Fault, FileDrafts
from pullquote.corpus.formats.plain_text import canonical_text
from pullquote.corpus.metadata import LONGEST, Metadata

MAX_FRONT_MATTER = 20_000  # characters: reading YAML takes longer than reading all else
# Every pattern takes a time that grows as the text does: where a part of it could give back, it is possessive (`*+`).
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_KEY_FIRST = re.compile(r"(?:[ \t]*+(?:#[^\n]*+)?\n)*+[\"']?\w[\w \t-]*+[\"']?[ \t]*+:(?:\s|$)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_HASHES = re.compile(r" {0,3}#{1,6}[ \t]")
_UNDERLINED = re.compile(r" {0,3}\S")
_UNDERLINE = re.compile(r" {0,3}=++[ \t]*+$")
_MARKUP = re.compile(r"!?\[([^\[\]]*+)\]\([^()]*+\)|[*`]++")


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

    if len(block) > MAX_FRONT_MATTER:
        return Metadata(), (Fault(f"front matter: {len(block):,} characters; allowed: {MAX_FRONT_MATTER:,}"),)
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
    if "published" not in known:
        known["published"] = known.pop("date", None)
    metadata, reasons = Metadata.of(known)
    return metadata, tuple(Fault(f"front matter: {reason}") for reason in reasons)


def _first_heading(text: str) -> str:
    """As plain text; empty where there is none outside fenced code, or one so long that it is no title."""
    heading = " ".join(next(_headings(text), "").split())
    return " ".join(_MARKUP.sub(r"\1", heading).split()) if len(heading) <= LONGEST else ""


def _headings(text: str) -> Iterator[str]:
    """Headings in order without those in fenced code; a fence that is never closed is none, and its headings count."""
    fence, fenced = "", list[str]()
    lines = text.split("\n")
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        mark = _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence, fenced = "" if fence else mark[1], []
        elif heading := _heading(line, after):
            if not fence:
                yield heading
            elif not fenced:
                fenced.append(heading)
    yield from fenced


def _heading(line: str, after: str) -> str:
    if found := _HASHES.match(line):
        return line[found.end() :].strip(" \t").rstrip("#").rstrip(" \t")
    return line.strip(" ") if _UNDERLINE.match(after) and _UNDERLINED.match(line) else ""
