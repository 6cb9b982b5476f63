"""What a question asks for: its terms and names, and the kind of answer it wants."""

import re
from dataclasses import dataclass
from functools import cached_property

from pullquote.corpus import MONTHS
from pullquote.index import STOPWORDS, fold, terms
from pullquote.rag.question.kind import kind_of

CAPITALISED = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][\w]*(?:['’-]\w+)*")
WORDS = re.compile(r"[^\W_]+")
# Capital letters that make no name: days, months, and words that questions open with.
WEEK = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
COMMON = frozenset(
    "tell give name list explain describe please according during after before since under besides yes no ok hello hi"
    " also still now today did which".split()
).union(map(str.lower, MONTHS), WEEK)


def makes_no_name(word: str) -> bool:
    """Whether a folded word has its capital for another reason, where it has one. Of days there are several: "Sundays";
    of months not, as people are called Mays."""
    return word in COMMON or word in STOPWORDS or word.removesuffix("s") in WEEK


@dataclass(frozen=True)
class Question:
    """A question, parsed once: what is asked of it is worked out when it is first looked at, and kept."""

    text: str

    @cached_property
    def terms(self) -> list[str]:
        """The stems that are searched for, in order and with repetition."""
        return terms(self.text)

    @cached_property
    def folded(self) -> frozenset[str]:
        """Every word of the question, folded: what an answer need not repeat."""
        return frozenset(WORDS.findall(fold(self.text)))

    @cached_property
    def kind(self) -> str:
        """What kind of answer is asked for: see `kind_of`."""
        return kind_of(self.text)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Stems of the words written as names: with a capital, not as the first word of the question."""
        found: dict[str, None] = {}
        for match in CAPITALISED.finditer(self.text):
            opens = (
                not self.text[: match.start()].strip(" \"'“‘(¿") or self.text[: match.start()].rstrip()[-1:] in ".?!:"
            )
            word = fold(match[0]).strip()
            if opens or makes_no_name(word) or len(word) < 2:
                continue
            found.update(dict.fromkeys(terms(word)))
        return tuple(found)
