"""Folders and files become articles with stable ids; what cannot be read is named and the rest goes on."""

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.corpus import BadInputError, Loaded, Problem, PullquoteError, bundled_folder, load_articles
from pullquote.corpus.formats.draft import read_bytes

BRIDGE = "The harbour bridge opened on a wet Tuesday in March, two years late.\n"
FERRY = "The last ferry left the quay at noon with nine passengers and a dog.\n"


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def ids(loaded: Loaded) -> list[str]:
    return [article.id for article in loaded.articles]


@settings(max_examples=25, deadline=None)
@given(st.text(st.one_of(st.just("\n"), st.characters(exclude_categories=("Cs", "Cc"))), min_size=1))
def test_a_text_file_is_its_article_character_for_character(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        loaded = load_articles(write(Path(name), {"one.txt": BRIDGE + text}))
    assert [article.text for article in loaded.articles] == [BRIDGE + text]
    assert loaded.articles[0].source.sha256 == loaded.articles[0].sha256


def test_an_id_is_the_folders_name_and_the_path_inside_it(tmp_path: Path) -> None:
    write(tmp_path, {"news/b.txt": BRIDGE, "news/2019/a.txt": FERRY})
    loaded = load_articles(tmp_path / "news")
    assert ids(loaded) == ["news/2019/a.txt", "news/b.txt"]
    assert [article.source.file for article in loaded.articles] == ["2019/a.txt", "b.txt"]
    assert loaded.articles[1].source.origin == str((tmp_path / "news/b.txt").resolve())
    assert ids(load_articles(tmp_path / "news/2019/../b.txt")) == ["news/b.txt"]


def test_where_a_path_is_named_from_does_not_change_an_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"news/b.txt": BRIDGE})
    monkeypatch.chdir(tmp_path / "news")
    assert (
        load_articles(".").articles == load_articles(tmp_path / "news").articles == load_articles("../news/").articles
    )


def test_equal_ids_grow_by_a_folder_until_they_differ(tmp_path: Path) -> None:
    write(tmp_path, {"x/one/news/a.txt": BRIDGE, "x/two/news/a.txt": FERRY, "x/two/news/b.txt": "Only here.\n"})
    assert ids(load_articles(tmp_path / "x/one/news", tmp_path / "x/two/news")) == [
        "news/b.txt",
        "one/news/a.txt",
        "two/news/a.txt",
    ]


def test_what_is_named_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"news/deep/a.txt": BRIDGE})
    loaded = load_articles(tmp_path / "news/deep/a.txt", tmp_path / "news/deep", tmp_path / "news", tmp_path / "news")
    assert ids(loaded) == ["news/deep/a.txt"]
    assert loaded.articles[0].also == ()


def test_one_text_is_one_article_that_keeps_every_source(tmp_path: Path) -> None:
    write(
        tmp_path, {"n/c.txt": BRIDGE, "n/a.txt": BRIDGE.replace("\n", "\r\n"), "n/b.txt": BRIDGE + "\nMore in Ports\n"}
    )
    (article,) = load_articles(tmp_path / "n").articles
    assert article.id == "n/a.txt"
    assert [source.id for source in article.also] == ["n/b.txt", "n/c.txt"]
    assert article.also[0].sha256 != article.source.sha256 == article.also[1].sha256


def test_the_order_of_naming_does_not_matter(tmp_path: Path) -> None:
    one = write(tmp_path / "one", {"a.txt": BRIDGE, "c.txt": FERRY})
    two = write(tmp_path / "two", {"b.txt": BRIDGE, "d.txt": ""})
    assert load_articles(one, two) == load_articles(two, one)


def test_other_files_are_skipped_and_are_no_failure(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": BRIDGE,
        "README.md": "# Read",
        "LICENSE": "MIT",
        "licence.txt": "x",
        "b.png": b"\x89PNG",
        "c.csv": "a",
    }
    loaded = load_articles(write(tmp_path, {**files, "metadata.csv": "file\n", ".git/x.txt": "hid", "~$a.docx": "hid"}))
    assert len(loaded.articles) == 1
    assert loaded.failed == ()
    assert {problem.file for problem in loaded.skipped} == set(files) - {"a.txt"} | {"metadata.csv"}


def test_a_readme_named_by_itself_is_read(tmp_path: Path) -> None:
    assert len(load_articles(write(tmp_path, {"README.md": BRIDGE}) / "README.md").articles) == 1


def test_a_folder_without_articles_gives_none(tmp_path: Path) -> None:
    assert load_articles(tmp_path) == Loaded((), (), ())


@pytest.mark.parametrize("name", ["gone", "gone\nover two lines", "x" * 5000, "\0"])
def test_a_path_that_is_not_there_is_one_clear_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(PullquoteError) as caught:
        load_articles(tmp_path, tmp_path / name)
    assert "\n" not in str(caught.value) and name[:4] in str(caught.value).replace("\\x00", "\0")


