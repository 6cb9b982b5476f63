"""Sentences end where a reader would end them, and no text takes for ever."""

import re

import pytest

from pullquote.index import paragraphs, sentences
from pullquote.index.sentences import LONGEST_RUN, pieces
from tests.tools.growth import PIECES, grows_too_fast, run


def spans(text: str) -> list[str]:
    return [text[a:b] for block in paragraphs(text) for a, b in sentences(text, block)]


def test_abbreviations_of_news_text_end_no_sentence() -> None:
    text = (
        "The U.S. Navy sent Gen. Ito home on Aug. 17. Mr. Abe met Lt. Cmdr. Sato in the U.S. He left. "
        "“We were late.” That was all!"
    )
    assert spans(text) == [
        "The U.S. Navy sent Gen. Ito home on Aug. 17.",
        "Mr. Abe met Lt. Cmdr. Sato in the U.S.",
        "He left.",
        "“We were late.”",
        "That was all!",
    ]


def test_a_closing_quote_stays_with_its_sentence() -> None:
    assert spans("He said: “The bridge is shut.” She nodded.") == ["He said: “The bridge is shut.”", "She nodded."]


def test_lines_that_stand_for_themselves_end_a_sentence_and_wrapped_ones_do_not() -> None:
    headline = "Harbour bridge reopens\nThe bridge was shut for a year.\nFerries ran instead."
    assert spans(headline) == ["Harbour bridge reopens", "The bridge was shut for a year.", "Ferries ran instead."]
    wrapped = (
        "The harbour bridge, which had been shut to all traffic since the\n"
        "storms of last winter, was opened by the mayor on Tuesday in front of\n"
        "a small crowd."
    )
    assert spans(wrapped) == [wrapped]


def after_points(text: str) -> list[str]:
    """A splitter that ends a sentence after each point and the blanks behind it."""
    return re.findall(r"[^.]*\. *|[^.]+", text)


@pytest.mark.parametrize("words_each", [3, 700, 5000])
def test_a_paragraph_of_any_length_is_cut_as_if_it_were_handed_over_whole(words_each: int) -> None:
    text = " ".join(f"w{n}" + "." * (n % words_each == 0) for n in range(9000))
    long = [piece for piece in after_points(text) if len(piece) > LONGEST_RUN]
    assert "".join(pieces(text, after_points)) == text
    assert bool(long) == (words_each == 5000)
    if not long:
        assert list(pieces(text, after_points)) == after_points(text)


@pytest.mark.parametrize("text", ["“" * 50_000, "“x” " * 20_000, " " * 30_000, "a. " + "b" * 25_000 + " c."])
def test_no_splitter_is_handed_more_than_so_much_at_once_nor_the_same_more_than_twice(text: str) -> None:
    handed: list[int] = []

    def recording(part: str) -> list[str]:
        handed.append(len(part))
        return after_points(part)

    assert "".join(pieces(text, recording)) == text
    assert max(handed) <= LONGEST_RUN
    assert sum(handed) <= 2 * len(text)


@pytest.mark.parametrize("piece", [*PIECES, "? ", "a.b.", "\n\n", "a\n\n"])
def test_finding_sentences_takes_a_time_that_grows_as_the_text_does(piece: str) -> None:
    def split(text: str) -> None:
        for paragraph in paragraphs(text):
            sentences(text, paragraph)

    assert not grows_too_fast(split, run("", piece))
