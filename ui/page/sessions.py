"""Conversations: one visitor's questions, answers and files, apart from all others' and forgotten after an hour."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pullquote.corpus import PullquoteError
from pullquote.index import Index
from pullquote.rag import Answer, Bot, Turn, open_bot
from pullquote.rag.question.followup import recent
from pullquote.rag.receipts.make import receipt, to_json
from pullquote.ui.links import Chosen, Link
from pullquote.ui.page.uploads import OWN, Shelf

IDLE = 3600.0  # seconds without a question until a visit and its files are gone
LONGEST = 60  # turns kept; a page with more is slow to draw
SHELVES = 100  # visitors with files of their own at a time


@dataclass(frozen=True, slots=True)
class Part:
    """An answer, its receipt, and whether it is from the visitor's own files."""

    answer: Answer
    receipt: str
    own: bool


@dataclass(frozen=True, slots=True)
class Turned:
    """One question with its answer, and where files of the visitor's own answer too, with both; or the mistake."""

    number: int
    link: Link
    parts: tuple[Part, ...] = ()
    mistake: str = ""


@dataclass
class Visit:
    """What one open page has asked so far. Not shared: one visitor's events come one after the other."""

    bot: Bot
    index: Index
    shelf: Shelf | None = None
    turns: list[Turned] = field(default_factory=list)
    used: float = 0.0
    asked: int = 0
    guard: threading.RLock = field(default_factory=threading.RLock)

    def ask(self, question: str, chosen: Chosen) -> Turned:
        """Ask the loaded articles and the visitor's own; the likelier answer comes first."""
        with self.guard:
            earlier = [turn for turn in self.turns if turn.parts]
            link = Link(question, tuple(turn.link.question for turn in earlier), chosen)
            history = recent([Turn(t.parts[0].answer.understood_as, t.parts[0].answer.short) for t in earlier])
            try:
                turned = Turned(self.asked, link, tuple(self._parts(question, history, chosen)))
            except PullquoteError as error:
                turned = Turned(self.asked, link, mistake=str(error))
            self.asked += 1
            self.turns = [*self.turns, turned][-LONGEST:]
            return turned

    def find(self, number: int) -> Turned | None:
        return next((turn for turn in self.turns if turn.number == number), None)

    def clear(self) -> None:
        """Forget what was asked; the files stay."""
        with self.guard:
            self.turns = []

    def close(self) -> None:
        with self.guard:
            if self.shelf:
                self.shelf.close()
            self.shelf, self.turns = None, []

    def _parts(self, question: str, history: tuple[Turn, ...], chosen: Chosen) -> list[Part]:
        own = tuple(id.removeprefix(OWN) for id in chosen.articles if id.startswith(OWN))
        loaded = tuple(id for id in chosen.articles if not id.startswith(OWN))
        asked = [(self.bot, self.index, loaded, False)] if loaded or not own else []
        if self.shelf and (own or not loaded):
            asked.append((self.shelf.bot, self.shelf.index, own, True))
        if not asked:
            raise PullquoteError("your own files are gone; they are kept for an hour. Add them again, or ask without")
        parts = []
        for bot, index, articles, is_own in asked:
            answer = bot.ask(question, history=history, articles=articles, **chosen.filters())  # type: ignore[arg-type]  # as filters() makes them
            parts.append(Part(answer, to_json(receipt(answer, index)), is_own))
        parts.sort(key=lambda part: (not part.answer.answered, -part.answer.confidence, not part.own))
        return [part for part in parts if part.answer.answered] or parts[:1]


class Visits:
    """The visits of a running server by their session."""

    def __init__(
        self,
        bot: Bot,
        index: Index,
        make: Callable[[Index], Bot] = open_bot,
        *,
        clock: Callable[[], float] = time.monotonic,
        idle: float = IDLE,
    ) -> None:
        """`make` gives a visitor's own files a bot of the kind of `bot`."""
        self.bot, self.index = bot, index
        self._make = make
        self._clock, self._idle = clock, idle
        self._visits: dict[str, Visit] = {}
        self._guard = threading.Lock()

    def of(self, session: str) -> Visit:
        """The visit of a session, begun when there is none."""
        with self._guard:
            visit = self._visits.setdefault(session, Visit(self.bot, self.index))
            visit.used = self._clock()
            return visit

    def shelf(self, session: str) -> Shelf:
        """The visitor's own files, opened when there are none yet."""
        visit = self.of(session)
        with visit.guard:
            if visit.shelf is None:
                if sum(other.shelf is not None for other in list(self._visits.values())) >= SHELVES:
                    raise PullquoteError(f"{SHELVES} visitors have files here already; try again later")
                visit.shelf = Shelf(self.index.embedder, self._make)
            return visit.shelf

    def end(self, session: str) -> None:
        with self._guard:
            visit = self._visits.pop(session, None)
        if visit:
            visit.close()

    def sweep(self) -> None:
        """End the visits that were idle for too long."""
        now = self._clock()
        with self._guard:
            old = [session for session, visit in self._visits.items() if now - visit.used > self._idle]
        for session in old:
            self.end(session)

    def close(self) -> None:
        for session in list(self._visits):
            self.end(session)
