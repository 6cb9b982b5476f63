"""What a server tells of its work, for its metrics and its log: values, made where the work is done."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any

from pullquote.corpus import PullquoteError, StoppedError
from pullquote.index import Index
from pullquote.rag import Answer, Bot
from pullquote.ui.collection import MakeBot


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was worked at. `outcome` is answered, the kind of a refusal, stopped (nobody waited, or it took
    too long), mistake or failed; `seconds` are those at work, without the wait in line."""

    outcome: str
    seconds: float
    question: str


@dataclass(frozen=True, slots=True)
class Requested:
    """A request that is over. `route` is one of a few names and never what was asked for; `refused` says why the guard
    refused it, and is empty where it did not; `status` is 0 where whoever asked had gone."""

    route: str
    status: int
    seconds: float
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Restarted:
    """A process that answers questions has ended by itself, and `again` says whether it is started anew at once."""

    worker: int
    code: int
    again: bool


Event = Asked | Requested | Restarted
Tell = Callable[[Event], None]
_KINDS: dict[str, type[Event]] = {kind.__name__.lower(): kind for kind in (Asked, Requested, Restarted)}


def untold(_event: Event) -> None:
    """Keeps nothing."""


def to_all(*listeners: Tell) -> Tell:
    """Tells each of them."""

    def tell(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return tell


def as_form(event: Event) -> dict[str, Any]:
    """The event as an object of JSON, with its name."""
    return {"event": type(event).__name__.lower(), **asdict(event)}


def of_form(form: object) -> Event | None:
    """The event again; None of anything else."""
    values = dict(form) if isinstance(form, dict) else {}
    kind = _KINDS.get(str(values.pop("event", "")))
    return kind(**values) if kind and values.keys() == {one.name for one in fields(kind)} else None


@dataclass(frozen=True, slots=True)
class ToldBot(Bot):
    """A bot that tells of each question it was asked."""

    tell: Tell = untold

    def ask(self, question: str, **circumstances: Any) -> Answer:
        """What `Bot.ask` gives, and raises."""
        begun, outcome = time.monotonic(), "failed"
        try:
            answer = Bot.ask(self, question, **circumstances)
            outcome = answer.refusal.kind if answer.refusal else "answered"
            return answer
        except StoppedError:
            outcome = "stopped"
            raise
        except PullquoteError:
            outcome = "mistake"
            raise
        finally:
            self.tell(Asked(outcome, time.monotonic() - begun, question))


def told(bot: Bot, tell: Tell) -> Bot:
    """The bot, telling of each question."""
    return ToldBot(bot.retriever, bot.reader, bot.judge, bot.vocabulary, bot.passages, tell)


def telling(make_bot: MakeBot, tell: Tell) -> MakeBot:
    """What makes bots that tell of each question."""

    def make(index: Index) -> Bot:
        return told(make_bot(index), tell)

    return make
