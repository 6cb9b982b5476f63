"""What a confidence means, in words."""

from pullquote.ui.wording import confidence_meaning, confidence_words, counted


def test_the_words_for_a_confidence_never_promise_all_or_nothing() -> None:
    assert [confidence_words(c) for c in (1.0, 0.85, 0.6, 0.45, 0.0)] == [
        "Very likely the answer",
        "Likely the answer",
        "Probably the answer",
        "Perhaps the answer",
        "Doubtful",
    ]
    assert confidence_words(0.85, disputed=True) == "Likely an answer"
    assert confidence_meaning(0.0).startswith("about 1 in 10")
    assert confidence_meaning(0.74).startswith("about 7 in 10")
    assert confidence_meaning(1.0).startswith("nearly all")


def test_one_is_one() -> None:
    assert (counted(1, "article"), counted(1200, "article")) == ("1 article", "1,200 articles")
