"""Every line of a .jsonl is an article of its own, or is named."""

import json
from datetime import date
from pathlib import Path

from pullquote.corpus import Problem
from tests.corpus.formats.conftest import BRIDGE, TOLL, load, reason


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
