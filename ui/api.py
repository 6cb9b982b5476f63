"""What programs can call, whichever way they come: what they hand in is understood or refused in one line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from reprlib import repr as shortened
from typing import TypedDict

from pullquote.corpus import BadInputError, PullquoteError, whole
from pullquote.index import Filters, check_question
from pullquote.rag import Answer, Turn, package_versions
from pullquote.ui.collection import Collection
from pullquote.ui.wire import Articles, ArticleText, Hits, article_text, articles_form, hits_form

AT_ONCE = 4  # questions answered at a time; more than that fight for the processor
SECONDS = 60.0  # that a question may take, whichever way it came
MOST = 50  # claims or passages of one answer


@contextmanager
def without_folder(folder: object) -> Iterator[None]:
    """Errors name no folder of this machine, nor what to run on it: whoever asks may sit at another one."""
    try:
        yield
    except PullquoteError as error:
        said = str(error)
        if str(folder) not in said:
            raise
        said = said.partition("; run: ")[0].replace(f"the index in {folder}", "the index")
        raise type(error)(said.replace(str(folder), "the index")) from None


def where_of(lines: Iterable[str]) -> dict[str, object]:
    """The filters, as a mapping that makes them: of lines with one field's name any text will do. A line may also be a
    mapping as JSON; all of those must hold. Raises BadInputError for a line that is neither."""
    own: dict[str, list[str]] = {}
    more: list[object] = []
    for line in lines:
        name, sign, text = (part.strip() for part in line.partition("="))
        if line.lstrip().startswith("{"):
            more.append(_mapping(line))
        elif sign and name and text:
            own.setdefault(name, []).append(text)
        else:
            raise BadInputError(f"where is {line!r:.60}; needed: a field and a text, such as section=sport")
    return {"fields": own, **({"and": more} if more else {})}


class Health(TypedDict):
    """How much is loaded, and the versions that answers depend on."""

    status: str
    articles: int
    passages: int
    versions: dict[str, str]


class Api:
    """The calls over one collection. Filters are given by name, as `Filters.of` has them; days are text, such as
    2020-06-26, 2020-06 or 2020, or the number of a year. One more name is `where`: a mapping that makes filters, also
    of the articles' own fields, or lines such as section=sport. Every call raises BadInputError for what it cannot
    understand."""

    def __init__(self, collection: Collection) -> None:
        self._index, self._bot = collection.index, collection.bot

    def ask(
        self, question: object, *, history: object = (), as_of: object = None, top: object = 3, **filters: object
    ) -> Answer:
        """One question, one answer: quotes of the articles, or a refusal. `history` are turns, oldest first, each a
        mapping with `question` and `answer`."""
        with without_folder(self._index.place):
            return self._bot.ask(
                _text("question", question),
                history=_turns(history),
                where=_filters(filters),
                as_of=_day(as_of),  # type: ignore[arg-type]  # refused there by its name
                top=_number(top),
            )

    def search(self, question: object, *, top: object = 5, **filters: object) -> Hits:
        """The passages that speak most to a question, best first, whether they answer it or not."""
        with without_folder(self._index.place):
            words = _text("question", question)
            check_question(words)
            return hits_form(words, self._index.search(words, _number(top), where=_filters(filters)))

    def article(self, id: object) -> ArticleText:
        """One article whole, by its id or the name of its file. Raises NotFoundError."""
        with without_folder(self._index.place):
            return article_text(self._index.article(_text("id", id)))

    def articles(self) -> Articles:
        """What is known of every article, without the texts."""
        with without_folder(self._index.place):
            return articles_form(self._index.articles())

    def health(self) -> Health:
        """That it is up, over how much, and by which versions."""
        with without_folder(self._index.place):
            index = self._index
            return {
                "status": "ok",
                "articles": len(index.sources()),
                "passages": len(index),
                "versions": package_versions(),
            }


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadInputError(f"{name} is {shortened(value)}; needed: text")
    return whole(value)


def _number(top: object) -> int:
    number = int(top) if isinstance(top, str) and top.strip().isdecimal() and len(top) < 9 else top
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST:
        raise BadInputError(f"top is {shortened(top)}; allowed: 1 to {MOST}")
    return number


def _filters(given: Mapping[str, object]) -> Filters:
    named = {name: value for name, value in given.items() if name != "where"}
    named |= {name: _day(named[name]) for name in ("after", "before") if name in named}
    own = _where(given.get("where") or ())
    return Filters.of_mapping({**named, "and": [own]} if own else named)


def _where(given: object) -> Filters:
    lines = [given] if isinstance(given, str) else given
    if isinstance(lines, list | tuple) and all(isinstance(line, str) for line in lines):
        return Filters.of_mapping(where_of(lines))
    return Filters.of_mapping(given)  # type: ignore[arg-type]  # refused there by its type


def _day(value: object) -> object:
    """A number as the year that it is, anything else as it came."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _mapping(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise BadInputError(f'where is {line!r:.60}; needed: JSON, such as {{"section": {{"not": "sport"}}}}') from None


def _turns(history: object) -> list[Turn]:
    if not isinstance(history, list | tuple):
        raise BadInputError(f"history is {shortened(history)}; needed: a list of turns")
    return [_turn(number, turn) for number, turn in enumerate(history, 1)]


def _turn(number: int, turn: object) -> Turn:
    if not isinstance(turn, Mapping) or "question" not in turn or set(turn) - {"question", "answer"}:
        raise BadInputError(f"turn {number} is {shortened(turn)}; needed: an object with question and answer")
    return Turn(*(_text(f"the {part} of turn {number}", turn.get(part, "")) for part in ("question", "answer")))
