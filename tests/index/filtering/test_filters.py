"""Filters are understood as callers write them, or refused; none is silently something else."""

from datetime import date, datetime
from typing import Any

import pytest

from pullquote.corpus import BadInputError, Source
from pullquote.index import Condition, Filters


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"publisher": "Nikkei"}, Filters(publisher=("Nikkei",))),
        ({"author": ["Ana", "Bo"]}, Filters(author=("Ana", "Bo"))),
        ({"articles": ("a", "b")}, Filters(articles=("a", "b"))),
        ({"after": "2020-06"}, Filters(after=date(2020, 6, 1))),
        ({"before": "2020-06"}, Filters(before=date(2020, 6, 30))),
        ({"before": "2020"}, Filters(before=date(2020, 12, 31))),
        ({"after": "26 June 2020"}, Filters(after=date(2020, 6, 26))),
        ({"after": datetime(2020, 6, 26, 23, 59)}, Filters(after=date(2020, 6, 26))),
        ({"publisher": None, "author": "", "after": None, "before": "", "articles": []}, Filters()),
        ({"fields": {"Section": "Sport"}}, Filters(fields=(Condition("section", ("Sport",)),))),
        ({"fields": {"section": "", "tags": []}}, Filters()),
    ],
)
def test_what_callers_write_is_understood(written: dict[str, Any], meant: Filters) -> None:
    assert Filters.of(**written) == Filters.of_mapping(written) == meant


@pytest.mark.parametrize("name", ["publisher", "author", "articles"])
@pytest.mark.parametrize("value", [5, b"Nikkei", ["Nikkei", 5], {"a": 1}, date(2020, 1, 1)])
def test_names_of_another_type_are_refused(name: str, value: Any) -> None:
    with pytest.raises(BadInputError, match=f"{name} is .*needed: a name as text, or a list of names"):
        Filters.of_mapping({name: value})


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize("value", [2020, 20200626.0, ["2020"], True])
def test_days_of_another_type_are_refused(name: str, value: Any) -> None:
    with pytest.raises(BadInputError, match=f"{name} is .*needed: a date, or text such as"):
        Filters.of_mapping({name: value})


@pytest.mark.parametrize("text", ["soon", "2020-13", "2020-6-31", "06/07/2020"])
def test_text_that_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="is no date"):
        Filters.of(after=text)


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(BadInputError, match=r"filters are a mapping of publisher, .*, not str"):
        Filters.of_mapping("Nikkei")  # type: ignore[arg-type]


def test_filters_that_are_made_stay_as_they_are_and_empty_ones_are_false() -> None:
    made = Filters(publisher=("Nikkei",))
    assert Filters.of_mapping(made) is made
    assert made and not Filters()


def test_of_several_names_one_is_enough_and_case_and_composition_do_not_count() -> None:
    source = Source("a", "a", "", publisher="Süddeutsche Zeitung")
    assert Filters.of(publisher=["nikkei", "SU\u0308D"]).passes(source)
    assert not Filters.of(publisher="nikkei").passes(source)
