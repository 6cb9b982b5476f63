"""What a person sees of answers, passages and articles."""

from collections.abc import Callable

import pytest

from pullquote.corpus import Span
from pullquote.index import Hit, Passage
from pullquote.rag import Answer
from pullquote.ui.claim_lines import claim_lines
from pullquote.ui.cli.output import print_answer, print_article, print_hit, print_timeline
from pullquote.ui.cli.screen import Screen
from tests.conftest import article
from tests.ui.conftest import (
    AFTER,
    AGREED,
    BEFORE,
    CHANGED,
    DISPUTED,
    ONODERA,
    SIGNED,
    STORY,
    answer,
    claim,
    of_another_time,
    place,
    quote,
    refusal,
)

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


def test_of_a_word_without_end_the_beginning_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    endless = article("endless", f"Look: {'a' * 200_000} ends.")
    print_hit(Screen(), 1, Hit(Passage(endless, 0, len(endless.text)), 0.5, 0.25, 0.75))
    assert f"Look: {'a' * 200}… ends." in capsys.readouterr().out


def test_an_article_is_shown_whole_with_the_characters_asked_for_marked(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(Screen(), STORY, Span(START, END))
    assert capsys.readouterr().out == f"{CITATION}\n{STORY.text.replace(SIGNED, f'**{SIGNED}**')}\n".replace(
        "\n\n\n", "\n\n"
    )


def test_an_article_without_marks_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(Screen(), STORY)
    out = capsys.readouterr().out
    assert out.endswith(STORY.text + "\n") and "characters" not in out


def test_where_claims_differ_there_is_a_line_for_each_and_its_time_before_its_quotes(show: Show) -> None:
    shown = show(CHANGED)
    assert shown.startswith(
        "June 2020 · Taro Kono · Herald\n"
        "August 2017 to September 2017 · Itsunori Onodera · 2 independent outlets: Post, Gazette\n"
        "\n"
        "June 2020 · Taro Kono:\n"
        "> Minister **Taro Kono** spoke on Friday.\n"
    )
    assert "\n\nAugust 2017 to September 2017 · Itsunori Onodera:\n> Minister **Itsunori" in shown
    assert "\n\nAlso:\n> Minister **Onodera**" in shown


def test_in_a_dispute_none_is_preferred(show: Show) -> None:
    shown = show(DISPUTED)
    assert shown.startswith(
        "The articles differ; none of these is preferred:\n"
        "26 June 2020 · Taro Kono · Herald\n"
        "3 June 2020 · Gen Nakatani · Post\n"
        "\n"
        "Undated:\n"
        "undated · Tomomi Inada · unknown outlet\n"
    )
    assert (
        shown.index("3 June 2020 · Gen Nakatani:")
        < shown.index("Likely an answer:")
        < shown.index("undated · Tomomi Inada:")
    )
    assert "the answer" not in shown


def test_one_claim_says_who_agrees_and_nothing_of_times(show: Show) -> None:
    shown = show(AGREED)
    assert shown.startswith("Itsunori Onodera\n\n> Minister")
    assert "\n  2 independent outlets: Post, Gazette\n" in shown
    assert " · Itsunori" not in shown


def test_what_is_said_of_another_time_only_is_shown_with_it_and_is_no_answer(show: Show) -> None:
    shown = show(of_another_time(claim(ONODERA)))
    assert shown.startswith(
        "No answer. Only of other times, not of 2015.\n"
        "\n"
        "August 2017 · Itsunori Onodera · Post\n"
        "\n"
        "Nearest passage, not an answer (August 2017):\n"
        "> Minister Itsunori Onodera spoke on Friday.\n"
    )


@pytest.mark.parametrize("answer", [CHANGED, DISPUTED, AGREED, of_another_time(claim(ONODERA)), refusal(quote())])
def test_a_timeline_has_a_line_for_each_claim_and_no_quote(answer: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    print_timeline(Screen(), answer)
    out = capsys.readouterr().out.splitlines()
    assert [line for line in out if " · " in line] == [str(line) for line in claim_lines(answer)]
    assert not [line for line in out if line.startswith((">", "|", "  "))]
    assert any(line.startswith("No answer. ") for line in out) is not answer.answered
