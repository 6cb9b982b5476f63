"""The form of a receipt: what every field must be before anything in it is looked at."""

import sys
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


class TurnForm(TypedDict):
    """A question that was asked before, and its short answer."""

    question: str
    answer: str


class WhereForm(TypedDict):
    """Filters; days as YYYY-MM-DD. `own` are those on the articles' own metadata, as `Filters.to_dict` has them."""

    publisher: list[str]
    author: list[str]
    after: str | None
    before: str | None
    articles: list[str]
    own: dict[str, object]


class AskedForm(TypedDict):
    """All that an answer depends on besides the question, the index and the versions: what is needed to ask again.

    `as_typed` says that no word was mended; `reader` to `unanswerable` are the fields of a `Config`; `calibration` is
    the sha256 of the file that the confidence was fitted in, null for the shipped figures.
    """

    history: list[TurnForm]
    where: WhereForm
    as_of: str | None
    top: int
    as_typed: bool
    reader: str
    passages: int
    refuse: str | None
    threshold: float | None
    risk: float | None
    unanswerable: float | None
    calibration: str | None


class Proof(TypedDict):
    """`index` is the fingerprint of the index that answered; `quotes` are in the order of `quotes_of` the answer;
    `splitter` is what decided where a quote begins and ends. `asked` is null where a bot of somebody's own answered."""

    index: str
    versions: dict[str, str]
    splitter: str
    asked: AskedForm | None
    articles: list[ArticleProof]
    quotes: list[QuoteProof]


class Receipt(TypedDict):
    """An answer with what proves its quotes. `digest` is the sha256 of all of it but digest and signature, `signature`
    the Ed25519 signature (hexadecimal) of all of it but the signature."""

    format: int
    answer: AnswerForm
    proof: Proof
    digest: str
    signature: str | None


def is_older(receipt: object) -> bool:
    """Whether it says of itself that it was saved before receipts held what was asked. What it says with words that
    were not known then makes it none."""
    try:
        known = receipt["format"], receipt["answer"]["format"]  # type: ignore[index]  # whatever a file holds
        newer = {"digest", "signature"} & {*receipt} or {"splitter", "asked"} & {*receipt["proof"]}  # type: ignore[misc, index]
    except (KeyError, TypeError):
        return False
    return all(type(number) is int and number in (1, 2) for number in known) and not newer


def upgraded(receipt: object) -> object:
    """An older receipt in the form of today: with an empty digest, and of wire form 1 without claims and with a list of
    what is nearest. Anything else as it is."""
    if not is_older(receipt):
        return receipt
    try:
        answer, proof = dict(receipt["answer"]), dict(receipt["proof"])  # type: ignore[index]  # whatever a file holds
        if answer["format"] == 1 and "claims" not in answer:
            refusal = answer["refusal"] and dict(answer["refusal"])
            if refusal:
                refusal["nearest"] = [{"claim": None, **refusal["nearest"]}] if refusal["nearest"] else []
            quotes = [{"claim": None, **quote} for quote in answer["quotes"]]
            answer |= {"format": WIRE_FORMAT, "claims": [], "as_of": None, "quotes": quotes, "refusal": refusal}
        answer = {"warning": None, **answer}
        empty = {"format": RECEIPT_FORMAT, "digest": "", "signature": None}
        return {**receipt, **empty, "answer": answer, "proof": {**proof, "splitter": "", "asked": None}}  # type: ignore[dict-item]
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
    if shape is float and type(value) is int and abs(value) > sys.float_info.max:
        return f"{where} is a whole number too large to compute with"
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
