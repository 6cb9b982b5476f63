"""A metadata.csv speaks for the files beside and beneath it; what it says wrongly is named with its line."""

from datetime import date
from pathlib import Path

import pytest

from pullquote.corpus import Problem, load_articles
from tests.corpus.conftest import BRIDGE, FERRY, write

TABLE = """File,Title,Publisher,Author,Published,URL,Note
a.txt,A Bridge,Harbour Post,Ann Lee,2019-03-05,https://example.org/a,retold
b.md,,Harbour Post,,"March 6, 2019",,
"""


def test_the_table_of_a_folder_wins_over_the_files_own_words_where_it_speaks(tmp_path: Path) -> None:
    own = "---\ntitle: Own title\npublisher: Own outlet\ndate: 2001-01-01\nauthor: Bo\n---\n" + FERRY
    loaded = load_articles(write(tmp_path, {"a.txt": BRIDGE, "b.md": own, "metadata.csv": TABLE}))
    a, b = (article.source for article in loaded.articles)
    assert (a.title, a.publisher, a.author, a.published) == ("A Bridge", "Harbour Post", "Ann Lee", date(2019, 3, 5))
    assert (a.url, a.note) == ("https://example.org/a", "retold")
    assert (b.title, b.publisher, b.author, b.published) == ("Own title", "Harbour Post", "Bo", date(2019, 3, 6))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_may_come_from_any_spreadsheet(tmp_path: Path, encoding: str, delimiter: str) -> None:
    table = f"author{delimiter}file\r\nJörg Größer{delimiter}a.txt\r\n".encode(encoding)
    loaded = load_articles(write(tmp_path, {"a.txt": BRIDGE, "metadata.csv": table}))
    assert loaded.articles[0].source.author == "Jörg Größer"


def test_a_table_speaks_for_files_beneath_it_and_the_nearest_first(tmp_path: Path) -> None:
    inner = "file,title\na.txt,Inner\n"
    outer = "file,title,publisher\nsub/a.txt,Outer,Post\nb.txt,By its name,Post\n"
    files = {"sub/a.txt": BRIDGE, "sub/b.txt": FERRY, "sub/metadata.csv": inner, "metadata.csv": outer}
    a, b = (article.source for article in load_articles(write(tmp_path, dict(files))).articles)
    assert (a.title, a.publisher, b.title) == ("Inner", "Post", "By its name")


def test_a_file_named_by_itself_has_the_table_beside_it(tmp_path: Path) -> None:
    loaded = load_articles(write(tmp_path, {"a.txt": BRIDGE, "b.md": FERRY, "metadata.csv": TABLE}) / "a.txt")
    assert loaded.articles[0].source.published == date(2019, 3, 5)
    assert loaded.failed == ()


def test_bad_rows_are_named_with_their_line_and_the_others_count(tmp_path: Path) -> None:
    table = (
        'file,title,published\na.txt,"A title\nof two lines",03/04/2019\n\ngone.txt,Gone,2019\n'
        'a.txt,Again,\nx.txt,Which,\nc.txt,"broken" quotes,\nb.txt,Ferry,2019-03-06\n'
    )
    files: dict[str, str | bytes] = {"a.txt": BRIDGE, "b.txt": FERRY, "1/x.txt": "One.\n", "2/x.txt": "Two.\n"}
    loaded = load_articles(write(tmp_path, {**files, "metadata.csv": table}))
    titles = {article.source.file: article.source for article in loaded.articles}
    assert (titles["a.txt"].title, titles["a.txt"].published) == ("A title of two lines", None)
    assert (titles["b.txt"].title, titles["b.txt"].published) == ("Ferry", date(2019, 3, 6))
    assert [(problem.file, problem.reason.split(":")[0]) for problem in loaded.failed] == [
        ("metadata.csv:2", "published"),
        ("metadata.csv:6", "a second row for 'a.txt'; the first counts"),
        ("metadata.csv:7", "'x.txt' is the name of 2 files; write the path"),
        ("metadata.csv:8", "not CSV"),
    ]
    assert Problem("metadata.csv:5", "no file 'gone.txt' here") in loaded.skipped


def test_a_table_without_a_column_of_files_is_named(tmp_path: Path) -> None:
    loaded = load_articles(write(tmp_path, {"a.txt": BRIDGE, "metadata.csv": "name,title\na.txt,A\n"}))
    assert loaded.failed == (Problem("metadata.csv", "no column 'file' among 'name', 'title'"),)
    assert len(loaded.articles) == 1
