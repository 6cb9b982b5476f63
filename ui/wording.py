"""What a confidence means and a refusal says, in words that a person can act on."""

from pullquote.rag import Refusal

# The confidence is fitted to be a chance: of a hundred answers at 0.7, about seventy should be right.
_WORDS = (
    (0.95, "Very likely {} answer"),
    (0.8, "Likely {} answer"),
    (0.6, "Probably {} answer"),
    (0.4, "Perhaps {} answer"),
    (0.0, "Doubtful"),
)
_VERDICTS = ((0.85, "sure"), (0.55, "likely"), (0.0, "doubtful"))
DISPUTE = "The articles differ; none of these is preferred"
_REFUSALS = {
    "name_absent": "The name does not occur",
    "not_stated": "The articles do not say",
    "other_time": "Only of another time",
    "filtered_out": "Only outside your filters",
    "too_weak": "Nothing close enough",
    "not_a_question": "Nothing was looked up",
}


def confidence_words(confidence: float, *, disputed: bool = False) -> str:
    """How likely the answer is, in a word or three; one of several where they differ."""
    return next(words for least, words in _WORDS if confidence >= least).format("an" if disputed else "the")


def verdict(confidence: float) -> str:
    """How likely the answer is, in one word: sure, likely or doubtful."""
    return next(word for least, word in _VERDICTS if confidence >= least)


def confidence_meaning(confidence: float) -> str:
    """The chance as a count of ten, never all or none of them."""
    tenths = min(9, max(1, round(confidence * 10)))
    count = "nearly all" if confidence >= 0.95 else f"about {tenths} in 10"
    return f"{count} answers this sure should be right"


def refusal_heading(refusal: Refusal) -> str:
    """The kind of a refusal in a few words."""
    return _REFUSALS[refusal.kind]


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 article, 2 articles."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
