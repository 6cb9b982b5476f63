"""Every article that may answer is read, and no fewer passages."""

from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import Span
from pullquote.index import Hit, Passage
from pullquote.rag.claims.spread import spread
from tests.conftest import article

TEXT = "x" * 40
ARTICLES = [article(name, TEXT) for name in "abcdef"]


def hits(articles: list[int]) -> list[Hit]:
    return [Hit(Passage(ARTICLES[n], 0, 9, (Span(0, 9),), i), 1 - i / 100, 0, 0) for i, n in enumerate(articles)]


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(1, 12))
def test_as_many_are_read_in_the_order_found_and_no_article_is_left_out_for_a_third_of_another(
    articles: list[int], count: int
) -> None:
    found = hits(articles)
    read = spread(found, count)
    assert len(read) == min(count, len(found))
    assert read == [hit for hit in found if hit in read]
    assert read[: round(count / 2)] == found[: round(count / 2)]
    several = {hit.passage.article.id for hit in read[round(count / 2) :]}
    if len({*articles}) <= count // 2:
        assert {hit.passage.article.id for hit in read} == {hit.passage.article.id for hit in found} or not several


def test_half_go_by_score_then_each_article_has_its_best() -> None:
    found = hits([0, 0, 0, 0, 0, 0, 1, 0, 2, 1])
    assert [hit.passage.id for hit in spread(found, 4)] == [0, 1, 6, 8]
    assert [hit.passage.id for hit in spread(found, 6)] == [0, 1, 2, 3, 6, 8]
