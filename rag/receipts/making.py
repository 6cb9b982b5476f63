"""A receipt: an answer together with what proves that its quotes stand in the articles."""

import hashlib
import json
import platform
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from pullquote.index import Index
from pullquote.rag.answer import Answer, Quote
from pullquote.rag.context.quotable import splitter_version
from pullquote.rag.receipts.form import RECEIPT_FORMAT, AskedForm, QuoteProof, Receipt
from pullquote.rag.receipts.receipt_file import written


def make_receipt(answer: Answer, index: Index, asked: AskedForm | None = None) -> Receipt:
    """The answer's wire form and its proof. A refusal's nearest passage is proved like a quote.

    `asked` is what `what_was_asked` gives; without it the receipt cannot be replayed.
    """
    receipt: Receipt = {
        "format": RECEIPT_FORMAT,
        "answer": answer.to_dict(),
        "proof": {
            "index": index_fingerprint(index),
            "versions": dict(package_versions()),
            "splitter": splitter_version(),
            "asked": asked,
            "articles": [
                {"id": a.id, "file": a.source.file, "sha256": a.sha256, "loader": a.loader}
                for a in {quote.article.id: quote.article for quote in answer.shown}.values()
            ],
            "quotes": [prove(quote) for quote in answer.shown],
        },
        "digest": "",
        "signature": None,
    }
    return {**receipt, "digest": digest_of(receipt)}


def digest_of(receipt: Receipt) -> str:
    """The sha256 of the receipt as a file, without digest and signature. Anybody can make it: it finds accidents."""
    bare: Receipt = {**receipt, "digest": "", "signature": None}
    return hashlib.sha256(written(bare)).hexdigest()


def index_fingerprint(index: Index) -> str:
    """Equal for two indexes of the same texts, made the same way."""
    texts = sorted(source.sha256 or index.article(source.id).sha256 for source in index.sources())
    made = json.dumps(asdict(index.manifest), sort_keys=True)
    return hashlib.sha256("\n".join([*texts, made]).encode()).hexdigest()


@cache
def package_versions() -> dict[str, str]:
    """Of what an answer depends on; "?" for a package that runs without having been installed."""
    found = {"python": platform.python_version()}
    for package in ("pullquote", "faiss-cpu", "numpy", "openvino"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "?"
    return found


def prove(quote: Quote) -> QuoteProof:
    """The quote's place in the bytes of its article, and the hash of those bytes."""
    before, inside = (
        quote.article.text[a:b].encode("utf-8", "surrogatepass")
        for a, b in ((0, quote.start), (quote.start, quote.end))
    )
    return {
        "article": quote.article.id,
        "start_byte": len(before),
        "end_byte": len(before) + len(inside),
        "sha256": hashlib.sha256(inside).hexdigest(),
    }
