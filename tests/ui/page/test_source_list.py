"""The list of articles, and by which of their own fields they can be chosen."""

import json

from pullquote.ui.page.source_list import MOST_FIELDS, MOST_TEXTS, Listed, own_choices, source_list
from tests.conftest import source
from tests.ui.conftest import Elements


def test_fields_that_part_the_articles_are_offered_with_their_texts_in_order() -> None:
    sources = [
        source("a", fields={"section": "sport", "tags": ("cup", "final")}),
        source("b", fields={"section": "news", "tags": "cup"}),
        source("c", fields={"section": "sport"}),
    ]
    assert own_choices(sources) == [("section", ["news", "sport"]), ("tags", ["cup", "final"])]


def test_what_is_the_same_in_all_another_in_each_too_much_or_too_long_is_not_offered() -> None:
    number = range(2 * MOST_TEXTS + 2)
    fields: list[dict[str, str | tuple[str, ...]]] = [
        {"same": "x", "id": f"n{n}", "many": f"m{n // 2}", "long": "y" * 99, "a=b": f"z{n % 2}"} for n in number
    ]
    assert own_choices([source(f"s{n}", fields=one) for n, one in enumerate(fields)]) == []
    assert own_choices([]) == []


def test_a_field_that_only_some_articles_have_is_offered() -> None:
    some = [source("a", fields={"desk": "north"}), source("b", fields={"desk": "north"}), source("c")]
    assert own_choices(some) == [("desk", ["north"])]


def test_of_many_fields_those_of_most_articles_are_offered() -> None:
    fields: dict[str, str | tuple[str, ...]] = {f"f{n:02}": "x" for n in range(20)}
    sources = [source("a", fields=fields), source("b", fields=fields), source("c", fields={"f19": "y", "f18": "x"})]
    found = [name for name, _ in own_choices(sources)]
    assert len(found) == MOST_FIELDS and found[0] == "f19"


def test_the_list_says_what_can_be_chosen() -> None:
    listed = [
        Listed("a", source("a", publisher="<Post>", fields={"s": "x"})),
        Listed("b", source("b")),
        *([Listed("c", source("c", fields={"s": "x"}))]),
    ]
    (choices,) = Elements(source_list(listed)).having("data-choices")
    assert json.loads(str(choices)) == {"outlets": ["<Post>"], "fields": [["s", ["x"]]]}
