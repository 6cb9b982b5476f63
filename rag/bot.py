"""Question in, answer out: the only path for every face."""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from pullquote.corpus import PullquoteError, bundled_folder
from pullquote.index import Embedder, Hit, Index, build
from pullquote.index.embedding.export import cache_folder
from pullquote.index.storage.sqlite import FILE, FORMAT
from pullquote.index.terms import terms, words
from pullquote.rag.answer import Answer, Quote, Refusal
from pullquote.rag.confidence import calibration
from pullquote.rag.confidence.judge import Judge, Verdict
from pullquote.rag.confidence.risk import check_risk
from pullquote.rag.question.followup import Turn, check_history, completed
from pullquote.rag.question.parse import LONGEST_QUESTION, Question
from pullquote.rag.question.spelling import corrected
from pullquote.rag.reading.cross_encoder import shipped
from pullquote.rag.reading.protocol import Reader, Reading
from pullquote.rag.reading.sentence_reader import SentenceReader
from pullquote.rag.reading.transformers_model import QuestionAnswering, model_folder, uncalibrated, weights

# Further quotes are shown when their score is at most this much (in logits) behind the first.
BEHIND = 2.5
# Where a name of the question occurs nowhere, an answer must be more likely right than not.
WITHOUT_NAME = 0.5
# A passage that holds less than this of what the question asks about (idf share) is not on its subject.
ON_SUBJECT = 0.35
Names = str | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Config:
    """How a bot is put together: the reader by name ("trained", "sentence", which is quicker and less good, or any
    question-answering model of transformers by folder or cached name), how many passages it reads, from which
    confidence it answers (None: the fitted threshold) or, in its place, which share of its answers may be wrong, and
    the file of `pullquote calibrate` (None: the one beside the index, without one the shipped figures)."""

    reader: str = "trained"
    passages: int = 10
    threshold: float | None = None
    risk: float | None = None
    calibration: str | None = None

    def __post_init__(self) -> None:
        if self.risk is not None:
            check_risk(self.risk)
            if self.threshold is not None:
                raise PullquoteError(
                    f"threshold {self.threshold:g} and risk {self.risk:g} exclude each other; give one"
                )


class Bot:
    """Retrieves, reads, decides. Every part can be replaced by one of its kind."""

    def __init__(self, index: Index, reader: Reader, judge: Judge, *, passages: int = 10) -> None:
        self.index = index
        self.reader = reader
        self.judging = judge
        self.lexical = True  # False: passages are found by meaning alone
        self._passages = passages
        self._known = lru_cache(maxsize=4096)(lambda word: index.embedder.count([word])[0] <= 1)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        publisher: Names = None,
        author: Names = None,
        after: date | None = None,
        before: date | None = None,
        as_of: date | None = None,
        articles: Sequence[str] = (),
        top: int = 3,
        forced: bool = False,
    ) -> Answer:
        """The best supporting quotes (at most `top`), or a refusal with its kind.

        `history` are the turns before, oldest first, at most 50. Filters are those of `Index.search`; `as_of` asks
        what was known on a day: later articles are left out and, of those left, the newest comes first where two
        answer alike. `forced` gives the best quotes even where the answer would be a refusal (see
        `Answer.would_refuse`). Raises PullquoteError for an empty question, one of more than 10,000 characters, more
        turns or longer ones, or filters that exclude each other.
        """
        if not question.strip():
            raise PullquoteError("the question is empty; ask one, for example: who is the defense minister?")
        if len(question) > LONGEST_QUESTION:
            raise PullquoteError(f"the question has {len(question):,} characters; allowed: {LONGEST_QUESTION:,}")
        check_history(history)
        if top < 1:
            raise PullquoteError(f"top is {top}; allowed: 1 and more")
        asked = " ".join(question.split())
        if not any(any(c.isalnum() for c in word) for word in words(asked)):
            return Answer(
                question, asked, 0.0, refusal=Refusal("not_a_question", "This is not a question: it has no words.")
            )
        understood = self._corrected(completed(asked, history, self._likest))
        before = min(filter(None, (before, as_of)), default=None)
        filters = {
            "publisher": publisher or (),
            "author": author or (),
            "after": after,
            "before": before,
            "articles": articles,
        }
        reading, verdict = self._read(understood, **filters)
        absent = self._absent(Question(understood))
        if absent and verdict.confidence < WITHOUT_NAME:
            verdict = Verdict(verdict.confidence, refused=True)
        filtered = any(filters.values())
        if reading.quotes and (forced or not verdict.refused):
            return self._answer(question, understood, reading, verdict, top, as_of)
        refusal = self._refusal(Question(understood), reading, filtered)
        return Answer(
            question,
            understood,
            verdict.confidence,
            refusal=refusal,
            signals=reading.signals,
            ranking=reading.ranking,
            would_refuse=True,
        )

    def judge(self, question: str, reading: Reading, hits: Sequence[Hit]) -> Verdict:
        """Whether the first quote of a reading answers the question."""
        return self.judging.judge(reading.signals)

    def _read(self, question: str, **filters: object) -> tuple[Reading, Verdict]:
        hits = self.index.search(question, self._passages, where=filters, lexical=self.lexical)
        reading = self.reader.read(question, hits)
        return reading, self.judge(question, reading, hits)

    def _answer(
        self, question: str, understood: str, reading: Reading, verdict: Verdict, top: int, as_of: date | None
    ) -> Answer:
        quotes = [q for q in reading.quotes if q.score >= reading.quotes[0].score - BEHIND]
        if as_of:
            quotes.sort(key=lambda q: -q.score + _age(q, as_of))
        return Answer(
            question,
            understood,
            verdict.confidence,
            tuple(quotes[:top]),
            signals=reading.signals,
            ranking=reading.ranking,
            would_refuse=verdict.refused,
        )

    def _likest(self, name: str, others: Sequence[str]) -> int:
        if len(others) < 2:
            return 0
        rows = self.index.embedder.encode_questions([name, *others])
        return int((rows[1:] @ rows[0]).argmax())

    def _corrected(self, question: str) -> str:
        return corrected(
            question,
            holds=self.index.holds,
            known=self._known,
            vocabulary=self.index.vocabulary,
            surface=self.index.surface,
        )

    def _absent(self, question: Question) -> set[str]:
        """Stems of the question's names that no article has."""
        return {name for name in question.names if not self.index.holds(name)}

    def _refusal(self, question: Question, reading: Reading, filtered: bool) -> Refusal:
        nearest = reading.quotes[0] if reading.quotes else None
        if filtered:
            outside, verdict = self._read(question.text)
            if outside.quotes and not verdict.refused:
                return Refusal(
                    "filtered_out", "Only articles outside the chosen filters say something on this.", outside.quotes[0]
                )
        absent = self._absent(question)
        if absent:
            written = [word.strip("?,.!;:\"'“”()") for word in question.text.split() if absent & set(terms(word))]
            return Refusal("name_absent", f"No article here mentions {' '.join(written)}.", nearest)
        if nearest is None or reading.signals.get("covered_by_passage", 1.0) < ON_SUBJECT:
            return Refusal("too_weak", "Nothing in the articles is close enough to this question.", nearest)
        return Refusal("not_stated", "The articles touch on this subject but do not say this.", nearest)


