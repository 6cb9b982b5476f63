"""A question is put to the bot as a user would put it, and once more without the threshold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

from pullquote.evals.example import TOP, Example, Place, Trial
from pullquote.evals.metrics.documents import distinct
from pullquote.index import Filters, Hit, Index, Passage
from pullquote.rag import Bot

DEPTH = 100  # documents in the rankings
DEEPEST = 800  # passages: where a document has many, as few documents as these hold


def ask(
    bot: Bot, example: Example, documents: Callable[[Passage], Sequence[str]], *, top: int = TOP
) -> tuple[Trial, float]:
    """What came of it, and the milliseconds that the user's own question took."""
    put = partial(bot.ask, example.question, history=example.history, as_of=example.as_of, top=top)
    begun = perf_counter()
    answer = put()
    took = 1000 * (perf_counter() - begun)
    forced = answer if answer.answered else put(forced=True)
    return Trial(answer, forced, _retrieved(bot, answer.understood_as, example, documents)), took


def _retrieved(
    bot: Bot, question: str, example: Example, documents: Callable[[Passage], Sequence[str]]
) -> tuple[Hit, ...]:
    """Passages of as many documents as the rankings have. What a deeper search finds comes after the first one's."""
    search = partial(bot.retriever.search, where=Filters.of(before=example.as_of))
    k = DEPTH
    hits = search(question, k)
    while len(hits) >= k and k < DEEPEST and len(distinct((h.passage for h in hits), documents)) < DEPTH:
        k *= 2
        known = {hit.passage.id for hit in hits}
        hits += [hit for hit in search(question, k) if hit.passage.id not in known]
    return tuple(hits)


@dataclass(frozen=True, slots=True)
class GivenPassages:
    """A retriever that has only some passages, by their ids, as if nothing else had been found."""

    index: Index
    ids: tuple[int, ...]

    def search(
        self,
        question: str,
        k: int,
        *,
        where: Filters = Filters(),  # noqa: ARG002  # as a retriever is asked
    ) -> list[Hit]:
        """The best `k` of them; filters are not looked at."""
        return self.index.score(question, self.ids)[:k]


def closed(bot: Bot, index: Index, given: Place) -> Bot:
    """A bot like `bot` that reads only the passages of a place. It mends no word of the question."""
    passages = index.passages(index.article(given.article))
    ids = tuple(one.id for one in passages if given.start < one.end and one.start < given.end)
    return replace(bot, retriever=GivenPassages(index, ids), vocabulary=None)
