"""A PDF gives its pages and properties, or a reason."""

import logging
import re
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from tests.corpus.formats.conftest import BRIDGE, TOLL, one, reason


def pdf(*pages: str, info: str = "") -> bytes:
    """A PDF by hand: a catalog, a tree of pages, one font, and each page's lines set one below the other."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, page in enumerate(pages):
        lines = " ".join(f"({line}) Tj 0 -14 Td" for line in page.split("\n")) if page else ""
        stream = f"BT /F1 12 Tf 50 700 Td {lines} ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * i} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< {info} >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer ".encode()
    return out + f"<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def encrypted(data: bytes, password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(data))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_gives_its_pages_and_properties_and_no_date(tmp_path: Path) -> None:
    info = "/Title (A Bridge at Last) /Author (Ann Lee) /CreationDate (D:20190305)"
    article = one(tmp_path, "a.pdf", pdf("The bridge is\nopen.", "", TOLL, info=info))
    assert article.text == f"The bridge is\nopen.\n\n{TOLL}"
    assert (article.source.title, article.source.author, article.source.published) == (
        "A Bridge at Last",
        "Ann Lee",
        None,
    )
    assert article.loader == f"pypdf {pypdf.__version__}"


@pytest.mark.parametrize("title", ["Microsoft Word - bridge", "bridge_final.indd", "untitled", ""])
def test_a_title_that_a_program_left_is_none(tmp_path: Path, title: str) -> None:
    assert one(tmp_path, "the_bridge.pdf", pdf(BRIDGE, info=f"/Title ({title})")).source.title == "the bridge"


def test_a_pdf_that_is_encrypted_without_a_password_is_read(tmp_path: Path) -> None:
    assert one(tmp_path, "a.pdf", encrypted(pdf(BRIDGE), "")).text == BRIDGE


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (encrypted(pdf(BRIDGE), "secret"), "encrypted"),
        (pdf(BRIDGE)[:-300], "truncated"),
        (pdf("", ""), "no text layer"),
        (b"%PDF-1.4\nnothing here\n%%EOF\n", "not a readable PDF"),
        (pdf(BRIDGE).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), "PDF|text layer"),
        (b"PK\x03\x04", "not a PDF"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_named_without_noise(
    tmp_path: Path, data: bytes, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert re.search(words, reason(tmp_path, "a.pdf", data))
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("pypdf").level == logging.NOTSET
