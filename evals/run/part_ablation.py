"""The bot with a part taken out, to see what the part brings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pullquote.evals.run.settings import Settings
from pullquote.index import Filters, Hit, Index
from pullquote.rag import Bot, LogisticJudge, Question, Quote, Reading, Verdict

RETRIEVAL = "retrieval"  # the one signal of a bot without a reader: the score of the first passage
EVEN = 0.5  # from here on what counts as an answer is likelier than what speaks against it


def without_parts(bot: Bot, index: Index, settings: Settings) -> Bot:
    """A bot over this index like `bot`, less the parts that the settings leave out.

    Without "lexical", passages are found and ordered by the cosine alone (`DenseRetriever`); without "reader" there is
    the retriever alone (`NearestSentence`), which has nothing that a calibration was fitted for; without "calibration"
    one signal decides (`OneSignal`), against the threshold of the settings or else an even chance.
    """
    parts, threshold = settings.without, settings.config.threshold
    if "lexical" in parts:
        bot = replace(bot, retriever=DenseRetriever(index))
    if "reader" in parts:
        bot = replace(bot, reader=NearestSentence())
    if "reader" in parts or "calibration" in parts:
        bot = replace(bot, judge=OneSignal(EVEN if threshold is None else threshold))
    return bot


@dataclass(frozen=True, slots=True)
class DenseRetriever:
    """Finds and orders passages by the cosine alone."""

    index: Index

    def search(self, question: str, k: int, *, where: Filters = Filters()) -> list[Hit]:
        """The `k` passages with the highest cosine; lexical scores are given and do not count."""
        return self.index.search(question, k, where=where, lexical=False)


class NearestSentence:
    """The retriever alone: its order is kept, and of each passage the sentence nearest to the question is quoted."""

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:  # noqa: ARG002  # as a reader is asked
        """A quote of each hit, in their order, scored as the hit; none has a short answer."""
        quotes = tuple(Quote(hit.passage, *hit.passage.sentences[_nearest(hit)], hit.score) for hit in hits)
        signals = {RETRIEVAL: hits[0].score} if hits else {}
        return Reading(quotes, tuple(hit.passage for hit in hits), signals)


@dataclass(frozen=True, slots=True)
class OneSignal:
    """What a reader says of itself is the confidence: the trained one's odds of its span against "no answer here",
    the sentence reader's softmax share of its best sentence, without a reader the retrieval score."""

    threshold: float

    def judge(self, reading: Reading) -> Verdict:
        """Refused below the threshold; without signals the confidence is 0."""
        signals = reading.signals
        if not signals or "span_over_null" in signals:
            return LogisticJudge.by_signal("span_over_null", self.threshold).judge(reading)
        confidence = min(max(signals.get("sharpness", signals.get(RETRIEVAL, 0.0)), 0.0), 1.0)
        return Verdict(confidence, confidence < self.threshold)


def _nearest(hit: Hit) -> int:
    """The passage's sentence with the highest cosine, of several the first."""
    return max(range(len(hit.sentence_dense)), key=lambda i: hit.sentence_dense[i])
