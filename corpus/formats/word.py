"""Word files (.docx): every paragraph in the order of the document, those in tables and text boxes included."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from pullquote.corpus.decoding import mend
from pullquote.corpus.errors import BadInputError
from pullquote.corpus.formats.draft import (
    MAX_PACKED_BYTES,
    Draft,
    FileDrafts,
    foreign_parser,
    read_bytes,
    refuse_enormous,
)
from pullquote.corpus.formats.properties import written_title
from pullquote.corpus.metadata import Metadata

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
_W = f"{{{_SPACES['w']}}}"
_PIECES = (
    ".//w:r/*[self::w:t or self::w:tab or self::w:br or self::w:cr or self::w:noBreakHyphen]"
    "[not(ancestor::mc:Fallback)]"
)
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_MAX_XML = 50_000_000  # bytes of all its parts that are XML; that thousand-page book has some ten million
_MAX_TAGS = 2_000_000  # and attributes; of that book some 600,000
_TEMPLATE_AUTHOR = "python-docx"  # who wrote nothing but the empty file that the library begins with
Paragraph = tuple[Any, str]  # an lxml element, untyped, and its words


def read_docx(path: Path) -> FileDrafts:
    """Paragraphs are joined by an empty line, the cells of one table row by tabs; deleted text is left out.

    Headers, footers, notes and comments are not read. The day of its making is not a day of publication.
    """
    import docx

    data = read_bytes(path, MAX_PACKED_BYTES)
    if data.startswith(_OLE):
        raise BadInputError("encrypted, or a .doc of old: save it as .docx without a password")
    _refuse_bomb(data)
    with foreign_parser("Word file", "docx"):
        document = docx.Document(BytesIO(data))
        paragraphs = _paragraphs(document.element.body)
        text = mend(_text(paragraphs)).strip()
        properties = document.core_properties
        own = {"title": written_title(properties.title), "author": properties.author}
        heading = _heading(paragraphs)
    if not text:
        raise BadInputError("no text in it")
    if own["author"] == _TEMPLATE_AUTHOR:
        own["author"] = ""
    metadata, _ = Metadata.of(own)
    titled = metadata.over(Metadata.of({"title": heading})[0])
    return FileDrafts((Draft(text, titled, f"python-docx {docx.__version__}"),))


def _refuse_bomb(data: bytes) -> None:
    """A zip never unpacks to more than it declares (zipfile stops there), so the declared sizes are what counts."""
    import zipfile

    with foreign_parser("Word file"), zipfile.ZipFile(BytesIO(data)) as packed:
        parts = packed.infolist()
        xml = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
        if sum(part.file_size for part in xml) > _MAX_XML or sum(part.file_size for part in parts) > MAX_PACKED_BYTES:
            raise BadInputError(
                f"enormous: it unpacks to more than {_MAX_XML:,} bytes of XML or {MAX_PACKED_BYTES:,} in all"
            )
        refuse_enormous(sum(_tags(packed.read(part)) for part in xml), _MAX_TAGS)


def _tags(xml: bytes) -> int:
    return xml.count(b"<") + xml.count(b"=")


def _text(paragraphs: Sequence[Paragraph]) -> str:
    parts: list[str] = []
    last_row = None
    for paragraph, words in paragraphs:
        row = next(paragraph.iterancestors(f"{_W}tr"), None)
        parts += ["\t" if row is not None and row is last_row else "\n\n", words]
        last_row = row
    return "".join(parts)


def _paragraphs(body: Any) -> list[Paragraph]:
    """Each paragraph that has words, and its words; python-docx's own text omits insertions and content controls."""
    from lxml import etree  # type: ignore[import-untyped]  # lxml has no types

    pieces: dict[Any, list[str]] = {}
    for piece in etree.XPath(_PIECES, namespaces=_SPACES)(body):
        paragraph = next(piece.iterancestors(f"{_W}p"))
        pieces.setdefault(paragraph, []).append(_CHARACTERS.get(piece.tag, piece.text or ""))
    words = ((paragraph, "".join(found).strip()) for paragraph, found in pieces.items())
    return [(paragraph, text) for paragraph, text in words if text]


def _heading(paragraphs: Sequence[Paragraph]) -> str:
    for paragraph, words in paragraphs:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(f"{_W}val") in ("Title", "Heading1"):
            return words
    return ""
