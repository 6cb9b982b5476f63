"""The form of a receipt: what every field must be before anything in it is looked at."""

from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypedDict, get_args, get_origin, get_type_hints, is_typeddict

from pullquote.rag.wire_form import WIRE_FORMAT, AnswerForm, QuoteForm

RECEIPT_FORMAT = 2


class ArticleProof(TypedDict):
    """Which text was quoted from: the sha256 of the canonical text, and the loader that made it."""

    id: str
    file: str
    sha256: str
    loader: str


class QuoteProof(TypedDict):
    """Where the quote stands in the bytes (UTF-8) of its article's text, and the sha256 of those bytes."""

    article: str
    start_byte: int
    end_byte: int
    sha256: str


class Proof(TypedDict):
    """`index` is the fingerprint of the index that answered; `quotes` are in the order of `quotes_of` the answer."""

    index: str
    versions: dict[str, str]
    articles: list[ArticleProof]
    quotes: list[QuoteProof]


class Receipt(TypedDict):
    """An answer with what proves its quotes."""

    format: int
    answer: AnswerForm
    proof: Proof


def upgraded(receipt: object) -> object:
    """A receipt of format 1 in the form of today: without claims, and with a list of what is nearest. Anything else as
    it is."""
    try:
        answer = receipt["answer"]  # type: ignore[index]  # whatever a file holds
        if (receipt["format"], answer["format"]) != (1, 1) or "claims" in answer:  # type: ignore[index]
            return receipt
        refusal = answer["refusal"] and dict(answer["refusal"])
        if refusal:
            refusal["nearest"] = [{"claim": None, **refusal["nearest"]}] if refusal["nearest"] else []
        quotes = [{"claim": None, **quote} for quote in answer["quotes"]]
        newer = {"format": WIRE_FORMAT, "claims": [], "as_of": None, "quotes": quotes, "refusal": refusal}
        return {**receipt, "format": RECEIPT_FORMAT, "answer": {**answer, **newer}}  # type: ignore[dict-item]
    except (KeyError, TypeError, ValueError):
        return receipt


def fault(receipt: object) -> str:
    """The first thing that makes a receipt unreadable, in one line; empty when it is a `Receipt` in order."""
    return _misshapen(receipt, Receipt, "the receipt") or _contradiction(receipt)


def quotes_of(answer: AnswerForm) -> Iterator[tuple[str, QuoteForm]]:
    """Everything that an answer quotes, with what it is called: "quote 1" and so on, "nearest 1" and so on."""
    for number, quote in enumerate(answer["quotes"], 1):
        yield f"quote {number}", quote
    for number, quote in enumerate(answer["refusal"]["nearest"] if answer["refusal"] else (), 1):
        yield f"nearest {number}", quote


def _misshapen(value: object, shape: Any, where: str) -> str:
    """The first thing that is not as the type `shape` wants it; empty when all is. An object has just its fields."""
    if isinstance(shape, UnionType):
        (inner,) = set(get_args(shape)) - {NoneType}
        return "" if value is None else _misshapen(value, inner, where)
    if is_typeddict(shape):
        return _misshapen_object(value, _fields(shape), where)
    if get_origin(shape) is list:
        if not isinstance(value, list):
            return f"{where} is not a list"
        (inner,) = get_args(shape)
        return next(filter(None, (_misshapen(v, inner, f"{where} {n}") for n, v in enumerate(value, 1))), "")
    shape = get_origin(shape) or shape
    fits = type(value) in (int, float) if shape is float else isinstance(value, shape)
    if not fits or (shape is int and isinstance(value, bool)):
        return f"{where} is {type(value).__name__}, not {shape.__name__}"
    return ""


def _misshapen_object(value: object, fields: dict[str, Any], where: str) -> str:
    if not isinstance(value, dict):
        return f"{where} is not an object"
    for key in [*fields, *value]:
        if key not in value or key not in fields:
            return f"{where} has no {key!r}" if key in fields else f"{where} has {key[:60]!r}, which is not known"
    return next(filter(None, (_misshapen(value[key], fields[key], f"{where}: {key}") for key in fields)), "")


@cache
def _fields(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape)


def _contradiction(receipt: Any) -> str:
    """What a well-formed receipt says in two places and differently."""
    answer, proof = receipt["answer"], receipt["proof"]
    if (receipt["format"], answer["format"]) != (RECEIPT_FORMAT, WIRE_FORMAT):
        known = f"{RECEIPT_FORMAT} or 1, which this version reads"
        return f"the receipt, or the answer in it, is of another format than {known}"
    quotes = [quote for _, quote in quotes_of(answer)]
    if not answer["answered"] == bool(answer["quotes"]) == (answer["refusal"] is None):
        return "the receipt both answers and refuses, or does neither"
    claims = [(number, quote) for number, claim in enumerate(answer["claims"]) for quote in claim["quotes"]]
    if sorted(claims) != sorted((q["claim"], at) for at, q in enumerate(quotes) if q["claim"] is not None):
        return "the receipt's claims and quotes do not belong together"
    if len(quotes) != len(proof["quotes"]):
        return f"the receipt has {len(quotes)} quotes and proves {len(proof['quotes'])}"
    ids = [entry["id"] for entry in proof["articles"]]
    proved = [entry["article"] for entry in proof["quotes"]]
    if sorted(set(ids)) != sorted(ids) or set(ids) != set(proved) or proved != [q["article"]["id"] for q in quotes]:
        return "the receipt's quotes, proofs and articles do not belong together"
    return ""
