"""The reader without a trained network: the sentences whose embeddings are nearest to the question's."""

from collections.abc import Sequence
from dataclasses import replace

from pullquote.index import Embedder, Hit
from pullquote.rag.linear import fitted
from pullquote.rag.question.parse import Question
from pullquote.rag.reading.candidate import Candidate
from pullquote.rag.reading.reader import Reading
from pullquote.rag.reading.select import margin, passages_of, select

SIGNALS = ("score", "margin")


class NearestSentence:
    """Embeds every sentence of the hits when it is asked. It points at no short answer, knows no "not answered here"
    and sees nothing but likeness; what it is good for is an embedder's language that no network was trained on."""

    sha256 = ""  # no network's weights

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """What orders the sentences is their cosine with the question, and their passage's score of retrieval. A
        quote's score is a logit with every reader; this one's is what that is worth to the judge."""
        found = [(hit, sentence) for hit in hits for sentence in hit.passage.sentences]
        if not found:
            return Reading()
        texts = [hit.passage.article.text[slice(*sentence)] for hit, sentence in found]
        cosines = self._embedder.encode_passages(texts) @ self._embedder.encode_questions([question.text])[0]
        scored = [
            Candidate(hit, sentence, hit.score + float(cosine))
            for (hit, sentence), cosine in zip(found, cosines, strict=True)
        ]
        ranked = sorted(scored, key=lambda one: -one.score)
        signals = {"score": ranked[0].score, "margin": margin(ranked)}
        mean, deviation, weight = fitted("nearest")["answerable"]["features"]["score"]
        logits = [replace(one, score=(one.score - mean) / deviation * weight) for one in ranked]
        return Reading(select(logits), passages_of(ranked), signals)
