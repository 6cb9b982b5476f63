"""Where an answer went wrong: the first step on its way that failed."""

from pullquote.evals.example import Example
from pullquote.index import Index, terms
from pullquote.rag import Refusal

NOT_RETRIEVED = "not retrieved"
NOT_READ = "retrieved but not read"
REFUSED = "read but refused"
ANSWERED = "answered but should have refused"
WRONG_KIND = "refused with the wrong kind"
CAUSES = {  # in the order of the steps, each with what it says
    NOT_RETRIEVED: "what holds the answer was not among the passages that the reader was given",
    NOT_READ: "what holds the answer was among the passages read, and something else came first",
    REFUSED: "the right quote came first and was held back",
    ANSWERED: "the articles do not say it, and something was quoted",
    WRONG_KIND: "to refuse was right, the reason that was given is not",
}


def cause(
    example: Example, refusal: Refusal | None, *, retrieved: bool, right: bool, right_if_forced: bool, kind_right: bool
) -> str:
    """Empty for an answer without fault. A refusal of the wrong kind is a fault, though to refuse was right."""
    if not example.answerable:
        return ANSWERED if refusal is None else "" if kind_right else WRONG_KIND
    if right:
        return ""
    if refusal and right_if_forced:
        return REFUSED
    return NOT_READ if retrieved else NOT_RETRIEVED


def kind_right(example: Example, refusal: Refusal, index: Index) -> bool:
    """Whether a refusal says why rightly: as the data has it, else as far as its claim can be checked.

    `name_absent` claims that a word of the question is nowhere in the index, `filtered_out` that there was a filter,
    `not_a_question` that there was no word. What `not_stated`, `other_time` and `too_weak` claim is in the
    data or nowhere.
    """
    if example.refusal_kinds:
        return refusal.kind in example.refusal_kinds
    words = terms(example.question)
    return {
        "name_absent": not all(index.holds(word) for word in words),
        "filtered_out": example.as_of is not None,
        "not_a_question": not words,
    }.get(refusal.kind, True)
