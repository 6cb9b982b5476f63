"""Haystack: the passages of an index as documents, and the answers of a bot as extracted answers."""

import os
from collections.abc import Mapping
from typing import Any, TypeVar

from pullquote.index import Filters, Hit, Index
from pullquote.rag import Bot, Quote
from pullquote.ui.adapters.known import metadata_of, metadata_of_hit, not_installed

os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")  # read when it is imported
try:
    from haystack import Document, component
    from haystack.dataclasses import ExtractedAnswer
except ImportError as error:
    raise not_installed("haystack", error) from None


Value = TypeVar("Value")


@component
class PullquoteRetriever:
    """Finds the `top_k` passages that speak most to a query, best first; `filters` are those of `Index.search`.

    A document's meta has the passage's place in its article (`start_index`, `end_index`), its source and scores.
    """

    def __init__(self, index: Index, top_k: int = 5, filters: Filters | Mapping[str, object] = Filters()) -> None:
        self._index, self._top_k, self._filters = index, top_k, filters

    @component.output_types(documents=list[Document])  # type: ignore[untyped-decorator]  # of the framework
    def run(
        self, query: str, top_k: int | None = None, filters: dict[str, Any] | None = None
    ) -> dict[str, list[Document]]:
        """The documents; what is given here counts in place of what the component was made with."""
        hits = self._index.search(query, _given(top_k, self._top_k), where=_given(filters, self._filters))
        return {"documents": list(map(_document, hits))}


@component
class PullquoteAnswerer:
    """What the articles say: an `ExtractedAnswer` for each quote, the best first, or for a refusal one without text.

    An answer's `data` is the short answer, its document the passage, `document_offset` where it stands in that passage;
    its meta has the quote and its place in the article (`start_index`, `end_index`), or why there is no answer. The
    score is the answer's confidence.
    """

    def __init__(self, bot: Bot, top_k: int = 3, filters: Filters | Mapping[str, object] = Filters()) -> None:
        self._bot, self._top_k, self._filters = bot, top_k, filters

    @component.output_types(answers=list[ExtractedAnswer])  # type: ignore[untyped-decorator]  # of the framework
    def run(
        self, query: str, top_k: int | None = None, filters: dict[str, Any] | None = None
    ) -> dict[str, list[ExtractedAnswer]]:
        """The answers; what is given here counts in place of what the component was made with."""
        answer = self._bot.ask(query, top=_given(top_k, self._top_k), where=_given(filters, self._filters))
        if answer.refusal:
            why = {"refusal": answer.refusal.kind, "message": answer.refusal.message}
            return {"answers": [ExtractedAnswer(query=query, score=answer.confidence, meta=why)]}
        return {"answers": [_answer(query, quote, answer.confidence) for quote in answer.quotes]}


def _given(value: Value | None, otherwise: Value) -> Value:
    """What a run is given, where it is given anything."""
    return otherwise if value is None else value


def _document(hit: Hit) -> Document:
    return Document(content=hit.passage.text, meta=metadata_of_hit(hit), score=hit.score)


def _answer(query: str, quote: Quote, confidence: float) -> ExtractedAnswer:
    passage = quote.passage
    start, end = quote.focus or (quote.start, quote.end)
    inside = passage.start <= start and end <= passage.end
    return ExtractedAnswer(
        query=query,
        score=confidence,
        data=quote.short,
        document=Document(content=passage.text, meta=metadata_of(passage.article, passage.start, passage.end)),
        context=quote.text,
        document_offset=ExtractedAnswer.Span(start - passage.start, end - passage.start) if inside else None,
        context_offset=ExtractedAnswer.Span(start - quote.start, end - quote.start),
        meta={**metadata_of(quote.article, quote.start, quote.end), "quote": quote.text},
    )