def test_naming_nothing_is_refused() -> None:
    with pytest.raises(BadInputError, match="name a file or a folder"):
        load_articles()


def test_each_bad_file_is_named_and_the_good_one_is_read(tmp_path: Path) -> None:
    bad: dict[str, str | bytes] = {
        "binary.txt": bytes(range(256)),
        "blank.txt": " \n\t\n",
        "cut.txt": "Über die Brücke".encode()[:13],
        "debris.txt": "Advertisement\n\nShare this article\n",
        "empty.txt": "",
        "front.md": "---\ntitle: Nothing\n---\n",
        "not.docx": "words",
        "not.pdf": "words",
        "nothing.html": "<html><body><script>1</script></body></html>",
    }
    loaded = load_articles(write(tmp_path, {**bad, "good.txt": BRIDGE}))
    reasons = {problem.file: problem.reason for problem in loaded.failed}
    assert sorted(reasons) == sorted(bad)
    assert [article.source.file for article in loaded.articles] == ["good.txt"]
    for file, word in {
        "binary.txt": "binary",
        "blank.txt": "empty",
        "cut.txt": "truncated",
        "debris.txt": "debris",
        "empty.txt": "empty",
        "front.md": "front matter",
        "not.docx": "not a readable Word file",
        "not.pdf": "not a PDF",
        "nothing.html": "no article text",
    }.items():
        assert word in reasons[file] and "\n" not in reasons[file]


def test_an_enormous_file_is_refused_after_its_limit(tmp_path: Path) -> None:
    path = write(tmp_path, {"huge.txt": "a" * 2001}) / "huge.txt"
    assert len(read_bytes(path, 2001)) == 2001
    with pytest.raises(BadInputError, match="enormous: more than 2,000 bytes"):
        read_bytes(path, 2000)


def test_links_are_followed_to_files_inside_the_folder_only(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.txt": BRIDGE, "in/.store/9f3": FERRY, "out.txt": "Outside.\n", "far/x.txt": "Far away.\n"})
    folder = tmp_path / "in"
    for name, target in {
        "stored.txt": ".store/9f3",
        "again.txt": "a.txt",
        "loop": ".",
        "self.txt": "self.txt",
        "leaves.txt": "../out.txt",
        "far": "../far",
    }.items():
        (folder / name).symlink_to(target)
    loaded = load_articles(folder)
    assert ids(loaded) == ["in/a.txt", "in/stored.txt"]
    assert loaded.articles[0].also == ()
    assert [problem.file for problem in loaded.failed] == ["self.txt"]
    assert {problem.file for problem in loaded.skipped} == {"loop", "leaves.txt", "far"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_skipped_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert load_articles(tmp_path).skipped == (Problem("pipe.txt", "not a regular file"),)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_a_file_whose_name_cannot_be_shown_is_named_in_one_line(tmp_path: Path) -> None:
    write(tmp_path, {"two\nlines.txt": BRIDGE})
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(FERRY)
    loaded = load_articles(tmp_path)
    assert [problem.file for problem in loaded.failed] == ["caf\\udce9.txt", "two\\nlines.txt"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": BRIDGE, "closed.txt": FERRY, "shut/b.txt": FERRY})
    (tmp_path / "closed.txt").chmod(0)
    (tmp_path / "shut").chmod(0)
    failed = load_articles(tmp_path).failed
    (tmp_path / "shut").chmod(0o700)
    assert failed == (
        Problem("shut", "unreadable: Permission denied"),
        Problem("closed.txt", "unreadable: Permission denied"),
    )


def test_problems_of_several_folders_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, {"one/a.txt": "", "two/a.txt": ""})
    assert [problem.file for problem in load_articles(tmp_path / "one", tmp_path / "two").failed] == [
        "one/a.txt",
        "two/a.txt",
    ]
    assert [problem.file for problem in load_articles(tmp_path / "one").failed] == ["a.txt"]


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


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("harbour_bridge.txt", "harbour bridge"),
        ("the-new-bridge.txt", "the new bridge"),
        ("U.S.-Japan.txt", "U.S.-Japan"),
    ],
)
def test_a_text_without_a_title_is_called_by_its_file(tmp_path: Path, name: str, title: str) -> None:
    source = load_articles(write(tmp_path, {name: BRIDGE})).articles[0].source
    assert (source.title, source.published) == (title, None)


def test_the_bundled_folder_lies_in_the_package() -> None:
    assert bundled_folder().name == "articles"
    assert (bundled_folder().parent / "loading.py").is_file()


def test_importing_the_package_imports_no_parser() -> None:
    code = "import sys, pullquote.corpus; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert not {"trafilatura", "pypdf", "docx", "lxml", "yaml", "charset_normalizer"} & set(modules.stdout.split())
