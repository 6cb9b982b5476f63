"""Articles become passages of whole sentences that leave out no word and never reach into debris."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, Source, Span
from pullquote.index import Chunking, Passage, paragraphs, sentences
from pullquote.index.chunking import chunk
from pullquote.index.sentences import LONGEST_RUN, pieces

ODD = st.one_of(
    st.sampled_from("ab. \n!?“”’.,;:-"),
    st.sampled_from("\u200f\u202b\u0301\u0308\u00a0\u2028\t\x00\x01\x0c\x85"),
    st.sampled_from("😀👩\u200d🚀日本語。مرحبا"),
    st.characters(exclude_categories=("Cs",)),
)
WORDS = st.sampled_from(["Gen. Ito", "the U.S.", "Aug. 17", "said", "“No.”", "x" * 40, "\n", "\n\n", "…", "1.5", "-"])
TEXT = st.one_of(st.text(ODD, min_size=1, max_size=200), st.lists(WORDS, min_size=1, max_size=60).map(" ".join))


def article(text: str, *debris: tuple[int, int]) -> Article:
    return Article(Source("news/a.txt", "a.txt", "A title"), text, tuple(Span(a, b) for a, b in debris))


def words(texts: list[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def characters(texts: list[str]) -> list[int]:
    """A tokenizer to which blanks and line ends are tokens, and an umlaut is three."""
    return [len(text) + 2 * sum(c > "\x7f" for c in text) for text in texts]


def deaf(texts: list[str]) -> list[int]:
    """A tokenizer that drops every character it does not know."""
    return [sum(c.isascii() and c.isalnum() for c in text) for text in texts]


def spans(text: str) -> list[str]:
    return [text[a:b] for block in paragraphs(text) for a, b in sentences(text, block)]


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(TEXT)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return article(text, *zip(edges[::2], edges[1::2], strict=False))


@settings(max_examples=300, deadline=None)
@given(articles(), st.sampled_from([words, characters, deaf]), st.sampled_from([(1, 1), (1, 7), (8, 20), (64, 220)]))
def test_sentences_are_in_order_inside_their_passage_and_cover_every_word_outside_debris_once(
    one: Article, count: object, lengths: tuple[int, int]
) -> None:
    assert callable(count)
    passages = chunk(one, count, Chunking(*lengths))
    covered = [0] * len(one.text)
    end = 0
    for passage in passages:
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)
        assert passage.text == one.text[passage.start : passage.end] == passage.text.strip() != ""
        for span in passage.sentences:
            assert end <= span.start < span.end <= passage.end
            assert not one.text[span.start].isspace() and not one.text[span.end - 1].isspace()
            end = span.end
            for i in range(*span):
                covered[i] += 1
    for debris in one.debris:
        assert not any(p.start < debris.end and debris.start < p.end for p in passages)
        for i in range(*debris):
            covered[i] += 1
    assert all(n == 1 or (n == 0 and c.isspace()) for n, c in zip(covered, one.text, strict=True))


@settings(max_examples=200, deadline=None)
@given(articles(), st.sampled_from([words, characters]), st.sampled_from([(1, 4), (8, 20)]))
def test_no_passage_has_more_tokens_than_allowed(one: Article, count: object, lengths: tuple[int, int]) -> None:
    assert callable(count)
    for passage in chunk(one, count, Chunking(*lengths)):
        assert count([passage.text])[0] <= lengths[1]


def test_a_word_without_blanks_is_cut_where_it_must_be() -> None:
    passages = chunk(article("a" * 10), characters, Chunking(1, 3))
    assert [p.text for p in passages] == ["aa", "aaa", "aa", "aaa"]


def test_a_character_of_more_tokens_than_allowed_stays_whole() -> None:
    assert [p.text for p in chunk(article("éé"), characters, Chunking(1, 2))] == ["é", "é"]


def test_a_long_sentence_is_halved_at_the_blank_nearest_its_middle() -> None:
    passages = chunk(article("one two three four five six"), words, Chunking(1, 4))
    assert [p.text for p in passages] == ["one two three", "four five six"]


def test_a_text_that_the_tokenizer_drops_is_a_passage_still() -> None:
    assert [p.text for p in chunk(article("\x01\x02\n\n\x03"), deaf)] == ["\x01\x02\n\n\x03"]


@pytest.mark.parametrize("text", ["", " ", "\n\n\t"])
def test_an_empty_text_has_no_passages(text: str) -> None:
    assert chunk(article(text), words) == []


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


def test_short_paragraphs_are_put_together_and_long_ones_stand_alone() -> None:
    long = " ".join(["word"] * 13) + "."
    short = "These are five words here."
    text = f"Heading\n\n{long}\n\n{short}\n\n{short}\n\n{long}\n\nThe end."
    assert [p.text for p in chunk(article(text), words, Chunking(12, 30))] == [
        f"Heading\n\n{long}",
        f"{short}\n\n{short}",
        long,
        "The end.",
    ]


def test_passages_are_not_put_together_across_debris() -> None:
    text = "One line.\nSUBSCRIBE NOW\nAnother line."
    passages = chunk(article(text, (10, 23)), words)
    assert [p.text for p in passages] == ["One line.", "Another line."]


def test_a_long_paragraph_is_cut_into_parts_of_about_one_length() -> None:
    text = " ".join(f"This is sentence {name}." for name in ("a", "b", "c", "d", "e", "f"))
    sizes = [len(p.text.split()) for p in chunk(article(text), words, Chunking(4, 16))]
    assert sizes == [12, 12]


def test_a_passage_is_its_slice() -> None:
    one = article("Ab. Cd.")
    assert Passage(one, 4, 7).text == "Cd."


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


@pytest.mark.parametrize("lengths", [(0, 5), (6, 5)])
def test_lengths_that_cannot_be_are_refused(lengths: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="0 < least <= most"):
        Chunking(*lengths)
