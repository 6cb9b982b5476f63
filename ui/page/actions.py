"""What can be done on the page, without the page: asking, reading, adding files, voting; HTML comes back."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pullquote.corpus import PullquoteError
from pullquote.index import TrackProgress
from pullquote.ui.api import without_folder
from pullquote.ui.collection import Collection
from pullquote.ui.page.as_typed import was_mended
from pullquote.ui.page.cards import Card, Mistake, Welcome, news, upload_mistake, upload_result
from pullquote.ui.page.examples import MOST_SHOWN, examples
from pullquote.ui.page.feedback import Feedback
from pullquote.ui.page.links import FilterForm, Link
from pullquote.ui.page.restored import restored
from pullquote.ui.page.sent import mappings, text
from pullquote.ui.page.sessions import Exchange, Reply, Session, Sessions
from pullquote.ui.page.source_list import Listed, source_list
from pullquote.ui.page.source_pane import source_pane
from pullquote.ui.page.uploads import OWN

FILES_GONE = "This was answered from your own files too, and they are deleted when the page is closed or loaded anew"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows after an action: what is new in the conversation, the article beside it, the list of
    articles. None: the same as before."""

    news: Markup
    source_pane: Markup | None
    sources: Markup | None


class Actions:
    """One for a server; every action names the session that it is done in."""

    def __init__(self, sessions: Sessions, feedback: Feedback) -> None:
        self._sessions, self._feedback = sessions, feedback
        self._examples: dict[tuple[str, ...], list[str]] = {}  # for the articles that are loaded now
        self._finding = threading.Lock()

    def find_examples(self, name: str) -> Shown:
        """The welcome with questions to begin with, which takes some seconds the first time."""
        with self._finding:
            loaded = self._loaded()
            if loaded not in self._examples:
                self._examples = {loaded: examples(self._sessions.loaded)}
        session = self._sessions.get(name)
        if session.uploads and not session.exchanges and session.own not in session.examples:
            session.examples = {session.own: examples(session.uploads.collection)}
        return self._shown(session, [], anew=not session.exchanges)

    def ask(self, name: str, question: str, form: FilterForm, *, as_typed: bool = False, id: str = "") -> Shown:
        """Ask a question, or ask it with no word mended; an empty one changes nothing."""
        session = self._sessions.get(name)
        if not question.strip():
            return Shown(news(), None, None)
        exchange = session.ask(question, form, as_typed=as_typed, id=id)
        return self._shown(session, [exchange], anew=False)

    def restore(self, name: str, kept: Sequence[Mapping[str, Any]]) -> Shown:
        """Take up a conversation of before the page was loaded anew, in place of what is there."""
        session = self._sessions.get(name)
        session.clear()
        return self._shown(session, [self._restored(session, one) for one in kept], anew=True)

    def restart(self, name: str) -> Shown:
        """A new conversation, as on a page that was just opened; the visitor's files stay."""
        session = self._sessions.get(name)
        session.clear()
        return self._shown(session, [], anew=True)

    def end(self, name: str) -> None:
        """The page was closed."""
        self._sessions.end(name)

    def show_source(self, name: str, key: str, quote: int) -> Markup:
        """The source pane for one quote of an answer."""
        found = self._sessions.get(name).find(key)
        return _source_pane(found[1], key, quote) if found else source_pane()

    def read(self, name: str, id: str) -> Markup:
        """The source pane for an article of the list. Raises NotFoundError for one that is gone."""
        collection, id = self._holder(self._sessions.get(name), id)
        with without_folder(collection.index.place):
            return source_pane(article=collection.index.article(id))

    def vote(self, name: str, key: str, right: bool, reason: str) -> None:
        """Keep a vote for an answer, in place of an earlier one; answers from a visitor's own files are not kept."""
        session = self._sessions.get(name)
        found = session.find(key)
        if found and not found[1].own:
            exchange, reply = found
            earlier = [e.replies[0].answer for e in session.exchanges if e.replies and e.number < exchange.number]
            vote = self._feedback.add(
                reply.answer, earlier, exchange.link.form, right, reason, instead=session.votes.get(key, "")
            )
            session.votes[key] = vote

    def upload(self, name: str, files: Sequence[Path], track: TrackProgress) -> tuple[Markup, Shown]:
        """Take in files and delete them; what became of them, and what the page shows now."""
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
        return result, self._shown(session, [], anew=not session.exchanges)

    def remove(self, name: str, id: str) -> Shown:
        """Take out one of the visitor's own articles; one that is not there is out already."""
        session = self._sessions.get(name)
        if session.uploads and id.startswith(OWN):
            session.uploads.remove(id.removeprefix(OWN))
        return self._shown(session, [], anew=not session.exchanges)

    def _holder(self, session: Session, id: str) -> tuple[Collection, str]:
        """The collection that has the article, and its id there."""
        if id.startswith(OWN) and session.uploads:
            return session.uploads.collection, id.removeprefix(OWN)
        return self._sessions.loaded, id

    def _shown(self, session: Session, exchanges: Sequence[Exchange], *, anew: bool) -> Shown:
        """`anew`: in place of what the page shows, not below it."""
        listed = self._listed(session)
        titles = {one.id: one.title for one in listed}
        replies = {e.number: e.replies for e in session.exchanges}
        before = {e.number: [reply for n in replies if n < e.number for reply in replies[n]] for e in exchanges}
        has_own = session.uploads is not None
        shown = [(e.id, e.link.query(), _cards(e, titles, before[e.number], has_own=has_own)) for e in exchanges]
        welcome = self._welcome(session, listed) if anew and not exchanges else None
        newest = exchanges[-1] if exchanges else None
        pane = source_pane() if anew else None
        if newest and newest.replies:
            pane = _source_pane(newest.replies[0], f"{newest.number}-0", 0)
        return Shown(news(shown, welcome, anew=anew), pane, session.changed(source_list(listed)))

    def _listed(self, session: Session) -> list[Listed]:
        own = session.uploads.sources if session.uploads else []
        loaded = self._sessions.loaded.index.sources()
        return [Listed(OWN + s.id, s, own=True) for s in own] + [Listed(s.id, s) for s in loaded]

    def _welcome(self, session: Session, listed: Sequence[Listed]) -> Welcome:
        loaded, own = self._loaded(), session.own
        outlets = sorted({one.source.publisher for one in listed if one.source.publisher})
        found = [self._examples.get(loaded, None if loaded else []), session.examples.get(own, None if own else [])]
        of_loaded, of_own = (some or [] for some in found)
        shown = list(dict.fromkeys([*of_own[: MOST_SHOWN // 2], *of_loaded, *of_own]))[:MOST_SHOWN]
        return Welcome(len(listed), outlets, shown, own=len(own), sought=None not in found)

    def _loaded(self) -> tuple[str, ...]:
        return tuple(source.id for source in self._sessions.loaded.index.sources())

    def _restored(self, session: Session, kept: Mapping[str, Any]) -> Exchange:
        """One exchange; where its answer cannot be shown as it was, it says why and can be asked again."""
        link, mistake, replies = Link.read(text(kept, "query")), text(kept, "mistake")[:500], list[Reply]()
        if any(one.get("own") for one in mappings(kept.get("replies"))):
            mistake = FILES_GONE
        elif not mistake:
            try:
                index = self._sessions.loaded.index
                with without_folder(index.place):
                    receipts = [text(one, "receipt") for one in mappings(kept.get("replies"))]
                    replies = [Reply(restored(receipt, index), receipt, own=False) for receipt in receipts]
            except PullquoteError as error:
                mistake = f"This was answered before, and the answer cannot be shown again: {error}"
        if not replies and not mistake:
            mistake = "This was asked before, and the answer was not kept"
        return session.restore(link, tuple(replies), mistake, text(kept, "id"))


def _cards(
    exchange: Exchange, titles: Mapping[str, str], before: Sequence[Reply], *, has_own: bool
) -> list[Card | Mistake]:
    link = exchange.link
    if exchange.mistake:
        return [Mistake(link.question, exchange.mistake, filters=link.form.words(titles))]
    origins = {True: "From your own files", False: "From the loaded articles"}
    return [
        Card(
            reply.answer,
            key=f"{exchange.number}-{number}",
            first=number == 0,
            link=alone(link, reply.answer.understood_as).query(),
            whole_link=link.query() if link.history else "",
            receipt=reply.receipt,
            filters=link.form.words(titles),
            as_typed=link.as_typed,
            own=reply.own,
            origin=origins[reply.own] if has_own else "",
            votes=not reply.own,
            notes=[note for note in _notes([reply]) if note not in _notes([*before, *exchange.replies[:number]])],
        )
        for number, reply in enumerate(exchange.replies)
    ]


def _notes(replies: Sequence[Reply]) -> list[str]:
    """What must be known of the articles that they show, each once."""
    notes = (quote.article.source.note for reply in replies for quote in reply.answer.shown)
    return list(dict.fromkeys(filter(None, notes)))


def alone(link: Link, understood_as: str) -> Link:
    """The link without what was asked before: a question that leans on that is asked as it was understood."""
    leans = link.history and not link.as_typed and not was_mended(link.question, understood_as)
    return replace(link, question=understood_as if leans else link.question, history=())


def _source_pane(reply: Reply, key: str, quote: int) -> Markup:
    quotes, refused = reply.answer.shown, not reply.answer.answered
    return source_pane(quotes, key=key, current=min(max(quote, 0), max(0, len(quotes) - 1)), refused=refused)
