"""The one citation: who published a text, when, what must be known of it, and where in it a quote stands."""

from dataclasses import dataclass
from datetime import date

from pullquote.corpus import Article, Span, written_day

UNKNOWN_OUTLET = "unknown outlet"
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Citation:
    """The parts of a citation, each without line breaks and empty where nothing is known.

    `published_by` is outlet, author and day; `place` the file and, of a quote, its characters; `also` who else carried
    the text; `outlet` and `day` are those of `published_by`.
    """

    title: str
    published_by: str
    note: str
    place: str
    url: str
    also: str
    outlet: str
    day: str

    def line(self) -> str:
        """Title, outlet, author, day, note, place and address in one line."""
        return " · ".join(filter(None, (self.title, self.published_by, self.note, self.place, self.url)))


def cite(article: Article, quoted: Span | None = None) -> Citation:
    """The citation of an article, or of the characters quoted from it."""
    source = article.source
    carriers = ", ".join(f"{other.publisher or UNKNOWN_OUTLET} ({other.file})" for other in article.also)
    parts = (
        source.title,
        " · ".join(filter(None, (source.publisher or UNKNOWN_OUTLET, source.author, day(source.published)))),
        source.note and f"Note: {source.note}",
        f"{source.file}, characters {quoted.start}–{quoted.end}" if quoted else source.file,
        source.url,
        carriers and f"also carried by {carriers}",
        source.publisher or UNKNOWN_OUTLET,
        day(source.published),
    )
    return Citation(*(" ".join(part.split()) for part in parts))


def day(published: date | None) -> str:
    """The day that something was published, written out, or that it is not known."""
    return written_day(published) if published else UNDATED