def _age(quote: Quote, as_of: date) -> float:
    """A tenth of a logit for each year before the day asked about, one for articles without a day."""
    day = quote.article.source.published
    return 1.0 if day is None else (as_of - day).days / 3652.5


READERS: dict[str, Callable[[Index], Reader]] = {
    "sentence": lambda index: SentenceReader(index.idf),
    "trained": lambda index: SentenceReader(index.idf, network=shipped(precision=index.embedder.precision)),
}


def open_bot(
    index: str | Path | Index | None = None, *, config: Config = Config(), embedder: Embedder | None = None
) -> Bot:
    """A bot over the index in a folder; without one over the bundled articles, indexed once into the user's cache.

    from pullquote.rag import open_bot
    answer = open_bot("my-index").ask("Who was the defense minister in 2020?")
    print(answer.short, answer.quotes[0].text if answer.answered else answer.refusal.message)
    """
    if not isinstance(index, Index):
        index = Index.open(index, embedder=embedder) if index is not None else bundled_index()
    reader = make_reader(config.reader, index)
    return Bot(index, reader, _judge(config, index), passages=config.passages)


def _judge(config: Config, index: Index) -> Judge:
    """The corpus's own, else the one that was fitted for the reader, else the model's word."""
    file = Path(config.calibration) if config.calibration else index.folder / calibration.FILE
    if config.calibration or file.is_file():
        values = calibration.load(file, calibration.made_for(config.reader, index))
        return Judge.of(values, config.threshold, risk=config.risk)
    if config.reader in READERS:
        return Judge.fitted(config.reader, config.threshold, risk=config.risk)
    if config.risk is not None:
        raise PullquoteError(
            f"the reader {config.reader!r} is not calibrated, so no risk can be kept; run:"
            f" pullquote calibrate QUESTIONS --index {index.folder} --reader {config.reader}"
        )
    return uncalibrated(config.threshold)


def make_reader(name: str, index: Index) -> Reader:
    """The reader of that name, or one with the question-answering model of that folder or name. Raises PullquoteError
    when there is neither."""
    if name in READERS:
        return READERS[name](index)
    folder = model_folder(name)
    if folder is None:
        raise PullquoteError(
            f"no reader {name!r}; known: {', '.join(sorted(READERS))}, the folder of a question-answering model of"
            " transformers, or the name of one in Hugging Face's cache; to put it there, run: hf download NAME"
        )
    return SentenceReader(index.idf, weights(), QuestionAnswering(folder))


def bundled_index() -> Index:
    """The bundled articles in the user's cache folder, indexed when they are not there yet, have changed, or their
    index cannot be read: it is a cache, and made anew."""
    hashes = [hashlib.sha256(file.read_bytes()).digest() for file in sorted(bundled_folder().glob("*.md"))]
    stamp = hashlib.sha256(b"".join(hashes)).hexdigest()[:12]
    folder = cache_folder() / "bundled" / f"{FORMAT}-{stamp}"
    if (folder / FILE).exists():
        try:
            index = Index.open(folder)
            if len(index):
                return index
            index.close()
        except PullquoteError:
            shutil.rmtree(folder, ignore_errors=True)
    return build([bundled_folder()], folder).index
