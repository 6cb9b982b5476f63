"""Own metadata is filtered by what it is, is not, and of what day it is; filters stand in one another."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import BadInputError, Source
from pullquote.index import Condition, Filters
from tests.conftest import article, index_of

SPORT = Source("a", "a", "A", "Post", fields={"section": "Sport", "tags": ("harbour", "toll"), "event": "2020-03"})
NEWS = Source("b", "b", "B", "Herald", fields={"section": "news", "priority": "3"})
BARE = Source("c", "c", "C")
ALL = (SPORT, NEWS, BARE)


@pytest.mark.parametrize(
    ("where", "passing"),
    [
        ({"section": "sport"}, "a"),
        ({"SECTION": ["sport", "News"]}, "ab"),
        ({"section": {"in": ["sport"]}}, "a"),
        ({"section": {"not": "sport"}}, "bc"),
        ({"section": {"not": ["sport", "news"]}}, "c"),
        ({"tags": "toll"}, "a"),
        ({"tags": {"in": "harbour", "not": "toll"}}, ""),
        ({"section": "spo"}, ""),
        ({"priority": 3}, "b"),
        ({"event": {"after": "2020"}}, "a"),
        ({"event": {"after": "2020-03-02"}}, ""),
        ({"event": {"before": date(2020, 3, 31)}}, "a"),
        ({"event": {"before": "2020-03-30"}}, ""),
        ({"section": {"before": "2099"}}, ""),
        ({"publisher": "post", "section": "news"}, ""),
        ({"or": [{"publisher": "post"}, {"section": "news"}]}, "ab"),
        ({"and": [{"tags": "toll"}, {"tags": "harbour"}]}, "a"),
        ({"not": {"section": "sport"}}, "bc"),
        ({"not": [{"section": "sport"}, {"section": "news"}]}, "c"),
        ({"not": {"or": [{"publisher": "post"}, {"priority": 3}]}, "section": ["sport", "news"]}, ""),
        ({"fields": {"section": "news"}}, "b"),
        ({}, "abc"),
    ],
)
def test_what_is_asked_for_passes(where: dict[str, Any], passing: str) -> None:
    assert "".join(s.id for s in ALL if Filters.of_mapping(where).passes(s)) == passing


def test_a_field_that_is_called_as_a_filter_is_asked_for_among_the_fields() -> None:
    source = Source("a", "a", "A", fields={"after": "noon", "not": "so"})
    assert Filters.of_mapping({"fields": {"after": "Noon", "not": "so"}}).passes(source)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"section": {"like": "x"}}, "section has no test 'like'; known: in, not, after, before"),
        ({"section": {}, "or": []}, "'or' is \\[\\]; needed: filters, none of them empty"),
        ({"not": {}}, "'not' is {}; needed: filters, none of them empty"),
        ({"and": ["x"]}, "filters are a mapping of publisher, .*, not str"),
        ({"section": {"in": {"x": 1}}}, "in of section is {'x': 1}; needed: a text, or several"),
        ({"section": {"after": "soon"}}, "'soon' is no date"),
        ({"section": {"after": "2021", "before": "2020"}}, "section is after 2021-01-01 and before 2020-12-31"),
        ({"section": {"in": []}}, "section is .*; needed: a text, several, or a mapping of in"),
        ({"section": "half \ud800"}, "the filter section has half a character"),
        ({"section": object()}, "is no text, number or list of them"),
        ({"fields": "section"}, "fields is 'section'; needed: a mapping"),
        ({"fields": {"section": "a"}, "section": "b"}, "the field 'section' is given twice"),
    ],
)
def test_what_cannot_be_understood_is_refused(where: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        Filters.of_mapping(where)


def test_filters_deep_in_one_another_are_refused() -> None:
    where: dict[str, Any] = {"section": "x"}
    for _ in range(5000):
        where = {"not": where}
    with pytest.raises(BadInputError, match="more than 10 deep"):
        Filters.of_mapping(where)


NAMES = st.sampled_from(["section", "tags", "event", "publisher"])
TEXTS = st.sampled_from(["Sport", "news", "toll", "2020-03", "Post", "3"])
FLAT = st.dictionaries(NAMES, TEXTS | st.lists(TEXTS, min_size=1, max_size=2), min_size=1)
WHERE = st.recursive(
    FLAT,
    lambda inner: st.fixed_dictionaries({}, optional={"and": st.lists(inner, min_size=1), "not": inner}).filter(bool),
    max_leaves=5,
)


@given(WHERE)
def test_filters_written_down_are_read_back_as_they_were(where: dict[str, Any]) -> None:
    made = Filters.of_mapping(where)
    assert Filters.of_mapping(json.loads(json.dumps(made.to_dict()))) == made


@given(WHERE, st.sampled_from(ALL))
def test_not_is_all_the_others(where: dict[str, Any], source: Source) -> None:
    assert Filters.of_mapping({"not": where}).passes(source) != Filters.of_mapping(where).passes(source)


def test_the_filters_with_a_name_join_those_of_a_mapping() -> None:
    where = Filters.of_mapping({"section": "sport", "not": {"tags": "toll"}})
    joined = where.merged(Filters.of(publisher="Post"))
    assert joined == Filters.of_mapping({"section": "sport", "not": {"tags": "toll"}, "publisher": "Post"})
    with pytest.raises(BadInputError, match="the filter 'publisher' is given twice"):
        joined.merged(Filters.of(publisher="Herald"))


def test_names_that_nobody_has_are_told_from_those_that_only_do_not_meet() -> None:
    where = {"publisher": ["Post", "Heralt"], "author": "Bo", "or": [{"section": ["news", "sprot"]}, {"articles": "z"}]}
    told = [("outlet", "Heralt"), ("author", "Bo"), ("section", "sprot"), ("article", "z")]
    assert Filters.of_mapping(where).unmatched(ALL) == told
    assert Filters.of_mapping({"publisher": "post", "section": "news", "not": {"tags": "x"}}).unmatched(ALL) == []


def test_as_many_texts_as_one_likes_can_be_asked_for() -> None:
    ids = [f"document {n}" for n in range(1000)]
    condition = Condition.of("id", {"in": ids, "not": ids[:1]})
    assert (condition.among, condition.excluded) == (tuple(ids), ("document 0",))


def test_a_condition_is_the_same_however_it_is_written() -> None:
    assert Condition.of("Section", "x") == Condition.of("section", ["x"]) == Condition.of("section", {"in": ["x"]})


def test_own_metadata_filters_before_the_cut(tmp_path: Path) -> None:
    many = [article(f"n{n}", f"The ferry number {n} sank.", fields={"section": "news"}) for n in range(150)]
    index = index_of(tmp_path / "i", *many, article("last", "Nothing to do with it.", fields={"section": "sport"}))
    found = index.search("Did the ferry sink?", 3, where={"section": "sport"})
    assert [hit.passage.article.id for hit in found] == ["news/last.txt"]
    index.close()


def test_a_field_that_no_article_has_is_refused_with_those_that_are_there(tmp_path: Path) -> None:
    index = index_of(tmp_path / "i", article("a", "The ferry sank.", fields={"section": "news", "desk": "x"}))
    known = (
        "no filter 'outlet'; known: publisher, author, after, before, articles, and, or, not; the articles' own: desk"
    )
    with pytest.raises(BadInputError, match=known):
        index.search("ferry", where={"outlet": "Nikkei"})
    index.close()
