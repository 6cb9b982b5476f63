"""What no answer has, whatever was asked: numbers out of their range, days that are none, two fields that differ."""

import math
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import get_args

from pullquote.rag.answer import RefusalKind, Standing
from pullquote.rag.receipts.form import AskedForm, Receipt, quotes_of
from pullquote.rag.wire_form import AnswerForm, ClaimForm, QuoteForm

DAY = re.compile(r"\d{4}-\d\d-\d\d")
SHA256 = re.compile(r"[0-9a-f]{64}")


def implausible(receipt: Receipt) -> Iterator[str]:
    """A line for each such thing in a receipt whose form is in order (see `fault`)."""
    answer, proof = receipt["answer"], receipt["proof"]
    quotes = [quote for _, quote in quotes_of(answer)]
    yield from _out_of_range([("confidence", answer["confidence"], 0, 1)])
    yield from _days([("as_of", answer["as_of"])])
    for about, quote in quotes_of(answer):
        yield from (f"{about}: {line}" for line in _of_quote(quote))
    for number, claim in enumerate(answer["claims"], 1):
        yield from (f"claim {number}: {line}" for line in _of_claim(claim, quotes))
    if answer["refusal"]:
        yield from _unknown("refusal", answer["refusal"]["kind"], get_args(RefusalKind))
    if proof["asked"]:
        yield from _of_asked(proof["asked"], answer)


def _of_quote(quote: QuoteForm) -> Iterator[str]:
    if not math.isfinite(quote["score"]):
        yield f"score is {quote['score']}; needed: a finite number"
    yield from _days([("published", quote["article"]["published"])])


def _of_claim(claim: ClaimForm, quotes: list[QuoteForm]) -> Iterator[str]:
    if not claim["quotes"]:
        yield "it has no quote"
        return
    focus = quotes[claim["quotes"][0]]["focus"]
    if claim["short"] != (focus["text"] if focus else None):
        yield f"short is {claim['short']!r:.60}, its first quote marks {focus['text'] if focus else None!r:.60}"
    yield from _out_of_range([("outlets", claim["outlets"], max(1, len(claim["independent"])), math.inf)])
    yield from _unknown("standing", claim["standing"], get_args(Standing))
    wrong = list(_days([("first", claim["first"]), ("last", claim["last"])]))
    yield from wrong
    if not wrong and (claim["first"] or "") > (claim["last"] or ""):
        yield f"first is {claim['first']}, last is {claim['last']}"


def _of_asked(asked: AskedForm, answer: AnswerForm) -> Iterator[str]:
    where, ended = asked["where"], asked["as_of"]
    yield from _out_of_range(
        [
            ("top", asked["top"], max(1, len(answer["claims"])), math.inf),
            ("passages", asked["passages"], 1, math.inf),
            ("threshold", asked["threshold"], 0, 1),
            ("risk", asked["risk"], 0, 1),
            ("unanswerable", asked["unanswerable"], 0, 1),
        ]
    )
    yield from _days([("as_of", ended), ("after", where["after"]), ("before", where["before"])])
    if ended != answer["as_of"]:
        yield f"as_of is {ended} where it was asked, {answer['as_of']} in the answer"
    if asked["calibration"] is not None and not SHA256.fullmatch(asked["calibration"]):
        yield f"calibration is {asked['calibration']!r:.60}; needed: a sha256"


def _out_of_range(numbers: Iterable[tuple[str, float | None, float, float]]) -> Iterator[str]:
    for name, value, least, most in numbers:
        if value is not None and not least <= value <= most:
            yield f"{name} is {value!r:.60}; allowed: {least:g} " + ("and more" if most == math.inf else f"to {most:g}")


def _days(days: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    for name, value in days:
        if value is not None and not _is_day(value):
            yield f"{name} is {value!r:.60}; needed: a day such as 2020-06-26"


def _is_day(text: str) -> bool:
    try:
        return bool(DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _unknown(name: str, value: str, known: Iterable[str]) -> Iterator[str]:
    if value not in known:
        yield f"{name} is {value!r:.60}; known: {', '.join(known)}"
