"""What the script of the page sends with an event, read: what is of another kind than it sends is taken as empty."""

from collections.abc import Mapping
from typing import Any

from pullquote.ui.page.links import FilterForm

MOST_RESTORED = 60  # exchanges


def text(values: Mapping[str, Any], name: str) -> str:
    """What is said under the name; empty where it is no text."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def number(values: Mapping[str, Any], name: str) -> int:
    """The number under the name, 0 where it is none of a quote."""
    value = values.get(name)
    return value if isinstance(value, int) and 0 <= value < 1_000_000 else 0


def form(values: Mapping[str, Any]) -> FilterForm:
    """The filters."""
    given = values.get("filters")
    filters = given if isinstance(given, dict) else {}
    outlets, articles, where = (_texts(filters, name) for name in ("outlets", "articles", "where"))
    after, before, as_of, refuse = (text(filters, name) for name in ("after", "before", "as_of", "refuse"))
    return FilterForm(outlets, articles, after, before, as_of, refuse, where)


def exchanges(values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a page kept of a conversation, oldest first."""
    given = values.get("exchanges")
    return mappings(given)[-MOST_RESTORED:]


def mappings(given: object) -> list[Mapping[str, Any]]:
    """Those of a list that are mappings; none of what is no list."""
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _texts(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = values.get(name)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
