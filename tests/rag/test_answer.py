"""What comes back: a quote is a slice, an answer quotes or refuses, and the wire form has just its fields."""

from datetime import date
from typing import get_type_hints

import pytest

from pullquote.corpus import ArticleForm, Span
from pullquote.rag import Answer, AnswerForm, Claim, ClaimForm, Quote, QuoteForm, Refusal
from tests.conftest import article
from tests.rag.conftest import passage

TEXT = "Snow fell.\n\nThe mill closed.\n\nAda Berg sold it in 1931.\n\nNobody paid.\n\nThe pond froze.\n\nSpring came."
MILL = passage(article("mill.md", TEXT, publisher="Lund Post"))
START, END = TEXT.index("Ada"), TEXT.index("1931.") + 5
SOLD = Quote(MILL, START, END, 1.0, Span(END - 5, END - 1))


def test_a_quote_and_its_short_answer_are_slices_of_the_article() -> None:
    assert (SOLD.text, SOLD.short) == ("Ada Berg sold it in 1931.", "1931")
    assert Quote(MILL, START, END, 1.0).short == SOLD.text


def test_a_quote_is_shown_with_two_sentences_on_each_side() -> None:
    shown = TEXT[slice(*Quote(MILL, START, END, 1.0).context)]
    assert shown == TEXT.removesuffix("\n\nSpring came.")


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (5, len(TEXT) + 1)])
def test_a_quote_outside_its_article_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is not inside"):
        Quote(MILL, start, end, 0.0)


def test_a_short_answer_outside_its_quote_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="is not inside the quote"):
        Quote(MILL, START, END, 0.0, Span(0, 4))


@pytest.mark.parametrize(("quotes", "refusal"), [((), None), ((SOLD,), Refusal("not_stated", "No."))])
def test_an_answer_quotes_or_refuses(quotes: tuple[Quote, ...], refusal: Refusal | None) -> None:
    with pytest.raises(ValueError, match="either quotes or a refusal"):
        Answer("q", "q", 0.0, quotes, refusal)


def test_the_wire_form_has_just_the_fields_that_its_types_name() -> None:
    answered = Answer("q", "q", 0.5, (SOLD,), claims=(Claim((SOLD,)),)).to_dict()
    (quote,) = answered["quotes"]
    (claim,) = answered["claims"]
    assert answered.keys() == get_type_hints(AnswerForm).keys()
    assert quote.keys() == get_type_hints(QuoteForm).keys()
    assert claim.keys() == get_type_hints(ClaimForm).keys()
    assert quote["article"].keys() == get_type_hints(ArticleForm).keys()


def test_a_refusal_goes_out_with_the_passage_that_came_closest() -> None:
    refused = Answer("q", "q", 0.5, refusal=Refusal("not_stated", "No.", (SOLD,))).to_dict()
    assert (refused["answered"], refused["quotes"]) == (False, [])
    assert refused["refusal"] == {"kind": "not_stated", "message": "No.", "nearest": [SOLD.to_dict()]}


MILL_CLOSED = Quote(MILL, TEXT.index("The mill"), TEXT.index("closed.") + 7, 0.5)


def test_claims_and_quotes_point_at_one_another_and_further_quotes_at_none() -> None:
    claim = Claim((SOLD,), 2, ("Lund Post", "Herald"), date(2019, 3, 1), date(2020, 6, 1), "1931", "newest")
    wire = Answer("q", "q", 0.5, (SOLD, MILL_CLOSED), claims=(claim,), as_of=date(2021, 1, 1)).to_dict()
    assert [quote["claim"] for quote in wire["quotes"]] == [0, None]
    assert wire["as_of"] == "2021-01-01"
    assert wire["claims"] == [
        {
            "short": "1931",
            "quotes": [0],
            "outlets": 2,
            "independent": ["Lund Post", "Herald"],
            "first": "2019-03-01",
            "last": "2020-06-01",
            "said_of": "1931",
            "standing": "newest",
        }
    ]


def test_the_claims_of_a_refusal_point_at_what_is_nearest() -> None:
    refusal = Refusal("other_time", "Only of 1931.", (MILL_CLOSED, SOLD))
    wire = Answer("q", "q", 0.5, refusal=refusal, claims=(Claim((SOLD,)),)).to_dict()
    assert [claim["quotes"] for claim in wire["claims"]] == [[1]]
    assert wire["refusal"] and [quote["claim"] for quote in wire["refusal"]["nearest"]] == [None, 0]


def test_a_claim_of_what_is_not_shown_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="not shown"):
        Answer("q", "q", 0.5, (SOLD,), claims=(Claim((MILL_CLOSED,)),))
    with pytest.raises(ValueError, match="a claim has quotes"):
        Claim(())


def test_an_answer_is_printed_in_a_line_for_each_claim() -> None:
    other = Quote(MILL, 0, 10, 0.5)
    line, second = "1931 · mill.md · Lund Post · mill.md", "Snow fell. · mill.md · Lund Post · mill.md"
    both = Answer("q", "q", 0.9, (SOLD, other), claims=(Claim((SOLD,)), Claim((other,))))
    assert str(both) == f"{line}\n{second}"
    assert str(Answer("q", "q", 0.9, (SOLD, other))) == line
    assert str(Answer("q", "q", 0.0, refusal=Refusal("too_weak", "Nothing."))) == "No answer: Nothing."
