"""The list of all articles: what each is, whether it takes part, and of a visitor's own that it can be taken out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from pullquote.corpus import Source
from pullquote.ui.citation import day
from pullquote.ui.page.cards import render

MOST_FIELDS = 6  # of the articles' own, offered as filters: more are a form, not a choice
MOST_TEXTS = 24  # of one field
LONGEST_TEXT = 60  # characters
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
    choices = {"outlets": outlets, "fields": own_choices([one.source for one in listed])}
    return render("source_list.html", listed=ordered[:MOST_SHOWN], total=len(listed), choices=choices)


def own_choices(sources: Sequence[Source]) -> list[tuple[str, list[str]]]:
    """The articles' own fields that a visitor can choose by, with the texts they have, those of most articles first: a
    few short texts that part the articles. What is another text in each, or the same in all, is none."""
    texts: dict[str, list[str]] = {}
    for source in sources:
        for name, kept in source.fields.items():
            texts.setdefault(name, []).extend([kept] if isinstance(kept, str) else kept)
    found = {name: Counter(kept) for name, kept in texts.items()}
    parting = [name for name, kept in found.items() if _parts(kept, len(sources)) and not {"=", "{"} & {*name}]
    parting.sort(key=lambda name: (-found[name].total(), name))
    return [(name, sorted(found[name])) for name in parting[:MOST_FIELDS]]


def _parts(kept: Counter[str], articles: int) -> bool:
    few = len(kept) <= MOST_TEXTS and max(map(len, kept)) <= LONGEST_TEXT
    return few and max(kept.values()) > 1 and min(kept.values()) < articles


def _place(one: Listed) -> tuple[bool, int, str]:
    published = one.source.published or date.min
    return not one.own, -published.toordinal(), one.id
