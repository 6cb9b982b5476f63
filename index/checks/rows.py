"""Whether the rows of an index are those that were written: checksums, keys, offsets and terms."""

from collections.abc import Callable, Iterator

from pullquote.corpus import Article
from pullquote.index.checks.contents import UNREADABLE, Contents, reason
from pullquote.index.heading import lexical_terms
from pullquote.index.passage import Passage
from pullquote.index.storage.seal import article_seal, sources_rows, sources_seal
from pullquote.index.storage.sqlite import LAST, SqliteStore

_KEYS = {"passage": "key", "vector": "passage", "lexical": "passage"}


def seals(contents: Contents) -> Iterator[str]:
    """What the store guards itself, and refuses to read otherwise."""
    store = contents.store
    guarded: list[Callable[[], object]] = [store.verify, store.sources, store.vectors, lambda: _exhausted(store)]
    for read in guarded:
        try:
            read()
        except UNREADABLE as error:
            yield reason(error)
    for key, id, sources, seal in contents.db.execute("SELECT key, id, sources, seal FROM article").fetchall():
        if (sources, seal) != (sources_seal(sources_rows(contents.db, key)), article_seal(contents.db, key)):
            yield f"{id}: its rows are not those that were stored"


def _exhausted(store: SqliteStore) -> None:
    for _ in store.terms(1, LAST):
        pass


def counts(contents: Contents) -> Iterator[str]:
    """Passages, vectors and lexical rows are as many, and no key can be given out twice."""
    keys = {table: contents.keys(table, column) for table, column in _KEYS.items()}
    for table, found in keys.items():
        if odd := sorted(found ^ keys["passage"]):
            yield f"{len(keys['passage'])} passages but {len(found)} rows of {table} (first that differs: {odd[0]})"
    for table in ("article", "passage"):
        highest = max(contents.keys(table), default=0)
        ((given,),) = contents.db.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = ?", [table])
        if highest > given:
            yield f"the key {highest} of {table} was never given out: it could be given out again"


def texts(contents: Contents) -> Iterator[str]:
    """Every article's text has its checksum, and is under its own id."""
    ids = dict(contents.db.execute("SELECT key, id FROM article"))
    prints = dict(contents.db.execute("SELECT key, fingerprint FROM article"))
    for key, article in contents.articles.items():
        if isinstance(article, str):
            yield article
        elif (article.id, article.fingerprint) != (ids[key], prints[key]):
            yield f"{ids[key]}: its id or its debris is not the one that was stored"


def offsets(contents: Contents) -> Iterator[str]:
    """Passages and sentences lie inside their texts, outside debris, and leave out no word."""
    wrong = [passage for passage in contents.passages.values() if isinstance(passage, str)]
    by_article: dict[str, list[Passage]] = {}
    for passage in contents.readable:
        if not _inside(passage):
            wrong.append(f"passage {passage.id} of {passage.article.id}: its sentences are not in order inside it")
        by_article.setdefault(passage.article.id, []).append(passage)
    yield from wrong
    for article in contents.articles.values():
        if isinstance(article, Article) and not wrong:
            yield from _coverage(article, by_article.get(article.id, []))


def _inside(passage: Passage) -> bool:
    edges = [0, passage.start, *(at for span in passage.sentences for at in span), passage.end]
    filled = bool(passage.sentences) and all(span.start < span.end for span in passage.sentences)
    return filled and edges == sorted(edges) and passage.end <= len(passage.article.text)


def _coverage(article: Article, passages: list[Passage]) -> Iterator[str]:
    """Sentences and debris: no two share a character, and between them is nothing but white space."""
    spans = sorted([*article.debris, *(span for passage in passages for span in passage.sentences)])
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), len(article.text)]
    for end, start in zip(ends, starts, strict=True):
        if start < end:
            yield f"{article.id}: passages and debris share the characters {start} to {end}"
        elif article.text[end:start].strip():
            yield f"{article.id}: characters {end} to {start} are in no passage"


def terms_of_passages(contents: Contents) -> Iterator[str]:
    """The terms of each passage are those of its text and credits."""
    stored = dict(contents.db.execute("SELECT passage, terms FROM lexical"))
    lengths = dict(contents.db.execute("SELECT key, length FROM passage"))
    for passage in contents.readable:
        true = lexical_terms(passage)
        if stored.get(passage.id) != " ".join(true) or lengths[passage.id] != len(true):
            yield f"passage {passage.id} of {passage.article.id}: its terms are not those of its text, title and date"
