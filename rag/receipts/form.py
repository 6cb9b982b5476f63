"""The form of a receipt: what every field must be before anything in it is looked at."""

from collections.abc import Iterator, Mapping
from typing import Any

from pullquote.rag.receipts.make import FORMAT, Json

# A type, an object with exactly these fields, a list of one shape, or (shape, None)
_SPAN = {"start": int, "end": int}
_CARRIER = {"id": str, "file": str, "publisher": str, "url": str}
_CITED = {**dict.fromkeys(("id", "file", "title", "publisher", "author", "url", "note", "sha256"), str)}
_QUOTE = {
    "text": str,
    **_SPAN,
    "focus": ({"text": str, **_SPAN}, None),
    "context": _SPAN,
    "score": float,
    "article": {**_CITED, "published": (str, None), "also": [_CARRIER]},
}
_RECEIPT = {
    "format": int,
    "answer": {
        "format": int,
        "question": str,
        "understood_as": str,
        "answered": bool,
        "confidence": float,
        "quotes": [_QUOTE],
        "refusal": ({"kind": str, "message": str, "nearest": (_QUOTE, None)}, None),
    },
    "proof": {
        "index": str,
        "versions": Mapping,
        "articles": [dict.fromkeys(("id", "file", "sha256", "loader"), str)],
        "quotes": [{"article": str, "start_byte": int, "end_byte": int, "sha256": str}],
    },
}


def fault(receipt: object) -> str:
    """The first thing that makes a receipt unreadable, in one line; empty when it is in order."""
    return _misshapen(receipt, _RECEIPT, "the receipt") or _contradiction(receipt)


def _misshapen(value: object, shape: Any, where: str) -> str:
    """The first thing that is not as `shape` wants it; empty when all is."""
    if isinstance(shape, tuple):
        return "" if value is None else _misshapen(value, shape[0], where)
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return f"{where} is not an object"
        for key in [*shape, *value]:
            if key not in value or key not in shape:
                return f"{where} has no {key!r}" if key in shape else f"{where} has {key[:60]!r}, which is not known"
        return next(filter(None, (_misshapen(value[key], shape[key], f"{where}: {key}") for key in shape)), "")
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{where} is not a list"
        return next(filter(None, (_misshapen(v, shape[0], f"{where} {n}") for n, v in enumerate(value, 1))), "")
    fits = type(value) in (int, float) if shape is float else isinstance(value, shape)
    if not fits or (shape is int and isinstance(value, bool)):
        return f"{where} is {type(value).__name__}, not {shape.__name__}"
    return ""


def _contradiction(receipt: Any) -> str:
    """What a well-formed receipt says in two places and differently."""
    answer, proof = receipt["answer"], receipt["proof"]
    if (receipt["format"], answer["format"]) != (FORMAT, FORMAT):
        return f"the receipt, or the answer in it, is of another format than {FORMAT}, which this version reads"
    quotes = [quote for _, quote in quotes_of(answer)]
    if not answer["answered"] == bool(answer["quotes"]) == (answer["refusal"] is None):
        return "the receipt both answers and refuses, or does neither"
    if len(quotes) != len(proof["quotes"]):
        return f"the receipt has {len(quotes)} quotes and proves {len(proof['quotes'])}"
    ids = [entry["id"] for entry in proof["articles"]]
    proved = [entry["article"] for entry in proof["quotes"]]
    if sorted(set(ids)) != sorted(ids) or set(ids) != set(proved) or proved != [q["article"]["id"] for q in quotes]:
        return "the receipt's quotes, proofs and articles do not belong together"
    return ""


def quotes_of(answer: Json) -> Iterator[tuple[str, Json]]:
    for number, quote in enumerate(answer["quotes"], 1):
        yield f"quote {number}", quote
    if answer["refusal"] and answer["refusal"]["nearest"]:
        yield "nearest", answer["refusal"]["nearest"]
