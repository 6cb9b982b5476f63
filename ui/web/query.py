"""What a query string and the headers say, read strictly: what two readers could understand in two ways is refused."""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import parse_qsl

from pullquote.corpus import BadInputError

# Names of which several may come; those of the page's links also come with its events
_SEVERAL = {"/api/search": {"publisher", "author", "where"}}
_OF_LINKS = {"h", "outlet", "article", "where"}
_DECIDING = ("host", "origin", "authorization", "cookie", "content-length", "content-type")
_LONGEST = 1_000  # names and values


def read_query(path: str, query: bytes) -> dict[str, list[str]]:
    """The values by name. Raises BadInputError for a name that comes twice and may only once."""
    try:
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=_LONGEST)
    except ValueError:
        raise BadInputError(f"the address has more than {_LONGEST:,} parameters") from None
    several = _SEVERAL.get(path, frozenset[str]() if path.startswith("/api/") else _OF_LINKS)
    if twice := _repeated((name for name, _ in pairs), several):
        raise BadInputError(f"the address says {twice!r:.60} twice; say it once")
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def check_headers(headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Raises BadInputError for a header that decides something and comes twice."""
    names = (name.decode("latin-1").lower() for name, _ in headers)
    if twice := _repeated((name for name in names if name in _DECIDING), ()):
        raise BadInputError(f"the header {twice} comes twice; send it once")


def _repeated(names: Iterable[str], several: Iterable[str]) -> str:
    return next((name for name, count in Counter(names).items() if count > 1 and name not in several), "")
