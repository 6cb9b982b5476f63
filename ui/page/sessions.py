"""Sessions: one visitor's questions, answers and files, apart from all others' and forgotten after an hour."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from pullquote.corpus import BusyError, NotFoundError, PullquoteError, whole
from pullquote.index import Filters
from pullquote.rag import Answer, AskedForm, Turn, make_receipt, recent_turns, what_was_asked, written
from pullquote.ui.api import without_folder
from pullquote.ui.collection import Collection, MakeBot
from pullquote.ui.page.as_typed import taking_as_typed
from pullquote.ui.page.links import FilterForm, Link
from pullquote.ui.page.sureness import at_setting
from pullquote.ui.page.uploads import OWN, Room, Uploads

COOKIE = "pullquote_visitor"  # holds who the visitor is; the server gives it with the page
IDLE = 3600.0  # seconds without a question until a session and its files are gone
MOST_EXCHANGES = 60  # kept; a page with more is slow to draw
MOST_UPLOADERS = 100  # visitors with files of their own at a time


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, its receipt, and whether it is from the visitor's own files."""

    answer: Answer
    receipt: str
    own: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its answer, or with two where the visitor's own files answer too; or the mistake in it."""

    number: int
    link: Link
    replies: tuple[Reply, ...] = ()
    mistake: str = ""
    id: str = ""  # that the page gave it


@dataclass
class Session:
    """What one open page has asked so far; one visitor's events come one after the other."""

    loaded: Collection
    uploads: Uploads | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    used: float = 0.0
    asked: int = 0
    votes: dict[str, str] = field(default_factory=dict)  # by card, the ids under which they are kept
    examples: dict[tuple[str, ...], list[str]] = field(default_factory=dict)  # for the own articles there are now
    listed: int = 0  # a hash of the list of articles as the page has it
    guard: threading.RLock = field(default_factory=threading.RLock)

    @property
    def own(self) -> tuple[str, ...]:
        """The ids of the visitor's own articles."""
        return tuple(source.id for source in self.uploads.sources) if self.uploads else ()

    def ask(self, question: str, form: FilterForm, *, as_typed: bool = False, id: str = "") -> Exchange:
        """Ask the loaded articles and the visitor's own; the likelier answer comes first. `as_typed` mends no word.
        What comes again under the same `id`, as after a lost connection, is asked once."""
        question = whole(question)
        with self.guard:
            for known in self.exchanges:
                if id and known.id == id:
                    return known
            earlier = [exchange for exchange in self.exchanges if exchange.replies]
            asked = tuple(exchange.link.question for exchange in earlier)
            link = Link(question, asked, form, as_typed, own=self.uploads is not None)
            answers = [exchange.replies[0].answer for exchange in earlier]
            history = recent_turns([Turn(answer.understood_as, answer.short) for answer in answers])
            try:
                exchange = Exchange(self.asked, link, self._replies(link, history), id=id)
            except PullquoteError as error:
                exchange = Exchange(self.asked, link, mistake=str(error), id=id)
            return self._keep(exchange)

    def restore(self, link: Link, replies: tuple[Reply, ...], mistake: str, id: str) -> Exchange:
        """Take up an exchange of before the page was loaded anew."""
        with self.guard:
            return self._keep(Exchange(self.asked, link, replies, mistake, id))

    def find(self, key: str) -> tuple[Exchange, Reply] | None:
        """The reply that a card's key names (`3-0`: the first reply of exchange 3), and its exchange."""
        for exchange in self.exchanges:
            for number, reply in enumerate(exchange.replies):
                if key == f"{exchange.number}-{number}":
                    return exchange, reply
        return None

    def changed(self, listed: Markup) -> Markup | None:
        """The list of articles where the page has another one: of hundreds it is far larger than an answer."""
        before, self.listed = self.listed, hash(str(listed))
        return None if before == self.listed else listed

    def clear(self) -> None:
        """Forget what was asked; the files stay."""
        with self.guard:
            self.exchanges = []

    def close(self) -> None:
        """Forget everything."""
        with self.guard:
            if self.uploads:
                self.uploads.close()
            self.uploads, self.exchanges = None, []

    def _keep(self, exchange: Exchange) -> Exchange:
        self.asked += 1
        self.exchanges = [*self.exchanges, exchange][-MOST_EXCHANGES:]
        return exchange

    def _replies(self, link: Link, history: tuple[Turn, ...]) -> tuple[Reply, ...]:
        form = link.form
        own = tuple(id.removeprefix(OWN) for id in form.articles if id.startswith(OWN))
        loaded = tuple(id for id in form.articles if not id.startswith(OWN))
        asked = [(self.loaded, loaded)] if loaded or not own else []
        if self.uploads and (own or not loaded):
            asked.append((self.uploads.collection, own))
        if not asked:
            raise NotFoundError("your own files are gone; they are kept for an hour. Add them again, or ask without")
        replies = []
        for holder, articles in _with_fields(asked, form):
            with without_folder(holder.index.place):
                collection = at_setting(holder, self.loaded, form.refuse)
                bot = taking_as_typed(collection) if link.as_typed else collection.bot
                where = form.filters(articles)
                answer = bot.ask(link.question, history=history, where=where, as_of=form.as_of)
            receipt = make_receipt(answer, collection.index, _asked(link, answer, collection, history, where))
            replies.append(Reply(answer, written(receipt).decode(), holder is not self.loaded))
        replies.sort(key=lambda reply: (not reply.answer.answered, -reply.answer.confidence, not reply.own))
        return tuple(reply for reply in replies if reply.answer.answered) or tuple(replies[:1])


