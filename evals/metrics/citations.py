"""Whether every quote is what it claims to be, checked against articles that were read apart from the index."""

from collections.abc import Sequence

from pullquote.corpus import Article
from pullquote.index import Index
from pullquote.rag import Answer, QuoteForm, make_receipt, verify_receipt

CHECKS = ("slice", "receipt", "article", "date")


class Citations:
    """The articles as the loader gave them, to hold an answer's wire form against."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {source.id: one for one in articles for source in (one.source, *one.also)}

    def check(self, answer: Answer, index: Index) -> list[dict[str, bool]]:
        """For each quote (or a refusal's nearest) what holds. All four must, always."""
        receipt = make_receipt(answer, index)
        wire = receipt["answer"]
        quotes = [*wire["quotes"], *(wire["refusal"]["nearest"] if wire["refusal"] else [])]
        cited = {one.id: one for quote in quotes if (one := self._articles.get(quote["article"]["id"]))}
        findings = verify_receipt(receipt, cited.values()).findings
        verified = [finding.outcome == "match" for finding in findings]
        verified = verified if len(findings) == len(quotes) else [False] * len(quotes)
        return [self._check(quote) | {"receipt": proved} for quote, proved in zip(quotes, verified, strict=True)]

    def _check(self, quote: QuoteForm) -> dict[str, bool]:
        named = quote["article"]
        article = self._articles.get(named["id"])
        if article is None:
            return dict.fromkeys(CHECKS, False)
        source, focus = article.source, quote["focus"]
        spans = [(quote["start"], quote["end"], quote["text"])]
        if focus:
            spans.append((focus["start"], focus["end"], focus["text"]))
        known = {
            "sha256": article.sha256,
            "file": source.file,
            "title": source.title,
            "publisher": source.publisher,
            "author": source.author,
            "url": source.url,
            "note": source.note,
        }
        return {
            "slice": all(0 <= start < end and article.text[start:end] == text for start, end, text in spans),
            "article": known.items() <= named.items(),
            "date": named["published"] == (source.published.isoformat() if source.published else None),
        }
