"""Folders and files become articles; what cannot be read is named and the rest goes on."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.corpus import Loaded, bundled_folder, load_articles
from tests.corpus.conftest import BRIDGE, FERRY, write


@settings(max_examples=25, deadline=None)
@given(st.text(st.one_of(st.just("\n"), st.characters(exclude_categories=("Cs", "Cc"))), min_size=1))
def test_a_text_file_is_its_article_character_for_character(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        loaded = load_articles(write(Path(name), {"one.txt": BRIDGE + text}))
    assert [article.text for article in loaded.articles] == [BRIDGE + text]
    assert loaded.articles[0].source.sha256 == loaded.articles[0].sha256


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


def test_a_folder_without_articles_gives_none(tmp_path: Path) -> None:
    assert load_articles(tmp_path) == Loaded((), (), ())


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


def test_problems_of_several_folders_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, {"one/a.txt": "", "two/a.txt": ""})
    assert [problem.file for problem in load_articles(tmp_path / "one", tmp_path / "two").failed] == [
        "one/a.txt",
        "two/a.txt",
    ]
    assert [problem.file for problem in load_articles(tmp_path / "one").failed] == ["a.txt"]


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