def _with_fields(
    asked: Sequence[tuple[Collection, tuple[str, ...]]], form: FilterForm
) -> Sequence[tuple[Collection, tuple[str, ...]]]:
    """Those that have the own fields asked for, where any has: the others would say that there is no such field."""
    names = form.filters(()).own_names
    having = [one for one in asked if names <= {name for s in one[0].index.sources() for name in s.fields}]
    return having if names and having else asked


def _asked(
    link: Link, answer: Answer, collection: Collection, history: tuple[Turn, ...], where: Filters
) -> AskedForm | None:
    """What a receipt says was asked; None of a bot that somebody made of parts."""
    if collection.config is None:
        return None
    return what_was_asked(
        collection.config,
        collection.index,
        history=history,
        where=where,
        as_of=answer.as_of,
        as_typed=link.as_typed,
    )


class Sessions:
    """The sessions of a running server by the name that Gradio gives each open page."""

    def __init__(
        self,
        loaded: Collection,
        make_bot: MakeBot,
        *,
        clock: Callable[[], float] = time.monotonic,
        idle: float = IDLE,
        folder: Path | None = None,
    ) -> None:
        """`loaded` is what everybody asks; `make_bot` makes the bots over visitors' own files, kept in `folder`."""
        self._folder = folder
        self.loaded = loaded
        self._make_bot = make_bot
        self._clock, self._idle = clock, idle
        self._sessions: dict[str, Session] = {}
        self._room = Room()
        self._guard = threading.Lock()

    def get(self, name: str) -> Session:
        """The session of that name, begun when there is none."""
        with self._guard:
            session = self._sessions.setdefault(name, Session(self.loaded))
            session.used = self._clock()
            return session

    def uploads(self, name: str) -> Uploads:
        """The visitor's own files, opened when there are none yet. Raises BusyError where too many have some."""
        session = self.get(name)
        with session.guard:
            if session.uploads is None:
                if sum(other.uploads is not None for other in list(self._sessions.values())) >= MOST_UPLOADERS:
                    raise BusyError(f"{MOST_UPLOADERS} visitors have files here already; try again later")
                session.uploads = Uploads(self.loaded.index.embedder, self._make_bot, self._room, folder=self._folder)
            return session.uploads

    def end(self, name: str) -> None:
        """End a session; one that is not there has ended already."""
        with self._guard:
            session = self._sessions.pop(name, None)
        if session:
            session.close()

    def sweep(self) -> None:
        """End the sessions that were idle for too long."""
        now = self._clock()
        with self._guard:
            old = [name for name, session in self._sessions.items() if now - session.used > self._idle]
        for name in old:
            self.end(name)

    def close(self) -> None:
        """End all sessions."""
        for name in list(self._sessions):
            self.end(name)
