"""Measuring whole articles as documents, for data that knows which are relevant but not where in them."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from pullquote.evals.example import Example, Scorer, Trial
from pullquote.index import Passage
from pullquote.rag import Quote


def sections(passage: Passage) -> Sequence[str]:
    """The article, and every further one that carried the same text."""
    return [source.id for source in (passage.article.source, *passage.article.also)]


def distinct(passages: Iterable[Passage], documents: Callable[[Passage], Sequence[str]]) -> list[str]:
    """The documents that passages count for, each where it comes first."""
    return list(dict.fromkeys(document for passage in passages for document in documents(passage)))


def ranked_scorer(figures: Callable[[Example, Trial], Mapping[str, float]] = lambda _example, _trial: {}) -> Scorer:
    """Documents are whole articles; the first quote is right in any that the data calls relevant."""
    return Scorer(sections, lambda example: example.relevant, _right, figures)


def _right(example: Example, quotes: Sequence[Quote]) -> bool:
    """The first quote stands in a relevant article."""
    return any(
        example.relevant.get(source.id, 0) > 0
        for quote in quotes[:1]
        for source in (quote.article.source, *quote.article.also)
    )
