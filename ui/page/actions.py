"""What can be done on the page, without the page: asking, citing, adding files, voting; HTML comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pullquote.corpus import PullquoteError
from pullquote.index import TrackProgress
from pullquote.rag import Bot
from pullquote.ui.links import Chosen, Link
from pullquote.ui.page import answer_html
from pullquote.ui.page.examples import examples
from pullquote.ui.page.feedback import Feedback
from pullquote.ui.page.sessions import Turned, Visit, Visits
from pullquote.ui.page.source_pane import empty, pane
from pullquote.ui.page.uploads import OWN

Choices = tuple[list[str], list[tuple[str, str]]]  # outlets; articles as (title, id)


@dataclass(frozen=True, slots=True)
class Seen:
    """The page after a deed. `changed`: the choices are others than those that the page was last given."""

    talk: str
    pane: str
    choices: Choices
    changed: bool = True


class Deeds:
    """One for a server; every deed names the session it is done in."""

    def __init__(self, bot: Bot, visits: Visits, feedback: Feedback) -> None:
        self.bot = bot
        self._visits, self._feedback = visits, feedback
        self._examples: dict[tuple[str, ...], list[str]] = {}

    def open(self, session: str, link: Link) -> Seen:
        """A page that was just opened: empty, or with what its link asks."""
        visit = self._visits.of(session)
        visit.clear()
        for question in link.history if link.question.strip() else ():
            visit.ask(question, link.chosen)
        if link.question.strip():
            visit.ask(link.question, link.chosen)
        return self._seen(visit)

    def ask(self, session: str, question: str, chosen: Chosen) -> Seen:
        visit = self._visits.of(session)
        if question.strip():
            visit.ask(question, chosen)
        return self._seen(visit)

    def begin(self, session: str) -> Seen:
        """A new conversation; the visitor's files stay."""
        visit = self._visits.of(session)
        visit.clear()
        return self._seen(visit)

    def end(self, session: str) -> None:
        self._visits.end(session)

    def cite(self, session: str, key: str, quote: int) -> str:
        """The source pane for one quote of an answer."""
        number, _, part = key.partition("-")
        turn = self._visits.of(session).find(int(number)) if number.isdecimal() else None
        if turn is None or not part.isdecimal() or int(part) >= len(turn.parts):
            return empty()
        return _pane(turn, int(part), quote)

    def vote(self, session: str, key: str, right: bool, reason: str) -> None:
        number, _, part = key.partition("-")
        turn = self._visits.of(session).find(int(number)) if number.isdecimal() else None
        if turn and part.isdecimal() and int(part) < len(turn.parts) and not turn.parts[int(part)].own:
            visit = self._visits.of(session)
            history = [t.parts[0].answer for t in visit.turns if t.parts and t.number < turn.number]
            self._feedback.add(turn.parts[int(part)].answer, history, turn.link.chosen, right, reason)

    def take(self, session: str, files: Sequence[Path], track: TrackProgress) -> tuple[str, Choices]:
        """Take in files; what is told of them, and the articles there are now."""
        visit = self._visits.of(session)
        try:
            added = self._visits.shelf(session).add(files, track=track)
            told = answer_html.taken(added.articles, [(p.file, p.reason) for p in added.failed])
        except PullquoteError as error:
            told = answer_html.not_taken(str(error))
        finally:
            for file in files:
                file.unlink(missing_ok=True)
        return told, self._choices(visit)

    def choices(self, session: str) -> Choices:
        return self._choices(self._visits.of(session))

    def _choices(self, visit: Visit) -> Choices:
        own = visit.shelf.sources if visit.shelf else []
        loaded = self._visits.index.sources()
        outlets = sorted({source.publisher for source in [*loaded, *own] if source.publisher})
        titles = [(f"{s.title} (yours)", OWN + s.id) for s in own]
        titles += [(" · ".join(filter(None, (s.title, s.publisher, str(s.published or "")))), s.id) for s in loaded]
        return outlets, titles

    def _seen(self, visit: Visit) -> Seen:
        choices = self._choices(visit)
        titles = {id: title for title, id in choices[1]}
        cards = [html for turn in visit.turns for html in _cards(turn, titles, bool(visit.shelf))]
        last = next((turn for turn in reversed(visit.turns) if turn.parts), None)
        beside = _pane(last, 0, 0) if last and visit.turns[-1] is last else empty()
        if not cards:
            cards = [self._welcome(choices)]
        return Seen(answer_html.conversation(cards), beside, choices)

    def _welcome(self, choices: Choices) -> str:
        outlets, titles = choices
        loaded = tuple(id for _, id in titles if not id.startswith(OWN))
        if not titles:
            return answer_html.nothing_loaded()
        if loaded not in self._examples:
            self._examples = {loaded: examples(self.bot, self._visits.index) if loaded else []}
        return answer_html.welcome(self._examples[loaded], len(titles), outlets)


def _cards(turn: Turned, titles: dict[str, str], has_own: bool) -> list[str]:
    if turn.mistake:
        return [answer_html.mistake(turn.link.question, turn.mistake)]
    shelves = {True: "From your own files", False: "From the loaded articles"}
    return [
        answer_html.card(
            answer_html.Shown(
                answer=part.answer,
                turn=turn.number,
                part=number,
                link=turn.link.query(),
                receipt=part.receipt,
                filters=turn.link.chosen.words(titles),
                shelf=shelves[part.own] if has_own else "",
                votes=not part.own,
            )
        )
        for number, part in enumerate(turn.parts)
    ]


def _pane(turn: Turned, part: int, quote: int) -> str:
    answer = turn.parts[part].answer
    nearest = answer.refusal.nearest if answer.refusal else None
    quotes = answer.quotes or ((nearest,) if nearest else ())
    return pane(
        quotes,
        key=f"{turn.number}-{part}",
        current=min(max(quote, 0), max(0, len(quotes) - 1)),
        refused=not answer.answered,
    )
