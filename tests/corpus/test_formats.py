"""Each kind of file gives its text and its own metadata; each broken one gives a reason."""

import json
import logging
import re
import socket
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest
import trafilatura

from pullquote.corpus import Article, Loaded, Problem, load_articles
from pullquote.corpus.formats.draft import MAX_BYTES

BRIDGE = "The harbour bridge opened on a wet Tuesday in March."
TOLL = "It cost nine million, and the toll is two pounds."


def load(folder: Path, name: str, content: str | bytes) -> Loaded:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_articles(folder / name)


def one(folder: Path, name: str, content: str | bytes) -> Article:
    loaded = load(folder, name, content)
    assert loaded.failed == ()
    (article,) = loaded.articles
    return article


def reason(folder: Path, name: str, content: str | bytes) -> str:
    loaded = load(folder, name, content)
    assert loaded.articles == ()
    (problem,) = loaded.failed
    assert problem.file == name and "\n" not in problem.reason
    return problem.reason


# Markdown


def test_front_matter_gives_metadata_and_stays_in_the_text_as_debris(tmp_path: Path) -> None:
    block = (
        "---\nTitle: No\npublisher: Harbour Post\nauthor: [Ann Lee, Bo]\ndate: 2019-03-05\nnote: retold\nlayout: x\n---"
    )
    article = one(tmp_path, "a.md", f"{block}\n\n# Heading\n\n{BRIDGE}\n")
    assert article.text == f"{block}\n\n# Heading\n\n{BRIDGE}\n"
    assert [article.text[span.start : span.end] for span in article.debris] == [block]
    source = article.source
    assert (source.title, source.publisher, source.author) == ("No", "Harbour Post", "Ann Lee, Bo")
    assert (source.published, source.note, source.url) == (date(2019, 3, 5), "retold", "")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Words first.\n\n## The *new* [bridge](http://example.org) ##\n\n{BRIDGE}", "The new bridge"),
        (f"The new bridge\n====\n\n{BRIDGE}", "The new bridge"),
        (f"```\n# a comment\n```\n\n# The new bridge\n\n{BRIDGE}", "The new bridge"),
        (BRIDGE, "a"),
    ],
)
def test_a_markdown_file_is_called_by_its_first_heading(tmp_path: Path, text: str, title: str) -> None:
    assert one(tmp_path, "a.md", text).source.title == title


def test_a_rule_at_the_start_is_no_front_matter(tmp_path: Path) -> None:
    assert one(tmp_path, "a.md", f"---\n{BRIDGE}\n---\n{TOLL}").debris == ()
    assert one(tmp_path, "b.md", f"---\ntitle: never closed\n{BRIDGE}").debris == ()


def test_broken_front_matter_is_named_with_its_line_and_the_article_still_loads(tmp_path: Path) -> None:
    loaded = load(tmp_path, "a.md", f"---\ntitle: A\nnote: [never closed\n---\n# Bridge\n\n{BRIDGE}")
    assert [article.source.title for article in loaded.articles] == ["Bridge"]
    assert [problem.file for problem in loaded.failed] == ["a.md:4"]


@pytest.mark.parametrize("value", ["2019", "03/04/2019", "2019-02-30", "spring", "{a: b}"])
def test_a_date_in_front_matter_that_is_none_is_named_and_stays_unknown(tmp_path: Path, value: str) -> None:
    loaded = load(tmp_path, "a.md", f"---\npublished: {value}\n---\n{BRIDGE}")
    assert loaded.articles[0].source.published is None
    assert loaded.failed[0].reason.startswith("front matter: published: ")


def test_hostile_front_matter_ends_in_a_reason(tmp_path: Path) -> None:
    loaded = load(tmp_path, "a.md", f"---\ntitle: {'[' * 5000}\n---\n{BRIDGE}")
    assert len(loaded.articles) == len(loaded.failed) == 1
    load(tmp_path, "b.md", "---\n" + "\n" * 5000 + "x\n---\n" + BRIDGE)


