"""The bot with a part taken out, to see what the part brings."""

from dataclasses import dataclass, replace

from pullquote.evals.run.settings import Settings
from pullquote.index import Filters, Hit, Index
from pullquote.rag import Bot, LogisticJudge, NearestSentence, Reading, Verdict

EVEN = 0.5  # from here on what counts as an answer is likelier than what speaks against it


def without_parts(bot: Bot, index: Index, settings: Settings) -> Bot:
    """A bot over this index like `bot`, less the parts that the settings leave out.

    Without "lexical", passages are found and ordered by the cosine alone (`DenseRetriever`); without "reader" there is
    the sentence whose embedding is nearest; without "calibration" one signal decides (`OneSignal`), against the
    threshold of the settings or else an even chance.
    """
    parts, threshold = settings.without, settings.config.threshold
    if "lexical" in parts:
        bot = replace(bot, retriever=DenseRetriever(index))
    if "reader" in parts:
        bot = replace(bot, reader=NearestSentence(index.embedder))
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


@dataclass(frozen=True, slots=True)
class OneSignal:
    """What a reader says of itself is the confidence: a network's odds of its span against "no answer here", without
    one half the score of the nearest sentence."""

    threshold: float

    def judge(self, reading: Reading) -> Verdict:
        """Refused below the threshold; without signals the confidence is 0."""
        signals = reading.signals
        if not signals or "over_null" in signals:
            return LogisticJudge.by_signal("over_null", self.threshold).judge(reading)
        confidence = min(max(signals["score"] / 2, 0.0), 1.0)
        return Verdict(confidence, confidence < self.threshold)
