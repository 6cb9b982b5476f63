"""What programs get that is no answer: passages, articles and changes of an index, in the forms that answers have."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, NotRequired, TypedDict

from pullquote.corpus import Article, ArticleForm, Fields, Problem, Span
from pullquote.index import Hit
from pullquote.rag import WIRE_FORMAT, Quote, QuoteForm, SpanForm

if TYPE_CHECKING:
    from pullquote.index import Build, Changes


class FoundForm(QuoteForm):
    """A hit in the form of a quote: beside its score the two that it is made of, and the article's own fields."""

    dense: float
    lexical: float
    fields: Fields


class Hits(TypedDict):
    """The passages that a search found, best first."""

    format: int
    question: str
    hits: list[FoundForm]


class KnownForm(ArticleForm):
    """All that is known of an article: `fields` are its own, by which it can be filtered."""

    fields: Fields


class ArticleText(TypedDict):
    """An article whole: `text` is what all offsets count in; `marked` is the part that was asked for."""

    format: int
    article: KnownForm
    text: str
    debris: list[SpanForm]
    marked: NotRequired[SpanForm]


class Articles(TypedDict):
    """What is known of every article, without the texts."""

    format: int
    articles: list[KnownForm]


class Unread(TypedDict):
    """A file that was not taken in, and why."""

    file: str
    reason: str


class Changed(TypedDict):
    """Ids of articles by what became of them; a build also counts what there is now, and names what it did not read."""

    format: int
    index: str
    changes: dict[str, list[str]]
    articles: NotRequired[int]
    passages: NotRequired[int]
    failed: NotRequired[list[Unread]]
    skipped: NotRequired[list[Unread]]


def hits_form(question: str, hits: Sequence[Hit]) -> Hits:
    """The passages that a search found."""
    return {"format": WIRE_FORMAT, "question": question, "hits": [_hit(hit) for hit in hits]}


def article_text(article: Article, marked: Span | None = None) -> ArticleText:
    """An article whole."""
    form: ArticleText = {
        "format": WIRE_FORMAT,
        "article": _known(article),
        "text": article.text,
        "debris": [_place(span) for span in article.debris],
    }
    return {**form, "marked": _place(marked)} if marked else form


def articles_form(articles: Iterable[Article]) -> Articles:
    """What is known of the articles."""
    return {"format": WIRE_FORMAT, "articles": list(map(_known, articles))}


def changes_form(index: str, changes: "Changes") -> Changed:
    """What a change of an index did."""
    ids = {kind: list(ids) for kind, ids in asdict(changes).items()}
    ids["stranded"] = ids.pop("to_add_again")  # the name it has in format 1
    return {"format": WIRE_FORMAT, "index": index, "changes": ids}


def build_form(index: str, built: "Build") -> Changed:
    """What building an index did."""
    return {
        **changes_form(index, built.changes),
        "articles": len(built.index.sources()),
        "passages": len(built.index),
        "failed": _unread(built.loaded.failed),
        "skipped": _unread(built.loaded.skipped),
    }


def _hit(hit: Hit) -> FoundForm:
    return {**Quote(hit.passage, hit.passage.start, hit.passage.end, hit.score).to_dict(), **hit.to_dict()}


def _known(article: Article) -> KnownForm:
    return {**article.to_dict(), "fields": article.source.fields}


def _place(span: Span) -> SpanForm:
    return {"start": span.start, "end": span.end}


def _unread(problems: Iterable[Problem]) -> list[Unread]:
    return [{"file": problem.file, "reason": problem.reason} for problem in problems]
