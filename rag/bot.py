"""Question in, answer out: the only path for every face."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from pullquote.corpus import check_count, go_on, in_a_thread
from pullquote.index import Filters, Hit, Passage, check_question, read_day, terms
from pullquote.rag.answer import Answer, Claim, Quote, Refusal
from pullquote.rag.claims.asked_time import is_one, of_time, towards
from pullquote.rag.claims.dating import told
from pullquote.rag.claims.event import day_of, event
from pullquote.rag.claims.gather import gather
from pullquote.rag.claims.short_answer import with_short_answers
from pullquote.rag.claims.spread import REACH, spread
from pullquote.rag.confidence.judge import Judge, Verdict
from pullquote.rag.question.days import one
from pullquote.rag.question.followup import Turn, check_history
from pullquote.rag.question.language import reads_as_english
from pullquote.rag.question.parse import Question
from pullquote.rag.question.understanding import Understood, understood
from pullquote.rag.question.vocabulary import Vocabulary
from pullquote.rag.reading.reader import Reader, Reading

# Quotes that belong to no claim are shown when their score is at most this much (in logits) behind the first.
BEHIND = 1.25
# Where a name of the question occurs nowhere, an answer must be more likely right than not.
WITHOUT_NAME = 0.5
# What the first quote's confidence is worth where it is of another time than was asked: of 13 such questions of the
# dated corpora and about the bundled articles it answered 2.
OTHER_TIME = 0.15
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
    passages: int = 15

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
        """What the articles say, in at most `top` claims with their quotes, or a refusal with its kind.

        `history` are the turns before, oldest first, at most 50. `where` are filters, or a mapping that makes them;
        each may as well be given by its own name (see `Filters.of`). `as_of` asks what was known on a day: later
        articles are left out. What the articles say comes as claims, the newest first. `forced` gives the
        best quotes even where the answer would be a refusal (see `Answer.would_refuse`). Raises BadInputError for an
        empty question, one of more than 10,000 characters, more turns or longer ones, half of a character, and filters
        that cannot be understood, exclude each other or are given twice; StoppedError inside `stopping_when`.
        """
        check_question(question)
        check_history(history)
        check_count("top", top)
        day = read_day("as_of", as_of)
        given = Filters.of(publisher, author, after, before, articles)
        filters = Filters.of_mapping(where).merged(given).until(day)
        asked = self._understood(" ".join(question.split()), history, day, filters)
        if asked.mistake and not (forced and asked.question.terms):
            none = Refusal("not_a_question", asked.mistake)
            return Answer(question, asked.question.text, 0.0, refusal=none, would_refuse=True, as_of=day)
        asked = self._set_by_event(asked, filters)
        read = self._read(asked, filters)
        verdict = read.verdict
        if verdict.confidence < WITHOUT_NAME and (asked.warning or self._absent(asked.question)):
            verdict = Verdict(verdict.confidence, refused=True)
        claims = read.claims[:top]
        refused = verdict.refused or not claims
        if forced and not claims:
            claims = read.of_other_times[:top]
        quotes: tuple[Quote, ...] = ()
        if claims and (forced or not refused):
            quotes = _shown(claims, () if asked.times else read.reading.quotes, top)
        refusal = None if quotes else self._refusal(asked, read, filters)
        if refusal:
            claims = read.of_other_times[:top] if refusal.kind == "other_time" else ()
        return Answer(
            question,
            asked.question.text,
            verdict.confidence,
            quotes,
            refusal=refusal,
            signals=read.reading.signals,
            ranking=read.reading.ranking,
            would_refuse=refused,
            claims=claims,
            as_of=day,
            warning=" ".join(filter(None, (asked.warning, _foreign(quotes)))) if quotes else "",
        )

    aask = in_a_thread(ask)

    def _understood(self, asked: str, history: Sequence[Turn], day: date | None, where: Filters) -> Understood:
        def published() -> Sequence[date]:
            return [*([day] if day else []), *(self.vocabulary.days(where) if self.vocabulary else ())]

        return understood(asked, history, self.vocabulary, published)

    def _set_by_event(self, asked: Understood, where: Filters) -> Understood:
        """Of the time that an event in it sets, where the articles surely tell the event's day."""
        found = None if asked.times else event(asked.question.text)
        read = self._read(Understood(found.question), where) if found else None
        day = day_of(read.claims) if read and not read.verdict.refused else None
        if not found or not day:
            return asked
        text = found.dated(asked.question.text, day)
        return replace(asked, question=Question(text), times=(found.days(day),), timeless=Question(found.rest))

    def _read(self, asked: Understood, where: Filters) -> "_Read":
        """A network that is asked for a time that a passage does not name says that nothing answers, though the article
        be of that time. Where all articles have dates, these settle of what time they tell, and the network is asked
        without."""
        go_on()
        question = asked.question
        searched = self.retriever.search(question.text, REACH * self.passages, where=where)
        hits = spread(towards(searched, asked.times), self.passages)
        go_on()
        dated = all(hit.passage.article.source.published for hit in hits)
        read_as = asked.timeless if asked.timeless and dated else question
        reading = with_short_answers(question, self.reader.read(read_as, hits))
        outlets = {hit.passage.article.source.publisher for hit in hits}
        found = told(reading.quotes)
        claims = gather(question, of_time(found, asked.times), outlets, of_one_time=is_one(asked.times))
        others = () if claims else gather(question, found, outlets)
        verdict = self.judge.judge(reading)
        if asked.times and not claims:
            verdict = replace(verdict, confidence=OTHER_TIME * verdict.confidence)
        return _Read(len(hits), reading, verdict, claims, others)

    def _absent(self, question: Question) -> set[str]:
        """Stems of the question's names that no article has."""
        if self.vocabulary is None:
            return set()
        return {name for name in question.names if not self.vocabulary.holds(name)}

    def _on_subject(self, question: Question, passage: Passage) -> bool:
        """Whether a passage, or its title, holds enough of what the question asks about."""
        if self.vocabulary is None:
            return True
        weights = {term: self.vocabulary.idf(term) for term in question.terms}
        held = set(terms(f"{passage.article.source.title} {passage.text}"))
        return sum(weights[term] for term in weights.keys() & held) >= ON_SUBJECT * sum(weights.values())

    def _refusal(self, asked: Understood, read: "_Read", where: Filters) -> Refusal:
        nearest = read.reading.quotes[:1]
        if where:
            missing = self.vocabulary.missing(where) if self.vocabulary and not read.hits else ""
            outside = self._read(asked, Filters())
            if outside.claims and not outside.verdict.refused:
                elsewhere = "Only articles outside the chosen filters say something on this."
                return Refusal("filtered_out", f"{missing} {elsewhere}".strip(), outside.claims[0].quotes[:1])
            if missing:
                return Refusal("filtered_out", missing)
        if asked.warning:
            return Refusal("too_weak", f"{asked.warning} Nothing in the articles is close enough to it.", nearest)
        absent = self._absent(asked.question)
        if absent:
            written = [w.strip("?,.!;:\"'“”()") for w in asked.question.text.split() if absent & set(terms(w))]
            return Refusal("name_absent", f"No article here mentions {' '.join(written)}.", nearest)
        others = tuple(quote for claim in read.of_other_times for quote in claim.quotes)
        named = " or ".join(map(str, asked.times))
        newest = next(iter(self.vocabulary.days(where)), None) if self.vocabulary and named else None
        if newest and not read.claims and all(days.first > newest for days in asked.times):
            return Refusal("other_time", f"No article is of {named}: the newest is of {one(newest)}.", others)
        if others and not read.verdict.refused:
            return Refusal("other_time", f"The articles say this of other times only, not of {named}.", others)
        if not nearest or not self._on_subject(asked.question, nearest[0].passage):
            return Refusal("too_weak", "Nothing in the articles is close enough to this question.", nearest)
        return Refusal("not_stated", "The articles touch on this subject but do not say this.", nearest)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was made of a question: how many passages were found, what the articles say of the time that it names, or
    else of others."""

    hits: int
    reading: Reading
    verdict: Verdict
    claims: tuple[Claim, ...]
    of_other_times: tuple[Claim, ...]


def _foreign(quotes: Sequence[Quote]) -> str:
    """What is to be said where articles that are quoted are in another language."""
    found = any(not reads_as_english(quote.article.text) for quote in quotes)
    return "An article that is quoted does not read as English, which the reader was made for." if found else ""


def _shown(claims: Sequence[Claim], quotes: Sequence[Quote], top: int) -> tuple[Quote, ...]:
    """Those of the claims in their order; where they are fewer than `top`, also the next of `quotes` that are little
    worse than the best and of another place."""
    shown = [quote for claim in claims for quote in claim.quotes]
    places, further = {_place(quote) for quote in shown}, []
    for quote in quotes:
        if quote.score >= quotes[0].score - BEHIND and _place(quote) not in places:
            places.add(_place(quote))
            further.append(quote)
    return (*shown, *further[: max(0, top - len(shown))])


def _place(quote: Quote) -> tuple[str, int, int]:
    return quote.article.id, quote.start, quote.end
