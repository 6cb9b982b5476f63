"""What comes back: a quote is a slice, an answer quotes or refuses, and the wire form has just its fields."""

from typing import get_type_hints

import pytest

from pullquote.corpus import Span
from pullquote.rag import Answer, AnswerForm, ArticleForm, Quote, QuoteForm, Refusal
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
    answered = Answer("q", "q", 0.5, (SOLD,)).to_dict()
    (quote,) = answered["quotes"]
    assert answered.keys() == get_type_hints(AnswerForm).keys()
    assert quote.keys() == get_type_hints(QuoteForm).keys()
    assert quote["article"].keys() == get_type_hints(ArticleForm).keys()


def test_a_refusal_goes_out_with_the_passage_that_came_closest() -> None:
    refused = Answer("q", "q", 0.5, refusal=Refusal("not_stated", "No.", SOLD)).to_dict()
    assert (refused["answered"], refused["quotes"]) == (False, [])
    assert refused["refusal"] == {"kind": "not_stated", "message": "No.", "nearest": SOLD.to_dict()}
