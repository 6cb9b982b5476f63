"""The trained reader: a quick network reads every passage, a careful one looks again at the best."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pullquote.corpus import Span
from pullquote.index import Hit, Passage
from pullquote.rag.linear import Weights
from pullquote.rag.question.parse import Question
from pullquote.rag.reading.candidate import Candidate
from pullquote.rag.reading.look import EVIDENCE, Look, look, ranked
from pullquote.rag.reading.network import Network
from pullquote.rag.reading.reader import Reading
from pullquote.rag.reading.select import likeness, margin, passages_of, select

# Of the passages so many are looked at again, and more as far as they are nearly as good as the best, in logits.
LEAST, MOST, NEAR = 4, 8, 1.5
WINDOW = 650  # characters of a passage that are looked at again, some hundred and fifty tokens


@dataclass(frozen=True, slots=True)
class Stage:
    """A network, and how much its evidence weighs: `weights.names` are EVIDENCE, ValueError where they are others."""

    network: Network
    weights: Weights

    def __post_init__(self) -> None:
        if self.weights.names != EVIDENCE:
            raise ValueError(f"weights are for {self.weights.names}, the evidence is {EVIDENCE}")

    def read(
        self, question: Question, hits: Sequence[Hit], before: Sequence[Candidate] = ()
    ) -> list[tuple[Candidate, Look]]:
        """The sentences of the hits, best first. `before` are those that another stage has scored."""
        scores = {(one.hit.passage.id, one.sentence): one.score for one in before}
        return ranked(look(self.network, question.text, hits, scores), self.weights)


class NetworkReader:
    """Scores every sentence of the hits. Where there is a careful network, only what it has read is quoted."""

    def __init__(self, quick: Stage, careful: Stage | None = None) -> None:
        self._quick = quick
        self._careful = careful

    @property
    def sha256(self) -> str:
        """Of the networks' weights: what a calibration was made for."""
        return " ".join(stage.network.sha256 for stage in (self._quick, self._careful) if stage)

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Quotes of the sentences that score highest, with the signals that a judge goes by."""
        quick = self._quick.read(question, hits)
        if not quick:
            return Reading()
        candidates = [candidate for candidate, _ in quick]
        if not self._careful:
            return Reading(select(candidates), passages_of(candidates), _signals(quick))
        careful = self._careful.read(question, second_look(candidates), candidates)
        whole = {hit.passage.id: hit for hit in hits}  # of the windows that were read
        again = [replace(one, hit=whole[one.hit.passage.id]) for one, _ in careful]
        signals = _signals(careful) | {"agreement": likeness(again[0], candidates[0])}
        return Reading(select(again), passages_of([*again, *candidates]), signals)


def second_look(candidates: Sequence[Candidate]) -> list[Hit]:
    """The passages of the best candidates, best first, each cut to the sentences around the best one in it."""
    best: dict[int, Candidate] = {}
    for candidate in candidates:
        best.setdefault(candidate.hit.passage.id, candidate)
    near = max((one.score for one in candidates), default=0.0) - NEAR
    return [
        replace(one.hit, passage=window(one.hit.passage, one.sentence))
        for at, one in enumerate(list(best.values())[:MOST])
        if at < LEAST or one.score >= near
    ]


def window(passage: Passage, sentence: Span) -> Passage:
    """The part of a passage around a sentence: sentences before and after it, up to WINDOW in all."""
    sentences = passage.sentences
    first = last = sentences.index(sentence)
    while True:
        grown = [(first - 1, last)] if first > 0 else []
        grown += [(first, last + 1)] if last + 1 < len(sentences) else []
        fit = [edges for edges in grown if sentences[edges[1]].end - sentences[edges[0]].start <= WINDOW]
        if not fit:
            return replace(
                passage,
                start=sentences[first].start,
                end=sentences[last].end,
                sentences=sentences[first : last + 1],
            )
        first, last = min(fit, key=lambda edges: sentences[edges[1]].end - sentences[edges[0]].start)


def _signals(read: Sequence[tuple[Candidate, Look]]) -> dict[str, float]:
    """What tells whether the first answers. Not how well retrieval likes it: likeness of wording speaks for answers
    where questions were written with the text in view, and misleads where people use words of their own. Nor what the
    quick network thinks where there is a careful one: on news that made refusals worse."""
    relevance, _, over_null, _ = read[0][1].evidence
    return {
        "relevance": relevance,
        "over_null": over_null,
        "margin": margin([candidate for candidate, _ in read]),
    }
