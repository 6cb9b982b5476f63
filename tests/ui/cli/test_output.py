"""What a person sees of answers, passages and articles."""

from collections.abc import Callable

import pytest

from pullquote.corpus import Span
from pullquote.index import Hit, Passage
from pullquote.rag import Answer
from pullquote.ui.cli.output import print_answer, print_article, print_hit
from pullquote.ui.cli.screen import Screen
from tests.ui.conftest import AFTER, BEFORE, SIGNED, STORY, answer, place, quote, refusal

Show = Callable[[Answer], str]
START, END = place(SIGNED)
CITATION = (
    "  A <title>\n"
    "  Paper · Ann · 1 June 1997\n"
    "  Note: retold\n"
    f"  one.md, characters {START}–{END} · https://example.org/1\n"
)


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Show:
    """An answer as it is printed where no style is shown."""

    def show(answer: Answer) -> str:
        print_answer(Screen(), answer)
        return capsys.readouterr().out

    return show


def test_an_answer_is_the_short_answer_its_sentence_in_context_and_who_published_it(show: Show) -> None:
    assert show(answer(quote(focus="May 1997"))) == (
        "May 1997\n"
        "\n"
        f"| {BEFORE}\n"
        "> The treaty was signed in **May 1997** by <both> sides.\n"
        f"| {AFTER}\n"
        f"{CITATION}"
        "\n"
        "Likely the answer: about 8 in 10 answers this sure should be right\n"
    )


def test_every_further_quote_has_its_own_citation_and_note(show: Show) -> None:
    shown = show(answer(quote(focus="May 1997"), quote(AFTER)))
    assert f"\n\nAlso:\n| {BEFORE} {SIGNED}\n> {AFTER}\n" in shown
    assert shown.count("Note: retold") == 2


def test_a_refusal_says_why_and_that_the_nearest_passage_is_no_answer(show: Show) -> None:
    assert show(refusal(quote(focus="May 1997"))) == (
        "Understood as: Who paid for it?\n"
        "\n"
        "No answer. It is not said.\n"
        "\n"
        "Nearest passage, not an answer:\n"
        f"| {BEFORE}\n"
        f"> {SIGNED}\n"
        f"| {AFTER}\n"
        f"{CITATION}"
    )


def test_a_question_that_was_understood_as_it_stands_is_not_repeated(show: Show) -> None:
    assert "Understood" not in show(Answer(" who \n is it?", "who is it?", 0.82, (quote(),)))


def test_a_passage_is_shown_with_its_scores(capsys: pytest.CaptureFixture[str]) -> None:
    print_hit(Screen(), 1, Hit(Passage(STORY, START, END), 0.5, 0.25, 0.75))
    assert capsys.readouterr().out == f"1. score 0.500 (meaning 0.250, words 0.750)\n> {SIGNED}\n{CITATION}"


def test_an_article_is_shown_whole_with_the_characters_asked_for_marked(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(Screen(), STORY, Span(START, END))
    assert capsys.readouterr().out == f"{CITATION}\n{STORY.text.replace(SIGNED, f'**{SIGNED}**')}\n".replace(
        "\n\n\n", "\n\n"
    )


def test_an_article_without_marks_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(Screen(), STORY)
    out = capsys.readouterr().out
    assert out.endswith(STORY.text + "\n") and "characters" not in out
