"""Articles become passages of whole sentences that leave out no word and never reach into debris."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article, BadInputError, Source, Span
from pullquote.index import Chunking, Passage
from pullquote.index.chunking import chunk

ODD = st.one_of(
    st.sampled_from("ab. \n!?“”’.,;:-"),
    st.sampled_from("\u200f\u202b\u0301\u0308\u00a0\u2028\t\x00\x01\x0c\x85"),
    st.sampled_from("😀👩\u200d🚀日本語。مرحبا"),
    st.characters(exclude_categories=["Cs"]),
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


@pytest.mark.parametrize("lengths", [(0, 5), (6, 5), (5, "x"), (True, 5)])
def test_lengths_that_cannot_be_are_refused(lengths: tuple[int, int]) -> None:
    with pytest.raises(BadInputError, match=r"1 and more|least <= most"):
        Chunking(*lengths)
