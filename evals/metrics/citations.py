"""Whether every quote is what it claims to be, checked against articles that were read apart from the index."""

from collections.abc import Mapping, Sequence
from typing import Any

from pullquote.corpus import Article
from pullquote.index import Index
from pullquote.rag import Answer
from pullquote.rag.receipts.make import receipt
from pullquote.rag.receipts.verify import verify

CHECKS = ("slice", "receipt", "article", "date")


class Citations:
    """The articles as the loader gave them, to hold an answer's wire form against."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {source.id: one for one in articles for source in (one.source, *one.also)}

    def check(self, answer: Answer, index: Index) -> list[dict[str, bool]]:
        """For each quote (or a refusal's nearest) what holds. All four must, always."""
        written = receipt(answer, index)
        wire = written["answer"]
        nearest = wire["refusal"] and wire["refusal"]["nearest"]
        quotes = [*wire["quotes"], *([nearest] if nearest else [])]
        shelf = {one.id: one for quote in quotes if (one := self._articles.get(quote["article"]["id"]))}
        findings = verify(written, shelf.values()).findings
        verified = [finding.verdict == "match" for finding in findings]
        verified = verified if len(findings) == len(quotes) else [False] * len(quotes)
        return [self._check(quote) | {"receipt": proved} for quote, proved in zip(quotes, verified, strict=True)]

    def _check(self, quote: Mapping[str, Any]) -> dict[str, bool]:
        cited = quote["article"]
        article = self._articles.get(cited["id"])
        if article is None:
            return dict.fromkeys(CHECKS, False)
        source = article.source
        spans = [quote, *filter(None, [quote["focus"]])]
        return {
            "slice": all(_is_slice(article.text, span) for span in spans),
            "article": [cited[name] for name in ("sha256", "file", "title", "publisher", "author", "url", "note")]
            == [article.sha256, source.file, source.title, source.publisher, source.author, source.url, source.note],
            "date": cited["published"] == (source.published.isoformat() if source.published else None),
        }


def _is_slice(text: str, span: Mapping[str, Any]) -> bool:
    return bool(0 <= span["start"] < span["end"] and text[span["start"] : span["end"]] == span["text"])
