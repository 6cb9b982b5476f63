"""PDF files: the text layer, page after page."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pullquote.corpus.decoding import mend
from pullquote.corpus.errors import BadInputError, DamagedError
from pullquote.corpus.formats.draft import MAX_CHARS, MAX_PACKED_BYTES, Draft, FileDrafts, foreign_parser, read_bytes
from pullquote.corpus.formats.properties import written_title
from pullquote.corpus.metadata import Metadata

if TYPE_CHECKING:
    from pypdf import PdfReader


def read_pdf(path: Path) -> FileDrafts:
    """Pages are joined by an empty line; lines and hyphens stay as they were set.

    The day of its making is not a day of publication, so `published` stays unknown.
    """
    import pypdf

    data = read_bytes(path, MAX_PACKED_BYTES)
    if b"%PDF-" not in data[:1024]:
        raise BadInputError("not a PDF")
    if b"%%EOF" not in data.rstrip(b"\0\r\n\t ")[-1024:]:
        raise DamagedError("truncated: a PDF that does not end")
    with foreign_parser("PDF", "pypdf"):
        reader = pypdf.PdfReader(BytesIO(data))
        if reader.is_encrypted:
            _unlock(reader)
        pages, size = list[str](), 0
        for page in reader.pages:
            pages.append(mend(page.extract_text()).strip())
            size += len(pages[-1])
            if size > MAX_CHARS:
                raise BadInputError(f"enormous: more than {MAX_CHARS:,} characters")
        properties = reader.metadata
        title, author = (properties.title, properties.author) if properties else (None, None)
    text = "\n\n".join(filter(None, pages))
    if not text:
        raise BadInputError("no text layer: its pages are pictures")
    metadata, _ = Metadata.of({"title": written_title(title), "author": author})
    return FileDrafts((Draft(text, metadata, f"pypdf {pypdf.__version__}"),))


def _unlock(reader: "PdfReader") -> None:
    """Many a PDF is encrypted without a password, to forbid printing; those open."""
    from pypdf.errors import DependencyError

    try:
        opened = reader.decrypt("")
    except DependencyError:
        raise BadInputError("encrypted; if it needs no password, run: pip install 'pypdf[crypto]'") from None
    if not opened:
        raise BadInputError("encrypted: it needs a password")
