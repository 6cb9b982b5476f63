"""A Word file gives its paragraphs in order, or a reason."""

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from pullquote.corpus.formats.draft import MAX_BYTES
from tests.corpus.formats.conftest import BRIDGE, TOLL, one, reason


def word_file(fill: bool = True) -> bytes:
    document = docx.Document()
    document.core_properties.author = "Ann Lee"
    if fill:
        document.add_heading("A Bridge at Last", 0)
        document.add_paragraph(BRIDGE)
        table = document.add_table(2, 2)
        for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], "abcd", strict=True):
            cell.text = text
        document.add_paragraph(TOLL).add_run("\nSecond line")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The Word file with `old` replaced in its main part."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            content = before.read(part)
            after.writestr(part, content.replace(old, new) if part == "word/document.xml" else content)
    return out.getvalue()


def test_a_word_file_gives_its_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    article = one(tmp_path, "a.docx", word_file())
    assert article.text == f"A Bridge at Last\n\n{BRIDGE}\n\na\tb\n\nc\td\n\n{TOLL}\nSecond line"
    assert (article.source.title, article.source.author, article.source.published) == (
        "A Bridge at Last",
        "Ann Lee",
        None,
    )
    assert article.loader == f"python-docx {docx.__version__}"


@pytest.mark.parametrize("title", ["Word Document", "Document1", "Microsoft Word - bridge", "draft 3.docx", ""])
def test_a_title_that_a_program_left_is_none(tmp_path: Path, title: str) -> None:
    document = docx.Document()
    document.core_properties.title = title
    document.add_paragraph(BRIDGE)
    out = BytesIO()
    document.save(out)
    assert one(tmp_path, "the_bridge.docx", out.getvalue()).source.title == "the bridge"


def test_inserted_words_are_read_and_deleted_ones_are_not(tmp_path: Path) -> None:
    marks = (
        b"<w:ins><w:r><w:t>Inserted. </w:t></w:r></w:ins><w:del><w:r><w:delText>Deleted. </w:delText></w:r></w:del>"
        b"<w:r><w:t>It cost"
    )
    article = one(tmp_path, "a.docx", changed(word_file(), b"<w:r><w:t>It cost", marks))
    assert f"Inserted. {TOLL}" in article.text and "Deleted" not in article.text


def test_a_word_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert "not a readable Word file" in reason(tmp_path, "cut.docx", word_file()[:-200])
    assert "encrypted" in reason(tmp_path, "locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "no text" in reason(tmp_path, "blank.docx", word_file(fill=False))
    assert "not a readable Word file" in reason(tmp_path, "broken.docx", changed(word_file(), b"</w:body>", b""))
    zipped = BytesIO()
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr("a.xml", "<a/>")
    assert "not a readable Word file" in reason(tmp_path, "other.docx", zipped.getvalue())


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = changed(word_file(), TOLL.encode(), b" " * (MAX_BYTES + 1))
    assert len(bomb) < 200_000
    monkeypatch.setattr(docx, "Document", None)  # opening it would be another failure
    assert reason(tmp_path, "a.docx", bomb).startswith("enormous: it unpacks to more than")
