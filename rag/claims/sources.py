"""Who agrees: how many of several articles have it from somewhere of their own."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pullquote.corpus import Article
from pullquote.index import words
from pullquote.rag.answer import Quote

SHINGLE = 5  # words
COPIED = 0.3  # share of the shorter text's shingles from which two articles are one


def independent(quotes: Sequence[Quote], outlets: Iterable[str] = ()) -> list[list[Quote]]:
    """The quotes by source, in their order: those of one outlet, of near-identical articles, and of an article that
    names another outlet beside its quote with that outlet's. `outlets` are all that are known."""
    known = {name for name in outlets if name} | {
        q.article.source.publisher for q in quotes if q.article.source.publisher
    }
    groups: list[tuple[set[str], list[Quote]]] = []
    for quote in quotes:
        own = quote.article.source.publisher
        names = {own} if own else set()
        names |= {name for name in known if name != own and _named(name, quote)}
        joined = [one for one in groups if one[0] & names or any(_copies(quote.article, q.article) for q in one[1])]
        merged = (names.union(*(one[0] for one in joined)), [*(q for one in joined for q in one[1]), quote])
        at = groups.index(joined[0]) if joined else len(groups)
        groups = [one for one in groups if one not in joined]
        groups.insert(at, merged)
    return [group for _, group in groups]


def _named(name: str, quote: Quote) -> bool:
    """Whether the quote, or what stands around it, names an outlet."""
    around = quote.article.text[slice(*quote.context)]
    return bool(re.search(rf"\b{re.escape(name)}\b", around))


def _copies(one: Article, other: Article) -> bool:
    if one.id == other.id:
        return True
    first, second = _shingles(one.text), _shingles(other.text)
    return len(first & second) >= COPIED * min(len(first), len(second)) > 0


@lru_cache(maxsize=64)
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    found = words(text)
    return frozenset(tuple(found[at : at + SHINGLE]) for at in range(len(found) - SHINGLE + 1))
