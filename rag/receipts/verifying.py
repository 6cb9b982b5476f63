"""Whether a receipt's quotes stand in these articles: made anew and compared, with no model and no trust."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from pullquote.corpus import Article, ArticleForm, Source, Span
from pullquote.index import Passage
from pullquote.rag.answer import Quote
from pullquote.rag.context.quotable import quotable, splitter_version
from pullquote.rag.receipts.finding import Finding, Outcome, Verification
from pullquote.rag.receipts.form import ArticleProof, QuoteProof, Receipt, fault, is_older, quotes_of, upgraded
from pullquote.rag.receipts.making import digest_of, package_versions, prove
from pullquote.rag.receipts.plausible import implausible
from pullquote.rag.receipts.receipt_file import written
from pullquote.rag.wire_form import QuoteForm

_PLACE = ("text", "start", "end", "focus", "context")
_BYTES = ("start_byte", "end_byte", "sha256")
_ATTRIBUTION = ("title", "publisher", "author", "published", "url", "note")


def verify_receipt(receipt: object, articles: Iterable[Article], *, saved: bytes | None = None) -> Verification:
    """Whether every quote of the receipt stands in these articles as it says, whole, and is credited as they are.

    The text decides: an article is found by its text's sha256 under whatever name; only where no article has that
    text, by id, then by file, to say what became of it. Nothing in the receipt is trusted: each quote is made anew
    from the article and two offsets, and compared; it must be whole sentences as every reader's quotes are.
    `saved`, the bytes of its file, must be those that `save_receipt` writes. Numbers must be in their ranges and the
    digest right, which finds accidents. What a forger can change as well (question, claims, confidence, wording of a
    refusal, index and versions) is left to `replay_receipt` and `check_signature`.
    """
    older = is_older(receipt)
    upright = upgraded(receipt)
    wrong = fault(upright)
    if wrong:
        return Verification((Finding("the receipt", "cannot_tell", wrong),))
    checked = cast(Receipt, upright)
    proof = checked["proof"]
    stated = {entry["id"]: entry for entry in proof["articles"]}
    articles = list(articles)
    quotes = tuple(
        Finding(about, *_compared(quote, proved, stated[proved["article"]], articles, checked))
        for (about, quote), proved in zip(quotes_of(checked["answer"]), proof["quotes"], strict=True)
    )
    whole = [Finding("the receipt", "mismatch", line) for line in implausible(checked)]
    return Verification((*quotes, *whole, *(() if older else _accidents(checked, saved))))


def _accidents(receipt: Receipt, saved: bytes | None) -> Iterator[Finding]:
    """What is not as it was saved."""
    if receipt["digest"] != digest_of(receipt):
        yield Finding("the receipt", "mismatch", "it was changed since it was saved: its digest is of something else")
    elif saved is not None and saved != written(receipt):
        at = next(
            (i for i, (one, other) in enumerate(zip(saved, written(receipt), strict=False)) if one != other), None
        )
        place = f"from byte {len(written(receipt)) if at is None else at} on"
        yield Finding("the receipt", "mismatch", f"its file is not as it was saved, {place}, though it says the same")


def _compared(
    wire: QuoteForm, proof: QuoteProof, stated: ArticleProof, articles: list[Article], receipt: Receipt
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
    carriers = [(s.id, s.file, s.publisher, s.url) for s in sources]
    if any((also["id"], also["file"], also["publisher"], also["url"]) not in carriers for also in cited["also"]):
        unknown.append("also")
    misnamed, moved = _misnamed(cited, source)
    wrong += misnamed
    unknown += moved
    same_code = receipt["proof"]["versions"].get("pullquote") == package_versions()["pullquote"]
    if wrong == ["context"] and not same_code:  # what is shown around a quote is this version's choice
        wrong, unknown = [], ["context", *unknown]
    named = f" (in the receipt {_short(cited['id'])}, here {source.id})" if misnamed or moved else ""
    where = f"characters {start}–{end} of {source.file}{named}"
    if wrong:
        return "mismatch", f"{', '.join(wrong)} not as in {where}"
    if not quotable(article, Span(start, end)):
        if receipt["proof"]["splitter"] == splitter_version() or _blank_edge(wire["text"]):
            return "mismatch", f"no quote is cut like this (debris, or no whole sentences): {where}"
        cut = _short(receipt["proof"]["splitter"]) or "a version that it does not name"
        return (
            "cannot_tell",
            f"cut into sentences by {cut}, here by {splitter_version()}, which cuts otherwise: {where}",
        )
    if unknown:
        return "cannot_tell", f"the words match {where}; nothing here tells whether this is right: {', '.join(unknown)}"
    return "match", where


def _misnamed(cited: ArticleForm, source: Source) -> tuple[list[str], list[str]]:
    """Which of `file` and `id` are another's, and which may be this one's: folders above a file are no part of the
    articles and may have been moved."""
    differing = [name for name, here in (("file", source.file), ("id", source.id)) if cited[name] != here]  # type: ignore[literal-required]
    one, other = f"/{cited['file']}", f"/{source.file}"
    moved = (one.endswith(other) or other.endswith(one)) and cited["id"].endswith(one)
    return ([], differing) if moved else (differing, [])


def _blank_edge(text: str) -> bool:
    """Whether there is white space at either end, which no version quotes."""
    return text != text.strip()


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
