"""Is a quote shown with what it hangs on: sentences that mislead without others, and sentences that stand alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pullquote.corpus import Article, BadInputError, Span
from pullquote.evals.example import Example, Place, Scorer, Suite, Trial
from pullquote.evals.metrics.evidence import evidence_scorer
from pullquote.evals.suites.corpora import article, once_each
from pullquote.evals.suites.records import Record, read_jsonl, unique
from pullquote.index import Index
from pullquote.rag import surroundings, widened

ALONE = "alone"  # the kind of a sentence that needs nothing
MISLEADING = ("negation", "hedge", "condition", "speaker")  # without these a sentence says another thing
KINDS = ("pronoun", "role", "connective", *MISLEADING, "list", ALONE)


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence in its article, and the texts without which it misleads; none where it stands alone."""

    id: str
    article: Article
    sentence: Span
    needs: tuple[str, ...]
    kind: str

    def holds(self, place: Span) -> bool:
        """Whether all that is needed stands in a place."""
        words = self.article.text[slice(*place)]
        return all(text in words for text in self.needs)

    def figures(self, quoted: Span, shown: Span) -> dict[str, float]:
        """What a quote of the sentence is worth, and the quote with what is shown around it."""
        size = self.sentence.end - self.sentence.start
        found: dict[str, float] = {"extra": quoted.end - quoted.start - size, "around": shown.end - shown.start - size}
        if self.kind == ALONE:
            return found | {"alone": float(quoted == self.sentence)}
        held = float(self.holds(quoted))
        found |= {"shown": float(self.holds(shown)), "quoted": held, f"quoted.{self.kind}": held}
        return found | ({"quoted.misleading": held} if self.kind in MISLEADING else {})


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """The cases of files, searched over all their texts; closed reads only the case's own."""
    if corpus:
        raise BadInputError("the suite 'context' brings its own texts; leave out --corpus")
    if not data:
        raise BadInputError("the suite 'context' needs cases, in the format of evals/README.md; name them with --data")
    records, cases = read_cases(data)
    by_id = {case.id: case for case in cases}
    examples = tuple(_example(record, case) for record, case in zip(records, cases, strict=True))

    def figures(example: Example, trial: Trial) -> Mapping[str, float]:
        return _figures(by_id[example.id], trial)

    def scorer(index: Index) -> Scorer:
        return replace(evidence_scorer(index), figures=figures)

    return Suite(
        "context.closed" if closed else "context",
        tuple({case.article.id: case.article for case in cases}.values()),
        examples,
        scorer,
        closed,
    )


def read_cases(data: Sequence[Path]) -> tuple[list[Record], list[Case]]:
    """The records of files and the case of each, in their order. Raises PullquoteError, naming file and line."""
    records = [record for path in data for record in read_jsonl(path)]
    unique(records)
    texts = {record.word("id"): article(f"context/{record.word('id')}", record.word("text")) for record in records}
    held = {source.id: one for one in once_each(texts.values()) for source in (one.source, *one.also)}
    return records, [_case(record, held[texts[record.word("id")].id]) for record in records]


def _case(record: Record, held: Article) -> Case:
    kind = record.word("kind")
    if kind not in KINDS:
        record.fault(f"'kind' is {kind!r}; allowed: {', '.join(KINDS)}")
    sentence = record.word("sentence")
    if (times := held.text.count(sentence)) != 1:
        record.fault(f"the sentence {sentence!r:.60} stands {times} times in the text; needed: once")
    needs = tuple(record.texts("needs"))
    for text in needs:
        if text not in held.text:
            record.fault(f"'needs' holds {text!r:.60}, which is not in the text")
    if bool(needs) == (kind == ALONE):
        record.fault(f"{len(needs)} needs for the kind {kind!r}; only {ALONE!r} has none")
    at = held.text.index(sentence)
    return Case(record.word("id"), held, Span(at, at + len(sentence)), needs, kind)


def _example(record: Record, case: Case) -> Example:
    file = case.article.source.file
    return Example(
        id=case.id,
        question=record.word("question"),
        type=case.kind,
        article=file,
        evidence=(Place(case.article.id, *case.sentence),),
        given=Place(case.article.id, 0, len(case.article.text)),
        gold={"evidence": [{"article": file, "text": record.word("sentence")}], "needs": list(case.needs)},
    )


def _figures(case: Case, trial: Trial) -> dict[str, float]:
    """Those of the very sentence, so that no miss of the search counts, and of the first quote where it has it."""
    quoted = widened(case.article, case.sentence)
    found = case.figures(quoted, surroundings(case.article, quoted))
    for quote in trial.forced.quotes[:1]:
        held = quote.start <= case.sentence.start and case.sentence.end <= quote.end
        if held and quote.article.id == case.article.id and case.needs:
            found["asked.shown"] = float(case.holds(quote.context))
    return found