def test_a_title_that_doubles_with_every_line_is_named_and_not_written_out(tmp_path: Path) -> None:
    doubled = "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))
    loaded = load(tmp_path, "a.md", f"---\na0: &a0 [x]\n{doubled}\ntitle: *a59\n---\n{BRIDGE}")
    assert [problem.reason for problem in loaded.failed] == [
        "front matter: title: text is needed, not a list in a list"
    ]


def test_the_loader_names_an_encoding_that_is_not_utf8(tmp_path: Path) -> None:
    assert one(tmp_path, "a.txt", BRIDGE).loader == "text 1"
    assert one(tmp_path, "b.txt", "Ein Café an der Brücke.".encode("cp1252")).loader == "text 1 (cp1252)"


# JSON lines


def test_each_record_is_an_article(tmp_path: Path) -> None:
    full = {
        "id": "b-1",
        "title": "A Bridge",
        "text": BRIDGE + "\r\n",
        "publisher": "Harbour Post",
        "author": ["Ann Lee", "Bo"],
        "published": "2019-03-05T09:00:00Z",
        "url": "https://example.org/a",
        "note": "translation",
    }
    loaded = load(
        tmp_path, "n.jsonl", json.dumps(full) + "\n\n" + json.dumps({"text": TOLL + "\u2028", "id": None}) + "\n"
    )
    first, second = loaded.articles[1], loaded.articles[0]
    assert loaded.failed == ()
    assert (first.id, first.source.file) == (f"{tmp_path.name}/n.jsonl#b-1", "n.jsonl#b-1")
    assert first.source.origin == f"{(tmp_path / 'n.jsonl').resolve()}#b-1"
    assert (first.text, first.loader) == (BRIDGE + "\n", "jsonl 1")
    assert (first.source.title, first.source.publisher, first.source.author) == (
        "A Bridge",
        "Harbour Post",
        "Ann Lee, Bo",
    )
    assert (first.source.published, first.source.note) == (date(2019, 3, 5), "translation")
    assert (second.source.file, second.source.title) == ("n.jsonl#3", "n 3")


def test_each_bad_record_is_named_with_its_line_and_the_others_go_on(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "text": "Fine."}',
        '{"text": "cut off',
        '{"title": "no text"}',
        '{"text": 7}',
        '["text"]',
        '{"text": "half \\ud83d of it"}',
        '{"text": "a \\u0000 hole"}',
        '{"text": "  "}',
        '{"id": "a", "text": "Fine, too."}',
        "[" * 100_000,
        '{"text": "Dated.", "published": "soon"}',
        '{"text": "A whole \\ud83d\\ude00 face."}',
    ]
    loaded = load(tmp_path, "n.jsonl", "\n".join(lines))
    assert [article.text for article in loaded.articles] == ["Dated.", "A whole 😀 face.", "Fine."]
    assert [problem.file for problem in loaded.failed] == [f"n.jsonl:{line}" for line in range(2, 12)]
    assert loaded.failed[7] == Problem("n.jsonl:9", "id 'a' again, after line 1: left out")


def test_a_field_nested_a_thousand_deep_is_named_and_the_article_still_loads(tmp_path: Path) -> None:
    loaded = load(tmp_path, "a.jsonl", json.dumps({"text": BRIDGE})[:-1] + f', "title": {"[" * 900}{"]" * 900}}}')
    assert [article.text for article in loaded.articles] == [BRIDGE]
    assert [problem.reason for problem in loaded.failed] == ["title: text is needed, not a list in a list"]


def test_a_file_of_records_that_was_cut_loses_its_last_line_only(tmp_path: Path) -> None:
    lines = '{"text": "Die Brücke."}\n{"text": "Die Fähre."}\n{"text": "Das Schloß'.encode()[:-1]
    loaded = load(tmp_path, "n.jsonl", lines)
    assert [article.text for article in loaded.articles] == ["Die Brücke.", "Die Fähre."]
    assert [problem.file for problem in loaded.failed] == ["n.jsonl:3"]
    assert reason(tmp_path, "b.jsonl", bytes(range(256))).startswith("binary")


