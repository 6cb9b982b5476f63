"""A question with its filters and what was asked before it, as the query string of a link that asks it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from pullquote.corpus import PullquoteError
from pullquote.ui.days import first_day, last_day

BEFORE = 5  # earlier questions that a link carries: a follow-up rarely leans on more, and addresses have an end


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a question is asked of: outlets, articles by id, and days as they were typed. Empty: all."""

    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    after: str = ""
    before: str = ""

    def filters(self) -> dict[str, object]:
        """As `Bot.ask` takes them, without the articles. Raises PullquoteError for what is no date."""
        return {
            "publisher": self.outlets,
            "after": first_day(self.after) if self.after.strip() else None,
            "before": last_day(self.before) if self.before.strip() else None,
        }

    def words(self, titles: Mapping[str, str]) -> str:
        """For a reader; empty when nothing is left out. `titles` names articles by id."""
        named = [titles.get(id, id) for id in self.articles]
        some = [*named[:2], f"{len(named) - 2} more"] if len(named) > 3 else named
        parts = (
            " or ".join(self.outlets),
            ", ".join(f"“{title}”" for title in some),
            self.after.strip() and f"from {self.after.strip()} on",
            self.before.strip() and f"up to {self.before.strip()}",
        )
        return "; ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Link:
    """A question as it was typed, the ones before it, oldest first, and what it is asked of."""

    question: str = ""
    history: tuple[str, ...] = ()
    chosen: Chosen = Chosen()

    def query(self) -> str:
        """As `?q=…`, to be put behind the page's address."""
        chosen = self.chosen
        pairs = [("q", self.question), *(("h", asked) for asked in self.history[-BEFORE:])]
        pairs += [("outlet", name) for name in chosen.outlets] + [("article", id) for id in chosen.articles]
        pairs += [(name, day) for name, day in (("after", chosen.after), ("before", chosen.before)) if day.strip()]
        return "?" + urlencode(pairs, errors="replace")

    @classmethod
    def read(cls, pairs: Sequence[tuple[str, str]]) -> "Link":
        """From the pairs of a query string; what is not known is passed over, a wrong date is left out."""

        def each(name: str) -> tuple[str, ...]:
            return tuple(value for key, value in pairs if key == name)

        def day(name: str) -> str:
            value = next(iter(each(name)), "")
            try:
                return value if value and first_day(value) else ""
            except PullquoteError:
                return ""

        chosen = Chosen(each("outlet"), each("article"), day("after"), day("before"))
        return cls(next(iter(each("q")), ""), each("h")[-BEFORE:], chosen)
