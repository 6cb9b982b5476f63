"""Whether a receipt's quotes stand in these articles: made anew and compared, with no model and no trust."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

from pullquote.corpus import Article, Source, Span
from pullquote.index import Passage
from pullquote.rag.answer import Quote
from pullquote.rag.receipts.form import ArticleProof, QuoteProof, Receipt, fault, quotes_of, upgraded
from pullquote.rag.receipts.making import package_versions, prove
from pullquote.rag.wire_form import ArticleForm, QuoteForm

Outcome = Literal["match", "mismatch", "cannot_tell"]
_PLACE = ("text", "start", "end", "focus", "context")
_BYTES = ("start_byte", "end_byte", "sha256")
_ATTRIBUTION = ("title", "publisher", "author", "published", "url", "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one quote ("quote 1", "nearest 1"), or about the receipt as a whole."""

    about: str
    outcome: Outcome
    line: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found about all that a receipt quotes, in its order."""

    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of the findings; "match" where nothing was quoted."""
        seen = {finding.outcome for finding in self.findings}
        return "mismatch" if "mismatch" in seen else "cannot_tell" if "cannot_tell" in seen else "match"


def verify_receipt(receipt: object, articles: Iterable[Article]) -> Verification:
    """Whether every quote of the receipt stands in these articles as it says, and is credited as they are.

    The text decides: an article is found by its text's sha256 under whatever name; only where no article has that
    text, by id, then by file, to say what became of it. Nothing in the receipt is trusted: each quote is made anew
    from the article and two offsets, and compared. What only a new run could tell (score, confidence, wording of a
    refusal, index and versions) is not checked.
    """
    receipt = upgraded(receipt)
    wrong = fault(receipt)
    if wrong:
        return Verification((Finding("the receipt", "cannot_tell", wrong),))
    checked = cast(Receipt, receipt)
    proof = checked["proof"]
    stated = {entry["id"]: entry for entry in proof["articles"]}
    articles = list(articles)
    same_code = proof["versions"].get("pullquote") == package_versions()["pullquote"]
    return Verification(
        tuple(
            Finding(about, *_compared(quote, proved, stated[proved["article"]], articles, same_code))
            for (about, quote), proved in zip(quotes_of(checked["answer"]), proof["quotes"], strict=True)
        )
    )


def _compared(
    wire: QuoteForm, proof: QuoteProof, stated: ArticleProof, articles: list[Article], same_code: bool
) -> tuple[Outcome, str]:
    cited = wire["article"]
    if _differing(cited, stated, ("file", "sha256")):
        return "mismatch", f"the receipt names {_short(cited['id'])} in two ways that differ"
    article = next((article for article in articles if article.sha256 == cited["sha256"]), None)
    if article is None:
        return _without_text(wire, stated, articles)
    sources = (article.source, *article.also)
    source = _source(sources, cited) or article.source
    others = tuple(other for other in sources if other is not source)
    start, end, focus = wire["start"], wire["end"], wire["focus"]
    try:
        passage = Passage(replace(article, source=source, also=others), start, end)
        quote = Quote(passage, start, end, wire["score"], Span(focus["start"], focus["end"]) if focus else None)
    except ValueError:
        return "mismatch", f"the quote is not inside {source.file}, or its focus not inside the quote"
    true = quote.to_dict()
    known: Mapping[str, object] = true["article"]
    wrong = [*_differing(wire, true, _PLACE), *_differing(proof, prove(quote), _BYTES)]
    credit = _differing(cited, known, _ATTRIBUTION)
    wrong += [key for key in credit if known[key]]
    unknown = [key for key in credit if not known[key]]
    carriers = [(s.file, s.publisher, s.url) for s in sources]
    if any((also["file"], also["publisher"], also["url"]) not in carriers for also in cited["also"]):
        unknown.append("also")
    if wrong == ["context"] and not same_code:  # what is shown around a quote is this version's choice
        wrong, unknown = [], ["context", *unknown]
    moved = f" (in the receipt {_short(cited['file'])})" if source.file != cited["file"] else ""
    where = f"characters {start}–{end} of {source.file}{moved}"
    if wrong:
        return "mismatch", f"{', '.join(wrong)} not as in {where}"
    if unknown:
        return "cannot_tell", f"the words match {where}; nothing here tells whether this is right: {', '.join(unknown)}"
    return "match", where


def _differing(one: Mapping[str, object], other: Mapping[str, object], keys: Iterable[str]) -> list[str]:
    return [key for key in keys if one[key] != other[key]]


def _without_text(wire: QuoteForm, stated: ArticleProof, articles: list[Article]) -> tuple[Outcome, str]:
    """No article has the text that was quoted from: changed, read by another extractor, or not here."""
    by_id = (a for a in articles if any(s.id == stated["id"] for s in (a.source, *a.also)))
    by_file = (a for a in articles if any(s.file == stated["file"] for s in (a.source, *a.also)))
    article = next(by_id, None) or next(by_file, None)
    file, loader = _short(stated["file"]), _short(stated["loader"])
    if article is None:
        return "cannot_tell", f"{_short(stated['id'])} is not among these articles"
    if any(source.sha256 == stated["sha256"] for source in article.also):
        return "cannot_tell", f"{file} is kept here as {article.source.file}, which has other white space"
    if article.loader != stated["loader"]:
        return "cannot_tell", f"{file} was read by {loader}, here by {article.loader}"
    at = article.text.find(wire["text"]) if wire["text"] else -1
    still = f"the words now stand at {at}–{at + len(wire['text'])}" if at >= 0 else "the words are no longer in it"
    return "mismatch", f"{file} is another text than the one quoted from; {still}"


def _short(text: str) -> str:
    """What a receipt says, in one line and not at any length."""
    return " ".join(text.split())[:120]


def _source(sources: Iterable[Source], cited: ArticleForm) -> Source | None:
    sources = list(sources)
    same_id = (source for source in sources if source.id == cited["id"])
    same_file = (source for source in sources if source.file == cited["file"])
    return next(same_id, None) or next(same_file, None)
