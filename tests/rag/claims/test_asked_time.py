"""A named time is a constraint."""

from collections.abc import Sequence
from datetime import date

from pullquote.corpus import Span
from pullquote.index import Hit, Passage
from pullquote.rag.claims.asked_time import OF_THE_TIME, is_one, of_time, towards
from pullquote.rag.claims.dating import dated
from pullquote.rag.question.days import Days, month, year
from tests.rag.claims.conftest import said

OLD = said("The fare is two crowns.", "two crowns", day="2014-12-02")
RISEN = said("The fare has risen from 2.00 to 2.40 crowns.", "2.40 crowns", day="2018-11-27", score=0.1)
BEFORE = said("The fare has risen from 2.00 to 2.40 crowns.", "2.00", day="2018-11-27")
NEW = said("The fare is three crowns.", "three crowns", day="2023-01-10", score=0.2)


def shorts(asked: Days, quotes: Sequence[object] = (NEW, RISEN, OLD, BEFORE)) -> list[str]:
    return [one.quote.short for one in of_time([dated(quote) for quote in quotes], [asked])]  # type: ignore[arg-type]


def test_an_article_of_the_time_speaks_of_it() -> None:
    assert shorts(year(2018)) == ["2.40 crowns"]
    assert shorts(month(2023, 1)) == ["three crowns"]


def test_a_paper_of_the_next_week_tells_of_a_day() -> None:
    assert shorts(Days(date(2018, 11, 25), date(2018, 11, 25))) == ["2.40 crowns"]
    assert shorts(Days(date(2018, 11, 17), date(2018, 11, 17)), [RISEN]) == []


def test_of_the_last_days_of_the_calendar_no_article_is() -> None:
    assert shorts(Days(date.max, date.max)) == shorts(Days(date(9999, 12, 25), date.max)) == []


def test_a_sentence_that_names_the_time_speaks_of_it_whenever_it_was_printed() -> None:
    recalled = said("A ride cost two crowns in 2016.", "two crowns", day="2023-01-10")
    assert shorts(year(2016), [NEW, recalled, RISEN]) == ["two crowns"]
    assert shorts(year(2023), [recalled]) == []


def test_between_two_articles_what_was_told_last_has_held_and_what_is_called_earlier_after_it_was_so() -> None:
    assert shorts(year(2016)) == ["two crowns", "2.00"]


def test_before_and_after_all_articles_nothing_is_known() -> None:
    assert shorts(year(2009), [NEW, RISEN, OLD]) == []
    assert shorts(year(2031)) == []


def test_another_sentence_of_the_passage_may_name_the_time() -> None:
    beside = said("In 2016 everything was cheaper. A ride cost two crowns.", "two crowns", day="2023-01-10")
    assert shorts(year(2016), [NEW, beside]) == ["two crowns"]


def test_a_far_longer_time_or_one_that_reaches_up_to_the_article_is_less_sure() -> None:
    lasting = said("Since 2014 the fare has been two crowns.", "two crowns", day="2023-01-10", score=0.5)
    long = said("From 2010 to 2020 it cost 1.80 crowns.", "1.80 crowns", day="2023-01-10", score=0.6)
    exact = said("In 2016 it cost 2.10 crowns.", "2.10 crowns", day="2023-01-10", score=0.3)
    assert shorts(year(2016), [long, lasting, exact]) == ["2.10 crowns"]
    assert shorts(year(2016), [long, lasting]) == ["1.80 crowns", "two crowns"]


def test_what_an_article_of_the_time_says_of_later_speaks_of_it() -> None:
    planned = said("The bill provides for 20 cents from January 2018.", "20 cents", day="2016-02-10")
    assert shorts(month(2016, 2), [planned]) == ["20 cents"]


def test_what_names_the_time_or_is_of_it_is_read_first_and_nothing_else_changes_places() -> None:
    told = [("It was so.", "2016-02-10"), ("It was so.", "2018-11-27"), ("In 2011 it was so.", "2023-01-10")]
    articles = [said(text, "so", day=day).article for text, day in [*told, ("It was so.", "")]]
    hits = [
        Hit(Passage(article, 0, len(article.text), (Span(0, 5),), n), 1 - OF_THE_TIME * n / 3, 0, 0)
        for n, article in enumerate(articles)
    ]
    assert towards(hits, []) == hits
    assert [hit.passage.id for hit in towards(hits, [year(2018)])] == [1, 0, 2, 3]
    assert [hit.passage.id for hit in towards(hits, [year(2023)])] == [2, 0, 1, 3]
    assert [hit.passage.id for hit in towards(hits, [year(2011)])] == [2, 0, 1, 3]
    assert [hit.passage.id for hit in towards(hits, [year(2016), year(2031)])] == [0, 1, 2, 3]


def test_several_times_and_one_in_which_things_change_are_not_one_time() -> None:
    assert is_one([year(2016)]) and is_one([month(2016, 2)])
    assert not is_one([]) and not is_one([year(2017), year(2020)])
    assert not is_one([Days(date(2016, 1, 1), date.max)]) and not is_one([Days(date.min, date(2016, 1, 1))])
