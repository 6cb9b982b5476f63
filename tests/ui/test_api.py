"""What programs can call: understood, or refused in one line, whatever they hand in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import BadInputError, NotFoundError
from pullquote.index import Filters
from pullquote.ui.api import Api, where_of, without_folder
from pullquote.ui.collection import Collection
from tests.ui.conftest import WORTH


@pytest.fixture(scope="session")
def api(collection: Collection) -> Api:
    return Api(collection)


def test_ask_is_the_bots_answer(api: Api, collection: Collection) -> None:
    assert api.ask(WORTH).to_dict() == collection.bot.ask(WORTH).to_dict()


@pytest.mark.parametrize("year", ["2020", 2020, " 2020 "])
def test_a_year_may_be_a_number_or_text(api: Api, year: object) -> None:
    found = api.search("missile defense", after=year, top="50")["hits"]
    assert found and all((hit["article"]["published"] or "") >= "2020" for hit in found)
    assert api.ask("missile defense", as_of=year).quotes


@pytest.mark.parametrize("publisher", ["nikkei", ["nikkei"], ("nikkei", "no such outlet")])
def test_one_name_may_stand_for_a_list(api: Api, publisher: object) -> None:
    found = api.search("missile defense", publisher=publisher)["hits"]
    assert {hit["article"]["publisher"] for hit in found} == {"Nikkei Asian Review (retold)"}


@pytest.mark.parametrize(
    ("where", "files"),
    [
        ({"section": "Sport"}, {"cup.txt", "race.txt"}),
        ("section=sport", {"cup.txt", "race.txt"}),
        (["section=sport", "section=politics"], {"cup.txt", "race.txt", "vote.txt"}),
        ({"section": {"not": "sport"}}, {"vote.txt"}),
        ({"event": {"after": "2020"}}, {"race.txt"}),
        ({"or": [{"tags": "vote"}, {"event": {"before": "2020"}}]}, {"cup.txt", "vote.txt"}),
        ('{"event": {"before": "2020"}}', {"cup.txt"}),
        ({}, {"cup.txt", "race.txt", "vote.txt"}),
    ],
)
def test_articles_can_be_chosen_by_their_own_fields(sectioned: Collection, where: object, files: set[str]) -> None:
    found = Api(sectioned).search("who won", where=where)["hits"]
    assert {hit["article"]["file"] for hit in found} == files


def test_lines_of_one_field_are_any_of_its_texts_and_all_fields_must_hold() -> None:
    lines = ["section=sport", "section = news", "formula=a=b"]
    assert where_of(lines) == {"fields": {"section": ["sport", "news"], "formula": ["a=b"]}}


def test_a_line_may_be_a_mapping_as_json_all_of_which_must_hold() -> None:
    found = Filters.of_mapping(where_of(["section=sport", '{"tags": {"not": "old"}}', '{"or": [{"a": "b"}]}']))
    assert found.own_names == {"section", "tags", "a"} and len(found.every) == 2


@pytest.mark.parametrize("line", ["section", "=sport", "section=", ""])
def test_what_is_no_field_and_its_text_is_refused(line: str) -> None:
    with pytest.raises(BadInputError, match="needed: a field and a text, such as section=sport"):
        where_of([line])


@given(st.lists(st.text('{}[]":=ab ', max_size=12), max_size=3))
def test_whatever_is_written_is_understood_or_bad_input(lines: list[str]) -> None:
    try:
        Filters.of_mapping(where_of(lines))
    except BadInputError as error:
        assert "\n" not in str(error)


def test_json_that_is_none_is_refused_in_one_line() -> None:
    for line in ("{", '{"section": ', "{" * 5_000, '{"a":' * 5_000):
        with pytest.raises(BadInputError, match="needed: JSON"):
            where_of([line])


def test_filters_by_name_and_in_where_must_both_hold(sectioned: Collection) -> None:
    found = Api(sectioned).search("who won", where={"section": "sport"}, articles="news/cup.txt")["hits"]
    assert [hit["article"]["file"] for hit in found] == ["cup.txt"]
    refused = Api(sectioned).ask("Who won the race?", where={"section": "chess"}).refusal
    assert refused and refused.kind == "filtered_out" and "no section 'chess'" in refused.message


WRONG: dict[str, dict[str, Any]] = {
    "question is 5; needed: text": {"question": 5},
    "question is ['Who?']; needed: text": {"question": ["Who?"]},
    "question is None; needed: text": {"question": None},
    "top is 'many'; allowed: 1 to 50": {"top": "many"},
    "top is [3]; allowed: 1 to 50": {"top": [3]},
    "top is 51; allowed: 1 to 50": {"top": 51},
    "top is True; allowed: 1 to 50": {"top": True},
    "history is 'Who?'; needed: a list of turns": {"history": "Who?"},
    "turn 1 is 'Who?'; needed: an object": {"history": ["Who?"]},
    "turn 1 is {'answer': 'Me'}; needed: an object": {"history": [{"answer": "Me"}]},
    "the answer of turn 1 is 5; needed: text": {"history": [{"question": "Who?", "answer": 5}]},
    "publisher is 5": {"publisher": 5},
    "author is [5]": {"author": [5]},
    "articles is {'a': 1}": {"articles": {"a": 1}},
    "after is ['2020']": {"after": ["2020"]},
    "'soon' is no date": {"before": "soon"},
    "as_of is 2020.5": {"as_of": 2020.5},
    "no filter 'publishers'; known: publisher": {"question": "Who sank the ferry?", "publishers": "x"},
    "no filter 'section'; known: publisher": {"question": "Who sank the ferry?", "where": {"section": "x"}},
    "where is 'section'; needed: a field and a text": {"where": ["section"]},
    "filters are a mapping of publisher": {"where": 5},
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_type_is_refused_in_one_line_that_names_it(api: Api, line: str) -> None:
    given_: dict[str, Any] = {"question": "Who?", **WRONG[line]}
    with pytest.raises(BadInputError) as refused:
        api.ask(given_.pop("question"), **given_)
    said = str(refused.value)
    assert "\n" not in said
    assert said.startswith(line)


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text("a02-", max_size=6)
ANYTHING = PLAIN | st.lists(PLAIN, max_size=2) | st.dictionaries(st.sampled_from("ab"), PLAIN, max_size=1)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("after", "publisher", "top", "articles", "where"), ANYTHING)))
def test_whatever_is_handed_in_is_understood_or_bad_input(api: Api, values: dict[str, Any]) -> None:
    try:
        assert api.search("missile defense", **values)["format"] == 2
    except BadInputError as error:
        assert "\n" not in str(error)


def test_a_search_for_nothing_or_too_much_is_refused(api: Api) -> None:
    for question, line in ((" ", "the question is empty"), ("x" * 10_001, "allowed: 10,000")):
        with pytest.raises(BadInputError, match=line):
            api.search(question)


def test_an_article_that_is_not_there_is_not_found(api: Api) -> None:
    with pytest.raises(NotFoundError):
        api.article("no/such")
    with pytest.raises(BadInputError, match="id is 5; needed: text"):
        api.article(5)


def test_half_a_character_is_mended_in_questions_histories_and_searches(api: Api) -> None:
    asked = api.ask("Who is \ud800?", history=[{"question": "a \udc00", "answer": "\ud800"}])
    assert asked.question == "Who is \ufffd?"
    assert api.search("aegis \udfff")["question"] == "aegis \ufffd"


def test_no_error_names_the_folder_of_the_index(api: Api, collection: Collection) -> None:
    with pytest.raises(NotFoundError) as error:
        api.article("nothing.md")
    assert str(error.value) == "no article 'nothing.md' in the index"
    with pytest.raises(BadInputError) as said, without_folder(collection.index.folder):
        raise BadInputError(f"the index in {collection.index.folder} is damaged; run: x {collection.index.folder}")
    assert str(said.value) == "the index is damaged"
