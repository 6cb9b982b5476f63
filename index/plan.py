"""What must change for an index to hold these articles: worked out before anything is touched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pullquote.corpus import Article, PullquoteError, Source


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as the index has it: enough to tell whether a newly read one is the same."""

    fingerprint: str
    made: tuple[str, str, str]  # sha256, loader, debris: another one of these is another text to search
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of articles by what happened to them. `stranded` carried the same words as a removed article in a file of
    their own, which the index has not read: they are to be added again."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    stranded: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    delete: list[int] = field(default_factory=list)
    insert: list[Article] = field(default_factory=list)
    sources: dict[int, tuple[Source, ...]] = field(default_factory=dict)
    changes: Changes = Changes()


def made(article: Article) -> tuple[str, str, str]:
    return article.sha256, article.loader, repr([tuple(span) for span in article.debris])


def plan(stored: Mapping[int, Stored], articles: Iterable[Article], *, drop: Iterable[str] | None = None) -> Plan:
    """The plan that takes in `articles` and gives up the sources named in `drop`.

    An article is known by its words (fingerprint): the same words from another source are a further source of it. A
    source whose file now has other words moves to them; an article without sources is gone. Raises PullquoteError
    where one id stands for two texts.
    """
    now = {key: list(one.sources) for key, one in stored.items()}
    fresh: dict[str, Article] = {}
    stranded: list[str] = []
    incoming: dict[str, str] = {}
    dropped = set(drop or ())
    for key in now:
        _give_up(now, stored, key, dropped, stranded)
    known = {stored[key].fingerprint: key for key in now if now[key]}

    for article in sorted(articles, key=lambda a: a.id):
        sources = (article.source, *article.also)
        for source in sources:
            if incoming.setdefault(source.id, article.fingerprint) != article.fingerprint:
                raise PullquoteError(f"two texts have the id {source.id!r}; ids must differ")
        ids = {source.id for source in sources}
        key = known.get(article.fingerprint, 0)
        if key and now[key] and now[key][0].id == article.id and stored[key].made != made(article):
            others = [source for source in now[key] if source.id not in ids]
            article = replace(article, also=(*article.also, *others))
            now[key] = []
        for other in now:
            if other != key and any(source.id in ids for source in now[other]):
                _give_up(now, stored, other, ids, stranded)
        if key and now[key]:
            now[key] = _merged(now[key], sources)
        elif article.fingerprint in fresh:
            first = fresh[article.fingerprint]
            first_sources = _merged([first.source, *first.also], sources)
            fresh[article.fingerprint] = replace(first, source=first_sources[0], also=tuple(first_sources[1:]))
        else:
            fresh[article.fingerprint] = article

    before = {source.id for one in stored.values() for source in one.sources}
    kept = {source.id for sources in now.values() for source in sources}
    new = {source.id for article in fresh.values() for source in (article.source, *article.also)}
    changed = {key: tuple(now[key]) for key in now if now[key] and tuple(now[key]) != stored[key].sources}
    touched = {s.id for key, sources in changed.items() for s in sources if s not in stored[key].sources}
    return Plan(
        delete=[key for key in now if not now[key]],
        insert=[fresh[print_] for print_ in sorted(fresh, key=lambda p: fresh[p].id)],
        sources=changed,
        changes=Changes(
            added=tuple(sorted((new | kept) - before)),
            updated=tuple(sorted((new | touched) & before)),
            unchanged=tuple(sorted((kept & before) - touched - new)),
            removed=tuple(sorted(before - kept - new - set(stranded))),
            stranded=tuple(sorted(set(stranded) - kept - new)),
        ),
    )


def _give_up(
    now: dict[int, list[Source]], stored: Mapping[int, Stored], key: int, ids: set[str], stranded: list[str]
) -> None:
    """Take these sources from an article. Where the one whose text is stored goes, another with that text follows."""
    left = [source for source in now[key] if source.id not in ids]
    if now[key] and left and now[key][0].id in ids:
        same = [source for source in left if source.sha256 == stored[key].made[0]]
        if not same:
            stranded += [source.id for source in left]
            left = []
        else:
            left.sort(key=lambda source: source is not same[0])
    now[key] = left


def _merged(old: list[Source], new: Iterable[Source]) -> list[Source]:
    by_id = {source.id: source for source in new}
    return [by_id.pop(source.id, source) for source in old] + [by_id[id] for id in sorted(by_id)]
