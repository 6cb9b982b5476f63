"""Files that are made to stall, to fill the memory or to end a build: each is refused by name, and the rest go on."""

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest

from pullquote.corpus import Problem, load_articles
from pullquote.corpus.formats import json_lines
from pullquote.corpus.formats.draft import MAX_LINES, MAX_RECORDS
from pullquote.corpus.formats.markdown import MAX_FRONT_MATTER
from pullquote.corpus.metadata import LONGEST
from tests.corpus.conftest import BRIDGE, FERRY, write

PROSE = "<p>" + "The harbour bridge opened on a wet Tuesday in March. " * 8 + "</p>"


def nested(depth: int, opening: str, closing: str) -> str:
    return opening * depth + closing * depth


def alias_bomb() -> str:
    """Half a kilobyte that is nine to the ninth words once its aliases are followed."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for name, before in zip("bcdefghi", "abcdefgh", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    return "---\n" + "\n".join([*lines, "title: *i"]) + f"\n---\n{BRIDGE}"


def word_file(body: str) -> bytes:
    """A Word file with this body; the rest is that of an empty one."""
    empty, made = io.BytesIO(), io.BytesIO()
    docx.Document().save(empty)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part, document if part.filename == "word/document.xml" else old.read(part))
    return made.getvalue()


def page(body: str = "", head: str = "") -> str:
    return f"<html><head>{head}</head><body><article>{PROSE}{body}</article></body></html>"


@pytest.mark.parametrize("depth", [2, 600, 900, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("name", ["title", "text", "id", "published"])
def test_a_record_that_is_nested_deep_is_one_failed_record(
    tmp_path: Path, depth: int, opening: str, closing: str, name: str
) -> None:
    inside = nested(depth, opening, closing).replace(":}", ":1}")
    bad = f'{{"text": "A ferry.", "{name}": {inside}}}'
    good = json.dumps({"text": BRIDGE, "id": "good"})
    loaded = load_articles(write(tmp_path, {"n.jsonl": f"{good}\n{bad}\n"}))
    assert "n.jsonl#good" in [article.source.file for article in loaded.articles]
    assert [problem.file for problem in loaded.failed] == ["n.jsonl:2"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# A{' ' * 3_000}bridge\n", "A bridge"),
        (f"# {'[' * 60_000}\n", "n"),
        (f"# {'a' * LONGEST}\n", "a" * LONGEST),
        (f"# {'a' * (LONGEST + 1)}\n\n# A bridge\n", "n"),
        (f"{'A bridge ' * 1_000}\n===\n", "n"),
        ("```\n# Not this\n```\n# But this #\n", "But this"),
        ("```\n# This, as the fence is never closed\n", "This, as the fence is never closed"),
    ],
)
def test_a_heading_is_a_title_where_it_is_no_longer_than_one(tmp_path: Path, text: str, title: str) -> None:
    loaded = load_articles(write(tmp_path, {"n.md": text + BRIDGE}))
    assert ([article.source.title for article in loaded.articles], loaded.failed) == ([title], ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (alias_bomb(), "front matter: title: text is needed, not a list in a list"),
        ("---\n" + "key: value\n" * 200_000 + f"---\n{BRIDGE}", "front matter: 2,200,000 characters; allowed: 20,000"),
        (f"---\ntitle: {'a' * 2_001}\n---\n{BRIDGE}", "front matter: title: 2,001 characters; allowed: 2,000"),
        (f"---\ntitle: [{'a,' * 2_001}]\n---\n{BRIDGE}", "front matter: title: a list of 2,001; allowed: 2,000 charac"),
        (f"---\ndate: {'2020-06-26 ' * 99}\n---\n{BRIDGE}", "front matter: published: date '2020-06-26 2020-06-2…'"),
    ],
)
def test_front_matter_that_is_too_much_is_told_and_its_article_is_read(tmp_path: Path, text: str, reason: str) -> None:
    loaded = load_articles(write(tmp_path, {"n.md": text}))
    (article,) = loaded.articles
    assert article.kept == ["", f"\n{BRIDGE}"]  # what was not understood is front matter all the same
    (problem,) = loaded.failed
    assert problem.file == "n.md" and problem.reason.startswith(reason)


def test_front_matter_of_the_most_characters_is_read(tmp_path: Path) -> None:
    head = "title: The bridge\n"
    block = head + "#" * (MAX_FRONT_MATTER - len(head) - 1) + "\n"
    loaded = load_articles(write(tmp_path, {"n.md": f"---\n{block}---\n{BRIDGE}"}))
    assert (loaded.articles[0].source.title, loaded.failed) == ("The bridge", ())


@pytest.mark.parametrize(
    "linked",
    [
        '"author": "' * 200_000,
        '"author" "name" ' * 100_000,
        "[" + '{"a": 1},' * 200_000 + "1]",
        "[" * 100_000,
        '{"datePublished": "' + "2020-01-01 " * 200_000 + '"}',
    ],
    ids=["authors", "names", "objects", "brackets", "date"],
)
def test_linked_data_of_two_megabytes_does_not_stall_a_page(tmp_path: Path, linked: str) -> None:
    text = page(head=f'<script type="application/ld+json">{linked}</script>')
    (article,) = load_articles(write(tmp_path, {"n.html": text})).articles
    assert article.text.startswith("The harbour bridge")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("n.html", page("<p>The ferry.</p>" * 150_000), "enormous: 300,010 tags and attributes; allowed: 200,000"),
        ("n.docx", word_file("<w:p/>" * 2_000_000), "enormous: 2,0"),
        ("n.docx", word_file(("<w:p " + 'w:a="" ' * 100_000 + "/>") * 20), "enormous: 2,0"),
        ("n.docx", word_file("<!--" + " " * 49_000_000 + "-->" + "<w:p/>" * 300_000), "enormous: it unpacks to more"),
        ("n.txt", "a\n" * (MAX_LINES + 1), "enormous: more than 500,000 lines"),
        ("n.jsonl", json.dumps({"text": "a\n" * (MAX_LINES + 1)}), "enormous: more than 500,000 lines"),
    ],
    ids=["paragraphs", "word paragraphs", "word attributes", "word bytes", "lines", "lines of a record"],
)
def test_what_is_over_a_limit_is_refused_by_name(tmp_path: Path, name: str, content: str | bytes, reason: str) -> None:
    loaded = load_articles(write(tmp_path, {name: content, "good.txt": BRIDGE}))
    assert [article.source.file for article in loaded.articles] == ["good.txt"]
    assert [problem.reason.startswith(reason) for problem in loaded.failed] == [True]


def test_a_paragraph_of_very_many_runs_is_read(tmp_path: Path) -> None:
    """Put together once: adding each run to the words before took the square of their number."""
    body = f"<w:p>{'<w:r><w:t>ab </w:t></w:r>' * 200_000}</w:p>"
    (article,) = load_articles(write(tmp_path, {"n.docx": word_file(body)})).articles
    assert article.text == ("ab " * 200_000).strip()


def test_records_past_the_most_are_left_out_and_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_RECORDS", 50)  # 200,000 take a minute
    records = "".join(f'{{"text": "R{n}."}}\n' for n in range(53))
    loaded = load_articles(write(tmp_path, {"n.jsonl": records}))
    assert len(loaded.articles) == 50
    assert loaded.failed == (Problem("n.jsonl:51", "more than 50 records: this one and the rest are left out"),)


def test_rows_past_the_most_are_left_out_and_of_very_many_problems_the_rest_are_counted(tmp_path: Path) -> None:
    rows = "file,title\nn.txt,The bridge\n" + "n.txt,Again\n" * MAX_RECORDS
    loaded = load_articles(write(tmp_path, {"n.txt": BRIDGE, "metadata.csv": rows}))
    assert loaded.articles[0].source.title == "The bridge"
    assert len(loaded.failed) == 1_001
    assert loaded.failed[-1] == Problem("metadata.csv", "199,000 more lines are not read as they stand")


@pytest.mark.parametrize("outside", ["/etc/passwd", "../secret.txt", "a/../../secret.txt"])
def test_a_table_does_not_tell_what_lies_outside_its_folder(tmp_path: Path, outside: str) -> None:
    write(tmp_path, {"secret.txt": "x", "n/a/b.txt": FERRY, "n/metadata.csv": f"file,title\n{outside},A\n"})
    assert Problem("metadata.csv:2", f"no file '{outside}' here") in load_articles(tmp_path / "n").skipped


@pytest.mark.parametrize(
    "files",
    [
        {"n.jsonl": json.dumps({"text": BRIDGE, "published": "x" * 2_000_000})},
        {
            "n.jsonl": json.dumps({"text": BRIDGE, "id": "x" * 1_999})
            + "\n"
            + json.dumps({"text": "B", "id": "x" * 1_999})
        },
        {"n.txt": BRIDGE, "metadata.csv": f"file,title\n{'x' * 100_000}.txt,A\n"},
        {"n.txt": BRIDGE, "metadata.csv": f"{'x' * 100_000}\n"},
        {"n.txt": BRIDGE, "metadata.csv": f"file,published\nn.txt,{'1' * 100_000}\n"},
    ],
)
def test_no_problem_is_longer_than_a_few_lines(tmp_path: Path, files: dict[str, str]) -> None:
    loaded = load_articles(write(tmp_path, dict(files)))
    told = [*loaded.failed, *loaded.skipped]
    assert len(loaded.articles) >= 1 and max(len(problem.reason) for problem in told) <= 301
