"""Text files: the canonical text is the whole file."""

from pathlib import Path

from pullquote.corpus.decoding import decode
from pullquote.corpus.formats.draft import Draft, FileDrafts, read_bytes
from pullquote.corpus.metadata import Metadata


def read_text(path: Path) -> FileDrafts:
    """The file is one article, of which nothing more is known."""
    text, loader = canonical_text(path)
    return FileDrafts((Draft(text, Metadata(), loader),))


def canonical_text(path: Path) -> tuple[str, str]:
    """The whole file decoded, and the name of the loader, with the encoding where it is not UTF-8."""
    text, encoding = decode(read_bytes(path))
    return text, "text 1" if encoding == "utf-8" else f"text 1 ({encoding})"
