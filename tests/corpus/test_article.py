"""An article is made of what its caller meant, or refused."""

from datetime import date, datetime
from typing import Any

import pytest

from pullquote.corpus import Article, BadInputError, Source, Span


@pytest.mark.parametrize("given", ["2020-06-26", "June 26, 2020", datetime(2020, 6, 26, 23, 59), date(2020, 6, 26)])
def test_a_day_of_publication_may_be_given_as_text(given: Any) -> None:
    assert Source("a", "a", "A", published=given).published == date(2020, 6, 26)


def test_numbers_and_lists_become_the_line_that_they_stand_for() -> None:
    made = Source("a", "a", 1984, author=["Ann Lee", "Bo"])  # type: ignore[arg-type]
    assert (made.title, made.author) == ("1984", "Ann Lee, Bo")


@pytest.mark.parametrize(
    ("name", "value"), [("published", 2020), ("published", "spring"), ("title", {"a": 1}), ("url", b"x")]
)
def test_what_cannot_be_understood_is_refused(name: str, value: Any) -> None:
    with pytest.raises(BadInputError, match=r"needed|not a full date"):
        Source(**{"id": "a", "file": "a", "title": "A", name: value})


def test_a_text_of_another_type_is_refused() -> None:
    with pytest.raises(BadInputError, match="the text of 'a' is bytes; needed: text"):
        Article(Source("a", "a", "A"), b"words")  # type: ignore[arg-type]


def test_a_source_of_another_type_is_refused() -> None:
    with pytest.raises(BadInputError, match="the source of an article is 'a'; needed: a Source"):
        Article("a", "text")  # type: ignore[arg-type]


def test_debris_may_be_pairs_of_numbers() -> None:
    assert Article(Source("a", "a", "A"), "The text", [(1, 2)]).debris == (Span(1, 2),)  # type: ignore[arg-type]


@pytest.mark.parametrize("debris", [5, [1, 2], [("a", "b")], [(1, 2, 3)]])
def test_debris_of_another_type_is_refused(debris: Any) -> None:
    with pytest.raises(BadInputError, match="needed: pairs of start and end"):
        Article(Source("a", "a", "A"), "The text", debris)


@pytest.mark.parametrize("debris", [((3, 2),), ((0, 9),), ((2, 4), (1, 2)), ((0, 3), (2, 4)), ((1, 1),)])
def test_debris_is_sorted_disjoint_and_inside_the_text(debris: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="not sorted, disjoint and inside 0"):
        Article(Source("a", "a", "A"), "The text", tuple(Span(*edges) for edges in debris))


def test_texts_that_differ_in_debris_and_white_space_only_have_one_fingerprint() -> None:
    plain = Article(Source("a", "a", "A"), "The ferry sank.")
    marked = Article(Source("b", "b", "B"), "Advertisement\nThe  ferry\nsank.", (Span(0, 13),))
    assert plain.fingerprint == marked.fingerprint and plain.sha256 != marked.sha256
    assert marked.kept == ["", "\nThe  ferry\nsank."]
