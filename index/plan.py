"""What must change for an index to hold these articles: worked out before anything is touched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pullquote.corpus import Article, BadInputError, Source
from pullquote.index.heading import searched_metadata

TextVersion = tuple[str, str, str]  # sha256 of the text, loader, debris


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the index has it: enough to tell whether a newly read one is the same."""

    fingerprint: str
    version: TextVersion
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of sources by what happened to them, each in alphabetical order.

    `unchanged` are all others that the index has. `to_add_again` had the same words as a removed article, in a text of
    their own that the index never stored: they are gone with it until their files are added again.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    to_add_again: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """What to do to the store: articles to `delete`, by key; articles that get these `sources`; articles to `renew`
    with these sources and the same text, since what is searched along with it (see heading.py) is another; articles to
    `insert`. False when there is nothing to do."""

    delete: list[int] = field(default_factory=list)
    sources: dict[int, tuple[Source, ...]] = field(default_factory=dict)
    renew: dict[int, tuple[Source, ...]] = field(default_factory=dict)
    insert: list[Article] = field(default_factory=list)
    changes: Changes = Changes()

    def __bool__(self) -> bool:
        return bool(self.delete or self.sources or self.renew or self.insert)


def text_version(article: Article) -> TextVersion:
    """Where this differs, the article's passages do."""
    return article.sha256, article.loader, repr([tuple(span) for span in article.debris])


def plan(stored: Mapping[int, StoredArticle], articles: Iterable[Article], *, drop: Iterable[str] = ()) -> Plan:
    """The plan that takes in `articles` and gives up the sources with the ids in `drop`.

    An article is known by its words (fingerprint): the same words from another source are a further source of it. Its
    text is that of its first source. A source whose file now has other words moves to them; an article without
    sources is gone. Raises BadInputError where one id stands for two texts.
    """
    incoming = _incoming(articles)
    words = {source.id: article.fingerprint for article in incoming for source in _sources(article)}
    dropped = set(drop)
    now: dict[int, list[Source]] = {}
    to_add_again: set[str] = set()
    for key, one in stored.items():
        kept = [s for s in one.sources if s.id not in dropped and words.get(s.id, one.fingerprint) == one.fingerprint]
        now[key] = _with_stored_text_first(one, kept)
        to_add_again |= {s.id for s in kept if not now[key]}

    known = {stored[key].fingerprint: key for key in now if now[key]}
    fresh: dict[str, Article] = {}
    for article in incoming:
        key = known.get(article.fingerprint, 0)
        if article.fingerprint in fresh:
            fresh[article.fingerprint] = _with(fresh[article.fingerprint], _sources(article))
        elif not key:
            fresh[article.fingerprint] = article
        elif _other_text(stored[key], now[key][0], article):
            del known[article.fingerprint]
            fresh[article.fingerprint] = _with(article, now.pop(key))
        else:
            now[key] = _merged(now[key], _sources(article))

    changed = {k: tuple(sources) for k, sources in now.items() if sources and tuple(sources) != stored[k].sources}
    renew = {
        k for k, sources in changed.items() if searched_metadata(sources[0]) != searched_metadata(stored[k].sources[0])
    }
    return Plan(
        delete=[key for key in stored if not now.get(key)],
        sources={key: changed[key] for key in changed if key not in renew},
        renew={key: changed[key] for key in changed if key in renew},
        insert=[fresh[fingerprint] for fingerprint in sorted(fresh, key=lambda f: fresh[f].id)],
        changes=_changes(stored, now, fresh.values(), to_add_again),
    )


def _incoming(articles: Iterable[Article]) -> list[Article]:
    """By id, each with the checksums of its sources' texts filled in; what comes twice comes once."""
    found: dict[str, TextVersion] = {}
    result = []
    for article in sorted(articles, key=lambda a: a.id):
        own = replace(article.source, sha256=article.sha256)
        sources = [own, *(s if s.sha256 else replace(s, sha256=article.sha256) for s in article.also)]
        again = [s.id for s in sources if found.setdefault(s.id, text_version(article)) != text_version(article)]
        if again or len({s.id for s in sources}) < len(sources):
            raise BadInputError(f"two texts have the id {(again or [article.id])[0]!r}; ids must differ")
        result.append(replace(article, source=own, also=tuple(sources[1:])))
    return result


def _sources(article: Article) -> tuple[Source, ...]:
    return article.source, *article.also


def _with_stored_text_first(one: StoredArticle, left: list[Source]) -> list[Source]:
    """The sources in an order in which the first has the text that is stored; empty where none of them has it."""
    if not left or left[0] == one.sources[0]:
        return left
    same = next((source for source in left if source.sha256 == one.version[0]), None)
    return sorted(left, key=lambda source: source is not same) if same else []


def _other_text(one: StoredArticle, first: Source, article: Article) -> bool:
    """Whether the stored text is no longer that of its first source: the same words spaced or read in another way."""
    given = next((source for source in _sources(article) if source.id == first.id), first)
    if given.sha256 != one.version[0]:
        return True
    return given is not first and article.sha256 == one.version[0] and text_version(article) != one.version


def _with(article: Article, sources: Iterable[Source]) -> Article:
    """The article with these sources added after its own; of one that it has already, its own stays."""
    own = {source.id for source in _sources(article)}
    return replace(article, also=(*article.also, *(source for source in sources if source.id not in own)))


def _merged(old: list[Source], new: Iterable[Source]) -> list[Source]:
    by_id = {source.id: source for source in new}
    return [by_id.pop(source.id, source) for source in old] + [by_id[id] for id in sorted(by_id)]


def _changes(
    stored: Mapping[int, StoredArticle],
    now: Mapping[int, list[Source]],
    fresh: Iterable[Article],
    to_add_again: set[str],
) -> Changes:
    before = {source.id for one in stored.values() for source in one.sources}
    new = {source.id for article in fresh for source in _sources(article)}
    kept = {source.id for sources in now.values() for source in sources}
    touched = {s.id for key, sources in now.items() for s in sources if s not in stored[key].sources}
    return Changes(
        added=tuple(sorted((new | kept) - before)),
        updated=tuple(sorted((new | touched) & before)),
        unchanged=tuple(sorted((kept & before) - touched - new)),
        removed=tuple(sorted(before - kept - new - to_add_again)),
        to_add_again=tuple(sorted(to_add_again - kept - new)),
    )
