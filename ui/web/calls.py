"""What programs can call, whichever way they come: plain values in, the wire form out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pullquote.corpus import PullquoteError
from pullquote.index import Filters, Index
from pullquote.rag import Bot, Turn
from pullquote.rag.question.parse import LONGEST_QUESTION
from pullquote.rag.receipts.make import versions
from pullquote.ui.days import first_day, last_day
from pullquote.ui.wire import about, article_form, hits_form

MOST = 50  # quotes or passages at once
Json = dict[str, Any]


class Calls:
    """Days are text: 2020-06-26, 2020-06 or 2020. Every call raises PullquoteError for a caller's mistake."""

    def __init__(self, bot: Bot, index: Index) -> None:
        self._bot, self._index = bot, index

    def ask(
        self,
        question: str,
        history: Sequence[Mapping[str, str]] = (),
        publisher: Sequence[str] = (),
        author: Sequence[str] = (),
        after: str = "",
        before: str = "",
        as_of: str = "",
        articles: Sequence[str] = (),
        top: int = 3,
    ) -> Json:
        """One question, one answer: quotes of the articles, or a refusal."""
        return self._bot.ask(
            question,
            history=[Turn(str(turn.get("question", "")), str(turn.get("answer", ""))) for turn in history],
            publisher=tuple(publisher),
            author=tuple(author),
            after=_first(after),
            before=_last(before),
            as_of=_last(as_of),
            articles=tuple(articles),
            top=_number(top),
        ).to_dict()

    def search(
        self,
        question: str,
        publisher: Sequence[str] = (),
        author: Sequence[str] = (),
        after: str = "",
        before: str = "",
        articles: Sequence[str] = (),
        top: int = 5,
    ) -> Json:
        """The passages that speak most to a question, best first, whether they answer it or not."""
        if not question.strip():
            raise PullquoteError("the question is empty")
        if len(question) > LONGEST_QUESTION:
            raise PullquoteError(f"the question has {len(question):,} characters; allowed: {LONGEST_QUESTION:,}")
        hits = self._index.search(
            question,
            _number(top),
            where=Filters.of(publisher, author, after, before, articles),
        )
        return hits_form(question, hits)

    def article(self, id: str) -> Json:
        """One article whole, by its id or the name of its file."""
        return article_form(self._index.article(id))

    def articles(self) -> Json:
        """What is known of every article, without the texts."""
        return {"format": 1, "articles": [about(article) for article in self._index.articles()]}

    def health(self) -> Json:
        index = self._index
        return {"status": "ok", "articles": len(index.sources()), "passages": len(index), "versions": versions()}


def _first(day: str) -> date | None:
    return first_day(day) if day.strip() else None


def _last(day: str) -> date | None:
    return last_day(day) if day.strip() else None


def _number(top: int) -> int:
    if not 1 <= top <= MOST:
        raise PullquoteError(f"top is {top}; allowed: 1 to {MOST}")
    return top
