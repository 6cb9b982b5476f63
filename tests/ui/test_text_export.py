"""What is copied from an answer: quotes, what stands around them, citations."""

from dataclasses import replace

from pullquote.corpus import Article, Source
from pullquote.ui.text_export import as_markdown, as_text
from tests.ui.conftest import (
    AFTER,
    AGREED,
    BEFORE,
    CHANGED,
    DISPUTED,
    ONODERA,
    SIGNED,
    answer,
    claim,
    of_another_time,
    place,
    quote,
    refusal,
)

SHORT = quote(focus="May 1997")


def test_text_has_the_quote_in_quotation_marks_its_context_outside_them_and_the_citation() -> None:
    start, end = place(SIGNED)
    assert as_text(answer(SHORT)).splitlines() == [
        "When was it signed?",
        "",
        "[1]",
        f"… {BEFORE}",
        f"“{SIGNED}”",
        f"{AFTER} …",
        f"— A <title> · Paper · Ann · 1 June 1997 · Note: retold · one.md, characters {start}–{end}"
        " · https://example.org/1",
    ]


def test_what_may_make_an_answer_a_bad_one_is_copied_before_it() -> None:
    warned = replace(answer(SHORT), warning="It reads as [German].")
    assert as_text(warned).splitlines()[:4] == ["When was it signed?", "", "Beware: It reads as [German].", ""]
    assert as_markdown(warned).splitlines()[2] == r"*Beware:* It reads as \[German\]."


def test_a_quote_that_stands_alone_has_no_context() -> None:
    alone = Article(Source("b", "b.txt", "B"), "One was signed.")
    assert as_text(answer(quote("One was signed.", article=alone))).splitlines()[2:] == [
        "[1]",
        "“One was signed.”",
        "— B · unknown outlet · undated · b.txt, characters 0–15",
    ]


def test_a_refusal_is_copied_with_its_nearest_passage_as_no_answer() -> None:
    assert "\n\nNo answer: It is not said.\n\nNearest passage, not an answer:\n… " in as_text(refusal(SHORT))
    assert as_text(refusal(None)).endswith("No answer: It is not said.\n")


def test_markdown_has_the_quote_in_a_block_its_short_answer_bold_and_its_context_around_the_block() -> None:
    blocks = as_markdown(answer(SHORT)).split("\n\n")
    assert blocks[:4] == [
        "**When was it signed?**",
        f"… {BEFORE}",
        "> The treaty was signed in **May 1997** by \\<both\\> sides.",
        f"{AFTER} …",
    ]
    assert blocks[4].startswith("— A \\<title\\> · Paper")


def test_in_markdown_no_short_answer_of_a_refusal_is_bold() -> None:
    assert "**" not in as_markdown(refusal(SHORT)).split("not an answer")[1]


def test_claims_that_differ_stand_before_the_quotes_in_a_line_each() -> None:
    lines = [
        "June 2020 · Taro Kono · Herald",
        "August 2017 to September 2017 · Itsunori Onodera · 2 independent outlets: Post, Gazette",
    ]
    assert as_text(CHANGED).split("\n\n")[1] == "\n".join(lines)
    assert as_markdown(CHANGED).split("\n\n")[1] == "\\\n".join(lines)


def test_a_dispute_is_copied_as_one() -> None:
    assert as_text(DISPUTED).split("\n\n")[1:3] == [
        "The articles differ; none of these is preferred:\n"
        "26 June 2020 · Taro Kono · Herald\n"
        "3 June 2020 · Gen Nakatani · Post",
        "Undated:\nundated · Tomomi Inada · unknown outlet",
    ]


def test_one_claim_of_several_outlets_is_copied_with_them() -> None:
    assert as_text(AGREED).split("\n\n")[1] == "2 independent outlets: Post, Gazette"
    assert as_text(answer(SHORT)).split("\n\n")[1].startswith("[1]")


def test_what_is_said_of_another_time_is_copied_with_it() -> None:
    copied = as_text(of_another_time(claim(ONODERA)))
    assert "not of 2015.\n\nAugust 2017 · Itsunori Onodera · Post\n\nNearest passage, not an answer:" in copied
