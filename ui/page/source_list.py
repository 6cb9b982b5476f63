"""The list of all articles: what each is, whether it takes part, and of a visitor's own that it can be taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from pullquote.corpus import Source
from pullquote.ui.citation import day
from pullquote.ui.page.cards import render

MOST_SHOWN = 500  # a longer list is slow to draw; what is looked for is found by asking, or through the filters


@dataclass(frozen=True, slots=True)
class Listed:
    """An article of the list. `id` is how the page names it, which of a visitor's own is another than the index's."""

    id: str
    source: Source
    own: bool = False

    @property
    def title(self) -> str:
        """In one line."""
        return " ".join(self.source.title.split())

    @property
    def published_by(self) -> str:
        """Outlet and day, as far as they are known."""
        source = self.source
        return " · ".join(filter(None, (source.publisher, day(source.published) if source.published else "")))


def source_list(listed: Sequence[Listed]) -> Markup:
    """A visitor's own first, then the loaded ones, of each the newest first."""
    ordered = sorted(listed, key=_place)
    outlets = sorted({one.source.publisher for one in listed if one.source.publisher})
    return render("source_list.html", listed=ordered[:MOST_SHOWN], total=len(listed), outlets=outlets)


def _place(one: Listed) -> tuple[bool, int, str]:
    published = one.source.published or date.min
    return not one.own, -published.toordinal(), one.id
