"""When two short answers are the same: one number, one date or one name in two wordings."""

from dataclasses import dataclass

from pullquote.index import terms
from pullquote.rag.question.days import Days
from pullquote.rag.question.numbers import NUMBER, numbers

ALIKE = 0.6  # share of common words from which two sentences say the same


@dataclass(frozen=True, slots=True)
class Value:
    """What a short answer says: the days that it names, its first number, and its words, without the question's as far
    as others are left. `whole` marks a sentence that stands for want of a short answer."""

    days: Days | None
    number: float | None
    words: frozenset[str]
    whole: bool = False

    @classmethod
    def of(cls, text: str, asked: frozenset[str], days: Days | None = None, *, whole: bool = False) -> "Value":
        """`asked` are the stems of the question."""
        found = numbers(text)
        words = frozenset(terms(NUMBER.sub(" ", text)))
        return cls(days, found[0] if found and not whole else None, words - asked or words, whole)

    def comparable(self, other: "Value") -> bool:
        """Whether the other could stand in its place: a time for a time, a number for a number."""
        if self.days and other.days:
            return True
        return (self.whole, self.number is None) == (other.whole, other.number is None)

    def same(self, other: "Value") -> bool:
        """Whether both say one thing. "2022" and "September 2022" do, "Onodera" and "Itsunori Onodera", "two crowns"
        and "2.00 crowns"; "10 crowns" and "10 per cent" do not."""
        if self.days and other.days:
            return self.days.holds(other.days) or other.days.holds(self.days)
        common, either = self.words & other.words, self.words | other.words
        if self.whole or other.whole:
            return len(common) >= ALIKE * len(either) if either else self.number == other.number
        if self.number is not None or other.number is not None:
            return self.number == other.number and (bool(common) or not self.words or not other.words)
        return bool(common) and common in (self.words, other.words)
