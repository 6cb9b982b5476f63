"""Whatever a file says of its article is kept under its own name, as text or several texts."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import BadInputError, Source, load_articles
from pullquote.corpus.metadata import LONGEST, MOST_FIELDS, own_fields
from tests.corpus.conftest import BRIDGE, FERRY, write

MARKDOWN = f"""---
title: The bridge
Section: Sport
tags: [harbour, " toll "]
draft: true
priority: 3
seo: {{index: no}}
empty:
date: 2020-03-12
---
{BRIDGE}"""
RECORD = {
    "id": "a",
    "text": BRIDGE,
    "title": "The bridge",
    "Section": "Sport",
    "tags": ["harbour", " toll "],
    "draft": True,
    "priority": 3,
    "seo": {"index": "no"},
    "empty": None,
}
KEPT = {
    "section": "Sport",
    "tags": ("harbour", "toll"),
    "draft": "true",
    "priority": "3",
    "seo": '{"index": "no"}',
}


@pytest.mark.parametrize(("name", "content"), [("a.md", MARKDOWN), ("a.jsonl", json.dumps(RECORD))])
def test_front_matter_and_json_keep_the_same_fields(tmp_path: Path, name: str, content: str) -> None:
    loaded = load_articles(write(tmp_path, {name: content}))
    assert loaded.failed == ()
    assert loaded.articles[0].source.fields == KEPT


def test_the_columns_of_a_table_stand_over_the_files_own_fields(tmp_path: Path) -> None:
    table = "file,Section,Desk,\na.md,News,,left out\nb.txt,,City,\n"
    loaded = load_articles(write(tmp_path, {"a.md": MARKDOWN, "b.txt": FERRY, "metadata.csv": table}))
    a, b = (article.source.fields for article in loaded.articles)
    assert (a, b) == ({**KEPT, "section": "News"}, {"desk": "City"})


def test_what_is_no_metadata_is_no_mistake_of_a_file_and_left_out(tmp_path: Path) -> None:
    many = {f"f{n}": n for n in range(MOST_FIELDS + 5)}
    record = {"text": BRIDGE, "long": "x" * (LONGEST + 1), "deep": [[["x" * LONGEST]]], **many}
    loaded = load_articles(write(tmp_path, {"a.jsonl": json.dumps(record)}))
    assert loaded.failed == ()
    assert [*loaded.articles[0].source.fields] == [f"f{n}" for n in range(MOST_FIELDS)]


def test_a_field_that_doubles_with_every_line_is_left_out_and_not_written_out(tmp_path: Path) -> None:
    doubled = "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))
    loaded = load_articles(write(tmp_path, {"a.md": f"---\na0: &a0 [x]\n{doubled}\n---\n{BRIDGE}"}))
    assert (loaded.failed, len(loaded.articles)) == ((), 1)
    assert {"a0", "a1"} <= {*loaded.articles[0].source.fields} < {"a0", *(f"a{n}" for n in range(1, 12))}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"x": object()}, "is no text, number or list of them"),
        ({"": "x"}, "a field is called ''"),
        ({"x" * 101: "x"}, "allowed: 1 to 100 characters"),
        ({"x": "x" * 2001}, "2,001 characters; allowed: 2,000"),
        ({f"f{n}": n for n in range(101)}, "101 fields; allowed: 100"),
        ("section", "needed: a mapping of names to text"),
    ],
)
def test_a_program_is_told_what_is_no_field(values: Any, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        Source("a", "a", "A", fields=values)


VALUES = st.text(max_size=20) | st.integers() | st.booleans() | st.none() | st.dates()


@given(st.dictionaries(st.text(min_size=1, max_size=9).filter(str.strip), VALUES | st.lists(VALUES, max_size=3)))
def test_fields_that_are_settled_stay_as_they_are(values: dict[str, object]) -> None:
    try:
        settled = own_fields(values)
    except BadInputError as error:  # a name of nothing that can be written
        assert "a field is called" in str(error)
        return
    assert own_fields(settled) == settled
    assert all(name == name.lower() for name in settled) and all(settled.values())


def test_a_day_is_kept_as_the_text_that_filters_read() -> None:
    given: dict[str, Any] = {"Event": date(2020, 3, 12)}
    assert Source("a", "a", "A", fields=given).fields == {"event": "2020-03-12"}
