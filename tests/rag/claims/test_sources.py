"""Who agrees: a copy and an outlet that reports another are no second source."""

from pullquote.rag import Quote
from pullquote.rag.claims.sources import independent
from tests.rag.claims.conftest import said

AGENCY = (
    "Miners have been trapped underground in the copper mine since an explosion on Tuesday morning. Thirty men are"
    " missing, the company said, and the lifts do not work."
)


def sources(*quotes: Quote, outlets: tuple[str, ...] = ()) -> list[list[str]]:
    return [[quote.article.source.publisher for quote in group] for group in independent(quotes, outlets)]


def test_outlets_that_write_for_themselves_are_sources_each() -> None:
    one = said("Fourteen men died in the mine.", "Fourteen", outlet="Post")
    other = said("The dead of the pit number 14.", "14", outlet="Herald")
    again = said("It is 14 dead, nobody more.", "14", outlet="Post")
    assert sources(one, other, again) == [["Post", "Post"], ["Herald"]]


def test_the_same_text_in_two_papers_is_one_source() -> None:
    printed = [said(AGENCY, "Thirty", outlet="Wire"), said("Korr: " + AGENCY, "Thirty", outlet="Post")]
    assert sources(*printed) == [["Wire", "Post"]]


def test_an_outlet_that_names_another_reports_what_that_one_said() -> None:
    own = said("It sank at nine.", "nine", outlet="Harbour Post")
    second = said("The Harbour Post reported that it sank at nine.", "nine", outlet="Echo")
    third = said("She sank at nine, says the Harbour Post.", "nine", outlet="Sun")
    assert sources(own, second) == [["Harbour Post", "Echo"]]
    assert sources(second, third) == [["Echo"], ["Sun"]]
    assert sources(second, third, outlets=("Harbour Post",)) == [["Echo", "Sun"]]


def test_articles_without_an_outlet_are_sources_each() -> None:
    assert len(sources(said("Nine died.", "Nine", outlet=""), said("It was nine men.", "nine", outlet=""))) == 2
