"""Sentences that mislead without others: what the suite counts as shown and quoted, and the table of the ways."""

import json
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import Settings, evaluate, load
from pullquote.evals.report.explained import explanation
from pullquote.evals.suites.context import read_cases
from pullquote.evals.suites.context_table import compared
from pullquote.rag import Config

TEXT = "Ada Berg ran the mill at Lund. Snow fell. It stood on a hill. The pond froze. The buyers were two brothers."
CASE: dict[str, Any] = {
    "id": "c1",
    "kind": "pronoun",
    "text": TEXT,
    "question": "Where did the mill stand?",
    "sentence": "It stood on a hill.",
    "needs": ["Ada Berg"],
}
ALONE = CASE | {"id": "c2", "kind": "alone", "sentence": "Ada Berg ran the mill at Lund.", "needs": []}
# "It" brings the sentence before: 10 characters and a blank; two more on either side are all there is
EXTRA, AROUND = len("Snow fell. "), len(TEXT) - len("It stood on a hill.")


def written(folder: Path, *cases: dict[str, Any]) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    return path


@pytest.fixture
def settings() -> Settings:
    return Settings(embedder="hash", config=Config(threshold=0.0, reader="nearest"))


@pytest.mark.parametrize("closed", [False, True])
def test_a_case_is_shown_and_quoted_as_far_as_its_needs_are(tmp_path: Path, settings: Settings, closed: bool) -> None:
    suite = load("context", [written(tmp_path, CASE, ALONE)], closed=closed)
    metrics = evaluate(suite, tmp_path / "out", settings)["metrics"]
    found = {
        name.removeprefix(f"{suite.name}."): (figure["mean"], figure["n"])
        for name, figure in metrics.items()
        if name.removeprefix(f"{suite.name}.").split(".")[0] in ("shown", "quoted", "alone", "extra", "around")
    }
    assert found == {
        "shown": (1, 1),
        "quoted": (0, 1),
        "quoted.pronoun": (0, 1),
        "alone": (1, 1),
        "extra": (EXTRA / 2, 2),
        "around": ((AROUND + len(" Snow fell. It stood on a hill.")) / 2, 2),
    }


@pytest.mark.parametrize(("kind", "counted"), [("hedge", True), ("pronoun", False)])
def test_what_says_another_thing_without_its_needs_is_counted_together(
    tmp_path: Path, kind: str, counted: bool
) -> None:
    (case,) = read_cases([written(tmp_path, CASE | {"kind": kind, "needs": ["Snow fell."]})])[1]
    figures = case.figures(case.sentence, case.sentence)
    assert figures[f"quoted.{kind}"] == 0
    assert ("quoted.misleading" in figures) is counted


def test_every_figure_of_the_suite_is_explained(tmp_path: Path, settings: Settings) -> None:
    suite = load("context", [written(tmp_path, CASE, ALONE, CASE | {"id": "c3", "kind": "hedge"})])
    for figure in evaluate(suite, tmp_path / "out", settings)["metrics"]:
        assert explanation(figure.removeprefix("context."))


def test_the_table_has_a_line_for_each_way(tmp_path: Path) -> None:
    _, cases = read_cases([written(tmp_path, CASE, ALONE)])
    lines = compared(cases).splitlines()
    assert lines[2] == "| no | nothing | 0.00 | 0.00 | – | 1.00 | 0 | 0 |"
    assert f"| no | two sentences each side | 1.00 | 0.00 | – | 1.00 | 0 | {(AROUND + 31) / 2:.0f} |" in lines
    assert len(lines) == 2 + 2 * 5


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sentence": "Nobody sold it."}, "stands 0 times in the text"),
        ({"needs": ["Ada Borg"]}, "'needs' holds 'Ada Borg', which is not in the text"),
        ({"kind": "pronouns"}, "'kind' is 'pronouns'; allowed: pronoun, role"),
        ({"needs": []}, "0 needs for the kind 'pronoun'"),
        ({"kind": "alone"}, "1 needs for the kind 'alone'"),
        ({"text": ""}, "'text' is empty"),
    ],
)
def test_a_case_that_does_not_fit_is_named_by_file_and_line(
    tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    path = written(tmp_path, ALONE, CASE | change)
    with pytest.raises(PullquoteError) as caught:
        load("context", [path])
    assert str(caught.value).startswith(f"{path}:2: ") and reason in str(caught.value)


def test_a_split_that_a_case_names_changes_nothing(tmp_path: Path) -> None:
    assert load("context", [written(tmp_path, CASE | {"split": "test"})]).examples == (
        load("context", [written(tmp_path, CASE)]).examples
    )


def test_without_cases_the_suite_asks_for_them_in_one_line() -> None:
    with pytest.raises(PullquoteError, match=r"needs cases, in the format of evals/README\.md; name them with --data"):
        load("context")


def test_articles_of_ones_own_are_not_for_this_suite(tmp_path: Path) -> None:
    with pytest.raises(PullquoteError, match="leave out --corpus"):
        load("context", [written(tmp_path, CASE)], tmp_path)
