"""The source pane: the whole text, with every quote and its context where they stand."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pullquote.corpus import Article, Source, Span
from pullquote.index import Passage
from pullquote.rag import Quote
from pullquote.ui.page.source_pane import CUT, WIDEST, Piece, pieces, source_pane
from tests.ui.conftest import AFTER, BEFORE, STORY, quote

TEXT = STORY.text
OTHER = Article(Source("a/two.md", "two.md", "Two", url="javascript:alert(1)"), "Two was signed too.")


def test_debris_is_greyed_the_quote_marked_and_its_context_marked_lighter() -> None:
    assert pieces(STORY, [(0, quote(focus="May 1997"))]) == [
        Piece("Menu | Home", "pq-debris"),
        Piece("\n\n"),
        Piece(f"{BEFORE} ", "pq-around"),
        Piece("The treaty was signed in ", "pq-mark", (0,)),
        Piece("May 1997", "pq-mark pq-focus", (0,)),
        Piece(" by <both> sides.", "pq-mark", (0,)),
        Piece(f" {AFTER}", "pq-around"),
        Piece("\n\nAn end.\n"),
    ]


def test_what_is_nearest_to_a_refused_question_is_marked_as_no_answer() -> None:
    kinds = {piece.kind for piece in pieces(STORY, [(0, quote(focus="May 1997"))], refused=True) if piece.quotes}
    assert kinds == {"pq-mark pq-nearest"}


@given(st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 40)), min_size=1, max_size=4))
def test_every_character_is_there_once_and_a_quotes_marks_are_the_quote_however_quotes_overlap(
    places: list[tuple[int, int]],
) -> None:
    spans = [(start, min(start + length, len(TEXT))) for start, length in places]
    quotes = [Quote(Passage(STORY, start, end), start, end, 1.0) for start, end in spans]
    found = pieces(STORY, list(enumerate(quotes)))
    assert "".join(piece.text for piece in found) == TEXT
    for number, one in enumerate(quotes):
        assert "".join(piece.text for piece in found if number in piece.quotes) == one.text


def test_of_a_book_only_the_part_around_the_quote_is_shown() -> None:
    book = Article(Source("b", "b", "Book"), f"{'x' * 400_000}\n\nThe end.\n\n{'y' * 400_000}")
    found = pieces(book, [(0, quote("The end.", article=book))])
    assert found[0] == found[-1] == CUT
    assert sum(len(piece.text) for piece in found[1:-1]) == WIDEST + len("The end.")


def test_the_pane_of_two_articles_holds_both_and_only_web_addresses_are_links() -> None:
    shown = source_pane([quote(), quote("Two was signed too.", article=OTHER)], key="0-0", current=1)
    assert shown.count('<article class="pq-article"') == 2
    assert 'data-total="2"' in shown and "2 of 2" in shown
    assert shown.count("href=") == 1 and '<span class="pq-dead">javascript:alert(1)</span>' in shown


def test_front_matter_and_what_is_blank_behind_it_are_not_for_readers_and_lines_of_a_page_are_read_on() -> None:
    front = "---\ntitle: One\n---\n"
    line = "A line that is as long as the lines of a page are, and goes"
    text = f"{front}\n\n{line}\non here.\n\nShort\nlines."
    article = Article(Source("p.pdf", "p.pdf", "P"), text, debris=(Span(0, len(front)),), loader="pypdf 6")
    shown = "".join(piece.text for piece in pieces(article, ()))
    assert shown == f"{line} on here.\n\nShort\nlines."
    plain = replace(article, loader="text 1")
    assert "".join(piece.text for piece in pieces(plain, ())) == text.removeprefix(f"{front}\n\n")


def test_an_article_can_be_read_without_a_quote() -> None:
    shown = source_pane(article=STORY)
    assert "Article" in shown and 'data-total="0"' in shown and "data-quotes" not in shown


def test_without_a_quote_the_pane_says_what_it_is_for() -> None:
    assert "The article opens here" in source_pane()
