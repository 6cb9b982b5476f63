"""The page of a report shows whatever the data holds, and runs none of it."""

import json
import re
from dataclasses import replace
from pathlib import Path

from pullquote.evals import Settings, evaluate, load
from pullquote.evals.example import Example, Suite
from pullquote.evals.metrics.causes import ANSWERED
from tests.evals.conftest import HASHED, at, bot_over, question


def test_fields_that_are_null_do_not_trouble_the_page(data: Path, tmp_path: Path) -> None:
    nulls = dict.fromkeys(
        ("history", "answers", "evidence", "acceptable_short_answers", "as_of", "note", "all_required")
    )
    (tmp_path / "q.jsonl").write_text(json.dumps(question("deep", "How deep is the Rhine?") | nulls))
    asked = load("questions", [tmp_path / "q.jsonl"], data / "articles")
    found = evaluate(asked, tmp_path / "out", Settings(embedder="hash"), make_bot=bot_over)
    assert found["causes"] == {ANSWERED: {"n": 1, "examples": ["deep"]}}
    assert "(not answerable)" in (tmp_path / "out" / "report.html").read_text()


def test_the_page_asks_nothing_of_the_network_and_escapes_what_it_shows(refusing: Path) -> None:
    page = (refusing / "report.html").read_text()
    assert "<script" not in page
    assert not re.search(r"""(src|href)\s*=\s*["'](?!#)|url\((?!#)|@import|<link|<iframe|<object""", page)
    assert page.count("<svg ") == 4
    assert """content="default-src 'none'; style-src 'unsafe-inline'">""" in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "<mark>Switzerland</mark>" in page


def test_hostile_text_is_shown_not_run(suite: Suite, tmp_path: Path) -> None:
    hostile = Example("<b>id</b>", "<script>park</script> with lions", "<i>", answerable=False)
    out = tmp_path / "hostile"
    evaluate(replace(suite, examples=(hostile,)), out, HASHED, make_bot=at(0.1))
    page = (out / "report.html").read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;park&lt;/script&gt; with lions" in page
    assert "<b>id</b>" not in page
    assert "<i>" not in page
