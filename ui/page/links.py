"""A question with its filters and what was asked before it, as the query string of a link that asks it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from pullquote.index import Filters
from pullquote.ui.api import where_of

MOST_EARLIER = 5  # questions that a link carries: a follow-up rarely leans on more, and addresses have an end


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The filters as the page's form has them: outlets, articles by id, and days as they were typed. Empty: all.
    `as_of` is the day of which it is asked what was known, `refuse` how sure an answer must be, empty for what the
    server was started with, `where` are lines of the articles' own fields, such as section=sport."""

    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    after: str = ""
    before: str = ""
    as_of: str = ""
    refuse: str = ""
    where: tuple[str, ...] = ()

    def filters(self, articles: Sequence[str]) -> Filters:
        """The filters, with these articles in the place of the form's. Raises BadInputError for what is no date, or no
        field and its text."""
        named = Filters.of(self.outlets, None, self.after, self.before, articles)
        return Filters.of_mapping(where_of(self.where)).merged(named)

    def words(self, titles: Mapping[str, str]) -> str:
        """For people; empty when nothing is left out. `titles` names articles by id."""
        named = [f"“{titles.get(id, id)}”" for id in self.articles]
        some = [*named[:2], f"{len(named) - 2} more"] if len(named) > 3 else named
        parts = (
            " or ".join(self.outlets),
            ", ".join(some),
            ", ".join(line.replace("=", ": ", 1) for line in self.where),
            self.after.strip() and f"from {self.after.strip()} on",
            self.before.strip() and f"up to {self.before.strip()}",
            self.as_of.strip() and f"what was known by {self.as_of.strip()}",
        )
        return "; ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Link:
    """A question as it was typed, the ones before it, oldest first, and the filters that it is asked under. `as_typed`
    asks it with no word mended, `own` says that files of the visitor's own took part."""

    question: str = ""
    history: tuple[str, ...] = ()
    form: FilterForm = FilterForm()
    as_typed: bool = False
    own: bool = False

    def query(self) -> str:
        """As `?q=…`, to be put behind the page's address."""
        form = self.form
        pairs = [("q", self.question), *(("h", asked) for asked in self.history[-MOST_EARLIER:])]
        pairs += [("outlet", name) for name in form.outlets] + [("article", id) for id in form.articles]
        pairs += [("where", line) for line in form.where]
        once = (("after", form.after), ("before", form.before), ("as_of", form.as_of), ("refuse", form.refuse))
        pairs += [(name, value) for name, value in once if value.strip()]
        pairs += [(name, "1") for name, said in (("typed", self.as_typed), ("own", self.own)) if said]
        return "?" + urlencode(pairs, errors="replace")

    @classmethod
    def read(cls, query: str) -> "Link":
        """From what `query` gives; an unknown name is passed over."""
        pairs = parse_qsl(query.removeprefix("?"))

        def each(name: str) -> tuple[str, ...]:
            return tuple(value for key, value in pairs if key == name)

        def one(name: str) -> str:
            return next(iter(each(name)), "")

        days = one("after"), one("before"), one("as_of")
        form = FilterForm(each("outlet"), each("article"), *days, one("refuse"), each("where"))
        return cls(one("q"), each("h")[-MOST_EARLIER:], form, "1" in each("typed"), "1" in each("own"))
