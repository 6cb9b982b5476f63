"""A Markdown file is its article, front matter and all; what its front matter says wrongly is named."""

from datetime import date
from pathlib import Path

import pytest

from tests.corpus.formats.conftest import BRIDGE, TOLL, load, one


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
