"""Dated corpora whose answers change, conflict or agree: is each value shown, with its dates, and by how many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pullquote.corpus import BadInputError
from pullquote.evals.example import Example, Place, Scorer, Suite, Trial, places_of, together
from pullquote.evals.metrics import evidence
from pullquote.evals.metrics.overlap import common
from pullquote.evals.metrics.wanted_claims import MOST_CLAIMS, WantedClaim, fits, one_has, shown_claims
from pullquote.evals.suites.corpora import ArticleNames, read_folder
from pullquote.evals.suites.questions import example_of, place_in
from pullquote.evals.suites.records import Record, read_jsonl, unique
from pullquote.index import Index
from pullquote.rag import Answer, Claim, Quote

QUESTIONS = "questions.jsonl"
UNANSWERABLE = "unanswerable"
# Any value is a right first quote here; elsewhere that of the first claim is.
WITHOUT_ORDER = ("change", "conflict")

Wanted = Sequence[WantedClaim]


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """`data` is a folder with a folder for each corpus: its articles, and `questions.jsonl` among them."""
    if len(data) != 1 or corpus or closed:
        raise BadInputError(
            "the suite 'time' needs one --data FOLDER of corpora, and knows no --corpus and no --closed"
        )
    paths = sorted(data[0].glob(f"*/{QUESTIONS}"))
    if not paths:
        raise BadInputError(
            f"no folder with {QUESTIONS} in {data[0]}; needed: a folder for each corpus, see evals/README.md"
        )
    records = {path: list(read_jsonl(path)) for path in paths}
    unique(record for found in records.values() for record in found)
    return together([_part(path, found) for path, found in records.items()])


def _part(path: Path, records: Sequence[Record]) -> Suite:
    """One corpus with its questions."""
    folder = path.parent
    articles, unread = read_folder(folder, but=[path])
    names = ArticleNames(articles)
    wanted = {record.word("id"): _claims(record, names) for record in records}
    examples = tuple(replace(example_of(record, names), article=folder.name) for record in records)
    return Suite("time", articles, examples, partial(_scorer, wanted), unread=unread, top=MOST_CLAIMS)


def _claims(record: Record, names: ArticleNames) -> tuple[WantedClaim, ...]:
    """The claims of a question, checked."""
    found = record.items("claims", [])
    places: list[list[Place]] = [[] for _ in found]
    for item in record.items("evidence", []):
        claim = item.get("claim", int)
        if not 0 <= claim < len(found):
            item.fault(f"'claim' is {claim}; there are {len(found)} claims, counted from 0")
        places[claim].append(place_in(item, names))
    kind = record.word("type")
    if kind not in ASKED and kind != UNANSWERABLE:
        record.fault(f"'type' is {kind!r}; allowed: {', '.join([*ASKED, UNANSWERABLE])}")
    if bool(found) != (kind != UNANSWERABLE):
        record.fault(f"{len(found)} claims for the type {kind!r}; only {UNANSWERABLE!r} has none")
    return tuple(
        WantedClaim((item.word("answer"), *item.texts("also")), item.get("outlets", int), tuple(where))
        for item, where in zip(found, places, strict=True)
    )


def _scorer(wanted: Mapping[str, Wanted], index: Index) -> Scorer:
    return replace(
        evidence.evidence_scorer(index),
        right=lambda example, quotes: _right(example, wanted[example.id], quotes),
        figures=lambda example, trial: _figures(example, wanted[example.id], trial),
    )


def _right(example: Example, wanted: Wanted, quotes: Sequence[Quote]) -> bool:
    return any(_first_is(claim, quotes) for claim in wanted[: None if example.type in WITHOUT_ORDER else 1])


def _figures(example: Example, wanted: Wanted, trial: Trial) -> dict[str, float]:
    """What the type of the question is measured by, and that of any question with evidence."""
    found = evidence.figures(example, trial) | evidence.held_back(example, trial)
    if not example.answerable:
        return found
    return found | {name: float(measured) for name, measured in ASKED[example.type](wanted, trial.answer).items()}


def _first_is(claim: WantedClaim, quotes: Sequence[Quote]) -> bool:
    """The first quote overlaps evidence of this claim."""
    return common(places_of(quotes[:1]), claim.evidence) > 0


def _of_that_time(wanted: Wanted, answer: Answer) -> bool:
    """The first quote is the first claim's; its short answer, where it has one, too."""
    first = answer.quotes[:1]
    return _first_is(wanted[0], first) and all(not q.focus or fits(q.short, wanted[0].wordings) for q in first)


def _all_said(wanted: Wanted, shown: Sequence[Claim]) -> bool:
    """Each claim that is wanted is said by one of those shown."""
    return all(any(one_has(one.quotes, claim.wordings) for one in shown) for claim in wanted)


def _earlier(wanted: Wanted, answer: Answer) -> dict[str, bool]:
    return {"earlier_shown": _all_said(wanted, shown_claims(answer))} if len(wanted) > 1 else {}


def _both(wanted: Wanted, answer: Answer) -> dict[str, bool]:
    return {"both_shown": _all_said(wanted, [one for one in shown_claims(answer) if one.standing == "disputed"])}


def _outlets(wanted: Wanted, answer: Answer) -> dict[str, bool]:
    return {"outlets": any(one.outlets == wanted[0].outlets for one in shown_claims(answer)[:1])}


# By type, the figures of a question that can be answered; what is refused has none of it.
ASKED: Mapping[str, Callable[[Wanted, Answer], Mapping[str, bool]]] = {
    "now": lambda wanted, answer: {"newest_first": _first_is(wanted[0], answer.quotes), **_earlier(wanted, answer)},
    "as_of": lambda wanted, answer: {"as_of": _first_is(wanted[0], answer.quotes)},
    "dated": lambda wanted, answer: {"dated": _of_that_time(wanted, answer)},
    "change": _earlier,
    "conflict": _both,
    "agreement": _outlets,
    "copy": _outlets,
    "timeless": lambda _, answer: {"false_dispute": len(shown_claims(answer)) > 1},
}
