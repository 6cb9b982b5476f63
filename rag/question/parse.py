"""What a question asks for: its terms, names, numbers and days, and the kind of answer it wants."""

import re
from dataclasses import dataclass
from functools import cached_property

from pullquote.corpus import MONTHS
from pullquote.index import STOPWORDS, fold, stem, terms

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("date", r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b|\bhow long ago\b"),
        (
            "number",
            r"\bhow (?:many|much|long|old|far|large|big|tall|high|fast|often|wide|deep|heavy)\b"
            r"|\bwhat (?:percentage|percent|number|amount|share|fraction|price|cost|size)\b|\bpopulation\b",
        ),
        ("person", r"\bwho(?:m|se)?\b|\bwhich (?:person|man|woman|official|minister)\b"),
        (
            "place",
            r"\bwhere\b|\b(?:what|which) (?:city|country|state|place|location|town|region|island|continent|county)\b",
        ),
        ("reason", r"\bwhy\b|\bwhat (?:caused|causes|reason)\b|\bfor what reason\b"),
        ("manner", r"\bhow\b"),
    )
)
YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
CAPITALISED = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][\w]*(?:['’-]\w+)*")
WORDS = re.compile(r"[^\W_]+")
# Capital letters that make no name: days, months, and words that questions open with.
COMMON = frozenset(map(str.lower, MONTHS)) | frozenset(
    "monday tuesday wednesday thursday friday saturday sunday tell give name list explain describe please according"
    " during after before since under besides yes no ok hello hi also still now today did which".split()
)


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
        """date, number, person, place, reason, manner or thing."""
        text = fold(self.text)
        return next((kind for kind, pattern in KINDS if pattern.search(text)), "thing")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Stems of the words written as names: with a capital, not as the first word of the question."""
        found: dict[str, None] = {}
        for match in CAPITALISED.finditer(self.text):
            opens = (
                not self.text[: match.start()].strip(" \"'“‘(¿") or self.text[: match.start()].rstrip()[-1:] in ".?!:"
            )
            word = fold(match[0]).strip()
            if opens or word in COMMON or word in STOPWORDS or len(word) < 2:
                continue
            found.update(dict.fromkeys(terms(word)))
        return tuple(found)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Every number once, in order: "1,000" is "1000"."""
        return tuple(dict.fromkeys(stem(n.replace(",", "")) for n in NUMBER.findall(self.text)))

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that are named, 1000 to 2099."""
        return frozenset(int(year) for year in YEAR.findall(self.text))

    @cached_property
    def months(self) -> frozenset[int]:
        """Months that stand beside a year or a day: "may" alone is a verb."""
        words = fold(self.text)
        return frozenset(
            number
            for number, month in enumerate(map(str.lower, MONTHS), 1)
            if re.search(rf"\b{month}(?:,? (?:of )?\d+)|\d+ {month}\b", words)
        )
