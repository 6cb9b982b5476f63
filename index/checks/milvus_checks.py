"""What an index in Milvus is looked at for: that its rows are those that were written, and count what is there."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from pullquote.corpus import Article
from pullquote.index.checks import rows, vectors
from pullquote.index.checks.contents import UNREADABLE, Contents, reason
from pullquote.index.embedding.protocol import Matrix
from pullquote.index.heading import lexical_terms
from pullquote.index.passage import Passage
from pullquote.index.storage.milvus.milvus_snapshot import MilvusSnapshot
from pullquote.index.storage.milvus.milvus_store import MilvusStore


@dataclass
class MilvusContents:
    """One state of an index in Milvus, as the checks of every store look at it, see Contents."""

    store: MilvusStore
    state: MilvusSnapshot

    @cached_property
    def articles(self) -> dict[int, Article | str]:
        """By key: the article, or why it cannot be read."""
        found: dict[int, Article | str] = {}
        for key, about in self.state.abouts.items():
            try:
                found[key] = self.state.article(key)
            except UNREADABLE as error:
                found[key] = f"{about.sources[0].id}: {reason(error)}"
        return found

    @cached_property
    def passages(self) -> dict[int, Passage | str]:
        """By key, those of the articles that can be read: the passage, or why it cannot be."""
        found: dict[int, Passage | str] = {}
        for key, owner in self.state.owners().items():
            if isinstance(self.articles.get(owner), Article):
                try:
                    (found[key],) = self.state.read([key])
                except UNREADABLE as error:
                    found[key] = reason(error)
        return found

    @property
    def readable(self) -> list[Passage]:
        """The passages that can be read, by key."""
        return [passage for passage in self.passages.values() if isinstance(passage, Passage)]

    def vector(self, passage: Passage) -> Matrix | None:
        """The passage's vector (dim,)."""
        return self.state.vector(passage.id)


def counts(contents: MilvusContents) -> Iterator[str]:
    """The state counts its passages and terms right, and no key can be given out twice."""
    state, owners = contents.state, contents.state.owners()
    if len(owners) != len(state):
        yield f"{len(state)} passages are counted, {len(owners)} are there"
    if odd := sorted(set(owners.values()) - set(state.abouts)):
        yield f"passages of {len(odd)} articles that are not there (first: {odd[0]})"
    for what, keys, last in (
        ("passage", list(owners), state.head.last_passage),
        ("article", list(state.abouts), state.head.last_article),
    ):
        if keys and max(keys) > last:
            yield f"the key {max(keys)} of {what} was never given out: it could be given out again"


def texts(contents: MilvusContents) -> Iterator[str]:
    """Every article's text has its checksum, and its words are those that were stored."""
    for key, article in contents.articles.items():
        if isinstance(article, str):
            yield article
        elif article.fingerprint != contents.state.abouts[key].fingerprint:
            yield f"{article.id}: its words are not those that were stored"


def checksums(contents: MilvusContents) -> Iterator[str]:
    """Every vector has the checksum that was stored with it."""
    for passage in contents.readable:
        if not contents.state.is_whole(passage.id):
            yield f"passage {passage.id} of {passage.article.id}: its vector is damaged"


def terms_of_passages(contents: MilvusContents) -> Iterator[str]:
    """The terms of each passage are those of its text and credits, and are counted as often as they are there."""
    held: Counter[str] = Counter()
    for passage in contents.readable:
        true = Counter(lexical_terms(passage))
        held.update(set(true))
        if contents.state.terms(passage.id) != true:
            yield f"passage {passage.id} of {passage.article.id}: its terms are not those of its text, title and date"
    counted = contents.state.vocabulary
    if wrong := sorted(term for term in {*counted, *held} if counted.get(term, 0) != held[term]):
        yield f"{len(wrong)} terms are miscounted, such as {wrong[0]!r:.60}"


def _common(look: Callable[[Contents], Iterator[str]]) -> Callable[[MilvusContents], Iterator[str]]:
    """A check of every store, which reads of the contents only what these have as well."""
    return lambda contents: look(cast(Contents, contents))


MILVUS_CHECKS: dict[str, Callable[[MilvusContents], Iterator[str]]] = {
    "passages are as many as the state says, and no key can be given out twice": counts,
    "every article's text has its checksum": texts,
    "passages and sentences lie inside their texts, outside debris, and leave out no word": _common(rows.offsets),
    "every vector has its checksum": checksums,
    "every vector is finite and of length 1": _common(vectors.lengths),
    "the words have each passage's terms, and are counted right": terms_of_passages,
    "a sample of vectors is that of the text": _common(vectors.meaning),
}
