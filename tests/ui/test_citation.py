"""One citation for every face."""

from datetime import date

from pullquote.corpus import Article, Source, Span
from pullquote.ui.citation import Citation, cite, day
from tests.ui.conftest import STORY


def test_a_citation_names_outlet_author_day_note_and_place() -> None:
    assert cite(STORY, Span(13, 37)) == Citation(
        title="A <title>",
        published_by="Paper · Ann · 1 June 1997",
        note="Note: retold",
        place="one.md, characters 13–37",
        url="https://example.org/1",
        also="",
        outlet="Paper",
        day="1 June 1997",
    )


def test_in_one_line_it_has_all_of_that() -> None:
    assert cite(STORY, Span(13, 37)).line() == (
        "A <title> · Paper · Ann · 1 June 1997 · Note: retold · one.md, characters 13–37 · https://example.org/1"
    )


def test_an_article_of_unknown_origin_says_so_and_copies_are_named() -> None:
    copies = (Source("x/b", "b.txt", "B", publisher="Wire"), Source("x/c", "c.txt", "C"))
    citation = cite(Article(Source("x/a", "a.txt", "A"), "It cost 48 million.", also=copies))
    assert (citation.published_by, citation.note, citation.place) == ("unknown outlet · undated", "", "a.txt")
    assert citation.also == "also carried by Wire (b.txt), unknown outlet (c.txt)"


def test_line_breaks_in_what_is_known_of_an_article_do_not_break_its_citation() -> None:
    assert cite(Article(Source("a", "a", "A\n\nB", publisher="C\tD"), "x")).line() == "A B · C D · undated · a"


def test_a_day_is_in_english() -> None:
    assert (day(date(2019, 3, 2)), day(None)) == ("2 March 2019", "undated")
