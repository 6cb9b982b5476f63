"""An answer that a page kept, taken up again: each quote is cut out of its article anew, or the answer is not taken."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, get_args

from pullquote.corpus import Article, NotFoundError, Span
from pullquote.index import Index, Passage
from pullquote.rag import Answer, Claim, Quote, Refusal, RefusalKind, Standing


def restored(receipt: str, index: Index) -> Answer:
    """The answer whose receipt a page kept.

    Raises NotFoundError where an article is gone or has another text now, or it is no receipt.
    """
    try:
        kept = json.loads(receipt)["answer"]
        refused = kept["refusal"]
        quotes = tuple(_quote(one, index) for one in (refused["nearest"] if refused else kept["quotes"]))
        return Answer(
            _text(kept["question"]),
            _text(kept["understood_as"]),
            min(1.0, max(0.0, float(kept["confidence"]))),
            () if refused else quotes,
            refusal=Refusal(_kind(refused["kind"]), _text(refused["message"]), quotes) if refused else None,
            claims=tuple(_claim(one, quotes) for one in kept["claims"]),
            as_of=_day(kept["as_of"]),
            warning=_text(kept["warning"] or ""),
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, OverflowError):
        raise NotFoundError("what the page kept of this answer cannot be read") from None


def _quote(kept: Mapping[str, Any], index: Index) -> Quote:
    article = _article(kept["article"], index)
    start, end = int(kept["start"]), int(kept["end"])
    focus = kept["focus"]
    inside = Span(int(focus["start"]), int(focus["end"])) if focus else None
    return Quote(Passage(article, start, end), start, end, float(kept["score"]), inside)


def _article(kept: Mapping[str, Any], index: Index) -> Article:
    article = index.article(_text(kept["id"]))
    if article.sha256 != kept["sha256"]:
        raise NotFoundError(f"the article {article.source.title} has another text now")
    return article


def _claim(kept: Mapping[str, Any], quotes: Sequence[Quote]) -> Claim:
    if kept["standing"] not in get_args(Standing):
        raise ValueError(kept["standing"])
    return Claim(
        tuple(quotes[int(number)] for number in kept["quotes"]),
        int(kept["outlets"]),
        tuple(map(_text, kept["independent"])),
        _day(kept["first"]),
        _day(kept["last"]),
        _text(kept["said_of"] or ""),
        kept["standing"],
    )


def _kind(kept: Any) -> RefusalKind:
    if kept not in get_args(RefusalKind):
        raise ValueError(kept)
    return kept  # type: ignore[no-any-return]  # one of them


def _day(kept: Any) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _text(kept: Any) -> str:
    if not isinstance(kept, str):
        raise TypeError(kept)
    return kept
