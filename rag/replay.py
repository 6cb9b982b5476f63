"""What was asked, written down with an answer, and asked again: the same question must get the same answer."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

from pullquote.corpus import NotFoundError, PullquoteError
from pullquote.index import FILTER_NAMES, Filters, Index
from pullquote.rag.assemble import Config, calibration_of, open_bot
from pullquote.rag.bot import Bot
from pullquote.rag.question.followup import Turn
from pullquote.rag.question.vocabulary import AsTyped
from pullquote.rag.receipts.finding import Finding
from pullquote.rag.receipts.form import AskedForm, Receipt, fault, is_older, upgraded
from pullquote.rag.receipts.making import index_fingerprint, package_versions
from pullquote.rag.wire_form import AnswerForm, QuoteForm

CONFIDENCE_WITHIN = 0.01  # of the same question on another machine, whose arithmetic rounds otherwise
SCORE_WITHIN = 0.25  # logits, likewise
ABOUT = "asked again"


def what_was_asked(  # noqa: PLR0913  # a question's whole circumstances, each by its name
    config: Config,
    index: Index,
    *,
    history: Sequence[Turn] = (),
    where: Filters = Filters(),
    as_of: date | None = None,
    top: int = 3,
    as_typed: bool = False,
) -> AskedForm:
    """What a bot made with `config` over the index was asked besides the question, for its receipt; `as_of` is that of
    the answer. Raises NotFoundError for a calibration that is not there."""
    return {
        "history": [{"question": turn.question, "answer": turn.answer} for turn in history],
        "where": {
            "publisher": list(where.publisher),
            "author": list(where.author),
            "after": _day(where.after),
            "before": _day(where.before),
            "articles": list(where.articles),
            "own": {name: value for name, value in where.to_dict().items() if name not in FILTER_NAMES},
        },
        "as_of": _day(as_of),
        "top": top,
        "as_typed": as_typed,
        "reader": config.reader,
        "passages": config.passages,
        "refuse": config.refuse,
        "threshold": config.threshold,
        "risk": config.risk,
        "unanswerable": config.unanswerable,
        "calibration": _sha256(calibration_of(config, index)),
    }


def replay_receipt(
    receipt: object, index: Index, *, calibration: str | Path | None = None, bot: Bot | None = None
) -> Finding:
    """Whether the question of a receipt gets its answer when it is asked again: the same quotes, claims and refusal,
    and a confidence within `CONFIDENCE_WITHIN`.

    `calibration` is the file that it was asked with, where that is not beside the index. `bot` answers in place of the
    one that the receipt describes. It cannot be told for another index, version or calibration than the receipt's, nor
    where the receipt does not hold what was asked.
    """
    upright = upgraded(receipt)
    wrong = fault(upright)
    if wrong:
        return Finding(ABOUT, "cannot_tell", wrong)
    held = cast(Receipt, upright)
    asked = held["proof"]["asked"]
    if asked is None:
        why = "it was saved before receipts did" if is_older(receipt) else "a bot of somebody's own answered"
        return Finding(ABOUT, "cannot_tell", f"the receipt does not hold what was asked ({why})")
    if index_fingerprint(index) != held["proof"]["index"]:
        other = f"the receipt is of another index than {index.place}; name its own: --index FOLDER"
        return Finding(ABOUT, "cannot_tell", other)
    try:
        now = _again(held["answer"]["question"], asked, index, calibration, bot)
    except PullquoteError as error:
        return Finding(ABOUT, "cannot_tell", str(error))
    differing = _differing(held["answer"], now)
    confidence = f"confidence now {now['confidence']:.3f}, in the receipt {held['answer']['confidence']:.3f}"
    if not differing:
        return Finding(ABOUT, "match", f"the same {_kind(now)}; {confidence}")
    said = f"the answer differs in {', '.join(differing)}; {confidence}"
    made, here = held["proof"]["versions"].get("pullquote"), package_versions()["pullquote"]
    if made != here:
        return Finding(ABOUT, "cannot_tell", f"{said}; but it was made with pullquote {made!s:.20}, here is {here}")
    return Finding(ABOUT, "mismatch", said)


def _again(
    question: str, asked: AskedForm, index: Index, calibration: str | Path | None, bot: Bot | None
) -> AnswerForm:
    config = Config(
        reader=asked["reader"],
        passages=asked["passages"],
        refuse=asked["refuse"],  # type: ignore[arg-type]  # any text: `Config` says what is allowed
        threshold=asked["threshold"],
        risk=asked["risk"],
        unanswerable=asked["unanswerable"],
        calibration=str(calibration) if calibration else None,
    )
    if bot is None:
        if _sha256(calibration_of(config, index)) != asked["calibration"]:
            was = "the shipped figures" if asked["calibration"] is None else "another calibration"
            raise NotFoundError(f"it was answered with {was} than {index.place} has; name it: --calibration FILE")
        bot = open_bot(index, config=config)
    if asked["as_typed"] and bot.vocabulary:
        bot = replace(bot, vocabulary=AsTyped(index))
    history = [Turn(turn["question"], turn["answer"]) for turn in asked["history"]]
    named: dict[str, object] = {name: value for name, value in asked["where"].items() if name != "own"}
    where = {**asked["where"]["own"], **named}
    return bot.ask(question, history=history, where=where, as_of=asked["as_of"], top=asked["top"]).to_dict()


def _differing(held: AnswerForm, now: AnswerForm) -> list[str]:
    """The fields in which two answers differ by more than rounding does; what is not a number differs from all."""
    found = [name for name in held if name != "confidence" and _exact(held, name) != _exact(now, name)]
    if not found and any(not abs(a - b) <= SCORE_WITHIN for a, b in zip(_scores(held), _scores(now), strict=True)):
        found.append("scores")
    return found + ["confidence"] * (not abs(held["confidence"] - now["confidence"]) <= CONFIDENCE_WITHIN)


def _exact(answer: AnswerForm, name: str) -> object:
    """A field without the scores of its quotes. As JSON: 1 is no True there."""
    value = json.loads(json.dumps(answer[name]))  # type: ignore[literal-required]
    for quote in value if name == "quotes" else value["nearest"] if name == "refusal" and value else ():
        del quote["score"]
    return json.dumps(value)


def _scores(answer: AnswerForm) -> list[float]:
    return [quote["score"] for quote in _quotes(answer)]


def _quotes(answer: AnswerForm) -> list[QuoteForm]:
    return answer["refusal"]["nearest"] if answer["refusal"] else answer["quotes"]


def _kind(answer: AnswerForm) -> str:
    count = len(answer["quotes"])
    return f"answer with {count} quote{'s' * (count != 1)}" if answer["answered"] else "refusal"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _sha256(file: Path | None) -> str | None:
    """Of a file's bytes; None for no file. Raises NotFoundError where it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest() if file else None
    except OSError as error:
        raise NotFoundError(f"cannot read {file}: {error.strerror or error}") from None
