"""What stands around a place: whole sentences, over paragraphs, up to headings and debris."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, Span
from pullquote.rag.context import around as module
from pullquote.rag.context.around import around, surroundings
from tests.conftest import article
from tests.rag.context.conftest import articles, place_of, sentences_of

NEWS = "Snow fell.\n\nThe mill closed.\n\nAda Berg sold it.\n\nNobody paid.\n\nThe pond froze."


def shown(text: str, words: str, count: int = 2) -> str:
    held = article("a", text)
    return text[slice(*surroundings(held, place_of(held, words), count=count))]


@settings(deadline=None)
@given(article=articles(), data=st.data(), count=st.integers(0, 4))
def test_so_many_whole_sentences_are_shown_on_either_side_and_no_debris(
    article: Article, data: st.DataObject, count: int
) -> None:
    found = sentences_of(article)
    assume(found)
    chosen = data.draw(st.sampled_from(found))
    span = surroundings(article, chosen, count=count)
    assert span.start <= chosen.start < chosen.end <= span.end
    assert all(span.end <= debris.start or debris.end <= span.start for debris in article.debris)
    assert span.start in {one.start for one in found} and span.end in {one.end for one in found}
    more = surroundings(article, chosen, count=count + 1)
    assert more.start <= span.start and span.end <= more.end


@settings(deadline=None)
@given(text=st.text(min_size=1, max_size=300), data=st.data())
def test_any_place_in_any_text_stays_inside_what_is_shown(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    chosen = Span(start, data.draw(st.integers(start + 1, len(text))))
    span = surroundings(article("a", text), chosen)
    assert 0 <= span.start <= chosen.start < chosen.end <= span.end <= len(text)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "Ada Berg sold it."),
        (1, "The mill closed.\n\nAda Berg sold it.\n\nNobody paid."),
        (2, NEWS),
        (9, NEWS),
    ],
)
def test_paragraphs_of_one_sentence_are_no_border(count: int, expected: str) -> None:
    assert shown(NEWS, "Ada Berg sold it.", count) == expected


@pytest.mark.parametrize("heading", ["# The mill", "The end of the mill"])
def test_a_heading_ends_what_is_shown(heading: str) -> None:
    text = f"Snow fell.\n\n{heading}\n\nAda Berg sold it. Nobody paid."
    assert shown(text, "Ada Berg sold it.") == "Ada Berg sold it. Nobody paid."
    assert shown(text, "Snow fell.") == "Snow fell."


def test_nothing_before_a_heading_is_shown_with_it() -> None:
    assert shown("Snow fell.\n\n# The mill\n\nNobody paid.", "# The mill") == "# The mill\n\nNobody paid."


def test_debris_ends_what_is_shown() -> None:
    text = "Ada Berg ran the mill.\nSign up for our newsletter\nShe sold it in 1931."
    held = article("a", text, debris=((23, 49),))
    assert held.text[23:49] == "Sign up for our newsletter"
    assert surroundings(held, place_of(held, "She sold it in 1931.")) == place_of(held, "She sold it in 1931.")
    assert around(held, Span(23, 49)) is None


def test_the_number_of_an_item_goes_with_what_it_numbers() -> None:
    held = article("a", "The bill would:\n1. Close the lock.\n2. Raise the toll.")
    found = around(held, place_of(held, "Raise the toll."))
    assert found is not None
    assert held.text[slice(*found.place)] == "2. Raise the toll."
    assert [held.text[slice(*span)] for span in found.before()] == ["1. Close the lock.", "The bill would:"]


def test_a_place_inside_a_sentence_is_shown_with_all_of_it() -> None:
    assert shown("Snow fell. Ada Berg sold the mill. Nobody paid.", "Berg sold", 0) == "Ada Berg sold the mill."


def test_an_article_is_cut_into_paragraphs_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []

    def noted(text: str, _debris: tuple[Span, ...]) -> list[Span]:
        cut.append(text)
        return [Span(0, len(text))]

    monkeypatch.setattr(module, "paragraphs", noted)
    held = article("a", "An article that nothing else is made of. It has two sentences.")
    for start in (0, 41):
        surroundings(held, Span(start, start + 5))
    assert len(cut) == 1
