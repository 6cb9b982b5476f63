"""The suite `traps`: refused by kind, lost, and whether what tempts was quoted."""

from pathlib import Path

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import load
from tests.evals.suites.conftest import IndexOf, quote, traps_data, trial_of

STOPPED, DENIED, TIRED = (
    "The Resolve stopped the trawler Anna Brandt.",
    "Its captain denied that anyone was hurt.",
    "Two sailors were tired.",
)


def test_a_trap_is_refused_or_tempts(tmp_path: Path, index_of: IndexOf) -> None:
    suite = load("traps", [traps_data(tmp_path / "traps")])
    held = index_of(suite)
    scorer, (able, unable) = suite.scorer(held), suite.examples
    name = suite.articles[0].id
    fallen = quote(held, name, TIRED, "Two")
    assert scorer.figures(unable, trial_of(fallen)) == {"tempted": 1, "refused": 0, "refused.false-premise": 0}
    assert scorer.figures(unable, trial_of(fallen, refused=True))["tempted"] == 0
    assert scorer.figures(unable, trial_of(quote(held, name, STOPPED)))["tempted"] == 0
    found = scorer.figures(able, trial_of(quote(held, name, STOPPED, "Anna Brandt")))
    assert (found["evidence.hit@1"], found["lost"], found["as_shipped.em"]) == (1, 0, 1)
    lost = scorer.figures(able, trial_of(quote(held, name, STOPPED), refused=True))
    assert (lost["evidence.hit@1"], lost["lost"], lost["forced.evidence.hit@1"]) == (0, 1, 1)
    assert "tempted" not in lost


def test_to_show_what_denies_the_premise_is_no_fault_unless_it_gives_what_tempts(
    tmp_path: Path, index_of: IndexOf
) -> None:
    suite = load("traps", [traps_data(tmp_path / "traps")])
    held = index_of(suite)
    name, both = suite.articles[0].id, f"{DENIED} {TIRED}"
    found = [
        suite.scorer(held).figures(suite.examples[1], trial_of(quote(held, name, both, focus)))["tempted"]
        for focus in ("", "hurt", "Two")
    ]
    assert found == [0, 0, 1]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"trap": None}, "'trap' is missing"),
        ({"tempting": None}, "'tempting' is missing"),
        ({"tempting": {"article": "a.md", "text": "Two", "start": 0, "end": 3}}, "tempting: offset 0..3 of"),
    ],
)
def test_a_trap_without_what_tempts_is_named(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    with pytest.raises(PullquoteError, match=r"questions\.jsonl:2: " + reason.replace(".", r"\.")):
        load("traps", [traps_data(tmp_path / "traps", **change)])


def test_the_questions_are_in_the_format_of_the_suite_questions_too(tmp_path: Path) -> None:
    data = traps_data(tmp_path / "traps")
    suite = load("questions", [data / "questions.jsonl"], data / "articles")
    assert [example.answerable for example in suite.examples] == [True, False]
