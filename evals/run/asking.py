"""A question is put to the bot as a user would put it, and once more without the threshold."""

from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter

from pullquote.evals.example import Example, Seen
from pullquote.evals.metrics.documents import distinct
from pullquote.index import Filters, Hit, Index, Passage
from pullquote.rag import Answer, Bot, Question, Refusal

DEPTH = 100  # documents in the rankings
DEEPEST = 800  # passages: where a document has many, as few documents as these hold
TOP = 3


def ask(bot: Bot, example: Example, documents: Callable[[Passage], Sequence[str]]) -> tuple[Seen, float]:
    """What came back, and the milliseconds that the user's own question took."""
    begun = perf_counter()
    answer = bot.ask(example.question, history=example.history, as_of=example.as_of, top=TOP)
    took = 1000 * (perf_counter() - begun)
    forced = answer
    if not answer.answered:
        forced = bot.ask(example.question, history=example.history, as_of=example.as_of, top=TOP, forced=True)
    return Seen(answer, forced, _retrieved(bot, answer.understood_as, example, documents)), took


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


class Closed:
    """Reads only what each question was written for, as if nothing else had been retrieved."""

    def __init__(self, bot: Bot, index: Index) -> None:
        self._bot = bot
        self._index = index
        self._passages: dict[str, list[Passage]] = {}

    def ask(self, example: Example) -> tuple[Seen, float]:
        bot, index, given = self._bot, self._index, example.given
        assert given, "a closed suite gives every question its text"
        if given.article not in self._passages:
            self._passages[given.article] = index.passages(index.article(given.article))
        ids = [p.id for p in self._passages[given.article] if given.start < p.end and p.start < given.end]
        begun = perf_counter()
        hits = index.score(example.question, ids)
        reading = bot.reader.read(Question(example.question), hits)
        verdict = bot.judge.judge(reading)
        took = 1000 * (perf_counter() - begun)
        common = {"signals": reading.signals, "ranking": reading.ranking, "would_refuse": verdict.refused}
        refused = Answer(
            example.question,
            example.question,
            verdict.confidence,
            refusal=Refusal("not_stated", "The text does not say this.", next(iter(reading.quotes), None)),
            **common,  # type: ignore[arg-type]  # by name, all of the right type
        )
        if not reading.quotes:
            return Seen(refused, refused, tuple(hits)), took
        forced = Answer(
            example.question,
            example.question,
            verdict.confidence,
            quotes=reading.quotes[:TOP],
            **common,  # type: ignore[arg-type]
        )
        return Seen(refused if verdict.refused else forced, forced, tuple(hits)), took
