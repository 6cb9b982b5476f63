"""What programs can call: understood, or refused in one line, whatever they hand in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import BadInputError, NotFoundError
from pullquote.ui.api import Api, without_folder
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


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("after", "publisher", "top", "articles"), ANYTHING)))
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
