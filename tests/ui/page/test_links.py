"""Links that ask a question again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import BadInputError
from pullquote.index import Filters
from pullquote.ui.page.links import MOST_EARLIER, FilterForm, Link

WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=9)
SEVERAL = st.lists(WORDS, max_size=3).map(tuple)
DAYS = st.sampled_from(["", "2017", "2020-06", "2020-06-26"])


@given(
    st.builds(
        Link,
        WORDS,
        SEVERAL,
        st.builds(FilterForm, SEVERAL, SEVERAL, DAYS, DAYS, DAYS, st.sampled_from(["", "strict"]), SEVERAL),
        st.booleans(),
        st.booleans(),
    )
)
def test_a_link_comes_back_from_its_query_string(link: Link) -> None:
    assert Link.read(link.query()) == link


def test_a_link_carries_the_last_questions_of_a_long_conversation() -> None:
    asked = tuple(f"Who is {n}?" for n in range(20))
    assert Link.read(Link("Who?", asked).query()).history == asked[-MOST_EARLIER:]


def test_a_link_with_unknown_names_asks_without_them() -> None:
    assert Link.read("?q=Who%3F&zzz=1&after=") == Link("Who?")


def test_a_form_becomes_filters_of_other_articles() -> None:
    form = FilterForm(("A",), ("own:x",), "2017", "2020-06")
    assert form.filters(("x",)) == Filters(("A",), (), date(2017, 1, 1), date(2020, 6, 30), ("x",))
    with pytest.raises(BadInputError, match="is no date"):
        FilterForm(after="soon").filters(())
    own = FilterForm(outlets=("A",), where=("section=sport", "section=news"))
    assert own.filters(()) == Filters.of_mapping({"publisher": "A", "section": ["sport", "news"]})


def test_a_form_in_words_names_what_is_left_of_the_articles() -> None:
    form = FilterForm(("A", "B"), ("1", "2", "3", "4"), "2017", " ")
    assert form.words({"1": "One", "2": "Two"}) == "A or B; “One”, “Two”, 2 more; from 2017 on"
    assert FilterForm().words({}) == ""
    assert FilterForm(where=("section=sport", "a=b=c")).words({}) == "section: sport, a: b=c"
    assert FilterForm(as_of="2017-12-31").words({}) == "what was known by 2017-12-31"
