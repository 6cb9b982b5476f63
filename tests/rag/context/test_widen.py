"""A quote has with it what its sentence hangs on by its own words: laws over made-up articles, then cases."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pullquote.corpus import Article
from pullquote.rag.context.widen import LONGEST, widened
from tests.conftest import article
from tests.rag.context.conftest import articles, place_of, sentences_of


def quoted(text: str, sentence: str) -> str:
    held = article("a", text)
    return text[slice(*widened(held, place_of(held, sentence)))]


@settings(deadline=None)
@given(article=articles(), data=st.data())
def test_a_widened_sentence_is_whole_sentences_around_it_without_debris(article: Article, data: st.DataObject) -> None:
    found = sentences_of(article)
    assume(found)
    chosen = data.draw(st.sampled_from(found))
    span = widened(article, chosen)
    assert span.start <= chosen.start < chosen.end <= span.end
    assert span.start in {one.start for one in found} and span.end in {one.end for one in found}
    assert all(span.end <= debris.start or debris.end <= span.start for debris in article.debris)
    assert span == chosen or span.end - span.start <= LONGEST


@settings(deadline=None)
@given(article=articles(), data=st.data())
def test_no_heading_is_taken_in(article: Article, data: st.DataObject) -> None:
    found = [one for one in sentences_of(article) if not article.text.startswith("#", one.start)]
    assume(found)
    chosen = data.draw(st.sampled_from(found))
    span = widened(article, chosen)
    headings = [at for at in range(span.start, span.end) if article.text.startswith("\n#", at - 1)]
    assert not any(at < chosen.start or chosen.end <= at for at in headings)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is unlikely that the Lund mill will turn again.",
        "It has long been held by everybody here that the Lund mill is haunted.",
        "It was Ada Berg who dug the pond at Lund.",
        "When she sold the mill, Ada Berg moved to Oslo.",
        "In her memoirs Ada Berg describes the mill.",
        "As a result of the frost, the Lund mill stood still.",
        "However hard he tried, Olaf Ek could not sell the Lund mill.",
        "“The wheel of the Lund mill is broken,” said Ada Berg.",
        "The first mill at Lund was built by monks.",
        "Some people came.",
        "Soldiers left.",
        "Butler spoke.",
        "Sony said.",
        "So far it cost 3.",
        "Instead of oaks the council planted elms.",
    ],
)
def test_what_only_looks_as_if_it_hung_on_something_stays_alone(sentence: str) -> None:
    assert quoted(f"Winter came. {sentence} Snow fell.", sentence) == sentence


@pytest.mark.parametrize(
    ("before", "sentence", "after"),
    [
        ("The mill belonged to Ada Berg.", "She sold it in 1931.", ""),
        ("The mill belonged to Ada Berg. Snow fell.", "She sold it in 1931.", ""),
        ("The council offered a grant.", "However, nobody applied for it.", ""),
        ("Wells must be registered by June.", "Otherwise the county seals them.", ""),
        ("Elms had died.", "In their place the council planted oaks.", ""),
        ("The western herd eats lichen.", "The eastern herd, by contrast, eats kelp.", ""),
        ("A notice was a prank. It was typed.", "The water was clean, it said.", ""),
        ("The mill was sold. It stood still.", "This was in 1931.", ""),
        ("The rule is as follows. Use a pot.", "Water the cactus every day.", ""),
        ("For adults the following holds.", "Six tablets may be taken.", ""),
        ("", "The Lund mill was built in 1402.", "This has not been confirmed."),
        ("", "The Lund mill was built in 1402.", "Whether that is so nobody knows."),
        ("", "The Lund mill closes in May.", "But the owner may still appeal."),
        ("The vet, Abel Quist, stood there. Rain fell.", "“The horse was drugged.”", ""),
        ("", "“The horse was drugged.”", "The vet Abel Quist told reporters so."),
        ("The pond, wrote Ada Berg, is gone: “It froze.", "Then it leaked.”", ""),
        ("The bill would:\n", "- close the lock at Lund", ""),
        ("The bill would:\n- raise the toll\n", "- close the lock at Lund", ""),
    ],
)
def test_what_a_sentence_hangs_on_is_quoted_with_it(before: str, sentence: str, after: str) -> None:
    whole = " ".join(filter(None, [before, sentence, after])).replace("\n ", "\n")
    assert quoted(f"Winter came.\n\n# Lund\n\n{whole}\n\n# Snow\n\nIt fell.", sentence) == whole


def test_an_item_of_a_list_without_a_head_stands_alone() -> None:
    assert quoted("Snow fell.\n- close the lock\n- raise the toll", "- raise the toll") == "- raise the toll"


def test_debris_ends_the_reach() -> None:
    held = article("a", "Ada Berg ran the mill.\nSign up for our newsletter\nIt was sold in 1931.", debris=((23, 49),))
    chosen = place_of(held, "It was sold in 1931.")
    assert widened(held, chosen) == chosen


def test_what_would_be_too_long_for_a_quote_is_left_out() -> None:
    text = f"Ada Berg ran the mill {'and the mill ' * 80}at Lund. It was sold. But nobody paid."
    assert quoted(text, "It was sold.") == "It was sold. But nobody paid."


def test_a_part_of_a_sentence_too_long_for_a_passage_is_quoted_with_all_of_it() -> None:
    long = f"Ada Berg {'and her heirs ' * 60}sold the mill, the Lund paper wrote, which she denied."
    assert len(long) > LONGEST
    assert quoted(f"Snow fell. {long} Nobody paid.", "sold the mill") == long
