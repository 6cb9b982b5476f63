"""The page of a report shows whatever the data holds, and runs none of it."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from pullquote.evals import Settings, evaluate, load
from pullquote.evals.example import Example, Suite
from pullquote.evals.metrics.causes import ANSWERED
from pullquote.evals.report.plots import COLOURS
from tests.evals.conftest import HASHED, at, bot_over, question, results_by_id


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
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)  # ours: the page runs what has its hash
    hashed = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{hashed}'" in page
    assert not re.search(r"""(src|href)\s*=\s*["'](?!#)|url\((?!#)|@import|<link|<iframe|<object""", page)
    assert page.count("<svg ") == 4
    assert """content="default-src 'none'; style-src 'unsafe-inline'; script-src""" in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "<mark>Switzerland</mark>" in page


def test_every_question_stands_on_the_page_with_what_it_can_be_narrowed_by(plain: Path) -> None:
    page = (plain / "report.html").read_text()
    rows = results_by_id(plain)
    shown = re.findall(r'<details class="question" data-type="(.*?)" data-cause="(.*?)" data-article="(.*?)">', page)
    assert sorted(shown) == sorted((r["type"], r["cause"] or "without fault", r["article"]) for r in rows.values())
    assert f'<option value="{ANSWERED}">{ANSWERED} (2)</option>' in page
    assert all(row["question"] in page for row in rows.values())


def test_the_head_says_what_was_done_and_what_matters_most(suite: Suite, tmp_path: Path) -> None:
    noted = replace(suite, note="Not to be trusted.")
    evaluate(noted, tmp_path, HASHED, make_bot=bot_over, command="pullquote eval --data q.jsonl")
    for name, bold in (("report.html", r"<b>(\d+ %)</b>"), ("report.md", r"\*\*(\d+ %)\*\*")):
        text = (tmp_path / name).read_text()
        head = text[: text.index("simpler ways")]
        assert "pullquote eval --data q.jsonl" in head and "Not to be trusted." in head
        # of four that can be answered four are right, of two that cannot none is refused: 2 of 6 answers are wrong
        assert re.findall(bold, head) == ["100 %", "0 %", "33 %"]


def test_only_the_bundled_questions_are_called_a_development_set(suite: Suite) -> None:
    assert (suite.note, load("questions").note.partition(":")[0]) == ("", "A development set")


def test_plots_have_the_colours_of_the_page_and_count(plain: Path) -> None:
    page = (plain / "report.html").read_text()
    drawn = "".join(re.findall(r"<svg .*?</svg>", page, re.DOTALL))
    assert set(re.findall(r"(?:fill|stroke): ([^;\"]+)", drawn)) <= {"none", "currentColor", *COLOURS.values()}
    assert "#ffffff" not in drawn
    assert "of 6 questions" in drawn and "factoid (3)" in drawn


def test_hostile_text_is_shown_not_run(suite: Suite, tmp_path: Path) -> None:
    hostile = Example("<b>id</b>", "<script>park</script> with lions", "<i>", answerable=False)
    out = tmp_path / "hostile"
    evaluate(replace(suite, examples=(hostile,)), out, HASHED, make_bot=at(0.1))
    page = (out / "report.html").read_text()
    assert page.count("<script>") == 1
    assert "&lt;script&gt;park&lt;/script&gt; with lions" in page
    assert "<script>park" not in page
    assert "<b>id</b>" not in page
    assert "<i>" not in page