# Web pages

PAGE = f"""<!DOCTYPE html><html><head><title>A Bridge at Last | Harbour Post</title>
<meta property="og:title" content="A Bridge at Last"><meta property="og:site_name" content="Harbour Post">
<meta name="author" content="Ann Lee"><link rel="canonical" href="https://example.org/2011/bridge">
DATE</head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>A Bridge at Last</h1><p>{BRIDGE} Posted on 12 May 2013.</p><p>{TOLL}</p>
<img src="http://127.0.0.1:9/a.png"></article><div class="comments"><p>First!</p></div>
<footer>© 2011</footer></body></html>"""


def test_a_web_page_gives_its_article_and_its_own_metadata(tmp_path: Path) -> None:
    article = one(
        tmp_path, "a.html", PAGE.replace("DATE", '<meta property="article:published_time" content="2019-03-05T23:00Z">')
    )
    assert BRIDGE in article.text and TOLL in article.text
    assert "First!" not in article.text and "News" not in article.text
    assert article.loader == f"trafilatura {trafilatura.__version__}"
    source = article.source
    assert (source.title, source.publisher, source.author) == ("A Bridge at Last", "Harbour Post", "Ann Lee")
    assert (source.url, source.published) == ("https://example.org/2011/bridge", date(2019, 3, 5))


@pytest.mark.parametrize(
    ("declared", "published"),
    [
        ('<script type="application/ld+json">{"@graph": [{"datePublished": "2019-03-05"}]}</script>', date(2019, 3, 5)),
        ('<meta itemprop="datePublished" content="March 5, 2019">', date(2019, 3, 5)),
        ('<meta name="date" content="lately"><meta name="pubdate" content="2019-03-05">', date(2019, 3, 5)),
        ('<script type="application/ld+json">{broken</script>', None),
        ("", None),
    ],
)
def test_a_page_is_dated_by_its_own_word_and_never_by_a_guess(
    tmp_path: Path, declared: str, published: date | None
) -> None:
    assert one(tmp_path, "a.htm", PAGE.replace("DATE", declared)).source.published == published


def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    text = "Most został otwarty we wtorek, a opłata wynosi dwa złote."
    page = f'<html><head><meta charset="iso-8859-2"><title>Most</title></head><body><p>{text}</p></body></html>'
    assert one(tmp_path, "a.html", page.encode("iso-8859-2")).text == text
    declared = (
        f'<?xml version="1.0" encoding="UTF-8"?><html><head><title>Most</title></head><body><p>{text}</p></body></html>'
    )
    assert one(tmp_path, "b.html", declared).text == text


def test_a_page_is_read_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    one(tmp_path, "a.html", PAGE)


@pytest.mark.parametrize("page", ["<div>" * 100_000, "<" * 10_000, "<p>\x01\x02</p>", "<html></html>", "<!--"])
def test_a_hostile_page_ends_in_a_reason(tmp_path: Path, page: str) -> None:
    assert reason(tmp_path, "a.html", page)


# PDF


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
    tmp_path: Path, data: bytes, words: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert re.search(words, reason(tmp_path, "a.pdf", data))
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("pypdf").level == logging.NOTSET


# Word


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


def test_inserted_words_are_read_and_deleted_ones_are_not(tmp_path: Path) -> None:
    marks = (
        b"<w:ins><w:r><w:t>Inserted. </w:t></w:r></w:ins><w:del><w:r><w:delText>Deleted. </w:delText></w:r></w:del>"
        b"<w:r><w:t>It cost"
    )
    article = one(tmp_path, "a.docx", changed(word_file(), b"<w:r><w:t>It cost", marks))
    assert f"Inserted. {TOLL}" in article.text and "Deleted" not in article.text


def test_a_word_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
