"""Measuring against sentences: do the quotes hit them, is little else quoted, is the short answer right."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pullquote.evals.example import Example, Place, Scorer, Trial, place_of, places_of
from pullquote.evals.metrics.overlap import common, evidence_figures, hit_share, overlap
from pullquote.evals.metrics.short_answers import exact, f1
from pullquote.index import Index, Passage
from pullquote.rag import Quote


def evidence_scorer(index: Index) -> Scorer:
    """Documents are the index's passages; an entry of evidence makes relevant the one that holds most of it."""
    return Scorer(lambda passage: (str(place_of(passage)),), Holders(index).relevant, right, figures)


class Holders:
    """Which passages of an index hold the evidence."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._ids = {source.id for source in index.sources()}
        self._passages: dict[str, list[Passage]] = {}

    def relevant(self, example: Example) -> Mapping[str, int]:
        """The documents that hold an example's evidence, all of the same grade."""
        return {self.holder(place): 1 for place in example.evidence}

    def holder(self, place: Place) -> str:
        """The passage that holds most of a place; one that is in no passage stands for itself, never to be found."""
        if place.article not in self._passages:
            known = place.article in self._ids
            article = self._index.article(place.article) if known else None
            self._passages[place.article] = self._index.passages(article) if article else []
        held = Counter({str(place_of(p)): overlap(place_of(p), place) for p in self._passages[place.article]})
        best = held.most_common(1)
        return best[0][0] if best and best[0][1] else str(place)


def right(example: Example, quotes: Sequence[Quote]) -> bool:
    """The first quote hits an entry of the evidence, or, where all are required, three of them hit every one."""
    if example.all_required:
        return hit_share(places_of(quotes[:3]), example.evidence) == 1
    return hit_share(places_of(quotes[:1]), example.evidence) > 0


def held_back(example: Example, trial: Trial) -> dict[str, float]:
    """Whether it was refused: `lost` of what can be answered, `refused` of what cannot."""
    return {"lost" if example.answerable else "refused": float(not trial.answer.answered)}


def _tempted(example: Example, quotes: Sequence[Quote]) -> bool:
    """The first quote overlaps what is tempting. Where it overlaps the evidence as well, its short answer does."""
    first = places_of(quotes[:1])
    if common(first, example.evidence):
        first = [Place(quote.article.id, *quote.focus) for quote in quotes[:1] if quote.focus]
    return common(first, example.tempting) > 0


def figures(example: Example, trial: Trial) -> dict[str, float]:
    """Of both answers, what `evidence_figures` counts and, where one short answer is wanted, EM and F1; as shipped,
    whether it is what tempts."""
    found: dict[str, float] = {}
    if example.tempting:
        found["tempted"] = float(_tempted(example, trial.answer.quotes))
    if not example.answerable:
        return found
    for mode, answer in trial.modes:
        quotes = places_of(answer.quotes)
        measured = evidence_figures(quotes, example.evidence, all_required=example.all_required)
        found |= {f"{mode}.evidence.{name}": value for name, value in measured.items()}
        if example.all_required:
            found[f"{mode}.evidence.parts@3"] = hit_share(quotes[:3], example.evidence)
        if example.answers:
            found[f"{mode}.em"] = exact(answer.short, example.answers)
            found[f"{mode}.f1"] = f1(answer.short, example.answers)
    return found
