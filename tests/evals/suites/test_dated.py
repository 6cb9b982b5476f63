"""The suite `time`: each corpus by itself, each type of question by its own measure."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import PullquoteError
from pullquote.evals import Settings, evaluate, load
from pullquote.evals.example import Scorer, Suite
from pullquote.index import Index
from pullquote.rag import Claim, Quote
from tests.evals.conftest import bot_over, results_by_id
from tests.evals.suites.conftest import NEW, OLD, IndexOf, quote, time_data, time_question, trial_of


class Asked:
    """One question on the mayors, and quotes of both to answer it with."""

    def __init__(self, folder: Path, index_of: IndexOf, type: str, claims: int) -> None:
        self.part = load("time", [time_data(folder / "time", time_question("q", type, claims))]).parts[0]
        self.index: Index = index_of(self.part)
        self.scorer: Scorer = self.part.scorer(self.index)
        ids = {one.id.split("/")[1][:4]: one.id for one in self.part.articles}
        self.new = quote(self.index, ids["2022"], f"{NEW} is the mayor of Tarnby.", NEW)
        self.old = quote(self.index, ids["2018"], f"{OLD} is the mayor of Tarnby.", OLD)

    def figures(self, *quotes: Quote, refused: bool = False, **standing: Any) -> dict[str, float]:
        """Of an answer with one claim a quote; `standing` and `outlets` are those of each."""
        claims = [Claim((one,), **standing) for one in quotes]
        return dict(self.scorer.figures(self.part.examples[0], trial_of(*quotes, refused=refused, claims=claims)))


def test_the_newest_must_come_first_and_the_earlier_be_shown(tmp_path: Path, index_of: IndexOf) -> None:
    asked = Asked(tmp_path, index_of, "now", 2)
    assert figures_of(asked.figures(asked.new, asked.old)) == {"newest_first": 1, "earlier_shown": 1, "lost": 0}
    assert figures_of(asked.figures(asked.old, asked.new)) == {"newest_first": 0, "earlier_shown": 1, "lost": 0}
    assert figures_of(asked.figures(asked.new)) == {"newest_first": 1, "earlier_shown": 0, "lost": 0}
    refused = asked.figures(asked.new, asked.old, refused=True)
    assert figures_of(refused) == {"newest_first": 0, "earlier_shown": 0, "lost": 1}
    example = asked.part.examples[0]
    assert asked.scorer.right(example, [asked.new])
    assert not asked.scorer.right(example, [asked.old, asked.new])


def test_one_value_throughout_has_no_earlier_one_to_show(tmp_path: Path, index_of: IndexOf) -> None:
    asked = Asked(tmp_path, index_of, "now", 1)
    assert figures_of(asked.figures(asked.new)) == {"newest_first": 1, "lost": 0}


def test_a_named_time_wants_its_value_and_no_other_short_answer(tmp_path: Path, index_of: IndexOf) -> None:
    asked = Asked(tmp_path, index_of, "dated", 1)
    unmarked, elsewhere = (
        replace(asked.new, focus=None),
        quote(asked.index, asked.new.article.id, asked.new.text, "mayor"),
    )
    found = [asked.figures(one)["dated"] for one in (asked.new, unmarked, elsewhere, asked.old)]
    assert found == [1, 1, 0, 0]


def test_what_was_known_on_a_day_comes_first(tmp_path: Path, index_of: IndexOf) -> None:
    asked = Asked(tmp_path, index_of, "as_of", 2)
    assert [asked.figures(one)["as_of"] for one in (asked.new, asked.old)] == [1, 0]


def test_both_sides_of_a_conflict_must_be_shown_as_disputed(tmp_path: Path, index_of: IndexOf) -> None:
    asked = Asked(tmp_path, index_of, "conflict", 2)
    assert asked.figures(asked.old, asked.new, standing="disputed")["both_shown"] == 1
    assert asked.figures(asked.old, asked.new, standing="newest")["both_shown"] == 0
    assert asked.figures(asked.old, standing="disputed")["both_shown"] == 0
    assert asked.scorer.right(asked.part.examples[0], [asked.old])  # the order means nothing
    mixed = [Claim((asked.old,), standing="earlier"), Claim((asked.old, asked.new), standing="disputed")]
    trial = trial_of(asked.old, asked.new, claims=mixed)
    assert asked.scorer.figures(asked.part.examples[0], trial)["both_shown"] == 1  # what was said earlier does no harm


def test_a_change_may_be_answered_with_either_value_first(tmp_path: Path, index_of: IndexOf) -> None:
    asked = Asked(tmp_path, index_of, "change", 2)
    assert figures_of(asked.figures(asked.old, asked.new)) == {"earlier_shown": 1, "lost": 0}
    assert all(asked.scorer.right(asked.part.examples[0], [one]) for one in (asked.old, asked.new))


@pytest.mark.parametrize("type", ["agreement", "copy"])
def test_outlets_are_counted_as_they_are_independent(tmp_path: Path, index_of: IndexOf, type: str) -> None:
    asked = Asked(tmp_path, index_of, type, 1)
    assert [asked.figures(asked.new, outlets=n)["outlets"] for n in (1, 2)] == [1, 0]
    assert asked.figures(asked.new, refused=True)["outlets"] == 0


def test_a_second_claim_on_what_never_changed_is_a_false_dispute(tmp_path: Path, index_of: IndexOf) -> None:
    asked = Asked(tmp_path, index_of, "timeless", 1)
    assert [asked.figures(*shown)["false_dispute"] for shown in ([asked.new], [asked.new, asked.old])] == [0, 1]


def test_what_the_articles_do_not_say_is_to_be_refused(tmp_path: Path, index_of: IndexOf) -> None:
    asked = Asked(tmp_path, index_of, "unanswerable", 0)
    assert [asked.figures(asked.new, refused=refused) for refused in (True, False)] == [{"refused": 1}, {"refused": 0}]


def figures_of(found: dict[str, float]) -> dict[str, float]:
    """Those that only this suite has."""
    return {name: value for name, value in found.items() if "." not in name}


def test_each_corpus_is_asked_by_itself_and_of_the_day_that_is_given(tmp_path: Path) -> None:
    suite = load("time", [time_data(tmp_path / "time")])
    assert suite.examples[1].as_of is not None
    report = evaluate(suite, tmp_path / "out", Settings(embedder="hash"), make_bot=bot_over)
    rows = results_by_id(tmp_path / "out")
    for id, row in rows.items():
        cited = [quote["article"]["id"].split("/")[0] for quote in (row["forced"] or row["answer"])["quotes"]]
        assert set(cited) == {"other" if id == "o1" else "mayors"}
    assert list(report["by_article"]) == ["mayors", "other"]
    assert report["index"]["corpora"] == 2


def small(folder: Path) -> Suite:
    return load("time", [time_data(folder)])


def test_a_sample_leaves_out_corpora_and_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    suite = small(tmp_path / "time")
    settings = Settings(embedder="hash", limit=1)
    evaluate(suite, tmp_path / "one", settings, make_bot=bot_over)
    assert len(results_by_id(tmp_path / "one")) == 1
    whole = Settings(embedder="hash")
    evaluate(suite, tmp_path / "out", whole, make_bot=bot_over)
    rows = (tmp_path / "out" / "questions.jsonl").read_text()
    (tmp_path / "out" / "questions.jsonl").write_text("".join(rows.splitlines(keepends=True)[:2]))
    evaluate(suite, tmp_path / "out", whole, make_bot=bot_over)
    assert (tmp_path / "out" / "questions.jsonl").read_text() == rows


BAD: list[tuple[dict[str, Any], str]] = [
    ({"type": "later"}, "'type' is 'later'; allowed: now, as_of, dated"),
    ({"claims": []}, r"evidence\[0\]: 'claim' is 0; there are 0 claims"),
    ({"claims": [], "evidence": []}, "0 claims for the type 'now'"),
    ({"claims": [{"answer": NEW}, {"answer": OLD}]}, r"claims\[0\]: 'outlets' is missing"),
]


@pytest.mark.parametrize(("change", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_a_bad_claim_is_named_by_file_and_line(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    data = time_data(tmp_path / "time", time_question("q0", "now", 2), time_question("q1", "now", 2, **change))
    with pytest.raises(PullquoteError, match=rf"mayors/questions\.jsonl:2: {reason}"):
        load("time", [data])


def test_a_folder_without_corpora_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        PullquoteError, match=r"no folder with questions\.jsonl in .*; needed: a folder for each corpus"
    ):
        load("time", [tmp_path])
