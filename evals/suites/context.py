"""Does a quote stand alone: sentences that mislead without a neighbour, and sentences that need none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pullquote.corpus import Article, PullquoteError, Span
from pullquote.evals.example import Example, Scorer, Seen, Suite
from pullquote.evals.metrics.evidence import evidence_scorer
from pullquote.evals.metrics.ranges import Place
from pullquote.evals.suites.corpora import article, once_each
from pullquote.evals.suites.records import Record, read_jsonl, unique
from pullquote.index import Index
from pullquote.rag.context.widen import in_context

BUNDLED = Path(__file__).with_name("context_cases.jsonl")
ALONE = "alone"
KINDS = ("pronoun", "role", "connective", "negation", "hedge", "condition", "speaker", "list", ALONE)
SPLITS = {"test": "", "development": "development."}  # and what stands before their figures
LONGEST = 900  # characters; what is longer is no quote


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence in its article, and what a quote of it must and must not contain."""

    article: Article
    sentence: Span
    needs: tuple[str, ...]
    unneeded: tuple[str, ...]
    kind: str
    split: str

    def safe(self, shown: Span) -> bool:
        """Whether a quote holds the sentence and all that is needed, nothing that is not, and is not too long."""
        words = self.article.text[slice(*shown)]
        return (
            self.held(shown)
            and all(text in words for text in self.needs)
            and not any(text in words for text in self.unneeded)
            and len(words) <= LONGEST
        )

    def held(self, shown: Span) -> bool:
        return shown.start <= self.sentence.start and self.sentence.end <= shown.end


def load(data: Sequence[Path], corpus: Path | None, *, closed: bool = False) -> Suite:
    """The bundled cases or anybody's, searched over all their texts; closed reads only the case's own."""
    if corpus:
        raise PullquoteError("the suite 'context' brings its own texts; leave out --corpus")
    records = [record for path in data or (BUNDLED,) for record in read_jsonl(path)]
    unique([(record.word("id"), record) for record in records])
    articles = once_each({_name(record): article(_name(record), record.word("text")) for record in records}.values())
    held = {source.id: one for one in articles for source in (one.source, *one.also)}
    cases = {record.word("id"): _case(record, held[_name(record)]) for record in records}
    examples = tuple(_example(record, cases[record.word("id")]) for record in records)

    def figures(example: Example, seen: Seen) -> Mapping[str, float]:
        return _figures(cases[example.id], seen)

    def scorer(index: Index) -> Scorer:
        return replace(evidence_scorer(index), figures=figures)

    return Suite("context.closed" if closed else "context", articles, examples, scorer, closed)


def _name(record: Record) -> str:
    return f"context/{record.word('id')}"


def _case(record: Record, held: Article) -> Case:
    kind, split = record.word("kind"), record.word("split")
    if kind not in KINDS:
        record.fault(f"'kind' is {kind!r}; allowed: {', '.join(KINDS)}")
    if split not in SPLITS:
        record.fault(f"'split' is {split!r}; allowed: {', '.join(SPLITS)}")
    sentence = record.word("sentence")
    if (times := held.text.count(sentence)) != 1:
        record.fault(f"the sentence {sentence!r:.60} stands {times} times in the text; needed: once")
    for name in ("needs", "not"):
        for text in record.texts(name):
            if text not in held.text:
                record.fault(f"{name!r} holds {text!r:.60}, which is not in the text")
    needs = tuple(record.texts("needs"))
    if bool(needs) == (kind == ALONE):
        record.fault(f"{len(needs)} needs for the kind {kind!r}; only {ALONE!r} has none")
    at = held.text.index(sentence)
    return Case(held, Span(at, at + len(sentence)), needs, tuple(record.texts("not")), kind, split)


def _example(record: Record, case: Case) -> Example:
    return Example(
        id=record.word("id"),
        question=record.word("question"),
        type=case.kind,
        article=case.article.source.file,
        evidence=(Place(case.article.id, *case.sentence),),
        given=Place(case.article.id, 0, len(case.article.text)),
        gold={
            "evidence": [{"article": case.article.source.file, "text": record.word("sentence")}],
            "needs": list(case.needs),
            "not": list(case.unneeded),
        },
    )


def _figures(case: Case, seen: Seen) -> dict[str, float]:
    """The rule on the very sentence, so that no miss of the search counts; and the first quote, where it has it."""
    of = SPLITS[case.split]
    shown = in_context(case.article, case.sentence)
    found = {f"{of}safe": float(case.safe(shown))}
    if case.kind == ALONE:
        found[f"{of}alone"] = float(shown == case.sentence)
    for quote in seen.forced.quotes[:1]:
        place = Span(quote.start, quote.end)
        if quote.article.id == case.article.id and case.held(place):
            found[f"{of}asked.safe"] = float(case.safe(place))
    return found
