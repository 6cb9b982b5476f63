"""A question becomes a result that says what came of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from pullquote.evals.metrics.causes import ANSWERED, REFUSED
from pullquote.rag import Answer, Bot, IndexVocabulary, Quote
from tests.evals.conftest import (
    AGREES,
    QUESTIONS,
    RISES,
    MakeReport,
    ShareJudge,
    WordReader,
    results_by_id,
    without_time,
)


def test_every_question_is_a_row_that_says_where_it_went_wrong(plain: Path) -> None:
    rows = results_by_id(plain)
    assert list(rows) == [question["id"] for question in QUESTIONS]
    assert (rows["rise"]["right"], rows["rise"]["cause"]) == (True, "")
    assert rows["rise"]["answer"]["quotes"][0]["text"] in (RISES[1], AGREES[1])
    # "mouth" and "river" are asked, the sentence has one of the two words: 1/2 reaches the threshold
    assert rows["mouth"]["right"]
    assert (rows["deep"]["answer"]["answered"], rows["deep"]["cause"]) == (True, ANSWERED)  # "Rhine": 1 of 2 words
    # "feed", "lion", "park": 2 of 3
    assert rows["lions"]["cause"] == ANSWERED
    assert rows["rise"]["figures"]["forced.em"] == 1
    assert rows["capital"]["figures"]["forced.em"] == 0  # the focus is "Kenya"
    assert "forced.em" not in rows["park"]["figures"]  # yes/no is scored on evidence


def test_a_refusal_keeps_what_was_held_back(refusing: Path) -> None:
    row = results_by_id(refusing)["rise"]
    assert (row["right"], row["right_if_forced"], row["cause"]) == (False, True, REFUSED)
    assert not row["answer"]["answered"]
    assert row["forced"]
    focus = row["forced"]["quotes"][0]["focus"]
    assert focus and focus["text"] == "Switzerland"
    assert (row["figures"]["as_shipped.em"], row["figures"]["forced.em"]) == (0, 1)


class Lying(Bot):
    """Quotes an article that is not in the folder."""

    def ask(self, question: str, **options: Any) -> Answer:
        answer = super().ask(question, **options)
        quotes = tuple(replace(q, passage=replace(q.passage, article=_forged(q))) for q in answer.quotes)
        return replace(answer, quotes=quotes, claims=()) if quotes else answer


def _forged(quote: Quote) -> Any:
    return replace(quote.article, text="x" + quote.article.text[:-1])


def test_a_quote_that_is_not_what_it_claims_breaks_the_invariant(report: MakeReport) -> None:
    out = report(make_bot=lambda index, config: Lying(index, WordReader(), ShareJudge(0.5), IndexVocabulary(index)))
    found = without_time(out)
    assert found["metrics"]["questions.citation.slice"]["mean"] == 0
    assert "rise: article, receipt, slice" in found["broken"]
    assert "An invariant is broken" in (out / "report.html").read_text()
