"""Question in, answer out: the only path for every face."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pullquote.corpus import check_count
from pullquote.index import LONGEST_QUESTION, Filters, Hit, check_question, read_day, terms, words
from pullquote.rag.answer import Answer, Quote, Refusal
from pullquote.rag.confidence.judge import Judge, Verdict
from pullquote.rag.question.followup import Turn, check_history, completed, first
from pullquote.rag.question.parse import Question
from pullquote.rag.question.spelling import corrected
from pullquote.rag.question.vocabulary import Vocabulary
from pullquote.rag.reading.reader import Reader, Reading

# Further quotes are shown when their score is at most this much (in logits) behind the first.
BEHIND = 2.5
# Where a name of the question occurs nowhere, an answer must be more likely right than not.
WITHOUT_NAME = 0.5
# A passage that holds less than this of what the question asks about (idf share) is not on its subject.
ON_SUBJECT = 0.35


class Retriever(Protocol):
    """Finds the passages in which an answer may stand."""

    def search(self, question: str, k: int, *, where: Filters = ...) -> list[Hit]:
        """At most `k` passages that pass the filters, the likeliest first; of equal ones the one with the lower id.

        An empty list where nothing passes. Filters act before anything is cut off.
        """
        ...


@dataclass(frozen=True, slots=True)
class Bot:
    """Retrieves, reads, decides. For a bot with another part: `dataclasses.replace(bot, reader=another)`.

    Without a vocabulary no misspelt word is mended, and no refusal says that a name occurs nowhere. `passages` is how
    many the reader is given.
    """

    retriever: Retriever
    reader: Reader
    judge: Judge
    vocabulary: Vocabulary | None = None
    passages: int = 10

    def ask(  # noqa: PLR0913  # a question's whole circumstances, each by its name
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: Filters | Mapping[str, object] = Filters(),
        publisher: str | Iterable[str] | None = None,
        author: str | Iterable[str] | None = None,
        after: date | str | None = None,
        before: date | str | None = None,
        articles: str | Iterable[str] | None = None,
        as_of: date | str | None = None,
        top: int = 3,
        forced: bool = False,
    ) -> Answer:
        """The best supporting quotes (at most `top`), or a refusal with its kind.

        `history` are the turns before, oldest first, at most 50. `where` are filters, or a mapping that makes them;
        each may as well be given by its own name (see `Filters.of`). `as_of` asks what was known on a day: later
        articles are left out and, of those left, the newest comes first where two answer alike. `forced` gives the
        best quotes even where the answer would be a refusal (see `Answer.would_refuse`). Raises BadInputError for an
        empty question, one of more than 10,000 characters, more turns or longer ones, and filters that cannot be
        understood, exclude each other or are given twice.
        """
        check_question(question)
        check_history(history)
        check_count("top", top)
        asked = " ".join(question.split())
        if not any(any(c.isalnum() for c in word) for word in words(asked)):
            return Answer(
                question, asked, 0.0, refusal=Refusal("not_a_question", "This is not a question: it has no words.")
            )
        day = read_day("as_of", as_of)
        given = Filters.of(publisher, author, after, before, articles)
        filters = Filters.of_mapping(where).merged(given).until(day)
        understood = self._understood(asked, history)
        reading, verdict = self._read(understood, filters)
        if verdict.confidence < WITHOUT_NAME and self._absent(understood):
            verdict = Verdict(verdict.confidence, refused=True)
        quotes: tuple[Quote, ...] = ()
        if reading.quotes and (forced or not verdict.refused):
            quotes = _shown(reading.quotes, day)[:top]
        return Answer(
            question,
            understood.text,
            verdict.confidence,
            quotes,
            refusal=None if quotes else self._refusal(understood, reading, filters),
            signals=reading.signals,
            ranking=reading.ranking,
            would_refuse=verdict.refused or not quotes,
        )

    def _understood(self, asked: str, history: Sequence[Turn]) -> Question:
        """The question completed by what was said before, its misspelt words mended."""
        if self.vocabulary is None:
            return Question(completed(asked, history, first))
        whole = completed(asked, history, self.vocabulary.closest)
        mended = corrected(whole, self.vocabulary)
        return Question(mended if len(mended) <= LONGEST_QUESTION else whole)

    def _read(self, question: Question, where: Filters) -> tuple[Reading, Verdict]:
        hits = self.retriever.search(question.text, self.passages, where=where)
        reading = self.reader.read(question, hits)
        return reading, self.judge.judge(reading)

    def _absent(self, question: Question) -> set[str]:
        """Stems of the question's names that no article has."""
        if self.vocabulary is None:
            return set()
        return {name for name in question.names if not self.vocabulary.holds(name)}

    def _refusal(self, question: Question, reading: Reading, where: Filters) -> Refusal:
        nearest = reading.quotes[:1]
        if where:
            outside, verdict = self._read(question, Filters())
            if outside.quotes and not verdict.refused:
                return Refusal(
                    "filtered_out",
                    "Only articles outside the chosen filters say something on this.",
                    outside.quotes[:1],
                )
        absent = self._absent(question)
        if absent:
            written = [word.strip("?,.!;:\"'“”()") for word in question.text.split() if absent & set(terms(word))]
            return Refusal("name_absent", f"No article here mentions {' '.join(written)}.", nearest)
        if not nearest or reading.signals.get("covered_by_passage", 1.0) < ON_SUBJECT:
            return Refusal("too_weak", "Nothing in the articles is close enough to this question.", nearest)
        return Refusal("not_stated", "The articles touch on this subject but do not say this.", nearest)


def _shown(quotes: Sequence[Quote], as_of: date | None) -> tuple[Quote, ...]:
    """Those that are little worse than the first, best first; with a day, the newer first where two are alike."""
    shown = [quote for quote in quotes if quote.score >= quotes[0].score - BEHIND]
    if as_of:
        shown.sort(key=lambda quote: -quote.score + _age(quote, as_of))
    return tuple(shown)


def _age(quote: Quote, as_of: date) -> float:
    """A tenth of a logit for each year before the day asked about, one for articles without a day."""
    day = quote.article.source.published
    return 1.0 if day is None else (as_of - day).days / 3652.5
