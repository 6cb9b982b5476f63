"""What can be done on the page, without the page: asking, showing a source, adding files, voting; HTML comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from pullquote.corpus import PullquoteError
from pullquote.index import TrackProgress
from pullquote.ui.api import without_folder
from pullquote.ui.page.cards import Card, Mistake, Welcome, conversation, upload_mistake, upload_result
from pullquote.ui.page.examples import examples
from pullquote.ui.page.feedback import Feedback
from pullquote.ui.page.links import FilterForm, Link
from pullquote.ui.page.sessions import Exchange, Reply, Session, Sessions
from pullquote.ui.page.source_pane import source_pane
from pullquote.ui.page.uploads import OWN


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: outlets by name, articles as (title, id)."""

    outlets: list[str]
    articles: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PageState:
    """What the page shows after an action."""

    conversation: Markup
    source_pane: Markup
    choices: Choices


class Actions:
    """One for a server; every action names the session that it is done in."""

    def __init__(self, sessions: Sessions, feedback: Feedback) -> None:
        self._sessions, self._feedback = sessions, feedback
        self._examples: dict[tuple[str, ...], list[str]] = {}  # for the articles that are loaded now

    def open(self, name: str, link: Link) -> PageState:
        """A page that was just opened: empty, or with what its link asks."""
        session = self._sessions.get(name)
        session.clear()
        if link.question.strip():
            for question in link.history:
                session.ask(question, link.form)
            session.ask(link.question, link.form, as_typed=link.as_typed)
        return self._state(session)

    def ask(self, name: str, question: str, form: FilterForm, *, as_typed: bool = False) -> PageState:
        """Ask a question, or ask it with no word mended; an empty one changes nothing."""
        session = self._sessions.get(name)
        if question.strip():
            session.ask(question, form, as_typed=as_typed)
        return self._state(session)

    def restart(self, name: str) -> PageState:
        """A new conversation; the visitor's files stay."""
        session = self._sessions.get(name)
        session.clear()
        return self._state(session)

    def end(self, name: str) -> None:
        """The page was closed."""
        self._sessions.end(name)

    def show_source(self, name: str, key: str, quote: int) -> Markup:
        """The source pane for one quote of an answer."""
        found = self._sessions.get(name).find(key)
        return _source_pane(found[1], key, quote) if found else source_pane()

    def vote(self, name: str, key: str, right: bool, reason: str) -> None:
        """Keep a vote for an answer; answers from a visitor's own files are not kept."""
        session = self._sessions.get(name)
        found = session.find(key)
        if found and not found[1].own:
            exchange, reply = found
            earlier = [e.replies[0].answer for e in session.exchanges if e.replies and e.number < exchange.number]
            self._feedback.add(reply.answer, earlier, exchange.link.form, right, reason)

    def upload(self, name: str, files: Sequence[Path], track: TrackProgress) -> tuple[Markup, Choices]:
        """Take in files and delete them; what became of them, and what the filters offer now."""
        session = self._sessions.get(name)
        try:
            uploads = self._sessions.uploads(name)
            with without_folder(uploads.folder):
                added = uploads.add(files, track=track)
            result = upload_result(added.articles, added.failed)
        except PullquoteError as error:
            result = upload_mistake(str(error))
        finally:
            for file in files:
                file.unlink(missing_ok=True)
        return result, self._choices(session)

    def choices(self, name: str) -> Choices:
        """What the filters offer now."""
        return self._choices(self._sessions.get(name))

    def _choices(self, session: Session) -> Choices:
        own = session.uploads.sources if session.uploads else []
        loaded = self._sessions.loaded.index.sources()
        outlets = sorted({source.publisher for source in [*loaded, *own] if source.publisher})
        titles = [(f"{s.title} (yours)", OWN + s.id) for s in own]
        titles += [(" · ".join(filter(None, (s.title, s.publisher, str(s.published or "")))), s.id) for s in loaded]
        return Choices(outlets, titles)

    def _state(self, session: Session) -> PageState:
        choices = self._choices(session)
        titles = {id: title for title, id in choices.articles}
        cards = [card for exchange in session.exchanges for card in _cards(exchange, titles, bool(session.uploads))]
        welcome = None if cards else self._welcome(choices)
        newest = session.exchanges[-1] if session.exchanges else None
        source = (
            _source_pane(newest.replies[0], f"{newest.number}-0", 0) if newest and newest.replies else source_pane()
        )
        return PageState(conversation(cards, welcome), source, choices)

    def _welcome(self, choices: Choices) -> Welcome:
        loaded = tuple(id for _, id in choices.articles if not id.startswith(OWN))
        if loaded not in self._examples:
            self._examples = {loaded: examples(self._sessions.loaded)}
        return Welcome(len(choices.articles), choices.outlets, self._examples[loaded])


def _cards(exchange: Exchange, titles: dict[str, str], has_own: bool) -> list[Card | Mistake]:
    link = exchange.link
    if exchange.mistake:
        return [Mistake(link.question, exchange.mistake)]
    origins = {True: "From your own files", False: "From the loaded articles"}
    return [
        Card(
            reply.answer,
            key=f"{exchange.number}-{number}",
            first=number == 0,
            link=link.query(),
            receipt=reply.receipt,
            filters=link.form.words(titles),
            as_typed=link.as_typed,
            origin=origins[reply.own] if has_own else "",
            votes=not reply.own,
        )
        for number, reply in enumerate(exchange.replies)
    ]


def _source_pane(reply: Reply, key: str, quote: int) -> Markup:
    quotes, refused = reply.answer.shown, not reply.answer.answered
    return source_pane(quotes, key=key, current=min(max(quote, 0), max(0, len(quotes) - 1)), refused=refused)
