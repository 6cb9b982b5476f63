"""The bot with a part taken out, to see what the part brings."""

from collections.abc import Mapping, Sequence

from pullquote.corpus import PullquoteError
from pullquote.index import Hit
from pullquote.rag import Bot, Judge, Quote, Reading, Verdict
from pullquote.rag.reading.transformers_model import uncalibrated

PARTS = ("lexical", "reader", "calibration")
RETRIEVAL = "retrieval"  # the one signal of a bot without a reader: the score of the first passage
EVEN = 0.5  # from here on what counts as an answer is likelier than what speaks against it


def take_out(bot: Bot, parts: Sequence[str], threshold: float | None = None) -> Bot:
    """The bot without these parts; it is changed, and given back. Raises PullquoteError for one that it has not.

    Without "lexical", passages are found and ordered by the cosine alone; without "reader" there is the retriever
    alone (`NearestSentence`), which has nothing that a calibration was fitted for; without "calibration" one signal
    decides (`OneSignal`), against `threshold` or else an even chance.
    """
    unknown = next((part for part in parts if part not in PARTS), None)
    if unknown:
        raise PullquoteError(f"no part {unknown!r} to leave out; known: {', '.join(PARTS)}")
    if "lexical" in parts:
        bot.lexical = False
    if "reader" in parts:
        bot.reader = NearestSentence()
    if "reader" in parts or "calibration" in parts:
        bot.judging = OneSignal(EVEN if threshold is None else threshold)
    return bot


class NearestSentence:
    """The retriever alone: its order is kept, and of each passage the sentence nearest to the question is quoted."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        quotes = tuple(Quote(hit.passage, *hit.passage.sentences[_nearest(hit)], hit.score) for hit in hits)
        signals = {RETRIEVAL: hits[0].score} if hits else {}
        return Reading(quotes, tuple(hit.passage for hit in hits), signals)


class OneSignal(Judge):
    """What a reader says of itself is the confidence: the trained one's odds of its span against "no answer here",
    the sentence reader's softmax share of its best sentence, without a reader the retrieval score."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold

    def judge(self, signals: Mapping[str, float]) -> Verdict:
        if not signals:
            return Verdict(0.0, True)
        if "span_over_null" in signals:
            return uncalibrated(self.threshold).judge(signals)
        confidence = min(max(signals.get("sharpness", signals.get(RETRIEVAL, 0.0)), 0.0), 1.0)
        return Verdict(confidence, confidence < self.threshold)


def _nearest(hit: Hit) -> int:
    """The passage's sentence with the highest cosine, of several the first."""
    return max(range(len(hit.sentence_dense)), key=lambda i: hit.sentence_dense[i])
